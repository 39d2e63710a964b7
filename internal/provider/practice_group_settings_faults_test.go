package provider_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// patchFaults strike a write, each in another way.
var patchFaults = map[string]heromock.Fault{
	"dropped before":         {DropBefore: true},
	"dropped after":          {DropAfter: true},
	"500":                    {Status: 500},
	"502 after the effect":   {Status: 502, FailAfter: true},
	"429 retry at once":      {Status: 429, RetryAfter: "0"},
	"429 retry after second": {Status: 429, RetryAfter: "1"},
	"cut body":               {CutBody: true},
}

func patchFault(name string, count int) heromock.Fault {
	f := patchFaults[name]
	f.Method, f.Route, f.Count = "PATCH", settingsRoute, count
	return f
}

// TestAccSettings_oneApplyOutlastsAFault: the settings are absolute values, so
// each fault is answered by sending them again.
func TestAccSettings_oneApplyOutlastsAFault(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	var steps []resource.TestStep
	for _, name := range slices.Sorted(maps.Keys(patchFaults)) {
		wanted := fmt.Sprintf("After %s", name)
		steps = append(steps, resource.TestStep{
			PreConfig: func() { mock.Inject(patchFault(name, 1)) },
			Config:    settings(mock, fmt.Sprintf("name = %q", wanted)),
			ConfigStateChecks: []statecheck.StateCheck{
				settingsSent(mock, members{"name": wanted}, members{"name": wanted}),
				settingsText("name", wanted),
			},
		})
	}
	acceptance(t, resource.TestCase{Steps: steps})
}

// TestAccSettings_secondApplyConverges gives up at the first failure. What took
// effect all the same is not sent again.
func TestAccSettings_secondApplyConverges(t *testing.T) {
	t.Parallel()
	for name, tookEffect := range map[string]bool{
		"500": false, "dropped after": true, "cut body": true,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			config := func(name string) string {
				return providerBlock(mock, "max_retries = 0") + fmt.Sprintf("resource \"hero_practice_group_settings\" \"this\" { name = %q }", name)
			}
			failing := func(verb, name string, fault heromock.Fault) resource.TestStep {
				return resource.TestStep{
					PreConfig: func() { mock.Inject(fault) },
					Config:    config(name), ExpectError: regexp.MustCompile(`Unable\s+to\s+` + verb + `\s+practice\s+group\s+settings`),
				}
			}
			converging := func(name string, planned plancheck.ResourceActionType) resource.TestStep {
				var sent []members
				if !tookEffect {
					sent = []members{{"name": name}}
				}
				return resource.TestStep{
					PreConfig: mock.ResetJournal,
					Config:    config(name), ConfigPlanChecks: action(settingsAddress, planned),
					ConfigStateChecks: []statecheck.StateCheck{settingsSent(mock, sent...), settingsText("name", name)},
				}
			}
			afterUpdate := plancheck.ResourceActionUpdate
			if tookEffect {
				afterUpdate = plancheck.ResourceActionNoop
			}
			acceptance(t, resource.TestCase{Steps: []resource.TestStep{
				failing("adopt", "Riverside Surgery", patchFault(name, 1)),
				converging("Riverside Surgery", plancheck.ResourceActionCreate),
				failing("update", "Hillside Surgery", patchFault(name, 1)),
				converging("Hillside Surgery", afterUpdate),
			}})
		})
	}
}

// TestAccSettings_storedOtherwise: an apply succeeds even if Hero keeps another
// value than it accepted, and the next plan shows the difference.
func TestAccSettings_storedOtherwise(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	var once sync.Once
	mock.OnRequest(func(r heromock.Request) {
		if r.Method == "GET" && r.Route == settingsRoute && mock.Count("PATCH", settingsRoute) > 0 {
			once.Do(func() {
				mock.UpdatePracticeGroup("1001", members{"name": "RIVERSIDE SURGERY", "prescription_partner_enabled": false})
			})
		}
	})
	config := settings(mock, `
		name                         = "Riverside Surgery"
		prescription_partner_enabled = true`)
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{
			Config:             config,
			ExpectNonEmptyPlan: true,
			ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(settingsAddress, plancheck.ResourceActionUpdate),
				plancheck.ExpectKnownValue(settingsAddress, tfjsonpath.New("prescription_partner_enabled"), knownvalue.Bool(true)),
			}},
			ConfigStateChecks: []statecheck.StateCheck{settingsText("name", "Riverside Surgery")},
		},
		{
			PreConfig: mock.ResetJournal,
			Config:    config,
			ConfigStateChecks: []statecheck.StateCheck{
				settingsSent(mock, members{"name": "Riverside Surgery", "prescription_partner_enabled": true}),
			},
		},
	}})
}

// TestAccSettings_showRefusedValue ends an apply with Hero's reason on the
// attribute, and the next one repairs it.
func TestAccSettings_showRefusedValue(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{Config: settings(mock, `address = { postcode = "LS1 4AP" }`)},
		{
			PreConfig: func() {
				mock.Inject(heromock.Fault{
					Method: "PATCH", Route: settingsRoute, Count: 1, Status: 400,
					Body: `{"error":true,"statusCode":400,"message":[{"code":"custom","expected":"a postcode in use","path":["address","postcode"]}]}`,
				})
			},
			Config:      settings(mock, `address = { postcode = "LS1 4AA" }`),
			ExpectError: regexp.MustCompile(`(?s)Unable\s+to\s+update\s+practice\s+group\s+settings.*Hero\s+refused\s+this\s+value:\s+custom,\s+expected\s+a\s+postcode\s+in\s+use`),
		},
		{
			PreConfig:         mock.ResetJournal,
			Config:            settings(mock, `address = { postcode = "ls1 4ap" }`),
			ConfigPlanChecks:  emptyPlan(),
			ConfigStateChecks: []statecheck.StateCheck{settingsSent(mock)},
		},
	}})
}
