// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"path"
	"testing"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func TestAccWebhook_changedElsewhereIsMadeAgain(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change   map[string]any
		replaced bool
	}{
		"url":        {map[string]any{"url": "https://elsewhere.example.com/"}, true},
		"event":      {map[string]any{"event_type": "appointment.cancelled"}, true},
		"header":     {map[string]any{"headers": map[string]any{"X-Team": "b"}}, true},
		"no_headers": {map[string]any{"headers": map[string]any{}}, true},
		"respelled":  {map[string]any{"url": "https://RECEIVER.example.com:443/hero/respelled", "headers": map[string]any{"x-team": "a"}}, false},
		"untouched":  {map[string]any{"updated_at": "2030-01-01T00:00:00.000Z", "headers": map[string]any{"X-Team": "a"}}, false},
	}
	mock := heromock.Listen(t)
	w := newWorkspace(t, mock)
	for name := range tests {
		w.write(name+".tf", webhookBlock(name, attribute("url", receiver+"/"+name), `headers = { X-Team = "a" }`))
	}
	w.mustRun("apply", "-auto-approve")
	for _, webhook := range mock.Webhooks("1001") {
		id, _ := webhook["id"].(string)
		url, _ := webhook["url"].(string)
		mock.UpdateWebhook("1001", id, tests[path.Base(url)].change)
	}
	out := w.mustRun("apply", "-auto-approve")
	if !out.contains("4 added, 0 changed, 4 destroyed") {
		t.Errorf("want 4 replacements:\n%s", out.out)
	}
	for name, test := range tests {
		if out.contains("hero_webhook."+name+" must be replaced") != test.replaced {
			t.Errorf("%s is replaced: %t, want %t", name, !test.replaced, test.replaced)
		}
	}
	w.wantNoChanges()
}

func TestWebhook_goneIsMadeAgain(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		config := members{"event_type": confirmed, "url": receiver}
		p := newResourceProtocol(t, mock, webhookType)
		made := p.mustCreate(config)
		id := p.text(made, "id")
		mock.RemoveWebhook("1001", id)
		time.Sleep(time.Minute) // a webhook that is missing right after its create does not count as gone
		gone, diagnostics := p.newProcess().read(made)
		wantDiagnostics(t, diagnostics, "warning: Webhook "+id+" no longer exists")
		if p.members(gone) != nil {
			t.Error("the state still has the webhook that is gone")
		}
		made, diagnostics = p.run(made, config)
		wantDiagnostics(t, diagnostics)
		if left := onlyWebhook(t, mock, "1001")["id"]; left == id || left != p.text(made, "id") {
			t.Errorf("Hero has webhook %v, the state %s", left, p.text(made, "id"))
		}
		// Without a refresh, the destroy finds that the webhook is gone already.
		mock.RemoveWebhook("1001", p.text(made, "id"))
		left, diagnostics := p.newProcess().destroy(made)
		wantDiagnostics(t, diagnostics)
		if p.members(left) != nil {
			t.Error("the state still has the destroyed webhook")
		}
	})
}

