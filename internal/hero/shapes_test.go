// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
)

func TestGetWebhookFindsByID(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
			if n > 1 { // an absence takes a second list, which serves all further look-ups
				respondJSON(w, 500, `{}`)
				return
			}
			respondJSON(w, 200, `[{"id":"1","url":"https://a.example"},{"url":"https://b.example"},{"id":"2","url":"https://c.example"}]`)
		})
		p := s.practice(t)
		for id, want := range map[string]string{"1": "https://a.example", "2": "https://c.example", "3": "", "": ""} {
			webhook, ok, err := p.GetWebhook(t.Context(), id)
			if err != nil || ok != (want != "") || webhook.URL.OrZero() != want {
				t.Errorf("webhook %q: got %+v, %t, %v", id, webhook, ok, err)
			}
		}
		if n := len(s.requests()); n != 2 {
			t.Errorf("%d lists for four look-ups", n)
		}
		p.forget(RouteWebhooks)
		if _, _, err := p.GetWebhook(t.Context(), "1"); err == nil {
			t.Error("a failed list found a webhook")
		}
	})
}

func TestRawObjectsAsJSON(t *testing.T) {
	t.Parallel()
	group := decoded[PracticeGroup](t, `{"name":"n","new":[1],"prescription_partner_credentials":{"password":"secret","email":"a@b.test"}}`)
	if got := string(group.JSON()); got != `{"name":"n","new":[1],"prescription_partner_credentials":{"email":"a@b.test"}}` {
		t.Errorf("got %s", got)
	}
	if got := string(decoded[Location](t, `{"id":"1","x":2}`).JSON()); got != `{"id":"1","x":2}` {
		t.Errorf("got %s", got)
	}
}

// These errors too leave out what nobody may see.
func TestTextsOfOtherErrors(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		`practice group "1003" is not one of the allowed practice groups (1001, 1002)`: &PracticeNotAllowedError{ID: "1003", Allowed: []string{"1001", "1002"}},
		"Hero has 2 records of this person already":                                    &PatientExistsError{Found: PersonRecords{Same: make([]PatientSummary, 2)}},
	} {
		if err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
	}
	api := &APIError{Method: "GET", Route: RouteAdmins, Status: 400, Issues: []Issue{{Path: []string{"a", "b"}, Code: "invalid_type", Expected: "string"}}}
	if got := api.Error(); !strings.HasSuffix(got, "; a.b: invalid_type, expected string") {
		t.Errorf("got %q", got)
	}
}
