// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"testing"

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
		t.Errorf("not 4 replacements:\n%s", out.out)
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
	mock := heromock.Start(t)
	config := members{"event_type": confirmed, "url": receiver}
	p := newResourceProtocol(t, mock, webhookType)
	made := p.mustCreate(config)
	id := p.text(made, "id")
	mock.RemoveWebhook("1001", id)
	gone, diagnostics := p.newProcess().read(made)
	wantDiagnostics(t, diagnostics, "warning: Webhook "+id+" no longer exists")
	if p.members(gone) != nil {
		t.Error("what is gone is in the state")
	}
	made, diagnostics = p.run(made, config)
	wantDiagnostics(t, diagnostics)
	if left := onlyWebhook(t, mock, "1001")["id"]; left == id || left != p.text(made, "id") {
		t.Errorf("Hero has webhook %v, the state %s", left, p.text(made, "id"))
	}
	// Without a refresh, the destroy finds nothing to delete.
	mock.RemoveWebhook("1001", p.text(made, "id"))
	left, diagnostics := p.newProcess().destroy(made)
	wantDiagnostics(t, diagnostics)
	if p.members(left) != nil {
		t.Error("what was destroyed is in the state")
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

// Hero reads no single webhook, so a refresh that read the list for each of
// them would not scale.
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
	// A create reads it afresh, to tell its webhook from another party's; those at the same time share it.
	if got := mock.Count("GET", routeWebhooks); got > 51 {
		t.Errorf("making 50 webhooks read the list %d times", got)
	}
	wantLists(1, "plan", "-detailed-exitcode")
	w.write("more.tf", many("two", 2, "1002")+many("three", 2, "1003")+`data "hero_webhooks" "all" {}`)
	w.mustRun("apply", "-auto-approve")
	wantLists(3, "plan", "-detailed-exitcode")
	wantLists(3, "apply", "-auto-approve", "-destroy")
}

func TestAccTexts_refusedValuesOfAWebhook(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	mock.Inject(heromock.Fault{Method: "POST", Route: routeWebhooks, Status: 400, Body: `{"error": true, "statusCode": 400, "message": [
		{"code": "invalid_string", "expected": "uri", "path": ["url"]}, {"code": "too_small", "path": ["signing_key"]}]}`})
	w := newWorkspace(t, mock)
	w.write("main.tf", webhookBlock("this", attribute("url", receiver), withKey(signingKey, "1")))
	w.mustFail([]string{"apply", "-auto-approve"},
		"Error: Unable to create webhook with hero_webhook.this", "invalid_string", `url = "`+receiver+`"`, "too_small")
}

func TestAccTexts_unknownEventTypeOfAWebhook(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	w := newWorkspace(t, mock)
	w.write("main.tf", `
resource "hero_webhook" "this" {
  event_type = "appointment.postponed"
  url        = "https://receiver.example.com/hero"
}`)
	if out := w.mustRun("plan"); !out.contains("Warning: Unknown event type") || !out.contains("1 to add") {
		t.Errorf("the plan does not warn of the event type:\n%s", out.out)
	}
	// The documentation's list is all that the mock knows.
	w.mustFail([]string{"apply", "-auto-approve"}, "Error: Unable to create webhook", `event_type = "appointment.postponed"`)
	wantWrites(t, mock, postWebhook)
}

func TestAccTexts_validationOfWebhooks(t *testing.T) {
	t.Parallel()
	url := attribute("url", receiver) + "\n"
	tests := map[string]struct{ lines, want string }{
		"no_scheme":       {attribute("url", "receiver.example.com"), "Invalid URL"},
		"other_scheme":    {attribute("url", "ftp://receiver.example.com"), "Invalid URL"},
		"user_name":       {attribute("url", "https://user:"+headerValue+"@receiver.example.com/"), "Invalid URL"},
		"empty_url":       {attribute("url", ""), "Empty value"},
		"empty_group":     {url + attribute("practice_group_id", ""), "Empty value"},
		"key_alone":       {url + attribute("signing_key_wo", signingKey), "Invalid Attribute Combination"},
		"version_alone":   {url + attribute("signing_key_wo_version", "1"), "Invalid Attribute Combination"},
		"header_name":     {url + `headers = { "X Team" = "` + headerValue + `" }`, "Invalid headers"},
		"header_no_name":  {url + `headers = { "" = "` + headerValue + `" }`, "Invalid headers"},
		"header_value":    {url + `headers = { X-Team = "` + headerValue + `\nX-Other: 1" }`, "Invalid headers"},
		"header_null":     {url + `headers = { X-Team = null }`, "Invalid headers"},
		"header_repeated": {url + `headers = { X-Team = "a", x-team = "b" }`, "Invalid headers"},
		"fine":            {url + `headers = { X-Team = "" }`, ""},
	}
	w := newWorkspace(t, nil)
	for name, test := range tests {
		w.write(name+".tf", webhookBlock(name, test.lines))
	}
	var report struct {
		Diagnostics []struct{ Summary, Detail, Address string }
	}
	if err := json.Unmarshal([]byte(w.run("validate", "-json").out), &report); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, d := range report.Diagnostics {
		if d.Address != "" {
			got[strings.TrimPrefix(d.Address, "hero_webhook.")] += d.Summary
		}
		if strings.Contains(d.Detail, headerValue) || strings.Contains(d.Detail, signingKey) {
			t.Errorf("%s: the error shows a secret", d.Address)
		}
	}
	for name, test := range tests {
		if got[name] != test.want {
			t.Errorf("%s: %q, want %q", name, got[name], test.want)
		}
	}
}

