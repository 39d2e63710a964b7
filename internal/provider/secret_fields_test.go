// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

func TestNamesSecret(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"password": true, "Password": true, "password_hash": true, "pass_word": true, "clientSecret": true, "SECRET": true, "access_token": true, "tokens": true,
		"signingKey": true, "signing_key": true, "SIGNING KEY": true, "api_key": true, "apiKey": true, "x-api-key": true, "APIKEY2": true,
		"credential": true, "prescription_partner_credentials": true, "privateKey": true,
		"": false, "name": false, "key": false, "key_contact": false, "secretary_name": false, "practice_secretariat": false, "passport": false, "tok": false,
	} {
		if got := namesSecret(name); got != want {
			t.Errorf("%q: %t, want %t", name, got, want)
		}
	}
}

func TestWithoutSecrets(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		`{"a":1,"password":"canary"}`:                                            `{"a":1}`,
		`{"a":{"b":[{"apiKey":"canary","c":null},[{"Tokens":["canary"]}]]}}`:     `{"a":{"b":[{"c":null},[{}]]}}`,
		`[{"secret":{"deep":"canary"}},7]`:                                       `[{},7]`,
		`{"number":12345678901234567890.123456789,"text":"<&>","empty":[{},""]}`: `{"empty":[{},""],"number":12345678901234567890.123456789,"text":"\u003c\u0026\u003e"}`,
		`"text"`: `"text"`,
		`null`:   `null`,
	} {
		if got := hero.WithoutFields([]byte(raw), namesSecret); string(got) != want {
			t.Errorf("%s: got %s", raw, got)
		}
	}
}
