// SPDX-License-Identifier: MPL-2.0

package canonical

import "fmt"

// Kind is a kind of string: which strings are valid, which mean the same, and how one
// is sent. The kinds are the variables of this package, compared by address.
//
// Every kind ignores what nobody sees: see clean.
type Kind struct {
	// Name is what a user calls such a string, for instance "NHS number".
	Name string
	// Values are all valid strings of a kind that has a list of them, else nil.
	Values []string

	// normal gets clean text that is not empty. Nil: any text is valid, as it is. Its
	// errors have no capital and no full stop, and never contain the string.
	normal func(string) (string, error)
	// invalid is what text without a normal form means. Nil: only itself.
	invalid func(string) string
	// sent is how valid text is sent. Nil: in its normal form.
	sent func(text, normal string) string
}

// Normal returns the normal form of a string. Empty text is valid for every kind, since
// it clears an attribute. The error says what is wrong and what to do, and never
// contains the string.
func (k *Kind) Normal(s string) (string, error) {
	text := clean(s)
	if text == "" || k.normal == nil {
		return text, nil
	}
	n, err := k.normal(text)
	if err != nil {
		return "", fmt.Errorf("not a valid %s: %w", k.Name, err)
	}
	return n, nil
}

// Meaning returns the normal form of a string. An invalid string means its text, because
// Hero may hold it.
func (k *Kind) Meaning(s string) string {
	n, err := k.Normal(s)
	switch {
	case err == nil:
		return n
	case k.invalid != nil:
		return k.invalid(clean(s))
	}
	return clean(s)
}

// Same reports whether two strings mean the same.
func (k *Kind) Same(a, b string) bool { return a == b || k.Meaning(a) == k.Meaning(b) }

// IsEmpty reports whether a string says nothing, which for Hero is the same as none.
func (k *Kind) IsEmpty(s string) bool { return clean(s) == "" }

// Sent returns a string as it goes out to Hero: clean, and in a spelling that any
// receiver can read.
func (k *Kind) Sent(s string) string {
	n, err := k.Normal(s)
	switch {
	case err != nil:
		return clean(s)
	case k.sent != nil:
		return k.sent(clean(s), n)
	}
	return n
}

// asWritten is for kinds whose normal form is for comparing, not for reading.
func asWritten(text, _ string) string { return text }
