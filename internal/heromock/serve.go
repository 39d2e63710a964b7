// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"time"
)

const (
	jsonType       = "application/json; charset=utf-8"
	maxRequestBody = 10 << 20
)

// reply is an answer on its way out.
type reply struct {
	status int
	header http.Header
	body   []byte
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequestBody))
	if err != nil {
		return // the client went away, or is not one of ours
	}
	route, known := s.contract.Route(r.Method, r.URL.EscapedPath())
	entry := s.enter(r, route, body)
	// What was begun is finished, even when the client is gone.
	unending := r.WithContext(context.WithoutCancel(r.Context()))
	handle := func() reply {
		defer s.handled(entry)
		return s.answer(unending, entry, route, known, body)
	}
	if s.lostOn(r) {
		s.options.Logf("%s %s lost on a dead connection", r.Method, shown(route))
		drop(w)
		return
	}
	fault := s.strike(r.Method, route, r.Header.Get(practiceGroupHeader))
	if fault.Late > 0 {
		defer s.later(entry, fault.Late, handle)
	}

	if s.pause(r, s.options.Latency+fault.Stall) && !fault.DropBefore {
		answer := fault.outcome(handle)
		if fault.CutList {
			answer = cutList(answer, r.URL.Query())
		}
		s.runHooks(false, r.Method, route)
		if !fault.drops() {
			answer.header.Set("X-Request-Id", entry.RequestID)
			// Written down before the client can act on the answer.
			s.leave(entry, answer.status)
			s.options.Logf("%s %s %d", r.Method, shown(route), answer.status)
			s.dress(&answer)
			send(w, answer, fault.CutBody)
			return
		}
	}
	s.options.Logf("%s %s dropped", r.Method, shown(route))
	drop(w)
}

func shown(route string) string {
	if route == "" {
		return "(no such route)"
	}
	return route
}

// enter writes the request into the journal and tells the hooks.
func (s *Server) enter(r *http.Request, route string, body []byte) *Request {
	entry := &Request{
		Method:        r.Method,
		Route:         route,
		Path:          r.URL.Path,
		Query:         r.URL.Query(),
		PracticeGroup: r.Header.Get(practiceGroupHeader),
		KeyOf:         s.keyOf(r.Header),
		UserAgent:     r.UserAgent(),
		Time:          time.Now(),
	}
	if json.Unmarshal(body, &entry.Body) != nil {
		entry.Body = nil
	}
	s.mu.Lock()
	entry.RequestID = "mock-" + strconv.Itoa(s.state.nextRequest())
	s.journal = append(s.journal, entry)
	hooks := s.hooks
	copied := entry.clone()
	s.mu.Unlock()
	for _, hook := range hooks {
		hook(copied)
	}
	s.runHooks(true, entry.Method, entry.Route)
	return entry
}

func (s *Server) leave(entry *Request, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	entry.Status = status
}

func (s *Server) handled(entry *Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	entry.Handled = time.Now()
}

// outcome handles the request unless the fault answers in its place.
func (f Fault) outcome(handle func() reply) reply {
	if f.Late > 0 || (f.replaces() && !f.FailAfter) {
		return f.reply()
	}
	answer := handle()
	if f.replaces() {
		return f.reply()
	}
	return answer
}

func (f Fault) reply() reply {
	answer := reply{status: f.Status, header: http.Header{}, body: []byte(f.Body)}
	if answer.status == 0 {
		answer.status = http.StatusOK
	}
	if f.RetryAfter != "" {
		answer.header.Set("Retry-After", f.RetryAfter)
	}
	switch {
	case f.ContentType != "":
		answer.header.Set("Content-Type", f.ContentType)
	case f.Body != "":
		answer.header.Set("Content-Type", jsonType)
	}
	return answer
}

// pause waits and reports whether the client is still there.
func (s *Server) pause(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

func send(w http.ResponseWriter, answer reply, cut bool) {
	maps.Copy(w.Header(), answer.header)
	if answer.status != http.StatusNoContent {
		w.Header().Set("Content-Length", strconv.Itoa(len(answer.body)))
	}
	w.WriteHeader(answer.status)
	if !cut {
		// A client that goes away meanwhile is its own affair.
		_, _ = w.Write(answer.body)
		return
	}
	_, _ = w.Write(answer.body[:len(answer.body)/2])
	// The half has to leave before the connection is closed.
	_ = http.NewResponseController(w).Flush()
	drop(w)
}

// drop closes the connection as it is, without beginning or ending an answer.
func drop(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		// The server closes the connection on this panic and prints nothing.
		panic(http.ErrAbortHandler)
	}
	_ = connection.Close()
}

// encode turns an answer's value into a reply; a nil value is no body.
func encode(status int, value any) reply {
	answer := reply{status: status, header: http.Header{}}
	if value == nil {
		return answer
	}
	body, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("encoding an answer of the mock: %v", err)) // state is JSON values only
	}
	answer.header.Set("Content-Type", jsonType)
	answer.body = body
	return answer
}

// later has a request take effect after the exchange, unless the mock is closed
// before. Fault.Late was counted as pending when the fault struck.
func (s *Server) later(entry *Request, wait time.Duration, handle func() reply) {
	go func() {
		defer s.settled()
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
			handle()
			s.options.Logf("%s %s took effect late", entry.Method, shown(entry.Route))
		case <-s.closed:
		}
	}()
}

func (s *Server) settled() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending--
	s.settle.Broadcast()
}

// Settle waits until every request that a fault with Late has struck so far has
// taken effect. One that still stalls is waited for until its client leaves.
func (s *Server) Settle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.pending > 0 {
		s.settle.Wait()
	}
}
