// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"encoding/json"
	"strings"
)

// shortestKey is the length from which a key is looked for: a shorter one, as a test has, is part of other words.
const shortestKey = 12

// withoutKey empties the strings of a JSON response that repeat the whole key that was sent. States keep what Hero answers, and a
// gateway that returns a request returns its headers too. A part of the key is left: the name of a practice may be one.
func withoutKey(body json.RawMessage, key string) json.RawMessage {
	if len(squeezed(key)) < shortestKey || !repeats(lineEnds.Replace(string(body)), []string{key}, len(key)) {
		return body
	}
	return rewritten(body, func(value any) any { return withoutRepeated(value, key) })
}

// lineEnds drops the line ends of a string in JSON, whose letters would count as part of what they break.
var lineEnds = strings.NewReplacer(`\n`, "", `\r`, "", `\t`, "")

func withoutRepeated(value any, key string) any {
	switch v := value.(type) {
	case string:
		if repeats(v, []string{key}, len(key)) {
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
