// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"bytes"
	"encoding/json"
	"strings"
)

// shortestKey is the length from which a key is looked for: a shorter one, as a test has, is part of other words.
const shortestKey = 12

// withoutKey empties the strings of an answer that repeat the whole key that was sent. States keep what Hero answers, and a gateway
// that returns a request returns its headers, too. A part of the key is left: the name of a practice may be one.
func withoutKey(answer []byte, key string) []byte {
	if len(squeezed(key)) < shortestKey || !repeats(lineEnds.Replace(string(answer)), []string{key}, len(key)) {
		return answer
	}
	decoder := json.NewDecoder(bytes.NewReader(answer))
	decoder.UseNumber() // which keeps each digit
	var content any
	if decoder.Decode(&content) != nil {
		return answer // cannot happen, since it was valid before
	}
	kept, err := json.Marshal(withoutRepeated(content, []string{key}))
	if err != nil {
		return answer // cannot happen, as above
	}
	return kept
}

// lineEnds drops the line ends of a string in JSON, whose letters would count as part of what they break.
var lineEnds = strings.NewReplacer(`\n`, "", `\r`, "", `\t`, "")

func withoutRepeated(value any, key []string) any {
	switch v := value.(type) {
	case string:
		if repeats(v, key, len(key[0])) {
			return ""
		}
	case []any:
		for i, element := range v {
			v[i] = withoutRepeated(element, key)
		}
	case map[string]any:
		for name, element := range v {
			v[name] = withoutRepeated(element, key)
		}
	}
	return value
}
