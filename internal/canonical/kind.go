// SPDX-License-Identifier: MPL-2.0

package canonical

import "fmt"

// Kind is a kind of string: which strings are valid, and which mean the same.
// The kinds are the variables of this package, compared by address.
type Kind struct {
	// Name is what a user calls such a string, for instance "NHS number".
	Name string

	// normal never gets an empty string. Its errors have no capital and no full
	// stop, and never contain the string.
	normal func(string) (string, error)
}

// Plain accepts any string. A string means only itself.
var Plain = &Kind{Name: "text", normal: func(s string) (string, error) { return s, nil }}

// Normal returns the normal form of a string. The empty string is valid for every
// kind, since it clears an attribute. The error says what is wrong and what to do,
// and never contains the string.
func (k *Kind) Normal(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	n, err := k.normal(s)
	if err != nil {
		return "", fmt.Errorf("not a valid %s: %w", k.Name, err)
	}
	return n, nil
}

// Meaning returns the normal form of a string, or the string itself if it is not
// valid.
func (k *Kind) Meaning(s string) string {
	n, err := k.Normal(s)
	if err != nil {
		return s
	}
	return n
}

// Same reports whether two strings mean the same. A string that is not valid means
// only itself.
func (k *Kind) Same(a, b string) bool {
	return a == b || k.Meaning(a) == k.Meaning(b)
}
