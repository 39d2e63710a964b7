// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// After an identity check, the result shows a link to Hero and nothing about the person.
func TestRegisterPDSShowsNothingThatWasSent(t *testing.T) {
	t.Parallel()
	const usable = "https://login.herohealth.net/verify?ticket=1990"
	longest := usable + strings.Repeat("x", maxLinkLength-len(usable))
	for name, test := range map[string]struct{ link, want, host string }{
		"plain":                   {usable, usable, ""},
		"none":                    {"", "", ""},
		"the other domain":        {"https://id.staging.htech.app/a", "https://id.staging.htech.app/a", ""},
		"upper case":              {"https://Login.HeroHealth.net/a", "https://Login.HeroHealth.net/a", ""},
		"the endpoint's host":     {"https://127.0.0.1:0/a", "https://127.0.0.1:0/a", ""},
		"the usual port":          {"https://herohealth.net:443/a", "https://herohealth.net:443/a", ""},
		"another port":            {"https://herohealth.net:444/a", "", "herohealth.net"},
		"another host":            {"https://login.hero.example/verify", "", "login.hero.example"},
		"a host that looks alike": {"https://herohealth.net.example/verify", "", "herohealth.net.example"},
		"a host that ends alike":  {"https://notherohealth.net/verify", "", "notherohealth.net"},
		"another alphabet":        {"https://h\u0435rohealth.net/verify", "", ""},
		"http":                    {"http://herohealth.net/", "", "herohealth.net"},
		"neither http nor https":  {"ftp://herohealth.net/", "", "herohealth.net"},
		"name in another host":    {"https://nakamura.example/", "", ""},
		"name in a word":          {"https://herohealth.net/clinician", "https://herohealth.net/clinician", ""},
		"name":                    {"https://herohealth.net/verify?forename=ian", "", ""},
		"two letters as a word":   {"https://herohealth.net/xy", "https://herohealth.net/xy", ""},
		"id with a digit":         {"https://herohealth.net/verify/k9x", "", ""},
		"name before a digit":     {"https://herohealth.net/ian7", "https://herohealth.net/ian7", ""},
		"name in base64":          {"https://herohealth.net/verify?forename=SWFu", "", ""},
		"number escaped":          {"https://herohealth.net/verify/999%20000%201022", "", ""},
		"number in hex":           {"https://herohealth.net/verify/39393930303031303232", "", ""},
		"date":                    {"https://herohealth.net/verify#1985-07-20", "", ""},
		"long name in a word":     {"https://herohealth.net/xnakamurax", "", ""},
		"a part of the key":       {"https://herohealth.net/?k=CANARYKE", "", ""},
		"not an address":          {"javascript:alert(1)", "", ""},
		"credentials":             {"https://u:p@herohealth.net/", "", ""},
		"control character":       {"https://herohealth.net/\u202e", "", ""},
		"longest":                 {longest, longest, ""},
		"too long":                {longest + "x", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body, err := json.Marshal(map[string]string{"message": "Ian must log in", "login_url": test.link})
			if err != nil {
				t.Fatal(err)
			}
			s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) { respondTrace(w, r, string(body)) })
			got, err := s.practice(t, func(c *Config) { c.APIKey = "canary-key-7" }).RegisterPatientPDS(t.Context(), PDSRegistration{
				NHSNumber: Value("999 000 1022"), DOB: Value("1985-07-20"), Forename: Value("Ian"), Surname: Value("Nakamura"), EHRPartner: Value("xy"), EHRPartnerID: Value("k9x"),
			})
			if err != nil {
				t.Fatal(err)
			}
			if want := (PDSResult{LoginURL: test.want, OtherHost: test.host}); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

// A link without a message is enough.
func TestRegisterPDSTakesALinkAlone(t *testing.T) {
	t.Parallel()
	const link = "https://login.herohealth.net/verify"
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) { respondTrace(w, r, `{"login_url":"`+link+`"}`) })
	got, err := s.practice(t).RegisterPatientPDS(t.Context(), PDSRegistration{NHSNumber: Value("999 000 1022"), DOB: Value("1985-07-20")})
	if want := (PDSResult{LoginURL: link}); err != nil || got != want {
		t.Errorf("got %+v, %v, want %+v", got, err, want)
	}
}
