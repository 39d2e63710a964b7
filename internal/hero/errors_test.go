// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestWhatCountsAsNotFound(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		respond func(http.ResponseWriter)
		want    bool
	}{
		"empty 404": {func(w http.ResponseWriter) { w.WriteHeader(http.StatusNotFound) }, false},
		"JSON 404":  {func(w http.ResponseWriter) { respondJSON(w, 404, `{"message":"No patient found"}`) }, true},
		"HTML 404":  {func(w http.ResponseWriter) { respondHTML(w, 404) }, false},
		"cut 404":   {func(w http.ResponseWriter) { respondJSON(w, 404, `{"mess`) }, false},
		"403":       {func(w http.ResponseWriter) { respondJSON(w, 403, ``) }, false},
		"500":       {func(w http.ResponseWriter) { respondJSON(w, 500, ``) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { test.respond(w) })
				_, err := s.practice(t).GetPatient(t.Context(), "1")
				if err == nil || IsNotFound(err) != test.want {
					t.Errorf("IsNotFound(%v) = %v", err, IsNotFound(err))
				}
				if IsNotFound(fmt.Errorf("reading: %w", err)) != test.want {
					t.Error("wrapping changes the verdict")
				}
			})
		})
	}
}

// Only Hero itself refuses: with a status that says so, and not because of its load.
func TestRefused(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]bool{200: false, 399: false, 400: true, 403: true, 408: false, 422: true, 429: false, 499: true, 500: false, 503: false} {
		if got := refused(&APIError{Status: status, fromApplication: true}); got != want {
			t.Errorf("%d: %t", status, got)
		}
		if refused(&APIError{Status: status}) {
			t.Errorf("%d of a gateway is a refusal", status)
		}
	}
}

// Hero's message is quoted if the request has no value but the key, and if the message is plain text.
func TestAPIErrorHasHerosMessage(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		want APIError
	}{
		"message":             {`{"message":"  Name\n is\u0007 taken "}`, APIError{Message: "Name is taken"}},
		"error":               {`{"error":"Bad Request","statusCode":400}`, APIError{Message: "Bad Request"}},
		"both":                {`{"message":"Name is taken","error":"Bad Request"}`, APIError{Message: "Name is taken"}},
		"empty":               {`{"message":"","error":"Bad Request"}`, APIError{Message: "Bad Request"}},
		"signs":               {`{"message":"Practice 1001: the feature 'online_booking' is off (ask Hero)."}`, APIError{Message: "Practice 1001: the feature 'online_booking' is off (ask Hero)."}},
		"too long":            {`{"message":"` + strings.Repeat("never ", 50) + `"}`, APIError{Message: strings.TrimSpace(strings.Repeat("never ", 33))}},
		"markup":              {`{"message":"<b>no</b>"}`, APIError{Withheld: true}},
		"a long number":       {`{"message":"number 9990123454"}`, APIError{Withheld: true}},
		"the key":             {`{"message":"not canary"}`, APIError{Withheld: true}},
		"a part of the key":   {`{"message":"not ANAR"}`, APIError{Withheld: true}},
		"the key, spaced":     {`{"message":"no c a n a r y"}`, APIError{Withheld: true}},
		"the key, in base64":  {`{"message":"no Y2FuYXJ5LWtleQ"}`, APIError{Withheld: true}},
		"the key, in numbers": {`{"message":"no 6361 6e61 7279"}`, APIError{Withheld: true}},
		"no text":             {`{"message":{"canary":1}}`, APIError{}},
		"issues": {
			`{"error":true,"statusCode":400,"message":[{"code":"invalid_type","expected":"string","path":["headers",0]},"odd",{"code":"canary"}]}`,
			APIError{Issues: []Issue{{Path: []string{"headers", "…"}, Code: "invalid_type", Expected: "string"}, {}}},
		},
		"odd": {`[1]`, APIError{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
				w.Header().Set("X-Request-Id", "req-7")
				respondJSON(w, 400, test.body)
			})
			p := s.practice(t, func(c *Config) { c.APIKey = "canary-key" })
			_, err := p.GetPracticeGroup(t.Context())
			test.want.Method, test.want.Route, test.want.Status, test.want.RequestID, test.want.fromApplication = "GET", "/v1/me", 400, "req-7", true
			if diff := cmp.Diff(&test.want, as[*APIError](t, err), everyField); diff != "" {
				t.Error(diff)
			}
			for _, part := range []string{"GET /v1/me", "400 Bad Request", "req-7"} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q is not in %q", part, err)
				}
			}
		})
	}
}

