// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// settled is the time after which an absence is no longer explained by a recent create.
const settled = time.Minute

// A gateway without the route of a patient responds about every patient as Hero does about one who is gone.
func TestPatient_gatewayWithoutTheRouteKeepsTheState(t *testing.T) {
	t.Parallel()
	for name, who := range map[string]person{"by number": ada(), "by names": grace()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) {
				mock := heromock.Start(t)
				p := newResourceProtocol(t, mock, patientType)
				made := p.mustCreate(who)
				time.Sleep(settled)
				mustSetTrait(t, mock, "gateway-404")
				read, diagnostics := p.newProcess().read(made)
				wantDiagnostics(t, diagnostics, "error: Unable to read patient "+p.text(made, "id")).WithoutPatient(who)
				if !p.sameState(read, made) {
					t.Error("the state was changed")
				}
			})
		})
	}
}

// A patient counts as gone only after a second read, and searches by number and by names.
func TestPatient_goneIsLookedForTwice(t *testing.T) {
	t.Parallel()
	for name, trait := range map[string]string{"404": "", "410": "gone-410"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) {
				mock := heromock.Start(t)
				if trait != "" {
					mustSetTrait(t, mock, trait)
				}
				p := newResourceProtocol(t, mock, patientType)
				made := p.mustCreate(ada())
				id := p.text(made, "id")
				mock.RemovePatient("1001", id)
				time.Sleep(settled)
				mock.ResetJournal()
				left, diagnostics := p.newProcess().read(made)
				wantDiagnostics(t, diagnostics, "warning: Patient "+id+" no longer exists")
				if p.members(left) != nil {
					t.Error("it is still in the state")
				}
				wantRequestCounts(t, mock, requestCounts{"GET /v1/patients/{id}": 2, "GET /v3/patients": 2, "GET /v1/me": 1})
			})
		})
	}
}

// If reads lag, an object that was just created stays in the state, with a warning until Hero shows it.
func TestState_justCreatedStays(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config any
		trait  string
	}{
		patientType: {ada(), "reads-lag"},
		pdsType:     {irisByNumber(), "reads-lag"},
		webhookType: {members{"event_type": confirmed, "url": receiver}, "lists-lag"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) {
				mock := heromock.Start(t)
				p := newResourceProtocol(t, mock, name)
				mustSetTrait(t, mock, test.trait+" 2h")
				made, _ := p.create(test.config)
				time.Sleep(settled - 30*time.Second)
				read, diagnostics := p.newProcess().read(made)
				wantDiagnostics(t, diagnostics, "warning: * is not found yet")
				if !p.sameState(read, made) {
					t.Error("the state was changed")
				}
				mock.ClearTrait(test.trait)
				time.Sleep(settled)
				_, diagnostics = p.newProcess().read(read)
				wantDiagnostics(t, diagnostics)
			})
		})
	}
}

// A webhook stays in the state although every second list comes from a replica that is behind.
func TestWebhook_replicasKeepTheState(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		p := newResourceProtocol(t, mock, webhookType)
		mustSetTrait(t, mock, "replicas-flip 2h")
		made, _ := p.create(members{"event_type": confirmed, "url": receiver})
		time.Sleep(settled)
		for range 4 {
			read, _ := p.newProcess().read(made)
			if !p.sameState(read, made) {
				t.Error("the state was changed")
			}
		}
	})
}

// A response about another practice group removes nothing from the state of this one.
func TestState_otherPracticeGroupRemovesNothing(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]any{
		patientType:    ada(),
		webhookType:    members{"event_type": confirmed, "url": receiver},
		prescriberType: members{"admin_id": "501"},
		settingsType:   members{"name": "Practice 1001"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) {
				mock := heromock.Start(t)
				p := newResourceProtocol(t, mock, name)
				made := p.mustCreate(config)
				time.Sleep(settled)
				mustSetTrait(t, mock, "other-practice")
				read, _ := p.newProcess().read(made)
				if !p.sameState(read, made) {
					t.Error("the state was changed")
				}
			})
		})
	}
}

// An admin who moves to another page during the read of the list stays in the state.
func TestPrescriber_pagesThatShiftKeepTheState(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t, func(o *heromock.Options) { o.PageSize = 1 })
		p := newResourceProtocol(t, mock, prescriberType)
		made := p.mustCreate(members{"admin_id": "502"})
		mustSetTrait(t, mock, "pages-shift")
		read, diagnostics := p.newProcess().read(made)
		wantDiagnostics(t, diagnostics, "error: Unable to read admin 502")
		if !p.sameState(read, made) {
			t.Error("the state was changed")
		}
	})
}

// Past the last page Hero may respond with 404 instead of an empty page.
func TestPrescriber_listWhoseEndIs404(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t, func(o *heromock.Options) { o.PageSize, o.Traits = 1, []string{"page-past-end-404"} })
	p := newResourceProtocol(t, mock, prescriberType)
	made := p.mustCreate(members{"admin_id": "503"})
	read, diagnostics := p.newProcess().read(made)
	wantDiagnostics(t, diagnostics)
	if !p.sameState(read, made) {
		t.Error("the state was changed")
	}
	if mock.Count(http.MethodGet, adminsRoute) == 0 {
		t.Error("the list was not read")
	}
}
