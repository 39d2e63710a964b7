// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const (
	billingData    = "hero_patient_billing_info"
	billingAddress = "data." + billingData + ".this"
)

func billingConfig(mock *heromock.Server, id string, lines ...string) string {
	config := providerBlock(mock, "max_retries = 0") + "data \"hero_patient_billing_info\" \"this\" {\n  patient_id = \"" + id + "\"\n"
	for _, line := range lines {
		config += "  " + line + "\n"
	}
	return config + "}\n"
}

// billingIs checks everything that the data source reads.
func billingIs(id, external, insurance, note, confidential knownvalue.Check) []statecheck.StateCheck {
	var checks []statecheck.StateCheck
	for name, want := range map[string]knownvalue.Check{
		"id": id, "external_billing_id": external, "insurance": insurance, "billing_note": note, "confidential": confidential,
	} {
		checks = append(checks, statecheck.ExpectKnownValue(billingAddress, tfjsonpath.New(name), want))
	}
	return checks
}

func exactly(s string) knownvalue.Check { return knownvalue.StringExact(s) }

func TestAccBillingInfo_readsEachMember(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	id := mock.AddPatient("1001", map[string]any{"dob": "1990-01-01"})
	mock.SetBillingInfo("1001", id, map[string]any{
		"id": "bill_7", "external_billing_id": "ext-7", "billing_note": "Invoice by post", "confidential": true,
		"insurance": map[string]any{"insurer": "Example Mutual", "membership_number": "EM-0007", "auth_code": "AC 7"},
	})
	insurance := knownvalue.ObjectExact(map[string]knownvalue.Check{
		"insurer": exactly("Example Mutual"), "membership_number": exactly("EM-0007"), "auth_code": exactly("AC 7"),
	})
	checks := billingIs(exactly("bill_7"), exactly("ext-7"), insurance, exactly("Invoice by post"), knownvalue.Bool(true))
	checks = append(checks, statecheck.ExpectKnownValue(billingAddress, tfjsonpath.New("practice_group_id"), exactly("1001")))
	for _, name := range []string{"external_billing_id", "insurance", "billing_note", "confidential"} {
		checks = append(checks, statecheck.ExpectSensitiveValue(billingAddress, tfjsonpath.New(name)))
	}
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config:            billingConfig(mock, id),
		ConfigStateChecks: checks,
		// Other resources can use what was read.
		Check: resource.TestCheckResourceAttr(billingAddress, "insurance.insurer", "Example Mutual"),
	}}})
	wantWrites(t, mock)
}

// The data source copes with every response that the contract allows, and with some that it does not.
func TestBillingInfo_bearsOddAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body string
		want       members
	}{
		{
			"null members", `{"id": "b", "external_billing_id": null, "insurance": null, "billing_note": null, "confidential": null}`,
			members{"id": "b"},
		},
		{"no members", `{}`, members{}},
		{
			"null insurance members", `{"id": "b", "insurance": {"insurer": null, "membership_number": null, "auth_code": null}}`,
			members{"id": "b", "insurance": members{}},
		},
		{
			"missing and unknown members", `{"id": "b", "insurance": {"insurer": "Example Mutual", "excess": {"amount": 100}}, "confidential": false, "ledger": [1, {"a": null}]}`,
			members{"id": "b", "insurance": members{"insurer": "Example Mutual"}, "confidential": false},
		},
		{
			"members of another type", `{"id": 17, "external_billing_id": 4.50, "insurance": "none", "billing_note": ["a"], "confidential": "true"}`,
			members{"id": "17", "external_billing_id": "4.50", "confidential": true},
		},
		{
			"empty texts and other alphabets", `{"id": "b", "external_billing_id": "", "billing_note": "Größe 表 \"quoted\"\n${not_a_template}"}`,
			members{"id": "b", "external_billing_id": "", "billing_note": "Größe 表 \"quoted\"\n${not_a_template}"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			respondWith(mock, billingRoute, c.body)
			c.want["patient_id"] = "123"
			newDataReader(t, mock).wantState(billingData, members{"patient_id": "123"}, c.want)
		})
	}
}

func TestBillingInfo_readsAnotherPracticeGroup(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	for _, group := range []string{"1001", "1002"} {
		mock.AddPatient(group, map[string]any{"id": "123"})
		mock.SetBillingInfo(group, "123", map[string]any{"external_billing_id": "in " + group})
	}
	state, diagnostics := newDataReader(t, mock).read(billingData, members{"patient_id": "123", "practice_group_id": "1002"})
	wantDiagnostics(t, diagnostics)
	object, _ := state.(members)
	wantMembersOf(t, object, members{"practice_group_id": "1002", "external_billing_id": "in 1002"})
	for _, r := range mock.Journal() {
		if r.PracticeGroup != "1002" {
			t.Errorf("a request went to practice group %s", r.PracticeGroup)
		}
	}
}

