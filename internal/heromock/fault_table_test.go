// SPDX-License-Identifier: MPL-2.0

package heromock_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// Each fault of the table affects a write and a read, in memory and over a socket.
func TestFaults(t *testing.T) {
	t.Parallel()
	const (
		never = iota // the request has no effect
		once
	)
	hero := map[string]string{"Content-Type": "application/json; charset=utf-8"}
	plain := map[string]string{"Content-Type": "text/plain"}
	page := map[string]string{"Content-Type": "text/html"}
	tests := map[string]struct {
		status   int // 0: no complete response
		effect   int
		header   map[string]string
		contains string
	}{
		"status-401":             {status: 401},
		"status-403":             {status: 403},
		"status-408":             {status: 408},
		"status-429":             {status: 429, header: map[string]string{"Retry-After": "", "Content-Type": ""}},
		"status-429-retry-after": {status: 429, header: map[string]string{"Retry-After": "1", "Content-Type": ""}},
		"status-500":             {status: 500},
		"status-500-after":       {status: 500, effect: once},
		"status-502":             {status: 502},
		"status-502-after":       {status: 502, effect: once},
		"status-503":             {status: 503},
		"status-503-retry-after": {status: 503, header: map[string]string{"Retry-After": "1"}},
		"status-504":             {status: 504},
		"json-400":               {status: 400, header: hero, contains: `"statusCode":400`},
		"json-409":               {status: 409, header: hero},
		"json-422":               {status: 422, header: hero},
		"json-500":               {status: 500, header: hero, contains: `"error":true`},
		"json-500-after":         {status: 500, header: hero, effect: once},
		"rate-limit":             {status: 200, effect: once},
		"rate-limit-retry-after": {status: 200, effect: once},
		"proxy-407":              {status: 407, header: page},
		"no-route":               {status: 404, header: map[string]string{"Content-Type": ""}},
		"no-route-html":          {status: 404, header: page, contains: "<html>"},
		"not-found":              {status: 404, header: hero},
		"text":                   {status: 200, header: plain, contains: "OK"},
		"text-after":             {status: 200, header: plain, contains: "OK", effect: once},
		"not-utf-8":              {status: 200, header: hero, contains: "\xff", effect: once},
		"deep-json":              {status: 200, header: hero, contains: strings.Repeat("[", 100_000), effect: once},
		"huge-json":              {status: 200, header: hero, contains: strings.Repeat("x", 10<<20), effect: once},
		"cut-list":               {status: 200, effect: once},
		"late-timeout":           {effect: once},
		"late-drop":              {effect: once},
		"late-502-html":          {status: 502, header: page, effect: once},
		"late-503-json":          {status: 503, header: hero, effect: once},
		"late-504":               {status: 504, effect: once},
		"late-504-html":          {status: 504, header: page, effect: once},
		"late-504-json":          {status: 504, header: hero, effect: once},
		"html":                   {status: 200, header: page, contains: "Bad gateway"},
		"html-after":             {status: 200, header: page, contains: "Bad gateway", effect: once},
		"drop-before":            {},
		"drop-after":             {effect: once},
		"cut-body":               {effect: once},
		"stall":                  {status: 200, effect: once},
	}
	strike := func(t *testing.T, s *heromock.Server, transport http.RoundTripper, name string, fault heromock.Fault) {
		t.Helper()
		test, known := tests[name]
		if !known {
			t.Fatal("the test does not say what to expect of this fault")
		}
		s.Inject(fault)
		check := func(got response, err error) {
			t.Helper()
			if (err != nil) != (test.status == 0) || got.status != test.status {
				t.Fatalf("status %d, error %v, want status %d", got.status, err, test.status)
			}
			for header, want := range test.header {
				if have := got.header.Get(header); have != want {
					t.Errorf("%s: %q, want %q", header, have, want)
				}
			}
			if !strings.Contains(got.raw, test.contains) {
				t.Errorf("%d bytes of another body", len(got.raw))
			}
		}
		check(sendBy(t, transport, s, http.MethodPost, registerRoute, registration(nil)))
		s.Settle()
		if made := len(s.Patients(group)); made != test.effect {
			t.Errorf("took effect %d times, want %d", made, test.effect)
		}
		entry := s.Journal()[0]
		if handled := !entry.Handled.IsZero(); handled != (test.effect == once) {
			t.Errorf("handled at %v", entry.Handled)
		}
		if wait := entry.Handled.Sub(entry.Time); fault.Late > 0 && wait < fault.Late {
			t.Errorf("took effect after %s, want %s or more", wait, fault.Late)
		}
		check(sendBy(t, transport, s, http.MethodGet, "/v1/me", nil))

		s.ClearFaults()
		call(t, s, http.StatusOK, http.MethodGet, "/v1/me", nil)
	}
	for _, named := range heromock.Faults() {
		t.Run(named.Name+" in memory", func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := heromock.Start(t)
				strike(t, s, s.Transport(), named.Name, named.Fault)
			})
		})
		t.Run(named.Name+" over a socket", func(t *testing.T) {
			t.Parallel()
			short := named.Fault
			short.Stall, short.Late = min(short.Stall, time.Millisecond), min(short.Late, time.Millisecond)
			strike(t, heromock.Listen(t), &http.Transport{}, named.Name, short)
		})
	}
	if have, want := len(heromock.Faults()), len(tests); have != want {
		t.Errorf("%d faults, %d expectations", have, want)
	}
}

// The command line knows each fault of the table.
func TestParseFault_knowsEachFault(t *testing.T) {
	t.Parallel()
	for _, named := range heromock.Faults() {
		want := named.Fault
		want.Method, want.Count = http.MethodPost, 2
		got, err := heromock.ParseFault("POST * count=2 " + named.Name)
		if err != nil || got != want {
			t.Errorf("%s: not the same fault, error %v", named.Name, err)
		}
		if !strings.Contains(heromock.FaultSyntax(), "\n  "+named.Name) {
			t.Errorf("%s is not explained", named.Name)
		}
	}
}

func TestParseFault(t *testing.T) {
	t.Parallel()
	valid := map[string]heromock.Fault{
		"POST /v1/patients/register status=429 retry-after=1 count=2": {
			Method: "POST", Route: registerRoute, Status: 429, RetryAfter: "1", Count: 2,
		},
		"get * drop-after skip=3 probability=0.25": {Method: "GET", DropAfter: true, Skip: 3, Probability: 0.25},
		"* * cut-body stall=2s":                    {CutBody: true, Stall: 2 * time.Second},
		"* * status=429 per-second=5":              {Status: 429, PerSecond: 5},
		"POST * late-504 late=3s":                  {Method: "POST", Status: 504, Late: 3 * time.Second},
		"* /v1/me status=502 fail-after body={} content-type=a/b drop-before": {
			Route: "/v1/me", Status: 502, FailAfter: true, Body: "{}", ContentType: "a/b", DropBefore: true,
		},
	}
	for text, want := range valid {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got, err := heromock.ParseFault(text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if page, err := heromock.ParseFault("* * html"); err != nil || page.ContentType != "text/html" || page.Body == "" {
		t.Errorf("html: %+v, %v", page, err)
	}
	for _, text := range []string{"", "GET /v1/me", "* * status=x", "* * status=99", "* * explode", "* * stall=2", "* * probability=2", "* * count=many", "* * late=soon", "* * per-second=few"} {
		t.Run("refused "+text, func(t *testing.T) {
			t.Parallel()
			if got, err := heromock.ParseFault(text); err == nil {
				t.Errorf("accepted as %+v", got)
			}
		})
	}
}
