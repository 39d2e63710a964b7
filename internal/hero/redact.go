// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// minRedacted spares values of one or two bytes: they reveal nothing, and redacting them would spoil every other word.
const minRedacted = 3

// Printable makes a text from Hero safe for a terminal: printable, on one line, at most 200 bytes long.
func Printable(text string) string { return printable(text, 200) }

// identifier returns an id that can be shown and sent, and "" for anything else.
func identifier(id string) string {
	if printable(id, 200) != id {
		return ""
	}
	return id
}

func addFieldNames(names map[string]bool, value any) {
	switch v := value.(type) {
	case []any:
		for _, element := range v {
			addFieldNames(names, element)
		}
	case map[string]any:
		for name, element := range v {
			names[name] = true
			addFieldNames(names, element)
		}
	}
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

// redact replaces every secret in a text, whatever its case.
func redact(text string, secrets []string) string {
	// Longest first: a shorter secret inside a longer one would leave the rest of it behind.
	secrets = slices.Clone(secrets)
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) })
	for _, secret := range secrets {
		if len(secret) >= minRedacted {
			text = replaceFold(text, secret, "…")
		}
	}
	return text
}

func replaceFold(text, old, replacement string) string {
	at := indexFold(text, old)
	if at < 0 {
		return text
	}
	var b strings.Builder
	for ; at >= 0; at = indexFold(text, old) {
		b.WriteString(text[:at])
		b.WriteString(replacement)
		text = text[at+len(old):]
	}
	b.WriteString(text)
	return b.String()
}

// indexFold is strings.Index without regard to case. A page is searched for hundreds of keys and strings.EqualFold is slow, so
// it runs only where the first byte can match.
func indexFold(text, old string) int {
	first := old[0] | 0x20
	for i := range len(text) - len(old) + 1 {
		if b := text[i]; (b|0x20 == first || b >= utf8.RuneSelf || first >= utf8.RuneSelf) && strings.EqualFold(text[i:i+len(old)], old) {
			return i
		}
	}
	return -1
}

// printable drops unprintable characters, joins runs of spaces and cuts at limit bytes.
func printable(text string, limit int) string {
	var b strings.Builder
	for field := range strings.FieldsSeq(text) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		for _, r := range field {
			if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
				continue
			}
			if b.Len()+len(string(r)) > limit {
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
