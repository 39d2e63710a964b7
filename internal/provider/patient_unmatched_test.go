// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// Hero cannot match a patient without an NHS number.

func TestPatient_withoutNHSNumberCannotBeChanged(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	made, diagnostics := p.run(p.none(), grace())
	wantDiagnostics(t, diagnostics)
	wantRegistration(t, mock, grace().sent())
	// The plan searches by names and by date of birth, and so does the plan inside the apply, whose searches the create uses. After
	// that there is a search by names: the page with her record, and the empty page after it.
	if n := mock.Count(http.MethodGet, routePatients); n != 6 {
		t.Errorf("%d search requests, want 6", n)
	}
	state := p.members(made)
	id, _ := state["id"].(string)
	wantMembersOf(t, state, members{"nhs_number": nil, "id": onlyPatient(t, mock, "1001")["id"]})
	mock.ResetJournal()

	for name, changed := range map[string]person{"mobile": grace().with("mobile", "07700 900457"), "nhs_number": grace().with("nhs_number", "9990000026")} {
		_, diagnostics := p.run(made, changed)
		wantDiagnostics(t, diagnostics, "error "+name+": Patient without an NHS number cannot be changed").WithoutPatient(changed)
	}
	wantWrites(t, mock)

	// A refresh brings in what somebody has changed in Hero.
	mock.UpdatePatient("1001", id, members{"mobile": "+447700900457"})
	p = p.newProcess()
	made, diagnostics = p.read(made)
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(made, grace().with("mobile", "07700 900457"))

	mock.UpdatePatient("1001", id, members{"nhs_number": "9990000026"})
	made, diagnostics = p.run(made, grace().with("mobile", "07700 900458"))
	wantDiagnostics(t, diagnostics)
	wantRegistration(t, mock, grace().with("mobile", "07700 900458", "nhs_number", "9990000026").sent())
	wantMembers(t, onlyPatient(t, mock, "1001"), members{"id": id, "mobile": "+447700900458"})
	p.newProcess().wantNothingPlanned(made, grace().with("mobile", "07700 900458"))
}

func TestPatient_withoutNHSNumberIsNotDoubled(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	id := mock.AddPatient("1001", grace().with("first_name", "GRACE", "dob", "1985-12-09T00:00:00Z").record())
	mock.AddPatient("1001", grace().with("dob", "1985-12-10").record())
	p := newResourceProtocol(t, mock, patientType)
	_, diagnostics := p.run(p.none(), grace().with("adopt_existing", "true"))
	wantDiagnostics(t, diagnostics, "error last_name: Patient exists already").
		Containing("terraform import <address> 1001/" + id)
	wantWrites(t, mock)

	p = p.newProcess()
	imported, diagnostics := p.importID(id)
	wantDiagnostics(t, diagnostics)
	wantDiagnostics(t, p.plan(imported, grace()).Diagnostics, "error first_name: Patient without an NHS number cannot be changed")
	p.wantNothingPlanned(imported, grace().with("first_name", "GRACE"))
	wantWrites(t, mock)
}

func TestPatient_withoutNHSNumberNamesWhatCannotChange(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	state := p.mustCreate(grace())
	mock.ResetJournal()

	for name, changed := range map[string]person{
		"mobile":     grace().with("mobile", "07700 900457"),
		"dob":        grace().with("dob", "1985-12-10"),
		"nhs_number": grace().with("nhs_number", "9990000026"),
		"landline":   grace().with("landline", "0113 496 0000"),
		"email":      grace().with("email", unknownValue),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			planned := p.plan(state, changed)
			wantDiagnostics(t, planned.Diagnostics, "error "+name+": Patient without an NHS number cannot be changed").
				Containing("a change of " + name + " ").WithoutPatient(changed.without("email"))
		})
	}
	respelled := p.plan(state, grace().with("mobile", "+447700900456", "dob", "1985-12-09T00:00:00Z"))
	wantDiagnostics(t, respelled.Diagnostics)
	wantDiagnostics(t, p.plan(state, grace().with("adopt_existing", "true")).Diagnostics)
	if n := len(mock.Journal()); n != 0 {
		t.Errorf("%d requests were made, want none", n)
	}
}

// Somebody may remove the number from the record between plan and apply, or the plan
// may come from an earlier version of the provider.
func TestPatient_withoutNHSNumberIsRefusedAtApplyToo(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	state := p.mustCreate(grace())
	planned := p.plan(state, grace())
	moved := p.members(state)
	moved["mobile"] = "07700 900457"
	planned.state = p.value(moved)
	mock.ResetJournal()

	_, diagnostics := p.apply(state, planned, grace().with("mobile", "07700 900457"))
	wantDiagnostics(t, diagnostics, "error mobile: Patient without an NHS number cannot be changed").WithoutPatient(grace())
	wantWrites(t, mock)
}

// Old records may have ten equal digits as a number, and so may a stranger's with the
// same date of birth.
func TestPatient_placeholderInHeroIsNoMatch(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	stranger := mock.AddPatient("1001", grace().with("first_name", "Mary", "nhs_number", "9999999999").record())
	id := mock.AddPatient("1001", grace().with("nhs_number", "9999999999").record())
	p := newResourceProtocol(t, mock, patientType)
	imported, diagnostics := p.importID(id)
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(imported, grace())
	for name, changed := range map[string]person{"town": grace().with("town", "Leeds"), "nhs_number": grace().with("nhs_number", "9990000026")} {
		wantDiagnostics(t, p.plan(imported, changed).Diagnostics, "error "+name+": Patient without an NHS number cannot be changed").WithoutPatient(changed)
	}
	wantWrites(t, mock)
	if stranger == id {
		t.Fatal("the mock holds one record for both")
	}
}
