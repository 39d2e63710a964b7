// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestRetryAfterHoldsAllRequests(t *testing.T) {
	t.Parallel()
	for name, header := range map[string]func() string{
		"seconds": func() string { return "7" },
		"date":    func() string { return time.Now().Add(7 * time.Second).UTC().Format(http.TimeFormat) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
					if n == 0 {
						w.Header().Set("Retry-After", header())
						respondJSON(w, 429, ``)
						return
					}
					respondRequested(w, r)
				})
				p := s.practice(t)
				var wg sync.WaitGroup
				wg.Go(func() {
					if _, err := p.GetPatient(t.Context(), "1"); err != nil {
						t.Error(err)
					}
				})
				synctest.Wait() // until the client has read the refusal
				if _, err := p.GetPatient(t.Context(), "2"); err != nil {
					t.Error(err)
				}
				wg.Wait()
				requests := s.requests()
				for _, r := range requests[1:] {
					if waited := r.At.Sub(requests[0].At); waited != 7*time.Second {
						t.Errorf("a request came after %s", waited)
					}
				}
			})
		})
	}
}

func TestWaitsBeyondTheDeadlineFailAtOnce(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status     int
		retryAfter string
		limit      time.Duration
	}{
		"beyond the deadline":    {429, "60", 30 * time.Second},
		"beyond all reason":      {429, "3600", 0},
		"beyond time itself":     {429, "1e300", 0},
		"unavailable, deadline":  {503, "60", 30 * time.Second},
		"unavailable, unbounded": {503, "3600", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
					w.Header().Set("Retry-After", test.retryAfter)
					respondJSON(w, test.status, ``)
				})
				ctx := t.Context()
				if test.limit > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, test.limit)
					defer cancel()
				}
				p := s.practice(t)
				soon(t, func() {
					_, err := p.GetPatient(ctx, "1")
					if e := as[*APIError](t, err); e.Status != test.status || e.RetryAfter < time.Minute || len(s.requests()) != 1 {
						t.Errorf("got %+v after %d requests", e, len(s.requests()))
					}
				})
				if test.status == 429 && test.limit > 0 {
					// The pause goes on, so the next request is not even sent.
					_, err := p.GetPatient(ctx, "2")
					if e := as[*TransportError](t, err); e.Problem != ProblemPause || e.Ambiguous || len(s.requests()) != 1 {
						t.Errorf("got %+v after %d requests", e, len(s.requests()))
					}
				}
			})
		})
	}
}

func TestWaitsEndWithTheContext(t *testing.T) {
	t.Parallel()
	tooMany := func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.Header().Set("Retry-After", "60")
		respondJSON(w, 429, ``)
	}
	for name, test := range map[string]struct {
		handler func(http.ResponseWriter, *http.Request, int)
		adjust  func(*Config)
		before  func(context.Context, *Practice)
	}{
		"pause after 429": {handler: tooMany},
		"pause of another": {handler: tooMany, before: func(ctx context.Context, p *Practice) {
			_, _ = p.GetPatient(ctx, "1")
		}},
		"backoff": {
			handler: func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 503, ``) },
			before:  func(_ context.Context, p *Practice) { p.transport.backoff = backoff{min: time.Hour, max: time.Hour} },
		},
		"unavailable": {handler: func(w http.ResponseWriter, _ *http.Request, _ int) {
			w.Header().Set("Retry-After", "60")
			respondJSON(w, 503, ``)
		}},
		"stalled response": {handler: func(_ http.ResponseWriter, r *http.Request, _ int) { <-r.Context().Done() }},
		"rate limit": {
			handler: func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 200, `{}`) },
			adjust:  func(c *Config) { c.RequestsPerSecond = 0.001 },
			before:  func(ctx context.Context, p *Practice) { _, _ = p.GetPatient(context.WithoutCancel(ctx), "1") },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := serve(t, test.handler)
				var adjust []func(*Config)
				if test.adjust != nil {
					adjust = append(adjust, test.adjust)
				}
				p := s.practice(t, adjust...)
				if test.before != nil {
					test.before(cancelledAfter(t, time.Second/2), p)
				}
				soon(t, func() {
					_, err := p.GetPatient(cancelledAfter(t, time.Second), "1")
					if !errors.Is(err, context.Canceled) {
						t.Errorf("got %v, want the context's error", err)
					}
					_ = as[*TransportError](t, err)
				})
			})
		})
	}
}

