// SPDX-License-Identifier: MPL-2.0

package canonical

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// NHSNumber is an NHS number. Its normal form is ten digits, of which the last checks
// the others (modulus 11). Ten equal digits are refused: they are a placeholder.
// Whether a number was ever issued is not checked.
var NHSNumber = &Kind{Name: "NHS number", normal: func(s string) (string, error) {
	number, err := ParseNHSNumber(s)
	switch {
	case errors.Is(err, errCheckDigit):
		return "", fmt.Errorf("%w; look for a mistyped digit", err)
	case errors.Is(err, errPlaceholder):
		return "", fmt.Errorf("%w; give the person's own number, or none", err)
	}
	return number, err
}}

const nhsNumberDigits = 10

// The reasons why a string is not an NHS number. None contains the string.
var (
	errLength     = errors.New("an NHS number has 10 digits")
	errCharacter  = errors.New("an NHS number has only digits, apart from spaces and hyphens between them")
	errCheckDigit = errors.New("the last digit of an NHS number checks the others, and here it does not match")
	// Any ten equal digits pass modulus 11.
	errPlaceholder = errors.New("ten equal digits are a placeholder and nobody's NHS number, so strangers who have it would be treated as one person")
)

// ParseNHSNumber returns the ten digits of an NHS number, without what people write
// between them. The error says which rule is broken.
func ParseNHSNumber(s string) (string, error) {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case isSeparator(r):
		default:
			return "", errCharacter
		}
	}
	number := b.String()
	if len(number) != nhsNumberDigits {
		return "", fmt.Errorf("%w, and this has %d", errLength, len(number))
	}
	if !hasCheckDigit(number) {
		return "", errCheckDigit
	}
	if strings.Count(number, number[:1]) == nhsNumberDigits {
		return "", errPlaceholder
	}
	return number, nil
}

// IsPlaceholderNHSNumber reports whether s is ten equal digits, which people enter
// when a form demands a number and they know none. Many patients may share them.
func IsPlaceholderNHSNumber(s string) bool {
	_, err := ParseNHSNumber(s)
	return errors.Is(err, errPlaceholder)
}

// HasNHSNumber reports whether s contains the digits of an NHS number, whatever is
// between and around them. Such a string must not be shown.
func HasNHSNumber(s string) bool {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
	for ; len(digits) >= nhsNumberDigits; digits = digits[1:] {
		if _, err := ParseNHSNumber(digits[:nhsNumberDigits]); err == nil {
			return true
		}
	}
	return false
}

// isSeparator accepts more than the ASCII space and hyphen, because people paste
// numbers from documents and spreadsheets, which use others: dashes, thousands marks,
// characters that nobody sees.
func isSeparator(r rune) bool {
	return isFormat(r) || unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || strings.ContainsRune("\u2212.,/_'\u2019\u00b7()", r)
}

// hasCheckDigit applies modulus 11 with the weights 10 to 2. Nine digits that would
// need the check digit 10 match none: such numbers are not issued.
func hasCheckDigit(number string) bool {
	sum := 0
	for i := range nhsNumberDigits - 1 {
		sum += (nhsNumberDigits - i) * int(number[i]-'0')
	}
	want := (11 - sum%11) % 11
	return want == int(number[nhsNumberDigits-1]-'0')
}
