// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/memnet"
)

// A user who mistypes an endpoint must see which host the request went to.
func TestUnreachedHostIsNamed(t *testing.T) {
	t.Parallel()
	untrusted := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(untrusted.Close)
	nobody := memnet.Listen()
	_ = nobody.Close()
	for name, c := range map[string]struct {
		transport      http.RoundTripper
		endpoint, want string
	}{
		"refused":     {nobody.Transport(), endpoint + "/base", " at 127.0.0.1:0: connection refused"},
		"not found":   {nil, "https://hero.invalid", " at hero.invalid: host not found"},
		"certificate": {nil, untrusted.URL, " at " + strings.TrimPrefix(untrusted.URL, "https://") + ": certificate not trusted: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, err := New(Config{Endpoint: c.endpoint, Transport: c.transport, APIKey: "key"})
			if err != nil {
				t.Fatal(err)
			}
			p, _ := client.Practice("1")
			_, err = p.GetPatient(t.Context(), "404")
			if got := fmt.Sprint(err); !strings.HasPrefix(got, "GET /v1/patients/{id}"+c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// A refusal by a proxy must not look like Hero's: the key may be right, and Hero has seen no request.
func TestProxyIsNamed(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]struct {
		problem  string
		attempts int32
	}{
		407: {": a proxy requires a user name and a password (407) (%s)", 1},
		403: {": no connection (%s): the proxy answered 403 Forbidden", 2},
		502: {": no connection (%s): the proxy answered 502 Bad Gateway", 2},
	} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int32
			proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodConnect || r.Header.Get("x-api-key") != "" {
					t.Errorf("%s %v", r.Method, r.Header)
				}
				asked.Add(1)
				w.Header().Set("Proxy-Authenticate", "Basic")
				w.WriteHeader(status)
			}))
			t.Cleanup(proxy.Close)
			connections := newConnections()
			connections.Proxy = func(*http.Request) (*url.URL, error) {
				return url.Parse(strings.Replace(proxy.URL, "http://", "http://user:canary-password@", 1))
			}
			client, err := New(Config{Endpoint: "https://hero.invalid", APIKey: "key", MaxRetries: 1, Jitter: noJitter, Transport: connections})
			if err != nil {
				t.Fatal(err)
			}
			p, _ := client.Practice("1")
			_, err = p.do(t.Context(), request{method: http.MethodPost, route: "/v1/x"})
			text := "POST /v1/x at hero.invalid" + fmt.Sprintf(want.problem, strings.TrimPrefix(proxy.URL, "http://"))
			if got := fmt.Sprint(err); got != text || Ambiguous(err) || asked.Load() != want.attempts {
				t.Errorf("got %q after %d attempts, want %q", got, asked.Load(), text)
			}
		})
	}
}

// The same holds for a 407 from a proxy that decrypts requests.
func TestProxyThatAnswersIsNamed(t *testing.T) {
	t.Parallel()
	for name, respond := range map[string]func(http.ResponseWriter){
		"page":    func(w http.ResponseWriter) { respondHTML(w, 407) },
		"JSON":    func(w http.ResponseWriter) { respondJSON(w, 407, `{"message":"who are you?"}`) },
		"nothing": func(w http.ResponseWriter) { w.WriteHeader(407) },
		"cut":     func(w http.ResponseWriter) { w.Header().Set("Content-Length", "9"); w.WriteHeader(407) },
	} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respond(w) })
		_, err := s.practice(t).do(t.Context(), request{method: http.MethodPost, route: "/v1/x", repeatable: true})
		if got := fmt.Sprint(err); got != "POST /v1/x: "+ProblemProxyAuth || Ambiguous(err) || len(s.requests()) != 1 {
			t.Errorf("%s: got %q after %d requests", name, got, len(s.requests()))
		}
	}
}

// The host that cannot be reached is not always Hero.
func TestTransportError_namesAnotherPeer(t *testing.T) {
	t.Parallel()
	dialled := &net.TCPAddr{IP: net.IPv4(192, 0, 2, 7), Port: 3128}
	refused := &net.OpError{Op: "dial", Net: "tcp", Addr: dialled, Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"an address":        {refused, "192.0.2.7:3128"},
		"of a proxy":        {&net.OpError{Op: "proxyconnect", Net: "tcp", Err: refused}, "192.0.2.7:3128"},
		"a name":            {&net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "hero.example", IsNotFound: true}}, "hero.example"},
		"a proxy's name":    {&net.OpError{Op: "proxyconnect", Net: "tcp", Err: &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "proxy.example"}}}, "proxy.example"},
		"a read":            {&net.OpError{Op: "read", Net: "tcp", Addr: dialled, Err: syscall.ECONNRESET}, ""},
		"no address":        {&net.OpError{Op: "dial", Net: "tcp", Err: errors.New("unknown network")}, ""},
		"anything else":     {errors.New("tls: handshake failure"), ""},
		"not fit to print":  {&net.DNSError{Name: "a\x1bb"}, "ab"},
		"no error anywhere": {nil, ""},
	} {
		if got := peerOf(c.err); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	for want, e := range map[string]*TransportError{
		"GET /v1/me at hero.example: host not found (proxy.example)": {Method: "GET", Route: "/v1/me", Host: "hero.example", Peer: "proxy.example", Problem: ProblemHostNotFound},
		"GET /v1/me at hero.example: host not found":                 {Method: "GET", Route: "/v1/me", Host: "hero.example", Peer: "hero.example", Problem: ProblemHostNotFound},
		"GET /v1/me: timeout":                                        {Method: "GET", Route: "/v1/me", Problem: ProblemTimeout},
		"GET /v1/me: x509: unknown authority":                        {Method: "GET", Route: "/v1/me", Problem: "x509", Err: errors.New("unknown authority")},
		"GET /v1/me: context canceled":                               {Method: "GET", Route: "/v1/me", Problem: "context canceled", Err: context.Canceled},
	} {
		if e.Error() != want {
			t.Errorf("got %q, want %q", e, want)
		}
	}
}