func TestTimeoutIsPerAttempt(t *testing.T) {
	t.Parallel()
	for name, stall := range map[string]func(http.ResponseWriter){
		"before the response": func(http.ResponseWriter) {},
		"within the body": func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "application/json")
			_ = http.NewResponseController(w).Flush()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
					if n == 0 {
						stall(w)
						<-r.Context().Done()
						return
					}
					respondRequested(w, r)
				})
				var problems []string
				p := s.practice(t, func(c *Config) {
					c.Observe = func(_ context.Context, a Attempt) { problems = append(problems, a.Problem) }
				})
				if _, err := p.GetPatient(t.Context(), "1"); err != nil {
					t.Error(err)
				}
				if len(problems) != 2 || problems[0] != ProblemTimeout || problems[1] != "" {
					t.Errorf("got problems %q", problems)
				}
			})
		})
	}
}

func TestTimeoutIsNotTheCallersDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, func(_ http.ResponseWriter, r *http.Request, _ int) { <-r.Context().Done() })
		p := s.practice(t)
		_, err := p.do(t.Context(), request{method: http.MethodPost, route: "/v1/x"})
		if e := as[*TransportError](t, err); e.Problem != ProblemTimeout || !e.Ambiguous || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) { respondRequested(w, r) })
		p := s.practice(t, func(c *Config) { c.RequestsPerSecond = 2 })
		started := time.Now()
		var wg sync.WaitGroup
		for i := range 6 {
			wg.Go(func() {
				if _, err := p.GetPatient(t.Context(), strconv.Itoa(i+1)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if took := time.Since(started); took != 2500*time.Millisecond {
			t.Errorf("6 requests at 2 a second took %s", took)
		}
	})
}

func TestRetryAfterForms(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const aYear = 365 * 24 * time.Hour
		now := time.Now()
		in := func(d time.Duration) string { return now.Add(d).UTC().Format(http.TimeFormat) }
		for name, test := range map[string]struct {
			value, date    string
			least, longest time.Duration
		}{
			"none":                    {"", "", 0, 0},
			"zero":                    {"0", "", 0, 0},
			"negative":                {"-5", "", 0, 0},
			"garbage":                 {"soon", "", 0, 0},
			"a comma":                 {"1,5", "", 0, 0},
			"two values":              {"1, 2", "", 0, 0},
			"not a number":            {"NaN", "", 0, 0},
			"endless":                 {"Inf", "", aYear, aYear},
			"endless ago":             {"-Inf", "", 0, 0},
			"huge":                    {"99999999999999999999", "", aYear, aYear},
			"beyond any number":       {"1e999", "", aYear, aYear},
			"beyond any number ago":   {"-1e999", "", 0, 0},
			"seconds":                 {"7", "", 7 * time.Second, 7 * time.Second},
			"a fraction with spaces":  {" 1.5 ", "", 1500 * time.Millisecond, 1500 * time.Millisecond},
			"date":                    {in(time.Hour), "", time.Hour, time.Hour},
			"date that is over":       {in(-time.Hour), "", 0, 0},
			"date far ahead":          {in(20 * 365 * 24 * time.Hour), "", aYear, aYear},
			"date of a clock behind":  {in(-time.Hour + 7*time.Second), in(-time.Hour), 7 * time.Second, 7 * time.Second},
			"date of a clock ahead":   {in(time.Hour + 7*time.Second), in(time.Hour), 7 * time.Second, 7 * time.Second},
			"over by Hero's clock":    {in(time.Hour - 7*time.Second), in(time.Hour), 0, 0},
			"date, and Date is none":  {in(time.Hour), "yesterday", time.Hour, time.Hour},
			"seconds of another hour": {"7", in(time.Hour), 7 * time.Second, 7 * time.Second},
		} {
			header := http.Header{"Retry-After": {test.value}}
			if test.date != "" {
				header.Set("Date", test.date)
			}
			got, asked := retryAfter(header)
			if got < test.least || got > test.longest || asked != (test.longest > 0) {
				t.Errorf("%s: got %s, %v", name, got, asked)
			}
		}
	})
}

