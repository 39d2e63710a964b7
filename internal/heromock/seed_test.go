// SPDX-License-Identifier: MPL-2.0

package heromock_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func TestSeed(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	err := s.Seed([]byte(`{
		"practice_groups": {"1001": {
			"practice_group": {"name": "High Street Surgery"},
			"patients": [{"patient": {"id": "42", "dob": "1990-06-15"}, "billing_info": {"billing_note": "n"}, "payment_methods": [{"id": "pm"}]}],
			"webhooks": [{"event_type": "prescription.issued", "url": "https://example.com"}],
			"admins": [{"first_name": "Only"}],
			"capabilities": ["x"], "configuration": {"y": 1}, "elements": [], "locations": [{"id": "7"}],
			"coupons": [{"id": "c", "name": "Two"}, {"id": "d", "name": "Three", "amount_off": 5}], "short_links": [{"id": "s"}], "messages": [{"id": "7", "text": "Hello"}]
		}},
		"pds": [{"nhs_number": "9434765919", "dob": "1990-06-15", "not_found": true}]
	}`))
	if err != nil {
		t.Fatal(err)
	}
	got := object{
		"name":       s.PracticeGroup(group)["name"],
		"sector":     s.PracticeGroup(group)["sector"],
		"note":       call(t, s, http.StatusOK, http.MethodGet, "/v1/patients/42/billing_info", nil).body["billing_note"],
		"methods":    len(entries(t, call(t, s, http.StatusOK, http.MethodGet, "/v1/patients/42/payment_methods", nil))),
		"webhooks":   len(s.Webhooks(group)),
		"admins":     len(s.Admins(group)),
		"locations":  len(entries(t, call(t, s, http.StatusOK, http.MethodGet, "/v1/locations", nil))),
		"coupons":    len(entries(t, call(t, s, http.StatusOK, http.MethodGet, "/v1/invoicing/coupons", nil))),
		"links":      len(entries(t, call(t, s, http.StatusOK, http.MethodGet, "/v1/short_links", nil))),
		"message":    call(t, s, http.StatusOK, http.MethodGet, "/v1/messages/7", nil).body["text"],
		"elements":   len(entries(t, call(t, s, http.StatusOK, http.MethodGet, "/v1/me/elements", nil))),
		"forms":      len(entries(t, call(t, s, http.StatusOK, http.MethodGet, "/v1/forms", nil))),
		"y":          call(t, s, http.StatusOK, http.MethodGet, "/v1/me/configuration", nil).body["y"],
		"capability": call(t, s, http.StatusOK, http.MethodGet, "/v1/me/capabilities", nil).body["capabilities"],
	}
	want := object{
		"name": "High Street Surgery", "sector": "nhs", "note": "n", "methods": 1, "webhooks": 1, "admins": 1,
		"locations": 1, "coupons": 2, "links": 1, "message": "Hello", "elements": 0, "forms": 2, "y": 1.0, "capability": []any{"x"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSeed_givesAKey(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	if err := s.Seed([]byte(`{"practice_groups": {"1001": {"api_key": "key-of-1001"}, "1002": {}}}`)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"1001": "key-of-1001"}, s.APIKeys()); diff != "" {
		t.Error(diff)
	}
	call(t, s, http.StatusUnauthorized, http.MethodGet, "/v1/me", nil)
}

func TestSeed_refuses(t *testing.T) {
	t.Parallel()
	for name, state := range map[string]string{
		"not JSON":      `{`,
		"unknown part":  `{"practice_groups": {"1001": {"patient": []}}}`,
		"unknown group": `{"practice_groups": {"7": {}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := heromock.Start(t).Seed([]byte(state)); err == nil {
				t.Error("accepted")
			}
		})
	}
}
