// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// APIError is a response of Hero that refuses a request.
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
	// RequestID is empty when the response had none.
	RequestID string
	// RetryAfter is how long Hero asked to wait, zero when it did not say.
	RetryAfter time.Duration

	ambiguous, fromApplication bool
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
	kept := Issue{Code: matchOr(schemaTerm, i.Code, ""), Expected: matchOr(schemaTerm, i.Expected, "")}
	for _, step := range i.Path {
		kept.Path = append(kept.Path, matchOr(memberOrIndex, step, "…"))
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

// TransportError is a request that got no whole response.
type TransportError struct {
	Method string
	// Route is the template, never the path that was called.
	Route string
	// Host is the one that nothing could be sent to, with its port if the endpoint has one; empty once something was sent.
	Host string
	// Peer is what could not be reached, if that is known and is not simply the host: its address, or a proxy.
	Peer string
	// Problem is one of the Problem constants.
	Problem string
	// Ambiguous is true when Hero may have carried the request out.
	Ambiguous bool
	// Err is the cause, as far as its text is known to hold nothing private; context.Canceled and context.DeadlineExceeded are
	// kept when the caller's context ended. It may be nil.
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
		text += ": " + Printable(e.Err.Error()) // a certificate has words of its own
	}
	if e.Ambiguous {
		text += " (the request may have taken effect)"
	}
	return text
}

func (e *TransportError) Unwrap() error { return e.Err }

// ResponseError is a response that is not what the API gives: a proxy's page, a redirect, JSON of another shape.
type ResponseError struct {
	Method string
	// Route is the template, never the path that was called.
	Route       string
	Status      int
	ContentType string
	// Problem says what is wrong with the response.
	Problem string
	// Excerpt is the first 200 printable bytes of a failure. Empty on patient routes and for anything that looks like JSON,
	// where it could hold a secret.
	Excerpt string
	// RequestID is empty when the response had none.
	RequestID string

	ambiguous, fromApplication bool
}

func (e *ResponseError) Error() string {
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

// IsNotFound reports a 404 in Hero's own words. A page of a proxy or gateway is not one, nor is an empty body, with which any
// server answers on a route that it does not have.
func IsNotFound(err error) bool {
	var api *APIError
	return errors.As(err, &api) && api.Status == http.StatusNotFound && api.fromApplication
}

// Ambiguous reports a failed request that Hero may have carried out all the same.
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

// statusOf is the status of a response that was an error, zero when none came.
func statusOf(err error) int {
	if api, ok := errors.AsType[*APIError](err); ok {
		return api.Status
	}
	if response, ok := errors.AsType[*ResponseError](err); ok {
		return response.Status
	}
	return 0
}

// fromApplication reports a failed request of which Hero itself said that it has ended.
func fromApplication(err error) bool {
	if api, ok := errors.AsType[*APIError](err); ok {
		return api.fromApplication
	}
	var response *ResponseError
	return errors.As(err, &response) && response.fromApplication
}

// refused reports a request that Hero decided against.
func refused(err error) bool {
	var api *APIError
	return errors.As(err, &api) && api.fromApplication && api.Status >= 400 && api.Status < 500 &&
		api.Status != http.StatusRequestTimeout && api.Status != http.StatusTooManyRequests
}

var (
	schemaTerm    = regexp.MustCompile(`^[a-z]+([_-][a-z]+)*( \| [a-z]+([_-][a-z]+)*)*$`)
	memberOrIndex = regexp.MustCompile(`^([a-z]+(_[a-z0-9]+)*|[0-9]{1,3})$`)
)

// matchOr is a text that has a form, or else a replacement.
func matchOr(form *regexp.Regexp, text, otherwise string) string {
	if form.MatchString(text) {
		return text
	}
	return otherwise
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

// responseError makes the error for a response that is not what the API gives.
func (r *response) responseError(problem string, ambiguous bool) *ResponseError {
	e := &ResponseError{
		Method: r.method, Route: r.route, Status: r.status, ContentType: printable(r.contentType(), 100),
		Problem: problem, RequestID: r.requestID(), ambiguous: ambiguous, fromApplication: r.fromApplication(),
	}
	// A success may hold what was asked for, in whatever form.
	if !r.successful() && !r.aboutPatients() && r.route != RouteAccessToken && !looksLikeJSON(r.body) {
		e.Excerpt = r.clean(string(r.body), 200)
	}
	return e
}

// apiError makes the error for a refusal in Hero's own words.
func (r *response) apiError(ambiguous bool) *APIError {
	wait, _ := retryAfter(r.header)
	e := &APIError{
		Method: r.method, Route: r.route, Status: r.status, RequestID: r.requestID(), RetryAfter: wait, ambiguous: ambiguous, fromApplication: r.fromApplication(),
	}
	var refusal struct {
		Message json.RawMessage `json:"message"`
		Error   json.RawMessage `json:"error"`
	}
	if json.Unmarshal(r.body, &refusal) != nil {
		return e
	}
	e.Issues = r.issues(refusal.Message)
	if r.aboutPatients() {
		return e
	}
	for _, candidate := range []json.RawMessage{refusal.Message, refusal.Error} {
		var words string
		if json.Unmarshal(candidate, &words) == nil && words != "" {
			e.Message = r.clean(words, 200)
			break
		}
	}
	return e
}

// issues reads the list of refused members, passing over entries of another shape.
func (r *response) issues(message json.RawMessage) []Issue {
	var entries []json.RawMessage
	if json.Unmarshal(message, &entries) != nil {
		return nil
	}
	var issues []Issue
	for _, entry := range entries {
		var read struct {
			Code     String             `json:"code"`
			Expected String             `json:"expected"`
			Path     Nullable[[]String] `json:"path"`
		}
		if json.Unmarshal(entry, &read) != nil {
			continue
		}
		issue := Issue{Code: r.clean(text(read.Code), 100), Expected: r.clean(text(read.Expected), 200)}
		path, _ := read.Path.Get()
		for _, step := range path {
			issue.Path = append(issue.Path, r.cleanStep(text(step)))
		}
		if r.aboutPatients() {
			issue = issue.termsOnly()
		}
		issues = append(issues, issue)
	}
	return issues
}

func looksLikeJSON(body []byte) bool {
	body = bytes.TrimSpace(body)
	return len(body) > 0 && strings.IndexByte(`{["`, body[0]) >= 0
}
