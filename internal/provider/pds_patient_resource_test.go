// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const (
	pdsAddress  = "hero_pds_patient.this"
	pdsRoute    = "/v1/patients/register_pds"
	postPDS     = "POST " + pdsRoute
	irisNumber  = "9990001014"
	summerChild = "9990001057"
)

// tracedPeople returns Iris, and somebody with a birthday in summer.
func tracedPeople() []heromock.PDSPerson {
	return []heromock.PDSPerson{
		{NHSNumber: irisNumber, DOB: "1992-01-01", Forename: "Iris", Surname: "Traced", Postcode: "LS1 4AP", Demographics: members{
			"sex": "Female", "title": "Ms", "address_line_1": "1 High Street", "town": "Leeds", "mobile": "07700 900101", "email": "Iris@Patient.example",
		}},
		{NHSNumber: summerChild, DOB: "1990-06-15", Forename: "Sunny", Surname: "Summer", Postcode: "YO1 7HH"},
	}
}

// irisByNumber and irisByName are configurations that find Iris.
func irisByNumber() person { return person{"nhs_number": "999 000 1014", "dob": "1992-01-01"} }

func irisByName() person {
	return person{"forename": "Iris", "surname": "Traced", "dob": "1992-01-01", "postcode": "ls14ap"}
}

// pds writes the resource hero_pds_patient.<label>.
func (a person) pds(label string) string {
	return strings.Replace(a.patient(label), `resource "hero_patient"`, `resource "hero_pds_patient"`, 1)
}

func pdsConfig(s *heromock.Server, a person) string {
	return providerBlock(s, "max_retries = 0") + a.pds("this")
}

func pdsValue(name string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(pdsAddress, tfjsonpath.New(name), want)
}

func demographic(name, want string) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(pdsAddress, tfjsonpath.New("demographics").AtMapKey(name), knownvalue.StringExact(want))
}

// wantTrace checks the only write since the journal was last reset.
func wantTrace(t testing.TB, s *heromock.Server, want members) {
	t.Helper()
	wantWrites(t, s, postPDS)
	if writes := s.Writes(); len(writes) == 1 {
		if diff := cmp.Diff(want, writes[0].Body); diff != "" {
			t.Errorf("the body sent (-want +got):\n%s", diff)
		}
	}
}

