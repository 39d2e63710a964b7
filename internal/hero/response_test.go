// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// kindOf names the kind of error that a request returns to its caller.
func kindOf(err error) string {
	if err == nil {
		return "success"
	}
	if _, ok := errors.AsType[*APIError](err); ok {
		return "API error"
	}
	if e, ok := errors.AsType[*ResponseError](err); ok {
		return e.Problem
	}
	return err.Error()
}

func TestResponse_classifiesEachStatus(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status                                                 int
		admitted, serverFailure, fromApplication, mayHaveActed bool
		result                                                 string
	}{
		{199, true, false, true, false, "API error"},
		{200, true, false, true, false, "success"},
		{299, true, false, true, false, "success"},
		{300, true, false, true, false, ProblemRedirect},
		{399, true, false, true, false, ProblemRedirect},
		{400, true, false, true, false, "API error"},
		{408, true, true, true, true, "API error"},
		{429, false, false, true, false, "API error"},
		{499, true, false, true, false, "API error"},
		{500, false, true, false, true, "API error"},
		{501, false, false, false, false, "API error"},
		{502, false, true, false, true, "API error"},
		{599, false, true, false, true, "API error"},
	} {
		r := &response{message: &message{request: request{method: http.MethodPost, repeatable: true}}, status: test.status, body: []byte(`{}`), isJSON: true, sent: true}
		if r.admitted() != test.admitted || r.serverFailure() != test.serverFailure || r.fromApplication() != test.fromApplication || r.mayHaveActed() != test.mayHaveActed {
			t.Errorf("%d: admitted %t, a server failure %t, from the application %t, may have acted %t",
				test.status, r.admitted(), r.serverFailure(), r.fromApplication(), r.mayHaveActed())
		}
		if again, want := r.mayRetry(), test.serverFailure || test.status == 429; again != want {
			t.Errorf("%d: may retry %t, want %t", test.status, again, want)
		}
		r.repeatable = false
		if again, want := r.mayRetry(), test.status == 429; again != want {
			t.Errorf("%d, not repeatable: may retry %t, want %t", test.status, again, want)
		}
		if _, err := r.result(false); kindOf(err) != test.result {
			t.Errorf("%d: %s, want %s", test.status, kindOf(err), test.result)
		}
		if r.problem = ProblemTimeout; r.admitted() || r.fromApplication() || !r.mayHaveActed() && test.status != 429 {
			t.Errorf("%d with a problem: admitted %t, from the application %t, may have acted %t", test.status, r.admitted(), r.fromApplication(), r.mayHaveActed())
		}
		if r.method = http.MethodGet; r.mayHaveActed() {
			t.Errorf("%d: a GET may have acted", test.status)
		}
	}
}

func TestResponse_resultByBody(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		response
		want string
	}{
		"page":             {response{status: 200, body: []byte("<html>")}, ProblemNotJSON},
		"empty":            {response{status: 200}, "empty"},
		"page of an error": {response{status: 404, body: []byte("<html>")}, ProblemNotJSON},
		"empty error":      {response{status: 404}, "API error"},
		"page of too many": {response{status: 429, body: []byte("<html>")}, "API error"},
		"cut short":        {response{status: 200, problem: ProblemCutBody}, "cut short"},
		"too large":        {response{status: 200, problem: ProblemTooLarge}, ProblemTooLarge},
		"no response":      {response{problem: ProblemTimeout}, "POST /v1/x: timeout"},
		"JSON":             {response{status: 200, body: []byte(`[]`), isJSON: true}, "success"},
	} {
		test.message = &message{request: request{method: http.MethodPost, route: "/v1/x"}}
		if _, err := test.result(false); kindOf(err) != test.want {
			t.Errorf("%s: %s, want %s", name, kindOf(err), test.want)
		}
		if test.emptyResponse = true; test.status == 200 && test.problem == "" {
			want := test.want
			if len(test.body) == 0 {
				want = "success"
			}
			if _, err := test.result(false); kindOf(err) != want {
				t.Errorf("%s, if an empty response will do: %s, want %s", name, kindOf(err), want)
			}
		}
	}
}

// Hero cannot have acted on a request that was never sent, so it can be sent again.
func TestResponse_repeatsByWhatWasSent(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sent, repeatable, final bool
		again, acted            bool
	}{
		{false, false, false, true, false},
		{false, true, false, true, false},
		{true, false, false, false, true},
		{true, true, false, true, true},
		{false, true, true, false, false},
		{true, true, true, false, true},
	} {
		r := &response{message: &message{request: request{method: http.MethodPost, repeatable: test.repeatable}}, problem: ProblemConnectionLost, sent: test.sent, final: test.final}
		if r.mayRetry() != test.again || r.mayHaveActed() != test.acted {
			t.Errorf("%+v: may retry %t, may have acted %t", test, r.mayRetry(), r.mayHaveActed())
		}
	}
	page := &response{message: &message{request: request{method: http.MethodPost}}, status: 200, body: []byte("<html>"), sent: true}
	refusal := &response{message: page.message, status: 404, body: []byte("<html>"), sent: true}
	if !page.mayHaveActed() || refusal.mayHaveActed() {
		t.Errorf("a page with 200 may have acted: %t, one with 404: %t", page.mayHaveActed(), refusal.mayHaveActed())
	}
}

