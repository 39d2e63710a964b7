// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestNewChecksForm(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		endpoint, key, agent string
		limit                float64
		timeout              time.Duration
		ok                   bool
	}{
		"https":          {endpoint: "https://api.example.test", key: "secret-key", ok: true},
		"base path":      {endpoint: "https://api.example.test/_mock/x/", key: "secret-key", ok: true},
		"loopback":       {endpoint: "http://127.0.0.1:8080", key: "secret-key", ok: true},
		"loopback six":   {endpoint: "http://[::1]:8080", key: "secret-key", ok: true},
		"localhost":      {endpoint: "http://localhost:8080", key: "secret-key", ok: true},
		"plain http":     {endpoint: "http://api.example.test", key: "secret-key"},
		"no scheme":      {endpoint: "api.example.test", key: "secret-key"},
		"other scheme":   {endpoint: "ftp://api.example.test", key: "secret-key"},
		"no host":        {endpoint: "https://", key: "secret-key"},
		"no URL":         {endpoint: "https://secret-key%zz", key: "secret-key"},
		"credentials":    {endpoint: "https://u:secret-key@api.example.test", key: "secret-key"},
		"query":          {endpoint: "https://api.example.test?k=secret-key", key: "secret-key"},
		"no key":         {endpoint: "https://api.example.test"},
		"key and line":   {endpoint: "https://api.example.test", key: "secret-key\n"},
		"key and space":  {endpoint: "https://api.example.test", key: " secret-key"},
		"agent and line": {endpoint: "https://api.example.test", key: "secret-key", agent: "a\r\nb"},
		"negative limit": {endpoint: "https://api.example.test", key: "secret-key", limit: -1},
		"negative time":  {endpoint: "https://api.example.test", key: "secret-key", timeout: -1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := New(Config{Endpoint: test.endpoint, APIKey: test.key, UserAgent: test.agent, RequestsPerSecond: test.limit, RequestTimeout: test.timeout})
			if (err == nil) != test.ok {
				t.Fatalf("got error %v", err)
			}
			if err != nil && strings.Contains(err.Error(), "secret-key") {
				t.Errorf("the error reveals the key: %v", err)
			}
		})
	}
}

func TestPracticeGuard(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 200, `{}`) })
	client := s.practice(t, func(c *Config) { c.AllowedPracticeGroupIDs = []string{"1001", "1002"} }).client
	if p, err := client.Practice("1002"); err != nil || p.ID() != "1002" {
		t.Errorf("an allowed practice group is refused: %v", err)
	}
	_, err := client.Practice("1003")
	if e := as[*PracticeNotAllowedError](t, err); e.ID != "1003" || len(e.Allowed) != 2 {
		t.Errorf("got %+v", e)
	}
	open := s.practice(t).client
	for _, id := range []string{"", "10\n01", " 1001"} {
		if _, err := open.Practice(id); err == nil {
			t.Errorf("practice group id %q is accepted", id)
		}
	}
}

func TestRequestForm(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) { respondRequested(w, r) })
	p := s.practice(t, func(c *Config) { c.Endpoint += "/base/"; c.UserAgent = "agent/1" })
	if _, err := p.GetPatient(t.Context(), "a/b ?"); err != nil {
		t.Fatal(err)
	}
	if err := p.UpdateAdmin(t.Context(), "7", AdminUpdate{ExternalPrescriberID: Value("x")}, nil); err != nil {
		t.Fatal(err)
	}
	read, write := s.requests()[0], s.requests()[1]
	if read.Path != "/base/v1/patients/a%2Fb%20%3F" {
		t.Errorf("path %s", read.Path)
	}
	for name, want := range map[string]string{"x-api-key": "key", "x-practice-group-id": "1001", "User-Agent": "agent/1", "Accept": "application/json", "Content-Type": ""} {
		if got := read.Header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if write.Header.Get("Content-Type") != "application/json" || write.Body != `{"external_prescriber_id":"x"}` {
		t.Errorf("got %+v", write)
	}
}

func TestIDsThatLeadElsewhereAreRefused(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 200, `{}`) })
	p := s.practice(t)
	for _, id := range []string{"", ".", "..", "1\n2"} {
		if _, err := p.GetPatient(t.Context(), id); err == nil {
			t.Errorf("id %q is accepted", id)
		}
		if err := p.DeleteWebhook(t.Context(), id); err == nil {
			t.Errorf("id %q is accepted", id)
		}
	}
	if n := len(s.requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestEveryAttemptIsObserved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
			time.Sleep(time.Second)
			w.Header().Set("X-Request-Id", "req-1")
			switch n {
			case 0:
				drop()
			case 1:
				respondJSON(w, 503, ``)
			default:
				respondRequested(w, r)
			}
		})
		type key struct{}
		var got []Attempt
		p := s.practice(t, func(c *Config) {
			c.Observe = func(ctx context.Context, a Attempt) {
				if ctx.Value(key{}) != "mine" {
					t.Error("not the caller's context")
				}
				got = append(got, a)
			}
		})
		if _, err := p.GetPatient(context.WithValue(t.Context(), key{}, "mine"), "1"); err != nil {
			t.Fatal(err)
		}
		if len(got) != 3 {
			t.Fatalf("got %+v", got)
		}
		for i, want := range []Attempt{
			{Number: 1, Problem: ProblemConnectionLost},
			{Number: 2, Status: 503, RequestID: "req-1"},
			{Number: 3, Status: 200, RequestID: "req-1"},
		} {
			want.Practice, want.Method, want.Route, want.Duration = "1001", "GET", "/v1/patients/{id}", time.Second
			if got[i] != want {
				t.Errorf("got %+v, want %+v", got[i], want)
			}
		}
	})
}
