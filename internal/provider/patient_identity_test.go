// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// Hero may replace a number by a new one, or correct a date of birth. The plan must not silently replace the resource.
func TestPatient_whatHeroHasChangedIsNotReplacedSilently(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{"nhs_number": "9990000026", "dob": "1990-06-16"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newResourceProtocol(t, mock, patientType)
			made := p.mustCreate(ada())
			id := p.text(made, "id")
			mock.UpdatePatient("1001", id, members{name: value})
			p = p.newProcess()
			read, diagnostics := p.read(made)
			wantDiagnostics(t, diagnostics)
			read, diagnostics = p.read(read) // a refresh without a change forgets nothing
			wantDiagnostics(t, diagnostics)

			summary := "warning " + name + ": Hero has changed the " + name + " of patient " + id
			wantDiagnostics(t, p.plan(read, ada()).Diagnostics, summary).
				Containing("Hero's new value in the configuration", "Do not apply").WithoutPatient(ada()).WithoutPatient(ada().with(name, value))
			// The user enters Hero's new value.
			p.wantNothingPlanned(read, ada().with(name, value))
			// The user enters another person.
			third := map[string]string{"nhs_number": "9990000034", "dob": "1971-01-01"}[name]
			wantDiagnostics(t, p.plan(read, ada().with(name, third)).Diagnostics, "warning: The old patient record stays in Hero")
			wantWrites(t, mock, postRegister)
		})
	}
}

// For a merged record Hero responds with another id.
func TestPatient_mergedRecordIsAnErrorThatNamesBoth(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t, func(o *heromock.Options) { o.Traits = []string{"merged-records"} })
	p := newResourceProtocol(t, mock, patientType)
	made := p.mustCreate(ada())
	other := mock.AddPatient("1001", ada().with("nhs_number", "9990000026").record())
	id := p.text(made, "id")
	mock.MergePatient("1001", id, other)
	kept, diagnostics := p.newProcess().read(made)
	wantDiagnostics(t, diagnostics, "error: Unable to read patient "+id).Containing(id, other, "terraform import <address> 1001/"+other)
	if !p.sameState(kept, made) {
		t.Error("the state was changed")
	}
}

func restrictedAda() map[string]any {
	record := ada().record()
	record["restricted"] = true
	return record
}

// restrict hides the number of a record, as Hero may do for restricted patients.
func restrict(mock *heromock.Server, id string, number any) {
	mock.UpdatePatient("1001", id, members{"restricted": true, "nhs_number": number})
}

func TestPatient_restrictedRecordKeepsTheKnownNumber(t *testing.T) {
	t.Parallel()
	for name, shown := range map[string]any{"null": nil, "masked": "999****018", "empty": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newResourceProtocol(t, mock, patientType)
			made := p.mustCreate(ada())
			restrict(mock, p.text(made, "id"), shown)
			p = p.newProcess()
			read, diagnostics := p.read(made)
			wantDiagnostics(t, diagnostics)
			wantMembersOf(t, p.members(read), members{"nhs_number": ada()["nhs_number"], "restricted": true})
			p.wantNothingPlanned(read, ada())

			changed := ada().with("town", "Leeds")
			planned := p.plan(read, changed)
			wantDiagnostics(t, planned.Diagnostics)
			// A hidden number does not count as another number, so the change is sent.
			mock.After(http.MethodGet, routePatient, func() { mock.UpdatePatient("1001", p.text(made, "id"), members{"nhs_number": ada()["nhs_number"]}) })
			mock.After(http.MethodPost, routeRegister, func() { restrict(mock, p.text(made, "id"), shown) })
			after, diagnostics := p.apply(read, planned, changed)
			wantDiagnostics(t, diagnostics)
			wantMembers(t, onlyPatient(t, mock, "1001"), members{"town": "Leeds"})
			p.newProcess().wantNothingPlanned(after, changed)
		})
	}
}

// Unless a record is restricted, a missing number means that it has none.
func TestPatient_unrestrictedRecordWithoutNumberHasNone(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	made := p.mustCreate(ada())
	mock.UpdatePatient("1001", p.text(made, "id"), members{"nhs_number": nil})
	p = p.newProcess()
	read, diagnostics := p.read(made)
	wantDiagnostics(t, diagnostics)
	wantMembersOf(t, p.members(read), members{"nhs_number": nil})
	wantDiagnostics(t, p.plan(read, ada()).Diagnostics, "error nhs_number: Patient without an NHS number cannot be changed")
}

