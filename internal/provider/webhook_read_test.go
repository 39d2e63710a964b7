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
	mock := heromock.Start(t)
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
	if !out.says("4 added, 0 changed, 4 destroyed") {
		t.Errorf("not 4 replacements:\n%s", out.out)
	}
	for name, test := range tests {
		if out.says("hero_webhook."+name+" must be replaced") != test.replaced {
			t.Errorf("%s is replaced: %t, want %t", name, !test.replaced, test.replaced)
		}
	}
	w.wantNoChanges()
}

func TestAccWebhook_goneIsMadeAgain(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	w := newWorkspace(t, mock)
	w.write("main.tf", webhookBlock("this", attribute("url", receiver)))
	w.mustRun("apply", "-auto-approve")
	id := w.stateIDs()[0]
	mock.RemoveWebhook("1001", id)
	out := w.mustRun("apply", "-auto-approve")
	if !out.says("Webhook "+id+" no longer exists") || !out.says("1 added, 0 changed, 0 destroyed") {
		t.Errorf("the webhook that is gone was not reported and made again:\n%s", out.out)
	}
	if made := onlyWebhook(t, mock, "1001")["id"]; made == id || made != w.stateIDs()[0] {
		t.Errorf("Hero has webhook %v, the state %q", made, w.stateIDs())
	}
	mock.RemoveWebhook("1001", w.stateIDs()[0])
	w.mustRun("destroy", "-auto-approve", "-refresh=false")
}

func TestAccWebhook_failedListKeepsTheState(t *testing.T) {
	t.Parallel()
	tests := map[string]heromock.Fault{
		"500":       {Status: 500},
		"401":       {Status: 401},
		"404":       {Status: 404, Body: `{"error": true, "statusCode": 404, "message": "Cannot find the route"}`},
		"HTML":      {Status: 200, Body: "<html></html>", ContentType: "text/html"},
		"cut":       {CutBody: true},
		"no list":   {Status: 200, Body: `{}`},
		"too short": {Status: 200, Body: `{"data": [], "count": 1}`},
	}
	mock := heromock.Start(t)
	w := newWorkspace(t, mock)
	w.write("main.tf", "provider \"hero\" {\n  max_retries = 0\n}\n"+webhookBlock("this", attribute("url", receiver)))
	w.mustRun("apply", "-auto-approve")
	id := w.stateIDs()[0]
	for name, fault := range tests {
		fault.Method, fault.Route = "GET", routeWebhooks
		mock.Inject(fault)
		w.mustFail([]string{"apply", "-auto-approve"}, "Unable to read webhook "+id)
		if ids := w.stateIDs(); len(ids) != 1 || ids[0] != id {
			t.Fatalf("%s: the state has %q, want %s", name, ids, id)
		}
		mock.ClearFaults()
	}
	w.wantNoChanges()
	wantWrites(t, mock, postWebhook)
}

// Hero reads no single webhook, so a refresh that read the list for each of
// them would not scale.
func TestAccWebhook_refreshReadsTheListOnceAPractice(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
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
	wantLists(1, "apply", "-auto-approve")
	wantLists(1, "plan", "-detailed-exitcode")
	w.write("more.tf", many("two", 2, "1002")+many("three", 2, "1003")+`data "hero_webhooks" "all" {}`)
	w.mustRun("apply", "-auto-approve")
	wantLists(3, "plan", "-detailed-exitcode")
	wantLists(3, "apply", "-auto-approve", "-destroy")
}

func TestAccWebhook_refusedValuesAreErrorsOfTheirAttributes(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.Inject(heromock.Fault{Method: "POST", Route: routeWebhooks, Status: 400, Body: `{"error": true, "statusCode": 400, "message": [
		{"code": "invalid_string", "expected": "uri", "path": ["url"]}, {"code": "too_small", "path": ["signing_key"]}]}`})
	w := newWorkspace(t, mock)
	w.write("main.tf", webhookBlock("this", attribute("url", receiver), withKey(signingKey, "1")))
	w.mustFail([]string{"apply", "-auto-approve"},
		"Error: Unable to create webhook with hero_webhook.this", "Hero refused this value: invalid_string, expected uri.",
		`url = "`+receiver+`"`, "Hero refused this value: too_small.")
}

func TestAccWebhook_unknownEventTypeIsAWarning(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	w := newWorkspace(t, mock)
	w.write("main.tf", `
resource "hero_webhook" "this" {
  event_type = "appointment.postponed"
  url        = "https://receiver.example.com/hero"
}`)
	if out := w.mustRun("plan"); !out.says("Warning: Unknown event type") || !out.says("1 to add") {
		t.Errorf("the plan does not warn of the event type:\n%s", out.out)
	}
	// The documentation's list is all that the mock knows.
	w.mustFail([]string{"apply", "-auto-approve"}, "Error: Unable to create webhook", `event_type = "appointment.postponed"`)
	wantWrites(t, mock, postWebhook)
}

func TestAccWebhook_refusesWhatCannotBeSent(t *testing.T) {
	t.Parallel()
	url := attribute("url", receiver) + "\n"
	tests := map[string]struct{ lines, want string }{
		"no_scheme":       {attribute("url", "receiver.example.com"), "Invalid URL"},
		"other_scheme":    {attribute("url", "ftp://receiver.example.com"), "Invalid URL"},
		"user_name":       {attribute("url", "https://user:"+headerValue+"@receiver.example.com/"), "Invalid URL"},
		"empty_url":       {attribute("url", ""), "Invalid Attribute Value Length"},
		"empty_group":     {url + attribute("practice_group_id", ""), "Invalid Attribute Value Length"},
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
