// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// passwordCanary is part of every password of the tests.
const passwordCanary = "canary-7Qm2"

// secretFree checks that a plan or a state, as Terraform prints it, does not contain
// a password.
type secretFree struct{}

func (secretFree) CheckState(_ context.Context, req statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	resp.Error = withoutCanary("state", req.State)
}

func (secretFree) CheckPlan(_ context.Context, req plancheck.CheckPlanRequest, resp *plancheck.CheckPlanResponse) {
	// The configuration does not count: in this test it contains the password.
	plan := *req.Plan
	plan.Config = nil
	resp.Error = withoutCanary("plan", plan)
}

func withoutCanary(what string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encoding the %s: %w", what, err)
	}
	if strings.Contains(string(text), passwordCanary) {
		return fmt.Errorf("the %s holds the password", what)
	}
	return nil
}

// TestAccWriteOnly_passwordIsSentWithItsVersion uses plain responses, which contain the
// password. Hero may send it, but it must not reach the state.
func TestAccWriteOnly_passwordIsSentWithItsVersion(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t, func(o *heromock.Options) { o.Plain = true })
	config := func(name, password, version string) string {
		return settings(mock, fmt.Sprintf(`
			name                             = %q
			prescription_partner_credentials = { email = "rx@practice.example", password_wo = "%s-%s", password_wo_version = %q }`,
			name, passwordCanary, password, version))
	}
	body := func(password string) members {
		return members{"prescription_partner_credentials": members{"email": "rx@practice.example", "password": passwordCanary + "-" + password}}
	}
	first := members{
		"name":                             "Riverside Surgery",
		"prescription_partner_credentials": members{"email": "rx@practice.example", "password": passwordCanary + "-one"},
	}
	credentials := tfjsonpath.New("prescription_partner_credentials")
	checks := func(version string, sent ...members) []statecheck.StateCheck {
		return []statecheck.StateCheck{
			settingsSent(mock, sent...),
			secretFree{},
			statecheck.ExpectKnownValue(settingsAddress, credentials.AtMapKey("password_wo"), knownvalue.Null()),
			statecheck.ExpectKnownValue(settingsAddress, credentials.AtMapKey("password_wo_version"), knownvalue.StringExact(version)),
		}
	}
	planned := resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
		secretFree{}, plancheck.ExpectResourceAction(settingsAddress, plancheck.ResourceActionUpdate),
	}}

	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{Config: config("Riverside Surgery", "one", "1"), ConfigStateChecks: checks("1", first)},
		{
			Config:            config("Riverside Surgery", "two", "1"),
			ConfigPlanChecks:  emptyPlan(),
			ConfigStateChecks: checks("1"),
		},
		{
			Config:            config("Hillside Surgery", "two", "1"),
			ConfigPlanChecks:  planned,
			ConfigStateChecks: checks("1", members{"name": "Hillside Surgery"}),
		},
		{
			Config:            config("Hillside Surgery", "two", "rotated on Monday"),
			ConfigPlanChecks:  planned,
			ConfigStateChecks: checks("rotated on Monday", body("two")),
		},
	}})
	credentialsNow, _ := mock.PracticeGroup("1001")["prescription_partner_credentials"].(members)
	if credentialsNow["password"] != passwordCanary+"-two" || credentialsNow["email"] != "rx@practice.example" {
		t.Error("Hero does not hold the last password and the e-mail address")
	}
}

// TestAccWriteOnly_passwordFromAnEphemeralValue shows the intended use of write-only
// attributes.
func TestAccWriteOnly_passwordFromAnEphemeralValue(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: settings(mock, `prescription_partner_credentials = { password_wo = var.password, password_wo_version = "1" }`) + `
variable "password" {
  type      = string
  ephemeral = true
  default   = "` + passwordCanary + `"
}`,
		ConfigStateChecks: []statecheck.StateCheck{
			settingsSent(mock, members{"prescription_partner_credentials": members{"password": passwordCanary}}),
			secretFree{},
		},
	}}})
}

// TestAccWriteOnly_passwordKnownLate: a version without a password must not be recorded, or the
// password would never be sent, and a password without a version must not count as sent. Terraform
// validates again when the value is known.
func TestAccWriteOnly_passwordKnownLate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ credentials, missing string }{
		"password": {`{ password_wo = terraform_data.password.id == "" ? "never" : null, password_wo_version = "1" }`, "password_wo"},
		"version":  {`{ password_wo = terraform_data.password.id }`, "password_wo_version"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Listen(t)
			acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
				Config: settings(mock, `prescription_partner_credentials = `+c.credentials) + `
resource "terraform_data" "password" {}`,
				ExpectError: regexp.MustCompile(`"prescription_partner_credentials.` + c.missing + `"\s+must\s+be\s+specified`),
			}}})
			wantWrites(t, mock)
		})
	}
}
