// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

// contextError is the error of a request whose context ended before it was sent.
func contextError(r request, err error) error {
	return &TransportError{Method: r.method, Route: r.route, Problem: contextProblem(err), Err: err}
}

// result turns the end of a request into what its caller gets. ambiguous is true if Hero may have carried out any of the
// attempts, however the last one ended.
func (r *response) result(ambiguous bool) (*response, error) {
	switch {
	case r.problem == ProblemCutBody:
		return nil, r.responseError("cut short", ambiguous)
	case r.problem == ProblemTooLarge:
		return nil, r.responseError(ProblemTooLarge, ambiguous)
	case r.problem != "":
		return nil, &TransportError{Method: r.method, Route: r.route, Host: r.host, Peer: r.peer, Problem: r.problem, Ambiguous: ambiguous, Err: r.cause}
	case r.isSuccess() && (r.isJSON || (len(r.body) == 0 && r.emptyResponse)):
		return r, nil
	case r.isSuccess() && len(r.body) == 0:
		return nil, r.responseError("empty", ambiguous)
	case r.status >= 300 && r.status < 400:
		return nil, r.responseError(ProblemRedirect, ambiguous)
	case !r.isSuccess() && (r.isJSON || len(r.body) == 0 || r.status == http.StatusTooManyRequests):
		return nil, r.apiError(ambiguous)
	default:
		return nil, r.responseError(ProblemNotJSON, ambiguous)
	}
}

// unexpected is the error for JSON of another shape than the API's. It is ambiguous for a write: Hero responded with a success.
func (r *response) unexpected(problem string) *ResponseError {
	return r.responseError(problem, r.method != http.MethodGet)
}

// otherObject is the error for a success with another object than the one that was asked for.
func (r *response) otherObject(asked, got string) *OtherObjectError {
	return &OtherObjectError{Method: r.method, Route: r.route, Asked: shownID(asked), Got: shownID(got), RequestID: r.requestID()}
}

// shownID is an id as an error can show it. What a user takes for a patient's id can be an NHS number.
func shownID(id string) string {
	if identifier(id) == "" || canonical.HasNHSNumber(id) {
		return ""
	}
	return id
}

func (r *response) responseError(problem string, ambiguous bool) *ResponseError {
	e := &ResponseError{
		Method: r.method, Route: r.route, Status: r.status, ContentType: printable(r.contentType(), 100),
		Problem: problem, RequestID: r.requestID(), ambiguous: ambiguous,
	}
	// A success can hold what was asked for, in any form.
	if !r.isSuccess() && !r.aboutPatients() && r.route != RouteAccessToken && !looksLikeJSON(r.body) {
		e.Excerpt = r.clean(string(r.body), 200)
	}
	return e
}

func (r *response) apiError(ambiguous bool) *APIError {
	wait, _ := retryAfter(r.header)
	e := &APIError{
		Method: r.method, Route: r.route, Status: r.status, RequestID: r.requestID(), RetryAfter: wait, BudgetUsedUp: r.budgetUsedUp, ambiguous: ambiguous, fromApplication: r.fromApplication(),
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
		var text string
		if json.Unmarshal(candidate, &text) == nil && text != "" {
			e.Message = r.clean(text, 200)
			break
		}
	}
	return e
}

// issues decodes the list of refused fields and skips entries of another shape.
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
		issue := Issue{Code: r.clean(read.Code.OrZero(), 100), Expected: r.clean(read.Expected.OrZero(), 200)}
		for _, part := range read.Path.OrZero() {
			issue.Path = append(issue.Path, r.cleanPathPart(part.OrZero()))
		}
		if r.aboutPatients() {
			issue = issue.schemaTermsOnly()
		}
		issues = append(issues, issue)
	}
	return issues
}

func looksLikeJSON(body []byte) bool {
	body = bytes.TrimSpace(body)
	return len(body) > 0 && strings.IndexByte(`{["`, body[0]) >= 0
}
