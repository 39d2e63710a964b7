package hero

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Ten workers against a server that takes few requests a second and does not
// say how long to wait: retries are not used up by it.
func TestTooManyRequestsDoNotUseUpRetries(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var window time.Time
	taken, refusals := 0, 0
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		mu.Lock()
		defer mu.Unlock()
		if time.Since(window) > 50*time.Millisecond {
			window, taken = time.Now(), 0
		}
		if taken++; taken > 2 {
			refusals++
			answerJSON(w, 429, ``)
			return
		}
		answerJSON(w, 200, `{"id":"1"}`)
	})
	p := s.practice(t, func(c *Config) { c.MaxRetries = 1 })
	var wg sync.WaitGroup
	for worker := range 10 {
		wg.Go(func() {
			for range 3 {
				if _, err := p.GetPatient(t.Context(), strconv.Itoa(worker+1)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if refusals == 0 {
		t.Error("the server refused nothing, so this shows nothing")
	}
}

func TestTooManyRequestsEndInTime(t *testing.T) {
	t.Parallel()
	throttled := &transport{maxRetries: 1, maxThrottling: defaultMaxThrottling, backoff: newBackoff(time.Millisecond, time.Millisecond), throttle: &throttle{}}
	res := &response{message: &message{request: get(RoutePatient)}, status: 429, header: http.Header{}}
	for elapsed, want := range map[time.Duration]bool{0: true, defaultMaxThrottling - time.Second: true, defaultMaxThrottling: false} {
		if _, again := throttled.waitAfter(t.Context(), res, 100, elapsed); again != want {
			t.Errorf("after %s: again is %t", elapsed, again)
		}
	}
	throttled.maxRetries = 0
	if _, again := throttled.waitAfter(t.Context(), res, 0, 0); again {
		t.Error("a request was repeated although retries are switched off")
	}
}

func TestAfterAPauseRequestsLeaveOneByOne(t *testing.T) {
	t.Parallel()
	var underWay, most atomic.Int32
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
		if n == 0 {
			w.Header().Set("Retry-After", "0.2")
			answerJSON(w, 429, ``)
			return
		}
		now := underWay.Add(1)
		defer underWay.Add(-1)
		if n < 3 && now > most.Load() {
			most.Store(now)
		}
		time.Sleep(10 * time.Millisecond)
		answerJSON(w, 200, `{"id":"1"}`)
	})
	p := s.practice(t)
	var wg sync.WaitGroup
	get := func(id int) {
		if _, err := p.GetPatient(t.Context(), strconv.Itoa(id)); err != nil {
			t.Error(err)
		}
	}
	wg.Go(func() { get(1) })
	time.Sleep(50 * time.Millisecond)
	for i := range 8 {
		wg.Go(func() { get(i + 2) })
	}
	wg.Wait()
	if most.Load() > 1 {
		t.Errorf("%d requests were under way right after the pause", most.Load())
	}
}

func TestThrottleGivesPlacesBack(t *testing.T) {
	t.Parallel()
	th := &throttle{places: 1}
	if err := th.enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan error)
	go func() { left <- th.enter(ctx) }()
	time.Sleep(10 * time.Millisecond)
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	th.leave(nil)
	soon(t, func() {
		if err := th.enter(t.Context()); err != nil {
			t.Error(err)
		}
	})
	ok := &response{status: 200}
	th.leave(ok)
	for range parallelism {
		_ = th.enter(t.Context())
		th.leave(ok)
	}
	if th.places != 0 || th.underWay != 0 {
		t.Errorf("%d places, %d under way after many successes", th.places, th.underWay)
	}
}

func TestRequestTimeoutIsRepeated(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
		if n == 0 {
			answerJSON(w, 408, ``)
			return
		}
		answerJSON(w, 200, `{"id":"1"}`)
	})
	if _, err := s.practice(t).GetPatient(t.Context(), "1"); err != nil || len(s.requests()) != 2 {
		t.Errorf("%d requests, %v", len(s.requests()), err)
	}
}

func TestNothingIsRememberedForLong(t *testing.T) {
	t.Parallel()
	for name, read := range sharedReads {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { answerJSON(w, 200, groupAnswer) })
		p := s.practice(t)
		p.client.cache.maxAge = 20 * time.Millisecond
		for range 2 {
			if err := read(t.Context(), p); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(30 * time.Millisecond)
		if err := read(t.Context(), p); err != nil || len(s.requests()) > 3 || len(s.requests()) < 2 {
			t.Errorf("%s: %d requests, %v", name, len(s.requests()), err)
		}
	}
	if maxAge > time.Minute {
		t.Errorf("values are remembered for %s", maxAge)
	}
}