func TestMessage_received(t *testing.T) {
	t.Parallel()
	const label = "application/json"
	largest := `{}` + strings.Repeat(" ", maxBody-2)
	for name, test := range map[string]struct {
		status      int
		contentType string
		body        string
		readErr     error
		isJSON      bool
		problem     string
	}{
		"JSON":                        {200, label, `{}`, nil, true, ""},
		"JSON of a kind":              {200, "application/problem+json; charset=utf-8", `{}`, nil, true, ""},
		"JSON called text":            {200, "text/plain", ` {"a":1}`, nil, true, ""},
		"JSON called a page":          {404, "text/html", `{"message":"no"}`, nil, true, ""},
		"list without a type":         {200, "", "\n[]", nil, true, ""},
		"JSON of an odd type":         {200, "json;;", `{}`, nil, true, ""},
		"JSON after a mark":           {200, label, "\ufeff{}", nil, true, ""},
		"mark alone":                  {200, label, "\ufeff", nil, false, ""},
		"JSON that is not UTF-8":      {200, label, "{\"a\":\"\xff\"}", nil, false, ""},
		"JSON that ends early":        {200, label, `{"a":`, nil, false, ProblemCutBody},
		"JSON that ends in a rune":    {200, "", "{\"a\":\"\xc3", nil, false, ProblemCutBody},
		"text that ends early":        {200, "text/plain", `{"a":`, nil, false, ProblemCutBody},
		"failure that ends early":     {500, label, `{"a":`, nil, false, ""},
		"no JSON at all":              {200, label, `<html>`, nil, false, ""},
		"no UTF-8, with an error":     {200, label, "{\"error\":true,\"statusCode\":403,\"a\":\"\xff\"}", nil, false, ""},
		"page":                        {200, "text/html", `<html>{"a":1}</html>`, nil, false, ""},
		"text":                        {200, "text/plain", `OK`, nil, false, ""},
		"text in brackets":            {200, "text/plain", `[2026-11-26] maintenance`, nil, false, ""},
		"text with many brackets":     {200, "text/plain", "x" + strings.Repeat("[", 2*maxDepth), nil, false, ""},
		"number called text":          {200, "text/plain", `404`, nil, false, ""},
		"number that may go on":       {200, "text/plain", `-`, nil, false, ""},
		"string":                      {200, label, `"ok"`, nil, true, ""},
		"string of a kind":            {400, "application/problem+json", `"no"`, nil, true, ""},
		"nothing":                     {200, label, ``, nil, false, ""},
		"largest":                     {200, label, largest, nil, true, ""},
		"too large":                   {200, label, largest + " ", nil, false, ProblemTooLarge},
		"connection lost in the body": {200, label, `{}`, io.ErrUnexpectedEOF, false, ProblemCutBody},
		"connection lost, status 429": {429, label, `{}`, io.ErrUnexpectedEOF, false, ""},
	} {
		m := &message{request: request{method: http.MethodPost}}
		h := &http.Response{StatusCode: test.status, Header: http.Header{"Content-Type": {test.contentType}}}
		r := m.received(t.Context(), h, []byte(test.body), test.readErr)
		if r.status != test.status || r.isJSON != test.isJSON || r.problem != test.problem || !r.sent || r.final != (test.problem == ProblemTooLarge) || bytes.HasPrefix(r.body, byteOrderMark) {
			t.Errorf("%s: status %d, JSON %t, problem %q, sent %t, final %t", name, r.status, r.isJSON, r.problem, r.sent, r.final)
		}
	}
}

// If the caller leaves while a proxy's refusal is read, that is how the request ended.
func TestMessage_receivedAfterTheCallerLeft(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m := &message{request: request{method: http.MethodPost}}
	r := m.received(ctx, &http.Response{StatusCode: http.StatusProxyAuthRequired}, nil, context.Canceled)
	if r.problem != ProblemCancelled || !r.final {
		t.Errorf("problem %q", r.problem)
	}
}

// timeoutError is a failure of the network that is, or is not, a time-out.
type timeoutError bool

func (e timeoutError) Error() string   { return "no packet" }
func (e timeoutError) Timeout() bool   { return bool(e) }
func (e timeoutError) Temporary() bool { return false }

