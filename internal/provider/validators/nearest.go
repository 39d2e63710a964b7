// SPDX-License-Identifier: MPL-2.0

package validators

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

// NotListed says that a value is not one that Hero takes, and lists those.
func NotListed(value string, values []string) string {
	return "Hero accepts one of these values, and case matters" + Nearest(value, values) + ":\n\n" + QuotedList(values)
}

// longForms are words that mean a listed value and are not spelt like it, by their
// letters in lower case.
var longForms = map[string]string{
	"mister": "Mr", "missus": "Mrs", "mistress": "Mrs", "doctor": "Dr", "prof": "Professor", "rev": "Reverend", "revd": "Reverend",
	"capt": "Captain", "maj": "Major", "col": "Colonel", "brig": "Brigadier", "fr": "Father", "hon": "The Hon", "honourable": "The Hon", "thehonourable": "The Hon",
	"m": "Male", "man": "Male", "boy": "Male", "f": "Female", "w": "Female", "woman": "Female", "girl": "Female", "unknown": "Not known", "unspecified": "Not specified",
}

// Nearest names the listed value that another word means, or that is closest to a mistyped one, as
// part of a sentence. It is "" if none is close.
func Nearest(mistyped string, values []string) string {
	found, least := "", 0
	if meant := longForms[string(letterForm(mistyped))]; slices.Contains(values, meant) {
		return fmt.Sprintf("; the nearest is %q", meant)
	}
	for _, value := range values {
		if distance, near := distance(mistyped, value); near && (found == "" || distance < least) {
			found, least = value, distance
		}
	}
	if found == "" {
		return ""
	}
	return fmt.Sprintf("; the nearest is %q", found)
}

// distance counts the letters that differ between two values, and says whether the first may be a
// mistyped second: a letter or two wrong, or the end missing.
func distance(mistyped, value string) (letters int, near bool) {
	a, b := letterForm(mistyped), letterForm(value)
	if len(a) == 0 || len(b) == 0 {
		return 0, false
	}
	letters = editDistance(a, b)
	isShortened := len(a) > 2 && strings.HasPrefix(string(b), string(a))
	return letters, letters <= max(len(a), len(b))/3 || isShortened
}

// letterForm leaves out punctuation and spaces, which are mistyped most often.
func letterForm(s string) []rune {
	return []rune(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, canonical.Label.Meaning(s)))
}

// editDistance is the Levenshtein distance: how many letters to insert, delete or replace.
func editDistance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, letter := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			cost := diagonal
			if letter != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
