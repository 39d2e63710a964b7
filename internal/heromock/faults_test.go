// SPDX-License-Identifier: MPL-2.0

package heromock_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// A client that has given up finds nothing at first, and later its object.
func TestLateEffect(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := heromock.Start(t)
		s.Inject(heromock.Fault{Method: http.MethodPost, Stall: time.Hour, Late: 10 * time.Second, Count: 1})
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		if _, err := send(t, s, http.MethodPost, registerRoute, registration(nil), func(r *http.Request) { *r = *r.WithContext(ctx) }); err == nil {
			t.Fatal("there was a response")
		}
		gone := time.Now()
		time.Sleep(10*time.Second - 1)
		if n := len(s.Patients(group)); n != 0 {
			t.Errorf("%d records before the effect was due", n)
		}
		s.Settle()
		if n := len(s.Patients(group)); n != 1 {
			t.Errorf("%d records in the end, want 1", n)
		}
		if entry := s.Journal()[0]; entry.Handled.Sub(gone) != 10*time.Second || entry.Status != 0 {
			t.Errorf("handled at %s, the client left at %s; status %d", entry.Handled, gone, entry.Status)
		}
	})
}

// No late commit may outlive the test.
func TestClose_dropsLateEffects(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	s.Inject(heromock.Fault{Status: 504, Late: time.Hour})
	call(t, s, 504, http.MethodPost, registerRoute, registration(nil))
	s.Close()
	s.Settle()
	if n := len(s.Patients(group)); n != 0 {
		t.Errorf("%d records", n)
	}
}

func TestCutList(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	for range 5 {
		s.AddPatient(group, registration(object{"nhs_number": nil}))
	}
	s.Inject(heromock.Fault{CutList: true})
	for page, want := range []int{1, 0, 0} {
		got := call(t, s, http.StatusOK, http.MethodGet, fmt.Sprintf("%s?first_name=Ann&page_index=%d", searchRoute, page), nil)
		if n := len(entries(t, got)); n != want || got.body["count"] != 5.0 {
			t.Errorf("page %d: %d entries of %v, want %d of 5", page, n, got.body["count"], want)
		}
	}
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := heromock.Start(t)
		s.Inject(heromock.Fault{Status: 429, PerSecond: 2})
		for _, wait := range []time.Duration{0, time.Second} {
			time.Sleep(wait)
			if diff := cmp.Diff([]int{200, 200, 429, 429}, statuses(t, s, 4)); diff != "" {
				t.Errorf("after %s: %s", wait, diff)
			}
		}
		time.Sleep(time.Second - 1)
		if diff := cmp.Diff([]int{429}, statuses(t, s, 1)); diff != "" {
			t.Errorf("within the second: %s", diff)
		}
	})
}

// Hero reports that the webhook does not exist, but it does.
func TestFault_deleteNotFound(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	id := s.AddWebhook(group, object{"event_type": "prescription.issued", "url": "https://a.example"})
	fault, err := heromock.ParseFault("DELETE /v1/webhooks/{id} not-found")
	if err != nil {
		t.Fatal(err)
	}
	s.Inject(fault)
	call(t, s, http.StatusNotFound, http.MethodDelete, "/v1/webhooks/"+id, nil)
	if n := len(s.Webhooks(group)); n != 1 {
		t.Errorf("%d webhooks, want the one that the request did not delete", n)
	}
}

func TestFault_response(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	s.Inject(heromock.Fault{Status: 400, Body: `{"message":"no"}`})
	got := call(t, s, 400, http.MethodGet, "/v1/me", nil)
	if got.header.Get("Content-Type") != "application/json; charset=utf-8" || !strings.Contains(got.raw, "no") {
		t.Errorf("%v %q", got.header, got.raw)
	}
}

// The header announces the whole length, but only half of the body arrives.
func TestCutBody(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	s.Inject(heromock.Fault{CutBody: true})
	_, err := send(t, s, http.MethodGet, "/v1/me", nil)
	if err == nil || !strings.Contains(err.Error(), "reading the response: unexpected EOF") {
		t.Errorf("error %v, want an unexpected end of the body", err)
	}
	if status := s.Journal()[0].Status; status != http.StatusOK {
		t.Errorf("status in the journal: %d", status)
	}
}

func TestFaultSelection(t *testing.T) {
	t.Parallel()
	const x = http.StatusTeapot
	tests := map[string]struct {
		fault heromock.Fault
		want  []int
	}{
		"always":         {heromock.Fault{Status: x}, []int{x, x, x, x}},
		"count":          {heromock.Fault{Status: x, Count: 2}, []int{x, x, 200, 200}},
		"skip":           {heromock.Fault{Status: x, Skip: 1, Count: 1}, []int{200, x, 200, 200}},
		"its route":      {heromock.Fault{Status: x, Method: "GET", Route: "/v1/me"}, []int{x, x, x, x}},
		"another route":  {heromock.Fault{Status: x, Route: "/v1/webhooks"}, []int{200, 200, 200, 200}},
		"another method": {heromock.Fault{Status: x, Method: "PATCH", Route: "/v1/me"}, []int{200, 200, 200, 200}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := heromock.Start(t)
			s.Inject(test.fault)
			if diff := cmp.Diff(test.want, statuses(t, s, len(test.want))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFaultProbability(t *testing.T) {
	t.Parallel()
	series := func() []int {
		s := heromock.Start(t)
		s.Inject(heromock.Fault{Status: 503, Probability: 0.5})
		return statuses(t, s, 20)
	}
	first := series()
	struck := 0
	for _, status := range first {
		if status == 503 {
			struck++
		}
	}
	if struck < 3 || struck > 17 {
		t.Errorf("%d of 20 requests were struck, want about half", struck)
	}
	if diff := cmp.Diff(first, series()); diff != "" {
		t.Errorf("the series is not repeatable: %s", diff)
	}
}

func statuses(t *testing.T, s *heromock.Server, n int) []int {
	t.Helper()
	var list []int
	for range n {
		got, err := send(t, s, http.MethodGet, "/v1/me", nil)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, got.status)
	}
	return list
}

// A stall must not outlive the client or keep the mock from closing.
func TestStallEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := heromock.Start(t)
		s.Inject(heromock.Fault{Stall: time.Hour})
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		began := time.Now()
		_, err := send(t, s, http.MethodPost, registerRoute, registration(nil), func(r *http.Request) { *r = *r.WithContext(ctx) })
		if err == nil {
			t.Error("there was a response")
		}
		go func() { _, _ = send(t, s, http.MethodGet, "/v1/me", nil) }()
		synctest.Wait() // until the second one stalls
		s.Close()
		synctest.Wait() // or the end of the bubble would wait for the remaining goroutines
		if took := time.Since(began); took != 30*time.Second {
			t.Errorf("took %s", took)
		}
		if n := len(s.Patients(group)); n != 0 {
			t.Errorf("%d records: a request whose client went away took effect", n)
		}
	})
}

func TestLatency(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := heromock.Start(t, func(o *heromock.Options) { o.Latency = 3 * time.Second })
		began := time.Now()
		got := call(t, s, http.StatusOK, http.MethodGet, "/v1/me", nil)
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("took %s", took)
		}
		if date := got.header.Get("Date"); date != time.Now().UTC().Format(http.TimeFormat) {
			t.Errorf("the server's clock says %s, the client's %s", date, time.Now())
		}
	})
}
