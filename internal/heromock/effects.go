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

// Effect is what a request did to an object, perhaps long after its response.
type Effect struct {
	Request Request
	Kind    string // Created, Changed or Deleted
	Object  string // "patient", "webhook", "admin" or "practice group"
	ID      string
	// Before and After are the stored object. They must not be changed.
	Before, After map[string]any
}

// OnEffect calls f with each effect of a request, in order, but not for a change that a test makes. f must not use the mock.
func (s *Server) OnEffect(f func(Effect)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.effects = append(s.effects, f)
}

// reportEffect runs the hooks of OnEffect. It takes a copy of the request, because a lock guards the one in the journal.
func (s *Server) reportEffect(request Request, effect Effect) {
	effect.Request = request
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.effects {
		f(effect)
	}
}

// connectionKey is the context key of a connection's flag, which is true once the connection has carried a response.
type connectionKey struct{}

// lostOn reports whether a request arrived on a dead connection.
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

// applyTraits changes the body and headers of a response as the traits require.
func (s *Server) applyTraits(out *response) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*out = s.withTraitLabel(*out)
	if s.has(traitClockBehind) || s.has(traitClockAhead) {
		out.header.Set("Date", s.now().UTC().Format(http.TimeFormat))
	}
}
