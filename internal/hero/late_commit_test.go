// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// startLateWebhookServer drops every create, or all but the last, and acts on it later.
func startLateWebhookServer(t *testing.T, delay time.Duration, drops int) (*webhookServer, *Practice) {
	t.Helper()
	h := &webhookServer{headers: true}
	var acts sync.WaitGroup
	t.Cleanup(acts.Wait)
	h.fault = func(n int) (bool, func(http.ResponseWriter)) {
		if n >= drops {
			return true, nil
		}
		acts.Go(func() {
			time.Sleep(delay)
			h.mu.Lock()
			defer h.mu.Unlock()
			h.posts++ // for an id of its own
			h.add(map[string]any{"event_type": create.EventType, "url": create.URL, "headers": create.Headers})
			h.posts--
		})
		return false, faults["504"]
	}
	_, p := h.start(t)
	return h, p
}

func TestWebhookThatComesLateIsTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, p := startLateWebhookServer(t, lateCommit/2, 100)
		created, err := p.CreateWebhook(t.Context(), create)
		if err != nil || h.posts != 1 || len(h.stored) != 1 || created.ID.OrZero() != h.stored[0]["id"] {
			t.Errorf("%d creates, Hero has %v, %v", h.posts, h.stored, err)
		}
	})
}

// It is sent again once a late commit is no longer plausible, and what comes
// even later is removed.
func TestWebhookThatComesTooLateIsRemoved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &webhookServer{headers: true}
		h.fault = func(n int) (bool, func(http.ResponseWriter)) {
			if n == 0 {
				return false, faults["504"]
			}
			// The first one takes effect just before the second.
			h.add(map[string]any{"event_type": create.EventType, "url": create.URL, "headers": create.Headers})
			return true, nil
		}
		s, p := h.start(t)
		created, err := p.CreateWebhook(t.Context(), create)
		if err != nil || len(h.stored) != 1 || created.ID.OrZero() != h.stored[0]["id"] || len(created.Duplicates) != 0 || s.count("DELETE") != 1 {
			t.Errorf("Hero has %v, the caller %+v, %v", h.stored, created, err)
		}
		if listed, _ := p.ListWebhooks(t.Context()); len(listed) != 1 {
			t.Errorf("the cached list has %d webhooks", len(listed))
		}
	})
}

// More than was sent cannot all be ours, so nothing is deleted.
func TestStrangersWebhooksAreNotRemoved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &webhookServer{headers: true}
		h.fault = func(n int) (bool, func(http.ResponseWriter)) {
			if n == 0 {
				return false, faults["504"]
			}
			for range 2 {
				h.posts++
				h.add(map[string]any{"event_type": create.EventType, "url": create.URL, "headers": create.Headers})
			}
			return true, nil
		}
		s, p := h.start(t)
		created, err := p.CreateWebhook(t.Context(), create)
		if err != nil || len(h.stored) != 3 || len(created.Duplicates) != 2 || slices.Contains(created.Duplicates, created.ID.OrZero()) || s.count("DELETE") != 0 {
			t.Errorf("Hero has %v, the caller %+v, %v", h.stored, created, err)
		}
	})
}

// An equal webhook that somebody made after the list was last read, and before
// this create, is not this one's.
func TestAnothersWebhookIsNotTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &webhookServer{headers: true}
		h.fault = func(n int) (bool, func(http.ResponseWriter)) {
			return n > 0, map[bool]func(http.ResponseWriter){true: faults["500"]}[n == 0]
		}
		_, p := h.start(t)
		if _, err := p.ListWebhooks(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.mu.Lock()
		theirs := h.add(map[string]any{"event_type": create.EventType, "url": create.URL, "headers": create.Headers})["id"]
		h.mu.Unlock()
		created, err := p.CreateWebhook(t.Context(), create)
		if err != nil || created.ID.OrZero() == theirs || len(h.stored) != 2 {
			t.Errorf("Hero has %v, the caller %+v, %v", h.stored, created, err)
		}
	})
}

// What was read for another create is not the list of before for long: an equal
// webhook that somebody made since is not this one's.
func TestListBeforeCreateIsSharedBriefly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &webhookServer{headers: true}
		h.fault = func(n int) (bool, func(http.ResponseWriter)) {
			return n != 1, map[bool]func(http.ResponseWriter){true: faults["500"]}[n == 1]
		}
		s, p := h.start(t)
		other := create
		other.URL += "/other"
		if _, err := p.CreateWebhook(t.Context(), other); err != nil {
			t.Fatal(err)
		}
		time.Sleep(createsShareListFor + time.Millisecond)
		h.mu.Lock()
		theirs := h.add(equalWebhook())
		theirs["id"] = "theirs"
		h.mu.Unlock()
		created, err := p.CreateWebhook(t.Context(), create)
		if err != nil || created.ID.OrZero() == "theirs" || len(h.stored) != 3 || s.count("GET") != 3 {
			t.Errorf("%d lists, Hero has %v, the caller %+v, %v", s.count("GET"), h.stored, created, err)
		}
	})
}