// Masked headers count as the ones that were sent, also after an import. One warning says so.
func TestWebhook_maskedHeadersAreNoOthers(t *testing.T) {
	t.Parallel()
	for _, trait := range []string{"headers-masked", "headers-shortened"} {
		t.Run(trait, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t, func(o *heromock.Options) { o.Traits = []string{trait} })
			config := members{"event_type": confirmed, "url": receiver, "headers": members{"X-Team": headerValue}}
			p := newResourceProtocol(t, mock, webhookType)
			made, diagnostics := p.run(p.none(), config)
			id := p.text(made, "id")
			wantDiagnostics(t, diagnostics, "warning: Headers are masked in Hero's answers")
			p = p.newProcess()
			read, diagnostics := p.read(made)
			wantDiagnostics(t, diagnostics)
			p.wantNothingPlanned(read, config)

			imported, diagnostics := p.importID(id)
			wantDiagnostics(t, diagnostics)
			if got := p.members(imported)["headers"]; got != nil {
				t.Errorf("the state has masked headers: %v", got)
			}
			planned := p.plan(imported, config)
			wantDiagnostics(t, planned.Diagnostics, "warning headers: Recorded without being sent to Hero")
			recorded, diagnostics := p.apply(imported, planned, config)
			wantDiagnostics(t, diagnostics)
			p = p.newProcess()
			read, diagnostics = p.read(recorded)
			wantDiagnostics(t, diagnostics)
			p.wantNothingPlanned(read, config)
			wantWrites(t, mock, postWebhook)

			mock.UpdateWebhook("1001", id, members{"headers": members{"X-Other": headerValue}})
			p = p.newProcess()
			read, _ = p.read(recorded)
			if planned := p.plan(read, config); len(planned.replaces) == 0 {
				t.Error("a header with another name plans no replacement")
			}
		})
	}
}

func TestWebhook_failedListKeepsTheState(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	config := members{"event_type": confirmed, "url": receiver}
	p := newResourceProtocol(t, mock, webhookType)
	made := p.mustCreate(config)
	for name, fault := range map[string]heromock.Fault{
		"500":       {Status: 500},
		"401":       {Status: 401},
		"404":       {Status: 404, Body: `{"error": true, "statusCode": 404, "message": "Cannot find the route"}`},
		"HTML":      {Status: 200, Body: "<html></html>", ContentType: "text/html"},
		"cut":       {CutBody: true},
		"no list":   {Status: 200, Body: `{}`},
		"too short": {Status: 200, Body: `{"data": [], "count": 1}`},
	} {
		fault.Method, fault.Route = "GET", routeWebhooks
		mock.Inject(fault)
		kept, diagnostics := p.run(made, config)
		wantDiagnostics(t, diagnostics, "error: Unable to read webhook "+p.text(made, "id"))
		if !p.sameState(kept, made) {
			t.Errorf("%s: the state was changed", name)
		}
		mock.ClearFaults()
	}
	p = p.newProcess()
	read, diagnostics := p.read(made)
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(read, config)
	wantWrites(t, mock, postWebhook)
}

// Hero cannot read a single webhook. If a refresh read the list once for each webhook, it
// would not scale.
func TestAccWebhook_refreshReadsTheListOnceAPractice(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	many := func(label string, count int, group string) string {
		return webhookBlock(label, fmt.Sprintf("count = %d", count), attribute("practice_group_id", group),
			`url = "`+receiver+`/${count.index}"`)
	}
	w := newWorkspace(t, mock)
	wantLists := func(want int, command ...string) {
		t.Helper()
		mock.ResetJournal()
		w.mustRun(command...)
		if got := mock.Count("GET", routeWebhooks); got != want {
			t.Errorf("%q read the list %d times, want %d", command, got, want)
		}
	}
	w.write("main.tf", many("one", 50, "1001"))
	w.mustRun("apply", "-auto-approve")
	// A create needs a fresh list, to tell its webhook from somebody else's. Creates at the same time share one.
	if got := mock.Count("GET", routeWebhooks); got > 51 {
		t.Errorf("making 50 webhooks read the list %d times", got)
	}
	wantLists(1, "plan", "-detailed-exitcode")
	w.write("more.tf", many("two", 2, "1002")+many("three", 2, "1003")+`data "hero_webhooks" "all" {}`)
	w.mustRun("apply", "-auto-approve")
	wantLists(3, "plan", "-detailed-exitcode")
	// A list without the webhook confirms each deletion. Deletions at the same time share one.
	mock.ResetJournal()
	w.mustRun("apply", "-auto-approve", "-destroy")
	if got := mock.Count("GET", routeWebhooks); got < 3+3 || got > 3+54 {
		t.Errorf("deleting 54 webhooks of three practices read the lists %d times", got)
	}
}
