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

// parallelism is the number of idle connections: Terraform users raise -parallelism, and Go keeps only two by default. Once
// there are as many slots, the limit ends.
const parallelism = 64

const (
	// minRetryWait is the upper limit of the wait before the first retry. It doubles with each retry, up to maxRetryWait.
	minRetryWait = 500 * time.Millisecond
	// maxRetryWait limits the waits that the client chooses, not those that Hero asks for.
	maxRetryWait = 30 * time.Second
	// LongestPause is the longest wait that Hero can ask for. Beyond that, an error that says how long to wait is more use.
	LongestPause = 5 * time.Minute
	// MaxThrottling is how long the pauses of a key may take in a run. There may be any number of refusals: the client itself
	// causes them, and they end once it has slowed down.
	MaxThrottling = 10 * time.Minute
	// refund is how much of that an admitted request gives back. So a limit of one request a minute never ends a run, and
	// the pauses of a run take at most ten minutes and one more for each of its requests.
	refund = time.Minute
	// minPauseShare: a pause lasts at least a tenth of the longest pause that the client would choose.
	minPauseShare = 10
	// slotTime is how long an attempt keeps its slot. A refusal comes quickly; a request that hangs has passed the limit, and
	// would hold up the others until it times out.
	slotTime = 2 * time.Second
)

// backoff is exponential with full jitter, so that clients that failed together do not retry together.
type backoff struct {
	min, max time.Duration
	jitter   func(limit time.Duration) time.Duration // nil: random
}

// limit is the longest wait before the next retry.
func (b backoff) limit(retries int) time.Duration {
	limit := b.min
	for range retries {
		if limit *= 2; limit >= b.max {
			return b.max
		}
	}
	return limit
}

// jittered is the wait before the next retry.
func (b backoff) jittered(retries int) time.Duration {
	limit := b.limit(retries)
	if b.jitter != nil {
		return b.jitter(limit)
	}
	return time.Duration(1 + rand.Int64N(int64(limit))) //nolint:gosec // jitter need not be unpredictable
}

// throttle slows down all requests with one key when Hero refuses one for too many requests. During the pause, none leaves. After
// it there is one slot, and each request that Hero admits adds another; an attempt that hangs gives up its slot. Practice groups
// take turns, so that one with many requests, or one that Hero always refuses, does not keep the others waiting.
//
// All pauses of a key in a run share one budget, MaxThrottling, because a quota that is used up would otherwise hold up every
// request anew. A practice group has a budget of the same size for the pauses that its own refusals begin. Once either is
// used up, the practice group sends one request after each pause and fails if Hero refuses it; during the pause it fails
// without sending anything.
type throttle struct {
	mu sync.Mutex
	// began and until bound the last pause.
	began, until time.Time
	// paused is how much of the budget is used up.
	paused time.Duration
	// slots limits the requests in flight. Zero: no limit.
	slots    int
	inFlight int
	queue    []waiter
	turns    int // slots taken so far
	// refusals counts the pauses since Hero last admitted a request.
	refusals int
	shares   map[string]*share // by practice group
}

// share is a practice group's part in the use of a key.
type share struct {
	lastTurn int
	paused   time.Duration
	// heldUntil is when it may next send a request once its budget is used up.
	heldUntil time.Time
}

type waiter struct {
	practice string
	turn     chan struct{}
}

var (
	errPauseTooLong = errors.New("the pause ends after the deadline")
	errBudgetUsedUp = errors.New("the budget for pauses is used up")
)

// enter waits for a slot, for the end of the pause and then for ready, such as a rate limit. Whoever has entered must leave.
func (t *throttle) enter(ctx context.Context, practice string, ready func(context.Context) error) error {
	for {
		if err := t.takeSlot(ctx, practice); err != nil {
			return err
		}
		err := t.checkBudget(practice)
		if err == nil {
			err = t.sleepPause(ctx)
		}
		if err == nil {
			err = ready(ctx)
		}
		if err == nil && !t.overLimit() {
			return nil
		}
		t.leave(practice, nil)
		if err != nil {
			return err
		}
		// A pause began in the meantime and took this slot away.
	}
}

