// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"
)

// response is the outcome of an attempt: a complete response or a failure.
type response struct {
	*message
	// status is 0 without a response.
	status int
	header http.Header
	body   []byte
	// isJSON: the body is JSON, whatever its content type.
	isJSON bool
	// errorBody: the status is a success, and the body says {"error": true}.
	errorBody bool
	// problem is empty for a complete response.
	problem string
	// host is the host to which nothing could be sent, and peer what was dialled for it, if known.
	host, peer string
	// cause is shown to users, so it is set only if its text is known to hold nothing private.
	cause error
	// sent: at least part of the request was written.
	sent bool
	// budgetUsedUp: Hero refused so many requests that the budget has no pause left for this one.
	budgetUsedUp bool
	// final forbids another attempt.
	final bool
}

// notSent ends a request before an attempt.
func (m *message) notSent(problem string, cause error) *response {
	return &response{message: m, problem: problem, cause: cause, final: true}
}

func (m *message) notAdmitted(ctx context.Context, problem string) *response {
	if err := ctx.Err(); err != nil {
		return m.notSent(contextProblem(err), err)
	}
	return m.notSent(problem, nil)
}

// failed classifies an attempt without a response. caller is the context of the request, without the time-out of the attempt.
func (m *message) failed(caller context.Context, err error, sent bool) *response {
	r := &response{message: m, sent: sent}
	if !sent {
		r.host, r.peer = m.targetHost(), peerOf(err)
	}
	var (
		proxy       *proxyError
		dns         *net.DNSError
		certificate *tls.CertificateVerificationError
		timeout     net.Error
	)
	switch {
	case caller.Err() != nil:
		r.problem, r.cause, r.final = contextProblem(caller.Err()), caller.Err(), true
	case errors.As(err, &proxy):
		r.refusedByProxy(proxy)
	case errors.As(err, &certificate):
		r.problem, r.cause, r.final = ProblemCertificate, certificate.Err, true
	case errors.As(err, &dns) && !sent:
		r.problem = ProblemHostNotFound
	case errors.Is(err, syscall.ECONNREFUSED) && !sent:
		r.problem, r.cause = ProblemRefused, syscall.ECONNREFUSED
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		r.problem = ProblemTimeout
	case !sent:
		r.problem = ProblemNoConnection
	default:
		r.problem = ProblemConnectionLost
	}
	return r
}

// peerOf is the name that was not found, or the address that was dialled.
func peerOf(err error) string {
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return printable(dns.Name, 100)
	}
	if proxy, ok := errors.AsType[*proxyError](err); ok {
		return proxy.host
	}
	for {
		op, ok := errors.AsType[*net.OpError](err)
		switch {
		case !ok:
			return ""
		case op.Op == "dial" && op.Addr != nil:
			return op.Addr.String()
		}
		err = op.Err // a proxy's error wraps the one with the address
	}
}

func contextProblem(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return ProblemDeadline
	}
	return ProblemCancelled
}

// proxyError is a proxy's refusal to connect this machine to Hero.
type proxyError struct {
	host   string
	status int
}

func (e *proxyError) Error() string { return "the proxy answered " + statusText(e.status) }

// refusedByProxy classifies an attempt that a proxy turned away before it reached Hero. Another attempt would not get past a
// proxy that requires a password either.
func (r *response) refusedByProxy(err *proxyError) {
	r.problem, r.cause, r.sent = ProblemNoConnection, err, false
	if err.status == http.StatusProxyAuthRequired {
		r.problem, r.cause, r.final = ProblemProxyAuth, nil, true
	}
}

// received classifies an attempt whose response has at least a header. readErr says how reading the body ended.
func (m *message) received(caller context.Context, h *http.Response, body []byte, readErr error) *response {
	r := &response{message: m, sent: true}
	if readErr != nil && h.StatusCode != http.StatusTooManyRequests { // a 429 needs no body
		r = m.failed(caller, readErr, true)
		if r.problem == ProblemConnectionLost {
			r.problem, r.cause = ProblemCutBody, io.ErrUnexpectedEOF
		}
	}
	r.status, r.header = h.StatusCode, h.Header
	switch {
	case r.status == http.StatusProxyAuthRequired && caller.Err() == nil:
		// Hero knows callers by their key alone, so the header is a proxy's, even if the proxy has decrypted the request.
		r.refusedByProxy(&proxyError{status: r.status})
	case readErr != nil:
	case len(body) > maxBody:
		r.problem, r.final = ProblemTooLarge, true
	default:
		r.body = bytes.TrimPrefix(body, byteOrderMark)
		meantAsJSON := r.hasJSONContentType() || isObjectOrArray(r.body)
		if meantAsJSON && depth(r.body) > maxDepth {
			if r.isSuccess() {
				r.problem, r.final = ProblemTooDeep, true
			}
			return r
		}
		r.isJSON = meantAsJSON && utf8.Valid(r.body) && json.Valid(r.body)
		if r.isJSON && r.isSuccess() {
			r.applyErrorBody()
			r.body = withoutKey(r.body, m.header.Get("X-Api-Key"))
		}
		if !r.isJSON && r.isSuccess() && len(r.body) > 0 && meantAsJSON && isTruncated(r.body) {
			r.problem = ProblemCutBody
		}
	}
	return r
}

