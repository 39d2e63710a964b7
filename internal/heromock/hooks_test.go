// SPDX-License-Identifier: MPL-2.0

package heromock_test

import (
	"net/http"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// TestSomebodyElseActs between the list and the create, and before the create.
func TestSomebodyElseActs(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	webhook := object{"event_type": "prescription.issued", "url": "https://a.example"}
	theirs := func() { s.AddWebhook(group, webhook) }
	s.After(http.MethodGet, "/v1/webhooks", theirs)
	s.Before(http.MethodPost, "/v1/webhooks", theirs)

	count := func(want int) {
		t.Helper()
		if n := len(entries(t, call(t, s, http.StatusOK, http.MethodGet, "/v1/webhooks", nil))); n != want {
			t.Errorf("%d webhooks in the list, want %d", n, want)
		}
	}
	count(0)
	count(1)
	ours := call(t, s, http.StatusOK, http.MethodPost, "/v1/webhooks", webhook)
	count(3)
	if last := s.Webhooks(group)[2]; last["id"] != ours.body["id"] {
		t.Errorf("the last one is %v, want ours", last["id"])
	}
	count(3)
}

// TestSomebodyElseActsWhenRequestFails: a fault does not keep others from acting.
func TestSomebodyElseActsWhenRequestFails(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	s.Inject(heromock.Fault{Status: 500})
	s.Before("", "", func() { s.AddPatient(group, registration(nil)) })
	s.After(http.MethodGet, "", s.ClearFaults)
	call(t, s, http.StatusInternalServerError, http.MethodGet, "/v1/me", nil)
	call(t, s, http.StatusOK, http.MethodGet, "/v1/me", nil)
	if n := len(s.Patients(group)); n != 1 {
		t.Errorf("%d records, want 1", n)
	}
}
