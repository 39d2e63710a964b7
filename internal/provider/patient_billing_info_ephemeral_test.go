// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func TestAccEphemeral_billingInfo(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
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
	answering(mock, billingRoute, `{"id": "b", "insurance": null, "new": [1]}`)
	object, diagnostics := newProtocol(t, mock, nil).open(billingData, members{"patient_id": "123"})
	wantFindings(t, diagnostics)
	wantMembersOf(t, object, members{"id": "b", "external_billing_id": nil, "billing_note": nil, "confidential": nil, "insurance": nil})
}

// A patient_id that an apply finds out: the plan cannot open the ephemeral
// resource, and must not ask Hero for a patient without an id.
func TestAccEphemeral_billingInfoWaitsForThePatient(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
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
