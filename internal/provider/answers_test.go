// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// everyResource has a configuration of each resource.
func everyResource() map[string]any {
	return map[string]any{
		settingsType:   members{"name": "Riverside Surgery"},
		prescriberType: members{"admin_id": "501", "external_prescriber_id": "SRX-1"},
		patientType:    ada(),
		pdsType:        irisByName(),
		webhookType:    members{"event_type": "appointment.confirmed", "url": "https://receiver.example.com/hero"},
	}
}

// Any server answers with a 404 on a route that it does not have. Only Hero's own
// word takes an object out of the state.
func TestRead_a404WithoutHerosWordsKeepsTheState(t *testing.T) {
	t.Parallel()
	for _, name := range slices.Sorted(maps.Keys(everyResource())) {
		for fault, answer := range map[string]struct {
			fault heromock.Fault
			says  []string
		}{
			"empty": {heromock.Fault{Status: 404}, []string{
				"404 Not Found", "does not say that the object is gone", "gateway", "the provider's endpoint", "Nothing was taken out of the Terraform state",
			}},
			"page": {heromock.Fault{Status: 404, Body: "<html>nothing here</html>", ContentType: "text/html"}, []string{
				"404 Not Found, text/html", "the provider's endpoint", "gateway",
			}},
		} {
			t.Run(name+" "+fault, func(t *testing.T) {
				t.Parallel()
				mock := heromock.Start(t)
				p := newResourceProtocol(t, mock, name)
				config := everyResource()[name]
				made := p.created(config)
				answer.fault.Method = http.MethodGet
				mock.Inject(answer.fault)
				p = p.again()
				kept, diagnostics := p.read(made)
				found := findings(diagnostics)
				if len(found) != 1 || !strings.HasPrefix(found[0].head, "error: Unable to read ") {
					t.Fatalf("got %q", found)
				}
				found[0].wantWords(t, answer.says, []string{"Hero has no such object"})
				if !p.same(kept, made) {
					t.Error("the state changed")
				}
				mock.ClearFaults()
				read, diagnostics := p.again().read(made)
				wantNoDiagnostics(t, diagnostics)
				p.again().wantNothingPlanned(read, config)
			})
		}
	}
}

// A value can be a word that the path to its member has in it as well.
func TestSettings_aValueThatIsAWordOfThePathLeadsToItsAttribute(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.Inject(heromock.Fault{
		Method: http.MethodPatch, Route: settingsRoute, Status: 400,
		Body: `{"error":true,"statusCode":400,"message":[{"code":"custom","expected":"a town other than Town","path":["address","town"]}]}`,
	})
	_, diagnostics := newResourceProtocol(t, mock, settingsType).create(members{"name": "address", "address": members{"town": "Town"}})
	wantFindings(t, diagnostics, "error address.town: Unable to adopt practice group settings")[0].
		wantWords(t, []string{"Hero refused this value: custom"}, []string{"Town"})
}

// A success may hold what was asked for in whatever form, so no word of it is
// shown.
func TestAnswers_ofAnotherFormAreNotQuoted(t *testing.T) {
	t.Parallel()
	const canary = "canary-token-7Qm2"
	for name, ask := range map[string]func(p *protocol) []*tfprotov6.Diagnostic{
		"token": func(p *protocol) []*tfprotov6.Diagnostic {
			_, diagnostics := p.open("hero_access_token", nil)
			return diagnostics
		},
		"practice group": func(p *protocol) []*tfprotov6.Diagnostic {
			_, diagnostics := (&dataReader{p}).read("hero_practice_group", nil)
			return diagnostics
		},
		"webhooks": func(p *protocol) []*tfprotov6.Diagnostic {
			_, diagnostics := (&dataReader{p}).read("hero_webhooks", nil)
			return diagnostics
		},
	} {
		for _, status := range []int{http.StatusOK, http.StatusBadGateway} {
			t.Run(name+" "+http.StatusText(status), func(t *testing.T) {
				t.Parallel()
				mock := heromock.Start(t)
				mock.Inject(heromock.Fault{Status: status, Body: canary, ContentType: "text/plain"})
				found := findings(ask(newProtocol(t, mock, nil)))
				if len(found) != 1 || !strings.HasPrefix(found[0].head, "error: Unable to ") {
					t.Fatalf("got %q", found)
				}
				found[0].wantWords(t, []string{"the answer is not JSON", "text/plain", "Request id: mock-"}, nil)
				// A failure is quoted, since it is a gateway's and says what is wrong; of the token's route, not even that.
				quoted := strings.Contains(found[0].detail, canary)
				if want := status != http.StatusOK && name != "token"; quoted != want {
					t.Errorf("quoted: %t, want %t: %q", quoted, want, found[0].detail)
				}
			})
		}
	}
}

// A mobile of too few digits would be stored, and no message would ever arrive.
func TestPatient_mobileThatCannotBeDialledIsRefusedAtPlan(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	for _, mobile := range []string{"0770090", "07700 90012"} {
		planned := p.plan(p.none(), ada().with("mobile", mobile))
		wantFindings(t, planned.Diagnostics, "error mobile: Invalid telephone number")[0].wantWords(t, nil, []string{mobile})
	}
	if n := len(mock.Journal()); n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

func TestProvider_repeatsARequestTimeoutOfHeros(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	strike(mock, heromock.Fault{Status: http.StatusRequestTimeout}, http.MethodPatch, settingsRoute, 0)
	p := newProtocol(t, mock, members{"max_retries": 1}).resource(settingsType)
	p.created(members{"name": "Riverside Surgery"})
	if n := mock.Count(http.MethodPatch, settingsRoute); n != 2 {
		t.Errorf("%d attempts, want 2", n)
	}
}
