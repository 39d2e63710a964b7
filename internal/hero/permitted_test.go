// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"net/http"
	"testing"
)

func TestShownMediaType(t *testing.T) {
	t.Parallel()
	const notShown = "a content type that is not shown"
	for given, want := range map[string]string{
		"":                         "",
		"text/html":                "text/html",
		"Text/HTML; charset=utf-8": "text/html",
		"application/x-ada-lee":    notShown,
		"text/html; ada":           notShown,
		"html":                     notShown,
	} {
		if got := shownMediaType(http.Header{"Content-Type": {given}}); got != want {
			t.Errorf("%q: got %q, want %q", given, got, want)
		}
	}
}

func TestRepeats(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text, secret string
		want         bool
	}{
		"whole":                       {"for Nakamura", "Nakamura", true},
		"a part":                      {"for kamu", "Nakamura", true},
		"too small a part":            {"for kam", "Nakamura", false},
		"in another case, broken":     {"N A-K.A", "naka", true},
		"three letters":               {"Lee is unknown", "Lee", true},
		"two letters reveal nothing":  {"Li is unknown", "Li", false},
		"none":                        {"is unknown", "", false},
		"in hex":                      {"x4e616b61", "Naka", true},
		"in hex, from an odd one on":  {"a4e616b61", "Naka", true},
		"in hex, with one left over":  {"4e616b61a", "Naka", true},
		"in base64":                   {"TmFrYW11cmE=", "Nakamura", true},
		"in base64 of URLs":           {"Pz8_Pj4-TmFrYW11cmE", "Nakamura", true},
		"in base64, four letters":     {"TmFrYQ==", "Naka", true},
		"in base64, five letters":     {"TmFrYW0=", "akam", true},
		"in base64, from the 2nd on":  {"xTmFrYW11cmE", "Nakamura", true},
		"in base64, from the 4th on":  {"xyzTmFrYW11cmE", "Nakamura", true},
		"in base64, with a tail":      {"TmFrYW11cmExyz", "Nakamura", true},
		"in base64, of another value": {"U21pdGg=", "Nakamura", false},
	} {
		if got := repeats(test.text, []string{"other-value", test.secret}, partOfText); got != test.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}
