// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func needActions(t testing.TB) {
	t.Helper()
	if !cliHas(t, "Terraform", 14) {
		t.Skip("actions need Terraform 1.14; OpenTofu has none")
	}
}

func TestAccEphemeral_request(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	echoes(t, resource.TestStep{
		Config: echo(mock, "hero_request", `practice_group_id = "1002"`, `path = "/v1/short_links"`, `query = { type = ["form"] }`),
		ConfigStateChecks: []statecheck.StateCheck{
			echoed("practice_group_id", exactly("1002")),
			echoed("response", knownvalue.ObjectPartial(map[string]knownvalue.Check{"count": knownvalue.Int64Exact(1)})),
		},
	})
	wantOpened(t, mock, http.MethodGet, shortLinksRoute, "1002")
}

// A CLI without actions can still load the provider, plan and read with it. It prints
// the schemas that it understands.
func TestAccActions_olderCLIsLoadTheSchema(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	w := newWorkspace(t, mock)
	w.write("main.tf", `
data "hero_request" "links" {
  path = "/v1/short_links"
}
ephemeral "hero_request" "links" {
  path = "/v1/short_links"
}
resource "terraform_data" "number" {
  input = nonsensitive(data.hero_request.links.response.count)
}
`)
	w.mustRun("apply", "-auto-approve")
	w.wantNoChanges()
	wantWrites(t, mock)

	shown := w.mustRun("providers", "schema", "-json").out
	var document struct {
		Schemas map[string]struct {
			Data      map[string]any `json:"data_source_schemas"`
			Ephemeral map[string]any `json:"ephemeral_resource_schemas"`
			Actions   map[string]any `json:"action_schemas"`
		} `json:"provider_schemas"`
	}
	if err := json.Unmarshal([]byte(shown[strings.Index(shown, `{"format_version"`):]), &document); err != nil {
		t.Fatal(err)
	}
	found := false
	for address, schema := range document.Schemas {
		if !strings.HasSuffix(address, "/herohealth/hero") {
			continue
		}
		found = true
		if schema.Data["hero_request"] == nil || schema.Ephemeral["hero_request"] == nil {
			t.Error("the data source or the ephemeral resource is missing")
		}
		if got, want := schema.Actions["hero_request"] != nil, cliHas(t, "Terraform", 14); got != want {
			t.Errorf("the schemas have the action: %v, want %v", got, want)
		}
	}
	if !found {
		t.Error("the provider's schemas are missing")
	}
}

const sendingConfig = `
variable "hours" { default = "08:00-18:30" }

ephemeral "hero_request" "template" {
  path = "/v1/messages/70001"
}

action "hero_request" "tell" {
  config {
    method = "POST"
    path   = "/v1/messages/send"
    body = {
      recipients = ["reception"]
      text       = ephemeral.hero_request.template.response.text
    }
  }
}

action "hero_request" "link" {
  config {
    practice_group_id = "1002"
    method            = "POST"
    path              = "/v1/booking_links"
    body              = { appointment_type_id = "apt_nurse" }
  }
}

resource "terraform_data" "hours" {
  input = var.hours
  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.hero_request.tell]
    }
  }
}

data "hero_request" "links" {
  practice_group_id = "1002"
  path              = "/v1/short_links"
  pages             = true
}

output "links" {
  value = nonsensitive(data.hero_request.links.response.count)
}
`

func TestAccActions_sendByTriggerAndByInvoke(t *testing.T) {
	t.Parallel()
	needActions(t)
	mock := heromock.Listen(t)
	seedForExamples(mock)
	w := newWorkspace(t, mock)
	w.write("main.tf", sendingConfig)

	w.mustRun("plan")
	wantWrites(t, mock)
	if r := w.mustRun("apply", "-auto-approve"); !r.contains("Hero answered POST /v1/messages/send with 200 OK, request id req-") {
		t.Errorf("no progress:\n%s", r.out)
	}
	wantWrites(t, mock, "POST /v1/messages/send")
	// The text comes from an ephemeral resource, which was still known when the request was sent.
	if sent := mock.Writes()[0].Body; sent["text"] != "See you at nine." {
		t.Errorf("sent %v", sent)
	}
	if links := w.mustRun("output", "-raw", "links").out; links != "3" {
		t.Errorf("%s links", links)
	}

	mock.ResetJournal()
	w.wantNoChanges()
	w.mustRun("apply", "-auto-approve")
	wantWrites(t, mock)

	w.env["TF_VAR_hours"] = "07:30-18:30"
	w.mustRun("plan", "-out=saved.tfplan")
	wantWrites(t, mock)
	w.mustRun("apply", "saved.tfplan")
	wantWrites(t, mock, "POST /v1/messages/send")

	mock.ResetJournal()
	if r := w.mustRun("apply", "-auto-approve", "-invoke=action.hero_request.link"); !r.contains("Hero answered POST /v1/booking_links with 200 OK") {
		t.Errorf("no progress:\n%s", r.out)
	}
	wantWrites(t, mock, "POST /v1/booking_links")
	if group := mock.Writes()[0].PracticeGroup; group != "1002" {
		t.Errorf("sent for practice group %s", group)
	}
	w.mustRun("apply", "-auto-approve")
	wantWrites(t, mock, "POST /v1/booking_links")
	if links := w.mustRun("output", "-raw", "links").out; links != "4" {
		t.Errorf("%s links", links)
	}
}

