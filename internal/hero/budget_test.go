// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"errors"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// limiter is a server without sockets. admits decides whether to accept a request, by practice group.
type limiter struct {
	admits     func(practice string) bool
	retryAfter string
	mu         sync.Mutex
	sent       map[string]int
}

func (l *limiter) RoundTrip(r *http.Request) (*http.Response, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	practice := r.Header.Get("X-Practice-Group-Id")
	l.sent[practice]++
	res := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"id":"` + path.Base(r.URL.Path) + `"}`))}
	if !l.admits(practice) {
		res.StatusCode, res.Header = http.StatusTooManyRequests, http.Header{"Retry-After": {l.retryAfter}}
	}
	return res, nil
}

// practices returns practices of a client with one key.
func (l *limiter) practices(t *testing.T, ids ...string) []*Practice {
	t.Helper()
	l.sent = map[string]int{}
	client, err := New(Config{Endpoint: "https://hero.invalid", APIKey: "key", MaxRetries: 1, Transport: l})
	if err != nil {
		t.Fatal(err)
	}
	var all []*Practice
	for _, id := range ids {
		p, err := client.Practice(id)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// readAll reads patients with the given number of workers, and returns the errors.
func readAll(t *testing.T, p *Practice, workers, count int) []error {
	t.Helper()
	var (
		wg   sync.WaitGroup
		mu   sync.Mutex
		errs []error
	)
	ids := make(chan string)
	for range workers {
		wg.Go(func() {
			for id := range ids {
				_, err := p.GetPatient(t.Context(), id)
				mu.Lock()
				errs = append(errs, err)
				mu.Unlock()
			}
		})
	}
	for i := range count {
		ids <- strconv.Itoa(i + 1)
	}
	close(ids)
	wg.Wait()
	return errs
}

// saysWhy reports whether an error says that the budget is used up.
func saysWhy(err error) bool {
	if api, ok := errors.AsType[*APIError](err); ok {
		return api.Status == http.StatusTooManyRequests && api.BudgetUsedUp
	}
	transport, ok := errors.AsType[*TransportError](err)
	return ok && transport.Problem == ProblemThrottled && !transport.Ambiguous
}

// Once Hero's quota is used up, a run waits for at most its budget, however many requests it has. When the quota is there again,
// requests no longer wait.
func TestBudget_isOneForAKey(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		retryAfter string
		mostSent   int
	}{
		"without a wait":   {"", 200},
		"next to no wait":  {"0.001", 400},
		"a wait of 1m":     {"60", 20},
		"the longest wait": {"300", 12},
		"garbage":          {"soon", 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				back := false
				l := &limiter{retryAfter: test.retryAfter, admits: func(string) bool { return back }}
				p := l.practices(t, "1001")[0]
				start := time.Now()
				for _, err := range readAll(t, p, 10, 100) {
					if !saysWhy(err) {
						t.Errorf("got %v", err)
					}
				}
				if took := time.Since(start); took < MaxThrottling-LongestPause || took > MaxThrottling {
					t.Errorf("100 requests took %s", took)
				}
				if l.sent["1001"] > test.mostSent {
					t.Errorf("%d requests were sent", l.sent["1001"])
				}
				back = true
				time.Sleep(LongestPause)
				start = time.Now()
				for _, err := range readAll(t, p, 10, 20) {
					if err != nil {
						t.Errorf("got %v", err)
					}
				}
				if took := time.Since(start); took != 0 {
					t.Errorf("20 requests took %s when the quota was there again", took)
				}
			})
		})
	}
}

// If Hero always refuses one practice group, the others with the same key still get their turn: it delays them for its own budget at
// most.
func TestBudget_aStarvedPracticeStopsNoOther(t *testing.T) {
	t.Parallel()
	for _, retryAfter := range []string{"", "10", "60"} {
		t.Run(retryAfter, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := &limiter{retryAfter: retryAfter, admits: func(practice string) bool { return practice != "starved" }}
				all := l.practices(t, "starved", "other", "late")
				start := time.Now()
				var wg sync.WaitGroup
				wg.Go(func() {
					for _, err := range readAll(t, all[0], 10, 50) {
						if !saysWhy(err) {
							t.Errorf("got %v", err)
						}
					}
				})
				wg.Go(func() {
					for range 20 { // one after another; each joins a queue
						begun := time.Now()
						if errs := readAll(t, all[1], 1, 1); errs[0] != nil {
							t.Errorf("another practice group: %v", errs[0])
						}
						if took := time.Since(begun); took > 2*time.Minute {
							t.Errorf("another practice group waited %s for its turn", took)
						}
					}
				})
				wg.Wait()
				if took := time.Since(start); took > 2*MaxThrottling {
					t.Errorf("it took %s", took)
				}
				start = time.Now()
				for _, err := range readAll(t, all[2], 10, 50) {
					if err != nil {
						t.Errorf("a practice group that comes late: %v", err)
					}
				}
				if took := time.Since(start); took > time.Minute {
					t.Errorf("a practice group that comes late waited %s", took)
				}
			})
		})
	}
}

// If no other practice group has requests, the starved one may use up the key's whole budget. Each other one is still admitted once.
func TestBudget_aPracticeIsAskedOnceItselfBeforeItFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &limiter{retryAfter: "60", admits: func(practice string) bool { return practice == "fine" }}
		all := l.practices(t, "starved", "fine", "starved-too")
		readAll(t, all[0], 10, 20)
		start := time.Now()
		if errs := readAll(t, all[2], 10, 20); l.sent["starved-too"] != 1 || !saysWhy(errs[0]) {
			t.Errorf("%d requests were sent, %v", l.sent["starved-too"], errs[0])
		}
		for _, err := range readAll(t, all[1], 10, 20) {
			if err != nil {
				t.Errorf("got %v", err)
			}
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("it took %s", took)
		}
	})
}

// A rate limit that lets enough requests through never ends a run, however long the run takes. A limit that lets too few through does.
func TestBudget_isRefunded(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		every time.Duration // Hero admits one request
		fails bool
	}{
		"one a second":     {time.Second, false},
		"one in a minute":  {time.Minute, false},
		"one in 2 minutes": {2 * time.Minute, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var last time.Time
				l := &limiter{retryAfter: strconv.Itoa(int(test.every.Seconds())), admits: func(string) bool {
					admitted := time.Since(last) >= test.every
					if admitted {
						last = time.Now()
					}
					return admitted
				}}
				failed := 0
				for _, err := range readAll(t, l.practices(t, "1001")[0], 10, 100) {
					if err != nil {
						failed++
					}
				}
				if (failed > 0) != test.fails {
					t.Errorf("%d of 100 requests failed", failed)
				}
			})
		})
	}
}

// A practice group with many requests does not hold up one with few.
func TestThrottle_practicesTakeTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		th := &throttle{slots: 1}
		if err := th.takeSlot(t.Context(), "many"); err != nil {
			t.Fatal(err)
		}
		var order []string
		for _, practice := range []string{"many", "many", "many", "few", "many", "one", "few"} {
			go func() {
				if err := th.takeSlot(t.Context(), practice); err == nil {
					order = append(order, practice)
				}
			}()
			synctest.Wait()
		}
		for range 7 {
			th.leave("", nil)
			synctest.Wait()
		}
		if got := strings.Join(order, " "); got != "few one many few many many many" {
			t.Errorf("got the order %s", got)
		}
	})
}
