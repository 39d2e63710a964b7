package hero

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// APIError is an answer of Hero that refuses a request.
type APIError struct {
	Method string
	// Route is the template, never the path that was called.
	Route  string
	Status int
	// Message is in Hero's own words: printable, at most 200 characters, without any value that was sent. Always empty on
	// patient routes, whose messages may quote the record.
	Message string
	// Issues are the members that Hero refused, if it named any.
	Issues []Issue
	// RequestID is empty when the answer had none.
	RequestID string
	// RetryAfter is how long Hero asked to wait, zero when it did not say.
	RetryAfter time.Duration

	ambiguous bool
}

// Issue is one member that Hero refused. On patient routes Code and Expected are empty when they could quote the record.
type Issue struct {
	// Path leads to the member, for instance ["address", "postcode"].
	Path     []string
	Code     string
	Expected string
}

// termsOnly keeps what can only be a word of a schema, such as invalid_type, "string | null" or address_line_1. Prose may
// quote the record, in a spelling that was never sent.
func (i Issue) termsOnly() Issue {
	kept := Issue{Code: onlyIf(schemaTerm, i.Code, ""), Expected: onlyIf(schemaTerm, i.Expected, "")}
	for _, step := range i.Path {
		kept.Path = append(kept.Path, onlyIf(memberOrIndex, step, "…"))
	}
	return kept
}

func (e *APIError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s: Hero answered %s", e.Method, e.Route, statusText(e.Status))
	if e.Message != "" {
		fmt.Fprintf(&b, ": %s", e.Message)
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

// TransportError is a request that got no whole answer.
type TransportError struct {
	Method string
	// Route is the template, never the path that was called.
	Route string
	// Problem is one of the Problem constants.
	Problem string
	// Ambiguous is true when Hero may have carried the request out.
	Ambiguous bool
	// Err is the cause, as far as its text is known to hold nothing private; context.Canceled and context.DeadlineExceeded are
	// kept when the caller's context ended. It may be nil.
	Err error
}

func (e *TransportError) Error() string {
	text := fmt.Sprintf("%s %s: %s", e.Method, e.Route, e.Problem)
	if e.Err != nil && e.Err.Error() != e.Problem {
		text += ": " + e.Err.Error()
	}
	if e.Ambiguous {
		text += " (the request may have taken effect)"
	}
	return text
}

func (e *TransportError) Unwrap() error { return e.Err }

// AnswerError is an answer that is not what the API gives: a proxy's page, a redirect, JSON of another shape.
type AnswerError struct {
	Method string
	// Route is the template, never the path that was called.
	Route       string
	Status      int
	ContentType string
	// Problem says what is wrong with the answer.
	Problem string
	// Excerpt is the first 200 printable bytes. Empty on patient routes, and for anything that looks like JSON, where it could
	// hold a secret.
	Excerpt string
	// RequestID is empty when the answer had none.
	RequestID string

	ambiguous bool
}

func (e *AnswerError) Error() string {
	contentType := e.ContentType
	if contentType == "" {
		contentType = "no content type"
	}
	text := fmt.Sprintf("%s %s: the answer is %s (%s, %s)", e.Method, e.Route, e.Problem, statusText(e.Status), contentType)
	if e.Excerpt != "" {
		text += fmt.Sprintf(", it begins with %q", e.Excerpt)
	}
	return text + requestIDSuffix(e.RequestID)
}

// IsNotFound reports a 404 of Hero itself. A proxy's or gateway's page is not one.
func IsNotFound(err error) bool {
	var api *APIError
	return errors.As(err, &api) && api.Status == http.StatusNotFound
}

// IsUnauthorised reports a 401, whoever gave it.
func IsUnauthorised(err error) bool {
	if api, ok := errors.AsType[*APIError](err); ok {
		return api.Status == http.StatusUnauthorized
	}
	var answer *AnswerError
	return errors.As(err, &answer) && answer.Status == http.StatusUnauthorized
}

// Ambiguous reports a failed request that Hero may have carried out all the same.
func Ambiguous(err error) bool {
	if transport, ok := errors.AsType[*TransportError](err); ok {
		return transport.Ambiguous
	}
	if api, ok := errors.AsType[*APIError](err); ok {
		return api.ambiguous
	}
	var answer *AnswerError
	return errors.As(err, &answer) && answer.ambiguous
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
