// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"net/http"
	"sync/atomic"
)

// The kinds of an Effect.
const (
	Created = "created"
	Changed = "changed"
	Deleted = "deleted"
)

// Effect is what a request has done to an object, maybe long after its exchange.
type Effect struct {
	Request Request
	Kind    string // Created, Changed or Deleted
	Object  string // "patient", "webhook", "admin" or "practice group"
	ID      string
	// Before and After are the object as it is stored. They are not to be changed.
	Before, After map[string]any
}

// OnEffect has f called with each effect of a request, in order. What a test changes by hand is none. f must not use the mock.
func (s *Server) OnEffect(f func(Effect)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.effects = append(s.effects, f)
}

// tell hands an effect on. The journal's own entry is under a lock, so it gets a copy.
func (s *Server) tell(request Request, effect Effect) {
	effect.Request = request
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.effects {
		f(effect)
	}
}

// connectionKey is where the context of a request has the mark of its connection, true once it has carried a response.
type connectionKey struct{}

// lostOn reports a request that has come on a dead connection.
func (s *Server) lostOn(r *http.Request) bool {
	used, _ := r.Context().Value(connectionKey{}).(*atomic.Bool)
	if used == nil || !used.Swap(true) {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, dead := s.concerned(traitConnectionsDie)
	return dead
}

// dress gives a response the looks that traits are about.
func (s *Server) dress(answer *reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*answer = s.wrapped(*answer)
	if s.has(traitClockBehind) || s.has(traitClockAhead) {
		answer.header.Set("Date", s.now().UTC().Format(http.TimeFormat))
	}
}