// A create is one request when another one has just read the list; its own
// webhooks are known by it, so that a lost equal one is not mistaken for them.
func TestCreatesInARowShareTheirList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const creates = 20
		h := &webhookServer{headers: true}
		h.fault = func(n int) (bool, func(http.ResponseWriter)) {
			return n != creates, map[bool]func(http.ResponseWriter){true: faults["500"]}[n == creates]
		}
		s, p := h.start(t)
		ids := map[string]bool{}
		for i := range creates + 1 {
			one := create
			if i < creates-1 { // the last two are equal
				one.URL += fmt.Sprint("/", i)
			}
			created, err := p.CreateWebhook(t.Context(), one)
			if err != nil {
				t.Fatal(err)
			}
			ids[created.ID.OrZero()] = true
		}
		if posts := s.count("POST"); len(ids) != creates+1 || len(h.stored) != creates+1 || posts != creates+2 {
			t.Errorf("%d creates made %d webhooks for %d", posts, len(h.stored), len(ids))
		}
		// One before the first create, and one search for the lost one.
		if lists := s.count("GET"); lists != 2 {
			t.Errorf("%d lists", lists)
		}
		// The list of a search after trouble is newer, so it serves the next create as well.
		if _, err := p.CreateWebhook(t.Context(), WebhookCreate{EventType: create.EventType, URL: "https://example.test/last"}); err != nil || s.count("GET") != 2 {
			t.Errorf("%d lists, %v", s.count("GET"), err)
		}
	})
}

// Creates that begin while the list of before is read wait for it.
func TestConcurrentCreatesShareTheirList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const creates = 10
		h, release := &webhookServer{}, make(chan struct{})
		s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) { <-release; h.ServeHTTP(w, r) })
		p := s.practice(t)
		var wg sync.WaitGroup
		for i := range creates {
			wg.Go(func() {
				if _, err := p.CreateWebhook(t.Context(), WebhookCreate{EventType: "prescription.issued", URL: fmt.Sprint("https://example.test/", i)}); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait() // until all have asked
		close(release)
		wg.Wait()
		if lists, posts := s.count("GET"), s.count("POST"); lists != 1 || posts != creates {
			t.Errorf("%d lists and %d creates", lists, posts)
		}
	})
}

// A read that began long ago does not serve a create that comes late.
func TestSlowListIsNotSharedWithLateCreates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, release := &webhookServer{}, make(chan struct{})
		s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) { <-release; h.ServeHTTP(w, r) })
		p := s.practice(t)
		var wg sync.WaitGroup
		for i := range 2 {
			wg.Go(func() {
				if _, err := p.CreateWebhook(t.Context(), WebhookCreate{EventType: "prescription.issued", URL: fmt.Sprint("https://example.test/", i)}); err != nil {
					t.Error(err)
				}
			})
			time.Sleep(createsShareListFor + time.Millisecond)
		}
		close(release)
		wg.Wait()
		if lists := s.count("GET"); lists != 2 {
			t.Errorf("%d lists for a create, and another that came while the first one's was read", lists)
		}
	})
}

// A replica that lags behind may show an old webhook for the first time; its
// created_at tells.
func TestOlderWebhookIsNotTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &webhookServer{headers: true}
		h.fault = func(n int) (bool, func(http.ResponseWriter)) {
			if n > 0 {
				return true, nil
			}
			old := h.add(map[string]any{"event_type": create.EventType, "url": create.URL, "headers": create.Headers})
			old["created_at"] = time.Now().Add(-time.Hour).UTC().Format(time.RFC3339)
			return false, faults["500"]
		}
		_, p := h.start(t)
		created, err := p.CreateWebhook(t.Context(), create)
		if err != nil || created.ID.OrZero() == h.stored[0]["id"] || h.posts != 2 {
			t.Errorf("Hero has %v, the caller %+v, %v", h.stored, created, err)
		}
	})
}

func TestPatientThatComesLateIsTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &patientServer{}
		var acts sync.WaitGroup
		t.Cleanup(acts.Wait)
		r.fault = func(int) (bool, func(http.ResponseWriter)) {
			acts.Go(func() {
				time.Sleep(lateCommit / 2)
				r.mu.Lock()
				defer r.mu.Unlock()
				r.add(map[string]string{"first_name": "Ann", "last_name": "Lee", "dob": "1980-07-06"})
			})
			return false, faults["drop"]
		}
		p := r.start(t)
		id, err := p.CreatePatient(t.Context(), person(""))
		if err != nil || r.posts != 1 || len(r.stored) != 1 || id != r.stored[0]["hero_id"] {
			t.Errorf("%d registrations, Hero has %v, %v", r.posts, r.stored, err)
		}
		_, err = p.CreatePatient(t.Context(), person(""))
		if exists := (*PatientExistsError)(nil); !errors.As(err, &exists) || exists.Found[0].HeroID() != id || r.posts != 1 {
			t.Errorf("a second one was registered: %v", err)
		}
	})
}

// That the person is in Hero proves nothing when they were there before.
func TestUpsertIsDoneOnlyWhenAccepted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for name, fail := range faults {
			r := &patientServer{fault: func(int) (bool, func(http.ResponseWriter)) { return false, fail }}
			r.add(map[string]string{"nhs_number": "9434765919", "dob": "1980-07-06"})
			id, err := r.start(t).UpsertPatient(t.Context(), person("9434765919"))
			r.mu.Lock() // a handler that drops its connection may still be at work
			posts := r.posts
			r.mu.Unlock()
			if id != "" || !Ambiguous(err) || posts != 3 {
				t.Errorf("%s: got %q after %d registrations, %v", name, id, posts, err)
			}
		}
	})
}

// A refusal after a lost response is a refusal, whatever is found.
func TestRefusalIsNoSuccess(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &patientServer{fault: func(n int) (bool, func(http.ResponseWriter)) {
			if n == 0 {
				return true, faults["drop"]
			}
			return false, func(w http.ResponseWriter) { respondJSON(w, 400, `{"message":"no"}`) }
		}}
		id, err := r.start(t).CreatePatient(t.Context(), person("9434765919"))
		if id != "" || as[*APIError](t, err).Status != 400 || !Ambiguous(err) {
			t.Errorf("got %q, %v", id, err)
		}
	})
}
