// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// A saved plan, or one without a refresh, does not undo a correction that somebody has made since: for unset attributes the update
// repeats Hero's current values.
func TestPatient_updateSendsWhatHeroHasNow(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t, func(o *heromock.Options) { o.Plain = true })
	id := mock.AddPatient("1001", ada().with("email", "old@example.com").without("mobile").record())
	p := newResourceProtocol(t, mock, patientType)
	imported, diagnostics := p.importID(id)
	wantDiagnostics(t, diagnostics)
	config := person{"nhs_number": ada()["nhs_number"], "dob": ada()["dob"], "town": "Leeds"}
	planned := p.plan(imported, config)
	wantDiagnostics(t, planned.Diagnostics)
	mock.UpdatePatient("1001", id, members{"last_name": "Byron", "email": "new@example.com"})
	mock.ResetJournal()
	_, diagnostics = p.newProcess().apply(imported, planned, config)
	wantDiagnostics(t, diagnostics)
	wantRegistration(t, mock, members{
		"nhs_number": "9990000018", "dob": "1990-06-15", "first_name": "Ada", "last_name": "Byron", "email": "new@example.com", "town": "Leeds",
	})
	wantRequestCounts(t, mock, requestCounts{"GET /v1/patients/{id}": 2, postRegister: 1})
}

// If the number or the date of birth has been corrected since, Hero would not find the record and would make a second one.
func TestPatient_updateOfACorrectedRecord(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		correction members
		refused    bool
	}{
		"another number":    {members{"nhs_number": "9990000026"}, true},
		"no number":         {members{"nhs_number": nil}, true},
		"another date":      {members{"dob": "1990-06-16"}, true},
		"the same number":   {members{"nhs_number": "9990000018"}, false},
		"a date and a time": {members{"dob": "1990-06-14T23:00:00Z"}, false},
		"another town":      {members{"town": "Hull"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newResourceProtocol(t, mock, patientType)
			made, changed := p.mustCreate(ada()), ada().with("town", "Leeds")
			planned := p.plan(made, changed)
			mock.UpdatePatient("1001", p.text(made, "id"), test.correction)
			mock.ResetJournal()
			after, diagnostics := p.newProcess().apply(made, planned, changed)
			if !test.refused {
				wantDiagnostics(t, diagnostics)
				wantWrites(t, mock, postRegister)
				return
			}
			wantDiagnostics(t, diagnostics, "error: Unable to update patient "+p.text(made, "id")).WithoutPatient(ada())
			wantWrites(t, mock)
			if onlyPatient(t, mock, "1001"); !p.sameState(after, made) {
				t.Error("the state was changed")
			}
		})
	}
}

// If Hero does not show these fields, they cannot be compared, but that is no reason to refuse.
func TestPatient_updateOfARecordWithoutNumberAndDate(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	made, changed := p.mustCreate(ada()), ada().with("town", "Leeds")
	planned := p.plan(made, changed)
	mock.OmitPatientFields("1001", p.text(made, "id"), "nhs_number", "dob", "first_name")
	mock.ResetJournal()
	_, diagnostics := p.newProcess().apply(made, planned, changed)
	wantDiagnostics(t, diagnostics)
	wantWrites(t, mock, postRegister)
}
