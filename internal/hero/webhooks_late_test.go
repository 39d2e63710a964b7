// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// equalWebhook is what the create under test stores.
func equalWebhook() map[string]any {
	return map[string]any{"event_type": create.EventType, "url": create.URL, "headers": create.Headers}
}

// dropFirst lets the first create be lost without an effect, and has late add a
// webhook of it, delay after the second one.
func dropFirst(t *testing.T, delay time.Duration) (*webhookServer, *server, *Practice) {
	t.Helper()
	h := &webhookServer{headers: true}
	done := make(chan struct{})
	t.Cleanup(func() { <-done })
	h.fault = func(n int) (bool, func(http.ResponseWriter)) {
		if n == 0 {
			return false, faults["504"]
		}
		go func() {
			defer close(done)
			time.Sleep(delay)
			h.mu.Lock()
			defer h.mu.Unlock()
			h.posts += 100 // for an id of its own
			h.add(equalWebhook())
			h.posts -= 100
		}()
		return true, nil
	}
	s, p := h.start(t)
	return h, s, p
}

// One that takes effect after the second create, and after a first look behind
// it, is removed.
func TestWebhookThatComesAfterTheSecondCreateIsRemoved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, s, p := dropFirst(t, lateCommit/2)
		created, err := p.CreateWebhook(t.Context(), create)
		if err != nil || len(h.stored) != 1 || created.ID.OrZero() != h.stored[0]["id"] || created.Awaited != 0 || len(created.Duplicates) != 0 || s.count("DELETE") != 1 {
			t.Errorf("Hero has %v, the caller %+v, %v", h.stored, created, err)
		}
	})
}

// One that comes when nobody looks any longer has been announced.
func TestWebhookThatComesAfterAllPollsIsAnnounced(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, s, p := dropFirst(t, 3*lateCommit)
		created, err := p.CreateWebhook(t.Context(), create)
		if err != nil || created.Awaited != 2*lateCommit || s.count("POST") != 2 || s.count("DELETE") != 0 {
			t.Errorf("the caller has %+v, %v after %d creates", created, err, s.count("POST"))
		}
	})
}

// Of two lost creates one has come when the other is still under way.
func TestAllLostCreatesAreWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, p := startLateWebhookServer(t, lateCommit*5/4, 100)
		created, err := p.CreateWebhook(t.Context(), create)
		if err != nil || h.posts != 2 || len(h.stored) != 1 || created.ID.OrZero() != h.stored[0]["id"] || created.Awaited != 0 {
			t.Errorf("%d creates, Hero has %v, the caller %+v, %v", h.posts, h.stored, created, err)
		}
	})
}

// Behind the last request the client looks longer: after it, a person has to.
func TestLastCreateIsPolledForLonger(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, p := startLateWebhookServer(t, lateCommit*5/4, 100)
		p.transport.maxRetries = 0
		created, err := p.CreateWebhook(t.Context(), create)
		if err != nil || h.posts != 1 || len(h.stored) != 1 || created.ID.OrZero() != h.stored[0]["id"] {
			t.Errorf("%d creates, Hero has %v, the caller %+v, %v", h.posts, h.stored, created, err)
		}
	})
}

// A refusal of the second create says nothing about the first.
func TestRefusalAfterALostCreateIsUnclear(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &webhookServer{fault: func(n int) (bool, func(http.ResponseWriter)) {
			if n == 0 {
				return false, faults["drop"]
			}
			return false, func(w http.ResponseWriter) { respondJSON(w, 403, `{}`) }
		}}
		_, p := h.start(t)
		_, err := p.CreateWebhook(t.Context(), create)
		var unclear *UnclearError
		if !errors.As(err, &unclear) || !Ambiguous(err) || unclear.Within != lateCommit || as[*APIError](t, err).Status != 403 {
			t.Errorf("got %+v", err)
		}
	})
}

// More webhooks than were asked for are named, so that a person can choose.
func TestUnclearCreateNamesTheCandidates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &webhookServer{fault: func(int) (bool, func(http.ResponseWriter)) { return true, faults["drop"] }}
		h.afterPost = func(h *webhookServer, _ int) { h.add(equalWebhook()) }
		_, p := h.start(t)
		_, err := p.CreateWebhook(t.Context(), create)
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
