// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// What a response may add to an error or a log. This file lists what is known to be harmless and drops everything else as a whole:
// redaction would have to know every form that a secret can take.

// maxWords is the length at which a message of Hero's is cut.
const maxWords = 200

var (
	requestIDForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,63}$`)
	idForm        = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,64}$`)
	// plainWordForm is a word, an abbreviation or a short number. Encoded text has other characters in it, or letters of both cases.
	plainWordForm = regexp.MustCompile(`^["'(]?([A-Z]?[a-z]{1,20}([_'-][a-z]{1,20})*|[A-Z]{2,5}|[0-9]{1,4})["')]?[.,:;!?]?$`)
)

// isPlain reports whether a text has nothing but plain words.
func isPlain(text string) bool {
	for word := range strings.FieldsSeq(text) {
		if !plainWordForm.MatchString(word) {
			return false
		}
	}
	return true
}

// mediaTypes are the ones that servers, gateways and proxies commonly send.
var mediaTypes = []string{
	"application/javascript", "application/json", "application/octet-stream", "application/problem+json", "application/vnd.api+json", "application/xhtml+xml",
	"application/xml", "image/gif", "image/jpeg", "image/png", "text/html", "text/plain", "text/xml",
}

// shownMediaType is the content type of a response, as an error can show it.
func shownMediaType(header http.Header) string {
	given := header.Get("Content-Type")
	if given == "" {
		return ""
	}
	if mediaType, _, err := mime.ParseMediaType(given); err == nil && slices.Contains(mediaTypes, mediaType) {
		return mediaType
	}
	return "a content type that is not shown"
}

// How many characters of a secret in a row count as a part of it. In a link it takes more of them, because four letters could be
// part of one of its own words.
const (
	partOfText = 4
	partOfLink = 8
)

// repeats reports whether a text contains a part of a secret: as it is or encoded, in any case, and however it is spaced.
func repeats(text string, secrets []string, part int) bool {
	forms := decodings(text)
	for _, secret := range secrets {
		letters := squeezed(secret)
		run := min(len(letters), part)
		if run < 3 {
			continue // too short to reveal anything
		}
		for at := range len(letters) - run + 1 {
			if slices.ContainsFunc(forms, func(form string) bool { return strings.Contains(form, letters[at:at+run]) }) {
				return true
			}
		}
	}
	return false
}

// escapes matches a character that is escaped for a URL, for HTML or for JSON.
var escapes = regexp.MustCompile(`%[0-9A-Fa-f]{2}|&#?[0-9A-Za-z]+;|\\u[0-9A-Fa-f]{4}|\\[/nrt]`)

// unescaped decodes escapes, including escaped ones: a gateway can put HTML into JSON.
func unescaped(text string) string {
	for range 4 {
		if !strings.ContainsAny(text, `%&\`) {
			break
		}
		plain := escapes.ReplaceAllStringFunc(text, unescapedCharacter)
		if plain == text {
			break
		}
		text = plain
	}
	return text
}

func unescapedCharacter(escape string) (character string) {
	switch escape[0] {
	case '%':
		character, _ = url.PathUnescape(escape)
	case '&':
		character = html.UnescapeString(escape)
	default:
		_ = json.Unmarshal([]byte(`"`+escape+`"`), &character) // half of a surrogate pair is no character
	}
	return character
}

var (
	betweenRuns = regexp.MustCompile(`[\s-]`)
	hexRun      = regexp.MustCompile(`[0-9A-Fa-f]{6,}`)
	base64Run   = regexp.MustCompile(`[0-9A-Za-z+/]{4,}`)
)

// decodings returns the readings of a text, each squeezed: as it is, without its escapes, decoded from hex, and decoded from base64.
// An encoded part can begin at any character, and what follows it need not decode.
func decodings(text string) []string {
	forms := []string{squeezed(text)}
	plain := unescaped(text)
	if plain != text {
		forms = append(forms, squeezed(plain))
	}
	unbroken := betweenRuns.ReplaceAllString(plain, "")
	for _, run := range hexRun.FindAllString(unbroken, -1) {
		for start := range 2 {
			decoded, _ := hex.DecodeString(run[start:])
			forms = append(forms, squeezed(string(decoded)))
		}
	}
	for _, run := range base64Run.FindAllString(strings.NewReplacer("-", "+", "_", "/").Replace(unbroken), -1) {
		for start := range 4 {
			decoded, _ := base64.RawStdEncoding.DecodeString(run[start:])
			forms = append(forms, squeezed(string(decoded)))
		}
	}
	return forms
}

// squeezed returns only the letters and digits of a text, in lower case.
func squeezed(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

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

// shortestKey is the length from which a key is looked for: a shorter one, as a test has, is part of other words.
const shortestKey = 12

// withoutKey empties the strings of a JSON response that repeat the whole key that was sent. States keep what Hero answers, and a
// gateway that returns a request returns its headers too. A part of the key is left: the name of a practice may be one.
func withoutKey(body json.RawMessage, key string) json.RawMessage {
	if len(squeezed(key)) < shortestKey || !repeats(string(body), []string{key}, len(key)) {
		return body
	}
	return rewritten(body, func(value any) any { return withoutRepeated(value, key) })
}

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
