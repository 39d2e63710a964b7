package hero

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"
)

// What an Attempt or a TransportError, and in part an AnswerError, can name as its problem.
const (
	ProblemTimeout        = "timeout"
	ProblemCancelled      = "cancelled"
	ProblemDeadline       = "deadline exceeded"
	ProblemRefused        = "connection refused"
	ProblemHostNotFound   = "host not found"
	ProblemCertificate    = "certificate not trusted"
	ProblemNoConnection   = "no connection"
	ProblemConnectionLost = "connection lost"
	ProblemCutBody        = "cut body"
	ProblemTooLarge       = "larger than 10 MiB"
	ProblemNotJSON        = "not JSON"
	ProblemRedirect       = "a redirect, which is not followed"
	ProblemPause          = "Hero asked for a pause that ends after the deadline"
	ProblemRateLimit      = "the client-side rate limit leaves no room before the deadline"
)

// outcome is what one attempt came to.
type outcome struct {
	// status is 0 when no answer came.
	status int
	header http.Header
	body   []byte
	// problem is empty when a whole answer came.
	problem string
	// cause is shown to people, so it is only ever an error whose text is known to hold nothing private.
	cause error
	// sent is true once anything of the request has been written.
	sent bool
	// final forbids another attempt.
	final bool
	// wait is how long to wait before the next attempt after a 429.
	wait time.Duration
}

// failed classifies an attempt without an answer. caller is the context of the whole call, without the attempt's time-out.
func failed(caller context.Context, err error, sent bool) outcome {
	o := outcome{sent: sent}
	var (
		dns         *net.DNSError
		certificate *tls.CertificateVerificationError
		timeout     net.Error
	)
	switch {
	case caller.Err() != nil:
		o.problem, o.cause, o.final = contextProblem(caller.Err()), caller.Err(), true
	case errors.As(err, &certificate):
		o.problem, o.cause, o.final = ProblemCertificate, certificate.Err, true
	case errors.As(err, &dns) && !sent:
		o.problem = ProblemHostNotFound
	case errors.Is(err, syscall.ECONNREFUSED) && !sent:
		o.problem, o.cause = ProblemRefused, syscall.ECONNREFUSED
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		o.problem = ProblemTimeout
	case !sent:
		o.problem = ProblemNoConnection
	default:
		o.problem = ProblemConnectionLost
	}
	return o
}

func contextProblem(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return ProblemDeadline
	}
	return ProblemCancelled
}

func contextError(c call, err error, ambiguous bool) error {
	return &TransportError{Method: c.method, Route: c.route, Problem: contextProblem(err), Err: err, Ambiguous: ambiguous && c.method != http.MethodGet}
}

// received classifies an attempt whose answer's head came. readErr is what reading its body ended with.
func received(caller context.Context, response *http.Response, body []byte, readErr error) outcome {
	o := outcome{status: response.StatusCode, header: response.Header, body: body, sent: true}
	switch {
	case readErr == nil && len(body) > maxBody:
		o.problem, o.body, o.final = ProblemTooLarge, nil, true
	case readErr == nil:
		if o.successful() && len(body) > 0 && o.labelledJSON() && cutShort(body) {
			o.problem = ProblemCutBody
		}
	case o.status == http.StatusTooManyRequests:
		// The status says it all.
		o.body = nil
	default:
		o = failed(caller, readErr, true)
		o.status, o.header, o.body = response.StatusCode, response.Header, body
		if o.problem == ProblemConnectionLost {
			o.problem, o.cause = ProblemCutBody, io.ErrUnexpectedEOF
		}
	}
	return o
}

func (o outcome) successful() bool { return o.status >= 200 && o.status < 300 }

// serverFailure is a status that says nothing on whether the request was carried out. 501 does: it was not.
func (o outcome) serverFailure() bool {
	return o.status >= 500 && o.status != http.StatusNotImplemented
}

// mayHaveActed reports whether Hero may have carried out a request that failed this way.
func (o outcome) mayHaveActed() bool {
	if o.status == http.StatusTooManyRequests {
		return false
	}
	if o.problem != "" {
		return o.sent
	}
	return o.serverFailure() || (o.successful() && !o.validJSON())
}

func (o outcome) contentType() string {
	mediaType, _, err := mime.ParseMediaType(o.header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return mediaType
}

func (o outcome) labelledJSON() bool {
	mediaType := o.contentType()
	return mediaType == "application/json" || strings.HasSuffix(mediaType, "+json")
}

func (o outcome) validJSON() bool { return o.labelledJSON() && json.Valid(o.body) }

// requestID reads the headers in which services commonly give it.
func (o outcome) requestID() string {
	for _, name := range []string{"X-Request-Id", "Request-Id", "X-Amzn-Requestid", "X-Amz-Request-Id", "X-Correlation-Id", "Cf-Ray"} {
		if id := o.header.Get(name); id != "" {
			return printable(id, 100)
		}
	}
	return ""
}

// cutShort reports JSON that ends too early, as opposed to text that is no JSON at all.
func cutShort(body []byte) bool {
	var syntax *json.SyntaxError
	var ignored json.RawMessage
	err := json.Unmarshal(body, &ignored)
	return errors.As(err, &syntax) && syntax.Offset >= int64(len(body))
}
