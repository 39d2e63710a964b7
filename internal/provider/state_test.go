// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// everyResource returns a configuration of each resource.
func everyResource() map[string]any {
	return map[string]any{
		settingsType:   members{"name": "Riverside Surgery"},
		prescriberType: members{"admin_id": "501", "external_prescriber_id": "SRX-1"},
		patientType:    ada(),
		pdsType:        irisByName(),
		webhookType:    members{"event_type": "appointment.confirmed", "url": "https://receiver.example.com/hero"},
	}
}

// Any server responds with a 404 to a route that it does not have. Only Hero's own error
// response removes an object from the state.
func TestRead_a404WithoutHerosWordsKeepsTheState(t *testing.T) {
	t.Parallel()
	for _, name := range slices.Sorted(maps.Keys(everyResource())) {
		for fault, answer := range map[string]struct {
			fault heromock.Fault
			names string // a text that the detail must contain
		}{
			"empty": {heromock.Fault{Status: 404}, "404 Not Found"},
			"page":  {heromock.Fault{Status: 404, Body: "<html>nothing here</html>", ContentType: "text/html"}, "404 Not Found, text/html"},
		} {
			t.Run(name+" "+fault, func(t *testing.T) {
				t.Parallel()
				mock := heromock.Start(t)
				p := newResourceProtocol(t, mock, name)
				config := everyResource()[name]
				made := p.mustCreate(config)
				answer.fault.Method = http.MethodGet
				mock.Inject(answer.fault)
				p = p.newProcess()
				kept, diagnostics := p.read(made)
				wantDiagnostics(t, diagnostics, "error: Unable to read *").Containing(answer.names).Without("Hero has no such object")
				if !p.sameState(kept, made) {
					t.Error("the state changed")
				}
				mock.ClearFaults()
				read, diagnostics := p.newProcess().read(made)
				wantDiagnostics(t, diagnostics)
				p.newProcess().wantNothingPlanned(read, config)
			})
		}
	}
}

// If the result of a write cannot be read back, every resource explains that in the same
// words: what was stored, what could not be read and why, and what follows.
func TestReadBack_failureIsExplained(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		resource string
		config   any
		route    string
		skip     int // how many reads succeed first
		head     string
	}{
		"settings": {
			"hero_practice_group_settings",
			members{"name": "Riverside Surgery"},
			settingsRoute, 1,
			"warning: Unable to read practice group settings back",
		},
		"prescriber": {
			prescriberType,
			members{"admin_id": "501", "external_prescriber_id": "SRX-1"},
			adminsRoute, 0, // the write uses the list that the plan has read
			"warning: Unable to read the prescriber settings of admin 501 back",
		},
		"patient": {
			patientType, ada(), routePatient, 0,
			"warning: Unable to read the patient back",
		},
		"PDS patient": {
			pdsType, irisByName(), routePatient, 0,
			"warning: Unable to read the patient back",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newProtocol(t, mock, nil).resource(test.resource)
			planned := p.plan(p.none(), test.config)
			mock.Inject(heromock.Fault{Method: http.MethodGet, Route: test.route, Status: http.StatusServiceUnavailable, Skip: test.skip})
			made, diagnostics := p.apply(p.none(), planned, test.config)
			wantDiagnostics(t, diagnostics, test.head).
				Containing("GET "+test.route, "503 Service Unavailable", "Request id: req-")

			mock.ClearFaults()
			p = p.newProcess() // a new run
			made, diagnostics = p.read(made)
			wantDiagnostics(t, diagnostics)
			p.wantNothingPlanned(made, test.config)
		})
	}
}
