// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

// contextError is the error of a request whose context ended before it was sent.
func contextError(r request, err error) error {
	return &TransportError{Method: r.method, Route: r.route, Problem: contextProblem(err), Err: err}
}

// result turns the end of a request into what its caller gets. ambiguous: Hero may have carried out one of the attempts,
// however the last one ended.
func (r *response) result(ambiguous bool) (*response, error) {
	switch {
	case r.problem == ProblemCutBody:
		return nil, r.responseError("cut short", ambiguous)
	case r.problem == ProblemTooLarge, r.problem == ProblemTooDeep:
		return nil, r.responseError(r.problem, ambiguous)
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

// unexpected is the error for JSON that does not have the API's shape. It is ambiguous for a write, because Hero responded with a
// success.
func (r *response) unexpected(problem string) *ResponseError {
	return r.responseError(problem, r.method != http.MethodGet)
}

// otherObject is the error for a success that returned another object than the one asked for.
func (r *response) otherObject(asked, got string) *OtherObjectError {
	return &OtherObjectError{Method: r.method, Route: r.route, Asked: r.shownID(asked), Got: r.shownID(got), RequestID: r.requestID()}
}

// shownID is an id in the form that an error can show. What a user gives as a patient's id may be an NHS number.
func (r *response) shownID(id string) string {
	if !idForm.MatchString(id) || canonical.HasNHSNumber(id) || repeats(id, r.secrets, partOfText) {
		return ""
	}
	return id
}

func (r *response) responseError(problem string, ambiguous bool) *ResponseError {
	return &ResponseError{
		Method: r.method, Route: r.route, Status: r.status, ContentType: shownMediaType(r.header), Problem: problem, RequestID: r.requestID(), ambiguous: ambiguous,
	}
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
	for _, candidate := range []json.RawMessage{refusal.Message, refusal.Error} {
		var text string
		if json.Unmarshal(candidate, &text) != nil || text == "" {
			continue
		}
		if words := printable(text, maxWords); r.mayQuote() && isPlain(words) && !repeats(words, r.values(), partOfText) {
			e.Message = words
		} else {
			e.Withheld = true
		}
		break
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
		issue := Issue{Code: knownTerm(issueCodes, read.Code.OrZero()), Expected: knownTerm(issueTypes, read.Expected.OrZero())}
		for _, part := range read.Path.OrZero() {
			issue.Path = append(issue.Path, r.shownField(part.OrZero()))
		}
		issues = append(issues, issue)
	}
	return issues
}

// shownField is a part of the path to a refused field: the name of a field or parameter that this package knows, or else "…".
func (r *response) shownField(name string) string {
	if r.knownFields[name] || (r.path == "" && r.query.Has(name)) {
		return name
	}
	return "…"
}

// issueCodes are Zod's codes, because the API's answers look like Zod's, and words that mean the same.
var issueCodes = []string{
	"custom", "invalid_arguments", "invalid_date", "invalid_element", "invalid_enum_value", "invalid_format", "invalid_intersection_types", "invalid_key",
	"invalid_literal", "invalid_return_type", "invalid_string", "invalid_type", "invalid_union", "invalid_union_discriminator", "invalid_value",
	"not_finite", "not_multiple_of", "required", "too_big", "too_long", "too_short", "too_small", "unrecognized_keys",
}

// issueTypes are the types that such an answer can say it expected.
var issueTypes = []string{"array", "boolean", "date", "integer", "null", "number", "object", "string", "string | null", "undefined"}

// knownTerm returns a term of a list, and "" for anything else.
func knownTerm(known []string, term string) string {
	if slices.Contains(known, term) {
		return term
	}
	return ""
}

// practiceGroupField names the practice group of an object, wherever Hero's documentation has one.
const practiceGroupField = "practice_group_id"

// namesOtherPractice reports whether a success names another practice group than the one asked for: in the object, in an entry of a
// list, or in one in data.
func (r *response) namesOtherPractice() bool {
	// Nearly every response can skip the decoder.
	return r.isSuccess() && r.isJSON && bytes.Contains(r.body, []byte(practiceGroupField)) && namesOtherPractice(r.body, r.practice)
}

func namesOtherPractice(body json.RawMessage, practice string) bool {
	var (
		entries []json.RawMessage
		object  struct {
			Group String          `json:"practice_group_id"`
			Data  json.RawMessage `json:"data"`
		}
	)
	if json.Unmarshal(body, &entries) == nil {
		for _, entry := range entries {
			var list []json.RawMessage // nobody knows what its entries are
			if json.Unmarshal(entry, &list) != nil && namesOtherPractice(entry, practice) {
				return true
			}
		}
		return false
	}
	if json.Unmarshal(body, &object) != nil {
		return false
	}
	if named := object.Group.OrZero(); named != "" && named != practice {
		return true
	}
	return len(object.Data) > 0 && namesOtherPractice(object.Data, practice)
}
