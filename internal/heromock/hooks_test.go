// SPDX-License-Identifier: MPL-2.0

package heromock_test

import (
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// Another client acts between the list and the create, and before the create.
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

// A fault does not keep another client from acting.
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

// TestBarrier holds the first of two creates until the second arrives, and a create that no other follows for five seconds.
func TestBarrier(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := heromock.Start(t)
		webhook := object{"event_type": "prescription.issued", "url": "https://a.example"}
		create := func() { call(t, s, http.StatusOK, http.MethodPost, "/v1/webhooks", webhook) }
		began := time.Now()
		s.Barrier(http.MethodPost, "/v1/webhooks", 2)
		var both sync.WaitGroup
		both.Go(create)
		time.Sleep(4 * time.Second)
		if n := len(s.Webhooks(group)); n != 0 {
			t.Errorf("%d webhooks before the second request", n)
		}
		both.Go(create)
		both.Wait()
		create()
		if n, took := len(s.Webhooks(group)), time.Since(began); n != 3 || took != 4*time.Second {
			t.Errorf("%d webhooks after %s", n, took)
		}
		s.Barrier(http.MethodPost, "/v1/webhooks", 2)
		create()
		if took := time.Since(began); took != 9*time.Second {
			t.Errorf("took %s in all", took)
		}
	})
}
