// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// A success whose body reports an error is an error, with the status that the body names.
func TestErrorInASuccessIsAnError(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body             string
		status, requests int
		ambiguous        bool
	}{
		"without a status":     {`{"error":true,"message":"Something went wrong"}`, 200, 3, true},
		"with a refusal":       {`{"error":true,"statusCode":403,"message":"Something went wrong"}`, 403, 1, false},
		"with a failure":       {`{"error":true,"statusCode":500,"message":"Something went wrong"}`, 500, 3, true},
		"with another success": {`{"error":true,"statusCode":201,"message":"Something went wrong"}`, 200, 3, true},
		"with the least":       {`{"error":true,"statusCode":400,"message":"Something went wrong"}`, 400, 1, false},
		"with no status":       {`{"error":true,"statusCode":600,"message":"Something went wrong"}`, 200, 3, true},
		"as a string":          {`{"error":"true","message":"Something went wrong"}`, 200, 3, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 200, test.body) })
				err := s.practice(t).UpdateAdmin(t.Context(), "1", AdminUpdate{}, nil)
				if e := as[*APIError](t, err); e.Status != test.status || e.Message != "" || !e.Withheld || Ambiguous(err) != test.ambiguous {
					t.Errorf("got %v, ambiguous %t", err, Ambiguous(err))
				}
				if n := len(s.requests()); n != test.requests {
					t.Errorf("%d requests, want %d", n, test.requests)
				}
			})
		})
	}
}

// A failure keeps its own status, whatever its body says.
func TestErrorBodyOfAFailureChangesNothing(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		respondJSON(w, 400, `{"error":true,"statusCode":404}`)
	})
	_, err := s.practice(t).GetPatient(t.Context(), "1")
	if e := as[*APIError](t, err); e.Status != 400 || IsNotFound(err) {
		t.Errorf("got %v", err)
	}
}

