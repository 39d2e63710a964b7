// SPDX-License-Identifier: MPL-2.0

package canonical

import "fmt"

// Kind says when two texts mean the same, and which texts are valid.
// The kinds of this package are its variables; they are compared by address.
type Kind struct {
	// Name is what a user calls such a text, for instance "NHS number".
	Name string

	// normal may assume that the text is not empty. Its errors are sentences
	// without a capital and a full stop, and never contain the text.
	normal func(string) (string, error)
}

// Plain is any text, and means only itself.
var Plain = &Kind{Name: "text", normal: func(s string) (string, error) { return s, nil }}

// Normal returns the normal form of a text. The empty text is valid for every
// kind, since it is how an attribute is cleared. The error says what is wrong
// and what to do, and never contains the text.
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

// Meaning returns the normal form of a text, and the text itself if it has none.
func (k *Kind) Meaning(s string) string {
	n, err := k.Normal(s)
	if err != nil {
		return s
	}
	return n
}

// Same says whether two texts mean the same. A text without a normal form
// means only itself.
func (k *Kind) Same(a, b string) bool {
	return a == b || k.Meaning(a) == k.Meaning(b)
}
