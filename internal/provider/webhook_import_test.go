// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func webhookImport(label, id string) string {
	return fmt.Sprintf("import {\n  to = hero_webhook.%s\n  id = %q\n}\n", label, id)
}

// An import must never replace a live webhook, whatever Hero does not report about it.
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
		t.Errorf("want 7 imports, 4 recorded changes, and a warning:\n%s", out.out)
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
		t.Errorf("another description plans no new webhook:\n%s", out.out)
	}
	w.write("main.tf", config("a", "2"))
	out := w.mustRun("apply", "-auto-approve")
	if !out.contains("1 added, 0 changed, 1 destroyed") {
		t.Errorf("another version of the key makes no new webhook:\n%s", out.out)
	}
	if !out.contains("The new webhook will have only what is configured") || !out.contains(": headers.") {
		t.Errorf("the plan does not warn that the headers are not carried over:\n%s", out.out)
	}
	webhook := onlyWebhook(t, mock, "1001")
	if webhook["signing_key"] != signingKey || webhook["description"] != "a" || webhook["headers"] != nil {
		t.Errorf("the new webhook does not have exactly what is configured; its fields: %d", len(webhook))
	}
}
