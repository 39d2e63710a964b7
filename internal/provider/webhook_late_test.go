// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

const mayExist = "warning: A webhook may exist that Terraform does not know"

// keysListed makes the mock show signing keys in its list of webhooks, which Hero does not
// document. The key then proves that a request has created a webhook.
func keysListed(o *heromock.Options) { o.Traits = append(o.Traits, "key-in-lists") }

// signedWebhook returns the configuration of a webhook with a key.
func signedWebhook(url string) members {
	return members{"event_type": confirmed, "url": url, "signing_key_wo": signingKey, "signing_key_wo_version": "1"}
}

// openEnds returns faults that leave open whether a create took effect. Hero acts on it
// after the given time.
func openEnds(late time.Duration) map[string]heromock.Fault {
	post := heromock.Fault{Method: http.MethodPost, Route: routeWebhooks, Late: late}
	failed, accepted := post, post
	failed.Status, failed.Body = http.StatusGatewayTimeout, `{"error":true,"message":"no"}`
	accepted.Status, accepted.Body = http.StatusAccepted, `{"status":"accepted"}`
	return map[string]heromock.Fault{"no response": post, "504": failed, "202": accepted}
}

// A create that may have taken effect is sent only once. If a key proves which webhook it has
// created, the state gets that one, with a warning that Hero has not confirmed it.
func TestWebhook_lateEffectsMakeOneEach(t *testing.T) {
	t.Parallel()
	for name, f := range openEnds(lateCommit / 2) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) {
				mock := heromock.Start(t, keysListed)
				mock.Inject(f)
				p := newProtocol(t, mock, members{"max_retries": 3}).resource(webhookType)
				for _, path := range []string{"/a", "/b"} {
					config := signedWebhook(receiver + path)
					made, diagnostics := p.run(p.none(), config)
					id := p.text(made, "id")
					wantDiagnostics(t, diagnostics, "warning: Webhook "+id+" was found, not confirmed").Containing("1001", "not sent again").Without(signingKey)
					read, diagnostics := p.newProcess().read(made)
					wantDiagnostics(t, diagnostics)
					p.newProcess().wantNothingPlanned(read, config)
				}
				mock.Settle()
				if stored, posts := len(mock.Webhooks("1001")), mock.Count(http.MethodPost, routeWebhooks); stored != 2 || posts != 2 {
					t.Errorf("two configured webhooks: Hero has %d after %d requests, want 2 and 2", stored, posts)
				}
			})
		})
	}
}

// Without that proof, or if it appears after the last search, the state does not get the
// webhook. The error says how to continue, and following it leads to one webhook.
func TestWebhook_unprovenEffectsAreNotTaken(t *testing.T) {
	t.Parallel()
	for when, late := range map[string]time.Duration{"in time": lateCommit / 2, "too late": 2 * lateCommit} {
		for name, f := range openEnds(late) {
			t.Run(when+"/"+name, func(t *testing.T) {
				t.Parallel()
				virtual(t, func(t *testing.T) {
					mock := heromock.Start(t)
					mock.Inject(f)
					config := signedWebhook(receiver)
					config["refuse_equal"] = true
					p := newProtocol(t, mock, members{"max_retries": 3}).resource(webhookType)
					none, diagnostics := p.run(p.none(), config)
					said := wantDiagnostics(t, diagnostics, "error: Unable to create webhook", mayExist)
					left := said.At(1).Containing("not sent again")
					if when == "in time" && name == "504" {
						said.At(0).Containing("Possible results: 1.")
					}
					if p.members(none) != nil {
						t.Error("the state has a webhook that may not be ours")
					}
					mock.Settle()
					mock.ClearFaults()
					stored, _ := onlyWebhook(t, mock, "1001")["id"].(string)
					if when == "in time" {
						left.Containing(stored, "terraform import <address> 1001/"+stored)
					} else {
						left.Containing("30s", "terraform import <address> 1001/<id>", "practice group 1001")
					}
					_, diagnostics = p.newProcess().run(none, config)
					if advised := adviceIn(diagnostics); advised != "1001/"+stored {
						t.Fatalf("the next apply advises importing %q: %q", advised, diagtest.Texts(diagnostics))
					}
					imported, diagnostics := p.newProcess().importID("1001/" + stored)
					wantDiagnostics(t, diagnostics)
					adopted, diagnostics := p.newProcess().run(imported, config)
					if hasError(diagnostics) || p.text(adopted, "id") != stored {
						t.Errorf("after the import: %q", diagtest.Texts(diagnostics))
					}
					onlyWebhook(t, mock, "1001")
				})
			})
		}
	}
}

