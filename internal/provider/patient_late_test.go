// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

// If Hero registers people whom it cannot match late, or even too late, there is still
// one request and one record for each, and the error says how to go on.
func TestPatient_lateRegistrationsWithoutNHSNumberAreNotDoubled(t *testing.T) {
	t.Parallel()
	people := []person{grace(), grace().with("first_name", "Mary")}
	for inTime, late := range map[bool]time.Duration{true: lateCommit / 2, false: tooLate} {
		t.Run(fmt.Sprintf("in time %t", inTime), func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) {
				mock := heromock.Start(t)
				mock.Inject(heromock.Fault{Method: http.MethodPost, Route: routeRegister, Status: 504, Late: late})
				p := newProtocol(t, mock, members{"max_retries": 2}).resource(patientType)
				objects := make([]instance, len(people))
				for i, who := range people {
					made, diagnostics := p.run(p.none(), who)
					objects[i] = made
					if inTime {
						wantDiagnostics(t, diagnostics, "warning: Patient "+p.text(made, "id")+" was found, not confirmed").WithoutPatient(who)
						continue
					}
					wantDiagnostics(t, diagnostics, "error: Unable to register patient").
						Containing("hero_patients", "terraform import <address> 1001/<id>").WithoutPatient(who)
					if p.members(made) != nil {
						t.Error("a patient whose registration is unclear is in the state")
					}
				}
				mock.Settle()
				mock.ClearFaults()
				if n := mock.Count(http.MethodPost, routeRegister); n != len(people) {
					t.Errorf("%d registrations were sent for %d people", n, len(people))
				}
				for i, who := range people {
					p.newProcess().finishRegistration(objects[i], who)
				}
				if n := len(mock.Patients("1001")); n != len(people) {
					t.Errorf("Hero has %d records of %d people", n, len(people))
				}
			})
		})
	}
}

// finishRegistration goes on after a run that may have failed, as the errors advise,
// until nothing is left to do.
func (p *resourceProtocol) finishRegistration(made instance, who person) instance {
	p.t.Helper()
	if p.members(made) == nil {
		_, diagnostics := p.run(made, who)
		wantExisting(p.t, diagnostics, who).Containing("terraform import <address> 1001/")
		_, id, _ := strings.Cut(diagnostics[0].Detail, "terraform import <address> ")
		id, _, _ = strings.Cut(id, "\n")
		made, diagnostics = p.importID(id)
		wantDiagnostics(p.t, diagnostics)
	}
	made, diagnostics := p.newProcess().read(made)
	wantDiagnostics(p.t, diagnostics)
	p.newProcess().wantNothingPlanned(made, who)
	return made
}

// An existing record does not prove that an adoption succeeded; only an accepted write
// does. Values that Hero does not report must not be in the state as if it had stored them.
func TestPatient_adoptionThatAlwaysFailsIsNoSuccess(t *testing.T) {
	t.Parallel()
	adopting := ada().with("adopt_existing", "true", "landline", "0113 496 0000")
	eachFault(t, func(t *testing.T, f heromock.Fault) {
		t.Helper()
		mock := heromock.Start(t)
		id := mock.AddPatient("1001", ada().record())
		f.Method, f.Route = http.MethodPost, routeRegister
		mock.Inject(f)
		p := newProtocol(t, mock, members{"max_retries": 1}).resource(patientType)
		made, diagnostics := p.run(p.none(), adopting)
		if !hasError(diagnostics) || p.members(made) != nil {
			t.Fatalf("the adoption counts as done: %q", diagtest.Texts(diagnostics))
		}
		mock.Settle()
		mock.ClearFaults()

		made, diagnostics = p.run(made, adopting)
		wantDiagnostics(t, diagnostics)
		wantMembersOf(t, p.members(made), members{"id": id, "landline": "0113 496 0000"})
		wantMembers(t, onlyPatient(t, mock, "1001"), members{"landline": "+441134960000"})
	}, "status-500", "html", "late-504")
}

// Hero may refuse the repetition of a request, although it has acted on the first attempt.
func TestPatient_refusalAfterALostAnswerIsNoSuccess(t *testing.T) {
	t.Parallel()
	for name, who := range map[string]person{"created": ada(), "adopted": ada().with("adopt_existing", "true", "landline", "0113 496 0000")} {
		for _, status := range []int{403, 409} {
			t.Run(fmt.Sprint(name, " ", status), func(t *testing.T) {
				t.Parallel()
				virtual(t, func(t *testing.T) {
					mock := heromock.Start(t)
					if name == "adopted" {
						mock.AddPatient("1001", ada().record())
					}
					injectOnce(mock, heromock.Fault{DropAfter: true}, http.MethodPost, routeRegister, 0)
					mock.Inject(heromock.Fault{Method: http.MethodPost, Route: routeRegister, Status: status, Body: `{"message":"no"}`})
					p := newProtocol(t, mock, members{"max_retries": 2}).resource(patientType)
					made, diagnostics := p.run(p.none(), who)
					wantDiagnostics(t, diagnostics, "error: Unable to register patient").
						Containing(fmt.Sprint(status)).WithoutPatient(who)
					if p.members(made) != nil {
						t.Error("a patient whom Hero refused is in the state")
					}
					onlyPatient(t, mock, "1001")
				})
			})
		}
	}
}
