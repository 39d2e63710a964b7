// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"io"
	"net/http"
	"net/http/httptrace"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// roundTrips is a server without sockets.
type roundTrips func(*http.Request) (*http.Response, error)

func (f roundTrips) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// hanging never responds to a POST. It refuses the first request of any kind as one too many.
func hanging() roundTrips {
	var refused sync.Once
	return func(r *http.Request) (*http.Response, error) {
		res := &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"data":[],"count":0}`))}
		refused.Do(func() { res.StatusCode = http.StatusTooManyRequests })
		if r.Method == http.MethodPost {
			httptrace.ContextClientTrace(r.Context()).WroteHeaders()
			<-r.Context().Done()
			return nil, r.Context().Err()
		}
		return res, nil
	}
}

// Creates without a response wait for it, and then for a late commit, at the same time and not one after another. That holds even
// right after a refusal for too many requests: a request that hangs has passed the limit.
func TestHangingCreatesWaitTogether(t *testing.T) {
	t.Parallel()
	for name, create := range map[string]func(*testing.T, *Practice, int) error{
		"webhooks": func(t *testing.T, p *Practice, i int) error {
			t.Helper()
			_, err := p.CreateWebhook(t.Context(), WebhookCreate{EventType: "a", URL: "https://example.test/" + strconv.Itoa(i)}, acceptAny)
			return err
		},
		"patients": func(t *testing.T, p *Practice, i int) error {
			t.Helper()
			name := Value("name" + strconv.Itoa(i))
			_, err := p.CreatePatient(t.Context(), Registration{FirstName: name, LastName: name, DOB: Value("1980-07-06")})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, err := New(Config{Endpoint: "https://hero.invalid", APIKey: "key", MaxRetries: 4, Transport: hanging()})
				if err != nil {
					t.Fatal(err)
				}
				p, _ := client.Practice("1001")
				start := time.Now()
				var wg sync.WaitGroup
				for i := range 20 {
					wg.Go(func() {
						if err := create(t, p, i); !Ambiguous(err) {
							t.Errorf("got %v", err)
						}
					})
				}
				wg.Wait()
				// One time-out, one window for a late commit, and the time in which the creates leave one by one.
				if took, most := time.Since(start), defaultTimeout+client.lateCommit+20*slotTime+maxPollWait; took > most {
					t.Errorf("it took %s, want at most %s", took, most)
				}
			})
		})
	}
}

// A response adds a slot, however late it arrives.
func TestThrottle_finish(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		th := &throttle{slots: 1}
		if err := th.enter(t.Context(), "1", noWait); err != nil {
			t.Fatal(err)
		}
		th.leave("1", nil) // it takes long, so its slot is free again
		if err := th.enter(t.Context(), "1", noWait); err != nil {
			t.Fatal(err)
		}
		entered := make(chan error, 1)
		go func() { entered <- th.enter(t.Context(), "1", noWait) }()
		synctest.Wait()
		time.Sleep(time.Nanosecond)
		th.finish("1", &response{status: http.StatusOK})
		synctest.Wait()
		select {
		case err := <-entered:
			if err != nil || th.slots != 2 || th.inFlight != 2 {
				t.Errorf("%v, %d slots, %d in flight", err, th.slots, th.inFlight)
			}
		default:
			t.Error("nobody got the new slot")
		}
	})
}
