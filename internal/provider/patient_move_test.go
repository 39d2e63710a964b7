// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const ourAddress = "registry.terraform.io/herohealth/hero"

// move moves an object of another type here, as Terraform does for a moved block.
func (p *resourceProtocol) move(from *resourceProtocol, i instance, change func(*tfprotov6.MoveResourceStateRequest)) (instance, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	req := &tfprotov6.MoveResourceStateRequest{
		SourceProviderAddress: ourAddress, SourceTypeName: from.name, TargetTypeName: p.name, SourcePrivate: i.private,
		SourceState:    &tfprotov6.RawState{JSON: []byte(jsonOf(p.t, from.members(i)))},
		SourceIdentity: &tfprotov6.RawState{JSON: []byte(jsonOf(p.t, from.identity(i)))},
	}
	if change != nil {
		change(req)
	}
	resp, err := p.server.MoveResourceState(p.t.Context(), req)
	p.must(err)
	return instance{resp.TargetState, resp.TargetPrivate, resp.TargetIdentity}, resp.Diagnostics
}

// tracedIris is Iris, configured as a hero_patient.
func tracedIris() person {
	return person{
		"nhs_number": "999 000 1014", "dob": "1992-01-01", "title": "Ms", "first_name": "Iris", "last_name": "Traced", "sex": "Female",
		"mobile": "07700 900101", "email": "iris@patient.example", "address_line_1": "1 High Street", "town": "Leeds", "postcode": "ls1 4ap",
	}
}

// The record stays the same, whichever resource manages it. The plan after a move is
// empty, or records in place what the other resource does not know, but never replaces.
func TestPatientMove_planAfterIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from, to string
		before   person
		after    person
		warnings []string
		changed  bool
	}{
		"traced by number":  {pdsType, patientType, irisByNumber(), tracedIris(), nil, false},
		"traced by name":    {pdsType, patientType, irisByName(), tracedIris(), nil, false},
		"nothing managed":   {pdsType, patientType, irisByNumber(), person{}, nil, false},
		"with a partner":    {pdsType, patientType, irisByNumber().with("ehr_partner", "emis", "ehr_partner_id", "ehr-7"), tracedIris().with("ehr_partner_id", "ehr-7"), nil, false},
		"what is not read":  {pdsType, patientType, irisByNumber(), tracedIris().with("landline", "0113 496 0000", "caller", "front desk"), nil, true},
		"what is only here": {pdsType, patientType, irisByNumber(), tracedIris().with("adopt_existing", "true"), nil, true},

		"registered, by number": {patientType, pdsType, tracedIris(), irisByNumber(), nil, false},
		"respelled":             {patientType, pdsType, tracedIris(), person{"nhs_number": irisNumber, "dob": "1992-01-01T00:00:00Z"}, nil, false},
		"registered, by name":   {patientType, pdsType, tracedIris(), irisByName(), nil, true},
		"by another name":       {patientType, pdsType, tracedIris(), irisByName().with("surname", "Maiden"), []string{"warning surname: Recorded without being sent to Hero"}, true},
		"a partner":             {patientType, pdsType, tracedIris(), irisByNumber().with("ehr_partner", "emis"), []string{"warning ehr_partner: Recorded without being sent to Hero"}, true},
		"a partner's id":        {patientType, pdsType, tracedIris().with("ehr_partner_id", "ehr-7"), irisByNumber().with("ehr_partner_id", "ehr-7"), nil, false},
		"everything":            {patientType, pdsType, fullPatient(), person{"nhs_number": "9990000018", "dob": "1990-06-15"}, nil, false},
		"without NHS number":    {patientType, pdsType, grace(), person{}, nil, false},
	} {
		for _, refresh := range []bool{true, false} {
			t.Run(name+map[bool]string{true: "", false: ", not refreshed"}[refresh], func(t *testing.T) {
				t.Parallel()
				mock := heromock.Start(t)
				mock.SetPDS(tracedPeople()...)
				source := newResourceProtocol(t, mock, c.from)
				made := source.mustCreate(c.before)
				mock.ResetJournal()

				p := source.protocol.newProcess().resource(c.to)
				moved, diagnostics := p.move(source, made, nil)
				wantDiagnostics(t, diagnostics)
				if n := len(mock.Journal()); n != 0 {
					t.Errorf("the move made %d requests", n)
				}
				if diff := cmp.Diff(source.identity(made), p.identity(moved)); diff != "" {
					t.Errorf("identity (-want +got):\n%s", diff)
				}
				if refresh {
					moved, diagnostics = p.read(moved)
					wantDiagnostics(t, diagnostics)
				}
				planned := p.plan(moved, c.after)
				wantDiagnostics(t, planned.Diagnostics, c.warnings...)
				wantNoPatientValue(t, planned.Diagnostics, c.before)
				if len(planned.replaces) != 0 {
					t.Errorf("the plan replaces because of %q", planned.replaces)
				}
				if changed := !p.state(planned.state).Equal(p.state(moved.state)); changed != c.changed {
					t.Errorf("the plan has a change: %t, want %t\n%s", changed, c.changed, cmp.Diff(p.members(moved), p.members(instance{state: planned.state})))
				}
				wantWrites(t, mock)
			})
		}
	}
}

