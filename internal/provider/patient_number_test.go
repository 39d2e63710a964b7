// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// An NHS number belongs to one person. But Hero matches by number and date of birth, so with another date it would make a second
// record.

const otherBirthday = "error dob: NHS number has another date of birth in Hero"

func TestPatient_numberWithAnotherDateIsNotDoubled(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	planned := p.plan(p.none(), ada())
	id := mock.AddPatient("1001", ada().with("dob", "1990-06-16").record())
	wantDiagnostics(t, p.newProcess().plan(p.none(), ada()).Diagnostics, otherBirthday).
		Containing("patient "+id, "second record", "documents", "terraform import <address> 1001/"+id).WithoutPatient(ada())
	for name, adopt := range map[string]string{"create": "null", "adoption": "true"} {
		who := ada().with("adopt_existing", adopt)
		if adopt == "true" {
			planned = p.newProcess().plan(p.none(), who)
			wantDiagnostics(t, planned.Diagnostics)
		}
		made, diagnostics := p.newProcess().apply(p.none(), planned, who)
		wantDiagnostics(t, diagnostics, otherBirthday).Containing("patient " + id)
		if p.members(made) != nil {
			t.Errorf("%s: somebody who was not registered is in the state", name)
		}
	}
	wantWrites(t, mock)
	onlyPatient(t, mock, "1001")
}

// An adoption too looks right before its write.
func TestPatient_numberThatAppearsDuringAPauseIsNotDoubledByAnAdoption(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		p := waitingProtocol(t, mock, patientType)
		_, diagnostics := duringAPause(t, p, p.none(), ada().with("adopt_existing", "true"), http.MethodPost, routeRegister, func() {
			mock.AddPatient("1001", ada().with("dob", "1990-06-16").record())
		})
		wantDiagnostics(t, diagnostics, otherBirthday)
		onlyPatient(t, mock, "1001")
	})
}

// The API cannot change a date of birth, so a correction must be made in Hero.
func TestPatient_changedDateOfBirthIsRefused(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	made := p.mustCreate(ada())
	id, corrected := p.text(made, "id"), ada().with("dob", "1990-06-16")
	noted := p.newProcess().plan(made, corrected)
	wantDiagnostics(t, noted.Diagnostics, "warning: The old patient record stays in Hero")
	anew := p.none()
	anew.private = noted.private
	wantDiagnostics(t, p.newProcess().plan(anew, corrected).Diagnostics, otherBirthday).
		Containing("Patient "+id+", whom this resource manages", "in Hero").WithoutPatient(ada())

	mock.UpdatePatient("1001", id, members{"dob": "1990-06-16"})
	read, diagnostics := p.newProcess().read(made)
	wantDiagnostics(t, diagnostics)
	p.newProcess().wantNothingPlanned(read, corrected)
}

func TestPDSPatient_numberWithAnotherDateIsNotDoubled(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, pdsType)
	planned := p.plan(p.none(), irisByNumber())
	wantDiagnostics(t, planned.Diagnostics)
	id := mock.AddPatient("1001", members{"nhs_number": irisNumber, "dob": "1992-01-02"})
	wantDiagnostics(t, p.newProcess().plan(p.none(), irisByNumber()).Diagnostics, otherBirthday).Containing("patient " + id)
	_, diagnostics := p.newProcess().apply(p.none(), planned, irisByNumber())
	wantDiagnostics(t, diagnostics, otherBirthday).Containing("patient " + id)
	wantWrites(t, mock)
	onlyPatient(t, mock, "1001")
}

// Two rows have the same number and different dates of birth.
func TestPatient_numberDeclaredWithTwoDatesIsNamed(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	for _, resource := range []string{patientType, pdsType} {
		p := newResourceProtocol(t, mock, patientType).newPlanProcess()
		wantDiagnostics(t, p.plan(p.none(), ada()).Diagnostics)
		second := p.resource(resource)
		who := ada().with("dob", "1990-06-16")
		if resource == pdsType {
			who = person{"nhs_number": who["nhs_number"], "dob": who["dob"]}
		}
		wantDiagnostics(t, second.plan(second.none(), who).Diagnostics, "warning dob: NHS number declared with two dates of birth").WithoutPatient(ada())
	}
}

