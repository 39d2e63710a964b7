// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

// respelledAda is ada in another spelling, the same person to Hero.
func respelledAda() person {
	return ada().with("nhs_number", "9990000018", "dob", "1990-06-14T23:00:00Z")
}

// wantExisting checks that somebody is not registered because Hero has them already.
func wantExisting(t testing.TB, diagnostics []*tfprotov6.Diagnostic, who person) diagtest.Diagnostics {
	t.Helper()
	at := "nhs_number"
	if who[at] == "" {
		at = "last_name"
	}
	return wantDiagnostics(t, diagnostics, "error "+at+": Patient exists already")
}

func TestPatient_thatExistsIsNotOverwritten(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	id := mock.AddPatient("1001", respelledAda().with("town", "Leeds").record())
	p := newResourceProtocol(t, mock, patientType)
	planned := p.plan(p.none(), ada())
	wantDiagnostics(t, planned.Diagnostics, "error nhs_number: Patient exists already").
		Containing("terraform import <address> 1001/"+id, "adopt_existing = true").WithoutPatient(ada())
	wantWrites(t, mock)
	mock.ResetJournal()

	adopting := ada().with("adopt_existing", "true", "mobile", "07700 900177")
	made, diagnostics := p.run(p.none(), adopting)
	wantDiagnostics(t, diagnostics)
	wantMembersOf(t, p.members(made), members{"id": id, "town": "Leeds"})
	wantWrites(t, mock, postRegister)
	wantMembers(t, onlyPatient(t, mock, "1001"), members{"id": id, "town": "Leeds", "mobile": "+447700900177"})
	// Only the search by NHS number, which takes two pages: it shows whether Hero has another date of birth.
	if n := mock.Count(http.MethodGet, routePatients); n != 2 {
		t.Errorf("%d requests looked for the person in spite of adopt_existing", n)
	}
	p.newProcess().wantNothingPlanned(made, adopting)
}

// A plan refuses a person whom Hero already has by name, so that no apply stops half-way.
func TestPatient_thatExistsByNameIsRefusedAtPlan(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	id := mock.AddPatient("1001", grace().record())
	p := newResourceProtocol(t, mock, patientType)
	for _, who := range []person{grace(), grace().with("first_name", "GRACE "), grace().with("adopt_existing", "true")} {
		wantDiagnostics(t, p.plan(p.none(), who).Diagnostics, "error last_name: Patient exists already").
			Containing("terraform import <address> 1001/" + id).WithoutPatient(grace())
	}
	for _, name := range []string{"nhs_number", "dob", "first_name", "last_name"} {
		wantDiagnostics(t, p.plan(p.none(), grace().with(name, unknownValue)).Diagnostics)
	}
	wantDiagnostics(t, p.plan(p.none(), grace().with("dob", "1985-12-10")).Diagnostics)
	wantWrites(t, mock)
}

// On a server that compares dates as text, a search by date of birth would miss these people.
func TestPatient_summerBirthdayIsFoundAsText(t *testing.T) {
	t.Parallel()
	for name, who := range map[string]person{"by NHS number": ada(), "by names": ada().without("nhs_number")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t, func(o *heromock.Options) { o.Traits = []string{"dob-as-text"} })
			p := newResourceProtocol(t, mock, patientType)
			planned := p.plan(p.none(), who)
			wantDiagnostics(t, planned.Diagnostics)
			id := mock.AddPatient("1001", who.with("dob", "1990-06-14T23:00:00.000Z", "town", "Leeds").record())

			wantExisting(t, p.newProcess().plan(p.none(), who).Diagnostics, who).Containing("terraform import <address> 1001/" + id)
			_, diagnostics := p.newProcess().apply(p.none(), planned, who)
			wantExisting(t, diagnostics, who).Containing("terraform import <address> 1001/" + id)
			wantWrites(t, mock)
		})
	}
}

// A truncated list does not prove that a person is missing.
func TestPatient_cutSearchIsNotNobody(t *testing.T) {
	t.Parallel()
	for kind, who := range map[string]person{"by NHS number": ada(), "by names": grace()} {
		for _, records := range []int{1, 2, 5} {
			t.Run(fmt.Sprint(kind, " ", records), func(t *testing.T) {
				t.Parallel()
				mock := heromock.Start(t)
				p := newResourceProtocol(t, mock, patientType)
				planned := p.plan(p.none(), who)
				wantDiagnostics(t, planned.Diagnostics)
				// The person is the last entry, which is cut off.
				for range records - 1 {
					mock.AddPatient("1001", who.with("dob", "1950-01-01").record())
				}
				mock.AddPatient("1001", who.record())
				mock.Inject(heromock.Fault{Method: http.MethodGet, Route: routePatients, CutList: true})

				wantDiagnostics(t, p.newProcess().plan(p.none(), who).Diagnostics, "error: Unable to look the patient up before registering").
					Containing(fmt.Sprint(records, " entries")).WithoutPatient(who)
				made, diagnostics := p.newProcess().apply(p.none(), planned, who)
				wantDiagnostics(t, diagnostics, "error: Unable to register patient").
					Containing(fmt.Sprint(records, " entries")).WithoutPatient(who)
				if p.members(made) != nil {
					t.Error("a patient that was not registered is in the state")
				}
				wantWrites(t, mock)
			})
		}
	}
}

