// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// Tools that bridge the provider identify every object by its id. A state from a version
// without that attribute gets it from a refresh, and until then plans stay empty.
func TestSameID_ofObjectsWhoseIDHasANameOfItsOwn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config, changed members
		want            string
	}{
		settingsType: {members{"name": "Riverside Surgery"}, members{"name": "Hilltop Practice"}, "1001"},
		prescriberType: {
			members{"admin_id": "501", "external_prescriber_id": "SRX-1"}, members{"admin_id": "501", "external_prescriber_id": "SRX-2"}, "501",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newResourceProtocol(t, heromock.Start(t), name)
			planned := p.plan(p.none(), c.config)
			if got := p.text(instance{state: planned.state}, "id"); got != c.want {
				t.Errorf("the plan has the id %q, want %q", got, c.want)
			}
			made, diagnostics := p.apply(p.none(), planned, c.config)
			wantDiagnostics(t, diagnostics)
			if got := p.text(made, "id"); got != c.want {
				t.Errorf("the state has the id %q, want %q", got, c.want)
			}

			withoutID := maps.Clone(p.members(made))
			delete(withoutID, "id")
			older := instance{state: p.value(withoutID), private: made.private, identity: made.identity}
			p.newProcess().wantNothingPlanned(older, c.config) // with -refresh=false
			read, diagnostics := p.newProcess().read(older)
			wantDiagnostics(t, diagnostics)
			if !p.sameState(read, made) {
				t.Errorf("after a refresh the older state is %v", p.members(read))
			}
			p.newProcess().wantNothingPlanned(read, c.config)
			changed, diagnostics := p.run(older, c.changed)
			wantDiagnostics(t, diagnostics)
			if got := p.text(changed, "id"); got != c.want {
				t.Errorf("after a change the state has the id %q, want %q", got, c.want)
			}
			imported, diagnostics := p.newProcess().importID(c.want)
			wantDiagnostics(t, diagnostics)
			if got := p.text(imported, "id"); got != c.want {
				t.Errorf("after an import the state has the id %q, want %q", got, c.want)
			}
		})
	}
}
