// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const (
	stillAppears = "warning: An equal webhook may still appear"
	mayExist     = "warning: A webhook may exist that Terraform does not know"
)

// lateFaults are the faults that act after the exchange, with a delay of the
// test's choice.
func lateFaults(late time.Duration) []heromock.NamedFault {
	var list []heromock.NamedFault
	for _, named := range heromock.Faults() {
		if named.Fault.Late > 0 {
			named.Fault.Method, named.Fault.Route, named.Fault.Late = http.MethodPost, routeWebhooks, late
			list = append(list, named)
		}
	}
	return list
}

// applyThreeWithFault applies three webhooks under a fault, and waits for its effects.
func applyThreeWithFault(t testing.TB, f heromock.Fault) (*heromock.Server, *resourceProtocol, []members, []instance, []*tfprotov6.Diagnostic) {
	t.Helper()
	mock := heromock.Start(t)
	mock.Inject(f)
	p := newProtocol(t, mock, members{"max_retries": 1}).resource(webhookType)
	var (
		configs []members
		all     []instance
		diags   []*tfprotov6.Diagnostic
	)
	for _, name := range []string{"/a", "/b", "/c"} {
		config := members{"event_type": confirmed, "url": receiver + name}
		made, diagnostics := p.run(p.none(), config)
		configs, all, diags = append(configs, config), append(all, made), append(diags, diagnostics...)
	}
	mock.Settle()
	mock.ClearFaults()
	return mock, p, configs, all, diags
}

// Writes that take effect after the client has gone, but as long as that is
// plausible, or a little longer, make one webhook each, and nothing is to be said.
func TestWebhook_lateEffectsMakeOneEach(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		late  time.Duration
		count int
	}{
		"once, within the window":  {lateCommit / 2, 1},
		"once, after the window":   {lateCommit * 5 / 4, 1},
		"always, after the window": {lateCommit * 5 / 4, 0},
	} {
		for _, named := range lateFaults(test.late) {
			t.Run(name+"/"+named.Name, func(t *testing.T) {
				t.Parallel()
				virtual(t, func(t *testing.T) {
					named.Fault.Count = test.count
					mock, p, configs, made, diags := applyThreeWithFault(t, named.Fault)
					wantDiagnostics(t, diags)
					if stored := mock.Webhooks("1001"); len(stored) != len(configs) {
						t.Errorf("three configured webhooks became %d", len(stored))
					}
					p = p.newProcess()
					for i, config := range configs {
						read, diagnostics := p.read(made[i])
						wantDiagnostics(t, diagnostics)
						p.wantNothingPlanned(read, config)
					}
				})
			})
		}
	}
}

// What comes when nobody looks any longer has been announced, together with the
// webhook that is to stay.
func TestWebhook_lateEffectsAfterAllLooksAreAnnounced(t *testing.T) {
	t.Parallel()
	const late = 4 * lateCommit // the looks take three windows
	t.Run("sent again", func(t *testing.T) {
		t.Parallel()
		virtual(t, func(t *testing.T) {
			mock, p, configs, made, diagnostics := applyThreeWithFault(t, heromock.Fault{Method: http.MethodPost, Status: 504, Late: late, Count: 1})
			id := p.text(made[0], "id")
			wantDiagnostics(t, diagnostics, stillAppears).Containing("1m0s", id, "hero_webhooks", "1001")
			if stored := mock.Webhooks("1001"); len(stored) != len(configs)+1 {
				t.Errorf("%d webhooks, so the test's delay does not outlast the looks", len(stored))
			}
		})
	})
	t.Run("in vain", func(t *testing.T) {
		t.Parallel()
		virtual(t, func(t *testing.T) {
			mock := heromock.Start(t)
			mock.Inject(heromock.Fault{Method: http.MethodPost, Status: 504, Late: late})
			config := members{"event_type": confirmed, "url": receiver}
			p := newProtocol(t, mock, members{"max_retries": 1}).resource(webhookType)
			none, diags := p.run(p.none(), config)
			// A window for the first request, and twice as long for the last.
			wantDiagnostics(t, diags, "error: Unable to create webhook", mayExist).At(1).
				Containing("1m30s", "terraform import <address> 1001/<id>", "practice group 1001")
			if p.members(none) != nil {
				t.Error("a webhook that is not known is in the state")
			}
			mock.Settle()
			mock.ClearFaults()
			// The way out: delete one in Hero, import the other.
			stored := mock.Webhooks("1001")
			if len(stored) != 2 {
				t.Fatalf("%d webhooks came of two requests", len(stored))
			}
			kept, _ := stored[0]["id"].(string)
			other, _ := stored[1]["id"].(string)
			mock.RemoveWebhook("1001", other)
			imported, diagnostics := p.newProcess().importID("1001/" + kept)
			wantDiagnostics(t, diagnostics)
			p.newProcess().wantNothingPlanned(imported, config)
		})
	})
}

