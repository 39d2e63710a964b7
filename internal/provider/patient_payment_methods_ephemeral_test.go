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

func TestAccEphemeral_paymentMethods(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.AddPatient("1002", map[string]any{"id": "123"})
	mock.SetPaymentMethods("1002", "123", []any{visa, map[string]any{"id": "pm_2", "type": "bacs_debit"}})
	echoes(t, resource.TestStep{
		Config: echo(mock, "hero_patient_payment_methods", `practice_group_id = "1002"`, `patient_id = "123"`),
		ConfigStateChecks: []statecheck.StateCheck{
			echoed("practice_group_id", exactly("1002")),
			echoed("patient_id", exactly("123")),
			echoed("payment_methods", knownvalue.ListExact([]knownvalue.Check{
				method(map[string]knownvalue.Check{
					"id": exactly("pm_1"), "type": exactly("card"), "brand": exactly("visa"), "last4": exactly("0042"),
					"exp_month": knownvalue.Int64Exact(4), "exp_year": knownvalue.Int64Exact(2031), "fingerprint": exactly("fp_1"),
				}),
				method(map[string]knownvalue.Check{"id": exactly("pm_2"), "type": exactly("bacs_debit")}),
			})),
			statecheck.ExpectKnownValue(echoAddress,
				tfjsonpath.New("data").AtMapKey("attributes").AtSliceIndex(0).AtMapKey("billing_details").AtMapKey("postal_code"), exactly("LS1 4AP")),
		},
	})
	wantOpened(t, mock, http.MethodGet, methodsRoute, "1002")
}

func TestPaymentMethodsEphemeral_bearsMissingMembers(t *testing.T) {
	t.Parallel()
	null := members{"id": nil, "type": nil, "brand": nil, "last4": nil, "exp_month": nil, "exp_year": nil, "fingerprint": nil}
	for name, c := range map[string]struct {
		body string
		want []any
	}{
		"no entries":     {`[]`, []any{}},
		"odd entries":    {`{"data": [{"brand": null, "exp_year": "soon"}, null], "count": 2}`, []any{null, null}},
		"null of a list": {`{"data": null, "count": 0}`, []any{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			answering(mock, methodsRoute, c.body)
			object, diagnostics := newProtocol(t, mock, nil).open(methodsData, members{"patient_id": "123"})
			wantFindings(t, diagnostics)
			wantMembersOf(t, object, members{"payment_methods": c.want})
		})
	}
}
