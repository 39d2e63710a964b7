// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// What SECURITY.md and the guide on patient data say of where values stand in
// clear is Terraform's doing, so it is asked of the CLI.
func TestAccQuietPlans_whereValuesStandInClear(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	w := newWorkspace(t, mock)
	w.write("main.tf", `
provider "hero" { api_key = var.api_key }

variable "api_key" { ephemeral = true }
variable "signing_key" { ephemeral = true }
variable "first_name" { sensitive = true }

resource "hero_patient" "test" {
  for_each   = { p01 = "1987-07-29" }
  nhs_number = "999 012 3454"
  dob        = each.value
  first_name = var.first_name
  last_name  = "Literalperson"
  mobile     = "07700 900123"
}

resource "hero_webhook" "test" {
  event_type             = "appointment.confirmed"
  url                    = "https://receiver.example.com/hero"
  signing_key_wo         = var.signing_key
  signing_key_wo_version = "1"
}

resource "hero_webhook" "literal" {
  event_type             = "appointment.cancelled"
  url                    = "https://receiver.example.com/hero"
  signing_key_wo         = "literal-signing-key"
  signing_key_wo_version = "1"
}

output "dob" {
  value     = hero_patient.test["p01"].dob
  sensitive = true
}
`)
	delete(w.env, "HERO_API_KEY")
	w.env["TF_VAR_api_key"] = mock.APIKey()
	w.env["TF_VAR_signing_key"] = "ephemeral-signing-key"
	w.env["TF_VAR_first_name"] = "Variableperson"

	values := []string{mock.APIKey(), "ephemeral-signing-key", "literal-signing-key", "1987-07-29", "Variableperson", "Literalperson"}
	for _, c := range []struct {
		what  string
		text  func() string
		shown string // which of the values, in their order
	}{
		{"plan as text", func() string { return w.mustRun("plan", "-out=saved.tfplan").out }, "------"},
		{"saved plan as text", func() string { return w.mustRun("show", "saved.tfplan").out }, "------"},
		{"saved plan as JSON", func() string { return w.mustRun("show", "-json", "saved.tfplan").out }, "--xxxx"},
		{"log of Terraform and provider", func() string {
			w.env["TF_LOG"], w.env["TF_LOG_PATH"] = "TRACE", "all.log"
			w.mustRun("apply", "saved.tfplan")
			delete(w.env, "TF_LOG")
			return w.read("all.log")
		}, "------"},
		{"state as text", func() string { return w.mustRun("show").out }, "------"},
		{"state as JSON", func() string { return w.mustRun("show", "-json").out }, "---xxx"},
		{"state file", func() string { return w.read("terraform.tfstate") }, "---xxx"},
		{"outputs", func() string { return w.mustRun("output").out }, "------"},
		{"one output", func() string { return w.mustRun("output", "dob").out }, "---x--"},
		{"outputs as JSON", func() string { return w.mustRun("output", "-json").out }, "---x--"},
		{"events of an apply as JSON", func() string { return w.mustRun("apply", "-auto-approve", "-json").out }, "------"},
		{"saved plan without a change", func() string { return w.savedPlan() }, "--xxxx"},
	} {
		text := c.text()
		if text == "" {
			t.Errorf("%s: empty", c.what)
		}
		for i, value := range values {
			if got, want := strings.Contains(text, value), c.shown[i] == 'x'; got != want {
				t.Errorf("%s: %q is in it: %v, want %v", c.what, value, got, want)
			}
		}
	}

	// Terraform shows the values of an expression of its own that fails, unless
	// they come from a sensitive variable, and the line that an error is about.
	w.edit("main.tf", "dob        = each.value", "dob        = tonumber(each.value)")
	w.mustFail([]string{"plan"}, `each.value is "1987-07-29"`)
	w.edit("main.tf", "dob        = tonumber(each.value)", "dob        = each.value", "first_name = var.first_name", "first_name = tonumber(var.first_name)")
	if r := w.mustFail([]string{"plan"}, "tonumber(var.first_name)"); r.says("Variableperson") {
		t.Errorf("a sensitive variable is shown:\n%s", r.out)
	}
	w.edit("main.tf", "first_name = tonumber(var.first_name)", "first_name = var.first_name", "dob        = each.value", `dob        = "1987-29-07"`)
	w.mustFail([]string{"plan"}, `dob        = "1987-29-07"`)
}
