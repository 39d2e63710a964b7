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

func TestAccPaymentMethodsEphemeral_readsEachMember(t *testing.T) {
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

func TestAccPaymentMethodsEphemeral_bearsMissingMembers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body string
		want []knownvalue.Check
	}{
		"no entries":     {`[]`, []knownvalue.Check{}},
		"odd entries":    {`{"data": [{"brand": null, "exp_year": "soon"}, null], "count": 2}`, []knownvalue.Check{method(nil), method(nil)}},
		"null of a list": {`{"data": null, "count": 0}`, []knownvalue.Check{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			mock.Inject(heromock.Fault{Route: methodsRoute, Status: http.StatusOK, Body: c.body})
			echoes(t, resource.TestStep{
				Config:            echo(mock, "hero_patient_payment_methods", `patient_id = "123"`),
				ConfigStateChecks: []statecheck.StateCheck{echoed("payment_methods", knownvalue.ListExact(c.want))},
			})
		})
	}
}
