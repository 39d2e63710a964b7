// SPDX-License-Identifier: MPL-2.0

package canonical

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Text is free text, such as a line of an address. Any string is valid. Its normal form
// is what people can see of it: see clean.
var Text = &Kind{Name: "text"}

var errNotListed = errors.New("it is not one of the known values")

// OneOf returns a kind of which only the given strings are valid. Case matters.
func OneOf(name string, values ...string) *Kind {
	return &Kind{Name: name, Values: values, normal: func(s string) (string, error) {
		if !slices.Contains(values, s) {
			return "", errNotListed
		}
		return s, nil
	}}
}

// clean returns what people can see of a string: in NFC, because accents have two forms, with
// trimmed ends, one blank for any white space inside, and without format and control
// characters, which cells and web pages bring along. It is empty when nothing can be
// seen.
func clean(s string) string {
	s = norm.NFC.String(strings.Map(func(r rune) rune {
		if isFormat(r) {
			return -1
		}
		return r
	}, s))
	if !strings.ContainsFunc(s, isVisible) {
		return ""
	}
	return strings.Join(strings.Fields(s), " ")
}

// isFormat leaves white space to strings.Fields.
func isFormat(r rune) bool {
	return unicode.Is(unicode.Cf, r) || unicode.IsControl(r) && !unicode.IsSpace(r)
}

func isVisible(r rune) bool {
	return unicode.IsGraphic(r) && !unicode.IsSpace(r) &&
		!unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
