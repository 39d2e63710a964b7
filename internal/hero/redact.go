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

// shortestRedacted: a value of one or two bytes tells nothing by itself, and taking it out would spoil every other word.
const shortestRedacted = 3

// Printable makes words of Hero's fit for a terminal: printable, on one line and at most 200 bytes long.
func Printable(words string) string { return printable(words, 200) }

// identifier is an id that can be shown and sent; anything else is none.
func identifier(id string) string {
	if printable(id, 200) != id {
		return ""
	}
	return id
}

func addNames(names map[string]bool, value any) {
	switch v := value.(type) {
	case []any:
		for _, element := range v {
			addNames(names, element)
		}
	case map[string]any:
		for name, element := range v {
			names[name] = true
			addNames(names, element)
		}
	}
}

func appendTexts(texts []string, value any) []string {
	switch v := value.(type) {
	case string:
		return append(texts, v)
	case float64:
		return append(texts, strconv.FormatFloat(v, 'f', -1, 64))
	case []any:
		for _, element := range v {
			texts = appendTexts(texts, element)
		}
	case map[string]any:
		for _, element := range v {
			texts = appendTexts(texts, element)
		}
	}
	return texts
}

// redact replaces every secret in words, in any case of letters.
func redact(words string, secrets []string) string {
	// The longest first, so that no rest of one stays behind after a shorter one was taken out of it.
	secrets = slices.Clone(secrets)
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) })
	for _, secret := range secrets {
		if len(secret) >= shortestRedacted {
			words = replaceFold(words, secret, "…")
		}
	}
	return words
}

func replaceFold(words, old, replacement string) string {
	at := indexFold(words, old)
	if at < 0 {
		return words
	}
	var b strings.Builder
	for ; at >= 0; at = indexFold(words, old) {
		b.WriteString(words[:at])
		b.WriteString(replacement)
		words = words[at+len(old):]
	}
	b.WriteString(words)
	return b.String()
}

// indexFold is where old first stands in words, in any case of letters, or -1. A page is searched for hundreds of keys, and
// strings.EqualFold is slow, so it is asked only where the first byte allows it.
func indexFold(words, old string) int {
	first := old[0] | 0x20
	for i := range len(words) - len(old) + 1 {
		if b := words[i]; (b|0x20 == first || b >= utf8.RuneSelf || first >= utf8.RuneSelf) && strings.EqualFold(words[i:i+len(old)], old) {
			return i
		}
	}
	return -1
}

// printable drops what is not printable, joins runs of spaces and cuts at limit bytes.
func printable(words string, limit int) string {
	var b strings.Builder
	for field := range strings.FieldsSeq(words) {
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

// withoutMember drops a member of an object, and of every object inside it.
func withoutMember(object map[string]json.RawMessage, name string) map[string]json.RawMessage {
	delete(object, name)
	for member, value := range object {
		object[member] = withoutMemberInside(value, name)
	}
	return object
}

func withoutMemberInside(value json.RawMessage, name string) json.RawMessage {
	var (
		object map[string]json.RawMessage
		list   []json.RawMessage
		clean  any
	)
	switch {
	case json.Unmarshal(value, &object) == nil:
		clean = withoutMember(object, name)
	case json.Unmarshal(value, &list) == nil:
		for i := range list {
			list[i] = withoutMemberInside(list[i], name)
		}
		clean = list
	default:
		return value
	}
	encoded, err := json.Marshal(clean)
	if err != nil {
		// Cannot happen with JSON that has just been read; nothing is better than a secret.
		return json.RawMessage("null")
	}
	return encoded
}
