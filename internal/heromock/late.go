package heromock

import "time"

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
