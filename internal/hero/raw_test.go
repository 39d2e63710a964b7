// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
)

func TestRequestIsSentAsItIs(t *testing.T) {
	t.Parallel()
	var seenRoute string
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.Header().Set("X-Request-Id", "r-1")
		respondJSON(w, 201, ` {"id":"1"}`)
	})
	p := s.practice(t, func(c *Config) { c.Observe = observeRoute(&seenRoute) })
	response, err := p.Request(t.Context(), RawRequest{
		Method: "PUT", Path: "/v1/links/a%20b", Query: url.Values{"ids": {"1", "2"}, "q": {"a&b"}}, Body: map[string]any{"a": nil},
	})
	if err != nil {
		t.Fatal(err)
	}
	if response.Status != 201 || response.RequestID != "r-1" || string(response.Body) != ` {"id":"1"}` {
		t.Errorf("got %+v", response)
	}
	got := s.requests()[0]
	if got.Method != "PUT" || got.Path != "/v1/links/a%20b" || got.Query != "ids=1&ids=2&q=a%26b" || got.Body != `{"a":null}` {
		t.Errorf("sent %+v", got)
	}
	if got.Header.Get("X-Api-Key") != "key" || got.Header.Get("X-Practice-Group-Id") != "1001" || got.Header.Get("Content-Type") != "application/json" {
		t.Errorf("headers %v", got.Header)
	}
	if seenRoute != "/v1/links/{id}" {
		t.Errorf("route %s", seenRoute)
	}
	if _, err := p.Request(t.Context(), RawRequest{Method: "GET", Path: "/v1/../me"}); err == nil || len(s.requests()) != 1 {
		t.Errorf("%v after %d requests", err, len(s.requests()))
	}
}

// How often a request is sent, for each outcome and each method.
func TestRequestIsSentOnceUnlessSafe(t *testing.T) {
	t.Parallel()
	ends := map[string]struct {
		end             func(http.ResponseWriter)
		once, repeated  int
		mayHaveHappened bool
	}{
		"no response":          {func(http.ResponseWriter) { drop() }, 1, 3, true},
		"a truncated response": {cut, 1, 3, true},
		"a page":               {func(w http.ResponseWriter) { respondHTML(w, 200) }, 1, 1, true},
		"500 in JSON":          {func(w http.ResponseWriter) { respondJSON(w, 500, `{}`) }, 1, 3, true},
		"502":                  {func(w http.ResponseWriter) { w.WriteHeader(502) }, 1, 3, true},
		"503 with a wait":      {func(w http.ResponseWriter) { w.Header().Set("Retry-After", "0"); w.WriteHeader(503) }, 1, 3, true},
		"400":                  {func(w http.ResponseWriter) { respondJSON(w, 400, `{}`) }, 1, 1, false},
		"409":                  {func(w http.ResponseWriter) { respondJSON(w, 409, `{}`) }, 1, 1, false},
		"nothing was there":    {func(w http.ResponseWriter) { w.WriteHeader(404) }, 1, 1, false},
	}
	for name, c := range ends {
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "GET"} {
			t.Run(name+" "+method, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					for _, safe := range []bool{false, true} {
						s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { c.end(w) })
						_, err := s.practice(t).Request(t.Context(), RawRequest{Method: method, Path: "/v1/things", SafeToRepeat: safe})
						want := c.once
						if safe || method == "GET" {
							want = c.repeated
						}
						if got := len(s.requests()); got != want {
							t.Errorf("safe %v: %d requests, want %d", safe, got, want)
						}
						if err == nil || Ambiguous(err) != (c.mayHaveHappened && method != "GET") {
							t.Errorf("safe %v: ambiguous is %v of %v", safe, Ambiguous(err), err)
						}
					}
				})
			})
		}
	}
}

func TestRequestRepeatsWhatWasNotDone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
			if n < 4 {
				w.WriteHeader(429)
				return
			}
			w.WriteHeader(204)
		})
		response, err := s.practice(t).Request(t.Context(), RawRequest{Method: "POST", Path: "/v1/messages/send", Body: 1})
		if err != nil || response.Status != 204 || len(response.Body) != 0 || len(s.requests()) != 5 {
			t.Errorf("%+v, %v after %d requests", response, err, len(s.requests()))
		}

		_ = s.Close()   // so that no server listens
		synctest.Wait() // until the client has closed its connection
		attempts := 0
		_, err = s.practice(t, func(c *Config) { c.Observe = countAttempts(&attempts) }).Request(t.Context(), RawRequest{Method: "POST", Path: "/v1/messages/send"})
		refused, ok := errors.AsType[*TransportError](err)
		if !ok || refused.Problem != ProblemRefused || Ambiguous(err) || attempts != 3 {
			t.Errorf("%v after %d attempts", err, attempts)
		}
	})
}

