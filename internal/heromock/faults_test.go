package heromock_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// TestFaults strikes a write and a read with each fault of the table.
func TestFaults(t *testing.T) {
	t.Parallel()
	const (
		never = iota // the request takes no effect
		once
	)
	hero := map[string]string{"Content-Type": "application/json; charset=utf-8"}
	plain := map[string]string{"Content-Type": "text/plain"}
	page := map[string]string{"Content-Type": "text/html"}
	tests := map[string]struct {
		status   int // 0: no whole answer
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
	for _, named := range heromock.Faults() {
		t.Run(named.Name, func(t *testing.T) {
			t.Parallel()
			test, known := tests[named.Name]
			if !known {
				t.Fatal("the test does not say what to expect of this fault")
			}
			s := heromock.Start(t)
			named.Fault.Stall = min(named.Fault.Stall, time.Millisecond)
			named.Fault.Late = min(named.Fault.Late, 20*time.Millisecond)
			s.Inject(named.Fault)
			check := func(got answer, err error) {
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
			check(send(t, s, http.MethodPost, registerRoute, registration(nil)))
			s.Settle()
			if made := len(s.Patients(group)); made != test.effect {
				t.Errorf("took effect %d times, want %d", made, test.effect)
			}
			entry := s.Journal()[0]
			if handled := !entry.Handled.IsZero(); handled != (test.effect == once) {
				t.Errorf("handled at %v", entry.Handled)
			}
			if wait := entry.Handled.Sub(entry.Time); named.Fault.Late > 0 && wait < named.Fault.Late {
				t.Errorf("took effect after %s, want %s or more", wait, named.Fault.Late)
			}
			check(send(t, s, http.MethodGet, "/v1/me", nil))

			s.ClearFaults()
			call(t, s, http.StatusOK, http.MethodGet, "/v1/me", nil)
		})
	}
	if have, want := len(heromock.Faults()), len(tests); have != want {
		t.Errorf("%d faults, %d expectations", have, want)
	}
}

// TestFaultsHaveATextForm: each is within reach of the command line.
func TestFaultsHaveATextForm(t *testing.T) {
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

// TestLateEffect: a client that has given up finds nothing, and later its object.
func TestLateEffect(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	s.Inject(heromock.Fault{Method: http.MethodPost, Stall: time.Hour, Late: 500 * time.Millisecond, Count: 1})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := send(t, s, http.MethodPost, registerRoute, registration(nil), func(r *http.Request) { *r = *r.WithContext(ctx) }); err == nil {
		t.Fatal("there was an answer")
	}
	gone := time.Now()
	if n := len(s.Patients(group)); n != 0 {
		t.Errorf("%d records while the client was there", n)
	}
	s.Settle()
	if n := len(s.Patients(group)); n != 1 {
		t.Errorf("%d records in the end, want 1", n)
	}
	if entry := s.Journal()[0]; !entry.Handled.After(gone) || entry.Status != 0 {
		t.Errorf("handled at %s, the client left before %s; status %d", entry.Handled, gone, entry.Status)
	}
}

// TestCloseCancelsLateEffects: none may outlive the test.
func TestCloseCancelsLateEffects(t *testing.T) {
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
	s := heromock.Start(t)
	s.Inject(heromock.Fault{Status: 429, PerSecond: 2})
	began := time.Now()
	passed := map[int]int{}
	for _, status := range statuses(t, s, 20) {
		passed[status]++
	}
	most := 2 * (int(time.Since(began)/time.Second) + 1)
	if n := passed[200]; n < 2 || n > most || passed[429] != 20-n {
		t.Errorf("%v, want 2 to %d of 20 answered with 200, the rest with 429", passed, most)
	}
	time.Sleep(time.Second)
	if diff := cmp.Diff([]int{200}, statuses(t, s, 1)); diff != "" {
		t.Errorf("a second later: %s", diff)
	}
}

// TestDeletedAndNot: a webhook of which Hero says that there is none.
func TestDeletedAndNot(t *testing.T) {
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
		t.Errorf("%d webhooks, want the one that was to go", n)
	}
}

// TestFaultAnswer is about answers that a test puts together itself.
func TestFaultAnswer(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	s.Inject(heromock.Fault{Status: 400, Body: `{"message":"no"}`})
	got := call(t, s, 400, http.MethodGet, "/v1/me", nil)
	if got.header.Get("Content-Type") != "application/json; charset=utf-8" || !strings.Contains(got.raw, "no") {
		t.Errorf("%v %q", got.header, got.raw)
	}
}

// TestCutBody looks at what arrives: the whole length announced, half of it sent.
func TestCutBody(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	s.Inject(heromock.Fault{CutBody: true})
	_, err := send(t, s, http.MethodGet, "/v1/me", nil)
	if err == nil || !strings.Contains(err.Error(), "reading the answer: unexpected EOF") {
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

// TestStallEnds: a stall must not outlive the client, nor keep the mock open.
func TestStallEnds(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	s.Inject(heromock.Fault{Stall: time.Hour})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := send(t, s, http.MethodPost, registerRoute, registration(nil), func(r *http.Request) { *r = *r.WithContext(ctx) })
	if err == nil {
		t.Error("there was an answer")
	}
	s.Close()
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %s", took)
	}
	if n := len(s.Patients(group)); n != 0 {
		t.Errorf("%d records: a request whose client went away took effect", n)
	}
}

func TestLatency(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t, func(o *heromock.Options) { o.Latency = 30 * time.Millisecond })
	began := time.Now()
	call(t, s, http.StatusOK, http.MethodGet, "/v1/me", nil)
	if took := time.Since(began); took < 30*time.Millisecond {
		t.Errorf("took %s only", took)
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
