// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Fault is a way for requests to go wrong. What it does besides matching can be
// combined as far as that makes sense: a stall goes before anything else.
type Fault struct {
	Method string // "" = any
	Writes bool   // anything but GET
	Route  string // route template, for instance "/v1/patients/{id}"; "" = any
	// PracticeGroup is whose requests it strikes; "" = anybody's.
	PracticeGroup string

	Count       int           // how many times it strikes; 0 = until ClearFaults
	Skip        int           // how many matching requests pass first
	Probability float64       // share of the remaining matching requests that it strikes; 0 = all of them
	PerSecond   int           // how many of the remaining matching requests pass in any second; 0 = none
	During      time.Duration // how long after Inject it strikes; 0 = until ClearFaults

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
	trait   string    // the trait that it belongs to, "" for none
	since   time.Time // when it was injected
	matched int
	struck  int
	passed  []time.Time // of the last second, when there is a rate
}

// Inject adds a fault. Of several that match a request the first injected
// strikes, alone.
func (s *Server) Inject(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &fault{Fault: f, since: time.Now()})
}

// ClearFaults removes all faults. Traits stay.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = slices.DeleteFunc(s.faults, func(f *fault) bool { return f.trait == "" })
}

// strike finds the fault for a request; the zero Fault is none.
func (s *Server) strike(method, route, group string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.matches(method, route, group) && f.strikes(s.random) {
			if f.Late > 0 {
				s.pending++
			}
			struck := f.Fault
			if struck.RetryAfter == retryAfterDate {
				struck.RetryAfter = s.now().Add(retryAfterAhead).UTC().Format(http.TimeFormat)
			}
			return struck
		}
	}
	return Fault{}
}

// retryAfterDate stands in a Fault's RetryAfter for a date by Hero's clock, as long ahead as the constant below it says.
const (
	retryAfterDate  = "date"
	retryAfterAhead = 5 * time.Second
)

func (f *fault) matches(method, route, group string) bool {
	return (f.Method == "" || f.Method == method) && (f.Route == "" || f.Route == route) &&
		(f.PracticeGroup == "" || f.PracticeGroup == group) && (!f.Writes || method != http.MethodGet) &&
		(f.During == 0 || time.Since(f.since) < f.During)
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

// isAny is false for the zero Fault, which does nothing.
func (f Fault) isAny() bool { return f != Fault{} }

func (f Fault) replaces() bool { return f.Status != 0 || f.Body != "" }

// drops is whether there is no answer, although the client is still there.
func (f Fault) drops() bool {
	return f.DropBefore || f.DropAfter || (f.Late > 0 && !f.replaces())
}

// newRandom gives the same series each time, so that a failing test fails again.
func newRandom(seed uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, 2)) //nolint:gosec // chance for tests, no secret depends on it
}

// FaultSyntax explains the text form of a fault to people.
func FaultSyntax() string {
	var names []string
	for _, named := range Faults() {
		names = append(names, named.Name)
	}
	return faultSettings + strings.Join(names, "\n  ")
}

const faultSettings = `METHOD ROUTE [setting...], for instance
  POST /v1/patients/register status=429 retry-after=1 count=2
  GET /v1/patients/{id} html
  * * drop-after probability=0.1
METHOD and ROUTE may be *. Settings:
  status=CODE retry-after=TEXT body=TEXT content-type=TYPE
  fail-after stall=DURATION late=DURATION
  count=N skip=N probability=SHARE per-second=N during=DURATION practice-group=ID
and the names of whole faults:
  `

// ParseFault reads the text form of a fault, see FaultSyntax.
func ParseFault(s string) (Fault, error) {
	words := strings.Fields(s)
	if len(words) < 3 {
		return Fault{}, errors.New("a fault needs a method, a route and a setting")
	}
	f := Fault{Method: unlessAny(strings.ToUpper(words[0])), Route: unlessAny(words[1])}
	for _, word := range words[2:] {
		if err := f.set(word); err != nil {
			return Fault{}, fmt.Errorf("setting %q of a fault: %w", word, err)
		}
	}
	if f.Probability < 0 || f.Probability > 1 {
		return Fault{}, errors.New("the probability of a fault is a share between 0 and 1")
	}
	return f, nil
}

func unlessAny(s string) string {
	if s == "*" {
		return ""
	}
	return s
}

func (f *Fault) set(word string) (err error) {
	for _, named := range Faults() {
		if named.Name == word {
			f.add(named.Fault)
			return nil
		}
	}
	name, value, _ := strings.Cut(word, "=")
	switch name {
	case "status":
		f.Status, err = strconv.Atoi(value)
		if err == nil && (f.Status < 200 || f.Status > 599) {
			err = errors.New("not an HTTP status that ends a request")
		}
	case "retry-after":
		f.RetryAfter = value
	case "practice-group":
		f.PracticeGroup = value
	case "during":
		f.During, err = time.ParseDuration(value)
	case "body":
		f.Body = value
	case "content-type":
		f.ContentType = value
	case "fail-after":
		f.FailAfter = true
	case "stall":
		f.Stall, err = time.ParseDuration(value)
	case "late":
		f.Late, err = time.ParseDuration(value)
	case "count":
		f.Count, err = strconv.Atoi(value)
	case "skip":
		f.Skip, err = strconv.Atoi(value)
	case "per-second":
		f.PerSecond, err = strconv.Atoi(value)
	case "probability":
		f.Probability, err = strconv.ParseFloat(value, 64)
	default:
		err = errors.New("there is no such setting")
	}
	return err
}

// add lays what another fault does over what f does.
func (f *Fault) add(other Fault) {
	f.Status = cmp.Or(other.Status, f.Status)
	f.RetryAfter = cmp.Or(other.RetryAfter, f.RetryAfter)
	f.Body = cmp.Or(other.Body, f.Body)
	f.ContentType = cmp.Or(other.ContentType, f.ContentType)
	f.FailAfter = cmp.Or(other.FailAfter, f.FailAfter)
	f.DropBefore = cmp.Or(other.DropBefore, f.DropBefore)
	f.DropAfter = cmp.Or(other.DropAfter, f.DropAfter)
	f.CutBody = cmp.Or(other.CutBody, f.CutBody)
	f.CutList = cmp.Or(other.CutList, f.CutList)
	f.Stall = cmp.Or(other.Stall, f.Stall)
	f.Late = cmp.Or(other.Late, f.Late)
	f.PerSecond = cmp.Or(other.PerSecond, f.PerSecond)
}
