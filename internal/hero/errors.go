// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// APIError is a response in which Hero refuses a request.
type APIError struct {
	Method string
	// Route is the template, never the path that was called.
	Route  string
	Status int
	// Message is Hero's own, in plain words. It is empty unless nothing sensitive can be in it; see request.mayQuote.
	Message string
	// Withheld: Hero said something that is not shown.
	Withheld bool
	// Issues are the fields that Hero refused, if it named any.
	Issues []Issue
	// RequestID is empty when the response had none, and NotShown if it does not look like one.
	RequestID string
	// RetryAfter is how long Hero asked to wait, zero when it did not say.
	RetryAfter time.Duration
	// BudgetUsedUp is true for a 429 once MaxThrottling has no room for another pause.
	BudgetUsedUp bool

	ambiguous, fromApplication bool
}

// Issue is a field that Hero refused. Code and Expected are empty unless they are known terms.
type Issue struct {
	// Path leads to the field, for instance ["address", "postcode"]. A part that is not a field of a request is "…".
	Path     []string
	Code     string
	Expected string
}

func (e *APIError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: Hero answered %s", e.Method, e.Route, statusText(e.Status))
	if e.Status < 300 {
		b.WriteString(" with an error in the body")
	}
	if e.Message != "" {
		fmt.Fprintf(&b, ": %s", e.Message)
	}
	if e.Withheld {
		b.WriteString(" (its message is not shown)")
	}
	for _, issue := range e.Issues {
		fmt.Fprintf(&b, "; %s: %s", strings.Join(issue.Path, "."), issue.Code)
		if issue.Expected != "" {
			fmt.Fprintf(&b, ", expected %s", issue.Expected)
		}
	}
	if e.RetryAfter > 0 {
		fmt.Fprintf(&b, "; Hero asked to wait %s before the next request", e.RetryAfter)
	}
	b.WriteString(requestIDSuffix(e.RequestID))
	return b.String()
}

// TransportError is a request without a complete response.
type TransportError struct {
	Method string
	// Route is the template, never the path that was called.
	Route string
	// Host is the host to which nothing could be sent, with the port if the endpoint has one. It is empty once something was sent.
	Host string
	// Peer is what could not be reached, if known: an address, a name or a proxy.
	Peer string
	// Problem is one of the Problem constants.
	Problem string
	// Ambiguous is true when Hero may have carried the request out.
	Ambiguous bool
	// Err is the cause, or nil unless its text is known to hold nothing private. If the caller's context ended, it
	// is context.Canceled or context.DeadlineExceeded.
	Err error
}

func (e *TransportError) Error() string {
	text := e.Method + " " + e.Route
	if e.Host != "" {
		text += " at " + e.Host
	}
	text += ": " + e.Problem
	if e.Peer != "" && e.Peer != e.Host {
		text += " (" + e.Peer + ")"
	}
	if e.Err != nil && e.Err.Error() != e.Problem {
		text += ": " + Printable(e.Err.Error()) // the text about a certificate says more
	}
	if e.Ambiguous {
		text += " (the request may have taken effect)"
	}
	return text
}

func (e *TransportError) Unwrap() error { return e.Err }

// ResponseError is a response that does not fit the API: a proxy's page, a redirect, or JSON of another shape.
type ResponseError struct {
	Method string
	// Route is the template, never the path that was called.
	Route  string
	Status int
	// ContentType is a well-known media type, "" if the response has none, or else says that it is not shown.
	ContentType string
	// Problem says what is wrong with the response.
	Problem string
	// RequestID is empty when the response had none, and NotShown if it does not look like one.
	RequestID string

	ambiguous bool
}

func (e *ResponseError) Error() string {
	contentType := e.ContentType
	if contentType == "" {
		contentType = "no content type"
	}
	return fmt.Sprintf("%s %s: the answer is %s (%s, %s)", e.Method, e.Route, e.Problem, statusText(e.Status), contentType) +
		requestIDSuffix(e.RequestID)
}

// OtherObjectError is a success that returned another object than the one asked for: the records were merged, or something between
// here and Hero answered for another practice group.
type OtherObjectError struct {
	Method string
	// Route is the template, never the path that was called.
	Route string
	// Asked is the id that was asked for, and Got the one in the response. Each is empty if it is not safe to show.
	Asked, Got string
	// RequestID is empty when the response had none, and NotShown if it does not look like one.
	RequestID string
}

func (e *OtherObjectError) Error() string {
	return fmt.Sprintf("%s %s: the answer is about %s, but %s was asked for%s", e.Method, e.Route,
		idOr(e.Got, "another id"), idOr(e.Asked, "the given id"), requestIDSuffix(e.RequestID))
}

func idOr(id, otherwise string) string {
	if id == "" {
		return otherwise
	}
	return id
}

