// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func additionalSetting(name string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(settingsAddress, tfjsonpath.New("additional_settings").AtMapKey(name), want)
}

// TestAccSettings_passAdditionalSettingsThrough uses settings that the provider has
// no attribute for.
func TestAccSettings_passAdditionalSettingsThrough(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	mock.UpdatePracticeGroup("1001", members{"same_already": members{"on": true, "colour": "red"}, "not_named": 1})
	const whole = `additional_settings = {
		same_already = { on = true }
		days_ahead   = 28
		ratio        = 0.5
		reminders    = ["24h", "2h"]
		greeting     = ""
		sms          = { enabled = true, sender = "Riverside", limits = { daily = 3 } }
		off          = null
	}`

	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{
			Config: settings(mock, whole),
			ConfigStateChecks: []statecheck.StateCheck{settingsSent(mock, members{
				"days_ahead": float64(28), "ratio": 0.5, "reminders": []any{"24h", "2h"}, "greeting": "", "off": nil,
				"sms": members{"enabled": true, "sender": "Riverside", "limits": members{"daily": float64(3)}},
			})},
		},
		{
			// Settings that are not configured may change; configured ones are restored.
			PreConfig: func() {
				mock.UpdatePracticeGroup("1001", members{
					"not_named": 2, "same_already": members{"on": true, "colour": "blue"}, "days_ahead": 14, "off": true,
					"sms": members{"enabled": true, "sender": "Riverside", "limits": members{"daily": 3, "weekly": 9}, "provider": "x"},
				})
			},
			Config: settings(mock, whole),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(settingsAddress, plancheck.ResourceActionUpdate),
				plancheck.ExpectKnownValue(settingsAddress, tfjsonpath.New("additional_settings").AtMapKey("days_ahead"), knownvalue.Int64Exact(28)),
			}},
			ConfigStateChecks: []statecheck.StateCheck{
				settingsSent(mock, members{"days_ahead": float64(28), "off": nil}),
				additionalSetting("days_ahead", knownvalue.Int64Exact(28)),
				additionalSetting("sms", knownvalue.ObjectExact(map[string]knownvalue.Check{
					"enabled": knownvalue.Bool(true), "sender": knownvalue.StringExact("Riverside"),
					"limits": knownvalue.ObjectExact(map[string]knownvalue.Check{"daily": knownvalue.Int64Exact(3)}),
				})),
			},
		},
		{
			// A removed field is forgotten, a changed one is sent alone, and
			// an equal value with another Terraform type is not a change.
			Config: settings(mock, `additional_settings = {
				reminders = tolist(["24h", "2h"])
				ratio     = 0.50
				sms       = { enabled = false }
			}`),
			ConfigPlanChecks:  action(settingsAddress, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{settingsSent(mock, members{"sms": members{"enabled": false}})},
		},
		{
			Config:            settings(mock, ``),
			ConfigStateChecks: []statecheck.StateCheck{settingsSent(mock), settingsValue("additional_settings", knownvalue.Null())},
		},
	}})
}
