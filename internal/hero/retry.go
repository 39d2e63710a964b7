package hero

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	defaultRetryWaitMin = 500 * time.Millisecond
	defaultRetryWaitMax = 30 * time.Second
	// longestPause is the longest wait that Hero can ask for. Beyond it the user is better served by an error that says how
	// long to wait.
	longestPause = 5 * time.Minute
)

// backoff is exponential with full jitter, so that clients that failed together do not return together.
type backoff struct {
	least, most time.Duration
}

func newBackoff(least, most time.Duration) backoff {
	if least <= 0 {
		least = defaultRetryWaitMin
	}
	if most <= 0 {
		most = defaultRetryWaitMax
	}
	return backoff{least: least, most: max(least, most)}
}

// jittered is the wait after the given number of earlier retries.
func (b backoff) jittered(retries int) time.Duration {
	limit := b.least
	for range retries {
		if limit *= 2; limit >= b.most {
			limit = b.most
			break
		}
	}
	return time.Duration(rand.Int64N(int64(limit) + 1)) //nolint:gosec // jitter need not be unpredictable
}

// retryable is the backoff in the form that the retry loop asks for.
func (b backoff) retryable(_, _ time.Duration, retries int, response *http.Response) time.Duration {
	if response != nil {
		if response.StatusCode == http.StatusTooManyRequests {
			// The pause, which holds all requests, holds this one too.
			return 0
		}
		if wait, asked := retryAfter(response.Header); asked {
			return wait
		}
	}
	return b.jittered(retries)
}

// checkRetry decides by the call's progress, which knows more than the answer does.
func checkRetry(ctx context.Context, _ *http.Response, _ error) (bool, error) {
	state := progressOf(ctx)
	if state == nil || !state.unsettled() {
		return false, nil
	}
	if err := ctx.Err(); err != nil {
		return false, err
	}
	return state.worthWaiting(ctx), nil
}

// unsettled reports that another attempt is allowed and could end otherwise.
func (s *progress) unsettled() bool {
	o := s.last
	switch {
	case o.final:
		return false
	case o.status == http.StatusTooManyRequests:
		return true
	case o.problem != "":
		// What never left this machine can be sent again whatever it is.
		return !o.sent || s.call.replayable
	case o.serverFailure():
		return s.call.replayable
	default:
		return false
	}
}

// worthWaiting reports that the wait which Hero asked for is bearable and ends before the context does.
func (s *progress) worthWaiting(ctx context.Context) bool {
	wait := s.last.wait
	if s.last.status != http.StatusTooManyRequests {
		wait, _ = retryAfter(s.last.header)
	}
	if wait > longestPause {
		return false
	}
	deadline, limited := ctx.Deadline()
	return !limited || time.Until(deadline) > wait
}

// retryAfter reads the header in both of its forms. A wait of nothing counts as not asked for.
func retryAfter(header http.Header) (time.Duration, bool) {
	value := strings.TrimSpace(header.Get("Retry-After"))
	var wait time.Duration
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		const aYear = 365 * 24 * 60 * 60
		if !(seconds > 0) { // NaN too
			return 0, false
		}
		wait = time.Duration(min(seconds, aYear) * float64(time.Second))
	} else if at, err := http.ParseTime(value); err == nil {
		wait = time.Until(at)
	}
	return max(0, wait), wait > 0
}

// pause holds all requests of a client back until an instant.
type pause struct {
	mu    sync.Mutex
	until time.Time
}

func (p *pause) extend(until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until.After(p.until) {
		p.until = until
	}
}

func (p *pause) remaining() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Until(p.until)
}

// wait returns when the pause is over, or at once with a problem when it ends after the deadline. Those who waited start
// within spread of each other rather than all in the same instant.
func (p *pause) wait(ctx context.Context, spread time.Duration) outcome {
	for left := p.remaining(); left > 0; left = p.remaining() {
		if deadline, limited := ctx.Deadline(); limited && time.Until(deadline) < left {
			return notAdmitted(ctx, ProblemPause)
		}
		left += time.Duration(rand.Int64N(int64(spread) + 1)) //nolint:gosec // jitter need not be unpredictable
		if sleep(ctx, left) != nil {
			return notAdmitted(ctx, ProblemPause)
		}
	}
	if ctx.Err() != nil {
		return notAdmitted(ctx, ProblemCancelled)
	}
	return outcome{}
}

// sleep waits, or returns the context's error as soon as it ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
