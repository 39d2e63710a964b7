// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"bytes"
	"encoding/json"
	"maps"
	"strings"
	"unicode"
)

// secretNames are the words by which the name of a secret is recognised, in letters alone.
var secretNames = []string{"password", "passwd", "passphrase", "secret", "token", "signingkey", "apikey", "accesskey", "privatekey", "credential"}

// namesSecret reports a member whose name shows that it is a secret, in any spelling: api_key,
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

// withoutSecrets is what may be passed on of an undocumented answer: everything except the members,
// at any depth, whose names show that they are secrets.
func withoutSecrets(raw json.RawMessage) (json.RawMessage, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber() // keeps every digit
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	removeSecrets(value)
	return json.Marshal(value)
}

func removeSecrets(value any) {
	switch v := value.(type) {
	case []any:
		for _, element := range v {
			removeSecrets(element)
		}
	case map[string]any:
		maps.DeleteFunc(v, func(name string, _ any) bool { return namesSecret(name) })
		for _, member := range v {
			removeSecrets(member)
		}
	}
}
