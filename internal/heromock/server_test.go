// SPDX-License-Identifier: MPL-2.0

package heromock_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// lenient runs a mock for a test that provokes violations.
func lenient(t *testing.T, mutate ...func(*heromock.Options)) *heromock.Server {
	t.Helper()
	var options heromock.Options
	for _, change := range mutate {
		change(&options)
	}
	s, err := heromock.New(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]heromock.Options{
		"page size":     {PageSize: -1},
		"latency":       {Latency: -1},
		"empty id":      {PracticeGroups: []string{"1", " "}},
		"id twice":      {PracticeGroups: []string{"1", "1"}},
		"no such place": {Addr: "nowhere"},
		"empty key":     {APIKeys: map[string]string{"1001": ""}},
		"key of nobody": {APIKeys: map[string]string{"9999": "key"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if s, err := heromock.New(options); err == nil {
				s.Close()
				t.Error("accepted")
			}
		})
	}
}

func TestCredentialHeaders(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		header, value string
		status        int
	}{
		"other group of the network": {"x-practice-group-id", "1003", 200},
		"group outside the network":  {"x-practice-group-id", "9999", 401},
		"no group":                   {"x-practice-group-id", "", 401},
		"wrong key":                  {"x-api-key", "other", 401},
		"no key":                     {"x-api-key", "", 401},
	}
	for _, static := range []bool{false, true} {
		s := heromock.Start(t, func(o *heromock.Options) { o.Static = static })
		for name, test := range tests {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				got, err := send(t, s, http.MethodGet, "/v1/me", nil, func(r *http.Request) { r.Header.Set(test.header, test.value) })
				if err != nil || got.status != test.status {
					t.Fatalf("status %d, error %v, want %d", got.status, err, test.status)
				}
				if test.status == http.StatusUnauthorized && got.raw != "" {
					t.Errorf("body %q", got.raw)
				}
				if !static && test.status == http.StatusOK && got.body["id"] != test.value {
					t.Errorf("a response for %v", got.body["id"])
				}
			})
		}
	}
}

// One practice group's key is not valid for another, and the journal says whose key a request has.
func TestKeysOfPracticeGroups(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t, func(o *heromock.Options) { o.APIKeys = map[string]string{"1001": "key-of-1001", "1003": "shared"} })
	s.SetAPIKey("1002", "shared")
	for _, test := range []struct {
		group, key string
		status     int
		keyOf      string
	}{
		{"1001", "key-of-1001", 200, "1001"},
		{"1001", s.APIKey(), 401, heromock.KeyCommon},
		{"1001", "shared", 401, "1002"},
		{"1002", "shared", 200, "1002"},
		{"1003", "shared", 200, "1003"},
		{"1003", "key-of-1001", 401, "1001"},
		{"1002", "other", 401, ""},
		{"9999", "", 401, ""},
	} {
		s.ResetJournal()
		got, err := send(t, s, http.MethodGet, "/v1/me", nil, func(r *http.Request) {
			r.Header.Set("x-practice-group-id", test.group)
			r.Header.Set("x-api-key", test.key)
		})
		if err != nil || got.status != test.status || s.Journal()[0].KeyOf != test.keyOf {
			t.Errorf("%s with %q: status %d of the key of %q, %v, want %d and %q",
				test.group, test.key, got.status, s.Journal()[0].KeyOf, err, test.status, test.keyOf)
		}
	}
	if diff := cmp.Diff(map[string]string{"1001": "key-of-1001", "1002": "shared", "1003": "shared"}, s.APIKeys()); diff != "" {
		t.Error(diff)
	}
	s.SetAPIKey("1001", "")
	call(t, s, http.StatusOK, http.MethodGet, "/v1/me", nil) // by the common key again
}

func TestViolations(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		method, path string
		body         any
		prepare      func(*heromock.Server)
		status       int
		violation    string // part of the only one; "" = none
	}{
		"no such route":                 {method: "GET", path: "/v1/nothing", status: 404, violation: "no such route"},
		"no such method":                {method: "DELETE", path: "/v1/me", status: 404, violation: "no such route"},
		"id is empty":                   {method: "GET", path: "/v1/patients/", status: 404, violation: "no such route"},
		"not in the mock":               {method: "GET", path: "/v1/links/status", status: 501, violation: "does not have this operation"},
		"unknown query parameter":       {method: "GET", path: "/v1/webhooks?page_index=0", status: 200, violation: "?page_index"},
		"unknown field":                 {method: "POST", path: registerRoute, body: registration(object{"shoe_size": "44"}), status: 200, violation: "/shoe_size"},
		"unknown nested field":          {method: "PATCH", path: "/v1/admins/501", body: object{"prescriber_details": object{"shoe_size": 44}}, status: 200, violation: "/prescriber_details/shoe_size"},
		"field of an incomplete object": {method: "PATCH", path: "/v1/me", body: object{"x_more": 1, "address": object{"planet": "Earth"}}, status: 200},
		"broken request":                {method: "POST", path: registerRoute, body: object{}, status: 400},
		"seed that breaks the contract": {
			method: "GET", path: "/v1/admins", status: 500, violation: "breaks the contract",
			prepare: func(s *heromock.Server) { s.UpdateAdmin(group, "501", object{"first_name": nil}) },
		},
		"seed of a group that is not there": {
			method: "GET", path: "/v1/me", status: 200, violation: `"9999"`,
			prepare: func(s *heromock.Server) { s.AddPatient("9999", object{}) },
		},
		"seed of a patient who is not there": {
			method: "GET", path: "/v1/me", status: 200, violation: `"7"`,
			prepare: func(s *heromock.Server) { s.UpdatePatient(group, "7", object{}) },
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := lenient(t)
			if test.prepare != nil {
				test.prepare(s)
			}
			call(t, s, test.status, test.method, test.path, test.body)
			violations := s.Violations()
			if test.violation == "" {
				if len(violations) != 0 {
					t.Errorf("violations: %q", violations)
				}
				return
			}
			if len(violations) != 1 || !strings.Contains(violations[0], test.violation) {
				t.Errorf("violations %q, want one with %q", violations, test.violation)
			}
		})
	}
}

