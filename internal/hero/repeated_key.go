// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"bytes"
	"encoding/json"
	"strings"
)

const (
	// shortestKey is the length from which a key is looked for: a shorter one, as a test has, is part of other words.
	shortestKey = 12
	// partOfAnswer is how many characters of a key in a row count as a part of it.
	partOfAnswer = 8
)

// withoutKey empties the strings of an answer that repeat the key that was sent. What Hero answers is kept in states, and a gateway that
// returns the request for a test returns its headers, too.
func withoutKey(answer []byte, key string) []byte {
	if len(squeezed(key)) < shortestKey || !repeats(lineEnds.Replace(string(answer)), []string{key}, partOfAnswer) {
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
		if repeats(v, key, partOfAnswer) {
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
