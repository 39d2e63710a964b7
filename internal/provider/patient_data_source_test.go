// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"regexp"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const patientData = "hero_patient"

// byNumber is a configuration that finds ada.
func byNumber() members { return members{"nhs_number": "999 000 0018", "dob": "1990-06-15"} }

// fullRecord returns a record with every documented field, in the documented forms.
func fullRecord() members {
	return members{
		"id": "123", "uid": "u-123", "emis_id": "E1", "ehr_partner_id": "X1", "dob": "1990-06-15", "deceased_at": "2024-01-01T10:00:00Z",
		"title": "Mrs", "first_name": "Ada", "last_name": "Lovelace", "sex": "Female", "nhs_number": "9990000018", "email": "ada@example.com",
		"mobile": "+447700900123", "last_sync_at": "2024-02-01T10:00:00Z", "address_line_1": "1 High Street", "address_line_2": "Flat 2",
		"address_line_3": "Rear", "country": "England", "postcode": "LS1 4AP", "town": "Leeds", "county": "West Yorkshire", "notes": "Rings first",
		"data_source": "emis", "restricted": true, "sex_changed_at": "2020-01-01T00:00:00Z", "status": "unarchived",
		"emails": []any{"ada@example.com", "al@example.com"}, "verification_credentials": []any{"nhs_login"},
	}
}

// handlesOfRecord are the attributes that say nothing about the person.
var handlesOfRecord = []string{"id", "uid", "data_source", "restricted", "status"}

func TestAccPatientData_findsByIDAndByNumber(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	record := fullRecord()
	record["nhs_number"], record["mobile"] = "999 000 0018", "07700 900123"
	mock.AddPatient("1002", record)

	var checks []statecheck.StateCheck
	for address, dob := range map[string]string{"data.hero_patient.by_id": "1990-06-15", "data.hero_patient.by_number": "1990-06-14T23:00:00Z"} {
		for name, want := range map[string]knownvalue.Check{
			"practice_group_id": exactly("1002"), "id": exactly("123"), "status": exactly("unarchived"), "restricted": knownvalue.Bool(true),
			"dob": exactly(dob), "nhs_number": exactly("9990000018"), "mobile": exactly("+447700900123"),
			"emails":     knownvalue.ListExact([]knownvalue.Check{exactly("ada@example.com"), exactly("al@example.com")}),
			"attributes": knownvalue.ObjectPartial(map[string]knownvalue.Check{"x_hero_new_member": exactly("added later")}),
		} {
			checks = append(checks, statecheck.ExpectKnownValue(address, tfjsonpath.New(name), want))
		}
		for name := range maps.Keys(record) {
			if !slices.Contains(handlesOfRecord, name) {
				checks = append(checks, statecheck.ExpectSensitiveValue(address, tfjsonpath.New(name)))
			}
		}
		checks = append(checks, statecheck.ExpectSensitiveValue(address, tfjsonpath.New("attributes")))
	}
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: providerBlock(mock) + `
data "hero_patient" "by_id" {
  practice_group_id = "1002"
  id                = "123"
}
data "hero_patient" "by_number" {
  practice_group_id = "1002"
  nhs_number        = "9990000018"
  dob               = "1990-06-14T23:00:00Z"
}`,
		ConfigStateChecks: checks,
	}}})
	wantWrites(t, mock)
}

func TestAccUnknown_lookUpOfAPatient(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	mock.AddPatient("1001", ada().record())
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: providerBlock(mock) + `
resource "terraform_data" "input" {
  input = { nhs_number = "999 000 0018", dob = "1990-06-15" }
}
data "hero_patient" "this" {
  nhs_number = terraform_data.input.output.nhs_number
  dob        = terraform_data.input.output.dob
}`,
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownValue("data.hero_patient.this", tfjsonpath.New("id"), exactly("10001")),
			statecheck.ExpectKnownValue("data.hero_patient.this", tfjsonpath.New("nhs_number"), exactly("999 000 0018")),
		},
	}}})
}

func TestPatientData_bearsEveryAnswer(t *testing.T) {
	t.Parallel()
	whole := fullRecord()
	passedOn := fullRecord()
	delete(passedOn, "verification_credentials") // its name says that it is a secret
	whole["attributes"] = passedOn
	for _, c := range []struct {
		name, body string
		want       members
	}{
		{"all members", jsonOf(t, fullRecord()), whole},
		{"no other members", `{"id":"123"}`, members{"id": "123", "attributes": members{"id": "123"}}},
		{
			"null members", `{"id":"123","uid":null,"dob":null,"nhs_number":null,"emails":null,"restricted":null,"sex":null,"status":null}`,
			members{"id": "123", "attributes": members{
				"id": "123", "uid": nil, "dob": nil, "nhs_number": nil, "emails": nil, "restricted": nil, "sex": nil, "status": nil,
			}},
		},
		{
			"other forms", `{"id":"123","dob":"1990-06-14T23:00:00.000Z","nhs_number":"999 000 0018","emails":["a@example.com",null,7],"verification_credentials":[]}`,
			members{
				"id": "123", "dob": "1990-06-15", "nhs_number": "9990000018", "emails": []any{"a@example.com", nil, "7"}, "verification_credentials": []any{},
				"attributes": members{
					"id": "123", "dob": "1990-06-14T23:00:00.000Z", "nhs_number": "999 000 0018", "emails": []any{"a@example.com", nil, 7.0},
				},
			},
		},
		{
			"other types and unknown members", `{"id":123,"dob":["1990"],"restricted":"true","emails":"none","first_name":{"a":1},"allergies":[{"code":1.5},null]}`,
			members{"id": "123", "restricted": true, "attributes": members{
				"id": 123.0, "dob": []any{"1990"}, "restricted": "true", "emails": "none", "first_name": members{"a": 1.0}, "allergies": []any{members{"code": 1.5}, nil},
			}},
		},
		{
			"values that have no normal form", `{"id":"123","dob":"soon","nhs_number":"12"}`,
			members{"id": "123", "dob": "soon", "nhs_number": "12", "attributes": members{"id": "123", "dob": "soon", "nhs_number": "12"}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			respondWith(mock, routePatient, c.body)
			newDataReader(t, mock).wantState(patientData, members{"id": "123"}, c.want)
		})
	}
}

