// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
)

// webhookServer is a server that keeps webhooks. fault, when set, decides on the n-th POST (from 0) whether it takes effect and how
// it responds.
type webhookServer struct {
	mu     sync.Mutex
	stored []map[string]any
	posts  int
	fault  func(n int) (effect bool, respond func(http.ResponseWriter))
	// headers says whether responses have headers.
	headers bool
	// afterPost runs after the n-th POST, with the lock held.
	afterPost func(h *webhookServer, n int)
}

func (h *webhookServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch r.Method {
	case http.MethodGet:
		body, _ := json.Marshal(map[string]any{"data": append([]map[string]any{}, h.stored...), "count": len(h.stored)})
		respondJSON(w, 200, string(body))
	case http.MethodDelete:
		id := strings.TrimPrefix(r.URL.Path, "/v1/webhooks/")
		for i, webhook := range h.stored {
			if webhook["id"] == id {
				h.stored = append(h.stored[:i], h.stored[i+1:]...)
				respondJSON(w, 200, `{}`)
				return
			}
		}
		respondJSON(w, 404, `{}`)
	default:
		h.post(w, r)
	}
}

func (h *webhookServer) post(w http.ResponseWriter, r *http.Request) {
	var create map[string]any
	_ = json.NewDecoder(r.Body).Decode(&create)
	n := h.posts
	h.posts++
	var respond func(http.ResponseWriter)
	effect := true
	if h.fault != nil {
		effect, respond = h.fault(n)
	}
	var created map[string]any
	if effect {
		created = h.add(create)
	}
	if h.afterPost != nil {
		h.afterPost(h, n)
	}
	if respond != nil {
		respond(w)
		return
	}
	body, _ := json.Marshal(created)
	respondJSON(w, 200, string(body))
}

func (h *webhookServer) add(create map[string]any) map[string]any {
	created := map[string]any{"id": fmt.Sprint("w", len(h.stored), "-", h.posts), "event_type": create["event_type"], "url": create["url"]}
	if key, ok := create["signing_key"]; ok {
		created["signing_key"] = key
	}
	if h.headers {
		created["headers"] = create["headers"]
	}
	h.stored = append(h.stored, created)
	return created
}

func (h *webhookServer) start(t *testing.T) (*server, *Practice) {
	t.Helper()
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) { h.ServeHTTP(w, r) })
	return s, s.practice(t)
}

// signed is a create whose signing key proves which webhook it made, if the list shows keys.
var signed = WebhookCreate{EventType: "prescription.issued", URL: "https://Example.test:443", Headers: map[string]string{"A": "b"}, SigningKey: Value("our-key")}

func acceptAny([]Webhook) error { return nil }

var create = WebhookCreate{EventType: "prescription.issued", URL: "https://Example.test:443", Headers: map[string]string{"A": "b"}}

func TestManyCreatesAtOnce(t *testing.T) {
	t.Parallel()
	h := &webhookServer{}
	s, p := h.start(t)
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			created, err := p.CreateWebhook(t.Context(), WebhookCreate{EventType: "prescription.issued", URL: fmt.Sprint("https://example.test/", i)}, acceptAny)
			if err != nil {
				t.Error(err)
				return
			}
			listed, err := p.ListWebhooks(t.Context())
			if err != nil {
				t.Error(err)
			}
			found := false
			for _, webhook := range listed {
				found = found || webhook.ID.OrZero() == created.ID.OrZero()
			}
			if !found {
				t.Errorf("webhook %s is not in the cached list", created.ID.OrZero())
			}
		})
	}
	wg.Wait()
	// Creates at the same moment share the list from before them. The test's own reads are extra.
	if gets, posts := s.count("GET"), s.count("POST"); gets > 60 || posts != 50 {
		t.Errorf("%d lists and %d creates", gets, posts)
	}
	listed, _ := p.ListWebhooks(t.Context())
	lists := s.count("GET")
	for _, webhook := range listed[:25] {
		if err := p.DeleteWebhook(t.Context(), webhook.ID.OrZero()); err != nil {
			t.Error(err)
		}
	}
	left, _ := p.ListWebhooks(t.Context())
	// Each delete reads the list once, and the next caller gets the last of these reads.
	if diff := cmp.Diff(webhookIDs(listed[25:]), webhookIDs(left)); diff != "" || s.count("GET") != lists+25 {
		t.Errorf("%d lists, then %d: %s", lists, s.count("GET"), diff)
	}
}

func webhookIDs(webhooks []Webhook) (ids []string) {
	for _, webhook := range webhooks {
		ids = append(ids, webhook.ID.OrZero())
	}
	slices.Sort(ids)
	return ids
}

