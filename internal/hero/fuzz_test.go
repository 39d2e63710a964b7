// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// hostile returns a response with any content to a request that sent secret values.
func hostile(route string, status int, contentType string, body []byte) *response {
	m := &message{
		request: request{method: http.MethodPost, route: route, id: "canary-id"},
		content: []byte(`{"first_name":"canary-name","address":{"town":"canary  town"}}`),
		secrets: []string{"canary-key", "canary-other-key"},
	}
	return m.received(context.Background(), &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {contentType}, "X-Request-Id": {string(body)}},
	}, body, nil)
}

// wantFit fails if a text must not be shown, because it has a control character, invalid UTF-8 or a value that was sent.
func wantFit(t *testing.T, text string) {
	t.Helper()
	for _, r := range text {
		if !unicode.IsPrint(r) {
			t.Errorf("%q holds %q", text, r)
		}
	}
	if !utf8.ValidString(text) {
		t.Errorf("%q is not UTF-8", text)
	}
	for _, secret := range []string{"canary-id", "canary-name", "canary  town", "canary-key", "canary-other-key"} {
		if strings.Contains(strings.ToLower(text), secret) {
			t.Errorf("%q holds the value %q", text, secret)
		}
	}
}

func FuzzErrorBody(f *testing.F) {
	for _, body := range []string{
		``, `{}`, `null`, `"x"`, `[]`, `{"message":null}`, `{"error":"canary-key, Canary-Other-Key"}`, "<html>\x1b[2J</html>", "\xff\xfe",
		`{"error":true,"statusCode":400,"message":[{"code":"invalid_type","expected":"string","path":["address","town",0,null,"canary-name"]}]}`,
		`{"message":"canary-\u0000name, canary\u200b-key"}`, `{"message":"\u001b]0;title\u0007 \u009b2J \u202e"}`,
		`{"message":[{"code":{"a":1},"expected":7,"path":"x"},3,null,[]]}`,
	} {
		for _, contentType := range []string{"application/json", "text/html\x1b[2J", ""} {
			f.Add(400, contentType, []byte(body), true)
			f.Add(503, contentType, []byte(body), false)
			f.Add(200, contentType, []byte(body), false)
		}
	}
	f.Fuzz(func(t *testing.T, status int, contentType string, body []byte, patient bool) {
		route := RouteWebhook
		if patient {
			route = RouteRegister
		}
		_, err := hostile(route, status, contentType, body).result(true)
		if err == nil {
			if status < 200 || status > 299 {
				t.Errorf("status %d is a success", status)
			}
			return
		}
		wantFit(t, err.Error())
		if api, ok := errors.AsType[*APIError](err); ok {
			wantFit(t, api.Message)
			for _, issue := range api.Issues {
				wantFit(t, issue.Code+issue.Expected+strings.Join(issue.Path, "."))
			}
			if api.Message != "" {
				t.Errorf("the message of a refused write is shown: %q", api.Message)
			}
		}
	})
}

func FuzzRetryAfter(f *testing.F) {
	for _, header := range []string{"", "0", "1", "1.5", "-1", "1e9", "1e400", "NaN", "Inf", " 3 ", "Wed, 21 Oct 2065 07:28:00 GMT", "Wed, 21 Oct 2015 07:28:00 GMT", "0x10", "9999999999999999999"} {
		f.Add(header)
	}
	f.Fuzz(func(t *testing.T, header string) {
		wait, asked := retryAfter(http.Header{"Retry-After": {header}})
		if wait < 0 || asked != (wait > 0) {
			t.Errorf("%q is a wait of %s, asked %t", header, wait, asked)
		}
		if wait > 365*24*time.Hour {
			t.Errorf("%q is a wait of %s", header, wait)
		}
	})
}

// FuzzPages splits its input into the bodies of pages, the last of which repeats.
func FuzzPages(f *testing.F) {
	for _, pages := range []string{
		`{"data":[{"id":"1"}],"count":1}`, `[{"id":"1"},{"id":"1"},3,null]` + "\x00" + `[]`, `{"data":[{"id":"1"}],"count":9}` + "\x00" + `{"data":[]}`,
		`{"data":null,"count":-1}`, `{"data":[{"id":{}}],"count":1e300}`, `{"count":"many"}`, `{"data":{"id":"1"}}`, ``, `{"data":[{},{"id":"2"}],"count":2}` + "\x00" + `"x"`,
	} {
		f.Add([]byte(pages))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		bodies := strings.Split(string(input), "\x00")
		const limit = 50
		fetched := 0
		fetch := func(_ context.Context, index int) (rawList, error) {
			fetched++
			body := []byte(bodies[min(index, len(bodies)-1)])
			if !json.Valid(body) { // do refuses such a body
				return rawList{}, errors.New("not JSON")
			}
			return hostile(RoutePatients, 200, "application/json", body).list("data")
		}
		seen, failed := map[string]bool{}, false
		for patient, err := range allPages(t.Context(), fetch, PatientSummary.HeroID, limit) {
			if failed {
				t.Fatal("an entry follows an error")
			}
			failed = err != nil
			if id := patient.HeroID(); id != "" && seen[id] {
				t.Errorf("%q came twice", id)
			} else if id != "" {
				seen[id] = true
				wantFit(t, id)
			}
		}
		if fetched > limit {
			t.Errorf("%d pages were fetched", fetched)
		}
	})
}

// FuzzResponse reads a response of any form as each kind of object that this client writes.
func FuzzResponse(f *testing.F) {
	for _, body := range []string{
		`{"id":"wh_1","signing_key":"canary","headers":{"signing_key":"canary"},"event_type":7}`, `{"patient_id":"1\u001b[2J"}`, `{"data":[{"id":[]}]}`,
		`{"patient_id":null,"message":"canary-name","login_url":"https://id.example/?u=canary-name"}`, `{"login_url":"https://id.example/%zz"}`, `[]`, `7`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r := hostile(RouteRegisterPDS, 200, "application/json", body)
		if !r.isJSON {
			return
		}
		if id, err := patientID(r); err == nil {
			wantFit(t, id)
		}
		if webhook, err := decodeObject[Webhook](r); err == nil {
			wantFit(t, webhook.ID.OrZero())
			var raw any
			if json.Unmarshal(webhook.Raw, &raw) != nil || names(raw)["signing_key"] {
				t.Errorf("%s holds a signing key", webhook.Raw)
			}
		}
		var link struct {
			LoginURL String `json:"login_url"`
		}
		if json.Unmarshal(body, &link) == nil {
			shown, host := r.link(link.LoginURL.OrZero())
			wantFit(t, shown+" "+host)
		}
		_, _ = decodeObject[Patient](r)
		_, _ = decodeObject[PracticeGroup](r)
		if read, err := r.list("data"); err == nil {
			_ = decodeEntries[Admin](read.entries)
		}
	})
}

func names(value any) map[string]bool {
	all := map[string]bool{}
	switch v := value.(type) {
	case []any:
		for _, element := range v {
			maps.Copy(all, names(element))
		}
	case map[string]any:
		for name, element := range v {
			all[name] = true
			maps.Copy(all, names(element))
		}
	}
	return all
}
