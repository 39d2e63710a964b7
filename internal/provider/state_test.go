// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// everyResource has a configuration of each resource.
func everyResource() map[string]any {
	return map[string]any{
		settingsType:   members{"name": "Riverside Surgery"},
		prescriberType: members{"admin_id": "501", "external_prescriber_id": "SRX-1"},
		patientType:    ada(),
		pdsType:        irisByName(),
		webhookType:    members{"event_type": "appointment.confirmed", "url": "https://receiver.example.com/hero"},
	}
}

// Any server answers with a 404 on a route that it does not have. Only Hero's own
// word takes an object out of the state.
func TestRead_a404WithoutHerosWordsKeepsTheState(t *testing.T) {
	t.Parallel()
	for _, name := range slices.Sorted(maps.Keys(everyResource())) {
		for fault, answer := range map[string]struct {
			fault heromock.Fault
			names string // what the detail names
		}{
			"empty": {heromock.Fault{Status: 404}, "404 Not Found"},
			"page":  {heromock.Fault{Status: 404, Body: "<html>nothing here</html>", ContentType: "text/html"}, "404 Not Found, text/html"},
		} {
			t.Run(name+" "+fault, func(t *testing.T) {
				t.Parallel()
				mock := heromock.Start(t)
				p := newResourceProtocol(t, mock, name)
				config := everyResource()[name]
				made := p.created(config)
				answer.fault.Method = http.MethodGet
				mock.Inject(answer.fault)
				p = p.again()
				kept, diagnostics := p.read(made)
				wantDiagnostics(t, diagnostics, "error: Unable to read *").Containing(answer.names).Without("Hero has no such object")
				if !p.same(kept, made) {
					t.Error("the state changed")
				}
				mock.ClearFaults()
				read, diagnostics := p.again().read(made)
				wantDiagnostics(t, diagnostics)
				p.again().wantNothingPlanned(read, config)
			})
		}
	}
}