func TestPatient_lookUpReadsAllPages(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 2} {
		mock := heromock.Start(t, func(o *heromock.Options) { o.PageSize = size })
		for _, id := range []string{"701", "702", "703"} {
			mock.AddPatient("1001", respelledAda().with("id", id).record())
		}
		p := newResourceProtocol(t, mock, patientType)
		wantDiagnostics(t, p.plan(p.none(), ada()).Diagnostics, "error nhs_number: Patient exists already").
			Containing("1001/701\n", "1001/702\n", "1001/703\n").WithoutPatient(ada())
		wantWrites(t, mock)
	}
}

func TestPatient_lookUpStaysInThePracticeGroup(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.AddPatient("1002", ada().record())
	p := newResourceProtocol(t, mock, patientType)
	p.mustCreate(ada())
	onlyPatient(t, mock, "1001")
	onlyPatient(t, mock, "1002")
	wantDiagnostics(t, p.plan(p.none(), ada().with("practice_group_id", "1002")).Diagnostics, "error nhs_number: Patient exists already").
		Containing("1002/").WithoutPatient(ada())
}

// Hero's search may compare loosely, or ignore a filter that it does not know, so the provider compares again.
func TestPatient_lookUpComparesAgain(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.Inject(heromock.Fault{Method: http.MethodGet, Route: routePatients, Count: 1, Body: `{"count":2,"data":[
		{"hero_id":"1","nhs_number":"9990000034","dob":"1990-06-15"},
		{"hero_id":"2","nhs_number":"9990000026","dob":"1990-06-15"}]}`})
	p := newResourceProtocol(t, mock, patientType)
	wantDiagnostics(t, p.plan(p.none(), ada()).Diagnostics)
}

func TestPatient_knownToTheRecordSystemOnly(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.Inject(heromock.Fault{Method: http.MethodGet, Route: routePatients, Body: `{"count":1,"data":[
		{"hero_id":null,"nhs_number":"999 000 0018","dob":"1990-06-15","identifiers":[],"first_name":"Ada","last_name":"Lovelace"}]}`})
	p := newResourceProtocol(t, mock, patientType)
	wantDiagnostics(t, p.plan(p.none(), ada()).Diagnostics, "error nhs_number: Patient exists already").
		Containing("adopt_existing").WithoutPatient(ada())

	unmatched := ada().without("nhs_number")
	wantDiagnostics(t, p.plan(p.none(), unmatched).Diagnostics, "error last_name: Patient exists already").
		WithoutPatient(unmatched).Without("terraform import", "adopt_existing")
	wantWrites(t, mock)
}

func TestPatient_adoptExistingAloneSendsNothing(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	state := p.mustCreate(ada())
	mock.ResetJournal()

	p = newResourceProtocol(t, mock, patientType)
	adopting := ada().with("adopt_existing", "true")
	_, diagnostics := p.apply(state, p.plan(state, adopting), adopting)
	wantDiagnostics(t, diagnostics)
	if n := len(mock.Journal()); n != 0 {
		t.Errorf("%d requests were made, want none", n)
	}
}

func TestPatient_lookUpThatFailsStopsThePlan(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.Inject(heromock.Fault{Method: http.MethodGet, Route: routePatients, Status: 503})
	p := newResourceProtocol(t, mock, patientType)
	wantDiagnostics(t, p.plan(p.none(), ada()).Diagnostics, "error: Unable to look the patient up before registering").
		Containing("503").WithoutPatient(ada())
}

// A create uses the look of a plan only in the same process, and only right after it.
func TestPatient_isLookedUpAgainWhenCreated(t *testing.T) {
	t.Parallel()
	for name, who := range map[string]person{"NHS number": ada(), "names": grace()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newResourceProtocol(t, mock, patientType)
			planned := p.plan(p.none(), who)
			wantDiagnostics(t, planned.Diagnostics)
			id := mock.AddPatient("1001", who.record())

			made, diagnostics := p.newProcess().apply(p.none(), planned, who)
			wantExisting(t, diagnostics, who).Containing("terraform import <address> 1001/" + id).WithoutPatient(who)
			if p.members(made) != nil {
				t.Error("a patient that was not registered is in the state")
			}
			wantWrites(t, mock)
		})
	}
}

