// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

// An error after the registration would taint the resource, and a tainted
// patient would be registered anew.
func TestPatient_failedReadBackIsNotAFailedCreate(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	injectOnce(mock, heromock.Fault{Status: 500}, http.MethodGet, routePatient, 0)
	p := newResourceProtocol(t, mock, patientType)
	made, diagnostics := p.run(p.none(), ada())
	wantDiagnostics(t, diagnostics, "warning: Unable to read the patient back")
	if state := p.members(made); state["id"] == nil || state["uid"] != nil {
		t.Errorf("the state has id %v and uid %v, want an id alone", state["id"], state["uid"])
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

func TestPatient_failedReadBackWarns(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]heromock.Fault{
		"500": {Status: 500}, "404": {Status: 404}, "HTML": {Body: "<html>Ada</html>", ContentType: "text/html"}, "cut": {CutBody: true}, "dropped": {DropBefore: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			fault.Method, fault.Route = http.MethodGet, routePatient
			mock.Inject(fault)
			p := newResourceProtocol(t, mock, patientType)
			made, diagnostics := p.create(ada())
			wantDiagnostics(t, diagnostics, "warning: Unable to read the patient back").WithoutPatient(ada())
			if got, want := p.text(made, "id"), onlyPatient(t, mock, "1001")["id"]; got != want {
				t.Errorf("state has id %q, want %q", got, want)
			}
		})
	}
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
	eachFault(t, func(t *testing.T, _ string, fault heromock.Fault) {
		t.Helper()
		mock := heromock.Start(t)
		p := newProtocol(t, mock, nil).resource(patientType)
		state := p.mustCreate(ada())
		injectOnce(mock, fault, http.MethodPost, routeRegister, 0)

		changed := ada().with("town", "Leeds")
		p = p.newProcess()
		after, diagnostics := p.apply(state, p.plan(state, changed), changed)
		if ignoredByWrites(fault) {
			wantDiagnostics(t, diagnostics)
		} else {
			wantDiagnostics(t, diagnostics, "error: Unable to update patient "+p.text(state, "id")).WithoutPatient(changed)
			if !p.sameState(after, state) {
				t.Error("the state was changed")
			}
		}
		mock.Settle()
		p = newResourceProtocol(t, mock, patientType)
		_, diagnostics = p.apply(state, p.plan(state, changed), changed)
		wantDiagnostics(t, diagnostics)
		wantMembers(t, onlyPatient(t, mock, "1001"), map[string]any{"town": "Leeds"})
	})
}

func TestPatient_lostAnswerAndNoLookUpIsRepairedByImport(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	injectOnce(mock, heromock.Fault{DropAfter: true}, http.MethodPost, routeRegister, 0)
	// The searches of the plan, by NHS number and by names, and of the plan inside the
	// apply come first; the one after the lost answer fails.
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

// registrationFaults has each fault hit one request of the registration of a patient
// with an NHS number (named "matched") and of one without, and applies once more
// without the fault. Then there is one record, one object in the state, and an
// empty plan. failing are the cases whose first apply has to end in an error.
type registrationFaults struct {
	method, route string
	skip          int // requests to the route that pass first
	retries       int
	failing       []string
}

func (r registrationFaults) run(t *testing.T, wanted ...string) {
	t.Helper()
	for kind, who := range map[string]person{"matched": ada(), "unmatched": grace()} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			eachFault(t, func(t *testing.T, name string, f heromock.Fault) {
				t.Helper()
				mock := heromock.Start(t)
				injectOnce(mock, f, r.method, r.route, r.skip)
				settings := members{"max_retries": r.retries}
				p := newProtocol(t, mock, settings).resource(patientType)
				made, diagnostics := p.run(p.none(), who)
				if failed := hasError(diagnostics); failed != slices.Contains(r.failing, kind+" "+name) {
					t.Errorf("the first apply failed: %t\n%q", failed, diagtest.Texts(diagnostics))
				} else if failed && p.members(made) != nil {
					t.Error("what failed is in the state, which taints it")
				}
				mock.Settle()
				p = newProtocol(t, mock, settings).resource(patientType)
				made, diagnostics = p.run(made, who)
				if hasError(diagnostics) {
					t.Fatalf("the second apply failed: %q", diagtest.Texts(diagnostics))
				}
				if got, want := p.members(made)["id"], onlyPatient(t, mock, "1001")["id"]; got != want {
					t.Errorf("the state has patient %v, Hero %v", got, want)
				}
				p = p.newProcess()
				made, diagnostics = p.read(made)
				wantDiagnostics(t, diagnostics)
				p.wantNothingPlanned(made, who)
			}, wanted...)
		})
	}
}

// forBothPatients are the names of faults for both patients.
func forBothPatients(names ...string) (list []string) {
	for _, name := range names {
		list = append(list, "matched "+name, "unmatched "+name)
	}
	return list
}

// A request that took effect leaves a record, which a look finds.
func TestPatient_faultsOfARegistrationWithoutRetries(t *testing.T) {
	t.Parallel()
	registrationFaults{
		method: http.MethodPost, route: routeRegister,
		failing: forBothPatients(faultsWhere(func(f heromock.Fault) bool { return !ignoredByWrites(f) && !takesEffect(f) })...),
	}.run(t)
}

// A page of HTML with status 200 is no failure that passes by itself, so it is
// not repeated where sending again would be safe, nor is a refusal.
func TestPatient_faultsOfARegistrationHealByRetries(t *testing.T) {
	t.Parallel()
	var failing []string
	for _, named := range heromock.Faults() {
		if ignoredByWrites(named.Fault) || takesEffect(named.Fault) {
			continue
		}
		if !retryable(named.Fault) {
			failing = append(failing, "matched "+named.Name)
		}
		// What ends without a refusal may yet take effect. Without an NHS number that would make a second record, so it is
		// not sent again, and the next apply, which looks first, is the way out.
		if named.Fault.Status != http.StatusTooManyRequests {
			failing = append(failing, "unmatched "+named.Name)
		}
	}
	registrationFaults{method: http.MethodPost, route: routeRegister, retries: 2, failing: failing}.run(t)
}

func TestPatient_faultsOfTheReadBack(t *testing.T) {
	t.Parallel()
	registrationFaults{method: http.MethodGet, route: routePatient}.run(t, "status-429", "status-500", "html-after", "cut-body", "stall")
}

// The search of a plan comes first, that of the plan inside the apply second,
// and the create shares it. Drops are left out: Go itself may repeat a GET whose
// connection was closed.
func TestPatient_faultsOfTheLookUp(t *testing.T) {
	t.Parallel()
	struck := []string{"status-429", "status-500", "html", "cut-body", "stall"}
	registrationFaults{method: http.MethodGet, route: routePatients, skip: 1, failing: forBothPatients(struck...)}.run(t, struck...)
}