func TestPatientData_lookUpNeedsExactlyOneRecord(t *testing.T) {
	t.Parallel()
	twin := ada().with("first_name", "Augusta").record()
	const elsewhere = `{"data":[{"nhs_number":"9990000018","dob":"1990-06-15","hero_id":null,"identifiers":[],"ehr_registered":true}],"count":1}`
	for _, c := range []struct {
		name  string
		seed  func(*heromock.Server)
		head  string
		names []string // what the detail names
	}{
		{"nobody", func(*heromock.Server) {}, "error nhs_number: Patient not found", []string{"Practice group 1001", "hero_patients"}},
		{
			"a search that compares loosely", func(mock *heromock.Server) {
				respondWith(mock, routePatients, `{"data":[{"nhs_number":"9990000018","dob":"1990-06-16","hero_id":"7"},{"nhs_number":"9990000026","dob":"1990-06-15","hero_id":"8"}],"count":2}`)
			},
			"error nhs_number: Patient not found",
			[]string{"Practice group 1001"},
		},
		{
			"two records", func(mock *heromock.Server) { mock.AddPatient("1001", ada().record()); mock.AddPatient("1001", twin) },
			"error nhs_number: Several patients found",
			[]string{"2 patients", "10001, 10002", `"id"`},
		},
		{
			"no record of Hero's own", func(mock *heromock.Server) { respondWith(mock, routePatients, elsewhere) },
			"error nhs_number: Patient has no id in Hero",
			[]string{"hero_patients"},
		},
		{
			"an error of the search", func(mock *heromock.Server) {
				mock.Inject(heromock.Fault{Route: routePatients, Status: 500})
			},
			"error: Unable to look the patient up",
			[]string{"500 Internal Server Error", routePatients},
		},
		{
			"a refusal of the search", func(mock *heromock.Server) {
				mock.Inject(heromock.Fault{Route: routePatients, Status: 400, Body: refusal("dob")})
			},
			"error dob: Unable to look the patient up",
			nil,
		},
		{
			"a record that is gone by then", func(mock *heromock.Server) {
				mock.AddPatient("1001", ada().record())
				mock.Inject(heromock.Fault{Route: routePatient, Status: 404, Body: `{"error":true,"statusCode":404,"message":"9990000018 not found"}`})
			},
			"error: Unable to read patient 10001",
			[]string{"404 Not Found"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			c.seed(mock)
			newDataReader(t, mock).wantError(patientData, byNumber(), c.head).
				Containing(c.names...).Without("9990000018", "999 000 0018", "1990-06-15")
		})
	}
}

func TestPatientData_argumentsAreCheckedBeforeAnyRequest(t *testing.T) {
	t.Parallel()
	const combination = "error: Invalid combination of arguments"
	for _, c := range []struct {
		name   string
		config members
		heads  []string
	}{
		{"nothing", members{}, []string{combination}},
		{"number alone", members{"nhs_number": "9990000018"}, []string{combination}},
		{"date alone", members{"dob": "1990-06-15"}, []string{combination}},
		{"id and number", members{"id": "123", "nhs_number": "9990000018"}, []string{combination}},
		{"id and date", members{"id": "123", "dob": "1990-06-15"}, []string{combination}},
		{"all", members{"id": "123", "nhs_number": "9990000018", "dob": "1990-06-15"}, []string{combination}},
		{"empty id", members{"id": ""}, []string{"error id: Empty value"}},
		{"mistyped number", members{"nhs_number": "9990000019", "dob": "1990-06-15"}, []string{"error nhs_number: Invalid NHS number"}},
		{"impossible date", members{"nhs_number": "9990000018", "dob": "1990-02-30"}, []string{"error dob: Invalid date of birth"}},
		{"unknown id", members{"id": tftypes.NewValue(tftypes.String, tftypes.UnknownValue), "dob": "1990-06-15"}, nil},
		{"unknown number", members{"nhs_number": tftypes.NewValue(tftypes.String, tftypes.UnknownValue)}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			wantDiagnostics(t, newDataReader(t, mock).validate(patientData, c.config), c.heads...).Without("999000", "1990-")
			if n := len(mock.Journal()); n != 0 {
				t.Errorf("%d requests were made", n)
			}
		})
	}
}

func TestAccPatientData_errorsSayWhatToDo(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config:      providerBlock(mock) + `data "hero_patient" "this" { id = "999" }`,
		ExpectError: regexp.MustCompile(`(?s)Unable\s+to\s+read\s+patient\s+999.*404\s+Not\s+Found.*1001.*Request\s+id:\s+req-`),
	}}})
}
