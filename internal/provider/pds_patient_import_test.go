// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// iris is her record in Hero, where she now has another last name.
func iris() members {
	return members{"nhs_number": irisNumber, "dob": "1992-01-01", "first_name": "IRIS", "last_name": "Married", "postcode": "LS1 4AP", "ehr_partner_id": "ehr-7"}
}

func TestAccImport_neverReplacesAPDSPatient(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		who      person
		recorded bool
	}{
		"number":       {irisByNumber(), false},
		"respelled":    {irisByNumber().with("nhs_number", irisNumber, "dob", "1992-01-01T00:00:00Z", "ehr_partner_id", "ehr-7"), false},
		"names":        {irisByName(), true},
		"another_name": {irisByName().with("forename", "Irene"), true},
		"partner":      {irisByNumber().with("ehr_partner", "emis"), true},
		"nothing":      {person{}, false},
		"nulls":        {person{"nhs_number": "null", "dob": "null", "forename": "null", "surname": "null", "postcode": "null", "ehr_partner_id": "null"}, false},
	}
	mock := heromock.Listen(t)
	id := mock.AddPatient("1001", iris())
	w := newWorkspace(t, mock)
	for name, test := range tests {
		w.write(name+".tf", fmt.Sprintf("import {\n  to = hero_pds_patient.%s\n  id = %q\n}\n", name, id)+test.who.pds(name))
	}
	out := w.mustRun("apply", "-auto-approve")
	if !out.contains("Plan: 7 to import, 0 to add, 3 to change, 0 to destroy") {
		t.Errorf("want 7 imports and 3 updates in place:\n%s", out.out)
	}
	for name, test := range tests {
		if out.contains("hero_pds_patient."+name+" will be updated in-place") != test.recorded {
			t.Errorf("%s is recorded: %t, want %t", name, !test.recorded, test.recorded)
		}
	}
	for _, private := range []string{irisNumber, "1992", "Iris", "IRIS", "Married", "LS1", "ehr-7"} {
		if out.contains(private) {
			t.Errorf("the output contains the patient's %q", private)
		}
	}
	w.wantNoChanges()
	wantWrites(t, mock)
}

func TestPDSPatient_importOfNobody(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, pdsType)
	made, diagnostics := p.importID("1002/404")
	wantDiagnostics(t, diagnostics, "error: Unable to import what does not exist").
		Containing("practice group 1002", "patient 404")
	if p.members(made) != nil {
		t.Error("somebody is in the state, although nobody was imported")
	}
	for _, id := range []string{"abc", "999 000 1014", "1001/", "/1"} {
		_, diagnostics = p.importID(id)
		wantDiagnostics(t, diagnostics, "error: Invalid import id")
	}
}

