// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"bytes"
	"encoding/json"
	"maps"
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

// WithoutFields returns a JSON value without some fields, at any depth. What is not JSON becomes null: nothing is better than a secret.
func WithoutFields(data json.RawMessage, remove func(name string) bool) json.RawMessage {
	return rewritten(data, func(value any) any {
		removeFields(value, remove)
		return value
	})
}

// rewritten returns a JSON value after a change to what it decodes to. Numbers keep each digit. What is not JSON becomes null.
func rewritten(data json.RawMessage, change func(any) any) json.RawMessage {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return json.RawMessage("null")
	}
	return encoded(change(value))
}

func removeFields(value any, remove func(name string) bool) {
	switch v := value.(type) {
	case []any:
		for _, element := range v {
			removeFields(element, remove)
		}
	case map[string]any:
		maps.DeleteFunc(v, func(name string, _ any) bool { return remove(name) })
		for _, field := range v {
			removeFields(field, remove)
		}
	}
}

// withField replaces a field of an object with a text.
func withField(data json.RawMessage, name, text string) json.RawMessage {
	object := map[string]any{}
	_ = json.Unmarshal(data, &object) // just decoded
	object[name] = text
	return encoded(object)
}

// encoded encodes what was decoded from JSON, which cannot fail.
func encoded(value any) json.RawMessage {
	data, err := json.Marshal(value)
	if err != nil {
		return json.RawMessage("null")
	}
	return data
}
