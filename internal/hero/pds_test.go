// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// What Hero says of an identity check is shown to people, so it must not bring
// the person's data along.
func TestRegisterPDSShowsNothingThatWasSent(t *testing.T) {
	t.Parallel()
	const usable = "https://login.hero.example/verify?ticket=1990"
	for name, test := range map[string]struct{ message, link, wantMessage, wantLink string }{
		"plain":                  {"Identity verification is required", usable, "Identity verification is required", usable},
		"message only":           {"Prove it", "", "Prove it", ""},
		"link only":              {"", usable, "", usable},
		"quotes the person":      {"IAN (999 000 1022) must log in\x1b[31m", usable, "… (…) must log in[31m", usable},
		"long":                   {strings.Repeat("x", 300), usable, strings.Repeat("x", 200), usable},
		"name in a word":         {"a", "https://clinician.example/clinician", "a", "https://clinician.example/clinician"},
		"name in the link":       {"a", "https://hero.example/verify?forename=ian", "a", ""},
		"number escaped":         {"a", "https://hero.example/verify/999%20000%201022", "a", ""},
		"date in the link":       {"a", "https://hero.example/verify#1985-07-20", "a", ""},
		"long name in a word":    {"a", "https://hero.example/xnakamurax", "a", ""},
		"long name in the host":  {"a", "https://nakamura.example/", "a", ""},
		"http":                   {"a", "http://hero.example/", "a", "http://hero.example/"},
		"neither http nor https": {"a", "ftp://hero.example/", "a", ""},
		"not an address":         {"a", "javascript:alert(1)", "a", ""},
		"credentials":            {"a", "https://u:p@hero.example/", "a", ""},
		"control character":      {"a", "https://hero.example/\u202e", "a", ""},
		"longest":                {"a", usable + strings.Repeat("x", maxLinkLength-len(usable)), "a", usable + strings.Repeat("x", maxLinkLength-len(usable))},
		"too long":               {"a", usable + strings.Repeat("x", maxLinkLength-len(usable)+1), "a", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body, err := json.Marshal(map[string]string{"message": test.message, "login_url": test.link})
			if err != nil {
				t.Fatal(err)
			}
			s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 200, string(body)) })
			got, err := s.practice(t).RegisterPatientPDS(t.Context(), PDSRegistration{
				NHSNumber: Value("999 000 1022"), DOB: Value("1985-07-20"), Forename: Value("Ian"), Surname: Value("Nakamura"),
			})
			if err != nil {
				t.Fatal(err)
			}
			if want := (PDSResult{Message: test.wantMessage, LoginURL: test.wantLink}); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}