// applyErrorBody turns a success whose body says {"error": true} into the error that it is, with the body's statusCode, or else its
// own status.
func (r *response) applyErrorBody() {
	// Nearly every response can skip the decoder.
	if !bytes.Contains(r.body, []byte(`"error"`)) || !isObject(r.body) {
		return
	}
	var body struct {
		Error      Bool `json:"error"`
		StatusCode Int  `json:"statusCode"`
	}
	if json.Unmarshal(r.body, &body) != nil || !body.Error.OrZero() {
		return
	}
	r.errorBody = true
	if status := body.StatusCode.OrZero(); status >= 400 && status < 600 {
		r.status = int(status)
	}
}

func (r *response) isSuccess() bool { return r.status >= 200 && r.status < 300 && !r.errorBody }

// admitted reports whether Hero let the request through in spite of its load.
func (r *response) admitted() bool {
	return r.problem == "" && r.status < 500 && r.status != http.StatusTooManyRequests
}

// serverFailure reports whether the status leaves open that Hero carried the request out. After 501 it did not.
func (r *response) serverFailure() bool {
	return (r.status >= 500 && r.status != http.StatusNotImplemented) || r.status == http.StatusRequestTimeout || (r.errorBody && r.status < 300)
}

// fromApplication reports whether a response is from Hero itself, and not a gateway's page or status.
func (r *response) fromApplication() bool {
	return r.problem == "" && r.isJSON && r.status < 500
}

// mayRetry reports whether another attempt is safe and may end differently.
func (r *response) mayRetry() bool {
	switch {
	case r.final, r.creates && r.isSuccess():
		return false
	case r.status == http.StatusTooManyRequests:
		return true
	case r.problem != "":
		// What never left this machine is always safe to send.
		return !r.sent || r.repeatable
	default:
		return r.serverFailure() && r.repeatable
	}
}

// mayHaveActed reports whether Hero may have carried out a write in spite of this failure.
func (r *response) mayHaveActed() bool {
	switch {
	case r.method == http.MethodGet, r.status == http.StatusTooManyRequests:
		return false
	case r.problem != "":
		return r.sent
	default:
		return r.serverFailure() || (r.isSuccess() && !r.isJSON)
	}
}

func (r *response) contentType() string {
	mediaType, _, err := mime.ParseMediaType(r.header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return mediaType
}

func (r *response) hasJSONContentType() bool {
	mediaType := r.contentType()
	return mediaType == "application/json" || strings.HasSuffix(mediaType, "+json")
}

// requestID reads the headers in which services commonly return it. Hero documents none.
func (r *response) requestID() string {
	for _, name := range []string{"X-Request-Id", "Request-Id", "X-Amzn-Requestid", "X-Amz-Request-Id", "X-Correlation-Id", "Cf-Ray"} {
		switch id := r.header.Get(name); {
		case id == "":
		case requestIDForm.MatchString(id) && !repeats(id, r.values(), partOfText):
			return id
		default:
			return NotShown
		}
	}
	return ""
}

// retryAfter reads the Retry-After header in both of its forms. It returns false if there is no wait, and for any other form. A
// date counts from the Date of the same response, since Hero's clock and this machine's can differ.
func retryAfter(header http.Header) (time.Duration, bool) {
	const aYear = 365 * 24 * time.Hour
	value := strings.TrimSpace(header.Get("Retry-After"))
	var wait time.Duration
	if seconds, err := strconv.ParseFloat(value, 64); err == nil || errors.Is(err, strconv.ErrRange) { // out of range is infinite
		if !(seconds > 0) { // NaN too
			return 0, false
		}
		wait = time.Duration(min(seconds, aYear.Seconds()) * float64(time.Second))
	} else if until, err := http.ParseTime(value); err == nil {
		if sent, err := http.ParseTime(header.Get("Date")); err == nil {
			wait = until.Sub(sent)
		} else {
			wait = time.Until(until)
		}
	}
	wait = min(max(0, wait), aYear)
	return wait, wait > 0
}