// Another party's webhook that comes while a create is under way is told from
// ours where it can be, and else neither is taken.
func TestWebhook_anotherPartysIsNeverTaken(t *testing.T) {
	t.Parallel()
	config := members{"event_type": confirmed, "url": receiver}
	heroWord := heromock.Fault{Method: http.MethodPost, Count: 1, Status: 500, Body: `{"error":true,"statusCode":500,"message":"no"}`}
	lostAfter := heromock.Fault{Method: http.MethodPost, Count: 1, DropAfter: true}
	t.Run("made between plan and create", func(t *testing.T) {
		t.Parallel()
		virtual(t, func(t *testing.T) {
			for name, fault := range map[string]heromock.Fault{"lost": lostAfter, "refused": heroWord} {
				mock := heromock.Start(t)
				mock.Inject(fault)
				p := newProtocol(t, mock, members{"max_retries": 1}).resource(webhookType)
				planned := p.plan(p.none(), config)
				wantDiagnostics(t, planned.Diagnostics)
				// The process has just read the list; it must read it again.
				theirs := seedWebhook(mock, "1001", nil)
				made, diagnostics := p.apply(p.none(), planned, config)
				wantDiagnostics(t, diagnostics)
				wantOnlyOursDeleted(t, mock, p, made, theirs, name)
			}
		})
	})
	// A list that lags behind shows an old webhook for the first time after the create.
	t.Run("older than the create", func(t *testing.T) {
		t.Parallel()
		virtual(t, func(t *testing.T) {
			mock := heromock.Start(t)
			mock.Inject(heroWord)
			var theirs string
			mock.Before(http.MethodPost, routeWebhooks, func() {
				theirs = seedWebhook(mock, "1001", members{"created_at": time.Now().Add(-time.Minute).UTC().Format(time.RFC3339)})
			})
			p := newProtocol(t, mock, members{"max_retries": 1}).resource(webhookType)
			made, diagnostics := p.create(config)
			wantDiagnostics(t, diagnostics)
			wantOnlyOursDeleted(t, mock, p, made, theirs, "older")
		})
	})
	for name, meddle := range map[string]func(*heromock.Server, func()){
		"made just before ours is": func(mock *heromock.Server, act func()) { mock.Before(http.MethodPost, routeWebhooks, act) },
		"made just after ours is":  func(mock *heromock.Server, act func()) { mock.After(http.MethodPost, routeWebhooks, act) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) {
				mock := heromock.Start(t)
				mock.Inject(lostAfter)
				var theirs string
				meddle(mock, func() { theirs = seedWebhook(mock, "1001", nil) })
				p := newProtocol(t, mock, members{"max_retries": 1}).resource(webhookType)
				none, diagnostics := p.create(config)
				left := wantDiagnostics(t, diagnostics, "error: Unable to create webhook", mayExist).At(1)
				left.Containing(theirs, "terraform import <address> 1001/<id>")
				if p.members(none) != nil || len(mock.Webhooks("1001")) != 2 || mock.Count(http.MethodDelete, "") != 0 {
					t.Error("one of two webhooks that nobody can tell apart was taken or deleted")
				}
				for _, stored := range mock.Webhooks("1001") {
					id, _ := stored["id"].(string)
					left.Containing(id)
				}
			})
		})
	}
	// A double of ours is never theirs when theirs was there before.
	t.Run("there before, and ours sent twice", func(t *testing.T) {
		t.Parallel()
		virtual(t, func(t *testing.T) {
			mock := heromock.Start(t)
			theirs := seedWebhook(mock, "1001", nil)
			mock.Inject(heromock.Fault{Method: http.MethodPost, Count: 1, Status: 504, Late: lateCommit * 5 / 4})
			p := newProtocol(t, mock, members{"max_retries": 1}).resource(webhookType)
			made, diagnostics := p.create(config)
			wantDiagnostics(t, diagnostics)
			mock.Settle()
			wantOnlyOursDeleted(t, mock, p, made, theirs, "twice")
		})
	})
}

// wantOnlyOursDeleted destroys ours and fails unless theirs is all that is left.
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

// A delete that proves nothing keeps the webhook in the state, and says what to do.
func TestWebhook_deleteThatProvesNothing(t *testing.T) {
	t.Parallel()
	config := members{"event_type": confirmed, "url": receiver}
	for _, named := range heromock.Faults() {
		switch named.Name {
		case "no-route", "no-route-html", "not-found":
		default:
			continue
		}
		for _, list := range []string{"whole", "cut", "missing"} {
			t.Run(named.Name+"/"+list, func(t *testing.T) {
				t.Parallel()
				mock := heromock.Start(t)
				p := newResourceProtocol(t, mock, webhookType)
				made := p.mustCreate(config)
				id := p.text(made, "id")
				named.Fault.Method = http.MethodDelete
				mock.Inject(named.Fault)
				switch list {
				case "cut":
					mock.Inject(heromock.Fault{Method: http.MethodGet, CutList: true})
				case "missing":
					mock.Inject(heromock.Fault{Method: http.MethodGet, Status: 403})
				}
				kept, diagnostics := p.newProcess().destroy(made)
				failed := wantDiagnostics(t, diagnostics, "error: Unable to delete webhook "+id).
					Containing("404", "terraform state rm <address>", "practice group 1001")
				if list == "whole" { // the webhook is in it
					failed.Without("GET /v1/webhooks")
				} else {
					failed.Containing("GET /v1/webhooks")
				}
				if !p.sameState(kept, made) {
					t.Error("the webhook left the state")
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

// A list that is shorter than its count proves nothing either: not at a refresh,
// not before a create, not after a lost answer, not behind a delete.
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
				t.Errorf("%s: a webhook that was not made is in the state", name)
			}
			wantWrites(t, mock)
			mock.ClearFaults()
		}
		// After a lost answer, a person has to look.
		again := p.newProcess()
		planned := again.plan(p.none(), other)
		mock.Inject(heromock.Fault{Method: http.MethodPost, DropAfter: true})
		mock.After(http.MethodPost, routeWebhooks, func() { mock.Inject(cut) })
		_, diagnostics := again.apply(p.none(), planned, other)
		wantDiagnostics(t, diagnostics, "error: Unable to create webhook", mayExist).At(1).
			Containing("GET /v1/webhooks", "terraform import <address> 1001/<id>").Without("..")
	})
}
