package hero

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
)

// progress is what one call has come to so far. It is used by the goroutine of the call alone.
type progress struct {
	call call
	// sentBody and apiKey are kept to take them out of what Hero says.
	sentBody []byte
	apiKey   string

	number int
	last   outcome
	// ambiguous is true once any attempt may have been carried out, whatever the later ones came to.
	ambiguous bool
}

type progressKey struct{}

func progressOf(ctx context.Context) *progress {
	state, _ := ctx.Value(progressKey{}).(*progress)
	return state
}

func (s *progress) record(o outcome) {
	s.last = o
	if s.call.method != http.MethodGet && o.mayHaveActed() {
		s.ambiguous = true
	}
}

// result turns the last outcome into what the caller gets.
func (s *progress) result() (*answer, error) {
	o := s.last
	switch {
	case o.problem == ProblemCutBody:
		return nil, s.answerError("cut short")
	case o.problem == ProblemTooLarge:
		return nil, s.answerError(ProblemTooLarge)
	case o.problem != "":
		return nil, &TransportError{Method: s.call.method, Route: s.call.route, Problem: o.problem, Ambiguous: s.ambiguous, Err: o.cause}
	case o.successful():
		return s.success()
	case o.status < 400:
		return nil, s.answerError(ProblemRedirect)
	case o.validJSON(), len(o.body) == 0, o.status == http.StatusTooManyRequests:
		return nil, s.apiError()
	default:
		return nil, s.answerError(ProblemNotJSON)
	}
}

func (s *progress) success() (*answer, error) {
	switch {
	case len(s.last.body) == 0 && s.call.emptyAnswer:
		return &answer{progress: s}, nil
	case len(s.last.body) == 0:
		return nil, s.answerError("empty")
	case !s.last.validJSON():
		return nil, s.answerError(ProblemNotJSON)
	}
	return &answer{progress: s}, nil
}

func (s *progress) answerError(problem string) *AnswerError {
	e := &AnswerError{
		Method: s.call.method, Route: s.call.route, Status: s.last.status, ContentType: printable(s.last.contentType(), 100),
		Problem: problem, RequestID: s.last.requestID(), ambiguous: s.ambiguous,
	}
	if !isPatientRoute(s.call.route) && !looksLikeJSON(s.last.body) {
		e.Excerpt = s.clean(string(s.last.body), 200)
	}
	return e
}

func (s *progress) apiError() *APIError {
	wait, _ := retryAfter(s.last.header)
	e := &APIError{
		Method: s.call.method, Route: s.call.route, Status: s.last.status, RequestID: s.last.requestID(),
		RetryAfter: wait, ambiguous: s.ambiguous,
	}
	var refusal struct {
		Message json.RawMessage `json:"message"`
		Error   json.RawMessage `json:"error"`
	}
	if json.Unmarshal(s.last.body, &refusal) != nil {
		return e
	}
	e.Issues = s.issues(refusal.Message)
	if isPatientRoute(s.call.route) {
		return e
	}
	for _, candidate := range []json.RawMessage{refusal.Message, refusal.Error} {
		var words string
		if json.Unmarshal(candidate, &words) == nil && words != "" {
			e.Message = s.clean(words, 200)
			break
		}
	}
	return e
}

// issues reads the list of refused members, passing over entries of another shape.
func (s *progress) issues(message json.RawMessage) []Issue {
	var entries []json.RawMessage
	if json.Unmarshal(message, &entries) != nil {
		return nil
	}
	var issues []Issue
	for _, entry := range entries {
		var read struct {
			Code     Text           `json:"code"`
			Expected Text           `json:"expected"`
			Path     Member[[]Text] `json:"path"`
		}
		if json.Unmarshal(entry, &read) != nil {
			continue
		}
		issue := Issue{Code: s.clean(text(read.Code), 100), Expected: s.clean(text(read.Expected), 200)}
		path, _ := read.Path.Get()
		for _, step := range path {
			issue.Path = append(issue.Path, s.clean(text(step), 100))
		}
		if isPatientRoute(s.call.route) {
			issue = issue.termsOnly()
		}
		issues = append(issues, issue)
	}
	return issues
}

// clean makes Hero's words fit to be shown: printable, short, without anything that was sent.
func (s *progress) clean(words string, limit int) string {
	// Only the beginning will be shown, and a page can be large.
	return printable(redact(words[:min(len(words), 64<<10)], s.sent()), limit)
}

// sent lists every text that went out with the request.
func (s *progress) sent() []string {
	sent := []string{s.apiKey, s.call.id}
	for _, values := range s.call.query {
		sent = append(sent, values...)
	}
	var body any
	if json.Unmarshal(s.sentBody, &body) == nil {
		sent = appendTexts(sent, body)
	}
	return sent
}

func appendTexts(texts []string, value any) []string {
	switch v := value.(type) {
	case string:
		return append(texts, v)
	case float64:
		return append(texts, strconv.FormatFloat(v, 'f', -1, 64))
	case []any:
		for _, element := range v {
			texts = appendTexts(texts, element)
		}
	case map[string]any:
		for _, element := range v {
			texts = appendTexts(texts, element)
		}
	}
	return texts
}