// After a move the state is the same as after an import, and a move back restores it.
func TestPatientMove_bothWaysEqualsAnImport(t *testing.T) {
	t.Parallel()
	for from, to := range map[string]string{patientType: pdsType, pdsType: patientType} {
		mock := heromock.Start(t)
		id := mock.AddPatient("1002", fullPatient().record())
		source := newResourceProtocol(t, mock, from)
		made, diagnostics := source.importID("1002/" + id)
		wantDiagnostics(t, diagnostics)
		target := source.resource(to)
		there, diagnostics := target.move(source, made, nil)
		wantDiagnostics(t, diagnostics)
		there, diagnostics = target.read(there)
		wantDiagnostics(t, diagnostics)
		want, diagnostics := target.importID("1002/" + id)
		wantDiagnostics(t, diagnostics)
		if diff := cmp.Diff(target.members(want), target.members(there)); diff != "" {
			t.Errorf("%s is not as after an import (-want +got):\n%s", to, diff)
		}
		back, diagnostics := source.move(target, there, nil)
		wantDiagnostics(t, diagnostics)
		back, diagnostics = source.read(back)
		wantDiagnostics(t, diagnostics)
		if diff := cmp.Diff(source.members(made), source.members(back)); diff != "" {
			t.Errorf("%s is not as before (-want +got):\n%s", from, diff)
		}
	}
}

// If a registration could not be read back, its state has no demographics yet.
func TestPatientMove_recordThatWasNotReadBack(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.Inject(heromock.Fault{Method: http.MethodGet, Route: routePatient, Status: 500, Count: 1})
	source := newResourceProtocol(t, mock, pdsType)
	made, _ := source.create(irisByNumber())
	mock.ResetJournal()
	p := source.resource(patientType)
	moved, diagnostics := p.move(source, made, nil)
	wantDiagnostics(t, diagnostics)
	wantMembersOf(t, p.members(moved), members{"nhs_number": "999 000 1014", "dob": "1992-01-01", "first_name": nil})
	planned := p.plan(moved, irisByNumber())
	wantDiagnostics(t, planned.Diagnostics)
	if len(planned.replaces) != 0 {
		t.Errorf("the plan replaces because of %q", planned.replaces)
	}
	wantWrites(t, mock)
}

// This patient without an NHS number was registered without a landline. After a move
// the provider no longer knows what was sent, as after an import.
func TestPatientMove_forgetsWhatWasMadeHere(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	made := p.mustCreate(grace())
	pds := p.resource(pdsType)
	there, diagnostics := pds.move(p, made, nil)
	wantDiagnostics(t, diagnostics)
	back, diagnostics := p.move(pds, there, nil)
	wantDiagnostics(t, diagnostics)
	back, diagnostics = p.read(back)
	wantDiagnostics(t, diagnostics)
	planned := p.plan(back, grace().with("landline", "0113 496 0000"))
	wantDiagnostics(t, planned.Diagnostics, "warning landline: Recorded without being sent to Hero")
}

