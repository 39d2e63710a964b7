// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode"
)

// NotShown stands for a request id that does not look like one, or that repeats what was sent.
const NotShown = "not shown"

// Printable makes a text from Hero safe for a terminal: printable, on one line, at most 200 bytes long.
func Printable(text string) string { return printable(text, 200) }

// identifier returns an id that is safe to show and to send, and "" for anything else.
func identifier(id string) string {
	if printable(id, 200) != id {
		return ""
	}
	return id
}

func appendStrings(values []string, value any) []string {
	switch v := value.(type) {
	case string:
		return append(values, v)
	case float64:
		return append(values, strconv.FormatFloat(v, 'f', -1, 64))
	case []any:
		for _, element := range v {
			values = appendStrings(values, element)
		}
	case map[string]any:
		for _, element := range v {
			values = appendStrings(values, element)
		}
	}
	return values
}

// printable drops unprintable characters, joins runs of spaces, and cuts at limit bytes, between words if it can.
func printable(text string, limit int) string {
	var b strings.Builder
	for field := range strings.FieldsSeq(text) {
		before := b.Len()
		if before > 0 {
			b.WriteByte(' ')
		}
		for _, r := range field {
			if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
				continue
			}
			if b.Len()+len(string(r)) > limit {
				if before > 0 {
					return b.String()[:before] // so that no word is cut in half
				}
				return strings.TrimSpace(b.String())
			}
			b.WriteRune(r)
		}
	}
	return strings.TrimSpace(b.String())
}

// withoutField removes a field from an object and from every object inside it.
func withoutField(object map[string]json.RawMessage, name string) map[string]json.RawMessage {
	delete(object, name)
	for field, value := range object {
		object[field] = withoutFieldInside(value, name)
	}
	return object
}

func withoutFieldInside(value json.RawMessage, name string) json.RawMessage {
	var (
		object map[string]json.RawMessage
		list   []json.RawMessage
		clean  any
	)
	switch {
	case json.Unmarshal(value, &object) == nil:
		clean = withoutField(object, name)
	case json.Unmarshal(value, &list) == nil:
		for i := range list {
			list[i] = withoutFieldInside(list[i], name)
		}
		clean = list
	default:
		return value
	}
	encoded, err := json.Marshal(clean)
	if err != nil {
		// Cannot happen with JSON that was just decoded. If it does, nothing is better than a secret.
		return json.RawMessage("null")
	}
	return encoded
}

// withField replaces a field of an object with a text.
func withField(data json.RawMessage, name, text string) json.RawMessage {
	object := map[string]any{}
	_ = json.Unmarshal(data, &object) // just decoded
	object[name] = text
	encoded, err := json.Marshal(object)
	if err != nil {
		return json.RawMessage("null") // cannot happen, as above
	}
	return encoded
}