func TestDeleteWebhook(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		respond func(http.ResponseWriter)
		list    string
		ok      bool
	}{
		"done":                        {respond: func(w http.ResponseWriter) { respondJSON(w, 200, `{}`) }, list: `[{"id":"2"}]`, ok: true},
		"done, but it is still there": {respond: func(w http.ResponseWriter) { respondJSON(w, 200, `{}`) }, list: `[{"id":"1"}]`},
		"done, but the list is odd":   {respond: func(w http.ResponseWriter) { w.WriteHeader(http.StatusNoContent) }, list: `{}`},
		"an error in a success":       {respond: func(w http.ResponseWriter) { respondJSON(w, 200, `{"error":true}`) }, list: `[]`},
		"gone for good":               {respond: func(w http.ResponseWriter) { respondJSON(w, 410, `{}`) }, list: `[{"id":"2"}]`, ok: true},
		"gone":                        {respond: func(w http.ResponseWriter) { respondJSON(w, 404, `{}`) }, list: `[{"id":"2"}]`, ok: true},
		"gone, without a body":        {respond: func(w http.ResponseWriter) { w.WriteHeader(http.StatusNotFound) }, list: `[]`, ok: true},
		"no such route":               {respond: func(w http.ResponseWriter) { respondJSON(w, 404, `{}`) }, list: `[{"id":"1"}]`},
		"no such route, a page":       {respond: func(w http.ResponseWriter) { respondHTML(w, 404) }, list: `[{"id":"1"}]`},
		"gone, but the list is odd":   {respond: func(w http.ResponseWriter) { respondJSON(w, 404, `{}`) }, list: `{}`},
		"gone, but the list is short": {respond: func(w http.ResponseWriter) { respondJSON(w, 404, `{}`) }, list: `{"data":[],"count":1}`},
		"refused":                     {respond: func(w http.ResponseWriter) { respondJSON(w, 403, ``) }, list: `[]`},
	} {
		synctest.Test(t, func(t *testing.T) {
			reads := 0
			s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
				switch {
				case r.Method == http.MethodDelete:
					test.respond(w)
				case reads == 0: // the list that an earlier plan read
					reads++
					respondJSON(w, 200, `[]`)
				default:
					respondJSON(w, 200, test.list)
				}
			})
			p := s.practice(t)
			if _, err := p.ListWebhooks(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := p.DeleteWebhook(t.Context(), "1"); (err == nil) != test.ok {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

func TestWebhookListMustBeWhole(t *testing.T) {
	t.Parallel()
	for body, ok := range map[string]bool{
		`{"data":[{"id":"1"}],"count":1}`: true,
		`{"data":[{"id":"1"}],"count":0}`: true,
		`[{"id":"1"}]`:                    true,
		`{"data":null,"count":0}`:         true,
		`{"data":[{"id":"1"}],"count":2}`: false,
		`{"data":null,"count":2}`:         false,
		`{"count":0}`:                     false,
		`{"data":{}}`:                     false,
		`null`:                            false,
	} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 200, body) })
		if _, err := s.practice(t).ListWebhooks(t.Context()); (err == nil) != ok {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestSigningKeyIsNotKept(t *testing.T) {
	t.Parallel()
	webhook := decoded[Webhook](t, `{"id":"1","signing_key":"secret","new":1}`)
	if string(webhook.Raw) != `{"id":"1","new":1}` {
		t.Errorf("got %s", webhook.Raw)
	}
}

func TestWebhookRawHasNoSigningKeyAtAnyLevel(t *testing.T) {
	t.Parallel()
	const entry = `{
		"id": "wh_1", "signing_key": "canary-1", "big": 12345678901234567890, "none": null, "list": [1, {"signing_key": "canary-2", "kept": true}],
		"signing": {"signing_key": "canary-3", "deeper": {"\u0073igning_key": "canary-4"}, "algorithm": "sha256"}}`
	raw := decoded[Webhook](t, entry).Raw
	const want = `{"big":12345678901234567890,"id":"wh_1","list":[1,{"kept":true}],"none":null,"signing":{"algorithm":"sha256","deeper":{}}}`
	if string(raw) != want || strings.Contains(string(raw), "canary") {
		t.Errorf("Raw is\n  %s\nwant\n  %s", raw, want)
	}
}

func TestWebhookListReplacesAnEntry(t *testing.T) {
	t.Parallel()
	list := webhookList{}.withCreated(Webhook{ID: Value("1"), URL: Value("https://a.example")})
	changed := list.withCreated(Webhook{ID: Value("1"), URL: Value("https://b.example")})
	if len(changed.entries) != 1 || changed.entries[0].URL.OrZero() != "https://b.example" || list.entries[0].URL.OrZero() != "https://a.example" {
		t.Errorf("%d entries after a change of the only one", len(changed.entries))
	}
}

// Only a missing webhook takes a second list.
func TestGetWebhookReadsAListOnce(t *testing.T) {
	t.Parallel()
	for status, body := range map[int]string{200: `[{"id":"1"}]`, 400: `{"message":"no"}`} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, status, body) })
		_, found, err := s.practice(t).GetWebhook(t.Context(), "1")
		if found != (status == 200) || (err == nil) != found || len(s.requests()) != 1 {
			t.Errorf("%d: found %t, %v after %d requests", status, found, err, len(s.requests()))
		}
	}
}

func TestEqualWebhooks(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		respondJSON(w, 200, `[
			{"id":"1","event_type":"prescription.issued","url":"https://example.test/","headers":{"a":"b"}},
			{"id":"2","event_type":"prescription.issued","url":"https://example.test","headers":{"A":"****"}},
			{"id":"3","event_type":"prescription.issued","url":"https://example.test"},
			{"event_type":"prescription.issued","url":"https://example.test"},
			{"id":"5","event_type":"prescription.issued","url":"https://example.test","headers":{"A":"c"}},
			{"id":"6","event_type":"prescription.issued","url":"https://example.test/b"},
			{"id":"7","event_type":"prescription.updated","url":"https://example.test"}]`)
	})
	equal, err := s.practice(t).EqualWebhooks(t.Context(), create)
	if ids := webhookIDs(equal); err != nil || !slices.Equal(ids, []string{"1", "2", "3"}) {
		t.Errorf("got %v, %v", ids, err)
	}
}

// A URL can have a user name and a password, either of which may be a secret.
func TestCredentialsInAURLAreNotKept(t *testing.T) {
	t.Parallel()
	webhook := decoded[Webhook](t, `{"id":"1","url":"https://ada:canary@example.test/a","n":12}`)
	if want := `{"id":"1","n":12,"url":"https://****@example.test/a"}`; string(webhook.Raw) != want || webhook.URL.OrZero() != "https://****@example.test/a" {
		t.Errorf("got %s and %s", webhook.URL.OrZero(), webhook.Raw)
	}
}