// A message about a route that this package does not know could contain anybody's data.
func TestRequestQuotesKnownRoutesOnly(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/v1/me": "Robin is archived", "/v1/forms": "Robin is archived",
		"/v1/short_links": "", "/v1/practitioners/20/appointments": "", "/v1/me/patients": "", "/v1/forms/f1/responses": "", "/v1/patients/robin": "",
	} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
			respondJSON(w, 400, `{"message":"Robin is archived"}`)
		})
		_, err := s.practice(t).Request(t.Context(), RawRequest{Method: "GET", Path: path})
		if got := as[*APIError](t, err); got.Message != want || got.Withheld != (want == "") {
			t.Errorf("%s: got %v", path, err)
		}
	}
}

func TestRequestKeepsTermsOnly(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		respondJSON(w, 400, `{"message":[{"code":"invalid_type","expected":"string","path":["postcode",0,"robin"]},{"code":"robin","path":[]}]}`)
	})
	_, err := s.practice(t).Request(t.Context(), RawRequest{Method: "POST", Path: "/v1/messages/send", Body: map[string]any{"robin": 1}})
	if want := "POST /v1/messages/send: Hero answered 400 Bad Request; postcode.….…: invalid_type, expected string; : "; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestRequestForgetsWhatWasRead(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 200, `{}`) })
	p := s.practice(t)
	for _, method := range []string{"GET", "POST", "PATCH"} {
		if _, err := p.Configuration(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Request(t.Context(), RawRequest{Method: method, Path: "/v1/features"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.Configuration(t.Context()); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range s.requests() {
		got = append(got, r.Method+" "+r.Path)
	}
	want := []string{
		"GET /v1/me/configuration", "GET /v1/features", "POST /v1/features",
		"GET /v1/me/configuration", "PATCH /v1/features", "GET /v1/me/configuration",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestRequestPages(t *testing.T) {
	t.Parallel()
	b := &pageServer{entries: numbered(7), size: 3, count: "total"}
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		index, _ := strconv.Atoi(r.URL.Query().Get("page_index"))
		respondJSON(w, 200, b.json(t, index))
	})
	p := s.practice(t)
	entries, err := p.RequestPages(t.Context(), "/v1/short_links", url.Values{"type": {"booking"}})
	if err != nil || len(entries) != 7 || string(entries[6]) != `{"id":"6"}` {
		t.Errorf("%s, %v", entries, err)
	}
	if got := s.requests(); len(got) != 3 || got[1].Query != "page_index=1&page_size=100&type=booking" {
		t.Errorf("requests %+v", got)
	}
	// The caller's own page size, and different entries with the same id.
	b.entries, b.size = []string{`1","n":"a`, `1","n":"b`}, 1
	if entries, err = p.RequestPages(t.Context(), "/v1/short_links", url.Values{"page_size": {"1"}}); err != nil || len(entries) != 2 {
		t.Errorf("%s, %v", entries, err)
	}
	if got := s.requests(); got[len(got)-1].Query != "page_index=2&page_size=1" {
		t.Errorf("query %s", got[len(got)-1].Query)
	}
}

func TestRequestPagesMissesNothingSilently(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		page    func(index int) string
		problem string
	}{
		"cut":        {func(int) string { return `{"data":[{"id":1}],"count":5}` }, "the list should have 5 entries according to its count, but only 1 arrived"},
		"endless":    {func(index int) string { return `{"data":[{"id":` + strconv.Itoa(index) + `}],"count":1}` }, ""},
		"not a list": {func(int) string { return `{"id":1}` }, "not a list"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
				index, _ := strconv.Atoi(r.URL.Query().Get("page_index"))
				if c.problem == "" && index > 20 {
					index = 20 // the same page again and again
				}
				respondJSON(w, 200, c.page(index))
			})
			_, err := s.practice(t).RequestPages(t.Context(), "/v1/short_links", nil)
			if (err == nil) != (c.problem == "") || (err != nil && !strings.Contains(err.Error(), c.problem)) {
				t.Errorf("got %v", err)
			}
			if n := len(s.requests()); n > 30 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

// json returns a page as Hero sends it.
func (b *pageServer) json(t *testing.T, index int) string {
	t.Helper()
	page, err := b.page(t.Context(), index)
	if err != nil {
		t.Fatal(err)
	}
	entries := make([]string, len(page.entries))
	for i, entry := range page.entries {
		entries[i] = string(entry)
	}
	count, _ := page.count.Get()
	return `{"data":[` + strings.Join(entries, ",") + `],"count":` + strconv.FormatInt(count, 10) + `}`
}

func observeRoute(route *string) func(context.Context, Attempt) {
	return func(_ context.Context, a Attempt) { *route = a.Route }
}

func countAttempts(n *int) func(context.Context, Attempt) {
	return func(context.Context, Attempt) { *n++ }
}
