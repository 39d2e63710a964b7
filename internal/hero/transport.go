package hero

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-retryablehttp"
	"golang.org/x/time/rate"
)

const (
	defaultTimeout = 30 * time.Second
	maxBody        = 10 << 20
	// parallelism is how many idle connections are kept: Terraform users raise -parallelism, and the default keeps two.
	parallelism = 64
)

// sender sends calls, with retries.
type sender struct {
	retry *retryablehttp.Client
}

func newSender(config Config, maxRetries int, wait backoff) sender {
	t := &transport{
		base:    newBase(),
		timeout: config.RequestTimeout,
		pause:   &pause{},
		backoff: wait,
		observe: config.Observe,
	}
	if t.timeout == 0 {
		t.timeout = defaultTimeout
	}
	if config.RequestsPerSecond > 0 {
		t.limiter = rate.NewLimiter(rate.Limit(config.RequestsPerSecond), 1)
	}
	return sender{retry: &retryablehttp.Client{
		HTTPClient: &http.Client{
			Transport: t,
			// The API key must not travel to wherever a redirect leads.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		RetryMax:     maxRetries,
		CheckRetry:   checkRetry,
		Backoff:      wait.retryable,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}}
}

func newBase() *http.Transport {
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

// send runs the retry loop. What came of it stands in state; the loop's own answer and error add nothing to that, and its
// errors may quote the URL.
func (s sender) send(request *retryablehttp.Request, state *progress) (*answer, error) {
	response, err := s.retry.Do(request)
	if response != nil {
		_ = response.Body.Close()
	}
	ctx := request.Context()
	switch {
	case err != nil && ctx.Err() != nil && state.unsettled():
		return nil, contextError(state.call, ctx.Err(), state.ambiguous)
	case err != nil && state.last.status == 0 && state.last.problem == "":
		state.record(outcome{problem: ProblemNoConnection})
	}
	return state.result()
}

// transport makes one attempt, and reads its answer whole, so that a cut body is an attempt's failure like any other.
type transport struct {
	base    http.RoundTripper
	timeout time.Duration
	limiter *rate.Limiter
	pause   *pause
	backoff backoff
	observe func(context.Context, Attempt)
}

// RoundTrip leaves the outcome in the context's progress. The answer it returns has no body.
func (t *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	ctx := request.Context()
	state := progressOf(ctx)
	if refused := t.admit(ctx); refused.problem != "" {
		closeBody(request)
		state.record(refused)
		return nil, errors.New(refused.problem)
	}
	state.number++
	started := time.Now()
	o := t.attempt(request)
	if o.status == http.StatusTooManyRequests {
		o.wait = t.askForPause(o, state.number)
	}
	state.record(o)
	t.report(ctx, state, time.Since(started))
	if o.status == 0 {
		return nil, errors.New(o.problem)
	}
	return &http.Response{
		StatusCode: o.status, Status: statusText(o.status), Header: o.header, Body: http.NoBody, Request: request,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}, nil
}

// admit waits until the pause is over and the rate limit lets the request through.
func (t *transport) admit(ctx context.Context) outcome {
	for {
		if o := t.pause.wait(ctx, t.backoff.least); o.problem != "" {
			return o
		}
		if t.limiter != nil {
			if err := t.limiter.Wait(ctx); err != nil {
				return notAdmitted(ctx, ProblemRateLimit)
			}
		}
		// A pause may have begun while the request waited for its turn.
		if t.pause.remaining() <= 0 {
			return outcome{}
		}
	}
}

func notAdmitted(ctx context.Context, problem string) outcome {
	if err := ctx.Err(); err != nil {
		return outcome{problem: contextProblem(err), cause: err, final: true}
	}
	return outcome{problem: problem, final: true}
}

func (t *transport) attempt(request *http.Request) outcome {
	caller := request.Context()
	ctx, cancel := context.WithTimeout(caller, t.timeout)
	defer cancel()
	var sent atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { sent.Store(true) }})
	response, err := t.base.RoundTrip(request.WithContext(ctx))
	if err != nil {
		return failed(caller, err, sent.Load())
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	return received(caller, response, body, err)
}

// askForPause begins the pause that a 429 asks for, and returns its length. One that is too long is left to its call to refuse.
func (t *transport) askForPause(o outcome, number int) time.Duration {
	wait, asked := retryAfter(o.header)
	if !asked {
		wait = t.backoff.jittered(number - 1)
	}
	if wait <= longestPause {
		t.pause.extend(time.Now().Add(wait))
	}
	return wait
}

func (t *transport) report(ctx context.Context, state *progress, duration time.Duration) {
	if t.observe == nil {
		return
	}
	t.observe(ctx, Attempt{
		Method: state.call.method, Route: state.call.route, Status: state.last.status, Duration: duration,
		Number: state.number, RequestID: state.last.requestID(), Problem: state.last.problem,
	})
}

func closeBody(request *http.Request) {
	if request.Body != nil {
		_ = request.Body.Close()
	}
}
