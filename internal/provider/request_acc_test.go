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
		t.Skip("actions came with Terraform 1.14 and are not in OpenTofu")
	}
}

func TestAccEphemeral_request(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	echoes(t, resource.TestStep{
		Config: echo(mock, "hero_request", `practice_group_id = "1002"`, `path = "/v1/short_links"`, `query = { type = ["form"] }`),
		ConfigStateChecks: []statecheck.StateCheck{
			echoed("practice_group_id", exactly("1002")),
			echoed("response", knownvalue.ObjectPartial(map[string]knownvalue.Check{"count": knownvalue.Int64Exact(1)})),
		},
	})
	wantOpened(t, mock, http.MethodGet, shortLinksRoute, "1002")
}

// A CLI that has no actions loads the provider all the same, and plans and reads
// with it. The schemas come from it as it understands them.
func TestAccActions_olderCLIsLoadTheSchema(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
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
			t.Errorf("the action is among the schemas: %v, want %v", got, want)
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
	mock := heromock.Start(t)
	seedForExamples(mock)
	w := newWorkspace(t, mock)
	w.write("main.tf", sendingConfig)

	w.mustRun("plan")
	wantWrites(t, mock)
	if r := w.mustRun("apply", "-auto-approve"); !r.says("Hero answered POST /v1/messages/send with 200 OK, request id mock-") {
		t.Errorf("no progress:\n%s", r.out)
	}
	wantWrites(t, mock, "POST /v1/messages/send")
	// The text comes from an ephemeral resource, and was there when it was sent.
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
	if r := w.mustRun("apply", "-auto-approve", "-invoke=action.hero_request.link"); !r.says("Hero answered POST /v1/booking_links with 200 OK") {
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

// Terraform invokes with null in the place of each ephemeral value, which must
// not be sent.
func TestAccActions_invokeSendsNoHalfRequest(t *testing.T) {
	t.Parallel()
	needActions(t)
	mock := heromock.Start(t)
	seedForExamples(mock)
	w := newWorkspace(t, mock)
	w.write("main.tf", sendingConfig)
	w.mustRun("apply", "-auto-approve", "-target=data.hero_request.links")
	r := w.run("apply", "-auto-approve", "-invoke=action.hero_request.tell")
	switch {
	case r.code == 0 && len(mock.Writes()) == 1 && mock.Writes()[0].Body["text"] == "See you at nine.":
		// A Terraform that keeps ephemeral values has sent what was meant.
	case r.code != 1 || !r.says("Null in the body") || !r.says("Nothing was sent"):
		t.Errorf("exit code %d, and no word of the null:\n%s", r.code, r.out)
	default:
		wantWrites(t, mock)
	}
}

// What the error says of the next apply is Terraform's doing, so it is asked of
// the CLI: an event that is over does not send again, one that comes again does.
func TestAccActions_unclearEndIsSaid(t *testing.T) {
	t.Parallel()
	needActions(t)
	for event, sentInAll := range map[string]int{"after_create": 1, "before_create": 2} {
		t.Run(event, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			seedForExamples(mock)
			mock.Inject(heromock.Fault{Method: http.MethodPost, DropAfter: true, Count: 1})
			w := newWorkspace(t, mock)
			w.write("main.tf", strings.Replace(sendingConfig, "[after_create, after_update]", "["+event+"]", 1))
			w.mustFail([]string{"apply", "-auto-approve"}, "Unclear whether POST /v1/messages/send was carried out", "It was sent once and not again",
				"look in Hero", "What the next apply does depends on the event that triggered the action")
			wantWrites(t, mock, "POST /v1/messages/send")
			w.mustRun("apply", "-auto-approve")
			w.wantNoChanges()
			if n := len(mock.Messages("1001")); n != 1+sentInAll { // with the one that was there
				t.Errorf("%d messages", n)
			}
		})
	}
}
