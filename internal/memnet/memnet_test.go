// SPDX-License-Identifier: MPL-2.0

package memnet_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/memnet"
)

// serve runs a server that responds after a minute, and returns a request to it.
func serve(t *testing.T) (get func(context.Context) (string, error), closeServer func()) {
	t.Helper()
	listener := memnet.Listen()
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(time.Minute):
			_, _ = io.WriteString(w, "hello")
		case <-r.Context().Done():
		}
	})}
	go func() { _ = server.Serve(listener) }()
	closeServer = func() { _ = server.Close() }
	t.Cleanup(closeServer)
	transport := listener.Transport()
	return func(ctx context.Context) (string, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://127.0.0.1:0/", nil)
		if err != nil {
			return "", err
		}
		response, err := transport.RoundTrip(request)
		if err != nil {
			return "", err
		}
		defer func() { _ = response.Body.Close() }()
		body, err := io.ReadAll(response.Body)
		return string(body), err
	}, closeServer
}

func TestTimeIsTheBubbles(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		get, _ := serve(t)
		began := time.Now()
		for range 2 { // the second on the same connection
			if body, err := get(t.Context()); body != "hello" || err != nil {
				t.Errorf("got %q, %v", body, err)
			}
		}
		if took := time.Since(began); took != 2*time.Minute {
			t.Errorf("took %s of the bubble's time, want 2 minutes", took)
		}
	})
}

// A client that gives up leaves nothing behind: the bubble fails the test if a goroutine stays.
func TestClientGivesUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		get, _ := serve(t)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := get(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		get, closeServer := serve(t)
		synctest.Wait() // until it accepts connections
		closeServer()
		_, err := get(t.Context())
		var dial *net.OpError
		if !errors.Is(err, syscall.ECONNREFUSED) || !errors.As(err, &dial) || dial.Addr.String() != "127.0.0.1:0" {
			t.Errorf("got %v", err)
		}
	})
}
