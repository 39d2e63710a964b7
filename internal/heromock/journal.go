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
	Route         string         `json:"route"` // route template, for instance "/v1/patients/{id}"; "" when there is no such route
	Path          string         `json:"path"`
	Query         url.Values     `json:"query,omitempty"`
	PracticeGroup string         `json:"practice_group"`
	KeyOf         string         `json:"key_of"`         // whose API key was sent: a practice group's id, KeyCommon, or "" for none that the mock knows
	Body          map[string]any `json:"body,omitempty"` // nil when there was no JSON object
	UserAgent     string         `json:"user_agent"`
	Status        int            `json:"status"` // what was answered; 0 while under way, or when the connection was dropped
	Time          time.Time      `json:"time"`
	Handled       time.Time      `json:"handled,omitzero"` // when the API acted on it, maybe long after the exchange; zero: not, or not yet
	RequestID     string         `json:"request_id"`       // what the answer carried as x-request-id
}

// Has reports whether the body has a top-level member, be it null.
func (r Request) Has(member string) bool {
	_, ok := r.Body[member]
	return ok
}

// Journal lists the requests since the start or the last ResetJournal, in order
// of arrival. A repetition made inside an HTTP library counts like any other.
func (s *Server) Journal() []Request {
	return s.requests(func(*Request) bool { return true })
}

// Writes lists the requests of the journal that are neither GET nor HEAD.
func (s *Server) Writes() []Request {
	return s.requests(func(r *Request) bool {
		return r.Method != http.MethodGet && r.Method != http.MethodHead
	})
}

// Count is how many requests of the journal have a method and a route template.
// An empty one of the two stands for any.
func (s *Server) Count(method, route string) int {
	return len(s.requests(func(r *Request) bool {
		return (method == "" || r.Method == method) && (route == "" || r.Route == route)
	}))
}

// ResetJournal forgets the requests so far.
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
