// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// openEnds are the responses after which Hero may have created the webhook, or may still do so.
func openEnds() map[string]func(http.ResponseWriter) {
	ends := maps.Clone(faults)
	maps.Copy(ends, map[string]func(http.ResponseWriter){
		"408":           func(w http.ResponseWriter) { respondJSON(w, 408, `{"message":"x"}`) },
		"202":           func(w http.ResponseWriter) { respondJSON(w, 202, `{"status":"accepted"}`) },
		"204":           func(w http.ResponseWriter) { w.WriteHeader(http.StatusNoContent) },
		"empty object":  func(w http.ResponseWriter) { respondJSON(w, 200, `{}`) },
		"another shape": func(w http.ResponseWriter) { respondJSON(w, 200, `{"queued":true}`) },
		"page":          func(w http.ResponseWriter) { respondHTML(w, 200) },
	})
	return ends
}

// Whatever its outcome, a create is sent once. It returns the webhook if the key proves that this request made it.
func TestAmbiguousCreateMakesOneWebhook(t *testing.T) {
	t.Parallel()
	for name, end := range openEnds() {
		for _, effect := range []bool{true, false} {
			for _, headers := range []bool{true, false} {
				t.Run(fmt.Sprint(name, " effect ", effect, " headers ", headers), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						h := &webhookServer{headers: headers, fault: func(int) (bool, func(http.ResponseWriter)) { return effect, end }}
						h.add(signedWebhook()) // an existing webhook has the same key
						s, p := h.start(t)
						created, err := p.CreateWebhook(t.Context(), signed, acceptAny)
						if posts := s.count("POST"); posts != 1 {
							t.Errorf("%d creates, want 1", posts)
						}
						if !effect {
							if unclear := as[*UnclearError](t, err); unclear.Within != p.client.lateCommit || len(unclear.IDs) != 0 {
								t.Errorf("got %+v", unclear)
							}
							return
						}
						if err != nil {
							t.Fatal(err)
						}
						if len(h.stored) != 2 || h.stored[1]["id"] != created.ID.OrZero() || created.Unanswered == nil {
							t.Errorf("Hero has %v, the caller %v after %v", h.stored, created.ID.OrZero(), created.Unanswered)
						}
						if strings.Contains(string(created.Raw), signed.SigningKey.OrZero()) {
							t.Errorf("the key is in %s", created.Raw)
						}
						lists := s.count("GET")
						if listed, _ := p.ListWebhooks(t.Context()); len(listed) != 2 || s.count("GET") != lists {
							t.Errorf("the cached list has %d webhooks, or was read again", len(listed))
						}
					})
				})
			}
		}
	}
}

// Without the key that the request carried, a new webhook may be somebody else's.
func TestAmbiguousCreateTakesNothingWithoutProof(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		sent    WebhookCreate
		appears map[string]any
		named   bool
	}{
		"no key was sent":   {create, equalWebhook(), true},
		"no key is shown":   {signed, equalWebhook(), true},
		"another key":       {signed, map[string]any{"event_type": create.EventType, "url": create.URL, "headers": create.Headers, "signing_key": "theirs"}, true},
		"masked key":        {signed, map[string]any{"event_type": create.EventType, "url": create.URL, "headers": create.Headers, "signing_key": "****"}, true},
		"another event":     {create, map[string]any{"event_type": "appointment.confirmed", "url": create.URL, "headers": create.Headers}, false},
		"another URL":       {create, map[string]any{"event_type": create.EventType, "url": create.URL + "/x", "headers": create.Headers}, false},
		"another header":    {create, map[string]any{"event_type": create.EventType, "url": create.URL, "headers": map[string]string{"A": "c"}}, false},
		"our key elsewhere": {signed, map[string]any{"event_type": "appointment.confirmed", "url": create.URL, "signing_key": "our-key"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := &webhookServer{headers: true, fault: func(int) (bool, func(http.ResponseWriter)) { return false, faults["500"] }}
				h.afterPost = func(h *webhookServer, _ int) { h.add(test.appears) }
				s, p := h.start(t)
				_, err := p.CreateWebhook(t.Context(), test.sent, acceptAny)
				unclear := as[*UnclearError](t, err)
				if named := slices.Equal(unclear.IDs, []string{fmt.Sprint(h.stored[0]["id"])}); named != test.named || len(h.stored) != 1 || s.count("DELETE") != 0 {
					t.Errorf("the error names %v, Hero has %v", unclear.IDs, h.stored)
				}
			})
		})
	}
}

// The result names other webhooks that appear next to ours, and leaves them alone.
func TestAmbiguousCreateNamesWhatIsNotProven(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &webhookServer{headers: true, fault: func(int) (bool, func(http.ResponseWriter)) { return true, faults["drop"] }}
		h.afterPost = func(h *webhookServer, _ int) { h.add(equalWebhook()) }
		s, p := h.start(t)
		created, err := p.CreateWebhook(t.Context(), signed, acceptAny)
		if err != nil || created.ID.OrZero() != h.stored[0]["id"] || !slices.Equal(created.Others, []string{fmt.Sprint(h.stored[1]["id"])}) || s.count("DELETE") != 0 {
			t.Errorf("Hero has %v, the caller %+v, %v", h.stored, created, err)
		}
	})
}