// recorder is a testing.TB that counts errors instead of failing.
type recorder struct {
	testing.TB
	errors   int
	cleanups []func()
}

func (r *recorder) Helper()               {}
func (r *recorder) Errorf(string, ...any) { r.errors++ }
func (r *recorder) Cleanup(f func())      { r.cleanups = append(r.cleanups, f) }

func TestStartFailsTheTestOnAViolation(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]int{"/v1/me": 0, "/v1/nothing": 1} {
		r := &recorder{TB: t}
		s := heromock.Start(r)
		if _, err := send(t, s, http.MethodGet, path, nil); err != nil {
			t.Fatal(err)
		}
		for _, cleanup := range r.cleanups {
			cleanup()
		}
		if r.errors != want {
			t.Errorf("%s: %d errors, want %d", path, r.errors, want)
		}
		if _, err := send(t, s, http.MethodGet, "/v1/me", nil); err == nil {
			t.Errorf("%s: the mock is still running", path)
		}
	}
}

func TestJournal(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	var seen []string
	s.OnRequest(func(r heromock.Request) { seen = append(seen, r.Route) })
	s.Inject(heromock.Fault{Method: "DELETE", DropBefore: true})

	got := call(t, s, http.StatusOK, http.MethodPost, registerRoute, registration(nil))
	call(t, s, http.StatusOK, http.MethodGet, searchRoute+"?first_name=Ann", nil)
	if _, err := send(t, s, http.MethodDelete, "/v1/webhooks/w%2F1", nil); err == nil {
		t.Error("the dropped request got a response")
	}

	journal := s.Journal()
	if len(journal) != 3 || len(s.Writes()) != 2 || s.Count("GET", searchRoute) != 1 || s.Count("", "") != 3 || s.Count("GET", registerRoute) != 0 {
		t.Fatalf("journal: %+v", journal)
	}
	first, second, third := journal[0], journal[1], journal[2]
	if !first.Has("mobile") || first.Has("mobil") || first.Body["first_name"] != "Ann" || first.Status != 200 || first.PracticeGroup != group {
		t.Errorf("first: %+v", first)
	}
	if first.RequestID == "" || first.RequestID != got.header.Get("X-Request-Id") || first.RequestID == second.RequestID {
		t.Errorf("request ids %q and %q, in the response %q", first.RequestID, second.RequestID, got.header.Get("x-request-id"))
	}
	if second.Query.Get("first_name") != "Ann" || second.Body != nil || second.UserAgent == "" || second.Time.IsZero() {
		t.Errorf("second: %+v", second)
	}
	if third.Route != "/v1/webhooks/{id}" || third.Path != "/v1/webhooks/w/1" || third.Status != 0 {
		t.Errorf("third: %+v", third)
	}
	if diff := cmp.Diff([]string{registerRoute, searchRoute, "/v1/webhooks/{id}"}, seen); diff != "" {
		t.Errorf("hook: %s", diff)
	}

	first.Body["first_name"] = "changed by the test"
	if s.Journal()[0].Body["first_name"] != "Ann" {
		t.Error("Journal does not return a copy")
	}
	s.ResetJournal()
	if n := len(s.Journal()); n != 0 {
		t.Errorf("%d requests after the reset", n)
	}
}

// An entry may appear between two pages.
func TestHookChangesTheMock(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	s.OnRequest(func(r heromock.Request) {
		if r.Route == searchRoute {
			s.AddPatient(group, registration(object{"nhs_number": nil}))
		}
	})
	for want := range 2 {
		got := call(t, s, http.StatusOK, http.MethodGet, searchRoute+"?first_name=Ann", nil)
		if got.body["count"] != float64(want+1) {
			t.Errorf("count %v, want %d", got.body["count"], want+1)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	id := register(t, s, nil)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 5 {
				register(t, s, nil)
				call(t, s, http.StatusOK, http.MethodGet, "/v1/patients/"+id, nil)
				s.UpdatePatient("1001", id, object{"county": "Kent"})
				s.Journal()
			}
		})
	}
	group.Wait()
	if n := len(s.Patients("1001")); n != 1 {
		t.Errorf("%d records, want 1", n)
	}
	if n := s.Count("POST", registerRoute); n != 41 {
		t.Errorf("%d registrations in the journal, want 41", n)
	}
}

func TestLogShowsNoValues(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var lines []string
	s := heromock.Start(t, func(o *heromock.Options) {
		o.Logf = func(format string, args ...any) {
			mu.Lock()
			defer mu.Unlock()
			lines = append(lines, strings.TrimSpace(fmt.Sprintf(format, args...)))
		}
	})
	id := register(t, s, nil)
	call(t, s, http.StatusOK, http.MethodGet, "/v1/patients/"+id, nil)
	call(t, s, http.StatusOK, http.MethodGet, searchRoute+"?first_name=Ann", nil)
	s.Inject(heromock.Fault{DropBefore: true})
	_, _ = send(t, s, http.MethodGet, "/v1/me", nil)
	s.Close()
	mu.Lock()
	defer mu.Unlock()
	want := []string{"POST /v1/patients/register 200", "GET /v1/patients/{id} 200", "GET /v3/patients 200", "GET /v1/me dropped"}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
}
