// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// warnOtherPractice warns of an answer that says itself that it is about another
// practice group than was asked for. what is the request.
func warnOtherPractice(diags *diag.Diagnostics, practice *hero.Practice, what string, body json.RawMessage) {
	if !namesOtherPractice(body, practice.ID()) {
		return
	}
	diags.AddWarning("Answer of another practice group",
		fmt.Sprintf("What Hero answered to %s for practice group %s says that it is about another practice group. Check it before you use it. "+
			"A proxy or cache between here and Hero may drop or ignore the header x-practice-group-id.", what, practice.ID()))
}

// namesOtherPractice looks at an object, at the entries of a list, and at the entries in "data".
func namesOtherPractice(body json.RawMessage, group string) bool {
	var (
		entries []json.RawMessage
		object  struct {
			Group hero.String     `json:"practice_group_id"`
			Data  json.RawMessage `json:"data"`
		}
	)
	if json.Unmarshal(body, &entries) == nil {
		for _, entry := range entries {
			var list []json.RawMessage // nobody knows what its entries are
			if json.Unmarshal(entry, &list) != nil && namesOtherPractice(entry, group) {
				return true
			}
		}
		return false
	}
	if json.Unmarshal(body, &object) != nil {
		return false
	}
	if named := object.Group.OrZero(); named != "" && named != group {
		return true
	}
	return len(object.Data) > 0 && namesOtherPractice(object.Data, group)
}
