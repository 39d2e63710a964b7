// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// What the docs of the action say of where a body stands in clear is Terraform's
// doing, so it is asked of the CLI: of an ephemeral value, one from a sensitive
// variable, a literal, a parameter of the query, the answer, and the key.
const canaryRequestConfig = `
variable "ephemeral_text" { ephemeral = true }
variable "sensitive_text" { sensitive = true }

action "hero_request" "tell" {
  config {
    method = "POST"
    path   = "/v1/messages/send"
    body = {
      ephemeral = var.ephemeral_text
      sensitive = var.sensitive_text
      literal   = "literal-canary"
    }
  }
}

resource "terraform_data" "trigger" {
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.hero_request.tell]
    }
  }
}

data "hero_request" "message" {
  path  = "/v1/short_links"
  query = { type = ["query-canary"] }
}
`

func TestAccActions_whereABodyStandsInClear(t *testing.T) {
	t.Parallel()
	if !cliHas(t, "Terraform", 16) {
		t.Skip("what a plan shows of an action is pinned down for Terraform 1.16")
	}
	mock := heromock.Start(t)
	mock.SetShortLinks("1001", map[string]any{"id": "answer-canary", "type": "query-canary"})
	w := newWorkspace(t, mock)
	w.write("main.tf", canaryRequestConfig)
	w.env["TF_VAR_ephemeral_text"], w.env["TF_VAR_sensitive_text"] = "ephemeral-canary", "sensitive-canary"
	logged := func(args ...string) string {
		w.env["TF_LOG"], w.env["TF_LOG_PATH"] = "TRACE", "all.log"
		out := w.mustRun(args...).out
		delete(w.env, "TF_LOG")
		log := w.read("all.log")
		w.remove("all.log")
		if !strings.Contains(log, "Hero API request: ") {
			t.Errorf("%q: the log has no line about a request", args)
		}
		return out + log
	}
	values := []string{"ephemeral-canary", "sensitive-canary", "literal-canary", "query-canary", "answer-canary", mock.APIKey()}
	for _, c := range []struct {
		what  string
		text  func() string
		shown string // which of the values, in their order
	}{
		{"plan as text, and its log", func() string { return logged("plan", "-out=saved.tfplan") }, "------"},
		{"saved plan as text", func() string { return w.mustRun("show", "saved.tfplan").out }, "------"},
		{"saved plan as JSON", func() string { return w.mustRun("show", "-json", "saved.tfplan").out }, "-xxxx-"},
		{"plan as JSON events", func() string { return w.mustRun("plan", "-json").out }, "------"},
		{"apply, and its log", func() string { return logged("apply", "saved.tfplan") }, "------"},
		{"state", func() string { return w.read("terraform.tfstate") }, "---xx-"},
		{"apply as JSON events", func() string {
			return w.mustRun("apply", "-json", "-auto-approve", "-replace=terraform_data.trigger").out
		}, "------"},
	} {
		text := c.text()
		for i, value := range values {
			if got, want := strings.Contains(text, value), c.shown[i] == 'x'; got != want {
				t.Errorf("%s: %q is in it: %v, want %v", c.what, value, got, want)
			}
		}
	}
	if sent := mock.Messages("1001"); len(sent) != 2 || sent[0]["ephemeral"] != "ephemeral-canary" || sent[1]["literal"] != "literal-canary" {
		t.Errorf("sent %v", sent)
	}

	// Under -invoke a body without ephemeral values, and again no text of it.
	w.edit("main.tf", "      ephemeral = var.ephemeral_text\n", "")
	if out := logged("apply", "-auto-approve", "-invoke=action.hero_request.tell"); strings.Contains(out, "canary") {
		t.Errorf("the invocation shows a value:\n%s", out)
	}
	if n := len(mock.Messages("1001")); n != 3 {
		t.Errorf("%d messages", n)
	}
}

// Failures quote nothing of what was sent or answered, however Hero words them.
func TestAccActions_failuresShowNothing(t *testing.T) {
	t.Parallel()
	needActions(t)
	mock := startCanaryMock(t)
	if err := mock.Seed([]byte(`{"practice_groups": {"1001": {"messages": [{"id": "9995551233"}]}}}`)); err != nil {
		t.Fatal(err)
	}
	w := newWorkspace(t, mock)
	// Ten digits may be an id of Hero's, so they are sent, and could be an NHS number, so they are not shown.
	w.write("main.tf", canaryRequestConfig+`
data "hero_request" "by_id" {
  path = "/v1/messages/9995551233"
}
`)
	w.env["TF_VAR_ephemeral_text"], w.env["TF_VAR_sensitive_text"] = canaryPerson["nhs_number"], canaryPerson["address_line_1"]
	w.env["TF_LOG_PROVIDER"], w.env["TF_LOG_PATH"] = "TRACE", "provider.log"
	for name, fault := range canaryFaults(t) {
		fault.Method, fault.Route = http.MethodPost, sendRoute
		mock.ResetJournal()
		mock.Inject(fault)
		r := w.run("apply", "-auto-approve", "-replace=terraform_data.trigger")
		mock.ClearFaults()
		wantNoCanary(t, name, r.out)
		if strings.Contains(r.out, "literal-canary") {
			t.Errorf("%s: the body is shown:\n%s", name, r.out)
		}
		if r.code != 1 && !strings.HasPrefix(name, "200 as a list") {
			t.Errorf("%s: exit code %d:\n%s", name, r.code, r.out)
		}
		if mock.Count(http.MethodPost, sendRoute) == 0 {
			t.Errorf("%s: nothing was sent:\n%s", name, r.out)
		}
	}
	log := w.read("provider.log")
	wantNoCanary(t, "log", log)
	if !strings.Contains(log, "/v1/messages/send") || !strings.Contains(log, "/v1/messages/{id}") || strings.Contains(log, "literal-canary") {
		t.Error("the log names no route, or shows the body")
	}
}