func webhookImport(label, id string) string {
	return fmt.Sprintf("import {\n  to = hero_webhook.%s\n  id = %q\n}\n", label, id)
}

// A live webhook must survive its import, whatever Hero does not tell of it.
func TestAccImport_neverMakesANewWebhook(t *testing.T) {
	t.Parallel()
	const (
		description = `description = "Waiting list"`
		headers     = `headers = { X-Team = "a" }`
	)
	all := map[string]any{"description": "Waiting list", "signing_key": signingKey, "headers": map[string]any{"X-Team": "a"}}
	tests := map[string]struct {
		live     map[string]any
		lines    string
		recorded bool
	}{
		"bare":                 {nil, "", false},
		"nothing_configured":   {all, "", false},
		"headers_reported":     {all, headers, false},
		"headers_not_reported": {nil, headers, true},
		"description":          {all, description, true},
		"key":                  {all, withKey(signingKey, "1"), true},
		"everything":           {all, description + "\n" + headers + "\n" + withKey(signingKey, "1"), true},
	}
	mock := heromock.Listen(t)
	w := newWorkspace(t, mock)
	for name, test := range tests {
		id := seedWebhook(mock, "1001", test.live)
		w.write(name+".tf", webhookImport(name, id)+webhookBlock(name, attribute("url", "https://RECEIVER.example.com:443/hero"), test.lines))
	}
	out := w.mustRun("apply", "-auto-approve")
	if !out.contains("Plan: 7 to import, 0 to add, 4 to change, 0 to destroy") || !out.contains("Recorded without being sent to Hero") {
		t.Errorf("not 7 imports and 4 notes in the state, with a warning:\n%s", out.out)
	}
	for name, test := range tests {
		if out.contains("hero_webhook."+name+" will be updated in-place") != test.recorded {
			t.Errorf("%s is recorded: %t, want %t", name, !test.recorded, test.recorded)
		}
	}
	w.wantNoChanges()
	wantWrites(t, mock)
}

func TestAccImport_recordedValuesOfAWebhookCount(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	id := seedWebhook(mock, "1001", map[string]any{"headers": map[string]any{"X-Team": headerValue}})
	w := newWorkspace(t, mock)
	config := func(description, version string) string {
		return webhookBlock("this", attribute("url", receiver), attribute("description", description), withKey(signingKey, version))
	}
	w.write("import.tf", webhookImport("this", id))
	w.write("main.tf", config("a", "1"))
	w.mustRun("apply", "-auto-approve")

	w.write("main.tf", config("b", "1"))
	if out := w.mustRun("plan"); !out.contains("1 to add, 0 to change, 1 to destroy") {
		t.Errorf("another description is no new webhook:\n%s", out.out)
	}
	w.write("main.tf", config("a", "2"))
	out := w.mustRun("apply", "-auto-approve")
	if !out.contains("1 added, 0 changed, 1 destroyed") {
		t.Errorf("another version of the key is no new webhook:\n%s", out.out)
	}
	if !out.contains("The new webhook will have only what is configured") || !out.contains(": headers.") {
		t.Errorf("the plan does not warn that the headers are not carried over:\n%s", out.out)
	}
	webhook := onlyWebhook(t, mock, "1001")
	if webhook["signing_key"] != signingKey || webhook["description"] != "a" || webhook["headers"] != nil {
		t.Errorf("the new webhook has more or less than what is configured; its members: %d", len(webhook))
	}
}