// If somebody else creates an equal webhook during a create, the provider takes ours if it
// can tell it from theirs, and otherwise neither.
func TestWebhook_anotherPartysIsNeverTaken(t *testing.T) {
	t.Parallel()
	lostAfter := heromock.Fault{Method: http.MethodPost, Count: 1, DropAfter: true}
	for name, meddle := range map[string]func(*heromock.Server, func()){
		"made just before ours is": func(mock *heromock.Server, act func()) { mock.Before(http.MethodPost, routeWebhooks, act) },
		"made just after ours is":  func(mock *heromock.Server, act func()) { mock.After(http.MethodPost, routeWebhooks, act) },
	} {
		for proof, options := range map[string][]func(*heromock.Options){"proven": {keysListed}, "not proven": nil} {
			t.Run(name+"/"+proof, func(t *testing.T) {
				t.Parallel()
				virtual(t, func(t *testing.T) {
					mock := heromock.Start(t, options...)
					mock.Inject(lostAfter)
					var theirs string
					meddle(mock, func() { theirs = seedWebhook(mock, "1001", members{"signing_key": "theirs"}) })
					p := newProtocol(t, mock, members{"max_retries": 1}).resource(webhookType)
					made, diagnostics := p.create(signedWebhook(receiver))
					if n := len(mock.Webhooks("1001")); n != 2 || mock.Count(http.MethodDelete, "") != 0 {
						t.Errorf("Hero has %d webhooks, want theirs and ours", n)
					}
					if proof == "proven" {
						id := p.text(made, "id")
						wantDiagnostics(t, diagnostics, "warning: Webhook "+id+" was found, not confirmed").Containing(theirs)
						wantOnlyOursDeleted(t, mock, p, made, theirs, name)
						return
					}
					left := wantDiagnostics(t, diagnostics, "error: Unable to create webhook", mayExist).At(1)
					for _, stored := range mock.Webhooks("1001") {
						id, _ := stored["id"].(string)
						left.Containing("terraform import <address> 1001/" + id)
					}
					if p.members(made) != nil {
						t.Error("the state has one of two webhooks that nobody can tell apart")
					}
				})
			})
		}
	}
	// The process has just read the list. The create must read it again.
	t.Run("made between plan and create", func(t *testing.T) {
		t.Parallel()
		virtual(t, func(t *testing.T) {
			mock := heromock.Start(t, keysListed)
			mock.Inject(lostAfter)
			p := newProtocol(t, mock, members{"max_retries": 1}).resource(webhookType)
			config := signedWebhook(receiver)
			planned := p.plan(p.none(), config)
			wantDiagnostics(t, planned.Diagnostics)
			theirs := seedWebhook(mock, "1001", members{"signing_key": signingKey}) // from another run of the same configuration
			made, diagnostics := p.apply(p.none(), planned, config)
			if hasError(diagnostics) {
				t.Errorf("got %q", diagtest.Texts(diagnostics))
			}
			wantOnlyOursDeleted(t, mock, p, made, theirs, "before the create")
		})
	})
}

// wantOnlyOursDeleted destroys our webhook and fails unless only theirs is left.
func wantOnlyOursDeleted(t testing.TB, mock *heromock.Server, p *resourceProtocol, ours instance, theirs, name string) {
	t.Helper()
	if id := p.text(ours, "id"); id == theirs || id == "" {
		t.Fatalf("%s: the state has %q, theirs is %s", name, id, theirs)
	}
	if n := len(mock.Webhooks("1001")); n != 2 {
		t.Errorf("%s: Hero has %d webhooks, want theirs and ours", name, n)
	}
	_, diagnostics := p.newProcess().destroy(ours)
	wantDiagnostics(t, diagnostics)
	if left := onlyWebhook(t, mock, "1001")["id"]; left != theirs {
		t.Errorf("%s: %v is left, theirs was %s", name, left, theirs)
	}
}

