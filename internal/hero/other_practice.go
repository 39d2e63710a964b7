// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"bytes"
	"encoding/json"
)

// practiceGroupField names the practice group of an object, wherever Hero's documentation has one.
const practiceGroupField = "practice_group_id"

// namesOtherPractice reports a success that says itself that it is about another practice group than was asked for: the object, an
// entry of a list, or one in data.
func (r *response) namesOtherPractice() bool {
	// Spare nearly every response the decoder.
	return r.isSuccess() && r.isJSON && bytes.Contains(r.body, []byte(practiceGroupField)) && namesOtherPractice(r.body, r.practice)
}

func namesOtherPractice(body json.RawMessage, practice string) bool {
	var (
		entries []json.RawMessage
		object  struct {
			Group String          `json:"practice_group_id"`
			Data  json.RawMessage `json:"data"`
		}
	)
	if json.Unmarshal(body, &entries) == nil {
		for _, entry := range entries {
			var list []json.RawMessage // nobody knows what its entries are
			if json.Unmarshal(entry, &list) != nil && namesOtherPractice(entry, practice) {
				return true
			}
		}
		return false
	}
	if json.Unmarshal(body, &object) != nil {
		return false
	}
	if named := object.Group.OrZero(); named != "" && named != practice {
		return true
	}
	return len(object.Data) > 0 && namesOtherPractice(object.Data, practice)
}
