// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"net/http"
	"net/url"
	"time"
)

// Request is one request in the journal.
type Request struct {
	Method        string         `json:"method"`
	Route         string         `json:"route"` // route template, for instance "/v1/patients/{id}", or "" for an unknown route
	Path          string         `json:"path"`
	Query         url.Values     `json:"query,omitempty"`
	PracticeGroup string         `json:"practice_group"`
	KeyOf         string         `json:"key_of"`         // whose API key it has: a practice group's id, KeyCommon, or "" for an unknown key
	Body          map[string]any `json:"body,omitempty"` // nil if it is not a JSON object
	UserAgent     string         `json:"user_agent"`
	Status        int            `json:"status"` // of the response; 0 while the request runs or if the connection was dropped
	Time          time.Time      `json:"time"`
	Handled       time.Time      `json:"handled,omitzero"` // when the API acted on it, perhaps long after the response; zero if it has not
	RequestID     string         `json:"request_id"`       // x-request-id of the response
}

// Has reports whether the body has a top-level field, even if it is null.
func (r Request) Has(field string) bool {
	_, ok := r.Body[field]
	return ok
}

// Journal returns the requests since the start or the last ResetJournal, in order of
// arrival. It includes those that an HTTP library repeats by itself.
func (s *Server) Journal() []Request {
	return s.requests(func(*Request) bool { return true })
}

// Writes returns the requests of the journal that are neither GET nor HEAD.
func (s *Server) Writes() []Request {
	return s.requests(func(r *Request) bool {
		return r.Method != http.MethodGet && r.Method != http.MethodHead
	})
}

// Count returns how many requests of the journal have a method and a route template.
// An empty method or route matches any.
func (s *Server) Count(method, route string) int {
	return len(s.requests(func(r *Request) bool {
		return (method == "" || r.Method == method) && (route == "" || r.Route == route)
	}))
}

// ResetJournal clears the journal.
func (s *Server) ResetJournal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.journal = nil
}

func (s *Server) requests(wanted func(*Request) bool) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Request
	for _, r := range s.journal {
		if wanted(r) {
			list = append(list, r.clone())
		}
	}
	return list
}

func (r *Request) clone() Request {
	c := *r
	c.Body = cloneObject(r.Body)
	c.Query = url.Values{}
	for name, values := range r.Query {
		c.Query[name] = append([]string(nil), values...)
	}
	return c
}
