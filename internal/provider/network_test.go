// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// mustSetTrait switches a trait of the mock on.
func mustSetTrait(t testing.TB, mock *heromock.Server, traits ...string) {
	t.Helper()
	for _, trait := range traits {
		if err := mock.SetTrait(trait); err != nil {
			t.Fatal(err)
		}
	}
}

// A JSON body counts as JSON even if a gateway adds a byte order mark or changes the
// content type.
func TestProvider_readsJSONInAnyWrapping(t *testing.T) {
	t.Parallel()
	for _, trait := range []string{"byte-order-mark", "type-text", "type-missing", "type-odd"} {
		t.Run(trait, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			mustSetTrait(t, mock, trait)
			for resource, config := range map[string]members{
				webhookType:  {"event_type": confirmed, "url": receiver},
				settingsType: {"name": "Riverside Surgery"},
				patientType:  ada().config(),
			} {
				p := newResourceProtocol(t, mock, resource)
				made := p.mustCreate(config)
				p.newProcess().wantNothingPlanned(made, config)
			}
			if writes := len(mock.Writes()); writes != 3 {
				t.Errorf("%d writes for three objects", writes)
			}
		})
	}
}

// A date in Retry-After is by Hero's clock, so the wait is counted from the Date in the same response.
func TestProvider_waitsByHerosClock(t *testing.T) {
	t.Parallel()
	for _, clock := range []string{"clock-behind", "clock-ahead"} {
		t.Run(clock, func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) {
				mock := heromock.Start(t)
				mustSetTrait(t, mock, clock, "retry-after-date")
				p := newProtocol(t, mock, members{"max_retries": 1})
				began := time.Now()
				for range 3 { // Hero refuses more than two per second
					_, diagnostics := (&dataReader{p.newProcess()}).read("hero_practice_group", nil)
					wantDiagnostics(t, diagnostics)
				}
				if took := time.Since(began); took < 4*time.Second || took > 6*time.Second {
					t.Errorf("a pause of five seconds took %s", took)
				}
			})
		})
	}
}

// If an idle connection has been closed, a request may need another attempt, but no object is lost.
func TestProvider_deadConnectionsLoseNothing(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		mustSetTrait(t, mock, "connections-die")
		process := newProtocol(t, mock, members{"max_retries": 1})
		configs := map[string]members{
			webhookType:  {"event_type": confirmed, "url": receiver},
			settingsType: {"name": "Riverside Surgery"},
			patientType:  ada().without("nhs_number").config(),
		}
		began := time.Now()
		for resource, config := range configs {
			p := process.resource(resource)
			made := p.mustCreate(config)
			p.newProcess().wantNothingPlanned(made, config)
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("it took %s", took)
		}
		if patients, webhooks := len(mock.Patients("1001")), len(mock.Webhooks("1001")); patients != 1 || webhooks != 1 {
			t.Errorf("Hero has %d patients and %d webhooks", patients, webhooks)
		}
	})
}
