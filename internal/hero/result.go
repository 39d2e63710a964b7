// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
)

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

// contextError is the end of a request whose context ended before it was sent.
func contextError(r request, err error) error {
	return &TransportError{Method: r.method, Route: r.route, Problem: contextProblem(err), Err: err}
}

// result turns the end of a request into what its caller gets. ambiguous is true once any attempt may have been carried out,
// whatever the later ones came to.
func (r *response) result(ambiguous bool) (*response, error) {
	switch {
	case r.problem == ProblemCutBody:
		return nil, r.responseError("cut short", ambiguous)
	case r.problem == ProblemTooLarge:
		return nil, r.responseError(ProblemTooLarge, ambiguous)
	case r.problem != "":
		return nil, &TransportError{Method: r.method, Route: r.route, Host: r.host, Peer: r.peer, Problem: r.problem, Ambiguous: ambiguous, Err: r.cause}
	case r.successful() && (r.isJSON || (len(r.body) == 0 && r.emptyResponse)):
		return r, nil
	case r.successful() && len(r.body) == 0:
		return nil, r.responseError("empty", ambiguous)
	case r.status >= 300 && r.status < 400:
		return nil, r.responseError(ProblemRedirect, ambiguous)
	case !r.successful() && (r.isJSON || len(r.body) == 0 || r.status == http.StatusTooManyRequests):
		return nil, r.apiError(ambiguous)
	default:
		return nil, r.responseError(ProblemNotJSON, ambiguous)
	}
}

// unexpected is the error for JSON of another shape than the API's. A write that was answered with a success has probably been
// done.
func (r *response) unexpected(problem string) *ResponseError {
	return r.responseError(problem, r.method != http.MethodGet)
}
