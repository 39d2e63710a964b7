// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const pdsType = "hero_pds_patient"

func TestPDSPatient_registrationErrors(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		who   person
		fault heromock.Fault
		head  string
		names []string // what the detail names
	}{
		"nobody by number": {
			who: person{"nhs_number": "9990001030", "dob": "1970-03-03"}, head: "error nhs_number: No such person in PDS",
			names: []string{"nhs_number and dob", "hero_patient", "Request id: req-"},
		},
		"nobody by name": {
			who: person{"forename": "Nora", "surname": "Nobody", "dob": "1970-03-03", "postcode": "LS1 4AP"}, head: "error surname: No such person in PDS",
			names: []string{"forename, surname, dob and postcode"},
		},
		"refused": {
			who: person{"nhs_number": "9990001049", "dob": "1960-12-12"}, head: "error dob: Unable to register patient from PDS",
		},
		"identity check": {
			who: person{"nhs_number": "9990001022", "dob": "1985-07-20"}, head: "error: Identity check needed before the patient can be registered",
			names: []string{"https://login.herohealth.net/verify"},
		},
		"identity check elsewhere": {
			who: irisByNumber(), head: "error: Identity check needed before the patient can be registered",
			fault: heromock.Fault{Body: `{"message":"Born 1992-01-01? Prove it","login_url":"https://hero.example/?dob=1992-01-01"}`},
			names: []string{"hero.example"},
		},
		"refused in whole": {
			who: irisByNumber(), head: "error: Unable to register patient from PDS",
			fault: heromock.Fault{Status: 400, Body: `{"error":true,"statusCode":400,"message":"1992-01-01 is wrong"}`}, names: []string{"400 Bad Request"},
		},
		"no access": {who: irisByNumber(), head: "error: Unable to register patient from PDS", fault: heromock.Fault{Status: 403}, names: []string{"403 Forbidden"}},
		"no id":     {who: irisByNumber(), head: "error: Unable to register patient from PDS", fault: heromock.Fault{Body: `{"id":"1"}`}, names: []string{"patient_id"}},
		"a proxy's 404": {
			who: irisByNumber(), head: "error: Unable to register patient from PDS",
			fault: heromock.Fault{Status: 404, Body: "<html>1992-01-01</html>", ContentType: "text/html"}, names: []string{"404 Not Found, text/html"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			if test.fault != (heromock.Fault{}) {
				test.fault.Route = pdsRoute
				mock.Inject(test.fault)
			}
			p := newResourceProtocol(t, mock, pdsType)
			made, diagnostics := p.create(test.who)
			wantDiagnostics(t, diagnostics, test.head).Containing(test.names...).WithoutPatient(test.who)
			if p.members(made) != nil || len(mock.Patients("1001")) != 0 {
				t.Error("something was registered or is in the state")
			}
		})
	}
}

func TestPDSPatient_failedReadBackWarns(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]heromock.Fault{
		"500": {Status: 500}, "404": {Status: 404}, "cut": {CutBody: true}, "dropped": {DropBefore: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			fault.Method, fault.Route = http.MethodGet, routePatient
			mock.Inject(fault)
			p := newResourceProtocol(t, mock, pdsType)
			made, diagnostics := p.create(irisByName())
			wantDiagnostics(t, diagnostics, "warning: Unable to read the patient back").WithoutPatient(irisByName())
			if got, want := p.members(made)["id"], onlyPatient(t, mock, "1001")["id"]; got != want {
				t.Errorf("the state has id %v, want %v", got, want)
			}
			mock.ClearFaults()
			made, diagnostics = p.read(made)
			wantDiagnostics(t, diagnostics)
			if got := p.members(made)["nhs_number"]; got != irisNumber {
				t.Errorf("the next read does not fill in the NHS number: %v", got)
			}
			p.wantNothingPlanned(made, irisByName())
		})
	}
}