// ErrCredentialsNotStored reports a change of the prescription partner's credentials that Hero answered with a success but did
// not store.
var ErrCredentialsNotStored = errors.New("Hero reported success for the change, but the e-mail address that it reports for the prescription partner's account is not the one that was sent") //nolint:staticcheck // Hero is a name

// ErrPasswordUnanswered reports a change of the prescription partner's password that Hero answered with an empty success. Nobody can read
// the password, so nothing shows that it is stored.
var ErrPasswordUnanswered = errors.New("Hero answered the change with an empty success, which does not show that the password is stored") //nolint:staticcheck // Hero is a name

// IsNotFound reports whether an error is a 404, or a 410, from Hero itself. A proxy's or gateway's page does not count, nor does an
// empty body: any server returns that for a route that it does not have.
func IsNotFound(err error) bool {
	var api *APIError
	return errors.As(err, &api) && isMissing(api.Status) && api.fromApplication
}

func isMissing(status int) bool { return status == http.StatusNotFound || status == http.StatusGone }

// Ambiguous reports whether Hero may have carried out a request that failed.
func Ambiguous(err error) bool {
	if _, unclear := errors.AsType[*UnclearError](err); unclear {
		return true
	}
	if transport, ok := errors.AsType[*TransportError](err); ok {
		return transport.Ambiguous
	}
	if api, ok := errors.AsType[*APIError](err); ok {
		return api.ambiguous
	}
	var response *ResponseError
	return errors.As(err, &response) && response.ambiguous
}

// statusOf is the status of a failed response, zero without one.
func statusOf(err error) int {
	if api, ok := errors.AsType[*APIError](err); ok {
		return api.Status
	}
	if response, ok := errors.AsType[*ResponseError](err); ok {
		return response.Status
	}
	return 0
}

// refused reports whether Hero decided not to carry the request out.
func refused(err error) bool {
	var api *APIError
	return errors.As(err, &api) && api.fromApplication && api.Status >= 400 && api.Status < 500 &&
		api.Status != http.StatusRequestTimeout && api.Status != http.StatusTooManyRequests
}

func statusText(status int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}

func requestIDSuffix(id string) string {
	if id == "" {
		return ""
	}
	return fmt.Sprintf(" (request id %s)", id)
}

// NotGoneError is an object that does not exist according to one of Hero's responses, without a second sign of that.
type NotGoneError struct {
	// Err is why the second sign is missing, nil if Hero has the object.
	Err error
}

func (e *NotGoneError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("Hero answered that it does not exist, and nothing confirms it: %v", e.Err)
	}
	return "Hero answered that it does not exist, but still has it"
}

// Unwrap returns why the second sign is missing.
func (e *NotGoneError) Unwrap() error { return e.Err }

// UnclearError is a create that Hero may have carried out, or may yet carry out. It is Ambiguous.
type UnclearError struct {
	// Err is how the last request ended.
	Err error
	// Within is how long the client looked for its result in vain, or zero if one of the following is the reason.
	Within time.Duration
	// Found is how many entries could be its result, if nothing proves which of them is.
	Found int
	// IDs are the ids of those entries, as far as they are safe to show.
	IDs []string
	// SearchErr is why the client could not look for its result.
	SearchErr error
}

func (e *UnclearError) Error() string {
	switch {
	case e.SearchErr != nil:
		return fmt.Sprintf("%v; looking for its result failed as well: %v", e.Err, e.SearchErr)
	case e.Found > 0:
		return fmt.Sprintf("%v; possible results: %d", e.Err, e.Found)
	}
	return fmt.Sprintf("%v; nothing appeared within %s", e.Err, e.Within)
}

// Unwrap returns how the last request ended. That alone decides what kind of failure this is.
func (e *UnclearError) Unwrap() error { return e.Err }

// Problems of an Attempt or a TransportError, and some of a ResponseError.
const (
	ProblemTimeout        = "timeout"
	ProblemCancelled      = "cancelled"
	ProblemDeadline       = "deadline exceeded"
	ProblemRefused        = "connection refused"
	ProblemHostNotFound   = "host not found"
	ProblemCertificate    = "certificate not trusted"
	ProblemNoConnection   = "no connection"
	ProblemProxyAuth      = "a proxy requires a user name and a password (407)"
	ProblemConnectionLost = "connection lost"
	ProblemCutBody        = "cut body"
	ProblemTooLarge       = "larger than 10 MiB"
	ProblemTooDeep        = "nested deeper than 100 levels"
	ProblemNotJSON        = "not JSON"
	ProblemRedirect       = "a redirect, which is not followed"
	ProblemThrottled      = "not sent, because Hero has refused requests with this key for too long (429)"
	ProblemPause          = "Hero asked for a pause that ends after the deadline"
	ProblemRateLimit      = "the client-side rate limit leaves no room before the deadline"
	ProblemLookTooOld     = "not sent, because each look at what it would change was too old by the time the request could be sent"
)