func TestPatientMove_anythingElseIsRefused(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	source := newResourceProtocol(t, mock, pdsType)
	made := source.mustCreate(irisByNumber())
	mock.ResetJournal()
	p := source.resource(patientType)
	for name, change := range map[string]func(*tfprotov6.MoveResourceStateRequest){
		"another type":  func(r *tfprotov6.MoveResourceStateRequest) { r.SourceTypeName = webhookType },
		"the same type": func(r *tfprotov6.MoveResourceStateRequest) { r.SourceTypeName = patientType },
		"another provider": func(r *tfprotov6.MoveResourceStateRequest) {
			r.SourceProviderAddress = "registry.terraform.io/herohealth/other"
		},
		"a version yet to come":   func(r *tfprotov6.MoveResourceStateRequest) { r.SourceSchemaVersion = 1 },
		"a state of another form": func(r *tfprotov6.MoveResourceStateRequest) { r.SourceState.JSON = []byte(`{"id":{"a":1}}`) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diagnostics := p.move(source, made, change)
			wantDiagnostics(t, diagnostics, "error: Unable to Move Resource State").WithoutPatient(irisByNumber())
		})
	}
	for _, address := range []string{"registry.opentofu.org/herohealth/hero", "registry.example.com/practices/hero"} {
		_, diagnostics := p.move(source, made, func(r *tfprotov6.MoveResourceStateRequest) { r.SourceProviderAddress = address })
		wantDiagnostics(t, diagnostics)
	}
	t.Cleanup(func() {
		if n := len(mock.Journal()); n != 0 {
			t.Errorf("%d requests were made", n)
		}
	})
}

func TestAccLifecycle_movedBetweenPatientAndPDSPatient(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	mock.SetPDS(tracedPeople()...)
	w := newWorkspace(t, mock)
	w.write("main.tf", irisByNumber().pds("iris")+ada().patient("ada"))
	w.mustRun("apply", "-auto-approve")
	before := mock.Patients("1001")
	mock.ResetJournal()

	const moved = `
moved {
  from = hero_pds_patient.iris
  to   = hero_patient.iris
}
moved {
  from = hero_patient.ada
  to   = hero_pds_patient.ada
}
`
	w.write("main.tf", tracedIris().patient("iris")+person{"nhs_number": ada()["nhs_number"], "dob": ada()["dob"]}.pds("ada")+moved)
	out := w.mustRun("apply", "-auto-approve")
	for _, phrase := range []string{"hero_pds_patient.iris has moved to hero_patient.iris", "hero_patient.ada has moved to hero_pds_patient.ada", "0 added, 0 changed, 0 destroyed"} {
		if !out.contains(phrase) {
			t.Errorf("the output lacks %q:\n%s", phrase, out.out)
		}
	}
	w.wantNoChanges()
	for _, r := range mock.Journal() {
		if r.Method != http.MethodGet {
			t.Errorf("%s %s was sent", r.Method, r.Route)
		}
	}
	if diff := cmp.Diff(before, mock.Patients("1001")); diff != "" {
		t.Errorf("the records have changed (-want +got):\n%s", diff)
	}

	// Values that the other resource has no attributes for are recorded in place and not sent.
	w.write("main.tf", irisByName().pds("iris")+ada().patient("ada")+`
moved {
  from = hero_patient.iris
  to   = hero_pds_patient.iris
}
moved {
  from = hero_pds_patient.ada
  to   = hero_patient.ada
}
`)
	out = w.mustRun("apply", "-auto-approve")
	if !out.contains("0 added, 1 changed, 0 destroyed") || out.contains("must be replaced") {
		t.Errorf("moving back did more than record the names:\n%s", out.out)
	}
	w.wantNoChanges()
	wantWrites(t, mock)
}