func TestAccPDSPatient_lifeCycle(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	mock.SetPDS(tracedPeople()...)
	var checks []statecheck.StateCheck
	for _, name := range []string{"nhs_number", "dob", "forename", "surname", "postcode", "ehr_partner_id", "demographics"} {
		checks = append(checks, statecheck.ExpectSensitiveValue(pdsAddress, tfjsonpath.New(name)))
	}
	checks = append(checks,
		pdsValue("id", knownvalue.NotNull()), pdsValue("uid", knownvalue.NotNull()),
		pdsValue("practice_group_id", knownvalue.StringExact("1001")),
		pdsValue("nhs_number", knownvalue.StringExact("999 000 1014")), pdsValue("dob", knownvalue.StringExact("1992-01-01")),
		pdsValue("forename", knownvalue.Null()), pdsValue("surname", knownvalue.Null()), pdsValue("postcode", knownvalue.Null()),
		pdsValue("ehr_partner", knownvalue.StringExact("emis")), pdsValue("ehr_partner_id", knownvalue.StringExact("ehr-7")),
		pdsValue("status", knownvalue.StringExact("unarchived")), pdsValue("restricted", knownvalue.Bool(false)),
		demographic("nhs_number", irisNumber), demographic("dob", "1992-01-01"), demographic("title", "Ms"), demographic("first_name", "Iris"),
		demographic("last_name", "Traced"), demographic("sex", "Female"), demographic("mobile", "+447700900101"), demographic("email", "iris@patient.example"),
		demographic("address_line_1", "1 High Street"), demographic("town", "Leeds"), demographic("postcode", "LS1 4AP"),
		statecheck.ExpectKnownValue(pdsAddress, tfjsonpath.New("demographics").AtMapKey("county"), knownvalue.Null()))
	iris := irisByNumber().with("ehr_partner", "emis", "ehr_partner_id", "ehr-7")
	summer := person{"nhs_number": summerChild, "dob": "1990-06-15"}

	acceptance(t, resource.TestCase{
		CheckDestroy: func(*terraform.State) error {
			if n := len(mock.Patients("1001")); n != 2 {
				t.Errorf("Hero holds %d records after the destroy, want 2", n)
			}
			return nil
		},
		Steps: []resource.TestStep{
			{
				Config:            pdsConfig(mock, iris),
				ConfigPlanChecks:  action(pdsAddress, plancheck.ResourceActionCreate),
				ConfigStateChecks: checks,
			},
			{
				PreConfig: func() {
					wantTrace(t, mock, members{"nhs_number": irisNumber, "dob": "1992-01-01", "ehr_partner": "emis", "ehr_partner_id": "ehr-7"})
					mock.ResetJournal()
				},
				Config:           pdsConfig(mock, iris.with("nhs_number", irisNumber, "dob", "1992-01-01T00:00:00Z")),
				ConfigPlanChecks: emptyPlan(),
			},
			{
				// A date-time is sent as a date, and read back as one.
				Config:            pdsConfig(mock, summer.with("dob", "1990-06-14T23:00:00Z")),
				ConfigPlanChecks:  action(pdsAddress, plancheck.ResourceActionDestroyBeforeCreate),
				ConfigStateChecks: []statecheck.StateCheck{demographic("dob", "1990-06-15"), demographic("first_name", "Sunny"), pdsValue("ehr_partner", knownvalue.Null())},
				Check:             checkFunc(func() { wantTrace(t, mock, members{"nhs_number": summerChild, "dob": "1990-06-15"}) }),
			},
		},
	})
}

func TestPDSPatient_tracedByName(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.SetPDS(tracedPeople()...)
	p := newResourceProtocol(t, mock, pdsType)
	made, diagnostics := p.run(p.none(), irisByName())
	wantDiagnostics(t, diagnostics)
	state := p.members(made)
	wantMembersOf(t, state, members{"forename": "Iris", "postcode": "ls14ap", "nhs_number": irisNumber})
	demographics, _ := state["demographics"].(members)
	wantMembersOf(t, demographics, members{"nhs_number": irisNumber})
	wantTrace(t, mock, members{"forename": "Iris", "surname": "Traced", "dob": "1992-01-01", "postcode": "LS1 4AP"})
	mock.ResetJournal()

	// The number that the trace has found means the same person.
	p.newProcess().wantNothingPlanned(made, irisByNumber())
	respelled := irisByName().with("surname", "TRACED", "postcode", "LS1 4AP")
	made, diagnostics = p.run(made, respelled)
	wantDiagnostics(t, diagnostics)
	wantMembersOf(t, p.members(made), members{"surname": "TRACED"})
	wantWrites(t, mock)
	p.newProcess().wantNothingPlanned(made, respelled)

	sunny := person{"forename": "Sunny", "surname": "Summer", "dob": "1990-06-15", "postcode": "YO1 7HH"}
	planned := p.newProcess().plan(made, sunny)
	wantDiagnostics(t, planned.Diagnostics, "warning: The old patient record stays in Hero")
	if len(planned.replaces) == 0 {
		t.Error("another person does not replace the resource")
	}
	fresh := p.newProcess().plan(p.none(), sunny)
	if number := p.members(instance{state: fresh.state})["nhs_number"]; number == nil || number == irisNumber {
		t.Errorf("the plan has the number %v, want it unknown", number)
	}
	made, diagnostics = p.run(made, sunny)
	wantDiagnostics(t, diagnostics)
	wantMembersOf(t, p.members(made), members{"nhs_number": summerChild})
	p.newProcess().wantNothingPlanned(made, sunny)
}

