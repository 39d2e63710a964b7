// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"slices"
	"sync/atomic"
	"time"
)

// hook is what another client does before or after one request.
type hook struct {
	before        bool
	method, route string
	act           func()
}

// Before runs act once, when the next request to a route has arrived and before it is
// handled. An empty method or route matches any. act runs on the goroutine of the
// request and may change the mock, for instance with AddWebhook.
func (s *Server) Before(method, route string, act func()) {
	s.addHook(hook{true, method, route, act})
}

// After is like Before but runs act when the request has been handled and its response
// is ready, so the response does not show what act does.
func (s *Server) After(method, route string, act func()) {
	s.addHook(hook{false, method, route, act})
}

// OnRequest calls f with each request, before the request is handled and before any
// fault. f runs on the goroutine of the request and may change the mock.
func (s *Server) OnRequest(f func(Request)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hooks = append(s.hooks, f)
}

// barrierWait is how long a Barrier holds a request if no other one arrives.
const barrierWait = 5 * time.Second

// Barrier holds the next requests to a route until as many as parties have arrived, so that several clients have all looked
// before any of them writes.
func (s *Server) Barrier(method, route string, parties int) {
	var come atomic.Int32
	all := make(chan struct{})
	var hold func()
	hold = func() {
		if int(come.Add(1)) == parties {
			close(all)
			return
		}
		s.Before(method, route, hold)
		timer := time.NewTimer(barrierWait)
		defer timer.Stop()
		select {
		case <-all:
		case <-timer.C:
		case <-s.closed:
		}
	}
	s.Before(method, route, hold)
}

func (s *Server) addHook(m hook) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.moments = append(s.moments, m)
}

func (s *Server) runHooks(before bool, method, route string) {
	var due []func()
	s.mu.Lock()
	s.moments = slices.DeleteFunc(s.moments, func(m hook) bool {
		is := m.before == before && (m.method == "" || m.method == method) && (m.route == "" || m.route == route)
		if is {
			due = append(due, m.act)
		}
		return is
	})
	s.mu.Unlock()
	for _, act := range due {
		act()
	}
}
