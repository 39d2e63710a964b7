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
	methodsData    = "hero_patient_payment_methods"
	methodsAddress = "data." + methodsData + ".this"
	methodsRoute   = "/v1/patients/{id}/payment_methods"
)

func methodsConfig(mock *heromock.Server, id string, more ...string) string {
	config := providerBlock(mock, "max_retries = 0") + "data \"hero_patient_payment_methods\" \"this\" {\n  patient_id = \"" + id + "\"\n}\n"
	for _, block := range more {
		config += block + "\n"
	}
	return config
}

// method is a payment method in the state, with the given attributes and null for the
// others.
func method(members map[string]knownvalue.Check) knownvalue.Check {
	all := map[string]knownvalue.Check{}
	for _, name := range []string{"id", "type", "brand", "last4", "exp_month", "exp_year", "fingerprint"} {
		all[name] = knownvalue.Null()
		if want, ok := members[name]; ok {
			all[name] = want
		}
	}
	return knownvalue.ObjectExact(all)
}

func methodsAre(methods ...knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(methodsAddress, tfjsonpath.New("payment_methods"), knownvalue.ListExact(methods))
}

var visa = map[string]any{
	"id": "pm_1", "type": "card", "brand": "visa", "last4": "0042", "exp_month": 4, "exp_year": 2031, "fingerprint": "fp_1",
	"billing_details": map[string]any{"postal_code": "LS1 4AP", "lines": []any{"1 High Street", nil}},
}

func TestAccPaymentMethods_readsEnvelopeAndBareArray(t *testing.T) {
	t.Parallel()
	for name, bare := range map[string]bool{"envelope": false, "bare array": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Listen(t)
			id := mock.AddPatient("1001", map[string]any{"dob": "1990-01-01"})
			mock.SetPaymentMethods("1001", id, []any{visa, map[string]any{"id": "pm_2", "type": "bacs_debit"}})
			mock.SetPaymentMethodsBare(bare)
			at := tfjsonpath.New("payment_methods").AtSliceIndex(0)
			checks := []statecheck.StateCheck{
				methodsAre(
					method(map[string]knownvalue.Check{
						"id": exactly("pm_1"), "type": exactly("card"), "brand": exactly("visa"), "last4": exactly("0042"),
						"exp_month": knownvalue.Int64Exact(4), "exp_year": knownvalue.Int64Exact(2031), "fingerprint": exactly("fp_1"),
					}),
					method(map[string]knownvalue.Check{"id": exactly("pm_2"), "type": exactly("bacs_debit")}),
				),
				statecheck.ExpectKnownOutputValue("untyped", exactly("LS1 4AP")),
				statecheck.ExpectKnownOutputValue("second", exactly("bacs_debit")),
				statecheck.ExpectSensitiveValue(methodsAddress, tfjsonpath.New("attributes")),
			}
			for _, name := range []string{"id", "type", "brand", "last4", "exp_month", "exp_year", "fingerprint"} {
				checks = append(checks, statecheck.ExpectSensitiveValue(methodsAddress, at.AtMapKey(name)))
			}
			acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
				Config: methodsConfig(mock, id, `
output "untyped" {
  value     = data.hero_patient_payment_methods.this.attributes[0].billing_details.postal_code
  sensitive = true
}
output "second" {
  value     = data.hero_patient_payment_methods.this.attributes[1].type
  sensitive = true
}`),
				ConfigStateChecks: checks,
			}}})
			wantWrites(t, mock)
		})
	}
}

func TestPaymentMethods_bearsOddAnswers(t *testing.T) {
	t.Parallel()
	none := []members{}
	for _, c := range []struct {
		name, body string
		entries    []members
		attributes []any
	}{
		{"empty envelope", `{"data": [], "count": 0}`, none, []any{}},
		{"empty array", `[]`, none, []any{}},
		{"null entries", `{"data": null, "count": 0}`, none, []any{}},
		{"envelope with more members", `{"data": [{"id": "pm_1"}], "count": 1, "next": null}`, []members{{"id": "pm_1"}}, []any{members{"id": "pm_1"}}},
		{
			"numbers as text and text as numbers", `[{"id": 7, "last4": 1234, "exp_month": "04", "exp_year": "2031", "brand": null}]`,
			[]members{{"id": "7", "last4": "1234", "exp_month": 4.0, "exp_year": 2031.0}},
			// The values that are passed through are not converted.
			[]any{members{"id": 7.0, "last4": 1234.0, "exp_month": "04", "exp_year": "2031", "brand": nil}},
		},
		{
			"members that make no sense", `[{"id": {"a": 1}, "last4": ["1"], "exp_month": 4.5, "exp_year": "soon", "type": true}]`,
			[]members{{"type": "true"}},
			[]any{members{"id": members{"a": 1.0}, "last4": []any{"1"}, "exp_month": 4.5, "exp_year": "soon", "type": true}},
		},
		{
			"entries that are no objects", `["pm_1", null, 5, ["x"], {"id": "pm_2"}]`,
			[]members{{}, {}, {}, {}, {"id": "pm_2"}},
			[]any{"pm_1", nil, 5.0, []any{"x"}, members{"id": "pm_2"}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			respondWith(mock, methodsRoute, c.body)
			newDataReader(t, mock).wantState(methodsData, members{"patient_id": "123"},
				members{"patient_id": "123", "payment_methods": c.entries, "attributes": c.attributes})
		})
	}
}

func TestPaymentMethods_patientWithoutAny(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	id := mock.AddPatient("1002", map[string]any{"dob": "1990-01-01"})
	newDataReader(t, mock).wantState(methodsData, members{"patient_id": id, "practice_group_id": "1002"},
		members{"patient_id": id, "practice_group_id": "1002", "payment_methods": []members{}, "attributes": []any{}})
}

func TestPaymentMethods_errorsSayWhatToDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		fault heromock.Fault
		names []string // what the detail names
	}{
		{"no such patient", heromock.Fault{}, []string{"404 Not Found", "1001"}},
		{"server error", heromock.Fault{Status: 502}, []string{"502 Bad Gateway"}},
		{"rate limit", heromock.Fault{Status: 429}, []string{"429 Too Many Requests", "requests_per_second", "-parallelism"}},
		{"an object that is no list", heromock.Fault{Body: `{"payment_methods": []}`}, []string{"200 OK, application/json"}},
		{"a count without entries", heromock.Fault{Body: `{"data": null, "count": 3}`}, []string{"200 OK, application/json"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			if c.fault != (heromock.Fault{}) {
				c.fault.Route = methodsRoute
				mock.Inject(c.fault)
			}
			newDataReader(t, mock).wantError(methodsData, members{"patient_id": "999"}, "error: Unable to read payment methods of patient 999").
				Containing(c.names...)
		})
	}
}

func TestAccEphemeral_paymentMethods(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
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
			respondWith(mock, methodsRoute, c.body)
			object, diagnostics := newProtocol(t, mock, nil).open(methodsData, members{"patient_id": "123"})
			wantDiagnostics(t, diagnostics)
			wantMembersOf(t, object, members{"payment_methods": c.want})
		})
	}
}
