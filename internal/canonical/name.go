// SPDX-License-Identifier: MPL-2.0

package canonical

import (
	"strings"
	"unicode"
)

// PersonalName is a first or last name, to recognise a person by. Records are often in
// capitals, and systems write apostrophes and hyphens in several ways, so its normal
// form is in lower case with ' and -.
var PersonalName = &Kind{Name: "name", normal: func(s string) (string, error) { return foldCase(strings.Map(plainMark, s)), nil }, sent: asWritten}

// Label names a thing for people: the name of a location, the title of a form. Case
// does not matter.
var Label = &Kind{Name: "label", normal: func(s string) (string, error) { return foldCase(s), nil }, sent: asWritten}

// foldCase begins with capitals, since some letters have two small forms, such as σ and
// ς. A change of case can leave NFC, so the result is cleaned again.
func foldCase(s string) string { return clean(strings.ToLower(strings.ToUpper(s))) }

// plainMark turns the apostrophes and hyphens of other keyboards into those of ASCII.
func plainMark(r rune) rune {
	switch r {
	case '\u2018', '\u2019', '\u201b', '\u02bc', '\u02b9', '\u2032', '\u00b4', '\uff07', '`':
		return '\''
	case '\u2212', '\u2043':
		return '-'
	}
	if unicode.Is(unicode.Pd, r) {
		return '-'
	}
	return r
}