// The PDS may by now know the person under another number.
func TestPDSPatient_anotherRecordThanAskedForIsAWarning(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	id := mock.AddPatient("1001", members{"nhs_number": summerChild, "dob": "1992-01-01", "first_name": "Iris"})
	mock.Inject(heromock.Fault{Route: pdsRoute, Body: `{"patient_id":"` + id + `"}`})
	p := newResourceProtocol(t, mock, pdsType)
	made, diagnostics := p.create(irisByNumber())
	wantDiagnostics(t, diagnostics, "warning nhs_number: Record differs from what was asked for").Containing("patient "+id).Without(summerChild, "999 000")
	if got := p.members(made)["nhs_number"]; got != "999 000 1014" {
		t.Errorf("the state has %v, want what is configured", got)
	}
	made, diagnostics = p.read(made)
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(made, irisByNumber())
}

func TestPDSPatient_inputsAreChecked(t *testing.T) {
	t.Parallel()
	p := newResourceProtocol(t, heromock.Start(t), pdsType)
	for name, test := range map[string]struct {
		who  person
		want []string // from the validation, or else from the plan
	}{
		"nothing": {person{}, []string{"error dob: Missing required argument", "error nhs_number: Missing required argument"}},
		"no date": {irisByNumber().without("dob"), []string{"error dob: Missing required argument"}},
		"number":  {irisByNumber(), nil},
		"names":   {irisByName(), nil},
		"a name alone": {
			person{"dob": "1992-01-01", "surname": "Traced"},
			[]string{"error forename: Missing required argument", "error postcode: Missing required argument"},
		},
		"a mixture": {
			irisByNumber().with("surname", "Traced", "postcode", "LS1 4AP"),
			[]string{"error surname: Invalid combination of arguments", "error postcode: Invalid combination of arguments"},
		},
		"unknown number":              {irisByNumber().with("nhs_number", unknownValue), nil},
		"unknown number and names":    {irisByName().with("nhs_number", unknownValue), nil},
		"number and unknown names":    {irisByNumber().with("surname", unknownValue), nil},
		"unknown date":                {irisByNumber().with("dob", unknownValue), nil},
		"unknown names, one missing":  {irisByName().with("forename", unknownValue).without("postcode"), []string{"error postcode: Missing required argument"}},
		"empty":                       {irisByName().with("surname", " "), []string{"error surname: Missing required argument"}},
		"empty partner":               {irisByName().with("ehr_partner", ""), nil},
		"empty id at the partner":     {irisByName().with("ehr_partner_id", ""), nil},
		"wrong check digit":           {irisByNumber().with("nhs_number", "9990001015"), []string{"error nhs_number: Invalid NHS number"}},
		"a date that does not exist":  {irisByNumber().with("dob", "1992-02-30"), []string{"error dob: Invalid date of birth"}},
		"no postcode":                 {irisByName().with("postcode", "Leeds"), []string{"warning postcode: Postcode that is not British"}},
		"unknown practice and number": {irisByNumber().with("practice_group_id", unknownValue), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diagnostics := p.validate(test.who)
			if len(diagnostics) == 0 {
				diagnostics = p.plan(p.none(), test.who).Diagnostics
			}
			wantDiagnostics(t, diagnostics, test.want...).WithoutPatient(test.who.without("surname", "ehr_partner", "ehr_partner_id"))
		})
	}
}

// Values that are unknown in the plan are checked before anything is sent.
func TestPDSPatient_lateInputsAreCheckedToo(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		planned, applied person
		want             []string
	}{
		"mixture": {irisByName().with("nhs_number", unknownValue), irisByName().with("nhs_number", irisNumber), []string{
			"error forename: Invalid combination of arguments", "error surname: Invalid combination of arguments", "error postcode: Invalid combination of arguments",
		}},
		"null": {irisByNumber().with("dob", unknownValue), irisByNumber().without("dob"), []string{"error dob: Missing required argument"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newResourceProtocol(t, mock, pdsType)
			_, diagnostics := p.apply(p.none(), p.plan(p.none(), test.planned), test.applied)
			wantDiagnostics(t, diagnostics, test.want...)
			wantWrites(t, mock)
		})
	}
}