// If nothing proves that a delete worked, the webhook stays in the state, and the error says what to do.
func TestWebhook_deleteThatProvesNothing(t *testing.T) {
	t.Parallel()
	config := members{"event_type": confirmed, "url": receiver}
	for _, name := range []string{"no-route", "not-found"} {
		for _, list := range []string{"whole", "cut", "missing"} {
			t.Run(name+"/"+list, func(t *testing.T) {
				t.Parallel()
				mock := heromock.Start(t)
				p := newResourceProtocol(t, mock, webhookType)
				made := p.mustCreate(config)
				id := p.text(made, "id")
				f := faults()[name]
				f.Method = http.MethodDelete
				mock.Inject(f)
				switch list {
				case "cut":
					mock.Inject(heromock.Fault{Method: http.MethodGet, CutList: true})
				case "missing":
					mock.Inject(heromock.Fault{Method: http.MethodGet, Status: 403})
				}
				kept, diagnostics := p.newProcess().destroy(made)
				failed := wantDiagnostics(t, diagnostics, "error: Unable to delete webhook "+id).
					Containing("404", "terraform state rm <address>", "practice group 1001")
				if list == "whole" { // it still has the webhook
					failed.Without("GET /v1/webhooks")
				} else {
					failed.Containing("GET /v1/webhooks")
				}
				if !p.sameState(kept, made) {
					t.Error("the state changed")
				}
				mock.ClearFaults()
				gone, diagnostics := p.run(kept, nil)
				wantDiagnostics(t, diagnostics)
				if p.members(gone) != nil || len(mock.Webhooks("1001")) != 0 {
					t.Error("the next run did not delete the webhook")
				}
			})
		}
	}
	t.Run("gone all the same", func(t *testing.T) {
		t.Parallel()
		mock := heromock.Start(t)
		p := newResourceProtocol(t, mock, webhookType)
		made := p.mustCreate(config)
		mock.RemoveWebhook("1001", p.text(made, "id"))
		mock.Inject(heromock.Fault{Method: http.MethodDelete, Status: 404})
		_, diagnostics := p.newProcess().destroy(made)
		wantDiagnostics(t, diagnostics)
	})
}

// A list that is shorter than its count proves nothing, neither in a refresh, nor before a
// create, nor after a lost response.
func TestWebhook_cutListIsAnError(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		config := members{"event_type": confirmed, "url": receiver}
		p := newProtocol(t, mock, members{"max_retries": 1}).resource(webhookType)
		made := p.mustCreate(config)
		id := p.text(made, "id")
		for range 4 {
			seedWebhook(mock, "1001", members{"url": "https://other.example.com/"})
		}
		other := members{"event_type": confirmed, "url": receiver + "/other"}
		cut := heromock.Fault{Method: http.MethodGet, Body: `{"data":[{"id":"wh_x","event_type":"appointment.confirmed","url":"https://other.example.com/"}],"count":5}`}
		for name, f := range map[string]heromock.Fault{"one of five": cut, "half": {Method: http.MethodGet, CutList: true}} {
			mock.ResetJournal()
			mock.Inject(f)
			kept, diagnostics := p.run(made, config)
			wantDiagnostics(t, diagnostics, "error: Unable to read webhook "+id).Containing("GET /v1/webhooks", "200 OK")
			if !p.sameState(kept, made) {
				t.Errorf("%s: the state was changed", name)
			}
			wantDiagnostics(t, p.newProcess().plan(p.none(), other).Diagnostics, "error: Unable to look for an equal webhook")
			mock.ClearFaults()

			again := p.newProcess()
			planned := again.plan(p.none(), other)
			mock.Inject(f)
			none, diagnostics := again.apply(p.none(), planned, other)
			wantDiagnostics(t, diagnostics, "error: Unable to create webhook")
			if p.members(none) != nil {
				t.Errorf("%s: the state has a webhook that was not created", name)
			}
			wantWrites(t, mock)
			mock.ClearFaults()
		}
		// After a lost response, only a person can find out.
		again := p.newProcess()
		planned := again.plan(p.none(), other)
		mock.Inject(heromock.Fault{Method: http.MethodPost, DropAfter: true})
		mock.After(http.MethodPost, routeWebhooks, func() { mock.Inject(cut) })
		_, diagnostics := again.apply(p.none(), planned, other)
		wantDiagnostics(t, diagnostics, "error: Unable to create webhook", mayExist).At(1).
			Containing("GET /v1/webhooks", "terraform import <address> 1001/<id>").Without("..")
	})
}
