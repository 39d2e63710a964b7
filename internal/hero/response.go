// SPDX-License-Identifier: MPL-2.0

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
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"
)

const maxBody = 10 << 20

// response is what an attempt at a request came to, a whole response or a failure.
type response struct {
	*message
	// status is 0 when no response came.
	status int
	header http.Header
	body   []byte
	// isJSON is true for a body that is labelled as JSON and is JSON.
	isJSON bool
	// problem is empty when a whole response came.
	problem string
	// host is what nothing could be sent to, and peer what was dialled for it, if that is known.
	host, peer string
	// cause is shown to people, so it is only ever an error whose text is known to hold nothing private.
	cause error
	// sent is true once anything of the request has been written.
	sent bool
	// final forbids another attempt.
	final bool
}

// notSent is the end of a request before, or between, its attempts.
func (m *message) notSent(problem string, cause error) *response {
	return &response{message: m, problem: problem, cause: cause, final: true}
}

func (m *message) notAdmitted(ctx context.Context, problem string) *response {
	if err := ctx.Err(); err != nil {
		return m.notSent(contextProblem(err), err)
	}
	return m.notSent(problem, nil)
}

// failed classifies an attempt without a response. caller is the context of the whole request, without the attempt's time-out.
func (m *message) failed(caller context.Context, err error, sent bool) *response {
	r := &response{message: m, sent: sent}
	if !sent {
		r.host, r.peer = m.targetHost(), peerOf(err)
	}
	var (
		dns         *net.DNSError
		certificate *tls.CertificateVerificationError
		timeout     net.Error
	)
	switch {
	case caller.Err() != nil:
		r.problem, r.cause, r.final = contextProblem(caller.Err()), caller.Err(), true
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

// peerOf is the name that was looked up in vain, or the address that was dialled.
func peerOf(err error) string {
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return printable(dns.Name, 100)
	}
	for {
		op, ok := errors.AsType[*net.OpError](err)
		switch {
		case !ok:
			return ""
		case op.Op == "dial" && op.Addr != nil:
			return op.Addr.String()
		}
		err = op.Err // a proxy's, which says what was dialled in the error inside
	}
}

func contextProblem(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return ProblemDeadline
	}
	return ProblemCancelled
}

// received classifies an attempt whose response's head came. readErr is what reading its body ended with.
func (m *message) received(caller context.Context, h *http.Response, body []byte, readErr error) *response {
	r := &response{message: m, sent: true}
	if readErr != nil && h.StatusCode != http.StatusTooManyRequests { // whose status says it all
		r = m.failed(caller, readErr, true)
		if r.problem == ProblemConnectionLost {
			r.problem, r.cause = ProblemCutBody, io.ErrUnexpectedEOF
		}
	}
	r.status, r.header = h.StatusCode, h.Header
	switch {
	case readErr != nil:
	case len(body) > maxBody:
		r.problem, r.final = ProblemTooLarge, true
	default:
		r.body = body
		r.isJSON = r.labelledJSON() && utf8.Valid(body) && json.Valid(body)
		if !r.isJSON && r.successful() && len(body) > 0 && r.labelledJSON() && cutShort(body) {
			r.problem = ProblemCutBody
		}
	}
	return r
}

func (r *response) successful() bool { return r.status >= 200 && r.status < 300 }

// admitted reports a response for which Hero let the request in, whatever it then made of it.
func (r *response) admitted() bool {
	return r.problem == "" && r.status < 500 && r.status != http.StatusTooManyRequests
}

// serverFailure is a status that says nothing on whether the request was carried out. 501 does: it was not.
func (r *response) serverFailure() bool {
	return (r.status >= 500 && r.status != http.StatusNotImplemented) || r.status == http.StatusRequestTimeout
}

// fromApplication reports a response in Hero's own words, after which its handler does nothing more. A page, or a gateway's status,
// leaves open what Hero still does behind it.
func (r *response) fromApplication() bool {
	return r.problem == "" && r.isJSON && (r.status < 500 || r.status == http.StatusInternalServerError)
}

// mayBeRepeated reports that another attempt is allowed and could end otherwise.
func (r *response) mayBeRepeated() bool {
	switch {
	case r.final:
		return false
	case r.status == http.StatusTooManyRequests:
		return true
	case r.problem != "":
		// What never left this machine can be sent again whatever it is.
		return !r.sent || r.repeatable
	default:
		return r.serverFailure() && r.repeatable
	}
}

// mayHaveActed reports whether Hero may have carried out a write that failed this way.
func (r *response) mayHaveActed() bool {
	switch {
	case r.method == http.MethodGet, r.status == http.StatusTooManyRequests:
		return false
	case r.problem != "":
		return r.sent
	default:
		return r.serverFailure() || (r.successful() && !r.isJSON)
	}
}

func (r *response) contentType() string {
	mediaType, _, err := mime.ParseMediaType(r.header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return mediaType
}

func (r *response) labelledJSON() bool {
	mediaType := r.contentType()
	return mediaType == "application/json" || strings.HasSuffix(mediaType, "+json")
}

// requestID reads the headers in which services commonly give it.
func (r *response) requestID() string {
	for _, name := range []string{"X-Request-Id", "Request-Id", "X-Amzn-Requestid", "X-Amz-Request-Id", "X-Correlation-Id", "Cf-Ray"} {
		if id := r.header.Get(name); id != "" {
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
