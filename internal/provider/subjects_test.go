// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

var operations = []string{"create", "read", "update", "delete"}

// subject is a configured object, for tests of what all resources have in common.
type subject struct {
	name, resource  string
	config, changed any // changed is nil if nothing can be changed
	// private has the values that no text may show.
	private person
}

func subjects() []subject {
	changedAda := ada().with("town", "Leeds")
	receiverOf := func(name string) members {
		return members{"event_type": confirmed, "url": receiver + "/" + name, "headers": members{"X-Token": headerValue}}
	}
	return []subject{
		{name: "patient", resource: patientType, config: ada(), changed: changedAda, private: changedAda},
		{name: "patient without NHS number", resource: patientType, config: grace(), private: grace()},
		{name: "patient from PDS", resource: pdsType, config: irisByNumber(), private: irisByNumber()},
		{
			name: "settings", resource: settingsType,
			config:  members{"name": "Riverside Surgery", "address": members{"town": "Leeds"}},
			changed: members{"name": "Hillside Surgery", "address": members{"town": "York"}},
		},
		{
			name: "prescriber", resource: prescriberType,
			config:  members{"admin_id": "502", "external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Archer"}},
			changed: members{"admin_id": "502", "external_prescriber_id": "SRX-2", "prescriber_details": members{"name": "Dr Fletcher"}},
		},
		{name: "webhook", resource: webhookType, config: receiverOf("a"), changed: receiverOf("b"), private: person{"headers": headerValue}},
	}
}

// begin prepares the object for an operation, and returns the configuration for it.
func (s subject) begin(t testing.TB, mock *heromock.Server, settings members, operation string) (p *resourceProtocol, prior instance, config any) {
	t.Helper()
	p = newProtocol(t, mock, settings).resource(s.resource)
	prior, config = p.none(), s.config
	if operation == "create" {
		return p, prior, config
	}
	made, diagnostics := p.create(config)
	if hasError(diagnostics) {
		t.Fatalf("the object cannot be created: %q", diagtest.Texts(diagnostics))
	}
	switch operation {
	case "update":
		config = s.changed
	case "delete":
		config = nil
	}
	return p, made, config
}