func TestBackoffHasFullJitter(t *testing.T) {
	t.Parallel()
	b := backoff{min: 100 * time.Millisecond, max: time.Second}
	for retries, limit := range map[int]time.Duration{0: 100 * time.Millisecond, 2: 400 * time.Millisecond, 3: 800 * time.Millisecond, 4: time.Second, 1000: time.Second} {
		lowest, highest := time.Hour, time.Duration(0)
		for range 500 {
			wait := b.jittered(retries)
			lowest, highest = min(lowest, wait), max(highest, wait)
		}
		if highest > limit || highest < limit*3/4 || lowest > limit/4 {
			t.Errorf("after %d retries: from %s to %s, want 0 to %s", retries, lowest, highest, limit)
		}
	}
}

// A rate limit alone does not delay a write so long after its look that it needs another look.
func TestRateLimitLetsAWriteFollowItsLook(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &patientServer{fault: func(int) (bool, func(http.ResponseWriter)) { return true, nil }}
		s := serve(t, func(w http.ResponseWriter, request *http.Request, _ int) { r.ServeHTTP(w, request) })
		p := s.practice(t, func(c *Config) { c.RequestsPerSecond = 0.5 })
		began := time.Now()
		numbers := []string{"9990000018", "9990000026", "9990000034", "9990000042", "9990000050", "9990000069", "9990000077", "9990000085", "9990000093"}
		writers := len(numbers)
		var wg sync.WaitGroup
		for _, number := range numbers {
			wg.Go(func() {
				if _, err := p.CreatePatient(t.Context(), person(number)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		// At worst, each write has left before its turn.
		if took, least := time.Since(began), time.Duration(len(s.requests())-1-writers)*2*time.Second; took < least {
			t.Errorf("%d requests in %s are more than one in two seconds", len(s.requests()), took)
		}
		looks := map[string]time.Time{}
		for _, request := range s.requests() {
			if request.Method == http.MethodGet {
				looks[queryOf(t, request).Get("nhs_number")] = request.At
				continue
			}
			if age := request.At.Sub(looks[decoded[map[string]string](t, request.Body)["nhs_number"]]); age > recentLook {
				t.Errorf("a write came %s after its look", age)
			}
		}
	})
}

func TestWriteWithoutARecentLookIsNotSent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, func(w http.ResponseWriter, request *http.Request, _ int) {
			if request.Method == http.MethodGet {
				respondJSON(w, 200, `{"data":[],"count":0}`)
				return
			}
			w.Header().Set("Retry-After", "10")
			respondJSON(w, 429, ``)
		})
		_, err := s.practice(t).CreatePatient(t.Context(), person("9990000018"))
		if e := as[*TransportError](t, err); e.Problem != ProblemLookTooOld || Ambiguous(err) {
			t.Errorf("got %v", err)
		}
		if looks, writes := s.count(http.MethodGet), s.count(http.MethodPost); looks != 1+maxLooks || writes != 1+maxLooks {
			t.Errorf("%d looks and %d writes", looks, writes)
		}
	})
}

// A limit on requests per second counts the look too, so a write that always leaves right after its look would never get through.
func TestLookAndWriteWithinALimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var passed []time.Time
		s := serve(t, func(w http.ResponseWriter, request *http.Request, _ int) {
			mu.Lock()
			passed = slices.DeleteFunc(passed, func(at time.Time) bool { return time.Since(at) >= time.Second })
			refused := len(passed) >= 2
			if !refused {
				passed = append(passed, time.Now())
			}
			mu.Unlock()
			time.Sleep(50 * time.Millisecond)
			switch {
			case refused:
				w.Header().Set("Retry-After", "10")
				respondJSON(w, 429, ``)
			case request.Method == http.MethodPost:
				respondJSON(w, 200, `{"patient_id":"7"}`)
			case queryOf(t, receivedRequest{Query: request.URL.RawQuery}).Get("page_index") == "0":
				respondJSON(w, 200, `{"data":[{"hero_id":"1","first_name":"Another","last_name":"Person","dob":"1950-01-01"}],"count":1}`)
			default:
				respondJSON(w, 200, `{"data":[],"count":1}`)
			}
		})
		if _, err := s.practice(t).CreatePatient(t.Context(), person("9990000018")); err != nil {
			t.Error(err)
		}
		if writes := s.count(http.MethodPost); writes > 3 {
			t.Errorf("%d writes", writes)
		}
	})
}
