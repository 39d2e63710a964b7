// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/config"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const (
	settingsType    = "hero_practice_group_settings"
	settingsAddress = settingsType + ".this"
	settingsRoute   = "/v1/me"
)

// members is a JSON object of the mock, or the body of a request to it.
type members = map[string]any

// settings is a configuration of one resource with the given attributes.
func settings(mock *heromock.Server, attributes string) string {
	return providerBlock(mock) + "resource \"hero_practice_group_settings\" \"this\" {\n" + attributes + "\n}\n"
}

func settingsValue(name string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(settingsAddress, tfjsonpath.New(name), want)
}

func settingsText(name, want string) statecheck.StateCheck {
	return settingsValue(name, knownvalue.StringExact(want))
}

// settingsSent checks the bodies of all writes since its last use. It is a state
// check only because those run right after a step's apply.
func settingsSent(mock *heromock.Server, want ...members) statecheck.StateCheck {
	return sentCheck{mock, want}
}

type sentCheck struct {
	mock *heromock.Server
	want []members
}

func (c sentCheck) CheckState(_ context.Context, _ statecheck.CheckStateRequest, resp *statecheck.CheckStateResponse) {
	var got []members
	for _, r := range c.mock.Writes() {
		got = append(got, r.Body)
	}
	c.mock.ResetJournal()
	if diff := cmp.Diff(c.want, got); diff != "" {
		resp.Error = fmt.Errorf("bodies sent to Hero (-want +got):\n%s", diff)
	}
}

// nothingWritten checks that the destroy of something that Hero keeps writes nothing.
func nothingWritten(mock *heromock.Server) resource.TestCheckFunc {
	return func(*terraform.State) error {
		if writes := mock.Writes(); len(writes) > 0 {
			return fmt.Errorf("%d writes to Hero, want none; first: %s %s", len(writes), writes[0].Method, writes[0].Path)
		}
		return nil
	}
}

// TestAccSettings_lifeCycle sets attributes, clears them and then leaves
// them out.
func TestAccSettings_lifeCycle(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)

	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{
			Config: settings(mock, `
				name                         = "Riverside Surgery"
				prescription_partner         = "signature_rx"
				prescription_partner_enabled = true
				prescription_partner_credentials = { email = "Scripts@Practice.example" }`),
			ConfigStateChecks: []statecheck.StateCheck{settingsSent(mock, members{
				"name": "Riverside Surgery", "prescription_partner": "signature_rx", "prescription_partner_enabled": true,
				"prescription_partner_credentials": members{"email": "Scripts@Practice.example"},
			})},
		},
		{
			Config: settings(mock, `
				name                         = "Riverside Surgery"
				prescription_partner         = ""
				prescription_partner_enabled = true
				prescription_partner_credentials = { email = "scripts@practice.example" }`),
			ConfigPlanChecks:  action(settingsAddress, plancheck.ResourceActionUpdate),
			ConfigStateChecks: []statecheck.StateCheck{settingsSent(mock, members{"prescription_partner": ""}), settingsText("prescription_partner", "")},
		},
		{
			Config: settings(mock, `
				prescription_partner_credentials = { email = "" }`),
			ConfigStateChecks: []statecheck.StateCheck{
				settingsSent(mock, members{"prescription_partner_credentials": members{"email": ""}}),
				settingsText("name", "Riverside Surgery"),
				settingsValue("prescription_partner_enabled", knownvalue.Bool(true)),
			},
		},
		{
			PreConfig: func() {
				mock.UpdatePracticeGroup("1001", members{"name": "Changed elsewhere", "prescription_partner_enabled": false})
			},
			Config:           settings(mock, `prescription_partner_credentials = {}`),
			ConfigPlanChecks: emptyPlan(),
			ConfigStateChecks: []statecheck.StateCheck{
				settingsSent(mock),
				settingsText("name", "Changed elsewhere"),
				settingsValue("prescription_partner_enabled", knownvalue.Bool(false)),
			},
		},
		{
			// The object cannot be computed, so Terraform shows that it is
			// removed. Nothing is sent to Hero.
			Config:            settings(mock, ``),
			ConfigStateChecks: []statecheck.StateCheck{settingsSent(mock), settingsValue("prescription_partner_credentials", knownvalue.Null())},
		},
	}})
}

func TestSettings_adoptAndSendOnlyWhatDiffers(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.UpdatePracticeGroup("1001", members{"name": "Old name", "address": members{"line_1": "1 High Street", "town": "Leeds", "postcode": "LS1 4AP"}})
	p := newResourceProtocol(t, mock, settingsType)
	config := members{"name": "Riverside Surgery", "address": members{"town": "Leeds", "postcode": "ls14ap"}}
	made, diagnostics := p.run(p.none(), config)
	wantDiagnostics(t, diagnostics)
	wantSettingsSent(t, mock, members{"name": "Riverside Surgery"})
	state := p.members(made)
	wantMembersOf(t, state, members{"name": "Riverside Surgery", "practice_group_id": "1001"})
	address, _ := state["address"].(members)
	wantMembersOf(t, address, members{"line_1": "1 High Street", "postcode": "ls14ap", "line_2": nil})
	p.newProcess().wantNothingPlanned(made, config)
}