func TestPatient_importedRestrictedRecordIsPlanned(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	id := mock.AddPatient("1001", restrictedAda())
	restrict(mock, id, nil)
	p := newResourceProtocol(t, mock, patientType)
	imported, diagnostics := p.importID(id)
	wantDiagnostics(t, diagnostics)
	planned := p.plan(imported, ada())
	wantDiagnostics(t, planned.Diagnostics, "warning nhs_number: Recorded without being sent to Hero: nhs_number of patient "+id).
		Containing("restricted").WithoutPatient(ada())
	recorded, diagnostics := p.apply(imported, planned, ada())
	wantDiagnostics(t, diagnostics)
	wantWrites(t, mock)
	read, diagnostics := p.newProcess().read(recorded)
	wantDiagnostics(t, diagnostics)
	p.newProcess().wantNothingPlanned(read, ada())

	wantDiagnostics(t, p.plan(imported, ada().with("town", "Leeds")).Diagnostics,
		"warning nhs_number: Recorded without being sent to Hero: nhs_number of patient "+id, "error town: Restricted patient cannot be changed").Containing("restricted")
}

// If a record lacks a field that Hero requires in every change, the plan fails, and so does an apply, before anything is sent.
func TestPatient_recordThatLacksWhatHeroDemands(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		stored members
		at     string
	}{
		"a first name": {members{"first_name": nil}, "first_name"},
		"a last name":  {members{"last_name": ""}, "last_name"},
		"a contact":    {members{"mobile": nil, "email": nil}, "mobile"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			id := mock.AddPatient("1001", ada().record())
			p := newResourceProtocol(t, mock, patientType)
			whole, diagnostics := p.importID(id)
			wantDiagnostics(t, diagnostics)
			changed := person{"nhs_number": ada()["nhs_number"], "dob": ada()["dob"], "town": "Leeds"}
			planned := p.plan(whole, changed)
			wantDiagnostics(t, planned.Diagnostics)
			mock.UpdatePatient("1001", id, test.stored)
			refused := "error " + test.at + ": Patient record lacks what Hero demands: " + test.at
			_, diagnostics = p.newProcess().apply(whole, planned, changed)
			wantDiagnostics(t, diagnostics, refused)

			lacking, diagnostics := p.newProcess().read(whole)
			wantDiagnostics(t, diagnostics)
			wantDiagnostics(t, p.plan(lacking, changed).Diagnostics, refused).Containing("patient "+id, "town").WithoutPatient(ada())
			wantWrites(t, mock)
			// The user configures the missing field.
			_, diagnostics = p.run(lacking, ada().with("town", "Leeds"))
			wantDiagnostics(t, diagnostics)
		})
	}
}

// The error names the attribute itself, because the CLI does not do so for one that is not configured.
func TestRefusedMemberIsNamed(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusBadRequest, http.StatusUnprocessableEntity} {
		mock := heromock.Start(t)
		patients, settings := newResourceProtocol(t, mock, patientType), newResourceProtocol(t, mock, settingsType)
		withoutMobile := ada().without("mobile").with("email", "ada@example.com")
		for _, test := range []struct {
			route, body, at string
			create          func() []*tfprotov6.Diagnostic
		}{
			{routeRegister, `{"message":[{"code":"invalid_type","expected":"string","path":["mobile"]}]}`, "mobile", func() []*tfprotov6.Diagnostic {
				_, diagnostics := patients.create(withoutMobile)
				return diagnostics
			}},
			{settingsRoute, `{"message":[{"code":"invalid_type","expected":"string","path":["address","postcode"]}]}`, "address.postcode", func() []*tfprotov6.Diagnostic {
				_, diagnostics := settings.create(members{"address": members{"town": "Elsewhere"}})
				return diagnostics
			}},
		} {
			mock.Inject(heromock.Fault{Writes: true, Route: test.route, Status: status, Body: test.body, Count: 1})
			diagnostics := test.create()
			if len(diagnostics) != 1 {
				t.Fatalf("got %v", diagnostics)
			}
			wantDiagnostics(t, diagnostics, "error "+test.at+": "+diagnostics[0].Summary).Containing("the value of "+test.at+": invalid_type, expected string", "If it is not configured")
		}
	}
}
