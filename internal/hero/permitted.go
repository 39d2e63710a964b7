// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"encoding/base64"
	"encoding/hex"
	"mime"
	"net/http"
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

// isPlain reports a text that has nothing but plain words.
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

// repeats reports that a text contains a part of a secret: as it is or encoded, in any case, and however it is spaced.
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

var (
	betweenRuns = regexp.MustCompile(`[\s-]`)
	hexRun      = regexp.MustCompile(`[0-9A-Fa-f]{6,}`)
	base64Run   = regexp.MustCompile(`[0-9A-Za-z+/]{4,}`)
)

// decodings are a text as it is, decoded from hex, and decoded from base64, each squeezed. An encoded part can begin at any
// character, and what follows it need not decode.
func decodings(text string) []string {
	forms := []string{squeezed(text)}
	unbroken := betweenRuns.ReplaceAllString(text, "")
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
