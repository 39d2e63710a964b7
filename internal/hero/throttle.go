package hero

import (
	"context"
	"errors"
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
	min, max time.Duration
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
	return jitter(limit)
}

// jitter is a random wait of at most limit.
func jitter(limit time.Duration) time.Duration {
	return time.Duration(rand.Int64N(int64(limit) + 1)) //nolint:gosec // jitter need not be unpredictable
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

var errPauseTooLong = errors.New("the pause ends after the deadline")

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

// wait returns when the pause is over, or at once with an error when it ends after the deadline. Those who waited start within
// spread of each other rather than all in the same instant.
func (p *pause) wait(ctx context.Context, spread time.Duration) error {
	for left := p.remaining(); left > 0; left = p.remaining() {
		if deadline, limited := ctx.Deadline(); limited && time.Until(deadline) < left {
			return errPauseTooLong
		}
		if err := sleep(ctx, left+jitter(spread)); err != nil {
			return err
		}
	}
	return ctx.Err()
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
