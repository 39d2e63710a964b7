// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const practiceGroupData = "hero_practice_group"

func TestAccPracticeGroup_readsAnotherPracticeGroup(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	mock.UpdatePracticeGroup("1002", members{"name": "Riverside Surgery", "prescription_partner": "signature_rx", "prescription_partner_enabled": true})
	const address = "data.hero_practice_group.this"
	var checks []statecheck.StateCheck
	for name, want := range map[string]knownvalue.Check{
		"practice_group_id": exactly("1002"), "id": exactly("1002"), "name": exactly("Riverside Surgery"), "sector": exactly("nhs"),
		"prescription_partner": exactly("signature_rx"), "prescription_partner_enabled": knownvalue.Bool(true),
		"address": knownvalue.ObjectExact(map[string]knownvalue.Check{
			"line_1": exactly("1 High Street"), "line_2": knownvalue.Null(), "line_3": knownvalue.Null(), "town": exactly("Leeds"),
			"county": exactly("West Yorkshire"), "postcode": exactly("LS1 4AP"), "country": exactly("United Kingdom"),
		}),
	} {
		checks = append(checks, statecheck.ExpectKnownValue(address, tfjsonpath.New(name), want))
	}
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: providerBlock(mock) + `
data "hero_practice_group" "this" {
  practice_group_id = "1002"
}
output "staff" {
  value = nonsensitive(data.hero_practice_group.this.attributes.authenticated_as.last_name)
}`,
		ConfigStateChecks: append(checks, statecheck.ExpectKnownOutputValue("staff", exactly("Archer"))),
	}}})
	wantWrites(t, mock)
}

func TestAccPracticeGroup_sharesItsRequestWithTheSettings(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	w := newWorkspace(t, mock)
	w.write("main.tf", `
data "hero_practice_group" "this" {}
data "hero_practice_group" "again" {}

resource "hero_practice_group_settings" "this" {
  name = "Riverside Surgery"
}
`)
	w.mustRun("plan")
	if n := mock.Count(http.MethodGet, settingsRoute); n != 1 {
		t.Errorf("%d requests for the practice group, want 1", n)
	}
	wantWrites(t, mock)
}

func TestPracticeGroup_keepsPasswordsOutOfTheState(t *testing.T) {
	t.Parallel()
	const canary = "canary-password"
	mock := heromock.Start(t)
	r := newDataReader(t, mock)
	for _, body := range []string{
		`{"id":"1001","prescription_partner_credentials":{"email":"rx@example.com","password":"canary-password"}}`,
		`{"id":"1001","password":"canary-password","prescription_partner_credentials":[{"password":"canary-password","partners":[{"password":["canary-password"]}]}]}`,
	} {
		respondWith(mock, settingsRoute, body)
		// Each read has a reader of its own, because a reader caches the response.
		state, diagnostics := newDataReader(t, mock).read(practiceGroupData, nil)
		wantDiagnostics(t, diagnostics)
		if strings.Contains(jsonOf(t, state), canary) {
			t.Errorf("the state contains the password from %s", body)
		}
	}
	mock.ClearFaults()
	respondWith(mock, settingsRoute, `{"prescription_partner":{"email":"rx@example.com","password":"canary-password"}}`)
	r.wantState(practiceGroupData, nil, members{"attributes": members{"prescription_partner": members{"email": "rx@example.com"}}})
}

func TestPracticeGroup_bearsEveryAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body string
		want       members
	}{
		{"no members", `{}`, members{"attributes": members{}}},
		{
			"null members", `{"id":null,"name":null,"address":null,"prescription_partner_enabled":null}`,
			members{"attributes": members{"id": nil, "name": nil, "address": nil, "prescription_partner_enabled": nil}},
		},
		{
			"other types and unknown members", `{"id":1001,"name":"","address":{"line_1":null,"postcode":"ls14ap","what_3_words":"a.b.c"},"sector":["nhs"],"prescription_partner_enabled":"true","opening_hours":[{"day":1},null]}`,
			members{
				"id": "1001", "name": "", "address": members{"postcode": "ls14ap"}, "prescription_partner_enabled": true,
				"attributes": members{
					"id": 1001.0, "name": "", "address": members{"line_1": nil, "postcode": "ls14ap", "what_3_words": "a.b.c"}, "sector": []any{"nhs"},
					"prescription_partner_enabled": "true", "opening_hours": []any{members{"day": 1.0}, nil},
				},
			},
		},
		{"an address that is none", `{"address":"1 High Street"}`, members{"attributes": members{"address": "1 High Street"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			respondWith(mock, settingsRoute, c.body)
			newDataReader(t, mock).wantState(practiceGroupData, nil, c.want)
		})
	}
}

// The error of each of a practice group's data sources says what could not be read, and why.
func TestPracticeGroup_errorsOfAllItsDataSources(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ route, head string }{
		practiceGroupData:                  {settingsRoute, "error: Unable to read practice group 1001"},
		"hero_practice_group_capabilities": {"/v1/me/capabilities", "error: Unable to read capabilities of practice group 1001"},
		"hero_practice_group_configuration": {
			"/v1/me/configuration", "error: Unable to read configuration of practice group 1001",
		},
		"hero_practice_group_elements": {"/v1/me/elements", "error: Unable to read elements of practice group 1001"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			r := newDataReader(t, mock)
			mock.Inject(heromock.Fault{Route: c.route, Status: http.StatusUnauthorized, Count: 1})
			r.wantError(name, nil, c.head).Containing("401 Unauthorized", "HERO_API_KEY", "for practice group 1001")
			mock.Inject(heromock.Fault{Route: c.route, Status: http.StatusBadGateway, Body: "<html>", ContentType: "text/html", Count: 1})
			r.wantError(name, nil, c.head).Containing(c.route, "502 Bad Gateway")
			mock.Inject(heromock.Fault{Route: c.route, CutBody: true, Count: 1})
			r.wantError(name, nil, c.head).Containing(c.route, "200 OK")
			// A failure is not cached.
			if state, diagnostics := r.read(name, nil); state == nil || len(diagnostics) != 0 {
				t.Errorf("after the faults: state %v, %d diagnostics", state, len(diagnostics))
			}
			r.wantError(name, members{"practice_group_id": "4711"}, strings.ReplaceAll(c.head, "1001", "4711")).Containing("for practice group 4711")
		})
	}
}