func TestSettings_sendNothingWhenNothingDiffers(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, settingsType)
	config := members{
		"name": "Practice 1001", "prescription_partner": "", "prescription_partner_enabled": false,
		"address": members{"line_1": "1 High Street", "line_2": "", "postcode": " ls1  4ap"},
	}
	made, diagnostics := p.run(p.none(), config)
	wantDiagnostics(t, diagnostics)
	wantMembersOf(t, p.members(made), members{
		"sector": "nhs", "prescription_partner": "", "prescription_partner_credentials": nil,
		"address": members{
			"line_1": "1 High Street", "line_2": "", "line_3": nil, "town": "Leeds", "county": "West Yorkshire",
			"postcode": " ls1  4ap", "country": "United Kingdom",
		},
	})
	p.newProcess().wantNothingPlanned(made, config)
	_, diagnostics = p.run(made, nil)
	wantDiagnostics(t, diagnostics)
	wantWrites(t, mock)
}

// Unset lines of the address are not lost, whether Hero replaces or merges it.
func TestSettings_keepTheWholeAddress(t *testing.T) {
	t.Parallel()
	for name, merges := range map[string]bool{"Hero replaces": false, "Hero merges": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t, func(o *heromock.Options) {
				o.Plain = true
				if merges {
					o.Traits = []string{"address-merges"}
				}
			})
			mock.UpdatePracticeGroup("1001", members{"address": members{
				"line_1": "1 High Street", "line_2": nil, "town": "Leeds", "postcode": "LS1 4AP", "country": "Wales", "uprn": 42,
			}})
			p := newResourceProtocol(t, mock, settingsType)
			made, diagnostics := p.run(p.none(), members{"address": members{"town": "York", "postcode": "yo1 9aa"}})
			wantDiagnostics(t, diagnostics)
			wantSettingsSent(t, mock, members{"address": members{
				"line_1": "1 High Street", "town": "York", "postcode": "YO1 9AA", "country": "Wales", "uprn": float64(42),
			}})
			// Between the two applies somebody else changes the address.
			address, _ := mock.PracticeGroup("1001")["address"].(members)
			address["line_1"] = "2 High Street"
			mock.UpdatePracticeGroup("1001", members{"address": address})
			config := members{"address": members{"county": "North Yorkshire", "country": ""}}
			made, diagnostics = p.run(made, config)
			wantDiagnostics(t, diagnostics)
			wantSettingsSent(t, mock, members{"address": members{
				"line_1": "2 High Street", "town": "York", "postcode": "YO1 9AA", "county": "North Yorkshire", "country": "", "uprn": float64(42),
			}})
			p.newProcess().wantNothingPlanned(made, config)
			address, _ = mock.PracticeGroup("1001")["address"].(members)
			if address["line_1"] != "2 High Street" || address["uprn"] != float64(42) {
				t.Errorf("Hero has %v: unset lines were lost", address)
			}
		})
	}
}

func TestSettings_belongToOnePracticeGroup(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, settingsType)
	object := p.none()
	apply := func(p *resourceProtocol, config members, group string, heads ...string) {
		t.Helper()
		wantDiagnostics(t, p.newProcess().plan(object, config).Diagnostics, heads...)
		mock.ResetJournal()
		made, diagnostics := p.run(object, config)
		wantDiagnostics(t, diagnostics)
		if writes := mock.Writes(); len(writes) != 1 || writes[0].PracticeGroup != group {
			t.Errorf("%d writes, want one to practice group %s", len(writes), group)
		}
		if got := p.text(made, "practice_group_id"); got != group {
			t.Errorf("the state has practice group %q, want %q", got, group)
		}
		object = made
	}
	const stays = "warning: Practice group settings stay in Hero"
	apply(p, members{"name": "Riverside Surgery", "practice_group_id": "1002"}, "1002", "warning: Existing settings of practice group 1002 will be overwritten")
	apply(p, members{"name": "Riverside Surgery"}, "1001", stays)
	other := newProtocol(t, mock, members{"practice_group_id": "1003"}).resource(settingsType)
	apply(other, members{"name": "Riverside Surgery"}, "1003", stays)
	if name := mock.PracticeGroup("1002")["name"]; name != "Riverside Surgery" {
		t.Errorf("the practice group that is no longer managed has the name %v, want it unchanged", name)
	}
}

// TestAccUnknown_settingsOfAnApply takes the values from another resource, in a first
// apply and in a change.
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
				"address": fullAddress("one"), "greeting": "one", "days": float64(7),
			},
			later: members{
				"name": "two", "prescription_partner_credentials": members{"email": "two@practice.example"},
				"address": fullAddress("two"), "greeting": "two",
			},
		},
		"whole objects": {
			attributes: `
				practice_group_id   = terraform_data.group.output
				address             = terraform_data.objects.output.address
				additional_settings = terraform_data.objects.output.settings`,
			first: members{"address": fullAddress("one"), "greeting": "one", "limits": members{"days": float64(7)}},
			later: members{"address": fullAddress("two"), "greeting": "two"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Listen(t)
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

// fullAddress is the mock's default address with another first line, as it is sent.
func fullAddress(line1 string) members {
	return members{
		"line_1": line1, "town": "Leeds", "county": "West Yorkshire", "postcode": "LS1 4AP", "country": "United Kingdom",
		"x_hero_new_member": "added later",
	}
}
