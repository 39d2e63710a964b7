package provider_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// matching is the configuration of what the mock holds at the start.
const matching = `
	name                         = "Practice 1001"
	prescription_partner_enabled = false
	address                      = { line_1 = "1 High Street", town = "Leeds", postcode = "ls14ap" }`

func TestAccSettings_importByCommand(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	acceptance(t, resource.TestCase{
		CheckDestroy: nothingWritten(mock),
		Steps: []resource.TestStep{
			{
				Config:        settings(mock, matching),
				ResourceName:  settingsAddress,
				ImportState:   true,
				ImportStateId: "1001", ImportStatePersist: true,
			},
			{
				Config:           settings(mock, matching),
				ConfigPlanChecks: emptyPlan(),
				ConfigStateChecks: []statecheck.StateCheck{
					settingsSent(mock),
					settingsText("sector", "nhs"),
					settingsText("practice_group_id", "1001"),
				},
			},
			{
				// What Hero cannot show comes in place, and only the password
				// is worth a request.
				Config: settings(mock, matching+`
					prescription_partner_credentials = { password_wo = "`+passwordCanary+`", password_wo_version = "1" }`),
				ConfigPlanChecks: action(settingsAddress, plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{settingsSent(mock, members{
					"prescription_partner_credentials": members{"password": passwordCanary},
				})},
			},
		},
	})
}

// TestAccSettings_importOfNullsTakesEmptyTexts: "" and Hero's null are the same
// emptiness, so nothing is sent for it.
func TestAccSettings_importOfNullsTakesEmptyTexts(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: settings(mock, `
			prescription_partner             = ""
			prescription_partner_credentials = { email = "" }`) + `
import {
  to = hero_practice_group_settings.this
  id = "1001"
}`,
		ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
			plancheck.ExpectResourceAction(settingsAddress, plancheck.ResourceActionUpdate),
		}},
		ConfigStateChecks: []statecheck.StateCheck{settingsSent(mock), settingsText("prescription_partner", "")},
	}}})
}

// TestAccSettings_importByIdentity names another practice group than the
// provider's default.
func TestAccSettings_importByIdentity(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ block, group string }{
		"practice group named": {`identity = { practice_group_id = "1002" }`, "1002"},
		"provider's default":   {`identity = {}`, "1001"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			acceptance(t, resource.TestCase{
				TerraformVersionChecks: []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
				CheckDestroy:           nothingWritten(mock),
				Steps: []resource.TestStep{{
					Config: settings(mock, `practice_group_id = "`+test.group+`"`) + `
import {
  to       = hero_practice_group_settings.this
  ` + test.block + `
}`,
					ConfigPlanChecks: emptyPlan(),
					ConfigStateChecks: []statecheck.StateCheck{
						settingsText("name", "Practice "+test.group),
						statecheck.ExpectIdentity(settingsAddress, map[string]knownvalue.Check{
							"practice_group_id": knownvalue.StringExact(test.group),
						}),
					},
				}},
			})
		})
	}
}

func TestAccSettings_importRefusesMalformedID(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config:        settings(mock, matching),
		ResourceName:  settingsAddress,
		ImportState:   true,
		ImportStateId: "1001/1001",
		ExpectError:   regexp.MustCompile(`(?s)Invalid\s+import\s+id.*practice\s+group's\s+id,\s+for\s+instance\s+1001;\s+received\s+"1001/1001"`),
	}}})
	if n := mock.Count("", ""); n != 0 {
		t.Errorf("%d requests to Hero, want none", n)
	}
}

// TestAccSettings_generatedConfigurationPlansClean: the harness fails a
// generated configuration whose plan is not empty.
func TestAccSettings_generatedConfigurationPlansClean(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: providerBlock(mock) + `
import {
  to = hero_practice_group_settings.this
  id = "1001"
}`,
		ResourceName:           settingsAddress,
		ImportState:            true,
		ImportStateKind:        resource.ImportBlockWithID,
		ImportStateId:          "1001",
		ImportStateConfigExact: true,
		GenerateConfig:         true,
	}}})
	wantWrites(t, mock)
}
