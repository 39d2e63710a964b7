// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Refusals for too many requests do not count as retries, even with ten workers and a
// server that accepts few requests per second and does not say how long to wait.
func TestTooManyRequestsDoNotUseUpRetries(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var window time.Time
		taken, refusals := 0, 0
		s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
			mu.Lock()
			defer mu.Unlock()
			if time.Since(window) > time.Second {
				window, taken = time.Now(), 0
			}
			if taken++; taken > 2 {
				refusals++
				respondJSON(w, 429, ``)
				return
			}
			respondRequested(w, r)
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
			t.Error("the server refused nothing, so this test proves nothing")
		}
	})
}

func TestAfterAPauseRequestsLeaveOneByOne(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var underWay, most atomic.Int32
		s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
			if n == 0 {
				w.Header().Set("Retry-After", "5")
				respondJSON(w, 429, ``)
				return
			}
			now := underWay.Add(1)
			defer underWay.Add(-1)
			if n < 3 && now > most.Load() {
				most.Store(now)
			}
			time.Sleep(time.Second)
			respondRequested(w, r)
		})
		p := s.practice(t)
		var wg sync.WaitGroup
		get := func(id int) {
			if _, err := p.GetPatient(t.Context(), strconv.Itoa(id)); err != nil {
				t.Error(err)
			}
		}
		wg.Go(func() { get(1) })
		synctest.Wait() // until the pause has begun
		for i := range 8 {
			wg.Go(func() { get(i + 2) })
		}
		wg.Wait()
		if most.Load() > 1 {
			t.Errorf("%d requests were in flight right after the pause", most.Load())
		}
	})
}

// Ten refusals of requests that were in flight together count as one sign of too many requests, not as ten.
func TestRefusalsOfOneBurstMakeOnePause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		th := &throttle{}
		b := backoff{min: time.Minute, max: time.Hour}
		sent := time.Now()
		time.Sleep(time.Millisecond)
		for range 10 {
			if left, _ := th.refused("1", sent, 0, b); left > time.Minute {
				t.Fatalf("a pause of %s after one burst", left)
			}
		}
		if left, _ := th.refused("1", sent, 2*time.Minute, b); left != 2*time.Minute {
			t.Errorf("a pause of %s, want the longer one that Hero asked for", left)
		}
		if th.refusals != 1 {
			t.Errorf("counted as %d refusals", th.refusals)
		}
		time.Sleep(time.Millisecond)
		th.refused("1", time.Now(), 0, b)
		if th.refusals != 2 {
			t.Errorf("counted as %d refusals after another burst", th.refusals)
		}
	})
}

// Requests that wait for the client's own rate limit when a pause begins do not leave all at once after it.
func TestPauseHoldsWhatWaitsForTheRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
			if n == 0 {
				w.Header().Set("Retry-After", "10")
				respondJSON(w, 429, ``)
				return
			}
			respondRequested(w, r)
		})
		p := s.practice(t, func(c *Config) { c.RequestsPerSecond = 2 })
		var wg sync.WaitGroup
		for id := range 6 {
			wg.Go(func() {
				if _, err := p.GetPatient(t.Context(), strconv.Itoa(id+1)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		seen := s.requests()
		for i, request := range seen[1:] {
			least := 10*time.Second + time.Duration(i)*time.Second/2
			if after := request.At.Sub(seen[0].At); after < least {
				t.Errorf("request %d left %s after the first, want at least %s", i+1, after, least)
			}
		}
	})
}

// A request that Hero admits is a sign that the rate is right, even if its object does not exist.
func TestEveryResponseReleasesItsSlot(t *testing.T) {
	t.Parallel()
	for status, slots := range map[int]int{200: 2, 404: 2, 400: 2, 500: 1, 429: 1, 0: 1} {
		th := &throttle{slots: 1, inFlight: 1}
		res := &response{status: status}
		if status == 0 {
			res.problem = ProblemTimeout
		}
		th.leave("1", res)
		if th.slots != slots || th.inFlight != 0 {
			t.Errorf("%d: %d slots, %d in flight", status, th.slots, th.inFlight)
		}
	}
}

// After a refusal, the next request in the queue gets the slot only when the pause ends.
func TestPauseBeginsBeforeTheSlotIsFree(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
			if n < 5 {
				w.Header().Set("Retry-After", "5")
				respondJSON(w, 429, ``)
				return
			}
			respondRequested(w, r)
		})
		p := s.practice(t)
		p.transport.throttle.slots = 1
		var wg sync.WaitGroup
		for id := range 8 {
			wg.Go(func() {
				if _, err := p.GetPatient(t.Context(), strconv.Itoa(id+1)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		seen := s.requests()
		for i := 1; i <= 5; i++ {
			if apart := seen[i].At.Sub(seen[i-1].At); apart != 5*time.Second {
				t.Errorf("request %d left %s after a refusal", i, apart)
			}
		}
	})
}

func noWait(context.Context) error { return nil }

func TestThrottleReleasesSlots(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		th := &throttle{slots: 1}
		if err := th.enter(t.Context(), "1", noWait); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		left := make(chan error)
		go func() { left <- th.enter(ctx, "1", noWait) }()
		synctest.Wait() // until it waits for the slot
		cancel()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if th.inFlight != 1 || len(th.queue) != 0 {
			t.Errorf("%d in flight and %d in the queue after one has given up", th.inFlight, len(th.queue))
		}
		th.leave("1", nil)
		soon(t, func() {
			if err := th.enter(t.Context(), "1", noWait); err != nil {
				t.Error(err)
			}
		})
		ok := &response{status: 200}
		th.leave("1", ok)
		for range parallelism {
			_ = th.enter(t.Context(), "1", noWait)
			th.leave("1", ok)
		}
		if th.slots != 0 || th.inFlight != 0 {
			t.Errorf("%d slots, %d in flight after many successes", th.slots, th.inFlight)
		}
	})
}

