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

// parallelism is the number of idle connections: Terraform users raise -parallelism, and Go's default keeps two. With so many
// slots there is no limit any more.
const parallelism = 64

const (
	// minRetryWait is the longest wait before the first retry. It doubles with each retry, up to maxRetryWait.
	minRetryWait = 500 * time.Millisecond
	// maxRetryWait limits the waits that the client chooses, not those that Hero asks for.
	maxRetryWait = 30 * time.Second
	// LongestPause is the longest wait that Hero can ask for. Beyond it, an error that says how long to wait serves the user
	// better.
	LongestPause = 5 * time.Minute
	// MaxThrottling limits throttling by time, not by number: the refusals are the client's own doing and end once it
	// has slowed down.
	MaxThrottling = 10 * time.Minute
)

// backoff is exponential with full jitter, so that clients that failed together do not retry together.
type backoff struct {
	min, max time.Duration
	jitter   func(limit time.Duration) time.Duration // nil: random
}

// jittered is the wait before the next retry.
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

// throttle slows down all requests with one key when Hero refuses one for too many requests. None leaves during the pause. After
// it there is one slot, and each request that Hero admits adds one.
type throttle struct {
	mu sync.Mutex
	// began and until bound the last pause.
	began, until time.Time
	// slots limits the requests in flight. Zero: no limit.
	slots    int
	inFlight int
	queue    []chan struct{}
	// refusals counts the pauses since Hero last admitted a request.
	refusals int
}

var errPauseTooLong = errors.New("the pause ends after the deadline")

// enter waits for a slot, for the end of the pause and then for ready, such as a rate limit. A caller that has entered must leave.
func (t *throttle) enter(ctx context.Context, ready func(context.Context) error) error {
	for {
		if err := t.takeSlot(ctx); err != nil {
			return err
		}
		err := t.sleepPause(ctx)
		if err == nil {
			err = ready(ctx)
		}
		if err == nil && !t.overLimit() {
			return nil
		}
		t.leave(nil)
		if err != nil {
			return err
		}
		// A pause began in the meantime and took this slot away.
	}
}

func (t *throttle) takeSlot(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	t.mu.Lock()
	if t.hasSlot() && len(t.queue) == 0 {
		t.inFlight++
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
		t.releaseSlot() // the slot came at the same time
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

func (t *throttle) hasSlot() bool { return t.slots == 0 || t.inFlight < t.slots }

// overLimit reports that a pause has begun since the slot was taken.
func (t *throttle) overLimit() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return time.Now().Before(t.until) || (t.slots > 0 && t.inFlight > t.slots)
}

// leave releases a slot. The outcome of the attempt, nil for none, decides how many slots there are from now on.
func (t *throttle) leave(res *response) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if res != nil && res.admitted() {
		t.refusals = 0
		if t.slots > 0 && time.Now().After(t.until) {
			t.slots++
		}
		if t.slots >= parallelism {
			t.slots = 0
		}
	}
	t.releaseSlot()
}

// releaseSlot passes the slot to the caller that has waited longest.
func (t *throttle) releaseSlot() {
	t.inFlight--
	for len(t.queue) > 0 && t.hasSlot() {
		t.inFlight++
		close(t.queue[0])
		t.queue = t.queue[1:]
	}
}

// refused begins a pause after a refusal and returns how long it lasts. sent is when the refused request was sent, and asked is
// the pause that Hero wants, zero if it named none. Requests in flight together are refused together, so only the first of
// them begins a pause of the client's choice.
func (t *throttle) refused(sent time.Time, asked time.Duration, b backoff) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	pause := asked
	if !sent.Before(t.began) {
		if pause == 0 {
			pause = b.jittered(t.refusals)
		}
		t.slots, t.began = 1, now
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
