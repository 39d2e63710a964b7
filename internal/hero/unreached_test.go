// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"syscall"
	"testing"
)

// Whoever mistyped an endpoint has to see which one was asked.
func TestUnreachedHostIsNamed(t *testing.T) {
	t.Parallel()
	untrusted := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(untrusted.Close)
	free := httptest.NewServer(http.NotFoundHandler())
	free.Close() // nobody listens there any more
	for name, c := range map[string]struct{ endpoint, want string }{
		"refused":     {free.URL + "/base", " at " + strings.TrimPrefix(free.URL, "http://") + ": connection refused"},
		"not found":   {"https://hero.invalid", " at hero.invalid: host not found"},
		"certificate": {untrusted.URL, " at " + strings.TrimPrefix(untrusted.URL, "https://") + ": certificate not trusted: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, err := New(Config{Endpoint: c.endpoint, APIKey: "key"})
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

// It is not always Hero that cannot be reached.
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
	} {
		if e.Error() != want {
			t.Errorf("got %q, want %q", e, want)
		}
	}
}