// The key proves it also if Hero stores the URL in a form of its own.
func TestAmbiguousCreateKnowsItsKeyAtAnotherURL(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &webhookServer{fault: func(int) (bool, func(http.ResponseWriter)) { return false, faults["drop"] }}
		h.afterPost = func(h *webhookServer, _ int) {
			h.add(map[string]any{"event_type": signed.EventType, "url": "https://example.test/?from=hero", "signing_key": "our-key"})
		}
		_, p := h.start(t)
		created, err := p.CreateWebhook(t.Context(), signed, acceptAny)
		if err != nil || created.ID.OrZero() != h.stored[0]["id"] || h.posts != 1 {
			t.Errorf("%d creates, Hero has %v, the caller %+v, %v", h.posts, h.stored, created, err)
		}
	})
}

// If two new webhooks have the key of one request, the key proves nothing.
func TestAmbiguousCreateTakesNoneOfTwoWithItsKey(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &webhookServer{headers: true, fault: func(int) (bool, func(http.ResponseWriter)) { return true, faults["drop"] }}
		h.afterPost = func(h *webhookServer, _ int) { h.add(signedWebhook()) }
		_, p := h.start(t)
		_, err := p.CreateWebhook(t.Context(), signed, acceptAny)
		if unclear := as[*UnclearError](t, err); len(unclear.IDs) != 2 {
			t.Errorf("Hero has %v, the caller %+v", h.stored, unclear)
		}
	})
}

// A server may store a URL in its normal form, without dot segments and with other escapes. The new webhook is still recognised.
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
		_, err := p.CreateWebhook(t.Context(), written, acceptAny)
		if unclear := as[*UnclearError](t, err); len(unclear.IDs) != 1 || h.posts != 1 {
			t.Errorf("%d creates, Hero has %v, the caller got %+v", h.posts, h.stored, unclear)
		}
	})
}

func TestEqualCreatesAtOnceTakeOneWebhookEach(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &webhookServer{fault: func(n int) (bool, func(http.ResponseWriter)) {
			if n%2 == 0 {
				return true, faults["drop"]
			}
			return true, nil
		}}
		_, p := h.start(t)
		var mu sync.Mutex
		ids := map[string]bool{}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				created, err := p.CreateWebhook(t.Context(), signed, acceptAny)
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

func TestAmbiguousCreateGivesUp(t *testing.T) {
	t.Parallel()
	t.Run("when nothing comes of it", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			h := &webhookServer{fault: func(int) (bool, func(http.ResponseWriter)) { return false, faults["drop"] }}
			_, p := h.start(t)
			_, err := p.CreateWebhook(t.Context(), create, acceptAny)
			if as[*UnclearError](t, err).Within != lateCommit || h.posts != 1 {
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
			_, err := p.CreateWebhook(t.Context(), create, acceptAny)
			if !Ambiguous(err) || !strings.Contains(err.Error(), "possible results: 2") || h.posts != 1 {
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
		_, err := p.CreateWebhook(t.Context(), create, acceptAny)
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
				_, err := s.practice(t).CreateWebhook(cancelledAfter(t, time.Second), create, acceptAny)
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
			_, err := s.practice(t).CreateWebhook(t.Context(), create, acceptAny)
			if !Ambiguous(err) || !strings.Contains(err.Error(), "403") || s.count("POST") != 1 {
				t.Errorf("%d creates, %v", s.count("POST"), err)
			}
		})
	})
}

// The caller sees equal webhooks that already exist before anything is sent, even if Hero masks their headers.
func TestCreateCanBeRefusedForEqualWebhooks(t *testing.T) {
	t.Parallel()
	for name, headers := range map[string]any{"as sent": create.Headers, "masked": map[string]string{"a": "****"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &webhookServer{headers: true}
			theirs := equalWebhook()
			theirs["headers"] = headers
			id := h.add(theirs)["id"]
			s, p := h.start(t)
			refusal := errors.New("refused")
			var shown []string
			refuse := func(equal []Webhook) error {
				for _, webhook := range equal {
					shown = append(shown, webhook.ID.OrZero())
				}
				return refusal
			}
			if _, err := p.CreateWebhook(t.Context(), create, refuse); !errors.Is(err, refusal) || s.count("POST") != 0 || len(shown) != 1 || shown[0] != id {
				t.Errorf("shown were %v, %d creates, %v", shown, s.count("POST"), err)
			}
			if _, err := p.CreateWebhook(t.Context(), create, acceptAny); err != nil {
				t.Fatal(err)
			}
			shown = nil // the webhook that this client has created is not shown
			if _, err := p.CreateWebhook(t.Context(), create, refuse); !errors.Is(err, refusal) || len(shown) != 1 || shown[0] != id {
				t.Errorf("shown were %v, %v", shown, err)
			}
		})
	}
}

// A server that treats equal webhooks as one does not make a new one, which is an error.
func TestWebhookOfBeforeIsNotNew(t *testing.T) {
	t.Parallel()
	h := &webhookServer{headers: true}
	id := h.add(equalWebhook())["id"]
	h.fault = func(int) (bool, func(http.ResponseWriter)) {
		return false, func(w http.ResponseWriter) { respondJSON(w, 200, fmt.Sprintf(`{"id":%q}`, id)) }
	}
	s, p := h.start(t)
	_, err := p.CreateWebhook(t.Context(), create, acceptAny)
	if notNew := as[*WebhookNotNewError](t, err); notNew.ID != id || Ambiguous(err) || s.count("DELETE") != 0 {
		t.Errorf("got %+v, Hero has %v", notNew, h.stored)
	}
}
