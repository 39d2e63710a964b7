// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// TestAccUnknown_settingsOfAnApply feeds the resource from another
// one, at a first apply and at a change.
func TestAccUnknown_settingsOfAnApply(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		attributes   string
		first, later members
	}{
		"members": {
			attributes: `
				name                             = terraform_data.source.output
				address                          = { line_1 = terraform_data.source.output, town = "Leeds" }
				prescription_partner_credentials = { email = "${terraform_data.source.output}@practice.example" }
				additional_settings              = { greeting = terraform_data.source.output, days = 7 }`,
			first: members{
				"name": "one", "prescription_partner_credentials": members{"email": "one@practice.example"},
				"address": wholeAddress("one"), "greeting": "one", "days": float64(7),
			},
			later: members{
				"name": "two", "prescription_partner_credentials": members{"email": "two@practice.example"},
				"address": wholeAddress("two"), "greeting": "two",
			},
		},
		"whole objects": {
			attributes: `
				practice_group_id   = terraform_data.group.output
				address             = terraform_data.objects.output.address
				additional_settings = terraform_data.objects.output.settings`,
			first: members{"address": wholeAddress("one"), "greeting": "one", "limits": members{"days": float64(7)}},
			later: members{"address": wholeAddress("two"), "greeting": "two"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			text := settings(mock, test.attributes) + `
variable "value" { type = string }
resource "terraform_data" "group" { input = "1001" }
resource "terraform_data" "source" { input = var.value }
resource "terraform_data" "objects" {
  input = {
    address = {
      line_1 = var.value, line_2 = null, line_3 = null, town = "Leeds", county = null, postcode = null, country = null
    }
    settings = { greeting = var.value, limits = { days = 7 } }
  }
}`
			acceptance(t, resource.TestCase{Steps: []resource.TestStep{
				{
					Config:            text,
					ConfigVariables:   config.Variables{"value": config.StringVariable("one")},
					ConfigStateChecks: []statecheck.StateCheck{settingsSent(mock, test.first)},
				},
				{
					Config:            text,
					ConfigVariables:   config.Variables{"value": config.StringVariable("two")},
					ConfigPlanChecks:  action(settingsAddress, plancheck.ResourceActionUpdate),
					ConfigStateChecks: []statecheck.StateCheck{settingsSent(mock, test.later)},
				},
			}})
		})
	}
}

// wholeAddress is the mock's default address, as it is sent, with another first line.
func wholeAddress(line1 string) members {
	return members{
		"line_1": line1, "town": "Leeds", "county": "West Yorkshire", "postcode": "LS1 4AP", "country": "United Kingdom",
		"x_hero_new_member": "added later",
	}
}
