// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// Modules use null, "" and {} to mean the same. A change between them must not replace the webhook.
func TestNothing_ofAWebhookIsOne(t *testing.T) {
	t.Parallel()
	plainConfig := members{"event_type": confirmed, "url": receiver}
	nothings := []members{
		{}, {"description": ""}, {"headers": members{}}, {"description": " \u00a0", "headers": members{}},
	}
	for _, before := range nothings {
		for _, after := range nothings {
			for name, imported := range map[string]bool{"created": false, "imported": true} {
				mock := heromock.Start(t)
				p := newResourceProtocol(t, mock, webhookType)
				made, diagnostics := p.run(p.none(), merge(plainConfig, before))
				wantDiagnostics(t, diagnostics)
				if diff := cmp.Diff(plainConfig, mock.Writes()[0].Body); diff != "" {
					t.Errorf("the body sent (-want +got):\n%s", diff)
				}
				mock.ResetJournal()
				if imported {
					made, diagnostics = p.newProcess().importID(p.text(made, "id"))
					wantDiagnostics(t, diagnostics)
				}
				config := merge(plainConfig, after)
				planned := p.newProcess().plan(made, config)
				wantDiagnostics(t, planned.Diagnostics)
				if len(planned.replaces) != 0 {
					t.Errorf("%s with %v, then %v: replaced because of %q", name, before, after, planned.replaces)
				}
				made, diagnostics = p.newProcess().applySavedPlan(made, planned, config)
				wantDiagnostics(t, diagnostics)
				wantWrites(t, mock)
				read, diagnostics := p.newProcess().read(made)
				wantDiagnostics(t, diagnostics)
				p.newProcess().wantNothingPlanned(read, config)
			}
		}
	}
}

func merge(configs ...members) members {
	all := members{}
	for _, config := range configs {
		maps.Copy(all, config)
	}
	return all
}

// If a setting is configured as blank, a null from Hero is not drift.
func TestNothing_ofSettingsSettles(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]members{
		"texts":   {"name": "", "prescription_partner": " ", "address": members{"line_1": "\u200b", "country": ""}},
		"objects": {"address": members{}, "additional_settings": additional(map[string]tftypes.Value{})},
		"further": {"additional_settings": additional(map[string]tftypes.Value{"greeting": tftypes.NewValue(tftypes.String, ""), "off": tftypes.NewValue(tftypes.DynamicPseudoType, nil)})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			mock.UpdatePracticeGroup("1001", members{"name": nil, "prescription_partner": nil, "address": nil, "greeting": nil, "off": " "})
			p := newResourceProtocol(t, mock, settingsType)
			made, diagnostics := p.run(p.none(), config)
			wantDiagnostics(t, diagnostics)
			wantWrites(t, mock)
			p = p.newProcess()
			read, diagnostics := p.read(made)
			wantDiagnostics(t, diagnostics)
			p.wantNothingPlanned(read, config)
		})
	}
}

