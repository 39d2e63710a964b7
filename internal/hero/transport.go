// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

const defaultTimeout = 30 * time.Second

// transport sends requests with one API key.
type transport struct {
	apiKey string
	base   http.RoundTripper
	// fresh uses each connection only once.
	fresh      http.RoundTripper
	timeout    time.Duration
	maxRetries int
	backoff    backoff
	throttle   *throttle
	limiter    *rate.Limiter // nil: no limit
	observe    func(context.Context, Attempt)
}

// HTTP2Logged reports whether GODEBUG makes Go log everything that HTTP/2 carries, headers and bodies included.
func HTTP2Logged() bool { return strings.Contains(os.Getenv("GODEBUG"), "http2debug=") }

func newConnections() *http.Transport {
	connections := &http.Transport{
		Proxy:                 proxyOf,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          parallelism,
		MaxIdleConnsPerHost:   parallelism,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
		// Go's own error for this is the text of the status, which reads as if it were Hero's.
		OnProxyConnectResponse: func(_ context.Context, proxy *url.URL, _ *http.Request, res *http.Response) error {
			if res.StatusCode != http.StatusOK {
				return &proxyError{host: proxy.Host, status: res.StatusCode}
			}
			return nil
		},
	}
	if HTTP2Logged() {
		connections.ForceAttemptHTTP2 = false
		connections.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{} // which no server can agree to
	}
	return connections
}

// proxyOf is the proxy of a request. A request over plain http has none: its host is this machine, and the key must not leave it.
func proxyOf(r *http.Request) (*url.URL, error) {
	if r.URL.Scheme == "http" {
		return nil, nil //nolint:nilnil // as http.Transport requires
	}
	return http.ProxyFromEnvironment(r)
}

// freshConnections are like base's, but each is used for one request. Hero, or a gateway, can close an idle connection just as a
// request leaves on it. Then nobody can tell whether Hero has the request, and one that must not be sent twice would be lost.
func freshConnections(base http.RoundTripper) http.RoundTripper {
	reused, ok := base.(*http.Transport)
	if !ok {
		return base
	}
	fresh := reused.Clone()
	fresh.DisableKeepAlives = true
	return fresh
}

func newTransport(config Config, fresh http.RoundTripper, apiKey string) *transport {
	t := &transport{
		apiKey:     apiKey,
		base:       config.Transport,
		fresh:      fresh,
		timeout:    config.RequestTimeout,
		maxRetries: max(0, config.MaxRetries),
		backoff:    backoff{min: minRetryWait, max: maxRetryWait, jitter: config.Jitter},
		throttle:   &throttle{},
		observe:    config.Observe,
	}
	if config.RequestsPerSecond > 0 {
		t.limiter = rate.NewLimiter(rate.Limit(config.RequestsPerSecond), 1)
	}
	return t
}

// do sends a request, again while that is safe and promising. It returns a success, or one of the errors of this package.
func (t *transport) do(ctx context.Context, m *message) (*response, error) {
	ambiguous := false
	failures := 0 // not counting refusals for too many requests
	var res *response
	for number := 1; ; {
		if refused := t.admit(ctx, m); refused != nil {
			return refused.result(ambiguous)
		}
		if m.looksOldIn(0) {
			t.throttle.leave(m.practice, nil) // the look takes its own turns
			switch err := m.renew(ctx); {
			case err == nil:
				continue
			case ambiguous && !errors.Is(err, errNothingToSend):
				return res.result(true) // this request may have caused what the look found
			default:
				return nil, err
			}
		}
		started := time.Now()
		slotEnd := time.AfterFunc(slotTime, func() { t.throttle.leave(m.practice, nil) })
		res = t.attempt(ctx, m)
		wait, again := t.waitAfter(ctx, res, started, &failures)
		// Not earlier: the next request must see a pause that this refusal began.
		if slotEnd.Stop() {
			t.throttle.leave(m.practice, res)
		} else {
			t.throttle.finish(m.practice, res)
		}
		t.report(ctx, res, number, time.Since(started))
		number++
		ambiguous = ambiguous || res.mayHaveActed()
		if !again {
			return res.result(ambiguous)
		}
		if sleep(ctx, wait) != nil {
			return m.notSent(contextProblem(ctx.Err()), ctx.Err()).result(ambiguous)
		}
	}
}

