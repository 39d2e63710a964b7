// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// Reading a patient who was merged into another record returns that other record. The provider neither takes it into the state
// nor changes it.
func TestPatient_mergedIntoAnother(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		p := newResourceProtocol(t, mock, patientType)
		made := p.mustCreate(ada())
		id := p.text(made, "id")
		other := mock.AddPatient("1001", ada().with("first_name", "Augusta", "town", "York").record())
		changed := ada().with("town", "Leeds")
		planned := p.plan(made, changed)
		mock.MergePatient("1001", id, other)
		mustSetTrait(t, mock, "merged-records")

		read, diagnostics := p.newProcess().read(made)
		wantDiagnostics(t, diagnostics, "error: Unable to read patient "+id).Containing(id).Containing(other).WithoutPatient(ada())
		if !p.sameState(read, made) {
			t.Error("the state was changed")
		}
		after, diagnostics := p.newProcess().applySavedPlan(made, planned, changed)
		if !hasError(diagnostics) || !p.sameState(after, made) {
			t.Errorf("the change ended with %v", diagnostics)
		}
	})
}

// If a cache responds for another practice group, the provider neither changes the state nor sends settings that are based on it.
func TestSettings_answeredForAnotherPracticeGroup(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		p := newResourceProtocol(t, mock, settingsType)
		made := p.mustCreate(members{"address": members{"town": "York"}})
		mock.ResetJournal()
		mustSetTrait(t, mock, "other-practice")
		read, diagnostics := p.newProcess().read(made)
		wantDiagnostics(t, diagnostics, "error: Unable to read practice group settings")
		if !p.sameState(read, made) {
			t.Error("the state was changed")
		}
		changed := members{"address": members{"town": "Leeds"}}
		_, diagnostics = p.newProcess().apply(made, p.plan(made, changed), changed)
		wantDiagnostics(t, diagnostics, "error: Unable to update practice group settings")
		wantWrites(t, mock)
	})
}

// If Hero refuses a password with a success status, the password is not recorded as sent, and the next apply sends it.
func TestSettings_refusedCredentialsAreNotStoredAsSent(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"an error":        `{"error":true}`,
		"nothing":         "",
		"empty":           `{}`,
		"another account": `{"id":"1001","prescription_partner_credentials":{"email":"old@practice.example"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) {
				mock := heromock.Start(t)
				p := newResourceProtocol(t, mock, settingsType)
				credentials := func(version string) members {
					return members{"prescription_partner_credentials": members{"email": "new@practice.example", "password_wo": "secret " + version, "password_wo_version": version}}
				}
				made := p.mustCreate(credentials("1"))
				mock.Inject(heromock.Fault{Method: http.MethodPatch, Status: http.StatusOK, Body: body})
				failed, diagnostics := p.run(made, credentials("2"))
				wantDiagnostics(t, diagnostics, "error: Unable to update practice group settings")
				mock.ClearFaults()
				mock.ResetJournal()
				_, diagnostics = p.run(failed, credentials("2"))
				wantDiagnostics(t, diagnostics)
				wantSettingsSent(t, mock, members{"prescription_partner_credentials": members{"email": "new@practice.example", "password": "secret 2"}})
			})
		})
	}
}

// If Hero's response lacks a line of the address that the state has, the provider does not send the address without it.
func TestSettings_addressThatWasNotReadWholeIsNotSent(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"a line is missing": `{"id":"1001","address":{"town":"York"}}`,
		"all are missing":   `{"id":"1001"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newResourceProtocol(t, mock, settingsType)
			made := p.mustCreate(members{"address": members{"town": "York"}})
			changed := members{"address": members{"town": "Leeds"}}
			planned := p.plan(made, changed)
			mock.ResetJournal()
			mock.Inject(heromock.Fault{Method: http.MethodGet, Body: body})
			after, diagnostics := p.apply(made, planned, changed)
			wantDiagnostics(t, diagnostics, "error address: Address cannot be changed")
			wantWrites(t, mock)
			if !p.sameState(after, made) {
				t.Error("the state was changed")
			}
		})
	}
}

// If the configuration has the lines that the response lacks, the provider sends them as configured.
func TestSettings_configuredLinesCompleteTheAddress(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t, func(o *heromock.Options) { o.Plain = true })
	mock.UpdatePracticeGroup("1001", members{"address": members{"line_1": "1 High Street", "town": "York"}})
	p := newResourceProtocol(t, mock, settingsType)
	made := p.mustCreate(members{"address": members{"line_1": "1 High Street", "town": "York"}})
	changed := members{"address": members{"line_1": "1 High Street", "town": "Leeds"}}
	planned := p.plan(made, changed)
	mock.ResetJournal()
	mock.Inject(heromock.Fault{Method: http.MethodGet, Count: 1, Body: `{"id":"1001","address":{"town":"York"}}`})
	_, diagnostics := p.apply(made, planned, changed)
	wantDiagnostics(t, diagnostics)
	wantSettingsSent(t, mock, changed)
}

// A success status does not prove that a webhook is gone. Only Hero's list does.
func TestWebhook_deleteCountsWhenTheListLacksIt(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		trait string
		gone  bool
	}{
		"nothing was done":          {"empty-body", false},
		"nothing was done, and {}":  {"empty-object", false},
		"an error, and it was done": {"error-in-success-acts", false},
		"it was done":               {"empty-body-acts", true},
		"it is done later":          {"acts-after-202", true},
		"the list lags":             {"lists-lag", true},
		"a gateway lacks the route": {"gateway-404-delete", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) {
				mock := heromock.Start(t)
				p := newResourceProtocol(t, mock, webhookType)
				made := p.mustCreate(members{"event_type": confirmed, "url": receiver})
				mustSetTrait(t, mock, test.trait)
				left, diagnostics := p.newProcess().destroy(made)
				if gone := p.members(left) == nil; gone != test.gone {
					t.Errorf("removed from the state: %t, want %t", gone, test.gone)
				}
				if test.gone {
					wantDiagnostics(t, diagnostics)
					if n := len(mock.Webhooks("1001")); n != 0 {
						t.Errorf("Hero has %d webhooks, want none", n)
					}
					return
				}
				wantDiagnostics(t, diagnostics, "error: Unable to delete webhook "+p.text(made, "id"))
			})
		})
	}
}