func TestBillingInfo_errorsSayWhatToDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		fault heromock.Fault
		id    string
		names []string // what the detail names
	}{
		{"no such patient", heromock.Fault{}, "999", []string{"404 Not Found", "1001", "Request id: req-"}},
		{"server error", heromock.Fault{Status: 500}, "123", []string{"500 Internal Server Error"}},
		{"unauthorised", heromock.Fault{Status: 401}, "123", []string{"with 401", "Check the API key and the practice group", "HERO_API_KEY", "HERO_PRACTICE_GROUP_ID", "for practice group 1001"}},
		{"forbidden", heromock.Fault{Status: 403}, "123", []string{"403 Forbidden"}},
		{"a list", heromock.Fault{Body: `[{"id": "b"}]`}, "123", []string{"200 OK, application/json"}},
		{"a page of a proxy", heromock.Fault{Status: 200, Body: "<html>Sign in</html>", ContentType: "text/html"}, "123", []string{"200 OK, text/html"}},
		{"cut short", heromock.Fault{CutBody: true}, "123", []string{"GET " + billingRoute}},
		{"dropped", heromock.Fault{DropAfter: true}, "123", []string{"GET " + billingRoute}},
		{"id of another route", heromock.Fault{}, "..", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			mock.AddPatient("1001", map[string]any{"id": "123"})
			if c.fault != (heromock.Fault{}) {
				c.fault.Route = billingRoute
				mock.Inject(c.fault)
			}
			subject := "patient " + c.id
			if c.id == ".." { // it may be anything, for instance a key
				subject = "the patient with the given id"
			}
			newDataReader(t, mock).wantError(billingData, members{"patient_id": c.id}, "error: Unable to read billing info of "+subject).
				Containing(c.names...)
		})
	}
}

func TestAccEphemeral_billingInfo(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	mock.AddPatient("1002", map[string]any{"id": "123"})
	mock.SetBillingInfo("1002", "123", map[string]any{
		"id": "bill_7", "external_billing_id": "ext-7", "billing_note": "Invoice by post", "confidential": true,
		"insurance": map[string]any{"insurer": "Example Mutual", "membership_number": "EM-0007", "auth_code": "AC 7"},
	})
	echoes(t, resource.TestStep{
		Config: echo(mock, "hero_patient_billing_info", `practice_group_id = "1002"`, `patient_id = "123"`),
		ConfigStateChecks: []statecheck.StateCheck{
			echoed("practice_group_id", exactly("1002")),
			echoed("patient_id", exactly("123")),
			echoed("id", exactly("bill_7")),
			echoed("external_billing_id", exactly("ext-7")),
			echoed("billing_note", exactly("Invoice by post")),
			echoed("confidential", knownvalue.Bool(true)),
			echoed("insurance", knownvalue.ObjectExact(map[string]knownvalue.Check{
				"insurer": exactly("Example Mutual"), "membership_number": exactly("EM-0007"), "auth_code": exactly("AC 7"),
			})),
		},
	})
	wantOpened(t, mock, http.MethodGet, billingRoute, "1002")
}

func TestBillingInfoEphemeral_bearsMissingMembers(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	respondWith(mock, billingRoute, `{"id": "b", "insurance": null, "new": [1]}`)
	object, diagnostics := newProtocol(t, mock, nil).open(billingData, members{"patient_id": "123"})
	wantDiagnostics(t, diagnostics)
	wantMembersOf(t, object, members{"id": "b", "external_billing_id": nil, "billing_note": nil, "confidential": nil, "insurance": nil})
}

// If patient_id is known only after apply, the plan cannot open the ephemeral
// resource, and must not ask Hero for a patient without an id.
func TestAccEphemeral_billingInfoWaitsForThePatient(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	mock.AddPatient("1001", map[string]any{"id": "123"})
	config := echo(mock, "hero_patient_billing_info", `patient_id = terraform_data.later.output`) + `
resource "terraform_data" "later" {
  input = "123"
}`
	echoes(t,
		resource.TestStep{Config: config, PlanOnly: true, ExpectNonEmptyPlan: true},
		resource.TestStep{
			PreConfig: func() {
				if n := len(mock.Journal()); n != 0 {
					t.Errorf("the plan made %d requests", n)
				}
			},
			Config:            config,
			ConfigStateChecks: []statecheck.StateCheck{echoed("patient_id", exactly("123")), echoed("confidential", knownvalue.Bool(false))},
		},
	)
}
