// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// An error after the registration would taint the resource, and a tainted
// patient would be registered again.
func TestPatient_failedReadBackIsNotAFailedCreate(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	injectOnce(mock, heromock.Fault{Status: 500}, http.MethodGet, routePatient, 0)
	p := newResourceProtocol(t, mock, patientType)
	made, diagnostics := p.run(p.none(), ada())
	wantDiagnostics(t, diagnostics, "warning: Unable to read the patient back")
	if state := p.members(made); state["id"] == nil || state["uid"] != nil {
		t.Errorf("the state has id %v and uid %v, want only an id", state["id"], state["uid"])
	}
	wantWrites(t, mock, postRegister)
	mock.ResetJournal()

	p = p.newProcess()
	made, diagnostics = p.read(made)
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(made, ada())
	if p.members(made)["uid"] == nil {
		t.Error("the next read does not fill in the uid")
	}
	wantWrites(t, mock)
	onlyPatient(t, mock, "1001")
}

func TestPatient_warnsWhenHeroStoresSomethingElse(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.OnRequest(func(r heromock.Request) {
		if r.Method == http.MethodGet && r.Route == routePatient {
			id, _ := onlyPatient(t, mock, "1001")["id"].(string)
			mock.UpdatePatient("1001", id, map[string]any{"first_name": "ADA", "town": nil, "mobile": "+447700900123"})
		}
	})
	p := newResourceProtocol(t, mock, patientType)
	who := ada().with("town", "Leeds")
	made, diagnostics := p.create(who)
	wantDiagnostics(t, diagnostics, "warning: Hero stored something else").
		Containing("first_name, town.").WithoutPatient(who)
	if got := p.text(made, "first_name"); got != "Ada" {
		t.Errorf("state has first_name %q, want the planned one", got)
	}
}

func TestPatient_updateOfAnotherRecordIsAnError(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	state := p.mustCreate(ada())
	p = newResourceProtocol(t, mock, patientType)
	mock.Inject(heromock.Fault{Method: http.MethodPost, Route: routeRegister, Body: `{"patient_id":"99999"}`})

	changed := ada().with("town", "Leeds")
	after, diagnostics := p.apply(state, p.plan(state, changed), changed)
	wantDiagnostics(t, diagnostics, "error: Unable to update patient "+p.text(state, "id")).
		Containing("99999").WithoutPatient(changed)
	if !p.sameState(after, state) {
		t.Error("the state was changed")
	}
}

func TestPatient_failedUpdateKeepsTheState(t *testing.T) {
	t.Parallel()
	eachFault(t, func(t *testing.T, fault heromock.Fault) {
		t.Helper()
		mock := heromock.Start(t)
		p := newProtocol(t, mock, nil).resource(patientType)
		state := p.mustCreate(ada())
		injectOnce(mock, fault, http.MethodPost, routeRegister, 0)
		changed := ada().with("town", "Leeds")
		p = p.newProcess()
		after, diagnostics := p.apply(state, p.plan(state, changed), changed)
		wantDiagnostics(t, diagnostics, "error: Unable to update patient "+p.text(state, "id")).WithoutPatient(changed)
		if !p.sameState(after, state) {
			t.Error("the state was changed")
		}
	}, "status-500", "drop-after")
}

func TestPatient_lostAnswerAndNoLookUpIsRepairedByImport(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	injectOnce(mock, heromock.Fault{DropAfter: true}, http.MethodPost, routeRegister, 0)
	// The first searches are those of the plan, by NHS number and by names, and of the plan
	// inside the apply. The search after the lost response fails.
	injectOnce(mock, heromock.Fault{Status: 500}, http.MethodGet, routePatients, 3)
	p := newResourceProtocol(t, mock, patientType)
	made, diagnostics := p.run(p.none(), ada())
	wantDiagnostics(t, diagnostics, "error: Unable to register patient").WithoutPatient(ada())
	onlyPatient(t, mock, "1001")
	mock.ResetJournal()

	_, diagnostics = p.run(made, ada())
	wantDiagnostics(t, diagnostics, "error nhs_number: Patient exists already").
		Containing("terraform import <address> 1001/10001").WithoutPatient(ada())
	p = p.newProcess()
	imported, diagnostics := p.importID("10001")
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(imported, ada())
	wantWrites(t, mock)
	onlyPatient(t, mock, "1001")
}