// Terraform invokes an action with null instead of each ephemeral value. Such a body
// must not be sent.
func TestAccActions_invokeSendsNoHalfRequest(t *testing.T) {
	t.Parallel()
	needActions(t)
	mock := heromock.Listen(t)
	seedForExamples(mock)
	w := newWorkspace(t, mock)
	w.write("main.tf", sendingConfig)
	w.mustRun("apply", "-auto-approve", "-target=data.hero_request.links")
	r := w.run("apply", "-auto-approve", "-invoke=action.hero_request.tell")
	switch {
	case r.code == 0 && len(mock.Writes()) == 1 && mock.Writes()[0].Body["text"] == "See you at nine.":
		// A Terraform that keeps ephemeral values has sent the real text.
	case r.code != 1 || !r.contains("Null in the body"):
		t.Errorf("exit code %d, want an error about the null:\n%s", r.code, r.out)
	default:
		wantWrites(t, mock)
	}
}

// What the error says about the next apply depends on Terraform, so this test runs the
// CLI: an event that is over does not send again, an event that is repeated does.
func TestAccActions_unclearEndIsSaid(t *testing.T) {
	t.Parallel()
	needActions(t)
	for event, sentInAll := range map[string]int{"after_create": 1, "before_create": 2} {
		t.Run(event, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Listen(t)
			seedForExamples(mock)
			mock.Inject(heromock.Fault{Method: http.MethodPost, DropAfter: true, Count: 1})
			w := newWorkspace(t, mock)
			w.write("main.tf", strings.Replace(sendingConfig, "[after_create, after_update]", "["+event+"]", 1))
			w.mustFail([]string{"apply", "-auto-approve"}, "Unclear whether POST /v1/messages/send was carried out")
			wantWrites(t, mock, "POST /v1/messages/send")
			w.mustRun("apply", "-auto-approve")
			w.wantNoChanges()
			if n := len(mock.Messages("1001")); n != 1+sentInAll { // one more, which was there before
				t.Errorf("%d messages", n)
			}
		})
	}
}

// The docs of the action say where a body is shown in clear text. That depends on
// Terraform, so the test runs the CLI, with an ephemeral value, one from a sensitive
// variable, a literal, a query parameter, a response, and the key.
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
		t.Skip("the test knows only what Terraform 1.16 shows of an action")
	}
	mock := heromock.Listen(t)
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
				t.Errorf("%s: it contains %q: %v, want %v", c.what, value, got, want)
			}
		}
	}
	if sent := mock.Messages("1001"); len(sent) != 2 || sent[0]["ephemeral"] != "ephemeral-canary" || sent[1]["literal"] != "literal-canary" {
		t.Errorf("sent %v", sent)
	}

	// With -invoke the body must have no ephemeral value, and again none of it is shown.
	w.edit("main.tf", "      ephemeral = var.ephemeral_text\n", "")
	if out := logged("apply", "-auto-approve", "-invoke=action.hero_request.tell"); strings.Contains(out, "canary") {
		t.Errorf("the invocation shows a value:\n%s", out)
	}
	if n := len(mock.Messages("1001")); n != 3 {
		t.Errorf("%d messages", n)
	}
}

// Whatever Hero's messages contain, errors quote nothing of the request or the response.
func TestAccActions_failuresShowNothing(t *testing.T) {
	t.Parallel()
	needActions(t)
	mock := startCanaryMock(t)
	if err := mock.Seed([]byte(`{"practice_groups": {"1001": {"messages": [{"id": "9995551233"}]}}}`)); err != nil {
		t.Fatal(err)
	}
	w := newWorkspace(t, mock)
	// Ten digits may be an id, so they are sent, but they could be an NHS number, so they are not shown.
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
