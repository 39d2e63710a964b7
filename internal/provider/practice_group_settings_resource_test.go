package provider_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
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

// settings is a configuration with one resource of the given attributes.
func settings(mock *heromock.Server, attributes string) string {
	return providerBlock(mock) + "resource \"hero_practice_group_settings\" \"this\" {\n" + attributes + "\n}\n"
}

func settingsValue(name string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(settingsAddress, tfjsonpath.New(name), want)
}

func settingsText(name, want string) statecheck.StateCheck {
	return settingsValue(name, knownvalue.StringExact(want))
}

// settingsSent checks the bodies of all writes since its last use. It is a
// check of the state only to run right after a step's apply.
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

// nothingWritten is the check after a destroy of something that Hero keeps.
func nothingWritten(mock *heromock.Server) resource.TestCheckFunc {
	return func(*terraform.State) error {
		if writes := mock.Writes(); len(writes) > 0 {
			return fmt.Errorf("%d writes to Hero, want none; first: %s %s", len(writes), writes[0].Method, writes[0].Path)
		}
		return nil
	}
}

func TestAccSettings_adoptsAndSendsOnlyWhatDiffers(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.UpdatePracticeGroup("1001", members{"name": "Old name", "address": members{"line_1": "1 High Street", "town": "Leeds", "postcode": "LS1 4AP"}})

	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{
			Config: settings(mock, `name = "Riverside Surgery"
				address = { town = "Leeds", postcode = "ls14ap" }`),
			ConfigPlanChecks: action(settingsAddress, plancheck.ResourceActionCreate),
			ConfigStateChecks: []statecheck.StateCheck{
				settingsSent(mock, members{"name": "Riverside Surgery"}),
				settingsText("name", "Riverside Surgery"),
				settingsText("practice_group_id", "1001"),
				settingsValue("address", knownvalue.ObjectPartial(map[string]knownvalue.Check{
					"line_1": knownvalue.StringExact("1 High Street"), "postcode": knownvalue.StringExact("ls14ap"), "line_2": knownvalue.Null(),
				})),
			},
		},
	}})
}

func TestAccSettings_sendsNothingWhenNothingDiffers(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)

	acceptance(t, resource.TestCase{
		CheckDestroy: nothingWritten(mock),
		Steps: []resource.TestStep{{
			Config: settings(mock, `
				name                         = "Practice 1001"
				prescription_partner         = ""
				prescription_partner_enabled = false
				address                      = { line_1 = "1 High Street", line_2 = "", postcode = " ls1  4ap" }`),
			ConfigPlanChecks: action(settingsAddress, plancheck.ResourceActionCreate),
			ConfigStateChecks: []statecheck.StateCheck{
				settingsSent(mock),
				settingsText("sector", "nhs"),
				settingsText("prescription_partner", ""),
				settingsValue("prescription_partner_credentials", knownvalue.Null()),
				settingsValue("address", knownvalue.ObjectExact(map[string]knownvalue.Check{
					"line_1": knownvalue.StringExact("1 High Street"), "line_2": knownvalue.StringExact(""), "line_3": knownvalue.Null(),
					"town": knownvalue.StringExact("Leeds"), "county": knownvalue.StringExact("West Yorkshire"),
					"postcode": knownvalue.StringExact(" ls1  4ap"), "country": knownvalue.StringExact("United Kingdom"),
				})),
			},
		}},
	})
}

// TestAccSettings_managesWhatIsConfigured follows attributes from set over
// cleared to left alone.
func TestAccSettings_managesWhatIsConfigured(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)

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
			// The object cannot be computed, so Terraform shows that it goes;
			// Hero is not told.
			Config:            settings(mock, ``),
			ConfigStateChecks: []statecheck.StateCheck{settingsSent(mock), settingsValue("prescription_partner_credentials", knownvalue.Null())},
		},
	}})
}

// TestAccSettings_keepsTheWholeAddress: whether Hero replaces or merges, no
// line that is not configured is lost.
func TestAccSettings_keepsTheWholeAddress(t *testing.T) {
	t.Parallel()
	for name, merges := range map[string]bool{"Hero replaces": false, "Hero merges": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t, func(o *heromock.Options) { o.Plain, o.AddressMerges = true, merges })
			mock.UpdatePracticeGroup("1001", members{"address": members{
				"line_1": "1 High Street", "line_2": nil, "town": "Leeds", "postcode": "LS1 4AP", "country": "Wales", "uprn": 42,
			}})

			acceptance(t, resource.TestCase{Steps: []resource.TestStep{
				{
					Config: settings(mock, `address = { town = "York", postcode = "yo1 9aa" }`),
					ConfigStateChecks: []statecheck.StateCheck{settingsSent(mock, members{"address": members{
						"line_1": "1 High Street", "town": "York", "postcode": "yo1 9aa", "country": "Wales", "uprn": float64(42),
					}})},
				},
				{
					// Between the two applies somebody else moves the practice next door.
					PreConfig: func() {
						address, _ := mock.PracticeGroup("1001")["address"].(members)
						address["line_1"] = "2 High Street"
						mock.UpdatePracticeGroup("1001", members{"address": address})
					},
					Config:           settings(mock, `address = { county = "North Yorkshire", country = "" }`),
					ConfigPlanChecks: action(settingsAddress, plancheck.ResourceActionUpdate),
					ConfigStateChecks: []statecheck.StateCheck{settingsSent(mock, members{"address": members{
						"line_1": "2 High Street", "town": "York", "postcode": "yo1 9aa", "county": "North Yorkshire", "country": "", "uprn": float64(42),
					}})},
				},
			}})
			address, _ := mock.PracticeGroup("1001")["address"].(members)
			if address["line_1"] != "2 High Street" || address["uprn"] != float64(42) {
				t.Errorf("Hero holds %v: lines that are not configured were lost", address)
			}
		})
	}
}

func TestAccSettings_belongToOnePracticeGroup(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	groups := func() (list []string) {
		for _, r := range mock.Writes() {
			list = append(list, r.PracticeGroup)
		}
		mock.ResetJournal()
		return list
	}
	wantGroup := func(want string) func() {
		return func() {
			if got := groups(); len(got) != 1 || got[0] != want {
				t.Errorf("writes to the practice groups %q, want one to %s", got, want)
			}
		}
	}
	const own = "name = \"Riverside Surgery\"\n"

	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{
			Config:            settings(mock, own+`practice_group_id = "1002"`),
			ConfigStateChecks: []statecheck.StateCheck{settingsText("practice_group_id", "1002")},
		},
		{
			PreConfig:         wantGroup("1002"),
			Config:            settings(mock, own),
			ConfigPlanChecks:  action(settingsAddress, plancheck.ResourceActionDestroyBeforeCreate),
			ConfigStateChecks: []statecheck.StateCheck{settingsText("practice_group_id", "1001")},
		},
		{
			PreConfig:         wantGroup("1001"),
			Config:            strings.Replace(settings(mock, own), `"1001"`, `"1003"`, 1),
			ConfigPlanChecks:  action(settingsAddress, plancheck.ResourceActionDestroyBeforeCreate),
			ConfigStateChecks: []statecheck.StateCheck{settingsText("practice_group_id", "1003")},
		},
	}})
	wantGroup("1003")()
	if name := mock.PracticeGroup("1002")["name"]; name != "Riverside Surgery" {
		t.Errorf("the practice group that is no longer managed has the name %v, want the one it had", name)
	}
}
