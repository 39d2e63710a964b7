// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// matching is a configuration that equals the mock's initial settings.
const matching = `
	name                         = "Practice 1001"
	prescription_partner_enabled = false
	address                      = { line_1 = "1 High Street", town = "Leeds", postcode = "ls14ap" }`

func TestAccImport_settingsByCommandThenPassword(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
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
				// Attributes that Hero cannot show are recorded in place, and
				// only the password is sent.
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

// "" and Hero's null mean the same, so nothing is sent.
func TestSettings_importOfNullsTakesEmptyTexts(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, settingsType)
	imported, diagnostics := p.importID("1001")
	wantDiagnostics(t, diagnostics)
	config := members{"prescription_partner": "", "prescription_partner_credentials": members{"email": ""}}
	made, diagnostics := p.run(imported, config)
	wantDiagnostics(t, diagnostics)
	wantSettingsSent(t, mock)
	if state := p.members(made); state["prescription_partner"] != "" {
		t.Errorf("the state has %v for the partner, want what is configured", state["prescription_partner"])
	}
	p.newProcess().wantNothingPlanned(made, config)
}
