// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// parallelism is how many idle connections are kept: Terraform users raise -parallelism, and the default keeps two.
const parallelism = 64

const (
	defaultRetryWaitMin = 500 * time.Millisecond
	defaultRetryWaitMax = 30 * time.Second
	// LongestPause is the longest wait that Hero can ask for. Beyond it the user is better served by an error that says how
	// long to wait.
	LongestPause = 5 * time.Minute
	// DefaultMaxThrottling bounds refusals for too many requests by time: they are the client's own doing and end once it has
	// slowed down, so their number says nothing.
	DefaultMaxThrottling = 10 * time.Minute
)

// backoff is exponential with full jitter, so that clients that failed together do not return together.
type backoff struct {
	min, max time.Duration
	jitter   func(limit time.Duration) time.Duration // nil: by chance
}

func newBackoff(shortest, longest time.Duration) backoff {
	if shortest <= 0 {
		shortest = defaultRetryWaitMin
	}
	if longest <= 0 {
		longest = defaultRetryWaitMax
	}
	return backoff{min: shortest, max: max(shortest, longest)}
}

// jittered is the wait after the given number of earlier retries.
func (b backoff) jittered(retries int) time.Duration {
	limit := b.min
	for range retries {
		if limit *= 2; limit >= b.max {
			limit = b.max
			break
		}
	}
	if b.jitter != nil {
		return b.jitter(limit)
	}
	return time.Duration(rand.Int64N(int64(limit) + 1)) //nolint:gosec // jitter need not be unpredictable
}

// throttle slows all requests with one key down together when Hero says that they are too many: none leaves before the pause is
// over, then they leave one by one, and with each one that Hero admits one more may be under way.
type throttle struct {
	mu sync.Mutex
	// began and until are the last pause.
	began, until time.Time
	// places is how many requests may be under way at once. Zero: any number.
	places   int
	underWay int
	queue    []chan struct{}
	// refusals counts the pauses without an admitted request in between.
	refusals int
}

var errPauseTooLong = errors.New("the pause ends after the deadline")

// enter waits for a place, for the end of the pause, and for what else the caller has to wait for once it is its turn, such as
// a rate limit. Who has entered leaves.
func (t *throttle) enter(ctx context.Context, ready func(context.Context) error) error {
	for {
		if err := t.takePlace(ctx); err != nil {
			return err
		}
		err := t.sleepPause(ctx)
		if err == nil {
			err = ready(ctx)
		}
		if err == nil && !t.crowded() {
			return nil
		}
		t.leave(nil)
		if err != nil {
			return err
		}
		// A pause began in the meantime, so that this place is no longer one of those that there are.
	}
}

func (t *throttle) takePlace(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	t.mu.Lock()
	if t.hasPlace() && len(t.queue) == 0 {
		t.underWay++
		t.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	t.queue = append(t.queue, turn)
	t.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if i := slices.Index(t.queue, turn); i >= 0 {
		t.queue = slices.Delete(t.queue, i, i+1)
	} else {
		t.free() // the place came at the same time
	}
	return ctx.Err()
}

func (t *throttle) sleepPause(ctx context.Context) error {
	for left := t.pauseLeft(); left > 0; left = t.pauseLeft() {
		if deadline, limited := ctx.Deadline(); limited && time.Until(deadline) < left {
			return errPauseTooLong
		}
		if err := sleep(ctx, left); err != nil {
			return err
		}
	}
	return nil
}

func (t *throttle) hasPlace() bool { return t.places == 0 || t.underWay < t.places }

// crowded reports that a pause has begun since a place was taken.
func (t *throttle) crowded() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return time.Now().Before(t.until) || (t.places > 0 && t.underWay > t.places)
}

// leave frees a place. What the attempt came to, nil for none, decides how many there are from now on.
func (t *throttle) leave(res *response) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if res != nil && res.admitted() {
		t.refusals = 0
		if t.places > 0 && time.Now().After(t.until) {
			t.places++
		}
		if t.places >= parallelism {
			t.places = 0
		}
	}
	t.free()
}

// free gives a place to whoever waited longest.
func (t *throttle) free() {
	t.underWay--
	for len(t.queue) > 0 && t.hasPlace() {
		t.underWay++
		close(t.queue[0])
		t.queue = t.queue[1:]
	}
}

// refused begins a pause because of a request that was sent at a given time, and returns what is left of it. asked is how long
// Hero wants it to be, zero when it did not say. Requests that were under way together are refused together: the first of them
// begins the pause, and the others, which tell nothing new, do not make it longer.
func (t *throttle) refused(sent time.Time, asked time.Duration, b backoff) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	pause := asked
	if !sent.Before(t.began) {
		if pause == 0 {
			pause = b.jittered(t.refusals)
		}
		t.places, t.began = 1, now
		t.refusals++
	}
	if until := now.Add(pause); until.After(t.until) {
		t.until = until
	}
	return max(0, t.until.Sub(now))
}

func (t *throttle) pauseLeft() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return time.Until(t.until)
}
