// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// duringAPause applies a change whose write Hero refuses for two minutes, and runs act after the first minute.
func duringAPause(t *testing.T, p *resourceProtocol, prior instance, config any, method, route string, act func()) (instance, []*tfprotov6.Diagnostic) {
	t.Helper()
	planned := p.plan(prior, config)
	wantDiagnostics(t, planned.Diagnostics)
	p.mock.ResetJournal()
	p.mock.Inject(heromock.Fault{Method: method, Route: route, Status: http.StatusTooManyRequests, RetryAfter: "120", Count: 1})
	time.AfterFunc(time.Minute, act)
	return p.newProcess().apply(prior, planned, config)
}

// waitingProtocol returns a process that waits as long as users' processes do.
func waitingProtocol(t *testing.T, mock *heromock.Server, resource string) *resourceProtocol {
	t.Helper()
	return newProtocol(t, mock, members{"max_retries": nil}).resource(resource)
}

func TestPatient_whoAppearsDuringAPauseIsNotOverwritten(t *testing.T) {
	t.Parallel()
	for name, who := range map[string]person{"NHS number": ada(), "names": grace()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) {
				mock := heromock.Start(t)
				p := waitingProtocol(t, mock, patientType)
				var id string
				_, diagnostics := duringAPause(t, p, p.none(), who.with("town", "York"), http.MethodPost, routeRegister, func() {
					id = mock.AddPatient("1001", who.with("town", "Leeds").record())
				})
				wantExisting(t, diagnostics, who).Containing("terraform import <address> 1001/" + id)
				wantMembers(t, onlyPatient(t, mock, "1001"), members{"town": "Leeds"})
				wantWrites(t, mock, postRegister) // the one that Hero refused
			})
		})
	}
}

func TestPatient_pauseWithoutIncidentLooksOnceMore(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		p := waitingProtocol(t, mock, patientType)
		_, diagnostics := duringAPause(t, p, p.none(), ada(), http.MethodPost, routeRegister, func() {})
		wantDiagnostics(t, diagnostics)
		wantRequestCounts(t, mock, requestCounts{"GET /v3/patients": 2, postRegister: 2, "GET /v1/patients/{id}": 1})
	})
}

// An upsert on which Hero may have acted is sent again, unless a look finds its result.
func TestPatient_slowRegistrationIsFound(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]heromock.Fault{
		"it acted":       {Status: http.StatusServiceUnavailable, FailAfter: true},
		"it did not act": {Status: http.StatusServiceUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) {
				mock := heromock.Start(t)
				p := waitingProtocol(t, mock, patientType)
				planned := p.plan(p.none(), ada())
				fault.Method, fault.Route, fault.RetryAfter, fault.Count = http.MethodPost, routeRegister, "20", 1
				mock.Inject(fault)
				made, diagnostics := p.apply(p.none(), planned, ada())
				if fault.FailAfter {
					wantDiagnostics(t, diagnostics, "warning: Patient "+p.text(made, "id")+" was found, not confirmed")
				} else {
					wantDiagnostics(t, diagnostics)
				}
				wantMembers(t, onlyPatient(t, mock, "1001"), members{"id": p.text(made, "id")})
			})
		})
	}
}

func TestPatient_correctedDuringAPauseIsNotUpdated(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		p := waitingProtocol(t, mock, patientType)
		made := p.mustCreate(ada())
		id := p.text(made, "id")
		_, diagnostics := duringAPause(t, p, made, ada().with("town", "Leeds"), http.MethodPost, routeRegister, func() {
			mock.UpdatePatient("1001", id, members{"dob": "1990-06-16"})
		})
		wantDiagnostics(t, diagnostics, "error: Unable to update patient "+id)
		wantMembers(t, onlyPatient(t, mock, "1001"), members{"dob": "1990-06-16", "town": nil})
	})
}

// An update repeats the current values of unset attributes, so the look before it must see a new name.
func TestPatient_renamedDuringAPauseKeepsTheName(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		p := waitingProtocol(t, mock, patientType)
		id := mock.AddPatient("1001", ada().record())
		imported, diagnostics := p.importID(id)
		wantDiagnostics(t, diagnostics)
		changed := person{"nhs_number": ada()["nhs_number"], "dob": ada()["dob"], "town": "Leeds"}
		_, diagnostics = duringAPause(t, p, imported, changed, http.MethodPost, routeRegister, func() {
			mock.UpdatePatient("1001", id, members{"last_name": "King"})
		})
		wantDiagnostics(t, diagnostics)
		wantMembers(t, onlyPatient(t, mock, "1001"), members{"last_name": "King", "town": "Leeds"})
	})
}

func TestWebhook_equalOneMadeDuringAPauseIsNamed(t *testing.T) {
	t.Parallel()
	for name, refuse := range map[string]bool{"allowed": false, "refused": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) {
				mock := heromock.Start(t)
				p := waitingProtocol(t, mock, webhookType)
				config := members{"event_type": confirmed, "url": receiver, "refuse_equal": refuse}
				var id string
				_, diagnostics := duringAPause(t, p, p.none(), config, http.MethodPost, routeWebhooks, func() {
					id = mock.AddWebhook("1001", members{"event_type": confirmed, "url": receiver})
				})
				if refuse {
					wantDiagnostics(t, diagnostics, "error refuse_equal: Hero has an equal webhook already: "+id)
				} else {
					wantDiagnostics(t, diagnostics, "warning: A new webhook is equal to one in Hero").Containing(id)
				}
				wanted := map[bool]int{true: 1, false: 2}[refuse]
				if n := len(mock.Webhooks("1001")); n != wanted {
					t.Errorf("Hero has %d webhooks, want %d", n, wanted)
				}
			})
		})
	}
}

// An update sends the whole address, so it must include lines that somebody changes during a pause.
func TestPracticeGroupSettings_addressChangedDuringAPauseIsKept(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		mock.UpdatePracticeGroup("1001", members{"address": members{"line_1": "1 High Street", "town": "Leeds"}})
		p := waitingProtocol(t, mock, settingsType)
		imported, diagnostics := p.importID("1001")
		wantDiagnostics(t, diagnostics)
		_, diagnostics = duringAPause(t, p, imported, members{"address": members{"line_1": "2 High Street"}}, http.MethodPatch, settingsRoute, func() {
			mock.UpdatePracticeGroup("1001", members{"address": members{"line_1": "1 High Street", "town": "York"}})
		})
		wantDiagnostics(t, diagnostics)
		address, _ := mock.PracticeGroup("1001")["address"].(map[string]any)
		wantMembers(t, address, members{"line_1": "2 High Street", "town": "York"})
	})
}

func TestAdminPrescriber_detailsChangedDuringAPauseAreKept(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		id := mock.AddAdmin("1001", members{"prescriber_details": members{"name": "Dr Old", "registration_code": "7"}})
		p := waitingProtocol(t, mock, prescriberType)
		imported, diagnostics := p.importID(id)
		wantDiagnostics(t, diagnostics)
		config := members{"admin_id": id, "prescriber_details": members{"name": "Dr New"}}
		_, diagnostics = duringAPause(t, p, imported, config, http.MethodPatch, adminRoute, func() {
			mock.UpdateAdmin("1001", id, members{"prescriber_details": members{"name": "Dr Old", "registration_code": "8"}})
		})
		wantDiagnostics(t, diagnostics)
		for _, admin := range mock.Admins("1001") {
			if details, _ := admin["prescriber_details"].(map[string]any); admin["id"] == id {
				wantMembers(t, details, members{"name": "Dr New", "registration_code": "8"})
			}
		}
	})
}