// A person whom the practice group already has stays unchanged.
func TestPDSPatient_knownPersonIsNotDoubled(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.SetPDS(tracedPeople()...)
	id := mock.AddPatient("1002", members{"nhs_number": irisNumber, "dob": "1992-01-01", "first_name": "Irene", "town": "York"})
	p := newResourceProtocol(t, mock, pdsType)
	byNumber := irisByNumber().with("practice_group_id", "1002")
	byName := irisByName().with("practice_group_id", "1002")
	late := p.plan(p.none(), byNumber.with("nhs_number", unknownValue))
	named := p.plan(p.none(), byName)
	wantDiagnostics(t, slices.Concat(late.Diagnostics, named.Diagnostics))
	p = p.newProcess()
	this, diagnostics := p.applySavedPlan(p.none(), late, byNumber)
	wantDiagnostics(t, diagnostics)
	other, diagnostics := p.applySavedPlan(p.none(), named, byName)
	wantDiagnostics(t, diagnostics)
	state := p.members(this)
	demographics, _ := state["demographics"].(members)
	wantMembersOf(t, demographics, members{"first_name": "Irene", "town": "York"})
	if state["id"] != id || p.text(other, "id") != id {
		t.Errorf("the state has patients %v and %s, want %s twice", state["id"], p.text(other, "id"), id)
	}
	wantMembers(t, onlyPatient(t, mock, "1002"), members{"id": id, "first_name": "Irene", "town": "York"})
	if n := len(mock.Patients("1001")); n != 0 {
		t.Errorf("practice group 1001 has %d records", n)
	}
	p.newProcess().wantNothingPlanned(this, byNumber)
	p.newProcess().wantNothingPlanned(other, byName)
}

func TestPDSPatient_identityCheckIsToldAndRepeatable(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t) // with Ivor, who must prove his identity
	ivor := person{"nhs_number": "9990001022", "dob": "1985-07-20"}
	p := newResourceProtocol(t, mock, pdsType)
	failed, diagnostics := p.run(p.none(), ivor)
	wantDiagnostics(t, diagnostics, "error: Identity check needed before the patient can be registered").
		Containing("https://login.herohealth.net/verify").Without("verification is required").WithoutPatient(ivor)
	if p.members(failed) != nil {
		t.Error("a patient who was not registered is in the state")
	}
	mock.SetPDS(heromock.PDSPerson{NHSNumber: "9990001022", DOB: "1985-07-20", Forename: "Ivor", Surname: "Identity"})
	made, diagnostics := p.run(failed, ivor)
	wantDiagnostics(t, diagnostics)
	onlyPatient(t, mock, "1001")
	p.newProcess().wantNothingPlanned(made, ivor)
}

// The response is lost after the request has taken effect. The repetition finds the
// record instead of making another one.
func TestPDSPatient_lostAnswerMakesOneRecord(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	injectOnce(mock, heromock.Fault{DropAfter: true}, http.MethodPost, pdsRoute, 0)
	p := newProtocol(t, mock, members{"max_retries": 4}).resource(pdsType)
	made, diagnostics := p.run(p.none(), irisByName())
	wantDiagnostics(t, diagnostics)
	onlyPatient(t, mock, "1001")
	wantWrites(t, mock, postPDS, postPDS)
	p.newProcess().wantNothingPlanned(made, irisByName())
}

func TestPDSPatient_goneIsRegisteredAgain(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		p := newResourceProtocol(t, mock, pdsType)
		made := p.mustCreate(irisByNumber())
		mock.RemovePatient("1001", p.text(made, "id"))
		time.Sleep(time.Minute) // an absence right after the create proves nothing
		mock.ResetJournal()
		made, diagnostics := p.run(made, irisByNumber())
		wantDiagnostics(t, diagnostics)
		wantWrites(t, mock, postPDS)
		p.newProcess().wantNothingPlanned(made, irisByNumber())
	})
}