// The error of a refused write quotes only codes and fields that any response can have.
func TestAPIErrorOfAWriteHasTermsOnly(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]APIError{
		`{"message":"name is taken"}`: {Withheld: true},
		`{"message":[{"code":"invalid_type","expected":"string","path":["address","town"]},{"code":"smith","expected":"a date in the past","path":["address","smith"]}]}`: {
			Issues: []Issue{{Path: []string{"address", "town"}, Code: "invalid_type", Expected: "string"}, {Path: []string{"address", "…"}}},
		},
	} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 400, body) })
		err := s.practice(t).UpdatePracticeGroup(t.Context(), PracticeGroupUpdate{Name: Value("smith")}, nil)
		want.Method, want.Route, want.Status, want.fromApplication = "PATCH", "/v1/me", 400, true
		if diff := cmp.Diff(&want, as[*APIError](t, err), everyField); diff != "" {
			t.Error(diff)
		}
	}
}

func TestResponsesThatAreNotTheAPIs(t *testing.T) {
	t.Parallel()
	read := func(ctx context.Context, p *Practice) error { _, err := p.GetPracticeGroup(ctx); return err }
	remove := func(ctx context.Context, p *Practice) error { return p.DeleteWebhook(ctx, "1") }
	patient := func(ctx context.Context, p *Practice) error { _, err := p.GetPatient(ctx, "1"); return err }
	for name, test := range map[string]struct {
		respond func(http.ResponseWriter)
		run     func(context.Context, *Practice) error
		want    ResponseError
	}{
		"HTML": {
			func(w http.ResponseWriter) { respondHTML(w, 200) }, read,
			ResponseError{Status: 200, ContentType: "text/html", Problem: ProblemNotJSON},
		},
		"HTML on a patient route": {
			func(w http.ResponseWriter) { respondHTML(w, 200) }, patient,
			ResponseError{Status: 200, ContentType: "text/html", Problem: ProblemNotJSON},
		},
		"HTML for a delete": {
			func(w http.ResponseWriter) { respondHTML(w, 200) }, remove,
			ResponseError{Status: 200, ContentType: "text/html", Problem: ProblemNotJSON, ambiguous: true},
		},
		"HTML 403": {
			func(w http.ResponseWriter) { respondHTML(w, 403) }, read,
			ResponseError{Status: 403, ContentType: "text/html", Problem: ProblemNotJSON},
		},
		"text": {
			func(w http.ResponseWriter) { _, _ = io.WriteString(w, `password: secret`) }, read,
			ResponseError{Status: 200, ContentType: "text/plain", Problem: ProblemNotJSON},
		},
		"not UTF-8": {
			func(w http.ResponseWriter) { respondJSON(w, 200, "{\"name\":\"\xff\"}") }, read,
			ResponseError{Status: 200, ContentType: "application/json", Problem: ProblemNotJSON},
		},
		"too deep": {
			func(w http.ResponseWriter) {
				respondJSON(w, 200, strings.Repeat(`{"a":`, 20_000)+"1"+strings.Repeat("}", 20_000))
			}, read,
			ResponseError{Status: 200, ContentType: "application/json", Problem: ProblemTooDeep},
		},
		"a failure that is too deep": {
			func(w http.ResponseWriter) {
				respondJSON(w, 404, `{"message":`+strings.Repeat(`[`, 101)+strings.Repeat("]", 101)+`}`)
			}, read,
			ResponseError{Status: 404, ContentType: "application/json", Problem: ProblemNotJSON},
		},
		"cut, whatever its type": {
			func(w http.ResponseWriter) { _, _ = io.WriteString(w, `{"password":"secret"`) }, read,
			ResponseError{Status: 200, ContentType: "text/plain", Problem: "cut short"},
		},
		"bare token": {
			func(w http.ResponseWriter) { _, _ = io.WriteString(w, "secret-token") },
			func(ctx context.Context, p *Practice) error { _, err := p.CreateAccessToken(ctx); return err },
			ResponseError{Status: 200, ContentType: "text/plain", Problem: ProblemNotJSON, ambiguous: true},
		},
		"bare token, refused": {
			func(w http.ResponseWriter) {
				w.WriteHeader(http.StatusForbidden)
				_, _ = io.WriteString(w, "secret-token")
			},
			func(ctx context.Context, p *Practice) error { _, err := p.CreateAccessToken(ctx); return err },
			ResponseError{Status: 403, ContentType: "text/plain", Problem: ProblemNotJSON},
		},
		"no JSON under its name": {
			func(w http.ResponseWriter) { respondJSON(w, 200, "oops") }, read,
			ResponseError{Status: 200, ContentType: "application/json", Problem: ProblemNotJSON},
		},
		"empty": {
			func(w http.ResponseWriter) { w.WriteHeader(http.StatusNoContent) }, read,
			ResponseError{Status: 204, Problem: "empty"},
		},
		"cut": {
			cut, read,
			ResponseError{Status: 200, ContentType: "application/json", Problem: "cut short"},
		},
		"array": {
			func(w http.ResponseWriter) { respondJSON(w, 200, `[]`) }, read,
			ResponseError{Status: 200, ContentType: "application/json", Problem: "not an object"},
		},
		"too large": {
			func(w http.ResponseWriter) { respondJSON(w, 200, `{"a":"`+strings.Repeat("x", maxBody)+`"}`) }, read,
			ResponseError{Status: 200, ContentType: "application/json", Problem: "larger than 10 MiB"},
		},
		"redirect": {
			func(w http.ResponseWriter) { w.Header().Set("Location", "/elsewhere"); w.WriteHeader(http.StatusFound) }, read,
			ResponseError{Status: 302, Problem: ProblemRedirect},
		},
		"redirect nowhere": {
			func(w http.ResponseWriter) {
				w.Header().Set("Location", "http://[secret")
				w.WriteHeader(http.StatusTemporaryRedirect)
			}, read,
			ResponseError{Status: 307, Problem: ProblemRedirect},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { test.respond(w) })
			err := test.run(t.Context(), s.practice(t, func(c *Config) { c.MaxRetries = 0 }))
			got := as[*ResponseError](t, err)
			test.want.Method, test.want.Route = got.Method, got.Route
			if diff := cmp.Diff(&test.want, got, everyField); diff != "" {
				t.Error(diff)
			}
			if len(s.requests()) != 1 {
				t.Errorf("%d requests", len(s.requests()))
			}
		})
	}
}

