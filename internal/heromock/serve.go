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

// response is what the mock sends.
type response struct {
	status int
	header http.Header
	body   []byte
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequestBody))
	if err != nil {
		return // the client has gone, or its body is too large
	}
	route, known := s.contract.Route(r.Method, r.URL.EscapedPath())
	entry := s.record(r, route, body)
	// A request that has begun runs to its end, even if its client has gone.
	unending := r.WithContext(context.WithoutCancel(r.Context()))
	handle := func() response {
		defer s.recordHandled(entry)
		return s.respond(unending, entry, route, known, body)
	}
	if s.lostOn(r) {
		s.options.Logf("%s %s lost on a dead connection", r.Method, shown(route))
		drop(w)
		return
	}
	fault := s.faultFor(r.Method, route, r.Header.Get(practiceGroupHeader))
	if fault.Late > 0 {
		defer s.handleLater(entry, fault.Late, handle)
	}

	if s.pause(r, s.options.Latency+fault.Stall) && !fault.DropBefore {
		out := fault.outcome(handle)
		if fault.CutList {
			out = cutList(out, r.URL.Query())
		}
		s.runHooks(false, r.Method, route)
		if !fault.drops() {
			out.header.Set("X-Request-Id", entry.RequestID)
			// Before send, because the client may act on the response at once.
			s.recordStatus(entry, out.status)
			s.options.Logf("%s %s %d", r.Method, shown(route), out.status)
			s.applyTraits(&out)
			send(w, out, fault.CutBody)
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

// record adds the request to the journal and runs the hooks.
func (s *Server) record(r *http.Request, route string, body []byte) *Request {
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
	entry.RequestID = "req-" + strconv.Itoa(s.state.nextRequest())
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

func (s *Server) recordStatus(entry *Request, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	entry.Status = status
}

func (s *Server) recordHandled(entry *Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	entry.Handled = time.Now()
}

// outcome handles the request unless the fault responds instead.
func (f Fault) outcome(handle func() response) response {
	if f.Late > 0 || (f.replaces() && !f.FailAfter) {
		return f.response()
	}
	out := handle()
	if f.replaces() {
		return f.response()
	}
	return out
}

func (f Fault) response() response {
	out := response{status: f.Status, header: http.Header{}, body: []byte(f.Body)}
	if out.status == 0 {
		out.status = http.StatusOK
	}
	if f.RetryAfter != "" {
		out.header.Set("Retry-After", f.RetryAfter)
	}
	switch {
	case f.ContentType != "":
		out.header.Set("Content-Type", f.ContentType)
	case f.Body != "":
		out.header.Set("Content-Type", jsonType)
	}
	return out
}

// pause waits, and reports whether the client is still there afterwards.
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

func send(w http.ResponseWriter, out response, cut bool) {
	maps.Copy(w.Header(), out.header)
	if out.status != http.StatusNoContent {
		w.Header().Set("Content-Length", strconv.Itoa(len(out.body)))
	}
	w.WriteHeader(out.status)
	if !cut {
		// An error means that the client has gone.
		_, _ = w.Write(out.body)
		return
	}
	_, _ = w.Write(out.body[:len(out.body)/2])
	// Flush first, or the connection would close before this half is sent.
	_ = http.NewResponseController(w).Flush()
	drop(w)
}

// drop closes the connection, whether or not a response has begun.
func drop(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		// The server closes the connection on this panic and prints nothing.
		panic(http.ErrAbortHandler)
	}
	_ = connection.Close()
}

// encode encodes a value as JSON. A nil value means no body.
func encode(status int, value any) response {
	out := response{status: status, header: http.Header{}}
	if value == nil {
		return out
	}
	body, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("encoding a response of the mock: %v", err)) // the state holds only JSON values
	}
	out.header.Set("Content-Type", jsonType)
	out.body = body
	return out
}

// handleLater handles a request after its response, unless the mock closes first.
// faultFor has already counted the request as pending.
func (s *Server) handleLater(entry *Request, wait time.Duration, handle func() response) {
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

// Settle waits until every request so far that has a fault with Late has taken effect.
// If one still stalls, Settle waits until its client gives up.
func (s *Server) Settle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.pending > 0 {
		s.settle.Wait()
	}
}
