// Package nhs knows the form of NHS numbers: ten digits, the last of which
// checks the others (modulus 11). It says nothing about whether a number was
// ever issued, and imports nothing but the standard library.
package nhs

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

const digits = 10

// The reasons for which a text is not an NHS number. The errors that Normal
// returns wrap one of them and never contain the text.
var (
	ErrLength     = errors.New("an NHS number has 10 digits")
	ErrCharacter  = errors.New("an NHS number has only digits, apart from spaces and hyphens between them")
	ErrCheckDigit = errors.New("the last digit of an NHS number checks the others, and here it does not match")
)

// Normal returns the ten digits of an NHS number, without the spaces and
// hyphens people write between them. The error wraps ErrCharacter, ErrLength
// or ErrCheckDigit.
func Normal(s string) (string, error) {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case isSeparator(r):
		default:
			return "", ErrCharacter
		}
	}
	number := b.String()
	if len(number) != digits {
		return "", fmt.Errorf("%w, and this text has %d", ErrLength, len(number))
	}
	if !checks(number) {
		return "", ErrCheckDigit
	}
	return number, nil
}

// Valid says whether Normal accepts the text.
func Valid(s string) bool {
	_, err := Normal(s)
	return err == nil
}

// Format returns an NHS number as it is printed, "943 476 5919". A text that
// is not an NHS number comes back as it is.
func Format(s string) string {
	number, err := Normal(s)
	if err != nil {
		return s
	}
	return number[:3] + " " + number[3:6] + " " + number[6:]
}

// isSeparator accepts more than the ASCII space and hyphen because numbers
// are pasted out of documents and spreadsheets, which set their own.
func isSeparator(r rune) bool {
	switch r {
	case '\u00ad', '\u200b', '\u2060', '\u2212', '\ufeff': // soft hyphen, zero width space, word joiner, minus, byte order mark
		return true
	}
	return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r)
}

// checks applies modulus 11 with the weights 10 to 2. A remainder that asks
// for the check digit 10 can be matched by no digit: such numbers are not issued.
func checks(number string) bool {
	sum := 0
	for i := range digits - 1 {
		sum += (digits - i) * int(number[i]-'0')
	}
	want := (11 - sum%11) % 11
	return want == int(number[digits-1]-'0')
}
