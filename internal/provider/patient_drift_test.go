// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func TestPatient_showsAndUndoesChangesMadeElsewhere(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	managed := ada().with("email", "ada@example.com", "town", "Leeds")
	p := newResourceProtocol(t, mock, patientType)
	made := p.mustCreate(managed)
	id := p.text(made, "id")
	for name, value := range map[string]any{"town": "York", "email": nil} {
		mock.UpdatePatient("1001", id, members{name: value})
		mock.ResetJournal()
		reader := p.newProcess()
		drifted, diagnostics := reader.read(made)
		wantDiagnostics(t, diagnostics)
		planned := reader.plan(drifted, managed)
		wantDiagnostics(t, planned.Diagnostics)
		if planned.replaces != nil || p.members(drifted)[name] != value || p.text(instance{state: planned.state}, name) != managed[name] {
			t.Errorf("the plan does not show the drift of %s", name)
		}
		made, diagnostics = p.run(made, managed)
		wantDiagnostics(t, diagnostics)
		wantRegistration(t, mock, managed.with("nhs_number", "9990000018").sent())
	}

	mock.OmitPatientFields("1001", id, "email", "town", "mobile", "nhs_number", "dob", "status", "uid")
	p = p.newProcess()
	read, diagnostics := p.read(made)
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(read, managed)
	state := p.members(read)
	wantMembersOf(t, state, managed.record())
	if state["status"] != "unarchived" || state["uid"] == nil {
		t.Errorf("the state has status %v and uid %v", state["status"], state["uid"])
	}
}

func TestPatient_membersMissingFromTheFirstAnswerSettle(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	// The fields are missing from the first read, while attributes are still unknown.
	mock.OnRequest(func(r heromock.Request) {
		if r.Method == http.MethodGet && r.Route == routePatient {
			id, _ := onlyPatient(t, mock, "1001")["id"].(string)
			mock.OmitPatientFields("1001", id, "email", "restricted", "uid", "mobile")
		}
	})
	p := newResourceProtocol(t, mock, patientType)
	made := p.mustCreate(ada())
	wantMembersOf(t, p.members(made), members{"email": nil, "restricted": nil, "uid": nil, "mobile": "07700 900123"})
	p = p.newProcess()
	made, diagnostics := p.read(made)
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(made, ada())
}

func TestPatient_thatIsGoneIsMadeAgain(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		p := newResourceProtocol(t, mock, patientType)
		made := p.mustCreate(ada())
		mock.RemovePatient("1001", p.text(made, "id"))
		time.Sleep(time.Minute) // an absence right after the create proves nothing
		mock.ResetJournal()
		made, diagnostics := p.run(made, ada())
		wantDiagnostics(t, diagnostics)
		wantWrites(t, mock, postRegister)
		if got, want := p.members(made)["id"], onlyPatient(t, mock, "1001")["id"]; got != want {
			t.Errorf("the state has patient %v, Hero %v", got, want)
		}
	})
}

// If the resource's own record is gone, another record of the person is not taken over
// unless the user adopts it.
func TestPatient_thatIsGoneDoesNotTakeAnotherRecord(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		p := newResourceProtocol(t, mock, patientType)
		made := p.mustCreate(ada())
		mock.RemovePatient("1001", p.text(made, "id"))
		time.Sleep(time.Minute) // an absence right after the create proves nothing
		mock.AddPatient("1001", ada().with("id", "777").record())
		mock.ResetJournal()
		gone, diagnostics := p.run(made, ada())
		wantDiagnostics(t, diagnostics, "error nhs_number: Patient exists already").
			Containing("1001/777").WithoutPatient(ada())
		wantWrites(t, mock)
		adopting := ada().with("adopt_existing", "true")
		made, diagnostics = p.run(gone, adopting)
		wantDiagnostics(t, diagnostics)
		if got := p.text(made, "id"); got != "777" {
			t.Errorf("the state has patient %q, want the one that was adopted", got)
		}
		p.newProcess().wantNothingPlanned(made, adopting)
	})
}

func TestPatient_warnsThatItIsGone(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		p := newResourceProtocol(t, mock, patientType)
		state := p.mustCreate(ada())
		id := p.text(state, "id")
		mock.RemovePatient("1001", id)
		time.Sleep(time.Minute) // an absence right after the create proves nothing

		after, diags := p.read(state)
		if p.members(after) != nil {
			t.Error("a patient that is gone stayed in the state")
		}
		wantDiagnostics(t, diags, "warning: Patient "+id+" no longer exists").
			Containing("practice group 1001").WithoutPatient(ada())
	})
}

func TestPatient_refreshThatFailsKeepsTheState(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]heromock.Fault{
		"401":            {Status: 401},
		"403":            {Status: 403},
		"429":            {Status: 429},
		"500":            {Status: 500},
		"HTML":           {Body: "<html>Ada Lovelace</html>", ContentType: "text/html"},
		"404 in HTML":    {Status: 404, Body: "<html>no such page</html>", ContentType: "text/html"},
		"cut body":       {CutBody: true},
		"dropped":        {DropAfter: true},
		"empty object":   {Body: "{}"},
		"another person": {Body: `[{"id":"1"}]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newResourceProtocol(t, mock, patientType)
			state := p.mustCreate(ada())
			fault.Method, fault.Route = http.MethodGet, routePatient
			mock.Inject(fault)

			after, diags := p.read(state)
			if !p.sameState(after, state) {
				t.Error("the state was changed")
			}
			wantDiagnostics(t, diags, "error: Unable to read patient "+p.text(state, "id")).WithoutPatient(ada())
		})
	}
}

func TestPatient_failedRefreshEndsTheRun(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	made := p.mustCreate(ada())
	mock.Inject(heromock.Fault{Method: http.MethodGet, Route: routePatient, Status: 500})
	kept, diagnostics := p.run(made, ada().with("town", "Leeds"))
	wantDiagnostics(t, diagnostics, "error: Unable to read patient "+p.text(made, "id")).
		Containing("500 Internal Server Error").WithoutPatient(ada())
	wantWrites(t, mock, postRegister)
	mock.ClearFaults()
	p = p.newProcess()
	kept, diagnostics = p.read(kept)
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(kept, ada())
}
