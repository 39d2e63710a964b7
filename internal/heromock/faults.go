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

// Fault makes requests go wrong. Its effects can be combined if that makes sense; a stall comes
// before all others.
type Fault struct {
	Method string // "" for any
	Writes bool   // anything but GET
	Route  string // route template, for instance "/v1/patients/{id}", or "" for any
	// PracticeGroup is the one whose requests match, or "" for any.
	PracticeGroup string

	Count       int           // how many requests it affects; 0 for no limit
	Skip        int           // how many matching requests it lets pass first
	Probability float64       // the share of the others that it affects; 0 for all
	PerSecond   int           // how many of the others it lets pass in any second; 0 for none
	During      time.Duration // how long after Inject it is active; 0 for no limit

	// Status, RetryAfter, Body and ContentType replace the mock's own response if
	// Status or Body is set. Status 0 with a Body means 200; an empty ContentType
	// means JSON.
	Status      int
	RetryAfter  string
	Body        string
	ContentType string

	FailAfter  bool // the request takes effect before the response with Status
	DropBefore bool // close the connection without a response or an effect
	DropAfter  bool // close the connection without a response after the effect
	CutBody    bool // after the effect, announce the whole body and send half of it
	CutList    bool // after the effect, count all entries of a list but return only half of the first page

	Stall time.Duration // wait first, but only as long as the client does
	// Late is how long after the response the request takes effect, whether or not
	// the client is still there. The response has Status and Body; with neither the
	// connection is closed. See Settle.
	Late time.Duration
}

// fault is an injected Fault, and how often it matched and took effect.
type fault struct {
	Fault
	trait   string    // its trait, or "" for none
	since   time.Time // when it was injected
	matched int
	applied int
	passed  []time.Time // in the last second, for PerSecond
}

// Inject adds a fault. If several apply to a request, only the first one injected takes effect.
func (s *Server) Inject(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &fault{Fault: f, since: time.Now()})
}

// ClearFaults removes all faults but those of traits.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = slices.DeleteFunc(s.faults, func(f *fault) bool { return f.trait == "" })
}

// faultFor returns the fault for a request, or the zero Fault for none.
func (s *Server) faultFor(method, route, group string) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.matches(method, route, group) && f.applies(s.random) {
			if f.Late > 0 {
				s.pending++
			}
			found := f.Fault
			if found.RetryAfter == retryAfterDate {
				found.RetryAfter = s.now().Add(retryAfterAhead).UTC().Format(http.TimeFormat)
			}
			return found
		}
	}
	return Fault{}
}

const (
	// retryAfterDate, as the RetryAfter of a Fault, stands for a date: retryAfterAhead from now by Hero's clock.
	retryAfterDate  = "date"
	retryAfterAhead = 5 * time.Second
)

func (f *fault) matches(method, route, group string) bool {
	return (f.Method == "" || f.Method == method) && (f.Route == "" || f.Route == route) &&
		(f.PracticeGroup == "" || f.PracticeGroup == group) && (!f.Writes || method != http.MethodGet) &&
		(f.During == 0 || time.Since(f.since) < f.During)
}

func (f *fault) applies(random *rand.Rand) bool {
	if f.Count > 0 && f.applied >= f.Count {
		return false
	}
	f.matched++
	if f.matched <= f.Skip {
		return false
	}
	if f.Probability > 0 && random.Float64() >= f.Probability {
		return false
	}
	if f.PerSecond > 0 && f.allows(time.Now()) {
		return false
	}
	f.applied++
	return true
}

// allows counts a request against PerSecond and reports whether it may pass.
func (f *fault) allows(now time.Time) bool {
	f.passed = slices.DeleteFunc(f.passed, func(t time.Time) bool { return now.Sub(t) >= time.Second })
	if len(f.passed) >= f.PerSecond {
		return false
	}
	f.passed = append(f.passed, now)
	return true
}

// isSet reports whether the fault does anything.
func (f Fault) isSet() bool { return f != Fault{} }

func (f Fault) replaces() bool { return f.Status != 0 || f.Body != "" }

// drops reports whether the connection closes without a response.
func (f Fault) drops() bool {
	return f.DropBefore || f.DropAfter || (f.Late > 0 && !f.replaces())
}

// newRandom returns the same numbers for the same seed, so that a failing test fails again.
func newRandom(seed uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, 2)) //nolint:gosec // only tests depend on it
}

// FaultSyntax describes the text form of a fault for users.
func FaultSyntax() string {
	var names []string
	for _, named := range Faults() {
		names = append(names, named.Name+": "+named.Doc)
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

// ParseFault parses the text form of a fault; see FaultSyntax.
func ParseFault(s string) (Fault, error) {
	words := strings.Fields(s)
	if len(words) < 3 {
		return Fault{}, errors.New("a fault needs a method, a route and a setting")
	}
	f := Fault{Method: anyAsEmpty(strings.ToUpper(words[0])), Route: anyAsEmpty(words[1])}
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

func anyAsEmpty(s string) string {
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

// add merges the effects of another fault into f.
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
