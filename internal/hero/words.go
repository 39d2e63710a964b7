package hero

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// shortestRedacted: a value of one or two bytes tells nothing by itself, and taking it out would spoil every other word.
const shortestRedacted = 3

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
	var b strings.Builder
	for i := 0; i < len(words); {
		if i+len(old) <= len(words) && strings.EqualFold(words[i:i+len(old)], old) {
			b.WriteString(replacement)
			i += len(old)
			continue
		}
		b.WriteByte(words[i])
		i++
	}
	return b.String()
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

func looksLikeJSON(body []byte) bool {
	body = bytes.TrimSpace(body)
	return len(body) > 0 && strings.IndexByte(`{["`, body[0]) >= 0
}

var (
	schemaTerm    = regexp.MustCompile(`^[a-z]+([_-][a-z]+)*( \| [a-z]+([_-][a-z]+)*)*$`)
	memberOrIndex = regexp.MustCompile(`^([a-z]+(_[a-z0-9]+)*|[0-9]{1,3})$`)
)

// onlyIf is a text that has a form, or else a replacement.
func onlyIf(form *regexp.Regexp, text, otherwise string) string {
	if form.MatchString(text) {
		return text
	}
	return otherwise
}