// Whether a change means another person depends on what the trace searched for and on the record.
func TestPDSPatient_whatMakesAnotherPerson(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		before   person // nil: imported
		after    person
		replaces []string
		heads    []string // of the warnings
	}{
		"unchanged":            {irisByNumber(), irisByNumber(), nil, nil},
		"another number":       {irisByNumber(), irisByNumber().with("nhs_number", summerChild), []string{"nhs_number"}, []string{"warning: The old patient record stays in Hero"}},
		"another date":         {irisByNumber(), irisByNumber().with("dob", "1992-01-02"), []string{"dob"}, []string{"warning: The old patient record stays in Hero"}},
		"unknown number":       {irisByNumber(), irisByNumber().with("nhs_number", unknownValue), []string{"nhs_number"}, []string{"warning: The old patient record stays in Hero"}},
		"names of the record":  {irisByNumber(), irisByName(), nil, nil},
		"names of another":     {irisByNumber(), irisByName().with("forename", "Ivor"), []string{"forename"}, []string{"warning: The old patient record stays in Hero"}},
		"number of the record": {irisByName(), irisByNumber(), nil, nil},
		"another postcode":     {irisByName(), irisByName().with("postcode", "YO1 7HH"), []string{"postcode"}, []string{"warning: The old patient record stays in Hero"}},
		"a partner":            {irisByNumber(), irisByNumber().with("ehr_partner", "emis"), []string{"ehr_partner"}, []string{"warning: The old patient record stays in Hero"}},
		"another practice":     {irisByNumber(), irisByNumber().with("practice_group_id", "1002"), []string{"practice_group_id"}, []string{"warning: Patient record stays in Hero"}},
		"left out":             {irisByName(), person{}, nil, nil},

		"imported":                  {nil, irisByNumber(), nil, nil},
		"imported, names":           {nil, irisByName(), nil, nil},
		"imported, another name":    {nil, irisByName().with("surname", "Maiden"), nil, []string{"warning surname: Recorded without being sent to Hero"}},
		"imported, unknown name":    {nil, irisByName().with("surname", unknownValue), nil, []string{"warning surname: Recorded without being sent to Hero"}},
		"imported, a partner":       {nil, irisByNumber().with("ehr_partner", "emis"), nil, []string{"warning ehr_partner: Recorded without being sent to Hero"}},
		"imported, another person":  {nil, irisByNumber().with("nhs_number", summerChild), []string{"nhs_number"}, []string{"warning: The old patient record stays in Hero"}},
		"imported, another partner": {nil, irisByNumber().with("ehr_partner_id", "ehr-8"), nil, []string{"warning ehr_partner_id: Recorded without being sent to Hero"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newResourceProtocol(t, mock, pdsType)
			var prior instance
			if test.before == nil {
				id := mock.AddPatient("1001", members{"nhs_number": irisNumber, "dob": "1992-01-01", "first_name": "IRIS", "last_name": "Traced", "postcode": "LS1 4AP"})
				prior, _ = p.importID(id)
			} else {
				prior = p.mustCreate(test.before)
			}
			mock.ResetJournal()
			planned := p.plan(prior, test.after)
			wantDiagnostics(t, planned.Diagnostics, test.heads...)
			wantNoPatientValue(t, planned.Diagnostics, test.after)
			if diff := cmp.Diff(test.replaces, planned.replaces); diff != "" {
				t.Errorf("replaced for (-want +got):\n%s", diff)
			}
			wantWrites(t, mock)
		})
	}
}

// A correction of the record in Hero does not mean another person.
func TestPDSPatient_correctedRecordIsFollowed(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, pdsType)
	made := p.mustCreate(irisByNumber())
	id := fmt.Sprint(p.members(made)["id"])
	mock.UpdatePatient("1001", id, members{"nhs_number": summerChild, "first_name": "Irene", "town": nil, "status": "archived"})
	mock.OmitPatientFields("1001", id, "sex")
	made, diagnostics := p.read(made)
	wantDiagnostics(t, diagnostics)
	state := p.members(made)
	record, _ := state["demographics"].(members)
	got := members{"nhs_number": record["nhs_number"], "first_name": record["first_name"], "town": record["town"], "sex": record["sex"], "status": state["status"]}
	want := members{"nhs_number": summerChild, "first_name": "Irene", "town": nil, "sex": "Female", "status": "archived"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the record in the state (-want +got):\n%s", diff)
	}
	p.wantNothingPlanned(made, irisByNumber())
	// Entering the corrected number does not trace again.
	if names := p.plan(made, irisByNumber().with("nhs_number", summerChild)).replaces; names != nil {
		t.Errorf("replaced for %q", names)
	}
}

func TestPDSPatient_destroyForgets(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, pdsType)
	made := p.mustCreate(irisByNumber())
	mock.ResetJournal()
	planned := p.plan(made, nil)
	wantDiagnostics(t, planned.Diagnostics, "warning: Patient record stays in Hero")
	_, diagnostics := p.apply(made, planned, nil)
	wantDiagnostics(t, diagnostics)
	wantWrites(t, mock)
	onlyPatient(t, mock, "1001")
}
