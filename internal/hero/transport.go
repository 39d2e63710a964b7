// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

const defaultTimeout = 30 * time.Second

// transport sends requests with one key, one attempt after another.
type transport struct {
	apiKey     string
	base       http.RoundTripper
	timeout    time.Duration
	maxRetries int
	// maxThrottling is how long a request bears refusals for too many requests.
	maxThrottling time.Duration
	backoff       backoff
	throttle      *throttle
	limiter       *rate.Limiter // nil: no limit
	observe       func(context.Context, Attempt)
}

func newConnections() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          parallelism,
		MaxIdleConnsPerHost:   parallelism,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
}

func newTransport(config Config, apiKey string) *transport {
	t := &transport{
		apiKey:        apiKey,
		base:          config.Transport,
		timeout:       config.RequestTimeout,
		maxRetries:    max(0, config.MaxRetries),
		maxThrottling: config.MaxThrottling,
		backoff:       newBackoff(config.RetryWaitMin, config.RetryWaitMax),
		throttle:      &throttle{},
		observe:       config.Observe,
	}
	t.backoff.jitter = config.Jitter
	if config.RequestsPerSecond > 0 {
		t.limiter = rate.NewLimiter(rate.Limit(config.RequestsPerSecond), 1)
	}
	return t
}

// do sends a request until it has an end, and returns Hero's successful response or one of the errors of this package.
func (t *transport) do(ctx context.Context, m *message) (*response, error) {
	ambiguous := false
	var history attempts
	for number := 1; ; number++ {
		if refused := t.admit(ctx, m); refused != nil {
			return refused.result(ambiguous)
		}
		started := time.Now()
		res := t.attempt(ctx, m)
		wait, again := t.waitAfter(ctx, res, started, &history)
		// Only now, or whoever takes the place would not see the pause that a refusal has begun.
		t.throttle.leave(res)
		t.report(ctx, res, number, time.Since(started))
		ambiguous = ambiguous || res.mayHaveActed()
		if !again {
			return res.result(ambiguous)
		}
		if sleep(ctx, wait) != nil {
			return m.notSent(contextProblem(ctx.Err()), ctx.Err()).result(ambiguous)
		}
	}
}

// attempts are what earlier attempts at a request came to.
type attempts struct {
	failures int
	// throttled is when Hero first said that requests are too many. Waiting for a turn before that does not count: it is how
	// long others have taken.
	throttled time.Time
}

// admit waits for a place and until the rate limit lets the request through. The limit comes last, or those that had waited for
// it would leave together after a pause. It returns nil, or the reason why it never will.
func (t *transport) admit(ctx context.Context, m *message) *response {
	problem := ProblemPause
	err := t.throttle.enter(ctx, func(ctx context.Context) error {
		if t.limiter == nil {
			return nil
		}
		err := t.limiter.Wait(ctx)
		if err != nil {
			problem = ProblemRateLimit
		}
		return err
	})
	if err != nil {
		return m.notAdmitted(ctx, problem)
	}
	return nil
}

// waitAfter decides whether another attempt is made, and after which wait. A wait that is too long, or that ends after the
// caller's deadline, is left to the caller.
func (t *transport) waitAfter(ctx context.Context, res *response, started time.Time, history *attempts) (time.Duration, bool) {
	wait, asked := retryAfter(res.header)
	tooLong := asked && wait > LongestPause
	allowed := res.mayBeRepeated() && history.failures < t.maxRetries
	throttled := res.status == http.StatusTooManyRequests
	switch {
	case throttled && !tooLong:
		wait = t.throttle.refused(started, wait, t.backoff)
		if history.throttled.IsZero() {
			history.throttled = started
		}
		allowed = t.maxRetries > 0 && time.Since(history.throttled)+wait <= t.maxThrottling
	case !asked:
		wait = t.backoff.jittered(history.failures)
	}
	if !allowed || tooLong || ctx.Err() != nil {
		return 0, false
	}
	if deadline, limited := ctx.Deadline(); limited && time.Until(deadline) <= wait {
		return 0, false
	}
	if throttled {
		return 0, true // the pause, which holds all requests, holds this one too
	}
	history.failures++
	return wait, true
}

// attempt sends the request once and reads the response whole, so that a cut body is an attempt's failure like any other.
// Redirects are not followed: the API key must not travel to wherever they lead.
func (t *transport) attempt(ctx context.Context, m *message) *response {
	attemptCtx, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	var sent atomic.Bool
	traced := httptrace.WithClientTrace(attemptCtx, &httptrace.ClientTrace{WroteHeaders: func() { sent.Store(true) }})
	httpRequest, err := m.httpRequest(traced)
	if err != nil {
		return m.notSent(ProblemNoConnection, nil)
	}
	httpResponse, err := t.base.RoundTrip(httpRequest)
	if err != nil {
		return m.failed(ctx, err, sent.Load())
	}
	defer func() { _ = httpResponse.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(httpResponse.Body, maxBody+1))
	return m.received(ctx, httpResponse, body, err)
}

func (t *transport) report(ctx context.Context, res *response, number int, duration time.Duration) {
	if t.observe == nil {
		return
	}
	t.observe(ctx, Attempt{
		Method: res.method, Route: res.route, Status: res.status, Duration: duration,
		Number: number, RequestID: res.requestID(), Problem: res.problem,
	})
}
