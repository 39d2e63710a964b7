// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"
)

func TestTransport_waitAfter(t *testing.T) {
	t.Parallel()
	const tooMany, unavailable = http.StatusTooManyRequests, http.StatusServiceUnavailable
	for name, test := range map[string]struct {
		status     int
		retryAfter string
		failures   int
		paused     time.Duration // how much of the budget is used up
		deadline   time.Duration // of the caller; 0: none
		wait       time.Duration
		again      bool
		pause      time.Duration
	}{
		"first failure":                   {status: unavailable, wait: time.Second, again: true},
		"second failure":                  {status: unavailable, failures: 1, wait: 2 * time.Second, again: true},
		"no retry is left":                {status: unavailable, failures: 2},
		"longest wait that Hero may ask":  {status: unavailable, retryAfter: "300", wait: LongestPause, again: true},
		"longer wait":                     {status: unavailable, retryAfter: "301"},
		"refusal":                         {status: http.StatusNotFound},
		"deadline just after the wait":    {status: unavailable, deadline: time.Second + 1, wait: time.Second, again: true},
		"deadline at the end of the wait": {status: unavailable, deadline: time.Second},
		"too many":                        {status: tooMany, again: true, pause: time.Second},
		"too many, no retry is left":      {status: tooMany, failures: 2, again: true, pause: time.Second},
		"too many, longest pause":         {status: tooMany, retryAfter: "300", again: true, pause: LongestPause},
		"too many, longer pause":          {status: tooMany, retryAfter: "301"},
		"too many, and all of the budget": {status: tooMany, paused: MaxThrottling - time.Second, again: true, pause: time.Second},
		"too many, and too little budget": {status: tooMany, paused: MaxThrottling - time.Second + 1},
		"too many, and too late":          {status: tooMany, deadline: time.Second, pause: time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tr := retryingPractice().transport
				tr.throttle = &throttle{paused: test.paused}
				failures := test.failures
				ctx := t.Context()
				if test.deadline > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, test.deadline)
					defer cancel()
				}
				res := &response{message: &message{request: get(RoutePatient)}, status: test.status, header: http.Header{"Retry-After": {test.retryAfter}}}
				wait, again := tr.waitAfter(ctx, res, time.Now(), &failures)
				if wait != test.wait || again != test.again || max(0, tr.throttle.pauseLeft()) != test.pause {
					t.Errorf("wait %s, again %t, pause %s; want %s, %t, %s", wait, again, tr.throttle.pauseLeft(), test.wait, test.again, test.pause)
				}
				if counted := failures > test.failures; counted != (test.again && test.status != tooMany) {
					t.Errorf("counted as a failure: %t", counted)
				}
				if res.budgetUsedUp != (test.paused > 0 && !test.again) {
					t.Errorf("the budget is used up: %t", res.budgetUsedUp)
				}
			})
		})
	}
}

func TestTransport_waitAfterWithoutRetriesOrCaller(t *testing.T) {
	t.Parallel()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, test := range map[string]struct {
		ctx        context.Context //nolint:containedctx // a case of the table
		status     int
		maxRetries int
	}{
		"cancelled":                {cancelled, http.StatusServiceUnavailable, 2},
		"too many, cancelled":      {cancelled, http.StatusTooManyRequests, 2},
		"without retries":          {t.Context(), http.StatusServiceUnavailable, 0},
		"too many without retries": {t.Context(), http.StatusTooManyRequests, 0},
	} {
		tr := retryingPractice().transport
		tr.throttle, tr.maxRetries = &throttle{}, test.maxRetries
		res := &response{message: &message{request: get(RoutePatient)}, status: test.status, header: http.Header{}}
		if wait, again := tr.waitAfter(test.ctx, res, time.Now(), new(int)); wait != 0 || again {
			t.Errorf("%s: wait %s, again %t", name, wait, again)
		}
	}
}

// The reason says whether Hero or the user's own limit holds up a request.
func TestTransport_admitSaysWhatIsInTheWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		limited := &transport{throttle: &throttle{}, limiter: rate.NewLimiter(rate.Every(time.Hour), 1)}
		if refused := limited.admit(ctx, &message{}); refused != nil {
			t.Errorf("the first request: %s", refused.problem)
		}
		if refused := limited.admit(ctx, &message{}); refused == nil || refused.problem != ProblemRateLimit {
			t.Errorf("the second request: %+v", refused)
		}
		paused := &transport{throttle: &throttle{until: time.Now().Add(time.Hour)}}
		if refused := paused.admit(ctx, &message{}); refused == nil || refused.problem != ProblemPause {
			t.Errorf("during a pause: %+v", refused)
		}
	})
}

func TestThrottle_sleepPause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for name, test := range map[string]struct{ pause, deadline, slept time.Duration }{
			"no pause":                         {0, time.Second, 0},
			"deadline after the pause":         {time.Second, time.Minute, time.Second},
			"deadline at the end of the pause": {time.Second, time.Second, time.Second},
			"deadline before the end":          {time.Second, time.Second - 1, 0},
		} {
			start := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), test.deadline)
			err := (&throttle{until: start.Add(test.pause)}).sleepPause(ctx)
			cancel()
			if slept := time.Since(start); slept != test.slept || errors.Is(err, errPauseTooLong) != (test.deadline < test.pause) {
				t.Errorf("%s: slept %s, %v", name, slept, err)
			}
		}
	})
}

