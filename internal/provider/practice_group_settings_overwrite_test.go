// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// An import reads neither the credentials nor the additional settings. The first plan
// that configures them must therefore warn about what it overwrites.
func TestSettings_planAfterAnImportWarnsOfWhatItDidNotShow(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.UpdatePracticeGroup("1001", members{
		"prescription_partner_credentials": members{"email": "old@practice.example"}, "booking_enabled": false, "max_days": 28,
	})
	additional := func(enabled bool, days int) tftypes.Value {
		return tftypes.NewValue(
			tftypes.Object{AttributeTypes: map[string]tftypes.Type{"booking_enabled": tftypes.Bool, "max_days": tftypes.Number}},
			map[string]tftypes.Value{"booking_enabled": tftypes.NewValue(tftypes.Bool, enabled), "max_days": tftypes.NewValue(tftypes.Number, days)})
	}
	p := newResourceProtocol(t, mock, settingsType)
	imported, diagnostics := p.importID("1001")
	wantDiagnostics(t, diagnostics)
	for name, test := range map[string]struct {
		config members
		names  string // "" = no warning
	}{
		"e-mail address": {
			members{"name": "Riverside Surgery", "prescription_partner_credentials": members{"email": "new@practice.example"}},
			": prescription_partner_credentials.email.",
		},
		"additional": {members{"additional_settings": additional(true, 28)}, ": additional_settings.booking_enabled."},
		"both": {
			members{"prescription_partner_credentials": members{"email": "new@practice.example"}, "additional_settings": additional(true, 7)},
			": prescription_partner_credentials.email, additional_settings.booking_enabled, additional_settings.max_days.",
		},
		"equal":           {members{"prescription_partner_credentials": members{"email": "OLD@practice.example"}, "additional_settings": additional(false, 28)}, ""},
		"password alone":  {members{"prescription_partner_credentials": members{"password_wo": passwordCanary, "password_wo_version": "1"}}, ""},
		"not known yet":   {members{"prescription_partner_credentials": members{"email": unknown}}, ""},
		"what it did see": {members{"name": "Riverside Surgery", "address": members{"town": "York"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diagnostics := p.plan(imported, test.config).Diagnostics
			if test.names == "" {
				wantDiagnostics(t, diagnostics)
				return
			}
			wantDiagnostics(t, diagnostics, "warning: Existing settings of practice group 1001 will be overwritten").
				Containing("Practice group 1001", test.names, "hero_practice_group").Without("@", "Riverside", "terraform import")
		})
	}
}

// If the state already has the values, the plan needs no request.
func TestSettings_planOfWhatTheStateHasReadsNothing(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, settingsType)
	made := p.mustCreate(members{"prescription_partner_credentials": members{"email": "old@practice.example"}})
	mock.ResetJournal()
	wantDiagnostics(t, p.newProcess().plan(made, members{"prescription_partner_credentials": members{"email": "new@practice.example"}}).Diagnostics)
	if n := len(mock.Journal()); n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

// A write sends the whole address, so it must include what somebody else has entered
// since the plan, and since the process first read it.
func TestSettings_addressIsLaidOverWhatHeroHoldsAtTheWrite(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t, func(o *heromock.Options) { o.Plain = true })
	enter := func(county string) {
		mock.UpdatePracticeGroup("1001", members{"address": members{"line_1": "1 High Street", "town": "Leeds", "county": county}})
	}
	enter("old")
	p := newResourceProtocol(t, mock, settingsType)
	config := members{"address": members{"postcode": "LS1 4AP"}}
	planned := p.plan(p.none(), config) // the plan reads, and caches the response
	enter("Yorkshire")
	made, diagnostics := p.apply(p.none(), planned, config)
	wantDiagnostics(t, diagnostics)
	wantSettingsSent(t, mock, members{"address": members{"line_1": "1 High Street", "town": "Leeds", "county": "Yorkshire", "postcode": "LS1 4AP"}})

	made, diagnostics = p.read(made)
	wantDiagnostics(t, diagnostics)
	config = members{"address": members{"postcode": "LS1 4AA"}}
	planned = p.plan(made, config)
	enter("West Yorkshire")
	_, diagnostics = p.apply(made, planned, config)
	wantDiagnostics(t, diagnostics)
	wantSettingsSent(t, mock, members{"address": members{"line_1": "1 High Street", "town": "Leeds", "county": "West Yorkshire", "postcode": "LS1 4AA"}})
}

// A new password is sent together with the e-mail address: the configured one, or
// else Hero's.
func TestSettings_passwordGoesWithItsEmailAddress(t *testing.T) {
	t.Parallel()
	for name, email := range map[string]any{"configured": "rx@practice.example", "Hero's": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			mock.UpdatePracticeGroup("1001", members{"prescription_partner_credentials": members{"email": "rx@practice.example"}})
			config := func(password, version string) members {
				return members{"prescription_partner_credentials": members{"email": email, "password_wo": passwordCanary + password, "password_wo_version": version}}
			}
			sent := func(password string) members {
				return members{"prescription_partner_credentials": members{"email": "rx@practice.example", "password": passwordCanary + password}}
			}
			p := newResourceProtocol(t, mock, settingsType)
			made := p.mustCreate(config("one", "1"))
			wantSettingsSent(t, mock, sent("one"))
			made, diagnostics := p.run(made, config("two", "2"))
			wantDiagnostics(t, diagnostics)
			wantSettingsSent(t, mock, sent("two"))
			p.newProcess().wantNothingPlanned(made, config("three", "2"))
			if n := mock.Count(http.MethodPatch, settingsRoute); n != 0 {
				t.Errorf("%d writes, although the version of the password is the same", n)
			}
		})
	}
}
