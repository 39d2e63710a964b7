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
			mock.AddPatient(test.group, everything().with("id", "123").record())
			p := newResourceProtocol(t, mock, patientType)
			imported, diagnostics := p.importID(test.given)
			wantFindings(t, diagnostics)
			wantMembersOf(t, p.members(imported), members{
				"id": "123", "practice_group_id": test.group, "nhs_number": "9990000018", "dob": "1990-06-15", "landline": nil, "adopt_existing": nil,
			})
			// As people write it, and with what Hero does not report left out.
			config := everything().without("landline", "caller")
			if test.group != "1001" {
				config = config.with("practice_group_id", test.group)
			}
			p.wantNothingPlanned(imported, config)
			wantWrites(t, mock)
		})
	}
}

// Terraform writes null for sensitive values when it generates configuration.
func TestPatient_importWithNothingConfigured(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.AddPatient("1001", everything().with("id", "123").record())
	p := newResourceProtocol(t, mock, patientType)
	imported, diagnostics := p.importID("123")
	wantFindings(t, diagnostics)
	p.wantNothingPlanned(imported, person{"data_source": "hero"})
	wantWrites(t, mock)
}

// Hero does not report a landline, so one that is configured is sent once.
func TestPatient_importSendsWhatHeroCannotReturn(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.AddPatient("1001", ada().with("id", "123").record())
	p := newResourceProtocol(t, mock, patientType)
	imported, diagnostics := p.importID("123")
	wantFindings(t, diagnostics)
	config := ada().with("landline", "0113 496 0000", "adopt_existing", "true")
	made, diagnostics := p.run(imported, config)
	wantFindings(t, diagnostics)
	wantRegistration(t, mock, ada().with("nhs_number", "9990000018", "landline", "0113 496 0000", "mobile", "+447700900123").record())
	p.again().wantNothingPlanned(made, config)
}