func TestJustNotTooLarge(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		respondJSON(w, 200, `{"id":"`+strings.Repeat("x", maxBody-9)+`"}`)
	})
	if _, err := s.practice(t).do(t.Context(), get(RouteConfiguration)); err != nil {
		t.Error(err)
	}
}

func TestHerosMessageIsShownOnPracticeRoutesOnly(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		respondJSON(w, 409, `{"message":"Mrs Canary is archived"}`)
	})
	p := s.practice(t)
	for name, run := range everyOperation {
		err := run(t.Context(), p)
		e := as[*APIError](t, err)
		shown := name == "group" || name == "capabilities"
		if (e.Message != "") != shown || e.Withheld == shown || strings.Contains(err.Error(), "Canary") != shown {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestMayQuote(t *testing.T) {
	t.Parallel()
	raw := func(path string, query url.Values) request {
		r, err := RawRequest{Method: "GET", Path: path, Query: query}.request()
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	page := func(size string) url.Values { return url.Values{"page_index": {"0"}, "page_size": {size}} }
	for name, test := range map[string]struct {
		request request
		want    bool
	}{
		"practice group":               {get(RoutePracticeGroup), true},
		"a page":                       {request{method: "GET", route: RouteAdmins, query: page("100")}, true},
		"a page of any size":           {request{method: "GET", route: RouteAdmins, query: page("robin")}, false},
		"a filter":                     {request{method: "GET", route: RouteForms, query: url.Values{"type": {"a"}}}, false},
		"a filter by a number":         {request{method: "GET", route: RouteForms, query: url.Values{"type": {"7"}}}, false},
		"one of a list":                {request{method: "GET", route: RouteForm, id: "1"}, false},
		"webhooks":                     {get(RouteWebhooks), false},
		"patients":                     {get(RoutePatients), false},
		"a write":                      {request{method: "PATCH", route: RoutePracticeGroup, body: 1}, false},
		"a write without a body":       {request{method: "DELETE", route: RoutePracticeGroup}, false},
		"a read with a body":           {request{method: "GET", route: RoutePracticeGroup, body: 1}, false},
		"a token":                      {request{method: "POST", route: RouteAccessToken}, false},
		"the user's, of a known route": {raw("/v1/locations", nil), true},
		"the user's, with a query":     {raw("/v1/locations", url.Values{"q": {"a"}}), false},
		"appointments":                 {raw("/v1/practitioners/20/appointments", nil), false},
		"patients of the practice":     {raw("/v1/me/patients", nil), false},
		"responses to a form":          {raw("/v1/forms/f1/responses", nil), false},
		"another version":              {raw("/v2/me", nil), false},
	} {
		if got := test.request.mayQuote(); got != test.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}

func TestEmptyResponseIsEnoughForDeleteAndPatch(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 204} {
		s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
			if r.Method == http.MethodGet {
				respondJSON(w, 200, `[]`) // confirms the delete
				return
			}
			w.WriteHeader(status)
		})
		p := s.practice(t)
		if err := p.DeleteWebhook(t.Context(), "1"); err != nil {
			t.Error(err)
		}
		if err := p.UpdateAdmin(t.Context(), "1", AdminUpdate{}, nil); err != nil {
			t.Error(err)
		}
	}
}

// everyOperation runs each operation with canaries as values.
var everyOperation = map[string]func(context.Context, *Practice) error{
	"group":        func(ctx context.Context, p *Practice) error { _, err := p.GetPracticeGroup(ctx); return err },
	"capabilities": func(ctx context.Context, p *Practice) error { _, err := p.Capabilities(ctx); return err },
	"update group": func(ctx context.Context, p *Practice) error {
		return p.UpdatePracticeGroup(ctx, PracticeGroupUpdate{
			Address: map[string]any{"line_1": "canary-line"}, Credentials: &PartnerCredentialsUpdate{Password: Value("canary-password")},
		}, nil)
	},
	"patient": func(ctx context.Context, p *Practice) error { _, err := p.GetPatient(ctx, "canary-id"); return err },
	"search": func(ctx context.Context, p *Practice) error {
		for _, err := range p.SearchPatients(ctx, PatientFilter{FirstName: "canary-first", NHSNumber: "9434765919"}) {
			return err
		}
		return nil
	},
	"create": func(ctx context.Context, p *Practice) error {
		_, err := p.CreatePatient(ctx, Registration{NHSNumber: Value("9434765919"), FirstName: Value("canary-first"), DOB: Value("1980-05-06")})
		return err
	},
	"create without number": func(ctx context.Context, p *Practice) error {
		_, err := p.CreatePatient(ctx, Registration{FirstName: Value("canary-first"), LastName: Value("canary-last"), DOB: Value("1980-05-06")})
		return err
	},
	"PDS": func(ctx context.Context, p *Practice) error {
		_, err := p.RegisterPatientPDS(ctx, PDSRegistration{NHSNumber: Value("9434765919"), DOB: Value("1980-05-06")})
		return err
	},
	"billing": func(ctx context.Context, p *Practice) error { _, err := p.GetBillingInfo(ctx, "canary-id"); return err },
	"webhook": func(ctx context.Context, p *Practice) error {
		_, err := p.CreateWebhook(ctx, WebhookCreate{URL: "https://canary-host.test", SigningKey: Value("canary-signing"), Headers: map[string]string{"A": "canary-header"}}, acceptAny)
		return err
	},
	"delete": func(ctx context.Context, p *Practice) error { return p.DeleteWebhook(ctx, "canary-id") },
	"token":  func(ctx context.Context, p *Practice) error { _, err := p.CreateAccessToken(ctx); return err },
}

func TestErrorsHoldNoValues(t *testing.T) {
	t.Parallel()
	// Each response repeats everything that was sent, or has a value that is on record.
	responses := map[string]func(http.ResponseWriter, string){
		"message": func(w http.ResponseWriter, echo string) { respondJSON(w, 400, fmt.Sprintf(`{"message":%q}`, echo)) },
		"issues": func(w http.ResponseWriter, echo string) {
			respondJSON(w, 400, fmt.Sprintf(`{"message":[{"code":%q,"expected":%q,"path":[%q]}]}`, echo, echo, echo))
		},
		"HTML": func(w http.ResponseWriter, echo string) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusBadGateway)
			_, _ = io.WriteString(w, "<html>"+echo)
		},
		"cut": func(w http.ResponseWriter, _ string) {
			w.Header().Set("Content-Length", "99")
			_, _ = io.WriteString(w, `{"first_name":"canary-stored"`)
		},
		"odd":     func(w http.ResponseWriter, _ string) { respondJSON(w, 200, `["canary-stored"]`) },
		"no JSON": func(w http.ResponseWriter, _ string) { _, _ = io.WriteString(w, `access_token=canary-stored`) },
		"drop":    func(http.ResponseWriter, string) { drop() },
		"redirect": func(w http.ResponseWriter, echo string) {
			w.Header().Set("Location", "/"+echo)
			w.WriteHeader(http.StatusFound)
		},
		"late page": func(w http.ResponseWriter, echo string) { respondJSON(w, 404, fmt.Sprintf(`{"error":%q}`, echo)) },
	}
	for responseName, reply := range responses {
		for name, run := range everyOperation {
			t.Run(name+" "+responseName, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
						if r.URL.Path == RouteWebhooks && r.Method == http.MethodGet && name == "webhook" {
							respondJSON(w, 200, `[]`)
							return
						}
						body, _ := io.ReadAll(r.Body)
						reply(w, fmt.Sprint(r.URL.Path, " ", r.URL.Query(), " ", r.Header.Get("x-api-key"), " ", string(body)))
					})
					var mu sync.Mutex
					var shown strings.Builder
					p := s.practice(t, func(c *Config) {
						c.APIKey, c.MaxRetries = "canary-key", 1
						c.Observe = func(_ context.Context, a Attempt) {
							mu.Lock()
							defer mu.Unlock()
							fmt.Fprintf(&shown, "%+v\n", a)
						}
					})
					if err := run(t.Context(), p); err != nil {
						fmt.Fprintf(&shown, "%v %+v", err, err)
					} else if !(name == "delete" && responseName == "late page") && !strings.Contains(responseName, "odd") {
						t.Error("no error")
					}
					for _, canary := range []string{"canary", "9434765919", "1980-05-06", "127.0.0.1"} {
						if strings.Contains(strings.ToLower(shown.String()), canary) {
							t.Errorf("%q is in %s", canary, shown.String())
						}
					}
				})
			})
		}
	}
}

