// SPDX-License-Identifier: MPL-2.0

package heromock

import "slices"

// hook is what somebody else does around one request.
type hook struct {
	before        bool
	method, route string
	act           func()
}

// Before has somebody else act when the next request to a route has come and is
// not handled yet, once. An empty method or route stands for any. act runs on
// the request's goroutine and may change the mock, as with AddWebhook.
func (s *Server) Before(method, route string, act func()) {
	s.addHook(hook{true, method, route, act})
}

// After is like Before, when the request has been handled and its answer is
// ready but not sent yet: the answer does not know of what act does.
func (s *Server) After(method, route string, act func()) {
	s.addHook(hook{false, method, route, act})
}

// OnRequest has f called with each request, before it is handled and before any
// fault strikes it. f runs on the request's goroutine and may change the mock.
func (s *Server) OnRequest(f func(Request)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hooks = append(s.hooks, f)
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
