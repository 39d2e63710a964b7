// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestAmbiguousCreateMakesOneWebhook(t *testing.T) {
	t.Parallel()
	for fault, fail := range faults {
		for _, effect := range []bool{true, false} {
			for _, headers := range []bool{true, false} {
				t.Run(fmt.Sprint(fault, " effect ", effect, " headers ", headers), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						h := &webhookServer{headers: headers}
						h.add(map[string]any{"event_type": create.EventType, "url": create.URL, "headers": create.Headers})
						h.fault = func(n int) (bool, func(http.ResponseWriter)) {
							if n == 0 {
								return effect, fail
							}
							return true, nil
						}
						s, p := h.start(t)
						created, err := p.CreateWebhook(t.Context(), create)
						if err != nil {
							t.Fatal(err)
						}
						if len(h.stored) != 2 || h.stored[1]["id"] != created.ID.OrZero() {
							t.Errorf("Hero has %v, the caller %v", h.stored, created.ID.OrZero())
						}
						wantPosts := 1
						if !effect {
							wantPosts = 2
						}
						if posts := s.count("POST"); posts != wantPosts {
							t.Errorf("%d creates, want %d", posts, wantPosts)
						}
						lists := s.count("GET")
						if listed, _ := p.ListWebhooks(t.Context()); len(listed) != 2 || s.count("GET") != lists {
							t.Errorf("the cached list has %d webhooks, and was read again", len(listed))
						}
						if fault == "500" && lists != 2 {
							t.Errorf("%d lists after a failure from Hero itself, want one before and one search", lists)
						}
					})
				})
			}
		}
	}
}

func TestWhatAnAmbiguousCreateDoesNotAdopt(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]map[string]any{
		"other event":   {"event_type": "appointment.confirmed", "url": create.URL, "headers": create.Headers},
		"other URL":     {"event_type": create.EventType, "url": create.URL + "/x", "headers": create.Headers},
		"other headers": {"event_type": create.EventType, "url": create.URL, "headers": map[string]string{"A": "c"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := &webhookServer{headers: true}
				h.fault = func(n int) (bool, func(http.ResponseWriter)) {
					if n == 0 {
						return false, faults["500"]
					}
					return true, nil
				}
				h.afterPost = func(h *webhookServer, n int) {
					if n == 0 {
						h.add(other)
					}
				}
				_, p := h.start(t)
				created, err := p.CreateWebhook(t.Context(), create)
				if err != nil {
					t.Fatal(err)
				}
				if h.posts != 2 || created.ID.OrZero() != h.stored[1]["id"] {
					t.Errorf("adopted %s of %v", created.ID.OrZero(), h.stored)
				}
			})
		})
	}
}

func TestAmbiguousCreateGivesUp(t *testing.T) {
	t.Parallel()
	t.Run("when nothing comes of it", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			h := &webhookServer{fault: func(int) (bool, func(http.ResponseWriter)) { return false, faults["drop"] }}
			_, p := h.start(t)
			_, err := p.CreateWebhook(t.Context(), create)
			if !Ambiguous(err) || h.posts != 3 {
				t.Errorf("%d creates, %v", h.posts, err)
			}
		})
	})
	t.Run("when several could be it", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			h := &webhookServer{fault: func(int) (bool, func(http.ResponseWriter)) { return true, faults["drop"] }}
			h.afterPost = func(h *webhookServer, _ int) {
				h.add(map[string]any{"event_type": create.EventType, "url": create.URL})
			}
			_, p := h.start(t)
			_, err := p.CreateWebhook(t.Context(), create)
			if !Ambiguous(err) || !strings.Contains(err.Error(), "2 entries") || h.posts != 1 {
				t.Errorf("%d creates, %v", h.posts, err)
			}
		})
	})
	t.Run("when it is refused", func(t *testing.T) {
		t.Parallel()
		h := &webhookServer{fault: func(int) (bool, func(http.ResponseWriter)) {
			return false, func(w http.ResponseWriter) { respondJSON(w, 400, `{}`) }
		}}
		s, p := h.start(t)
		_, err := p.CreateWebhook(t.Context(), create)
		if as[*APIError](t, err).Status != 400 || Ambiguous(err) || h.posts != 1 || s.count("GET") != 1 {
			t.Errorf("%d creates, %d lists, %v", h.posts, s.count("GET"), err)
		}
	})
	t.Run("when its context ends", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
				if r.Method == http.MethodPost {
					<-r.Context().Done()
					return
				}
				respondJSON(w, 200, `[]`)
			})
			soon(t, func() {
				_, err := s.practice(t).CreateWebhook(cancelledAfter(t, time.Second), create)
				if !errors.Is(err, context.Canceled) || !Ambiguous(err) || s.count("GET") != 1 {
					t.Errorf("%d lists, %v", s.count("GET"), err)
				}
			})
		})
	})
	t.Run("when the search fails", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
				switch {
				case n == 0:
					respondJSON(w, 200, `[]`)
				case r.Method == http.MethodPost:
					drop()
				default:
					respondJSON(w, 403, ``)
				}
			})
			_, err := s.practice(t).CreateWebhook(t.Context(), create)
			if !Ambiguous(err) || !strings.Contains(err.Error(), "403") || s.count("POST") != 1 {
				t.Errorf("%d creates, %v", s.count("POST"), err)
			}
		})
	})
}

func TestEqualCreatesAtOnceMakeOneWebhookEach(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &webhookServer{fault: func(n int) (bool, func(http.ResponseWriter)) {
			if n%2 == 0 {
				return n%4 == 0, faults["drop"]
			}
			return true, nil
		}}
		_, p := h.start(t)
		var mu sync.Mutex
		ids := map[string]bool{}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				created, err := p.CreateWebhook(t.Context(), create)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				ids[created.ID.OrZero()] = true
			})
		}
		wg.Wait()
		if len(ids) != 8 || len(h.stored) != 8 {
			t.Errorf("8 creates gave %d ids, Hero has %d webhooks", len(ids), len(h.stored))
		}
	})
}

// A server may store a URL in its normal form, escapes and dot segments
// included; the webhook is the one just made all the same.
func TestAmbiguousCreateKnowsANormalisedURL(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &webhookServer{fault: func(int) (bool, func(http.ResponseWriter)) { return false, faults["drop"] }}
		h.afterPost = func(h *webhookServer, _ int) {
			h.add(map[string]any{"event_type": create.EventType, "url": "https://hooks.example/~a/b"})
		}
		_, p := h.start(t)
		written := create
		written.URL = "https://Hooks.example:443/%7Ea/./b"
		created, err := p.CreateWebhook(t.Context(), written)
		if err != nil || len(h.stored) != 1 || h.stored[0]["id"] != created.ID.OrZero() || h.posts != 1 {
			t.Errorf("%d creates, Hero has %v, the caller got %v", h.posts, h.stored, err)
		}
	})
}
