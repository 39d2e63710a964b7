// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"testing"
)

// GODEBUG can make Go log the headers and bodies of HTTP/2, but not of HTTP/1.1.
func TestHTTP2StaysOffWhileItIsLogged(t *testing.T) { //nolint:paralleltest // it sets an environment variable
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Proto", r.Proto) }))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	for debug, want := range map[string]string{"": "HTTP/2.0", "http2debug=1": "HTTP/1.1", "madvdontneed=1,http2debug=2": "HTTP/1.1"} {
		t.Setenv("GODEBUG", debug)
		connections := newConnections()
		connections.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
		for name, transport := range map[string]http.RoundTripper{"reused": connections, "fresh": freshConnections(connections)} {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			response, err := transport.RoundTrip(request)
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			if got := response.Header.Get("Proto"); got != want {
				t.Errorf("GODEBUG=%s, %s: %s, want %s", debug, name, got, want)
			}
		}
		connections.CloseIdleConnections()
	}
}