func TestThrottle_refused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		exact := backoff{min: time.Second, max: time.Minute, jitter: func(limit time.Duration) time.Duration { return limit }}
		began := time.Now()
		for name, test := range map[string]struct {
			sent                time.Duration // since the last pause began
			asked, left         time.Duration
			refusals, wantSlots int
			longerPause         bool
		}{
			"sent before the pause":                       {sent: -1, refusals: 1, left: 0},
			"sent before it, and Hero asks":               {sent: -1, asked: time.Second, left: time.Second, refusals: 1},
			"sent as it began":                            {refusals: 1},
			"sent after it":                               {sent: 1, left: 2 * time.Second, refusals: 2, wantSlots: 1},
			"sent after it, and Hero asks":                {sent: 1, asked: time.Minute, left: time.Minute, refusals: 2, wantSlots: 1},
			"sent after it, and an earlier one is longer": {sent: 1, asked: time.Second, left: time.Hour, refusals: 2, wantSlots: 1, longerPause: true},
		} {
			th := &throttle{began: began, until: began, refusals: 1}
			if test.longerPause {
				th.until = began.Add(time.Hour)
			}
			if left, ok := th.refused("1", began.Add(test.sent), test.asked, exact); !ok || left != test.left || th.refusals != test.refusals || th.slots != test.wantSlots {
				t.Errorf("%s: %s left, %d refusals, %d slots", name, left, th.refusals, th.slots)
			}
		}
	})
}

func TestThrottle_leave(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		admitted, lost := &response{status: 200}, &response{problem: ProblemTimeout}
		for name, test := range map[string]struct {
			pause       time.Duration // what is left of it
			slots, want int
			res         *response
			refusals    int
		}{
			"no pause ever":           {-1, 0, 0, admitted, 0},
			"after the pause":         {-1, 2, 3, admitted, 0},
			"at the end of the pause": {0, 2, 2, admitted, 0},
			"in the pause":            {1, 2, 2, admitted, 0},
			"lost":                    {-1, 2, 2, lost, 5},
			"nothing was sent":        {-1, 2, 2, nil, 5},
			"one slot too few":        {-1, parallelism - 2, parallelism - 1, admitted, 0},
			"as many as there can be": {-1, parallelism - 1, 0, admitted, 0},
		} {
			th := &throttle{until: time.Now().Add(test.pause), slots: test.slots, inFlight: 1, refusals: 5}
			th.leave("1", test.res)
			if th.slots != test.want || th.inFlight != 0 || th.refusals != test.refusals {
				t.Errorf("%s: %d slots, %d in flight, %d refusals", name, th.slots, th.inFlight, th.refusals)
			}
		}
	})
}

func TestThrottle_overLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for name, test := range map[string]struct {
			pause           time.Duration
			slots, inFlight int
			want            bool
		}{
			"no limit":        {0, 0, 9, false},
			"as many as may":  {0, 2, 2, false},
			"more than may":   {0, 2, 3, true},
			"a pause":         {1, 0, 1, true},
			"the only slot":   {0, 1, 1, false},
			"a slot too many": {0, 1, 2, true},
		} {
			th := &throttle{until: time.Now().Add(test.pause), slots: test.slots, inFlight: test.inFlight}
			if got := th.overLimit(); got != test.want {
				t.Errorf("%s: %t", name, got)
			}
		}
	})
}

// The caller that has waited longest gets the slot.
func TestThrottle_takeSlot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		th := &throttle{slots: 2, inFlight: 2}
		var order []int
		for i := range 3 {
			go func() {
				if err := th.takeSlot(t.Context(), "1"); err == nil {
					order = append(order, i)
				}
			}()
			synctest.Wait()
		}
		gone, cancel := context.WithCancel(t.Context())
		left := make(chan error, 1)
		go func() { left <- th.takeSlot(gone, "1") }()
		synctest.Wait()
		cancel()
		if err := <-left; !errors.Is(err, context.Canceled) || len(th.queue) != 3 {
			t.Errorf("%v, and %d in the queue", err, len(th.queue))
		}
		for i := range 3 {
			th.leave("1", nil)
			synctest.Wait()
			if len(order) != i+1 || order[i] != i || th.inFlight != 2 || len(th.queue) != 2-i {
				t.Fatalf("after %d left: order %v, %d in flight, %d in the queue", i+1, order, th.inFlight, len(th.queue))
			}
		}
		th.leave("1", nil)
		if th.inFlight != 1 {
			t.Errorf("%d in flight", th.inFlight)
		}
		if err := th.takeSlot(gone, "1"); !errors.Is(err, context.Canceled) || th.inFlight != 1 {
			t.Errorf("a context that has ended: %v, %d in flight", err, th.inFlight)
		}
	})
}

func TestBackoff_jittered(t *testing.T) {
	t.Parallel()
	for retries, want := range map[int]time.Duration{0: time.Second, 1: 2 * time.Second, 2: 4 * time.Second, 3: 5 * time.Second, 40: 5 * time.Second} {
		var limit time.Duration
		b := backoff{min: time.Second, max: 5 * time.Second, jitter: func(l time.Duration) time.Duration { limit = l; return 0 }}
		if b.jittered(retries) != 0 || limit != want {
			t.Errorf("%d retries: a limit of %s, want %s", retries, limit, want)
		}
	}
	least, most := time.Hour, time.Duration(0)
	for range 1000 {
		wait := backoff{min: 3, max: 3}.jittered(0)
		least, most = min(least, wait), max(most, wait)
	}
	if least != 1 || most != 3 {
		t.Errorf("waits of %d to %d for a limit of 3", least, most)
	}
}