// The person appears at the second search, which is part of the plan inside the apply.
func TestPatient_thatAppearsBetweenPlanAndApplyIsNotOverwritten(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	searches := 0
	mock.OnRequest(func(r heromock.Request) {
		if r.Route != routePatients {
			return
		}
		if searches++; searches == 2 {
			mock.AddPatient("1001", ada().with("town", "Leeds").record())
		}
	})
	p := newResourceProtocol(t, mock, patientType)
	who := ada().with("town", "York")
	planned := p.plan(p.none(), who)
	wantDiagnostics(t, planned.Diagnostics)
	_, diagnostics := p.newProcess().applySavedPlan(p.none(), planned, who)
	wantDiagnostics(t, diagnostics, "error nhs_number: Patient exists already").WithoutPatient(ada())
	wantWrites(t, mock)
	wantMembers(t, onlyPatient(t, mock, "1001"), members{"town": "Leeds"})
}

func TestPatient_valuesKnownOnlyAfterAnApply(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	late := person{"practice_group_id": unknownValue}
	for name := range ada() {
		late[name] = unknownValue
	}
	known := ada().with("practice_group_id", "1001")
	mock.AddPatient("1001", ada().record())
	p := newResourceProtocol(t, mock, patientType)
	planned := p.plan(p.none(), late)
	wantDiagnostics(t, planned.Diagnostics)
	_, diagnostics := p.newProcess().applySavedPlan(p.none(), planned, known)
	wantDiagnostics(t, diagnostics, "error nhs_number: Patient exists already").WithoutPatient(ada())
	wantWrites(t, mock)

	planned = p.plan(p.none(), late.with("adopt_existing", unknownValue))
	wantDiagnostics(t, planned.Diagnostics)
	made, diagnostics := p.newProcess().applySavedPlan(p.none(), planned, known.with("adopt_existing", "true"))
	wantDiagnostics(t, diagnostics)
	wantRegistration(t, mock, ada().with("nhs_number", "9990000018").sent())
	mock.ResetJournal()
	p.newProcess().wantNothingPlanned(made, ada().with("adopt_existing", "true"))
	onlyPatient(t, mock, "1001")
}

func TestPatient_unknownAdoptExistingLooksNothingUpAtPlan(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.AddPatient("1001", ada().record())
	p := newResourceProtocol(t, mock, patientType)
	wantDiagnostics(t, p.plan(p.none(), ada().with("adopt_existing", unknownValue)).Diagnostics)
	wantDiagnostics(t, p.plan(p.none(), ada().with("nhs_number", "9990000026", "dob", unknownValue)).Diagnostics)
	if n := len(mock.Journal()); n != 0 {
		t.Errorf("%d requests were made, want none", n)
	}
}

// A patient that a refresh has read counts as in the state until it is destroyed, because
// one process may serve several runs.
func TestPatient_inTheStateIsNotToBeImported(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	id := mock.AddPatient("1001", ada().record())
	elsewhere := mock.AddPatient("1002", ada().record())
	p := newResourceProtocol(t, mock, patientType)
	imported, diagnostics := p.importID(id)
	wantDiagnostics(t, diagnostics)
	wantExisting(t, p.plan(p.none(), ada()).Diagnostics, ada()).
		Containing(id, "terraform untaint <address>", "adopt_existing = true").Without("terraform import")
	wantExisting(t, p.plan(p.none(), ada().with("practice_group_id", "1002")).Diagnostics, ada()).Containing("terraform import <address> 1002/" + elsewhere)

	p = p.newProcess()
	imported, diagnostics = p.read(imported)
	wantDiagnostics(t, diagnostics)
	_, diagnostics = p.destroy(imported)
	wantDiagnostics(t, diagnostics)
	wantExisting(t, p.plan(p.none(), ada()).Diagnostics, ada()).Containing("terraform import <address> 1001/" + id)
}

// A replacement is planned as a create, with the object's private data.
func TestPatient_replacementNamesWhatTheResourceStandsFor(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	made := p.mustCreate(ada())
	id := p.text(made, "id")
	mock.AddPatient("1001", ada().with("id", "702", "nhs_number", "9990000026").record())
	mock.ResetJournal()
	for name, c := range map[string]struct {
		who              person
		wanted, unwanted []string
	}{
		"itself":  {ada(), []string{"patient " + id, "-replace", "adopt_existing = true"}, []string{"terraform import", "untaint"}},
		"another": {ada().with("nhs_number", "9990000026"), []string{"terraform state rm <address>", "patient " + id, "terraform import <address> 1001/702"}, []string{"untaint"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := p.newProcess()
			anew := p.none()
			anew.private = p.plan(made, c.who).private
			wantDiagnostics(t, p.plan(anew, c.who).Diagnostics, "error nhs_number: Patient exists already").Containing(c.wanted...).Without(c.unwanted...)
			wantWrites(t, mock)
		})
	}
}
