// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
)

// equalWebhook is what the create under test stores.
func equalWebhook() map[string]any {
	return map[string]any{"event_type": create.EventType, "url": create.URL, "headers": create.Headers}
}

// signedWebhook is what a signed create stores.
func signedWebhook() map[string]any {
	stored := equalWebhook()
	stored["signing_key"] = signed.SigningKey.OrZero()
	return stored
}

// If more webhooks appear than were requested, the error names all of them, so that a person can choose.
func TestUnclearCreateNamesTheCandidates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &webhookServer{fault: func(int) (bool, func(http.ResponseWriter)) { return true, faults["drop"] }}
		h.afterPost = func(h *webhookServer, _ int) { h.add(equalWebhook()) }
		_, p := h.start(t)
		_, err := p.CreateWebhook(t.Context(), create, acceptAny)
		var want []string
		for _, stored := range h.stored {
			id, _ := stored["id"].(string)
			want = append(want, id)
		}
		if unclear := as[*UnclearError](t, err); unclear.Found != 2 || !slices.Equal(unclear.IDs, want) {
			t.Errorf("got %+v, Hero has %v", unclear, want)
		}
	})
}

// Only the list proves that a webhook is gone.
func TestUnconfirmedDelete(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		list    string
		status  int
		stays   bool
		checked bool
	}{
		"still there": {`{"data":[{"id":"wh_1"}],"count":1}`, 200, true, true},
		"gone":        {`{"data":[],"count":0}`, 200, false, true},
		"cut list":    {`{"data":[],"count":5}`, 200, true, false},
		"no list":     {`{}`, 403, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
				if r.Method == http.MethodDelete {
					respondJSON(w, 404, `{"error":true,"statusCode":404,"message":"Not Found"}`)
					return
				}
				respondJSON(w, test.status, test.list)
			})
			err := s.practice(t).DeleteWebhook(t.Context(), "wh_1")
			var stays *DeleteUnconfirmedError
			if errors.As(err, &stays) != test.stays || (err != nil) != test.stays {
				t.Fatalf("got %v", err)
			}
			if test.stays && (stays.Unchecked == nil) != test.checked {
				t.Errorf("got %+v", stays)
			}
		})
	}
}
