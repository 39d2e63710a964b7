package heromock

import (
	"math/rand/v2"
	"slices"
	"time"
)

// Fault is a way for requests to go wrong. What it does besides matching can be
// combined as far as that makes sense: a stall goes before anything else.
type Fault struct {
	Method string // "" = any
	Route  string // route template, for instance "/v1/patients/{id}"; "" = any

	Count       int     // how many times it strikes; 0 = until ClearFaults
	Skip        int     // how many matching requests pass first
	Probability float64 // share of the remaining matching requests that it strikes; 0 = all of them
	PerSecond   int     // how many of the remaining matching requests pass in any second; 0 = none

	// Status, RetryAfter, Body and ContentType are answered instead of the
	// mock's own answer. With none of Status and Body set nothing is replaced.
	// Status 0 with a Body means 200; an empty ContentType means JSON.
	Status      int
	RetryAfter  string
	Body        string
	ContentType string

	FailAfter  bool // the request takes effect before Status is answered
	DropBefore bool // close the connection without an answer, nothing takes effect
	DropAfter  bool // close the connection without an answer after the request took effect
	CutBody    bool // take effect, announce the whole body, send half of it
	CutList    bool // take effect, count all entries of a list but answer only half of the first page

	Stall time.Duration // wait first; ends early when the client goes away
	// Late has the request take effect this long after the exchange is over,
	// whether or not the client is still there. What is answered in the meantime
	// is Status and Body; with neither the connection is closed. See Settle.
	Late time.Duration
}

// fault is an injected Fault and how often it matched and struck.
type fault struct {
	Fault
	matched int
	struck  int
	passed  []time.Time // of the last second, when there is a rate
}

// Inject adds a fault. Of several that match a request the first injected
// strikes, alone.
func (s *Server) Inject(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &fault{Fault: f})
}

// ClearFaults removes all faults.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// strike finds the fault for a request; the zero Fault is none.
func (s *Server) strike(method, route string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.matches(method, route) && f.strikes(s.random) {
			if f.Late > 0 {
				s.pending++
			}
			return f.Fault
		}
	}
	return Fault{}
}

func (f *fault) matches(method, route string) bool {
	return (f.Method == "" || f.Method == method) && (f.Route == "" || f.Route == route)
}

func (f *fault) strikes(random *rand.Rand) bool {
	if f.Count > 0 && f.struck >= f.Count {
		return false
	}
	f.matched++
	if f.matched <= f.Skip {
		return false
	}
	if f.Probability > 0 && random.Float64() >= f.Probability {
		return false
	}
	if f.PerSecond > 0 && f.admits(time.Now()) {
		return false
	}
	f.struck++
	return true
}

// admits counts a request against the rate unless that is used up.
func (f *fault) admits(now time.Time) bool {
	f.passed = slices.DeleteFunc(f.passed, func(t time.Time) bool { return now.Sub(t) >= time.Second })
	if len(f.passed) >= f.PerSecond {
		return false
	}
	f.passed = append(f.passed, now)
	return true
}

func (f Fault) replaces() bool { return f.Status != 0 || f.Body != "" }

// drops is whether there is no answer, although the client is still there.
func (f Fault) drops() bool {
	return f.DropBefore || f.DropAfter || (f.Late > 0 && !f.replaces())
}

// newRandom gives the same series each time, so that a failing test fails again.
func newRandom() *rand.Rand {
	return rand.New(rand.NewPCG(1, 2)) //nolint:gosec // chance for tests, no secret depends on it
}
