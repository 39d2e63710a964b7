// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// registering has each fault strike one request of the registration of a patient
// with an NHS number (named "matched") and of one without, and applies once more
// without the fault. Then there is one record, one object in the state, and an
// empty plan. failing are the cases whose first apply has to end in an error.
type registering struct {
	method, route string
	skip          int // requests to the route that pass first
	retries       int
	failing       []string
}

func (r registering) run(t *testing.T, wanted ...string) {
	t.Helper()
	for kind, who := range map[string]person{"matched": ada(), "unmatched": grace()} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			eachFault(t, func(t *testing.T, name string, f heromock.Fault) {
				t.Helper()
				mock := heromock.Start(t)
				strike(mock, f, r.method, r.route, r.skip)
				settings := members{"max_retries": r.retries}
				p := newProtocol(t, mock, impatience(f, settings)).resource(patientType)
				made, diagnostics := p.run(p.none(), who)
				if failed := hasError(diagnostics); failed != slices.Contains(r.failing, kind+" "+name) {
					t.Errorf("the first apply failed: %t\n%q", failed, texts(diagnostics))
				} else if failed && p.members(made) != nil {
					t.Error("what failed is in the state, which taints it")
				}
				mock.Settle()
				p = newProtocol(t, mock, settings).resource(patientType)
				made, diagnostics = p.run(made, who)
				if hasError(diagnostics) {
					t.Fatalf("the second apply failed: %q", texts(diagnostics))
				}
				if got, want := p.members(made)["id"], onlyPatient(t, mock, "1001")["id"]; got != want {
					t.Errorf("the state has patient %v, Hero %v", got, want)
				}
				p = p.again()
				made, diagnostics = p.read(made)
				wantFindings(t, diagnostics)
				p.wantNothingPlanned(made, who)
			}, wanted...)
		})
	}
}

// cases are the names of faults for both patients.
func cases(names ...string) (list []string) {
	for _, name := range names {
		list = append(list, "matched "+name, "unmatched "+name)
	}
	return list
}

// A request that took effect leaves a record, which a look finds.
func TestPatient_faultsOfARegistrationWithoutRetries(t *testing.T) {
	t.Parallel()
	registering{
		method: http.MethodPost, route: routeRegister,
		failing: cases(faultsWhere(func(f heromock.Fault) bool { return !unnoticed(f) && !takesEffect(f) })...),
	}.run(t)
}

// A page of HTML with status 200 is no failure that passes by itself, so it is
// not repeated where sending again would be safe, nor is a refusal.
func TestPatient_faultsOfARegistrationHealByRetries(t *testing.T) {
	t.Parallel()
	var failing []string
	for _, named := range heromock.Faults() {
		if unnoticed(named.Fault) || takesEffect(named.Fault) {
			continue
		}
		if !passing(named.Fault) {
			failing = append(failing, "matched "+named.Name)
		}
		// What ends without Hero's own word may yet take effect. Without an NHS number that would make a second record, so it is
		// not sent again, and the next apply, which looks first, is the way out.
		if named.Fault.Status != http.StatusTooManyRequests && named.Name != "json-500" {
			failing = append(failing, "unmatched "+named.Name)
		}
	}
	registering{method: http.MethodPost, route: routeRegister, retries: 2, failing: failing}.run(t)
}

func TestPatient_faultsOfTheReadBack(t *testing.T) {
	t.Parallel()
	registering{method: http.MethodGet, route: routePatient}.run(t, "status-429", "status-500", "html-after", "cut-body", "stall")
}

// The search of a plan comes first, that of the plan inside the apply second,
// and the create shares it. Drops are left out: Go itself may repeat a GET whose
// connection was closed.
func TestPatient_faultsOfTheLookUp(t *testing.T) {
	t.Parallel()
	struck := []string{"status-429", "status-500", "html", "cut-body", "stall"}
	registering{method: http.MethodGet, route: routePatients, skip: 1, failing: cases(struck...)}.run(t, struck...)
}
