// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func TestSettings_firstPlanWarnsOfOverwriting(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.UpdatePracticeGroup("1001", members{"booking_enabled": false, "max_days": 28})
	p := newResourceProtocol(t, mock, settingsType)
	additional := tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"booking_enabled": tftypes.Bool, "max_days": tftypes.Number, "new_setting": tftypes.String,
	}}
	tests := map[string]struct {
		config       members
		names, other []string // what the warning contains, and does not; no names = no warning
	}{
		"other values": {
			config: members{
				"name": "Riverside Surgery", "prescription_partner": "signature_rx", "prescription_partner_enabled": true,
				"address": members{"town": "York", "line_2": "Suite 2", "county": "West Yorkshire"},
				"additional_settings": tftypes.NewValue(additional, map[string]tftypes.Value{
					"booking_enabled": tftypes.NewValue(tftypes.Bool, true),
					"max_days":        tftypes.NewValue(tftypes.Number, 28),
					"new_setting":     tftypes.NewValue(tftypes.String, "on"),
				}),
			},
			names: []string{
				"Practice group 1001", "name, prescription_partner_enabled, address.town, additional_settings.booking_enabled.",
				"terraform import <address> 1001",
				// The configured town differs, so the warning shows the lines of the address that stay.
				"\n  line_1 = \"1 High Street\"\n  postcode = \"LS1 4AP\"\n",
			},
			other: []string{"Practice 1001", "Riverside", "Leeds", "York", "line_2", "county", "max_days", "new_setting"},
		},
		"cleared": {config: members{"name": ""}, names: []string{": name."}, other: []string{"Practice 1001", "line_1"}},
		"a line of the address cleared": {
			config: members{"address": members{"line_1": "", "town": "Leeds"}}, names: []string{": address.line_1.", "\n\n  county = \"West Yorkshire\"\n  postcode = \"LS1 4AP\"\n  country = \"United Kingdom\"\n\n"}, other: []string{"Leeds", "High Street"},
		},
		"the whole address": {
			config: members{"address": members{"line_1": "2 Riverside", "line_2": "", "line_3": "", "town": "York", "county": "", "postcode": "YO1 7HH", "country": ""}},
			names:  []string{": address.line_1, address.town, address.county, address.postcode, address.country."}, other: []string{" = "},
		},
		"a line that is not known yet": {
			config: members{"address": members{"line_1": unknown, "town": "York"}}, names: []string{": address.town.", "\n\n  county = \"West Yorkshire\"\n  postcode = \"LS1 4AP\"\n"}, other: []string{"line_1"},
		},
		"equal values":   {config: members{"name": "Practice 1001", "address": members{"postcode": "ls14ap"}}},
		"nothing so far": {config: members{"prescription_partner": "signature_rx", "address": members{"line_3": "Hospital site"}}},
		"nothing set":    {config: members{}},
		"unknown values": {config: members{
			"name": tftypes.NewValue(tftypes.String, tftypes.UnknownValue),
			"additional_settings": tftypes.NewValue(additional, map[string]tftypes.Value{
				"booking_enabled": tftypes.NewValue(tftypes.Bool, tftypes.UnknownValue),
				"max_days":        tftypes.NewValue(tftypes.Number, 28),
				"new_setting":     tftypes.NewValue(tftypes.String, tftypes.UnknownValue),
			}),
		}},
		"unknown practice group": {config: members{
			"name": "Riverside Surgery", "practice_group_id": tftypes.NewValue(tftypes.String, tftypes.UnknownValue),
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := p.plan(p.none(), test.config).Diagnostics
			if len(test.names) == 0 {
				wantDiagnostics(t, diags)
				return
			}
			wantDiagnostics(t, diags, "warning: Existing settings of practice group 1001 will be overwritten").Containing(test.names...).Without(test.other...)
		})
	}
}

func TestSettings_destroyWarnsAndSendsNothing(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, settingsType)
	state, diags := p.create(members{"name": "Practice 1001"})
	wantDiagnostics(t, diags)

	planned := p.plan(state, nil)
	wantDiagnostics(t, planned.Diagnostics, "warning: Practice group settings stay in Hero")
	after, diags := p.apply(state, planned, nil)
	wantDiagnostics(t, diags)
	if p.members(after) != nil {
		t.Error("the resource is still in the state")
	}
	wantWrites(t, mock)
}

