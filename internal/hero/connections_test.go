// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/herohealth/terraform-provider-hero/internal/memnet"
)

// shortLived responds to one request on each connection as if more could follow, and closes the connection as soon as the next one
// arrives. A client sees the same when a server closes an idle connection just as the client sends a request on it.
type shortLived struct {
	transport http.RoundTripper
	handle    http.HandlerFunc
	lost      atomic.Int32 // requests that arrived on a connection that then closed
}

func serveShortLived(t *testing.T, handle http.HandlerFunc) *shortLived {
	t.Helper()
	listener := memnet.Listen()
	s := &shortLived{transport: listener.Transport(), handle: handle}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { _ = connection.Close() })
			go s.serve(connection)
		}
	}()
	return s
}

func (s *shortLived) serve(connection net.Conn) {
	defer func() { _ = connection.Close() }()
	input := bufio.NewReader(connection)
	request, err := http.ReadRequest(input)
	if err != nil {
		return
	}
	_, _ = io.Copy(io.Discard, request.Body)
	w := &responseBody{header: http.Header{}}
	s.handle(w, request)
	_, _ = fmt.Fprintf(connection, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(w.body), w.body)
	if _, err := input.ReadByte(); err == nil {
		s.lost.Add(1)
	}
}

// responseBody is an http.ResponseWriter for a success.
type responseBody struct {
	header http.Header
	body   []byte
}

func (w *responseBody) Header() http.Header { return w.header }

func (w *responseBody) WriteHeader(int) {}

func (w *responseBody) Write(p []byte) (int, error) {
	w.body = append(w.body, p...)
	return len(p), nil
}

// If the server closes an idle connection, a read is repeated, and a create is not affected.
func TestClosedIdleConnectionsLoseNoCreate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var posts atomic.Int32
		s := serveShortLived(t, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.Method == http.MethodPost && r.URL.Path == RouteWebhooks:
				_, _ = fmt.Fprintf(w, `{"id":"%d"}`, posts.Add(1))
			case r.Method == http.MethodPost:
				_, _ = fmt.Fprintf(w, `{"patient_id":"%d"}`, posts.Add(1))
			case r.URL.Path == RouteWebhooks:
				_, _ = io.WriteString(w, `[]`)
			case r.URL.Path == RoutePatients:
				_, _ = io.WriteString(w, `{"data":[],"count":0}`)
			default:
				_, _ = io.WriteString(w, `{"id":"1"}`)
			}
		})
		client, err := New(Config{Endpoint: endpoint, Transport: s.transport, APIKey: "key", MaxRetries: 1})
		if err != nil {
			t.Fatal(err)
		}
		p, _ := client.Practice("1")
		const each = 10
		for i := range each {
			if _, err := p.GetPatient(t.Context(), "1"); err != nil {
				t.Fatal(err)
			}
			if _, err := p.CreateWebhook(t.Context(), WebhookCreate{EventType: "a", URL: "https://example.test/" + strconv.Itoa(i)}, acceptAny); err != nil {
				t.Fatal(err)
			}
			name := Value("name" + strconv.Itoa(i))
			if _, err := p.CreatePatient(t.Context(), Registration{FirstName: name, LastName: name, DOB: Value("1980-07-06")}); err != nil {
				t.Fatal(err)
			}
			if _, err := p.Request(t.Context(), RawRequest{Method: http.MethodPost, Path: "/v1/messages"}); err != nil {
				t.Fatal(err)
			}
		}
		if posts.Load() != 3*each {
			t.Errorf("%d creates for %d", posts.Load(), 3*each)
		}
		if s.lost.Load() == 0 {
			t.Error("no connection closed on a request, so this test proves nothing")
		}
	})
}

// Close tells a transport other than Go's own which requests need a fresh connection.
func TestRequestsThatMustNotBeSentTwiceHaveCloseSet(t *testing.T) {
	t.Parallel()
	fresh := map[bool]bool{} // by whether a request may be repeated
	transport := roundTrips(func(r *http.Request) (*http.Response, error) {
		fresh[r.Method == http.MethodGet] = r.Close
		return &http.Response{StatusCode: http.StatusNotFound, Header: http.Header{}, Body: http.NoBody}, nil
	})
	client, err := New(Config{Endpoint: "https://hero.invalid", APIKey: "key", Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	p, _ := client.Practice("1")
	_, _ = p.GetPatient(t.Context(), "1")
	_, _ = p.Request(t.Context(), RawRequest{Method: http.MethodPost, Path: "/v1/messages"})
	if repeatable, seen := fresh[true]; repeatable || !seen || !fresh[false] {
		t.Errorf("Close of a read and a write: %v", fresh)
	}
}
