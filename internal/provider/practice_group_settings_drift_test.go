package provider_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// driftShown passes when the plan brings an attribute back from what Hero holds
// now to what is configured.
func driftShown(name, want string) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
		plancheck.ExpectResourceAction(settingsAddress, plancheck.ResourceActionUpdate),
		plancheck.ExpectKnownValue(settingsAddress, tfjsonpath.New(name), knownvalue.StringExact(want)),
	}}
}

func TestAccSettings_showAndCorrectDrift(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	config := settings(mock, `
		name                         = "Riverside Surgery"
		prescription_partner_enabled = true
		address                      = { line_1 = "1 High Street", postcode = "ls1 4ap" }`)
	change := func(changes members) func() { return func() { mock.UpdatePracticeGroup("1001", changes) } }

	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{Config: config, ConfigStateChecks: []statecheck.StateCheck{
			settingsSent(mock, members{"name": "Riverside Surgery", "prescription_partner_enabled": true}),
		}},
		{
			// The postcode is the same one, written as Hero likes it.
			PreConfig: change(members{
				"name": "Renamed elsewhere", "prescription_partner_enabled": false,
				"address": members{"line_1": "1 High Street", "postcode": "LS1 4AP"},
			}),
			Config:           config,
			ConfigPlanChecks: driftShown("name", "Riverside Surgery"),
			ConfigStateChecks: []statecheck.StateCheck{
				settingsSent(mock, members{"name": "Riverside Surgery", "prescription_partner_enabled": true}),
			},
		},
		{
			PreConfig:        change(members{"name": nil, "address": nil}),
			Config:           config,
			ConfigPlanChecks: driftShown("name", "Riverside Surgery"),
			ConfigStateChecks: []statecheck.StateCheck{settingsSent(mock, members{
				"name": "Riverside Surgery", "address": members{"line_1": "1 High Street", "postcode": "ls1 4ap"},
			})},
		},
		{
			// A member that is missing says nothing about its value.
			PreConfig: func() {
				mock.OmitPracticeGroupMembers("1001", "name", "address", "sector", "prescription_partner_enabled")
			},
			Config:            config,
			ConfigPlanChecks:  emptyPlan(),
			ConfigStateChecks: []statecheck.StateCheck{settingsText("name", "Riverside Surgery"), settingsText("sector", "nhs")},
		},
	}})
}

// TestAccSettings_isMadeAgainAfter404: the answer of Hero itself that there is
// no such practice group takes the resource from the state, once.
func TestAccSettings_isMadeAgainAfter404(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	config := settings(mock, `name = "Riverside Surgery"`)

	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{Config: config},
		{
			PreConfig: func() {
				mock.ResetJournal()
				mock.Inject(heromock.Fault{Method: "GET", Route: settingsRoute, Status: 404, Body: `{"message":"not found"}`, Count: 1})
			},
			Config:            config,
			ConfigPlanChecks:  action(settingsAddress, plancheck.ResourceActionCreate),
			ConfigStateChecks: []statecheck.StateCheck{settingsSent(mock)},
		},
	}})
}

// TestAccSettings_keepsStateWhenReadingFails ends with an empty plan, which a
// resource that had left the state on the way would not have.
func TestAccSettings_keepsStateWhenReadingFails(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	config := providerBlock(mock, "max_retries = 0") + `
resource "hero_practice_group_settings" "this" { name = "Riverside Surgery" }`
	steps := []resource.TestStep{{Config: config}}
	for _, failure := range []struct {
		fault heromock.Fault
		says  string
	}{
		{heromock.Fault{Status: 500}, `with\s+500\s+Internal`},
		{heromock.Fault{Status: 401}, `x-api-key\s+\(api_key,\s+or\s+HERO_API_KEY\)\s+and\s+x-practice-group-id`},
		{heromock.Fault{Status: 403, Body: `{"message":"forbidden"}`}, `practice\s+group\s+1001`},
		{heromock.Fault{Status: 404, Body: "<html>no such page", ContentType: "text/html"}, `text/html`},
		{heromock.Fault{Body: "<html>maintenance", ContentType: "text/html"}, `text/html`},
		{heromock.Fault{Body: `[]`}, `Hero\s+answers\s+in\s+JSON`},
		{heromock.Fault{CutBody: true}, `the\s+answer\s+is\s+cut\s+short`},
		{heromock.Fault{DropBefore: true}, `connection\s+lost`},
	} {
		failure.fault.Method, failure.fault.Route = "GET", settingsRoute
		steps = append(steps, resource.TestStep{
			PreConfig: func() {
				mock.ClearFaults()
				mock.Inject(failure.fault)
			},
			Config:      config,
			ExpectError: regexp.MustCompile(`(?s)Unable\s+to\s+read\s+practice\s+group\s+settings.*` + failure.says),
		})
	}
	acceptance(t, resource.TestCase{Steps: append(steps, resource.TestStep{
		PreConfig: func() {
			mock.ClearFaults()
			mock.ResetJournal()
		},
		Config:            config,
		ConfigPlanChecks:  emptyPlan(),
		ConfigStateChecks: []statecheck.StateCheck{settingsSent(mock)},
	})})
}
