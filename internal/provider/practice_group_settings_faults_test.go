// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// wantSettingsSent checks the bodies of all writes since its last use.
func wantSettingsSent(t testing.TB, mock *heromock.Server, want ...members) {
	t.Helper()
	var got []members
	for _, r := range mock.Writes() {
		got = append(got, r.Body)
	}
	mock.ResetJournal()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("bodies sent to Hero (-want +got):\n%s", diff)
	}
}

// Settings are absolute values, so the provider sends them again after a temporary
// fault. After a refusal it does not.
func TestSettings_oneApplyOutlastsAFault(t *testing.T) {
	t.Parallel()
	eachFault(t, func(t *testing.T, f heromock.Fault) {
		t.Helper()
		mock := heromock.Start(t)
		injectOnce(mock, f, http.MethodPatch, settingsRoute, 0)
		p := newProtocol(t, mock, members{"max_retries": 4}).resource(settingsType)
		wanted := members{"name": "Riverside Surgery"}
		_, diagnostics := p.run(p.none(), wanted)
		if f.Status == http.StatusUnprocessableEntity {
			wantDiagnostics(t, diagnostics, "error: Unable to adopt practice group settings")
			wantSettingsSent(t, mock, wanted)
			return
		}
		wantDiagnostics(t, diagnostics)
		wantSettingsSent(t, mock, wanted, wanted)
	}, "status-503", "drop-after", "json-422")
}

// Without retries the first failure ends the apply. The next apply does not send again what has taken effect.
func TestSettings_secondApplyConverges(t *testing.T) {
	t.Parallel()
	eachFault(t, func(t *testing.T, f heromock.Fault) {
		t.Helper()
		mock := heromock.Start(t)
		p := newProtocol(t, mock, nil).resource(settingsType)
		object := p.none()
		for _, write := range []struct{ verb, name string }{{"adopt", "Riverside Surgery"}, {"update", "Hillside Surgery"}} {
			config := members{"name": write.name}
			injectOnce(mock, f, http.MethodPatch, settingsRoute, 0)
			failed, diagnostics := p.run(object, config)
			wantDiagnostics(t, diagnostics, "error: Unable to "+write.verb+" practice group settings")
			mock.Settle()
			mock.ResetJournal()
			object, diagnostics = p.run(failed, config)
			wantDiagnostics(t, diagnostics)
			if f.DropAfter {
				wantSettingsSent(t, mock)
			} else {
				wantSettingsSent(t, mock, config)
			}
			if got := p.text(object, "name"); got != write.name {
				t.Errorf("the state has the name %q, want %q", got, write.name)
			}
		}
	}, "drop-before", "drop-after")
}

// An apply succeeds even if Hero stores another value than the one it accepted, and
// the next plan shows the difference.
func TestSettings_storedOtherwise(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	var once sync.Once
	mock.OnRequest(func(r heromock.Request) {
		if r.Method == "GET" && r.Route == settingsRoute && mock.Count("PATCH", settingsRoute) > 0 {
			once.Do(func() {
				mock.UpdatePracticeGroup("1001", members{"name": "RIVERSIDE SURGERY", "prescription_partner_enabled": false})
			})
		}
	})
	p := newResourceProtocol(t, mock, settingsType)
	config := members{"name": "Riverside Surgery", "prescription_partner_enabled": true}
	made, diagnostics := p.run(p.none(), config)
	wantDiagnostics(t, diagnostics, "warning: Hero stored something else")
	if got := p.text(made, "name"); got != "Riverside Surgery" {
		t.Errorf("the state has the name %q, want the planned one", got)
	}
	mock.ResetJournal()

	p = p.newProcess()
	drifted, diagnostics := p.read(made)
	wantDiagnostics(t, diagnostics)
	planned := p.members(instance{state: p.plan(drifted, config).state})
	if p.members(drifted)["prescription_partner_enabled"] != false || planned["prescription_partner_enabled"] != true {
		t.Errorf("the plan does not change %v back to true", p.members(drifted)["prescription_partner_enabled"])
	}
	made, diagnostics = p.run(made, config)
	wantDiagnostics(t, diagnostics)
	wantSettingsSent(t, mock, config)
	p.newProcess().wantNothingPlanned(made, config)
}

// The error of a refused value is on its attribute and shows the code of Hero's reason.
func TestSettings_showRefusedValue(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, settingsType)
	made, diagnostics := p.run(p.none(), members{"address": members{"postcode": "LS1 4AP"}})
	wantDiagnostics(t, diagnostics)
	injectOnce(mock, heromock.Fault{
		Status: 400,
		Body:   `{"error":true,"statusCode":400,"message":[{"code":"custom","expected":"a postcode in use","path":["address","postcode"]}]}`,
	}, http.MethodPatch, settingsRoute, 0)
	made, diagnostics = p.run(made, members{"address": members{"postcode": "LS1 4AA"}})
	wantDiagnostics(t, diagnostics, "error address.postcode: Unable to update practice group settings").
		Containing("custom").Without("in use")
	mock.ResetJournal()
	p.newProcess().wantNothingPlanned(made, members{"address": members{"postcode": "ls1 4ap"}})
	wantSettingsSent(t, mock)
}

// A value may also be a word of the path to its field.
func TestSettings_aValueThatIsAWordOfThePathLeadsToItsAttribute(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.Inject(heromock.Fault{
		Method: http.MethodPatch, Route: settingsRoute, Status: 400,
		Body: `{"error":true,"statusCode":400,"message":[{"code":"custom","expected":"a town other than Town","path":["address","town"]}]}`,
	})
	_, diagnostics := newResourceProtocol(t, mock, settingsType).create(members{"name": "address", "address": members{"town": "Town"}})
	wantDiagnostics(t, diagnostics, "error address.town: Unable to adopt practice group settings").
		Containing("custom").Without("Town")
}

// Hero may accept a setting whose name it does not know and store nothing. The provider warns of that.
func TestSettings_furtherSettingThatHeroDoesNotReport(t *testing.T) {
	t.Parallel()
	text := func(s string) tftypes.Value { return tftypes.NewValue(tftypes.String, s) }
	config := members{"additional_settings": additional(map[string]tftypes.Value{
		"theem": text("dark"), "booking": text("on"), "greeting": text(""), "off": tftypes.NewValue(tftypes.String, nil),
	})}
	const unreported = "warning: Hero does not report what was set: additional_settings.theem"
	for name, body := range map[string]string{"nothing": "", "an object": "{}", "the rest": `{"id":"1001","booking":"on"}`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			mock.UpdatePracticeGroup("1001", members{"booking": "on"})
			mock.Inject(heromock.Fault{Method: http.MethodPatch, Status: 200, Body: body})
			p := newResourceProtocol(t, mock, settingsType)
			made, diagnostics := p.run(p.none(), config)
			wantDiagnostics(t, diagnostics, unreported)
			// The warning is shown once. Sending the setting again would not show more.
			read, diagnostics := p.newProcess().read(made)
			wantDiagnostics(t, diagnostics)
			p.newProcess().wantNothingPlanned(read, config)
		})
	}
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, settingsType)
	_, diagnostics := p.run(p.none(), config)
	wantDiagnostics(t, diagnostics)
}
