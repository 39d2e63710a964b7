// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func TestSettings_validation(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, settingsType)
	named := func(names ...string) members {
		types, values := map[string]tftypes.Type{}, map[string]tftypes.Value{}
		for _, name := range names {
			types[name], values[name] = tftypes.Bool, tftypes.NewValue(tftypes.Bool, true)
		}
		return members{"additional_settings": tftypes.NewValue(tftypes.Object{AttributeTypes: types}, values)}
	}
	const own, readOnly = "Setting has an attribute of its own", "Setting is read-only"
	tests := map[string]struct {
		config members
		heads  []string
	}{
		"nothing": {config: members{}},
		"all": {config: members{
			"name": "", "prescription_partner": "signature_rx", "address": members{"postcode": "ls14ap"},
			"prescription_partner_credentials": members{"email": "rx@practice.example", "password_wo": "secret", "password_wo_version": "1"},
		}},
		"unknown": {config: members{
			"name": unknown, "prescription_partner": unknown, "address": members{"postcode": unknown},
			"prescription_partner_credentials": members{"email": unknown, "password_wo": unknown, "password_wo_version": unknown},
			"additional_settings":              tftypes.NewValue(tftypes.DynamicPseudoType, tftypes.UnknownValue),
		}},
		"partner outside the known ones": {
			config: members{"prescription_partner": "another_rx"}, heads: []string{"warning prescription_partner: Unknown prescription partner"},
		},
		"postcode": {config: members{"address": members{"postcode": "nowhere"}}, heads: []string{"error address.postcode: Invalid postcode"}},
		"e-mail": {
			config: members{"prescription_partner_credentials": members{"email": "nobody"}},
			heads:  []string{"error prescription_partner_credentials.email: Invalid e-mail address"},
		},
		"version without password": {
			config: members{"prescription_partner_credentials": members{"password_wo_version": "1"}},
			heads:  []string{"error prescription_partner_credentials.password_wo_version: Only one of two attributes is set"},
		},
		"password without version": {
			config: members{"prescription_partner_credentials": members{"password_wo": passwordCanary}},
			heads:  []string{"error prescription_partner_credentials.password_wo: Only one of two attributes is set"},
		},
		"additional settings": {config: named("booking_enabled", "reminders")},
		"additional settings with an attribute": {
			config: named("name", "address", "prescription_partner", "prescription_partner_enabled", "prescription_partner_credentials", "other"),
			heads: []string{
				"error additional_settings.address: " + own, "error additional_settings.name: " + own,
				"error additional_settings.prescription_partner: " + own,
				"error additional_settings.prescription_partner_credentials: " + own,
				"error additional_settings.prescription_partner_enabled: " + own,
			},
		},
		"additional settings that cannot be set": {
			config: named("id", "sector", "authenticated_as"),
			heads: []string{
				"error additional_settings.authenticated_as: " + readOnly, "error additional_settings.id: " + readOnly,
				"error additional_settings.sector: " + readOnly,
			},
		},
		"additional settings that are a text": {
			config: members{"additional_settings": tftypes.NewValue(tftypes.String, "booking_enabled")},
			heads:  []string{"error additional_settings: Additional settings must be an object"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, f := range wantFindings(t, p.validate(test.config), test.heads...) {
				f.wantWords(t, nil, []string{"nowhere", "nobody", passwordCanary})
			}
		})
	}
	if n := mock.Count("", ""); n != 0 {
		t.Errorf("%d requests to Hero, want none", n)
	}
}
