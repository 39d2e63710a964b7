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

// startLateWebhookServer loses the response to every create, and acts on the create later.
func startLateWebhookServer(t *testing.T, delay time.Duration) (*webhookServer, *Practice) {
	t.Helper()
	h := &webhookServer{headers: true}
	var acts sync.WaitGroup
	t.Cleanup(acts.Wait)
	h.fault = func(int) (bool, func(http.ResponseWriter)) {
		acts.Go(func() {
			time.Sleep(delay)
			h.mu.Lock()
			defer h.mu.Unlock()
			h.add(signedWebhook())
		})
		return false, faults["504"]
	}
	_, p := h.start(t)
	return h, p
}

func TestWebhookThatComesLateIsTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, p := startLateWebhookServer(t, lateCommit/2)
		created, err := p.CreateWebhook(t.Context(), signed, acceptAny)
		if err != nil || h.posts != 1 || len(h.stored) != 1 || created.ID.OrZero() != h.stored[0]["id"] || created.Unanswered == nil {
			t.Errorf("%d creates, Hero has %v, %v", h.posts, h.stored, err)
		}
		if listed, _ := p.ListWebhooks(t.Context()); len(listed) != 1 {
			t.Errorf("the cached list has %d webhooks", len(listed))
		}
	})
}

// A create does not return an equal webhook that somebody else has made between the last read of the list and this create.
func TestAnothersWebhookIsNotTaken(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &webhookServer{headers: true, fault: func(int) (bool, func(http.ResponseWriter)) { return true, faults["drop"] }}
		_, p := h.start(t)
		if _, err := p.ListWebhooks(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.mu.Lock()
		theirs := h.add(equalWebhook())["id"]
		h.mu.Unlock()
		_, err := p.CreateWebhook(t.Context(), create, acceptAny)
		if unclear := as[*UnclearError](t, err); len(unclear.IDs) != 1 || unclear.IDs[0] == theirs || len(h.stored) != 2 {
			t.Errorf("Hero has %v, the caller %+v", h.stored, unclear)
		}
	})
}

// The list from before one create serves another one only for a short time. A create does
// not return an equal webhook that somebody else has made since.
func TestListBeforeCreateIsSharedBriefly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &webhookServer{headers: true}
		h.fault = func(n int) (bool, func(http.ResponseWriter)) {
			return true, map[bool]func(http.ResponseWriter){true: faults["500"]}[n == 1]
		}
		s, p := h.start(t)
		other := create
		other.URL += "/other"
		if _, err := p.CreateWebhook(t.Context(), other, acceptAny); err != nil {
			t.Fatal(err)
		}
		time.Sleep(createsShareListFor + time.Millisecond)
		h.mu.Lock()
		theirs := h.add(equalWebhook())
		theirs["id"] = "theirs"
		h.mu.Unlock()
		created, err := p.CreateWebhook(t.Context(), signed, acceptAny)
		if err != nil || created.ID.OrZero() == "theirs" || len(h.stored) != 3 || s.count("GET") != 3 {
			t.Errorf("%d lists, Hero has %v, the caller %+v, %v", s.count("GET"), h.stored, created, err)
		}
	})
}

// A create takes one request if another create has just read the list. The shared list
// includes the webhooks created since, so none of them is mistaken for a lost equal one.
func TestCreatesInARowShareTheirList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const creates = 20
		h := &webhookServer{headers: true}
		h.fault = func(n int) (bool, func(http.ResponseWriter)) {
			return true, map[bool]func(http.ResponseWriter){true: faults["500"]}[n == creates]
		}
		s, p := h.start(t)
		ids := map[string]bool{}
		for i := range creates + 1 {
			one := signed
			if i < creates-1 { // the last two are equal
				one.URL += fmt.Sprint("/", i)
			}
			created, err := p.CreateWebhook(t.Context(), one, acceptAny)
			if err != nil {
				t.Fatal(err)
			}
			ids[created.ID.OrZero()] = true
		}
		if posts := s.count("POST"); len(ids) != creates+1 || len(h.stored) != creates+1 || posts != creates+1 {
			t.Errorf("%d creates made %d webhooks for %d", posts, len(h.stored), len(ids))
		}
		// One read before the first create, and one search for the lost webhook.
		if lists := s.count("GET"); lists != 2 {
			t.Errorf("%d lists", lists)
		}
		// The search after the lost response has read a newer list, which also serves the next create.
		if _, err := p.CreateWebhook(t.Context(), WebhookCreate{EventType: create.EventType, URL: "https://example.test/last"}, acceptAny); err != nil || s.count("GET") != 2 {
			t.Errorf("%d lists, %v", s.count("GET"), err)
		}
	})
}

// Creates that begin while another one reads the list wait for it and share it.
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
				if _, err := p.CreateWebhook(t.Context(), WebhookCreate{EventType: "prescription.issued", URL: fmt.Sprint("https://example.test/", i)}, acceptAny); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait() // until all have asked for the list
		close(release)
		wg.Wait()
		if lists, posts := s.count("GET"), s.count("POST"); lists != 1 || posts != creates {
			t.Errorf("%d lists and %d creates", lists, posts)
		}
	})
}