func TestMessage_failed(t *testing.T) {
	t.Parallel()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	expired, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	untrusted := errors.New("untrusted")
	for name, test := range map[string]struct {
		caller  context.Context //nolint:containedctx // a case of the table
		err     error
		sent    bool
		problem string
		cause   error
		final   bool
	}{
		"cancelled":               {cancelled, io.EOF, true, ProblemCancelled, context.Canceled, true},
		"deadline of the caller":  {expired, io.EOF, false, ProblemDeadline, context.DeadlineExceeded, true},
		"certificate":             {t.Context(), &tls.CertificateVerificationError{Err: untrusted}, false, ProblemCertificate, untrusted, true},
		"no such host":            {t.Context(), &net.DNSError{}, false, ProblemHostNotFound, nil, false},
		"no such host, sent":      {t.Context(), &net.DNSError{}, true, ProblemConnectionLost, nil, false},
		"refused":                 {t.Context(), syscall.ECONNREFUSED, false, ProblemRefused, syscall.ECONNREFUSED, false},
		"refused, sent":           {t.Context(), syscall.ECONNREFUSED, true, ProblemConnectionLost, nil, false},
		"time-out":                {t.Context(), context.DeadlineExceeded, true, ProblemTimeout, nil, false},
		"time-out of the network": {t.Context(), timeoutError(true), false, ProblemTimeout, nil, false},
		"no connection":           {t.Context(), timeoutError(false), false, ProblemNoConnection, nil, false},
		"connection lost":         {t.Context(), timeoutError(false), true, ProblemConnectionLost, nil, false},
	} {
		m := &message{url: "https://hero.example:444/v1/me"}
		r := m.failed(test.caller, test.err, test.sent)
		if r.problem != test.problem || r.cause != test.cause || r.final != test.final || r.sent != test.sent { //nolint:errorlint // the very error
			t.Errorf("%s: problem %q, cause %v, final %t, sent %t", name, r.problem, r.cause, r.final, r.sent)
		}
		if want := map[bool]string{false: "hero.example:444", true: ""}[test.sent]; r.host != want {
			t.Errorf("%s: host %q, want %q", name, r.host, want)
		}
	}
}

func TestMessage_notAdmitted(t *testing.T) {
	t.Parallel()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if r := (&message{}).notAdmitted(t.Context(), ProblemPause); r.problem != ProblemPause || r.cause != nil || !r.final {
		t.Errorf("a pause: problem %q, cause %v, final %t", r.problem, r.cause, r.final)
	}
	if r := (&message{}).notAdmitted(cancelled, ProblemPause); r.problem != ProblemCancelled || !errors.Is(r.cause, context.Canceled) || !r.final {
		t.Errorf("cancelled: problem %q, cause %v, final %t", r.problem, r.cause, r.final)
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	const year = 365 * 24 * time.Hour
	synctest.Test(t, func(t *testing.T) {
		httpDate := func(after time.Duration) string { return time.Now().Add(after).UTC().Format(http.TimeFormat) }
		for name, test := range map[string]struct {
			value, date string
			wait        time.Duration
		}{
			"absent":                 {},
			"nothing":                {value: "0"},
			"negative":               {value: "-1"},
			"not a number":           {value: "NaN"},
			"not a time":             {value: "soon"},
			"part of a second":       {value: "0.5", wait: 500 * time.Millisecond},
			"seconds":                {value: " 2 ", wait: 2 * time.Second},
			"longer than a year":     {value: "1e300", wait: year},
			"no finite number":       {value: "1e999", wait: year},
			"date":                   {value: httpDate(10 * time.Second), wait: 10 * time.Second},
			"past date":              {value: httpDate(-10 * time.Second)},
			"date by a clock behind": {value: httpDate(-time.Hour), date: httpDate(-time.Hour - 10*time.Second), wait: 10 * time.Second},
			"date by a clock ahead":  {value: httpDate(time.Hour), date: httpDate(time.Hour)},
			"date in two years":      {value: httpDate(2 * year), wait: year},
		} {
			wait, asked := retryAfter(http.Header{"Retry-After": {test.value}, "Date": {test.date}})
			if wait != test.wait || asked != (test.wait > 0) {
				t.Errorf("%s: %s, asked %t, want %s", name, wait, asked, test.wait)
			}
		}
	})
}

func TestDepth(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]int{
		"": 0, "7": 0, `"[[["`: 0, "[]": 1, `{"a":[{}],"b":{}}`: 3, `["\"[[[",[]]`: 2, `["\\",[[]]]`: 3, `[{},[{}]]`: 3, "]][[": 0,
		strings.Repeat("[", maxDepth): maxDepth, strings.Repeat("[", 5*maxDepth): maxDepth + 1,
	} {
		if got := depth([]byte(body)); got != want {
			t.Errorf("%.20s: %d, want %d", body, got, want)
		}
	}
}

// JSON of the maximum depth is accepted, one level more is not.
func TestJSONIsAsDeepAsAllowed(t *testing.T) {
	t.Parallel()
	for levels, want := range map[int]string{maxDepth: "", maxDepth + 1: ProblemTooDeep} {
		body := strings.Repeat(`{"a":`, levels) + "1" + strings.Repeat("}", levels)
		r := (&message{}).received(t.Context(), &http.Response{StatusCode: 200}, []byte(body), nil)
		if r.problem != want || r.isJSON != (want == "") {
			t.Errorf("%d levels: problem %q", levels, r.problem)
		}
	}
}
