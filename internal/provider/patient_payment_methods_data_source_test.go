package provider_test

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const (
	methodsAddress = "data.hero_patient_payment_methods.this"
	methodsRoute   = "/v1/patients/{id}/payment_methods"
)

func methodsConfig(mock *heromock.Server, id string, more ...string) string {
	config := providerBlock(mock, "max_retries = 0") + "data \"hero_patient_payment_methods\" \"this\" {\n  patient_id = \"" + id + "\"\n}\n"
	for _, block := range more {
		config += block + "\n"
	}
	return config
}

// method is a payment method in the state: the given members, and null for the
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
			mock := heromock.Start(t)
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

func TestAccPaymentMethods_bearsOddAnswers(t *testing.T) {
	t.Parallel()
	attributes := func(want knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue(methodsAddress, tfjsonpath.New("attributes"), want)
	}
	none := attributes(knownvalue.TupleExact([]knownvalue.Check{}))
	for _, c := range []struct {
		name, body string
		want       []statecheck.StateCheck
	}{
		{"empty envelope", `{"data": [], "count": 0}`, []statecheck.StateCheck{methodsAre(), none}},
		{"empty array", `[]`, []statecheck.StateCheck{methodsAre(), none}},
		{"null entries", `{"data": null, "count": 0}`, []statecheck.StateCheck{methodsAre(), none}},
		{"envelope with more members", `{"data": [{"id": "pm_1"}], "count": 1, "next": null}`, []statecheck.StateCheck{
			methodsAre(method(map[string]knownvalue.Check{"id": exactly("pm_1")})),
		}},
		{
			"numbers as text and text as numbers", `[{"id": 7, "last4": 1234, "exp_month": "04", "exp_year": "2031", "brand": null}]`,
			[]statecheck.StateCheck{
				methodsAre(method(map[string]knownvalue.Check{
					"id": exactly("7"), "last4": exactly("1234"), "exp_month": knownvalue.Int64Exact(4), "exp_year": knownvalue.Int64Exact(2031),
				})),
				// The pass-through is not converted.
				attributes(knownvalue.TupleExact([]knownvalue.Check{knownvalue.ObjectPartial(map[string]knownvalue.Check{"exp_month": exactly("04")})})),
			},
		},
		{
			"members that make no sense", `[{"id": {"a": 1}, "last4": ["1"], "exp_month": 4.5, "exp_year": "soon", "type": true}]`,
			[]statecheck.StateCheck{methodsAre(method(map[string]knownvalue.Check{"type": exactly("true")}))},
		},
		{
			"entries that are no objects", `["pm_1", null, 5, ["x"], {"id": "pm_2"}]`,
			[]statecheck.StateCheck{
				methodsAre(method(nil), method(nil), method(nil), method(nil), method(map[string]knownvalue.Check{"id": exactly("pm_2")})),
				statecheck.ExpectKnownValue(methodsAddress, tfjsonpath.New("attributes").AtSliceIndex(0), exactly("pm_1")),
				statecheck.ExpectKnownValue(methodsAddress, tfjsonpath.New("attributes").AtSliceIndex(4).AtMapKey("id"), exactly("pm_2")),
			},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			mock.Inject(heromock.Fault{Route: methodsRoute, Status: http.StatusOK, Body: c.body})
			acceptance(t, resource.TestCase{Steps: []resource.TestStep{{Config: methodsConfig(mock, "123"), ConfigStateChecks: c.want}}})
		})
	}
}

func TestAccPaymentMethods_patientWithoutAny(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	id := mock.AddPatient("1002", map[string]any{"dob": "1990-01-01"})
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: providerBlock(mock) + `
data "hero_patient_payment_methods" "this" {
  practice_group_id = "1002"
  patient_id        = "` + id + `"
}
output "count" {
  value = length(data.hero_patient_payment_methods.this.payment_methods)
}`,
		ConfigStateChecks: []statecheck.StateCheck{
			methodsAre(),
			statecheck.ExpectKnownOutputValue("count", knownvalue.Int64Exact(0)),
			statecheck.ExpectKnownValue(methodsAddress, tfjsonpath.New("practice_group_id"), exactly("1002")),
		},
	}}})
}

func TestAccPaymentMethods_errorsSayWhatToDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		fault heromock.Fault
		want  string
	}{
		{"no such patient", heromock.Fault{}, `(?s)Unable\s+to\s+read\s+payment\s+methods\s+of\s+patient\s+999.*404\s+Not\s+Found.*no\s+such\s+object\s+in\s+practice\s+group\s+1001`},
		{"server error", heromock.Fault{Status: 502}, `(?s)502\s+Bad\s+Gateway.*on\s+Hero's\s+side`},
		{"rate limit", heromock.Fault{Status: 429}, `(?s)429\s+Too\s+Many\s+Requests.*requests_per_second.*-parallelism`},
		{"an object that is no list", heromock.Fault{Body: `{"payment_methods": []}`}, `the\s+answer\s+is\s+not\s+a\s+list`},
		{"a count without entries", heromock.Fault{Body: `{"data": null, "count": 3}`}, `a\s+list\s+without\s+its\s+entries`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			if c.fault != (heromock.Fault{}) {
				c.fault.Route = methodsRoute
				mock.Inject(c.fault)
			}
			acceptance(t, resource.TestCase{Steps: []resource.TestStep{{Config: methodsConfig(mock, "999"), ExpectError: regexp.MustCompile(c.want)}}})
		})
	}
}
