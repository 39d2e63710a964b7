// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func TestPatient_importBlockWritesNothing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ given, group string }{
		"id alone":                  {"123", "1001"},
		"id with the default group": {"1001/123", "1001"},
		"id with another group":     {"1002/123", "1002"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			mock.AddPatient(test.group, fullPatient().with("id", "123").record())
			p := newResourceProtocol(t, mock, patientType)
			imported, diagnostics := p.importID(test.given)
			wantDiagnostics(t, diagnostics)
			wantMembersOf(t, p.members(imported), members{
				"id": "123", "practice_group_id": test.group, "nhs_number": "9990000018", "dob": "1990-06-15", "landline": nil, "adopt_existing": nil,
			})
			// As people write it, without what Hero does not report.
			config := fullPatient().without("landline", "caller")
			if test.group != "1001" {
				config = config.with("practice_group_id", test.group)
			}
			p.wantNothingPlanned(imported, config)
			wantWrites(t, mock)
		})
	}
}

// Terraform writes null for sensitive values in generated configuration.
func TestPatient_importWithNothingConfigured(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.AddPatient("1001", fullPatient().with("id", "123").record())
	p := newResourceProtocol(t, mock, patientType)
	imported, diagnostics := p.importID("123")
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(imported, person{"data_source": "hero"})
	wantWrites(t, mock)
}

// Hero does not report a landline, so a configured one is sent once.
func TestPatient_importSendsWhatHeroCannotReturn(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.AddPatient("1001", ada().with("id", "123").record())
	p := newResourceProtocol(t, mock, patientType)
	imported, diagnostics := p.importID("123")
	wantDiagnostics(t, diagnostics)
	config := ada().with("landline", "0113 496 0000", "adopt_existing", "true")
	made, diagnostics := p.run(imported, config)
	wantDiagnostics(t, diagnostics)
	wantRegistration(t, mock, ada().with("nhs_number", "9990000018", "landline", "0113 496 0000", "mobile", "+447700900123").sent())
	p.newProcess().wantNothingPlanned(made, config)
}

// Without an NHS number nothing can be sent, so the provider records both values, once.
func TestPatient_importWithoutNHSNumberRecordsWhatHeroCannotReturn(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	id := mock.AddPatient("1001", grace().record())
	p := newResourceProtocol(t, mock, patientType)
	imported, diagnostics := p.importID(id)
	wantDiagnostics(t, diagnostics)
	config := grace().with("landline", "0113 496 0000", "caller", "front desk")
	recorded := []string{"warning landline: Recorded without being sent to Hero", "warning caller: Recorded without being sent to Hero"}

	// Any other change is refused, and only that change.
	p = p.newProcess()
	wantDiagnostics(t, p.plan(imported, config.with("town", "Leeds")).Diagnostics,
		append(recorded, "error town: Patient without an NHS number cannot be changed")...).Containing(id).WithoutPatient(config)

	p = p.newProcess()
	planned := p.plan(imported, config)
	wantDiagnostics(t, planned.Diagnostics, recorded...).Containing("patient " + id).WithoutPatient(config)
	if len(planned.replaces) != 0 {
		t.Errorf("replaced because of %q", planned.replaces)
	}
	made, diagnostics := p.newProcess().applySavedPlan(imported, planned, config)
	wantDiagnostics(t, diagnostics)
	wantMembersOf(t, p.members(made), members{"id": id, "landline": "0113 496 0000", "caller": "front desk", "town": nil})
	wantWrites(t, mock)

	p = p.newProcess()
	made, diagnostics = p.read(made)
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(made, config)
	// From now on the landline is in the state, and a change of it cannot be sent.
	wantDiagnostics(t, p.plan(made, config.with("landline", "0113 496 0001")).Diagnostics, "error landline: Patient without an NHS number cannot be changed").WithoutPatient(config)
}

func TestPatient_importRecordsALandlineThatIsKnownLate(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	id := mock.AddPatient("1001", grace().record())
	p := newResourceProtocol(t, mock, patientType)
	imported, diagnostics := p.importID(id)
	wantDiagnostics(t, diagnostics)
	planned := p.plan(imported, grace().with("landline", unknownValue))
	wantDiagnostics(t, planned.Diagnostics, "warning landline: Recorded without being sent to Hero")
	made, diagnostics := p.newProcess().applySavedPlan(imported, planned, grace().with("landline", "0113 496 0000"))
	wantDiagnostics(t, diagnostics)
	wantMembersOf(t, p.members(made), members{"id": id, "landline": "0113 496 0000"})
	wantWrites(t, mock)
}