// Terraform allows no provider to plan null if "" is configured. So if a string is
// configured as "" and null in the state, the provider records it in place: it sends and
// replaces nothing, and from then on both "" and unset give an empty plan.
func TestNothing_isRecordedInPlaceAndSentNowhere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		id    string
		known members // what the object has
		empty members
	}{
		patientType: {"123", ada().config(), members{
			"title": "", "email": " ", "landline": "", "address_line_1": "", "address_line_2": "", "address_line_3": "", "town": "", "county": "", "postcode": "",
			"country": "", "ehr_partner_id": "", "caller": "", "sex": "",
		}},
		patientType + " without a number": {"124", ada().without("nhs_number").config(), members{"title": "", "town": "\u00a0", "nhs_number": ""}},
		pdsType:                           {"456", members{"nhs_number": "999 010 1264", "dob": "1970-02-03"}, members{"forename": "", "surname": "", "postcode": "", "ehr_partner": "", "ehr_partner_id": ""}},
		settingsType:                      {"1001", members{}, members{"name": "", "prescription_partner": "", "address": members{"line_1": "", "town": "", "postcode": ""}}},
		prescriberType:                    {"77", members{"admin_id": "77"}, members{"external_prescriber_id": "", "prescriber_details": members{"name": "", "email": "", "registration_code": ""}}},
		webhookType:                       {"wh_1", members{"event_type": confirmed, "url": receiver}, members{"description": ""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			seedImportables(mock)
			mock.AddPatient("1001", ada().with("id", "124").without("nhs_number").record())
			mock.UpdateAdmin("1001", "77", members{"external_prescriber_id": nil})
			mock.UpdatePracticeGroup("1001", members{"name": nil, "prescription_partner": nil, "address": members{"line_1": nil, "town": nil, "postcode": nil}})
			kind, _, _ := strings.Cut(name, " ")
			p := newResourceProtocol(t, mock, kind)
			imported, diagnostics := p.importID(c.id)
			wantDiagnostics(t, diagnostics)
			config := merge(c.known, c.empty)
			planned := p.plan(imported, config)
			wantDiagnostics(t, planned.Diagnostics)
			if len(planned.replaces) != 0 {
				t.Errorf("replaced because of %q", planned.replaces)
			}
			made, diagnostics := p.newProcess().applySavedPlan(imported, planned, config)
			wantDiagnostics(t, diagnostics)
			read, diagnostics := p.newProcess().read(made)
			wantDiagnostics(t, diagnostics)
			p.newProcess().wantNothingPlanned(read, config)
			p.newProcess().wantNothingPlanned(read, c.known)
			wantWrites(t, mock)
		})
	}
}

func additional(settings map[string]tftypes.Value) tftypes.Value {
	kinds := map[string]tftypes.Type{}
	for name, value := range settings {
		kinds[name] = value.Type()
	}
	return tftypes.NewValue(tftypes.Object{AttributeTypes: kinds}, settings)
}

// Hero stores numbers as float64, and does not keep the order of a set.
func TestSettings_numbersAndSetsSettle(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	third := new(big.Float).Quo(new(big.Float).SetPrec(512).SetInt64(1), big.NewFloat(3))
	text := func(s string) tftypes.Value { return tftypes.NewValue(tftypes.String, s) }
	config := members{"additional_settings": additional(map[string]tftypes.Value{
		"ratio": tftypes.NewValue(tftypes.Number, third),
		"tags":  tftypes.NewValue(tftypes.Set{ElementType: tftypes.String}, []tftypes.Value{text("b"), text("a"), text("c")}),
		"note":  text("Ann\u00a0 "),
	})}
	p := newResourceProtocol(t, mock, settingsType)
	made, diagnostics := p.run(p.none(), config)
	wantDiagnostics(t, diagnostics)
	if ratio := mock.PracticeGroup("1001")["ratio"]; ratio != 1.0/3 {
		t.Errorf("Hero has the ratio %v", ratio)
	}
	mock.UpdatePracticeGroup("1001", members{"tags": []any{"c", "a", "b"}, "note": "Ann"})
	p = p.newProcess()
	read, diagnostics := p.read(made)
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(read, config)
	mock.UpdatePracticeGroup("1001", members{"tags": []any{"c", "a"}})
	read, diagnostics = p.newProcess().read(made)
	wantDiagnostics(t, diagnostics)
	if p.sameState(made, read) {
		t.Error("a missing element is not reported as drift")
	}
}

// An internationalised host equals its Punycode form.
func TestWebhook_internationalHost(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, webhookType)
	config := members{"event_type": confirmed, "url": "https://bücher.example/hook"}
	made := p.mustCreate(config)
	mock.UpdateWebhook("1001", p.text(made, "id"), members{"url": "https://xn--bcher-kva.example/hook"})
	p = p.newProcess()
	read, diagnostics := p.read(made)
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(read, config)
	p.wantNothingPlanned(read, members{"event_type": confirmed, "url": "https://xn--bcher-kva.example/hook"})
}