// The texts of errors, also of those that wrap another one.
func TestErrorTexts(t *testing.T) {
	t.Parallel()
	lost, unread := &TransportError{Method: "POST", Route: RouteWebhooks, Problem: ProblemConnectionLost}, errors.New("no list")
	for want, err := range map[string]error{
		"POST /v1/webhooks: connection lost; looking for its result failed as well: no list":  &UnclearError{Err: lost, SearchErr: unread},
		"POST /v1/webhooks: connection lost; possible results: 1":                             &UnclearError{Err: lost, Found: 1},
		"POST /v1/webhooks: connection lost; nothing appeared within 30s":                     &UnclearError{Err: lost, Within: 30 * time.Second},
		"Hero accepted the delete, but the webhook is still in Hero's list":                   &DeleteUnconfirmedError{},
		"Hero accepted the delete; whether the webhook is gone could not be checked: no list": &DeleteUnconfirmedError{Unchecked: unread},
		"POST /v1/webhooks: connection lost, but the webhook is still in Hero's list":         &DeleteUnconfirmedError{Err: lost},
		"Hero created no webhook, and returned 7, which was there before":                     &WebhookNotNewError{ID: "7"},
		"Hero answered that it does not exist, and nothing confirms it: no list":              &NotGoneError{Err: unread},
		"PATCH /v1/me: Hero answered 299 with an error in the body":                           &APIError{Method: "PATCH", Route: "/v1/me", Status: 299},
		"PATCH /v1/me: Hero answered 300 Multiple Choices":                                    &APIError{Method: "PATCH", Route: "/v1/me", Status: 300},
		"GET /v1/me: the answer is not JSON (200 OK, no content type)":                        &ResponseError{Method: "GET", Route: "/v1/me", Status: 200, Problem: ProblemNotJSON},
		"GET /v1/me: the answer is not JSON (200 OK, text/html)":                              &ResponseError{Method: "GET", Route: "/v1/me", Status: 200, Problem: ProblemNotJSON, ContentType: "text/html"},
	} {
		if got := err.Error(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// The wrapped error decides how an error is handled; the reason why a later search failed does not.
func TestErrorsLeadToTheResponse(t *testing.T) {
	t.Parallel()
	missing, unread := &APIError{Status: 404, fromApplication: true}, &APIError{Status: 403}
	for name, err := range map[string]error{
		"unclear":           &UnclearError{Err: missing, SearchErr: unread},
		"not deleted":       &DeleteUnconfirmedError{Err: missing, Unchecked: unread},
		"not gone for good": &NotGoneError{Err: missing},
	} {
		if !IsNotFound(err) {
			t.Errorf("%s: the response is not found", name)
		}
	}
	if err := (&DeleteUnconfirmedError{Unchecked: missing}); IsNotFound(err) {
		t.Error("the error of the later read counts as the response")
	}
}