func TestFieldsNamedErrorAreNoError(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"error":false}`, `{"error":null}`, `{"error":"none"}`, `{"admin_id":"1","log":{"error":true}}`, `[{"error":true}]`} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 200, body) })
		if err := s.practice(t).UpdateAdmin(t.Context(), "1", AdminUpdate{}, nil); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// A response about another object than the one in the request is an error that names both.
func TestAnotherObjectThanAskedForIsAnError(t *testing.T) {
	t.Parallel()
	credentials := PracticeGroupUpdate{Credentials: &PartnerCredentialsUpdate{Email: Value("new@practice.example"), Password: Value("secret")}}
	address := PracticeGroupUpdate{Credentials: &PartnerCredentialsUpdate{Email: Value("new@practice.example")}}
	password := PracticeGroupUpdate{Credentials: &PartnerCredentialsUpdate{Password: Value("secret")}}
	for name, test := range map[string]struct {
		run  func(context.Context, *Practice) error
		body string
		want string
	}{
		"patient":                  {func(ctx context.Context, p *Practice) error { _, err := p.GetPatient(ctx, "7"); return err }, `{"id":"12"}`, "the answer is about 12, but 7 was asked for"},
		"patient by an NHS number": {func(ctx context.Context, p *Practice) error { _, err := p.GetPatient(ctx, "9434765919"); return err }, `{"id":"12"}`, "the answer is about 12, but the given id was asked for"},
		"patient without an id":    {func(ctx context.Context, p *Practice) error { _, err := p.GetPatient(ctx, "7"); return err }, `{}`, "missing an id"},
		"form":                     {func(ctx context.Context, p *Practice) error { _, err := p.GetForm(ctx, "f1"); return err }, `{"id":"f2"}`, "the answer is about f2, but f1 was asked for"},
		"practitioner":             {func(ctx context.Context, p *Practice) error { _, err := p.GetPractitioner(ctx, "3"); return err }, `{"id":4}`, "the answer is about 4, but 3 was asked for"},
		"practitioner without id":  {func(ctx context.Context, p *Practice) error { _, err := p.GetPractitioner(ctx, "3"); return err }, `{}`, ""},
		"practice group":           {func(ctx context.Context, p *Practice) error { _, err := p.GetPracticeGroup(ctx); return err }, `{"id":"1002"}`, "the answer is about 1002, but 1001 was asked for"},
		"practice group, no id":    {func(ctx context.Context, p *Practice) error { _, err := p.GetPracticeGroup(ctx); return err }, `{}`, ""},
		"changed practice group":   {func(ctx context.Context, p *Practice) error { return p.UpdatePracticeGroup(ctx, credentials, nil) }, `{"id":"1002"}`, "the answer is about 1002, but 1001 was asked for"},
		"changed admin":            {func(ctx context.Context, p *Practice) error { return p.UpdateAdmin(ctx, "1", AdminUpdate{}, nil) }, `{"admin_id":"2"}`, "the answer is about 2, but 1 was asked for"},
		"other credentials":        {func(ctx context.Context, p *Practice) error { return p.UpdatePracticeGroup(ctx, credentials, nil) }, `{"prescription_partner_credentials":{"email":"old@practice.example"}}`, ErrCredentialsNotStored.Error()},
		"the same credentials":     {func(ctx context.Context, p *Practice) error { return p.UpdatePracticeGroup(ctx, credentials, nil) }, `{"id":1001,"prescription_partner_credentials":{"email":"New@practice.example"}}`, ""},
		"an empty answer":          {func(ctx context.Context, p *Practice) error { return p.UpdatePracticeGroup(ctx, credentials, nil) }, `{}`, ErrPasswordUnanswered.Error()},
		"no answer":                {func(ctx context.Context, p *Practice) error { return p.UpdatePracticeGroup(ctx, credentials, nil) }, ``, ErrPasswordUnanswered.Error()},
		"another shape":            {func(ctx context.Context, p *Practice) error { return p.UpdatePracticeGroup(ctx, credentials, nil) }, `{"ok":true}`, ""},
		"no answer to an address":  {func(ctx context.Context, p *Practice) error { return p.UpdatePracticeGroup(ctx, address, nil) }, `{}`, ""},
		"a password alone":         {func(ctx context.Context, p *Practice) error { return p.UpdatePracticeGroup(ctx, password, nil) }, `{"prescription_partner_credentials":{"email":"old@practice.example"}}`, ""},
		"no answer to other": {func(ctx context.Context, p *Practice) error {
			return p.UpdatePracticeGroup(ctx, PracticeGroupUpdate{Name: Value("a")}, nil)
		}, ``, ""},
		"credentials not shown": {func(ctx context.Context, p *Practice) error { return p.UpdatePracticeGroup(ctx, credentials, nil) }, `{"prescription_partner_credentials":{"email":null}}`, ""},
	} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 200, test.body) })
		err := test.run(t.Context(), s.practice(t))
		got := fmt.Sprint(err)
		if other := (*OtherObjectError)(nil); errors.As(err, &other) {
			got = got[len(other.Method+" "+other.Route+": "):]
		}
		if (test.want == "" && err != nil) || (test.want == "missing an id" && as[*ResponseError](t, err).Problem != test.want) || (test.want != "" && test.want != "missing an id" && got != test.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// A list can lag behind a delete, for as long as a late commit is plausible.
func TestDeleteWaitsForTheList(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lag  time.Duration
		gone bool
	}{
		"that lags for a while": {10 * time.Second, true},
		"that keeps it":         {time.Hour, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var deleted time.Time
				practice := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
					switch {
					case r.Method == http.MethodDelete:
						deleted = time.Now()
						w.WriteHeader(http.StatusNoContent)
					case time.Since(deleted) < test.lag:
						respondJSON(w, 200, `[{"id":"wh_1"}]`)
					default:
						respondJSON(w, 200, `[]`)
					}
				}).practice(t)
				err := practice.DeleteWebhook(t.Context(), "wh_1")
				if (err == nil) != test.gone {
					t.Errorf("got %v", err)
				}
				if err != nil {
					if stays := as[*DeleteUnconfirmedError](t, err); stays.Err != nil || stays.Unchecked != nil || stays.Within != defaultTimeout {
						t.Errorf("got %+v", stays)
					}
				}
				if took := time.Since(deleted); took > defaultTimeout+time.Second {
					t.Errorf("took %s", took)
				}
			})
		})
	}
}