// admit waits for a slot, then for the rate limit: in the other order, requests that have passed the limit would all leave
// together after a pause. It returns nil, or how the request ended.
func (t *transport) admit(ctx context.Context, m *message) *response {
	problem := ProblemPause
	err := t.throttle.enter(ctx, m.practice, func(ctx context.Context) error {
		err := t.waitForRate(ctx, m)
		if err != nil {
			problem = ProblemRateLimit
		}
		return err
	})
	if errors.Is(err, errBudgetUsedUp) {
		problem = ProblemThrottled
	}
	if err != nil {
		return m.notAdmitted(ctx, problem)
	}
	return nil
}

// renew looks again, and takes what the look says as the body.
func (m *message) renew(ctx context.Context) error {
	if m.looks++; m.looks > maxLooks {
		_, err := m.notSent(ProblemLookTooOld, nil).result(false)
		return err
	}
	body, err := m.lookAgain(ctx)
	if err != nil {
		return err
	}
	m.looked = time.Now()
	if err := m.encode(body); err != nil {
		return err
	}
	if string(m.content) == "{}" {
		return errNothingToSend
	}
	// The look counts against a limit too, so a write right behind it would be refused every time.
	if err := sleep(ctx, time.Duration(m.looks-1)*lookRest); err != nil {
		_, err = m.notSent(contextProblem(err), err).result(false)
		return err
	}
	return nil
}

// waitForRate waits for the rate limit. A request whose look would get too old leaves at once, and the next ones wait longer for
// it.
func (t *transport) waitForRate(ctx context.Context, m *message) error {
	if t.limiter == nil || m.looksOldIn(0) {
		return nil
	}
	if m.lookAgain != nil {
		turn := t.limiter.Reserve()
		if m.looksOldIn(turn.Delay()) {
			return nil
		}
		turn.Cancel()
	}
	return t.limiter.Wait(ctx)
}

// waitAfter decides whether there is another attempt, and after how long. It allows no wait that is too long or that ends after
// the caller's deadline.
func (t *transport) waitAfter(ctx context.Context, res *response, started time.Time, failures *int) (time.Duration, bool) {
	wait, asked := retryAfter(res.header)
	tooLong := asked && wait > LongestPause
	allowed := res.mayRetry() && *failures < t.maxRetries
	throttled := res.status == http.StatusTooManyRequests
	switch {
	case throttled && !tooLong:
		var inBudget bool
		wait, inBudget = t.throttle.refused(res.practice, started, wait, t.backoff)
		res.budgetUsedUp = !inBudget
		allowed = t.maxRetries > 0 && inBudget
	case !asked:
		wait = t.backoff.jittered(*failures)
	}
	if !allowed || tooLong || ctx.Err() != nil {
		return 0, false
	}
	if deadline, limited := ctx.Deadline(); limited && time.Until(deadline) <= wait {
		return 0, false
	}
	if throttled {
		return 0, true // the pause holds this request too
	}
	*failures++
	return wait, true
}

// attempt sends the request once and reads the whole response, so that a truncated body is a failure like any other. It follows
// no redirects: the API key must not go there.
func (t *transport) attempt(ctx context.Context, m *message) *response {
	attemptCtx, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	var sent atomic.Bool
	traced := httptrace.WithClientTrace(attemptCtx, &httptrace.ClientTrace{WroteHeaders: func() { sent.Store(true) }})
	httpRequest, err := m.httpRequest(traced)
	if err != nil {
		return m.notSent(ProblemNoConnection, nil)
	}
	connections := t.base
	if !m.repeatable {
		connections = t.fresh
		httpRequest.Close = true
	}
	httpResponse, err := connections.RoundTrip(httpRequest)
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
		Practice: res.practice, Method: res.method, Route: res.route, Status: res.status, Duration: duration,
		Number: number, RequestID: res.requestID(), Problem: res.problem, OtherPractice: res.namesOtherPractice(),
	})
}
