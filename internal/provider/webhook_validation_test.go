// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

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
	// Hero may know more event types than it documents, so the apply goes on.
	if out := w.mustRun("apply", "-auto-approve"); !out.contains("Warning: Unknown event type") {
		t.Errorf("the apply does not warn of the event type:\n%s", out.out)
	}
	wantWrites(t, mock, postWebhook)
}

func TestAccTexts_validationOfWebhooks(t *testing.T) {
	t.Parallel()
	url := attribute("url", receiver) + "\n"
	tests := map[string]struct{ lines, want string }{
		"no_scheme":       {attribute("url", "receiver.example.com"), "Invalid URL"},
		"other_scheme":    {attribute("url", "ftp://receiver.example.com"), "Invalid URL"},
		"user_name":       {attribute("url", "https://user:"+headerValue+"@receiver.example.com/"), ""}, // Hero may hold such a URL; only a plan that would send it is refused
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

func TestWebhook_oddReceiverIsWarnedOf(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, webhookType)
	const inClear, unreachable, alike = "warning url: Events travel in clear", "warning url: Receiver cannot be reached", "warning url: Receiver looks like another host"
	for url, want := range map[string]string{
		"http://receiver.example.com/hero":     inClear,
		"HTTP://receiver.example.com":          inClear,
		"http://192.0.2.1:8080/":               inClear,
		"http://localhost.example.com/":        inClear,
		receiver:                               "",
		"https://192.0.2.1/":                   "",
		"http://localhost:8080/hero":           unreachable,
		"https://LocalHost./hero":              unreachable,
		"https://hooks.localhost/":             unreachable,
		"http://127.0.0.1/":                    unreachable,
		"https://127.1.2.3/":                   unreachable,
		"http://[::1]:8080/":                   unreachable,
		"https://0.0.0.0/":                     unreachable,
		"http://localhost/?u=http://a.example": unreachable,
		"https://r\u0435ceiver.example/":       alike,
		"https://b\u00fccher.example/":         "",
	} {
		diagnostics := p.validate(members{"event_type": confirmed, "url": url})
		if want == "" {
			wantDiagnostics(t, diagnostics)
			continue
		}
		found := wantDiagnostics(t, diagnostics, want)
		if want == alike {
			found.Containing("xn--")
		}
	}
	wantDiagnostics(t, p.validate(members{"event_type": confirmed, "url": unknown}))
}