// TestSettings_applyWarnsOfWhatHeroStored: the state has the planned values, and the
// warning names attributes without values.
func TestSettings_applyWarnsOfWhatHeroStored(t *testing.T) {
	t.Parallel()
	additional := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"greeting": tftypes.String, "days": tftypes.Number}}
	config := members{
		"name": "Riverside Surgery", "prescription_partner_enabled": true,
		"address":                          members{"town": "York", "postcode": "yo1 9aa"},
		"prescription_partner_credentials": members{"email": "rx@practice.example"},
		"additional_settings": tftypes.NewValue(additional, map[string]tftypes.Value{
			"greeting": tftypes.NewValue(tftypes.String, "Hello"), "days": tftypes.NewValue(tftypes.Number, 7),
		}),
	}
	tests := map[string]struct {
		afterPatch func(*heromock.Server)
		head       string
		says, not  []string
	}{
		"other values": {
			afterPatch: func(mock *heromock.Server) {
				mock.UpdatePracticeGroup("1001", members{
					"name": "RIVERSIDE", "prescription_partner_enabled": nil, "greeting": "HELLO",
					"address":                          members{"town": "YORK", "postcode": "YO1 9AA"},
					"prescription_partner_credentials": members{"email": "other@practice.example"},
				})
			},
			head: "warning: Hero stored something else",
			says: []string{": name, prescription_partner_enabled, address.town, prescription_partner_credentials.email, additional_settings.greeting."},
			not:  []string{"iverside", "RIVERSIDE", "York", "YORK", "ello", "HELLO", "@", "days"},
		},
		"not readable": {
			afterPatch: func(mock *heromock.Server) {
				mock.Inject(heromock.Fault{Method: "GET", Route: settingsRoute, Status: 503})
			},
			head: "warning: Unable to read practice group settings back",
			says: []string{"503"},
			not:  []string{"mock-api-key"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			mock.OnRequest(func(r heromock.Request) {
				if r.Method == "GET" && mock.Count("PATCH", settingsRoute) > 0 {
					test.afterPatch(mock)
				}
			})
			p := newResourceProtocol(t, mock, settingsType)
			state, diags := p.create(config)
			wantDiagnostics(t, diags, test.head).Containing(test.says...).Without(test.not...)
			if name := p.text(state, "name"); name != "Riverside Surgery" {
				t.Errorf("the state has the name %q, want the planned one", name)
			}
			wantWrites(t, mock, "PATCH "+settingsRoute)
		})
	}
}

func TestSettings_readExplainsFailures(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault heromock.Fault
		head  string
		says  []string
		gone  bool
	}{
		"404 of Hero": {
			fault: heromock.Fault{Status: 404, Body: `{"message":"not found"}`},
			head:  "warning: The practice group no longer exists", says: []string{"practice group 1001"}, gone: true,
		},
		"404 of a proxy": {
			fault: heromock.Fault{Status: 404, Body: "<html>", ContentType: "text/html"},
			head:  "error: Unable to read practice group settings", says: []string{"text/html"},
		},
		"401": {
			fault: heromock.Fault{Status: 401},
			head:  "error: Unable to read practice group settings",
			says:  []string{"Check the API key and the practice group", "HERO_API_KEY", "HERO_PRACTICE_GROUP_ID", "for practice group 1001", "Request id: "},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			state, _ := newResourceProtocol(t, mock, settingsType).create(members{"name": "Riverside Surgery"})
			mock.Inject(test.fault)
			// The read needs a process of its own, because the first one has cached its reads.
			p := newResourceProtocol(t, mock, settingsType)
			after, diags := p.read(state)
			wantDiagnostics(t, diags, test.head).Containing(test.says...).Without("mock-api-key", "Riverside")
			if ok := p.members(after) != nil; ok == test.gone {
				t.Errorf("in the state after the read: %t", ok)
			}
		})
	}
}

// TestSettings_refusedMembersBecomeAttributeErrors: the paths in Hero's documented 400
// become attributes.
func TestSettings_refusedMembersBecomeAttributeErrors(t *testing.T) {
	t.Parallel()
	tests := map[string]string{ // path of the field: head of the error
		`["name"]`:                 "error name",
		`["address"]`:              "error address",
		`["address","line_1"]`:     "error address.line_1",
		`["address","uprn"]`:       "error address",
		`["prescription_partner"]`: "error prescription_partner",
		`["prescription_partner_credentials","password"]`: "error prescription_partner_credentials.password_wo",
		`["prescription_partner_credentials","email",0]`:  "error prescription_partner_credentials.email",
		`["booking_enabled"]`:                             "error additional_settings",
		`[]`:                                              "error",
	}
	for at, head := range tests {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			mock.Inject(heromock.Fault{
				Method: "PATCH", Route: settingsRoute, Status: 400,
				Body: `{"error":true,"statusCode":400,"message":[{"code":"invalid_type","expected":"something better","path":` + at + `}]}`,
			})
			_, diags := newResourceProtocol(t, mock, settingsType).create(members{
				"name": "Riverside Surgery",
				"prescription_partner_credentials": members{
					"email": "rx@practice.example", "password_wo": passwordCanary, "password_wo_version": "1",
				},
			})
			wantDiagnostics(t, diags, head+": Unable to adopt practice group settings").
				Containing("invalid_type", "Request id: req-").Without("something better", "Riverside", "rx@", passwordCanary, "mock-api-key")
		})
	}
}

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
		"version without password": {
			config: members{"prescription_partner_credentials": members{"password_wo_version": "1"}},
			heads:  []string{"error prescription_partner_credentials.password_wo_version: Invalid Attribute Combination"},
		},
		"password without version": {
			config: members{"prescription_partner_credentials": members{"password_wo": passwordCanary}},
			heads:  []string{"error prescription_partner_credentials.password_wo: Invalid Attribute Combination"},
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
			wantDiagnostics(t, p.validate(test.config), test.heads...).Without("nowhere", "nobody", passwordCanary)
		})
	}
	if n := mock.Count("", ""); n != 0 {
		t.Errorf("%d requests to Hero, want none", n)
	}
}

func TestSettings_readsAnOddPostcode(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.UpdatePracticeGroup("1001", members{"address": members{"line_1": "1 High Street", "postcode": "unknown"}})
	p := newResourceProtocol(t, mock, settingsType)
	state, diagnostics := p.create(members{"name": "Riverside Surgery"})
	wantDiagnostics(t, diagnostics)
	_, diagnostics = p.read(state)
	wantDiagnostics(t, diagnostics)
}