// If both records are already in the state, the plan does not warn again each time.
func TestPatient_numberWithTwoDatesInTheStateIsNotNamed(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	first, _ := p.importID(mock.AddPatient("1001", ada().record()))
	second, _ := p.importID(mock.AddPatient("1001", ada().with("dob", "1990-06-16").record()))
	p = p.newPlanProcess()
	p.wantNothingPlanned(first, ada())
	p.wantNothingPlanned(second, ada().with("dob", "1990-06-16"))
}

// The person is found even if the server compares names more strictly than people do.
func TestPatient_withoutNumberIsRecognisedByTheDate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		stored, configured string
		traits             []string
	}{
		"blanks":              {"Mary  Jane", "Mary Jane", nil},
		"a no-break space":    {"Mary\u00a0Jane", "Mary Jane", nil},
		"another normal form": {"Zoe\u0301", "Zo\u00e9", nil},
		"an apostrophe":       {"D\u2019Arcy", "D'Arcy", nil},
		"a hyphen":            {"Mary\u2010Jane", "Mary-Jane", nil},
		"capitals":            {"ZO\u00c9", "Zo\u00e9", nil},
		"blanks, as a text":   {"Mary  Jane", "Mary Jane", []string{"dob-as-text"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t, func(o *heromock.Options) { o.Traits = test.traits })
			who := grace().with("dob", "1990-06-15", "first_name", test.configured)
			id := mock.AddPatient("1001", who.with("first_name", test.stored).record())
			mock.AddPatient("1001", who.with("first_name", "Mary").record())
			p := newResourceProtocol(t, mock, patientType)
			wantDiagnostics(t, p.plan(p.none(), who).Diagnostics, "error last_name: Patient exists already").
				Containing("terraform import <address> 1001/" + id).WithoutPatient(who)
		})
	}
}

// Hero would make a second record for a person whose number it does not know yet.
func TestPatient_recordWithoutNumberIsNamedInThePlan(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		record person
		named  bool
	}{
		"the same names and date":           {ada().without("nhs_number").with("last_name", "LOVELACE"), true},
		"a record with another number":      {ada().with("nhs_number", "9990000026"), false},
		"a record with another date":        {ada().without("nhs_number").with("dob", "1990-06-16"), false},
		"a record of another name":          {ada().without("nhs_number").with("first_name", "Adam"), false},
		"a record with an empty NHS number": {ada().with("nhs_number", ""), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			id := mock.AddPatient("1001", test.record.record())
			p := newResourceProtocol(t, mock, patientType)
			planned := p.plan(p.none(), ada())
			if !test.named {
				wantDiagnostics(t, planned.Diagnostics)
				return
			}
			wantDiagnostics(t, planned.Diagnostics, "warning nhs_number: Perhaps the same person without an NHS number: "+id).
				Containing("terraform import <address> 1001/"+id, "another record").WithoutPatient(ada())
		})
	}
}

// Two operators register a person whom Hero cannot match, at the same time.
func TestPatient_withoutNumberMadeTwiceAtOnceIsNamed(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	var other string
	mock.Before(http.MethodPost, routeRegister, func() { other = mock.AddPatient("1001", grace().record()) })
	made, diagnostics := p.create(grace())
	id := p.text(made, "id")
	wantDiagnostics(t, diagnostics, "warning: Patient "+id+" may be registered twice: "+other).
		Containing("terraform import <address> 1001/<id>").WithoutPatient(grace())
}

// If the search after the registration fails, nobody knows whether there is another record, so the provider warns.
func TestPatient_withoutNumberMadeTwiceAtOnceIsNotRuledOut(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	mock.After(http.MethodPost, routeRegister, func() {
		mock.Inject(heromock.Fault{Method: http.MethodGet, Route: "/v3/patients", Body: "{}"})
	})
	made, diagnostics := p.create(grace())
	wantDiagnostics(t, diagnostics, "warning: Patient "+p.text(made, "id")+" may be registered twice, which could not be checked").
		Containing("data source hero_patients").WithoutPatient(grace())
}
