// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"unicode"
)

// secretNames are the words by which the name of a secret is recognised, in letters alone.
var secretNames = []string{"password", "passwd", "passphrase", "secret", "token", "signingkey", "apikey", "accesskey", "privatekey", "credential"}

// namesSecret reports whether the name of a field shows that it is a secret, in any spelling: api_key,
// apiKey, API-Key.
func namesSecret(name string) bool {
	letters := strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
	letters = strings.ReplaceAll(letters, "secretar", "") // secretary, secretariat
	for _, telling := range secretNames {
		if strings.Contains(letters, telling) {
			return true
		}
	}
	return false
}