// A caller that gives up frees no slot, even if the next one in the queue is of another practice group.
func TestThrottleKeepsSlotsOfWhoGivesUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		th := &throttle{slots: 1}
		if err := th.enter(t.Context(), "1", noWait); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		first, second := make(chan error, 1), make(chan error, 1)
		go func() { first <- th.enter(ctx, "1", noWait) }()
		synctest.Wait()
		go func() { second <- th.enter(t.Context(), "2", noWait) }()
		synctest.Wait()
		cancel()
		if err := <-first; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		synctest.Wait()
		if len(second) != 0 || th.inFlight != 1 || len(th.queue) != 1 {
			t.Errorf("%d in flight and %d in the queue", th.inFlight, len(th.queue))
		}
		th.leave("1", nil)
		if err := <-second; err != nil {
			t.Error(err)
		}
	})
}

// A key and each of its practice groups have a budget, which is never exceeded.
func TestThrottle_spend(t *testing.T) {
	t.Parallel()
	const most = MaxThrottling
	for name, test := range map[string]struct {
		paused, share, added time.Duration
		want                 bool
	}{
		"room":                            {most - 2, most - 2, 1, true},
		"the last room of the key":        {most - 1, 0, 1, true},
		"the last room of the practice":   {0, most - 1, 1, true},
		"no room with the key":            {most - 1, 0, 2, false},
		"no room with the practice":       {0, most - 1, 2, false},
		"the key's is used up":            {most, 0, 0, false},
		"the practice group's is used up": {0, most, 0, false},
		"an earlier pause has it covered": {1, 1, -5, true},
	} {
		th, s := &throttle{paused: test.paused}, &share{paused: test.share}
		if got := th.spend(s, test.added); got != test.want {
			t.Errorf("%s: %t", name, got)
		}
		added := max(0, test.added)
		if th.paused != min(test.paused+added, most) || s.paused != min(test.share+added, most) {
			t.Errorf("%s: %s and %s are spent", name, th.paused, s.paused)
		}
	}
}

// A practice group is held only while a budget is used up: a request that Hero admits gives some of it back.
func TestThrottle_checkBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limits := &throttle{}
		held := limits.share("1001")
		held.heldUntil = time.Now().Add(time.Hour)
		for paused, want := range map[time.Duration]error{MaxThrottling: errBudgetUsedUp, MaxThrottling - refund: nil} {
			held.paused = paused
			if err := limits.checkBudget("1001"); !errors.Is(err, want) {
				t.Errorf("after pauses of %s: %v", paused, err)
			}
		}
		held.paused = MaxThrottling
		if err := limits.checkBudget("1002"); err != nil {
			t.Errorf("another practice group: %v", err)
		}
		time.Sleep(time.Hour)
		if err := limits.checkBudget("1001"); err != nil {
			t.Errorf("after the pause: %v", err)
		}
	})
}

func TestRequestTimeoutIsRepeated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
			if n == 0 {
				respondJSON(w, 408, ``)
				return
			}
			respondRequested(w, r)
		})
		if _, err := s.practice(t).GetPatient(t.Context(), "1"); err != nil || len(s.requests()) != 2 {
			t.Errorf("%d requests, %v", len(s.requests()), err)
		}
	})
}
