// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/contract"
	"github.com/herohealth/terraform-provider-hero/internal/memnet"
)

// Options are the options of a mock. The zero value is usable.
type Options struct {
	// Addr is the TCP address to listen on, for instance "127.0.0.1:0" for a free
	// port. If it is empty, only Transport reaches the mock.
	Addr string
	// APIKey is the key of the practice groups without one in APIKeys; empty means
	// "mock-api-key".
	APIKey string
	// APIKeys are the keys of practice groups that have one of their own, which is
	// the only one valid for them. SetAPIKey changes them.
	APIKeys map[string]string
	// PracticeGroups are the practice groups of the network; empty means "1001",
	// "1002" and "1003".
	PracticeGroups []string
	// Plain returns objects as they are stored instead of realistic ones.
	Plain bool
	// PageSize is the largest page of a paged list, whatever the request asks for; 0
	// means 2.
	PageSize int
	// Traits are the traits to start with, in the form of SetTrait.
	Traits []string
	// Seed is the seed of the random numbers; 0 means 1.
	Seed uint64
	// Latency is the wait before each response.
	Latency time.Duration
	// Static responds to every documented route with a sample from the contract and
	// keeps nothing, like the vendor's sample server.
	Static bool
	// Logf, if set, gets one line for each request: method, route, status. Never a body.
	Logf func(format string, args ...any)
}

func (o Options) withDefaults() (Options, error) {
	if o.APIKey == "" {
		o.APIKey = "mock-api-key"
	}
	if len(o.PracticeGroups) == 0 {
		o.PracticeGroups = []string{"1001", "1002", "1003"}
	}
	if o.PageSize == 0 {
		o.PageSize = 2
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	if o.Logf == nil {
		o.Logf = func(string, ...any) {}
	}
	o.PracticeGroups = slices.Clone(o.PracticeGroups)
	o.APIKeys = maps.Clone(o.APIKeys)
	return o, o.check()
}

func (o Options) check() error {
	if o.PageSize < 1 {
		return fmt.Errorf("page size %d: at least one entry a page is needed", o.PageSize)
	}
	if o.Latency < 0 {
		return fmt.Errorf("latency %s: cannot be negative", o.Latency)
	}
	for _, text := range o.Traits {
		if _, err := parseTrait(text); err != nil {
			return err
		}
	}
	for i, group := range o.PracticeGroups {
		if strings.TrimSpace(group) == "" {
			return errors.New("practice groups: an id is empty")
		}
		if slices.Contains(o.PracticeGroups[:i], group) {
			return fmt.Errorf("practice groups: %q is listed twice", group)
		}
	}
	return checkKeys(o.APIKeys, o.PracticeGroups)
}

// Server is a running mock. All methods are safe for concurrent use. It copies what
// it takes and what it returns.
type Server struct {
	options  Options
	contract *contract.Contract
	http     *http.Server
	url      string
	memory   *http.Transport
	closing  context.CancelFunc // ends the waits of requests
	closed   <-chan struct{}

	mu         sync.Mutex // guards the fields below
	state      *state
	traits     map[string]trait
	faults     []*fault
	random     *rand.Rand
	reads      int // GETs handled, and pages after the first read, for traits that take turns
	shifts     int
	hooks      []func(Request)
	effects    []func(Effect)
	moments    []hook
	pending    int        // late commits still to come
	settle     *sync.Cond // pending went down
	journal    []*Request
	violations []string
}

// New starts a mock that serves on goroutines of its own until Close. Without an
// address it can live in a testing/synctest bubble.
func New(options Options) (*Server, error) {
	options, err := options.withDefaults()
	if err != nil {
		return nil, fmt.Errorf("mock options: %w", err)
	}
	api, err := contract.Load()
	if err != nil {
		return nil, fmt.Errorf("mock: %w", err)
	}
	memory, address := memnet.Listen(), unreachable
	listeners := []net.Listener{memory}
	if options.Addr != "" {
		socket, err := new(net.ListenConfig).Listen(context.Background(), "tcp", options.Addr)
		if err != nil {
			return nil, fmt.Errorf("mock: %w", err)
		}
		listeners, address = append(listeners, socket), socket.Addr().String()
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &Server{
		options:  options,
		contract: api,
		url:      "http://" + address,
		memory:   memory.Transport(),
		closing:  cancel,
		closed:   ctx.Done(),
		state:    newState(options.PracticeGroups, options.APIKeys),
		traits:   map[string]trait{},
		random:   newRandom(options.Seed),
	}
	for _, text := range options.Traits {
		if err := s.SetTrait(text); err != nil {
			return nil, fmt.Errorf("mock options: %w", err)
		}
	}
	s.settle = sync.NewCond(&s.mu)
	s.http = &http.Server{
		Handler:           http.HandlerFunc(s.serve),
		ReadHeaderTimeout: time.Minute,
		ErrorLog:          log.New(io.Discard, "", 0),
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ConnContext: func(ctx context.Context, _ net.Conn) context.Context {
			return context.WithValue(ctx, connectionKey{}, new(atomic.Bool))
		},
	}
	for _, listener := range listeners {
		go func() {
			if err := s.http.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
				s.violate("the mock stopped serving: %v", err)
			}
		}()
	}
	return s, nil
}

// Listen is Start for a test whose client is another process: it opens a socket.
func Listen(t testing.TB, mutate ...func(*Options)) *Server {
	t.Helper()
	return Start(t, append(mutate, func(o *Options) { o.Addr = "127.0.0.1:0" })...)
}

// Start runs a mock for a test and closes it when the test ends. The test fails if there
// was a violation; a test that provokes one uses New.
func Start(t testing.TB, mutate ...func(*Options)) *Server {
	t.Helper()
	var options Options
	for _, change := range mutate {
		change(&options)
	}
	s, err := New(options)
	if err != nil {
		t.Fatalf("starting the mock: %v", err)
	}
	t.Cleanup(func() {
		s.Close()
		for _, violation := range s.Violations() {
			t.Errorf("mock: %s", violation)
		}
	})
	return s
}

// Close stops the mock, closes its connections and drops pending late commits. State and
// journal stay readable.
func (s *Server) Close() {
	s.closing()
	// An error from the listener no longer matters.
	_ = s.http.Close()
	s.Settle()
}

// URL returns the address to use as the endpoint, without a trailing slash. If the mock has
// no socket, only Transport reaches it.
func (s *Server) URL() string { return s.url }

// Transport returns a transport that reaches the mock in memory, whatever the address.
// Its users share its connections.
func (s *Server) Transport() http.RoundTripper { return s.memory }

// unreachable has a port that nobody can listen on, so that a client without Transport
// fails at once.
const unreachable = "127.0.0.1:0"

// PracticeGroups returns the ids of the practice groups of the network.
func (s *Server) PracticeGroups() []string { return slices.Clone(s.options.PracticeGroups) }

// Violations returns the requests and responses that should not have been. They name
// routes and fields, never values.
func (s *Server) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.violations)
}

func (s *Server) violate(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.violateLocked(format, args...)
}

func (s *Server) violateLocked(format string, args ...any) {
	s.violations = append(s.violations, fmt.Sprintf(format, args...))
}