// A create does not use a list whose read began too long before it.
func TestSlowListIsNotSharedWithLateCreates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, release := &webhookServer{}, make(chan struct{})
		s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) { <-release; h.ServeHTTP(w, r) })
		p := s.practice(t)
		var wg sync.WaitGroup
		for i := range 2 {
			wg.Go(func() {
				if _, err := p.CreateWebhook(t.Context(), WebhookCreate{EventType: "prescription.issued", URL: fmt.Sprint("https://example.test/", i)}, acceptAny); err != nil {
					t.Error(err)
				}
			})
			time.Sleep(createsShareListFor + time.Millisecond)
		}
		close(release)
		wg.Wait()
		if lists := s.count("GET"); lists != 2 {
			t.Errorf("%d lists, want one for each of two creates that began far apart", lists)
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
				time.Sleep(60 * time.Millisecond)
				r.mu.Lock()
				defer r.mu.Unlock()
				r.add(map[string]string{"first_name": "Ann", "last_name": "Lee", "dob": "1980-07-06"})
			})
			return false, faults["drop"]
		}
		p := r.start(t)
		created, err := p.CreatePatient(t.Context(), person(""))
		if err != nil || r.posts != 1 || len(r.stored) != 1 || created.ID != r.stored[0]["hero_id"] || created.Unanswered == nil {
			t.Fatalf("%d registrations, Hero has %v, the caller %+v, %v", r.posts, r.stored, created, err)
		}
		_, err = p.CreatePatient(t.Context(), person(""))
		if exists := (*PatientExistsError)(nil); !errors.As(err, &exists) || exists.Found.Same[0].HeroID() != created.ID || r.posts != 1 {
			t.Errorf("a second one was registered: %v", err)
		}
	})
}

// That Hero has the person proves nothing if it had them before the request.
func TestUpsertIsDoneOnlyWhenAccepted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for name, fail := range faults {
			r := &patientServer{fault: func(int) (bool, func(http.ResponseWriter)) { return false, fail }}
			r.add(map[string]string{"nhs_number": "9434765919", "dob": "1980-07-06"})
			id, err := r.start(t).UpsertPatient(t.Context(), person("9434765919"), nil)
			r.mu.Lock() // a handler that drops its connection may still be running
			posts := r.posts
			r.mu.Unlock()
			want := 3
			if acceptedEnds[name] {
				want = 1
			}
			if id != "" || !Ambiguous(err) || posts != want {
				t.Errorf("%s: got %q after %d registrations, %v", name, id, posts, err)
			}
		}
	})
}

// A refusal after a lost response is still a refusal, whatever a search finds.
func TestRefusalIsNoSuccess(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &patientServer{fault: func(n int) (bool, func(http.ResponseWriter)) {
			if n == 0 {
				return true, faults["drop"]
			}
			return false, func(w http.ResponseWriter) { respondJSON(w, 400, `{"message":"no"}`) }
		}}
		id, err := createPatient(t, r.start(t), person("9434765919"))
		if id != "" || as[*APIError](t, err).Status != 400 || !Ambiguous(err) {
			t.Errorf("got %q, %v", id, err)
		}
	})
}

// Without an NHS number, the first record to appear may be somebody else's, and ours may still come.
func TestLostRegistrationWithoutANumberNamesAllThatAppear(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		late time.Duration // when ours appears after another's
		ids  []string
	}{
		"ours comes later":     {3 * time.Second, []string{"7", "8"}},
		"ours does not appear": {time.Hour, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var lost time.Time
				s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
					const record = `{"hero_id":"%d","first_name":"Ada","last_name":"Testcase","dob":"1990-01-15"}`
					switch {
					case r.Method == http.MethodPost:
						lost = time.Now()
						respondJSON(w, 504, ``)
					case lost.IsZero() || r.URL.Query().Get("page_index") != "0":
						respondJSON(w, 200, `{"data":[],"count":0}`)
					case time.Since(lost) < test.late:
						respondJSON(w, 200, fmt.Sprintf(`{"data":[`+record+`],"count":1}`, 7))
					default:
						respondJSON(w, 200, fmt.Sprintf(`{"data":[`+record+`,`+record+`],"count":2}`, 7, 8))
					}
				})
				created, err := s.practice(t).CreatePatient(t.Context(), Registration{
					FirstName: Value("Ada"), LastName: Value("Testcase"), DOB: Value("1990-01-15"), Mobile: Value("07700900123"),
				})
				if test.ids == nil {
					if err != nil || created.ID != "7" || created.Unanswered == nil {
						t.Errorf("created %+v, %v", created, err)
					}
					return
				}
				if unclear := as[*UnclearError](t, err); !slices.Equal(unclear.IDs, test.ids) {
					t.Errorf("the error names %v", unclear.IDs)
				}
			})
		})
	}
}
