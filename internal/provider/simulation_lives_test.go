// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// life is what happens to one object, phase by phase. After each phase the trouble ends, and operators apply until nothing is left to do.
type life [][]event

func (l life) String() string {
	var b strings.Builder
	for _, phase := range l {
		fmt.Fprintln(&b, scenarioText(phase))
	}
	return b.String()
}

func (l life) without(isTrouble func(event) bool) (calm life) {
	for _, phase := range l {
		calm = append(calm, slices.DeleteFunc(slices.Clone(phase), isTrouble))
	}
	return calm
}

var webhookIDs = regexp.MustCompile(`wh_[0-9]+`)

// lived is the result of a life.
type lived struct {
	broken  *breach
	respelt bool
	words   map[string]bool // summaries of messages that somebody has read, with the ids of the webhooks that they name
	answers string
	touched bool // a person has changed something
}

// live lives a life in a world of its own, where other people have webhooks too.
func (l life) live(t *testing.T) (r lived) {
	t.Helper()
	inWorld(t, 1, func(s *simulation) {
		s.answers = &answers{}
		s.unavoidable = -1 // here even what no client can avoid counts as a limit
		for i := range 3 {
			s.mock.AddWebhook(simulatedGroup, members{"event_type": "appointment.confirmed", "url": fmt.Sprint("https://others.example.com/", i)})
		}
		for _, phase := range l {
			s.steps++
			for _, o := range s.operators() {
				o.settings = members{} // the defaults
			}
			for _, e := range phase {
				s.do(e)
			}
			if s.isBroken() || !s.calms() {
				break
			}
		}
		s.checkPairs()
		r = lived{s.broken, s.respelt, map[string]bool{}, s.answers.String(), s.touched}
		for _, said := range append(slices.Clone(s.us.said), s.them.said...) {
			if !said.unread {
				r.words[strings.Join(append(webhookIDs.FindAllString(said.diagnostic.Detail, -1), said.diagnostic.Summary), " ")] = true
			}
		}
	})
	return r
}

// calms ends the trouble, and makes operators apply if there is something to do. It reports whether all invariants hold.
func (s *simulation) calms() bool {
	s.recover()
	s.checkExtras()
	for _, o := range s.operators() {
		if !s.isBroken() && (len(o.config) > 0 || len(o.state) > 0) && !o.plan(options{}).isEmpty() {
			o.settle()
		}
	}
	return !s.isBroken()
}

// checkPairs looks for objects like one in a state that no message has named. It does not matter here who made them.
func (s *simulation) checkPairs() {
	now := s.truth()
	for _, o := range s.operators() {
		for name, held := range o.state {
			place, id := placeNamed(name), held.current.id()
			if object := now.object(place.object, id); object != nil && (place.object == "patient" || place.object == "webhook") {
				for _, like := range now.alike(place.object, object) {
					if like != id && !s.us.named(like) && !s.them.named(like) {
						s.breaks(neverDoubled, "%s %s is like %s, and nobody has been told", place.object, like, id)
					}
				}
			}
		}
	}
}

var calmLives struct {
	mu  sync.Mutex
	all map[string]func() lived
}

// livedOnce lives a life that many cells share only once.
func (l life) livedOnce(t *testing.T) lived {
	t.Helper()
	calmLives.mu.Lock()
	if calmLives.all == nil {
		calmLives.all = map[string]func() lived{}
	}
	once := calmLives.all[l.String()]
	if once == nil {
		once = sync.OnceValue(func() lived { return l.live(t) })
		calmLives.all[l.String()] = once
	}
	calmLives.mu.Unlock()
	return once()
}

// answers records the responses to all requests, as far as they were read.
type answers struct {
	mu  sync.Mutex
	all strings.Builder
}

// note records a response, and its body while somebody reads it.
func (a *answers) note(r *http.Request, response *http.Response, err error) {
	if a == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	fmt.Fprintln(&a.all, r.Method, r.URL, err != nil)
	if response == nil {
		return
	}
	fmt.Fprintln(&a.all, response.StatusCode)
	for _, name := range slices.Sorted(maps.Keys(response.Header)) {
		fmt.Fprintln(&a.all, name, response.Header[name])
	}
	response.Body = &heardBody{response.Body, a}
}

func (a *answers) String() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.all.String()
}

type heardBody struct {
	io.ReadCloser

	answers *answers
}

func (b *heardBody) Read(p []byte) (n int, err error) {
	n, err = b.ReadCloser.Read(p)
	b.answers.mu.Lock()
	defer b.answers.mu.Unlock()
	b.answers.all.Write(p[:min(n, 1<<12)])
	return n, err
}