func (t *throttle) takeSlot(ctx context.Context, practice string) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	t.mu.Lock()
	if t.hasSlot() && len(t.queue) == 0 {
		t.grantSlot(practice)
		t.mu.Unlock()
		return nil
	}
	own := waiter{practice, make(chan struct{})}
	t.queue = append(t.queue, own)
	t.mu.Unlock()
	select {
	case <-own.turn:
		return nil
	case <-ctx.Done():
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if i := slices.Index(t.queue, own); i >= 0 {
		t.queue = slices.Delete(t.queue, i, i+1)
	} else {
		t.releaseSlot() // the slot arrived at the same moment
	}
	return ctx.Err()
}

func (t *throttle) checkBudget(practice string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if s := t.share(practice); t.usedUp(s) && time.Now().Before(s.heldUntil) {
		return errBudgetUsedUp
	}
	return nil
}

func (t *throttle) usedUp(s *share) bool {
	return t.paused >= MaxThrottling || s.paused >= MaxThrottling
}

func (t *throttle) share(practice string) *share {
	s, ok := t.shares[practice]
	if !ok {
		if t.shares == nil {
			t.shares = map[string]*share{}
		}
		s = &share{}
		t.shares[practice] = s
	}
	return s
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

// overLimit reports whether a pause has begun since the slot was taken.
func (t *throttle) overLimit() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return time.Now().Before(t.until) || (t.slots > 0 && t.inFlight > t.slots)
}

// leave releases a slot. The outcome of the attempt, or nil without one, decides how many slots there are from now on.
func (t *throttle) leave(practice string, res *response) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count(practice, res)
	t.releaseSlot()
}

// finish is leave for an attempt whose slot was released before it ended.
func (t *throttle) finish(practice string, res *response) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count(practice, res)
	t.passOnSlots()
}

func (t *throttle) count(practice string, res *response) {
	if res == nil || !res.admitted() {
		return
	}
	t.refusals = 0
	s := t.share(practice)
	t.paused, s.paused = max(0, t.paused-refund), max(0, s.paused-refund)
	if t.slots > 0 && time.Now().After(t.until) {
		t.slots++
	}
	if t.slots >= parallelism {
		t.slots = 0
	}
}

func (t *throttle) releaseSlot() {
	t.inFlight--
	t.passOnSlots()
}

// passOnSlots gives each free slot to the practice group whose last turn was longest ago, and within it to the caller that has
// waited longest.
func (t *throttle) passOnSlots() {
	for len(t.queue) > 0 && t.hasSlot() {
		next := 0
		for i, candidate := range t.queue {
			if t.share(candidate.practice).lastTurn < t.share(t.queue[next].practice).lastTurn {
				next = i
			}
		}
		t.grantSlot(t.queue[next].practice)
		close(t.queue[next].turn)
		t.queue = slices.Delete(t.queue, next, next+1)
	}
}

func (t *throttle) grantSlot(practice string) {
	t.inFlight++
	t.turns++
	t.share(practice).lastTurn = t.turns
}

// refused begins a pause after a refusal and returns how long it lasts, and false if the budget does not allow it. sent is when
// the refused request was sent, and asked is the pause that Hero wants, or zero if it named none. Requests in flight together are
// refused together, so only the first of them begins a pause that the client chooses. A request sent at the very moment when a
// pause began was in flight too: a pause is never empty.
func (t *throttle) refused(practice string, sent time.Time, asked time.Duration, b backoff) (time.Duration, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	pause := asked
	if sent.After(t.began) {
		if pause == 0 {
			pause = b.jittered(t.refusals)
		}
		// A server that asks for a millisecond each time would get hundreds of thousands of requests within the budget.
		pause = max(pause, b.limit(t.refusals)/minPauseShare)
		t.slots, t.began = 1, now
		t.refusals++
	}
	until, s := now.Add(pause), t.share(practice)
	if !t.spend(s, until.Sub(latest(now, t.until))) {
		s.heldUntil = latest(until, s.heldUntil)
		return 0, false
	}
	t.until = latest(until, t.until)
	return t.until.Sub(now), true
}

// spend charges what a pause adds to an earlier one. It returns false if a budget has no room for that, or is already used up.
func (t *throttle) spend(s *share, added time.Duration) bool {
	if t.usedUp(s) {
		return false
	}
	added = max(0, added)
	room := t.paused+added <= MaxThrottling && s.paused+added <= MaxThrottling
	t.paused, s.paused = min(t.paused+added, MaxThrottling), min(s.paused+added, MaxThrottling)
	return room
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (t *throttle) pauseLeft() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return time.Until(t.until)
}
