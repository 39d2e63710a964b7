// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// everyField lets cmp compare unexported fields.
var everyField = cmp.Exporter(func(reflect.Type) bool { return true })

// nothingPlanned is the plan of a first apply with an empty configuration.
func nothingPlanned() practiceGroupSettingsModel {
	return practiceGroupSettingsModel{
		Name:                           herotypes.Text.Unknown(),
		Sector:                         herotypes.Text.Unknown(),
		Address:                        types.ObjectUnknown(addressTypes),
		PrescriptionPartnerEnabled:     types.BoolUnknown(),
		PrescriptionPartner:            herotypes.Text.Unknown(),
		PrescriptionPartnerCredentials: types.ObjectNull(credentialsTypes),
		AdditionalSettings:             types.DynamicNull(),
	}
}

func credentialsWithEmail(email string) types.Object {
	return types.ObjectValueMust(credentialsTypes, map[string]attr.Value{
		"email": herotypes.Email.Value(email), "password_wo": types.StringNull(), "password_wo_version": types.StringNull(),
	})
}

func TestDiffSettings(t *testing.T) {
	t.Parallel()
	const live = `{
		"id": "1001", "name": "Old name", "sector": "nhs", "prescription_partner_enabled": false, "prescription_partner": null,
		"prescription_partner_credentials": {"email": "rx@practice.example"}, "days": 7,
		"address": {"line_1": "1 High Street", "line_2": null, "town": "Leeds", "postcode": "LS1 4AP", "uprn": 42}
	}`
	tests := map[string]struct {
		change            func(*testing.T, *practiceGroupSettingsModel)
		sent, overwritten []string
		update            hero.PracticeGroupUpdate
	}{
		"nothing configured": {change: func(*testing.T, *practiceGroupSettingsModel) {}},
		"the same already": {change: func(t *testing.T, m *practiceGroupSettingsModel) {
			t.Helper()
			m.Name, m.PrescriptionPartner = herotypes.Text.Value("Old name"), herotypes.Text.Value("")
			m.PrescriptionPartnerEnabled = types.BoolValue(false)
			m.Address = addressOf(t, map[string]string{"line_2": "", "postcode": "ls14ap"})
			m.PrescriptionPartnerCredentials = credentialsWithEmail("RX@practice.example")
			m.AdditionalSettings = dynamic(t, `{"days":7.0}`)
		}},
		"texts": {
			change: func(_ *testing.T, m *practiceGroupSettingsModel) {
				m.Name, m.PrescriptionPartner = herotypes.Text.Value(""), herotypes.Text.Value("signature_rx")
			},
			sent: []string{"name", "prescription_partner"}, overwritten: []string{"name"},
			update: hero.PracticeGroupUpdate{Name: hero.Value(""), PrescriptionPartner: hero.Value("signature_rx")},
		},
		"boolean": {
			change: func(_ *testing.T, m *practiceGroupSettingsModel) {
				m.PrescriptionPartnerEnabled = types.BoolValue(true)
			},
			sent: []string{"prescription_partner_enabled"}, overwritten: []string{"prescription_partner_enabled"},
			update: hero.PracticeGroupUpdate{PrescriptionPartnerEnabled: hero.Value(true)},
		},
		"address": {
			change: func(t *testing.T, m *practiceGroupSettingsModel) {
				t.Helper()
				m.Address = addressOf(t, map[string]string{"line_2": "Suite 2", "town": "York", "postcode": "ls14ap"})
			},
			sent: []string{"address.line_2", "address.town"}, overwritten: []string{"address.town"},
			update: hero.PracticeGroupUpdate{Address: map[string]any{
				"line_1": "1 High Street", "line_2": "Suite 2", "town": "York", "postcode": "LS1 4AP", "uprn": float64(42),
			}},
		},
		"e-mail": {
			change: func(_ *testing.T, m *practiceGroupSettingsModel) {
				m.PrescriptionPartnerCredentials = credentialsWithEmail("new@practice.example")
			},
			sent: []string{"prescription_partner_credentials.email"}, overwritten: []string{"prescription_partner_credentials.email"},
			update: hero.PracticeGroupUpdate{Credentials: &hero.PartnerCredentialsUpdate{Email: hero.Value("new@practice.example")}},
		},
		"additional settings": {
			change: func(t *testing.T, m *practiceGroupSettingsModel) {
				t.Helper()
				m.AdditionalSettings = dynamic(t, `{"days":8,"sms":{"on":true},"off":null}`)
			},
			sent:        []string{"additional_settings.days", "additional_settings.off", "additional_settings.sms"},
			overwritten: []string{"additional_settings.days"},
			update: hero.PracticeGroupUpdate{Additional: map[string]any{
				"days": json.Number("8"), "sms": map[string]any{"on": true}, "off": nil,
			}},
		},
		"additional settings not known yet": {
			change: func(_ *testing.T, m *practiceGroupSettingsModel) {
				m.AdditionalSettings = types.DynamicValue(objectOf(map[string]attr.Value{
					"days": types.NumberUnknown(), "sms": objectOf(map[string]attr.Value{"on": types.BoolUnknown()}),
				}))
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			planned, answer := nothingPlanned(), decodedGroup(t, live)
			test.change(t, &planned)
			prior := settingsFromHero(t.Context(), planned, answer, &diags)
			got := diffSettings(t.Context(), planned, prior, answer, &diags)
			wantDiagnostics(t, diags)
			if diff := cmp.Diff(test.sent, got.sent); diff != "" || got.empty() != (len(test.sent) == 0) {
				t.Errorf("sent (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.overwritten, got.overwritten); diff != "" {
				t.Errorf("overwritten (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.update, got.update, everyField); diff != "" {
				t.Errorf("update (-want +got):\n%s", diff)
			}
		})
	}
}

// Credentials are sent as a pair, if both are known.
func TestSettingsDiffCredentials(t *testing.T) {
	t.Parallel()
	credentials := func(email, password, version string) types.Object {
		attributes := map[string]attr.Value{
			"email": herotypes.Email.Null(), "password_wo": types.StringNull(), "password_wo_version": types.StringNull(),
		}
		if email != "" {
			attributes["email"] = herotypes.Email.Value(email)
		}
		if password != "" {
			attributes["password_wo"] = types.StringValue(password)
		}
		if version != "" {
			attributes["password_wo_version"] = types.StringValue(version)
		}
		return types.ObjectValueMust(credentialsTypes, attributes)
	}
	const held = "held@practice.example"
	email := hero.Value("rx@practice.example")
	for name, c := range map[string]struct {
		configured  types.Object
		prior       types.Object
		sent        []string
		overwritten []string
		update      *hero.PartnerCredentialsUpdate
	}{
		"first, both": {
			credentials("rx@practice.example", "secret", "1"), credentials("", "", ""),
			[]string{"prescription_partner_credentials.email", "prescription_partner_credentials.password_wo"},
			nil,
			&hero.PartnerCredentialsUpdate{Email: email, Password: hero.Value("secret")},
		},
		"a rotation": {
			credentials("rx@practice.example", "secret", "2"), credentials("rx@practice.example", "", "1"),
			[]string{"prescription_partner_credentials.password_wo"},
			nil,
			&hero.PartnerCredentialsUpdate{Email: email, Password: hero.Value("secret")},
		},
		"a rotation, the e-mail address is Hero's": {
			credentials("", "secret", "2"), credentials("", "", "1"),
			[]string{"prescription_partner_credentials.password_wo"},
			nil,
			&hero.PartnerCredentialsUpdate{Email: hero.Value(held), Password: hero.Value("secret")},
		},
		"another account": {
			credentials("rx@practice.example", "secret", "1"), credentials(held, "", "1"),
			[]string{"prescription_partner_credentials.email"},
			[]string{"prescription_partner_credentials.email"},
			&hero.PartnerCredentialsUpdate{Email: email, Password: hero.Value("secret")},
		},
		"another account, the password is not known": {
			credentials("rx@practice.example", "", ""), credentials(held, "", ""),
			[]string{"prescription_partner_credentials.email"},
			[]string{"prescription_partner_credentials.email"},
			&hero.PartnerCredentialsUpdate{Email: email},
		},
		"another password of the same version": {
			configured: credentials("rx@practice.example", "other", "1"), prior: credentials("rx@practice.example", "", "1"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			live := decodedGroup(t, `{"prescription_partner_credentials":{"email":"`+held+`"}}`)
			var diags diag.Diagnostics
			configured, prior := nothingPlanned(), nothingPlanned()
			configured.PrescriptionPartnerCredentials, prior.PrescriptionPartnerCredentials = c.configured, c.prior
			planned := configured
			planned.PrescriptionPartnerCredentials = credentialsOf(t.Context(), c.configured, &diags).withoutPassword(t.Context(), &diags)
			d := diffSettings(t.Context(), planned, prior, live, &diags)
			d.completeCredentials(t.Context(), configured, planned, prior, live, &diags)
			if diff := cmp.Diff(c.update, d.update.Credentials, everyField); diff != "" || diags.HasError() {
				t.Errorf("%v %s", diags, diff)
			}
			if diff := cmp.Diff(c.sent, d.sent); diff != "" {
				t.Errorf("sent (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.overwritten, d.overwritten); diff != "" {
				t.Errorf("overwritten (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLiveAddress(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		live *hero.PracticeGroup
		want map[string]any
	}{
		"not read": {nil, map[string]any{}},
		"absent":   {decodedGroup(t, `{}`), map[string]any{}},
		"null":     {decodedGroup(t, `{"address":null}`), map[string]any{}},
		"members": {
			decodedGroup(t, `{"address":{"line_1":"1 High Street","line_2":null,"town":"","geo":{"lat":53.8},"flags":[1,null]}}`),
			map[string]any{"line_1": "1 High Street", "town": "", "geo": map[string]any{"lat": 53.8}, "flags": []any{float64(1), nil}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, liveAddress(test.live)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
