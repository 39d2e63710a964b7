// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// wantMembersOf checks some attributes of an object.
func wantMembersOf(t testing.TB, got, want members) {
	t.Helper()
	for name, value := range want {
		if !cmp.Equal(got[name], value) {
			t.Errorf("the state has %s = %v, want %v", name, got[name], value)
		}
	}
}

func TestSettings_showAndCorrectDrift(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	config := members{
		"name": "Riverside Surgery", "prescription_partner_enabled": true,
		"address": members{"line_1": "1 High Street", "postcode": "ls1 4ap"},
	}
	p := newResourceProtocol(t, mock, settingsType)
	made, diagnostics := p.run(p.none(), config)
	wantDiagnostics(t, diagnostics)
	wantSettingsSent(t, mock, members{"name": "Riverside Surgery", "prescription_partner_enabled": true})

	corrected := func(changes members, sent members) {
		t.Helper()
		mock.UpdatePracticeGroup("1001", changes)
		// The plan changes the name from Hero's value back to the configured one.
		reader := p.newProcess()
		drifted, diagnostics := reader.read(made)
		wantDiagnostics(t, diagnostics)
		planned := reader.plan(drifted, config)
		wantDiagnostics(t, planned.Diagnostics)
		if reader.text(drifted, "name") == "Riverside Surgery" || reader.text(instance{state: planned.state}, "name") != "Riverside Surgery" {
			t.Error("the plan does not show the drift of the name")
		}
		made, diagnostics = p.run(made, config)
		wantDiagnostics(t, diagnostics)
		wantSettingsSent(t, mock, sent)
		p.newProcess().wantNothingPlanned(made, config)
	}
	// The postcode is the same, in Hero's spelling.
	corrected(members{
		"name": "Renamed elsewhere", "prescription_partner_enabled": false,
		"address": members{"line_1": "1 High Street", "postcode": "LS1 4AP"},
	}, members{"name": "Riverside Surgery", "prescription_partner_enabled": true})
	corrected(members{"name": nil, "address": nil}, members{
		"name": "Riverside Surgery", "address": members{"line_1": "1 High Street", "postcode": "LS1 4AP"},
	})

	// A missing field says nothing about its value.
	mock.OmitPracticeGroupFields("1001", "name", "address", "sector", "prescription_partner_enabled")
	p = p.newProcess()
	read, diagnostics := p.read(made)
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(read, config)
	wantMembersOf(t, p.members(read), members{"name": "Riverside Surgery", "sector": "nhs"})
}

// A 404 from Hero itself removes the resource from the state only if it comes twice,
// and for another route too.
func TestSettings_isMadeAgainAfter404(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	config := members{"name": "Riverside Surgery"}
	p := newResourceProtocol(t, mock, settingsType)
	made := p.mustCreate(config)
	mock.ResetJournal()
	gateway := heromock.Fault{Method: "GET", Route: settingsRoute, Status: 404, Body: `{"message":"not found"}`}
	mock.Inject(gateway)
	kept, diagnostics := p.newProcess().read(made)
	wantDiagnostics(t, diagnostics, "error: Unable to read the practice group")
	if !p.sameState(kept, made) {
		t.Error("a gateway without the route has changed the state")
	}
	mock.ClearFaults()
	everywhere := gateway
	everywhere.Route, everywhere.Count = "", 4
	mock.Inject(everywhere)
	p = p.newProcess()
	gone, diagnostics := p.read(made)
	wantDiagnostics(t, diagnostics, "warning: The practice group no longer exists")
	if p.members(gone) != nil {
		t.Error("a practice group that is gone is still in the state")
	}
	made, diagnostics = p.run(gone, config)
	wantDiagnostics(t, diagnostics)
	wantSettingsSent(t, mock)
	p.newProcess().wantNothingPlanned(made, config)
}

func TestSettings_keepStateWhenReadingFails(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	config := members{"name": "Riverside Surgery"}
	p := newResourceProtocol(t, mock, settingsType)
	made := p.mustCreate(config)
	for _, failure := range []struct {
		fault heromock.Fault
		says  string
	}{
		{heromock.Fault{Status: 500}, "500 Internal Server Error"},
		{heromock.Fault{Status: 401}, "HERO_API_KEY"},
		{heromock.Fault{Status: 403, Body: `{"message":"forbidden"}`}, "practice group 1001"},
		{heromock.Fault{Status: 404, Body: "<html>no such page", ContentType: "text/html"}, "text/html"},
		{heromock.Fault{Body: "<html>maintenance", ContentType: "text/html"}, "text/html"},
		{heromock.Fault{Body: `[]`}, "200 OK"},
		{heromock.Fault{CutBody: true}, "200 OK"},
		{heromock.Fault{DropBefore: true}, "GET /v1/me"},
	} {
		mock.ClearFaults()
		failure.fault.Method, failure.fault.Route = "GET", settingsRoute
		mock.Inject(failure.fault)
		p = p.newProcess()
		kept, diagnostics := p.read(made)
		wantDiagnostics(t, diagnostics, "error: Unable to read practice group settings").Containing(failure.says)
		if !p.sameState(kept, made) {
			t.Errorf("%q: the state was changed", failure.says)
		}
	}
	mock.ClearFaults()
	mock.ResetJournal()
	p = p.newProcess()
	read, diagnostics := p.read(made)
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(read, config)
	wantSettingsSent(t, mock)
}
