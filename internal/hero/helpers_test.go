// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"path"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/memnet"
)

// endpoint has no listener: only the transport of a test's server reaches it.
const endpoint = "http://127.0.0.1:0"

// lateCommit is how long a client with the default time-out looks for a late commit.
const lateCommit = 30 * time.Second

// receivedRequest is a request as the test server received it.
type receivedRequest struct {
	Method, Path, Query, Body string
	Header                    http.Header
	At                        time.Time
}

// server is a test server in memory that keeps a journal of its requests.
type server struct {
	*http.Server
	transport http.RoundTripper
	mu        sync.Mutex
	journal   []receivedRequest
}

// serve starts a server. n is the request's number, from 0.
func serve(t *testing.T, handler func(w http.ResponseWriter, r *http.Request, n int)) *server {
	t.Helper()
	listener := memnet.Listen()
	s := &server{transport: listener.Transport(), Server: &http.Server{ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: time.Minute}}
	s.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		s.mu.Lock()
		n := len(s.journal)
		s.journal = append(s.journal, receivedRequest{
			Method: r.Method, Path: r.URL.EscapedPath(), Query: r.URL.RawQuery, Body: string(body), Header: r.Header.Clone(), At: time.Now(),
		})
		s.mu.Unlock()
		handler(w, r, n)
	})
	go func() { _ = s.Serve(listener) }()
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func (s *server) requests() []receivedRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.journal)
}

func (s *server) count(method string) int {
	n := 0
	for _, request := range s.requests() {
		if request.Method == method {
			n++
		}
	}
	return n
}

// practice returns a practice of a new client of the server. The client waits as long as it does for users, so a test with a request
// that fails runs in a bubble.
func (s *server) practice(t *testing.T, adjust ...func(*Config)) *Practice {
	t.Helper()
	config := Config{Endpoint: endpoint, Transport: s.transport, APIKey: "key", UserAgent: "test", MaxRetries: 2}
	for _, a := range adjust {
		a(&config)
	}
	client, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	practice, err := client.Practice("1001")
	if err != nil {
		t.Fatal(err)
	}
	return practice
}

// respondJSON sends a JSON response.
func respondJSON(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

// respondRequested sends an object with the id in the path or, for /v1/me, in the header.
func respondRequested(w http.ResponseWriter, r *http.Request) {
	id, _ := url.PathUnescape(path.Base(r.URL.EscapedPath()))
	if r.URL.Path == RoutePracticeGroup {
		id = r.Header.Get("x-practice-group-id")
	}
	respondJSON(w, 200, fmt.Sprintf(`{"id":%q}`, id))
}

// drop closes the connection without a response.
func drop() {
	panic(http.ErrAbortHandler)
}

// cut announces a longer body than it sends.
func cut(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", "1000")
	_, _ = io.WriteString(w, `{"id":`)
}

// respondTrace responds to a trace with body, and to a search with no hits.
func respondTrace(w http.ResponseWriter, r *http.Request, body string) {
	if r.Method == http.MethodGet {
		body = `{"data":[],"count":0}`
	}
	respondJSON(w, 200, body)
}

func respondHTML(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, "<html><body>Please\nsign in</body></html>")
}

func noJitter(time.Duration) time.Duration { return 0 }

// soon fails the test if run goes on waiting after its context has ended.
func soon(t *testing.T, run func()) {
	t.Helper()
	began := time.Now()
	if run(); time.Since(began) > 5*time.Second {
		t.Error("did not end with its context")
	}
}

func cancelledAfter(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	timer := time.AfterFunc(d, cancel)
	t.Cleanup(func() { timer.Stop(); cancel() })
	return ctx
}

// everyField lets cmp compare unexported fields.
var everyField = cmp.Exporter(func(reflect.Type) bool { return true })

func decoded[T any](t *testing.T, document string) T {
	t.Helper()
	v, err := decode[T](json.RawMessage(document))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func as[E error](t *testing.T, err error) E {
	t.Helper()
	var target E
	if !errors.As(err, &target) {
		t.Fatalf("got %T (%v), want %T", err, err, target)
	}
	return target
}

func queryOf(t *testing.T, r receivedRequest) url.Values {
	t.Helper()
	query, err := url.ParseQuery(r.Query)
	if err != nil {
		t.Fatal(err)
	}
	return query
}
