// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

// newPlanProcess returns the same provider in another process, started as a CLI starts
// one for a single plan: it validates the configuration first. A process without a
// validation stands for one that `terraform test` of 1.16 uses for all runs of a file.
func (p *protocol) newPlanProcess() *protocol {
	p.t.Helper()
	p = p.newProcess()
	config := p.encode(p.schemas.Provider.ValueType(), p.config)
	validated, err := p.server.ValidateProviderConfig(p.t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: config})
	p.must(err)
	wantDiagnostics(p.t, validated.Diagnostics)
	configured, err := p.server.ConfigureProvider(p.t.Context(), &tfprotov6.ConfigureProviderRequest{Config: config})
	p.must(err)
	wantDiagnostics(p.t, configured.Diagnostics)
	return p
}

func (p *resourceProtocol) newPlanProcess() *resourceProtocol {
	p.t.Helper()
	return p.protocol.newPlanProcess().resource(p.name)
}

// declaredTwice is an object that only one instance may manage: two configurations of
// it, one of another object, and the warning for the second.
type declaredTwice struct {
	resource              string
	first, second, others person
	warning               string
	names                 []string // what the warning's detail names
}

func declaredTwiceCases() map[string]declaredTwice {
	const there = "practice_group_id"
	iris := person{"forename": "Iris", "surname": "Traced", "dob": "1992-01-01", "postcode": "LS1 4AP"}
	numbered := person{"nhs_number": "999 000 1014", "dob": "1992-01-01"}
	return map[string]declaredTwice{
		"settings": {
			settingsType,
			person{},
			person{there: "1001"},
			person{there: "1002"},
			"warning practice_group_id: Practice group settings declared twice",
			[]string{"practice group 1001", "practice_group_id = each.key"},
		},
		"prescriber": {
			prescriberType,
			person{"admin_id": "501"},
			person{"admin_id": "501"},
			person{"admin_id": "502"},
			"warning admin_id: Admin prescriber declared twice",
			[]string{"admin 501 of practice group 1001"},
		},
		"patient": {
			patientType, ada(), respelledAda().with("first_name", "Augusta"), ada().with(there, "1002"),
			"warning nhs_number: Patient declared twice",
			[]string{"practice group 1001"},
		},
		"patient without an NHS number": {
			patientType, grace(), grace().with("first_name", " GRACE", "dob", "1985-12-09T00:00:00Z"), grace().with("first_name", "Anne"),
			"warning last_name: Patient without an NHS number declared twice",
			[]string{"practice group 1001"},
		},
		"PDS patient": {
			pdsType, numbered, numbered.with("nhs_number", "9990001014", "ehr_partner_id", "7"), numbered.with(there, "1002"),
			"warning nhs_number: Patient declared twice",
			[]string{"practice group 1001"},
		},
		"PDS patient by names": {
			pdsType, iris, iris.with("surname", "TRACED"), iris.with("postcode", "LS1 4AQ"),
			"warning surname: PDS patient declared twice",
			[]string{"forename, surname, date of birth and postcode, in practice group 1001"},
		},
	}
}

func TestDeclaredTwice_twoNewOnes(t *testing.T) {
	t.Parallel()
	for name, c := range declaredTwiceCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newResourceProtocol(t, mock, c.resource).newPlanProcess()
			for _, distinct := range []person{c.first, c.others} {
				wantDiagnostics(t, p.plan(p.none(), distinct).Diagnostics)
			}
			diagnostics := p.plan(p.none(), c.second).Diagnostics
			wantDiagnostics(t, diagnostics, c.warning).Containing(c.names...).WithoutPatient(c.first.without("admin_id", "practice_group_id"))
			wantWrites(t, mock)
			// Another plan remembers none of it.
			p = p.newPlanProcess()
			wantDiagnostics(t, p.plan(p.none(), c.second).Diagnostics)
		})
	}
}

// The CLI plans an instance with state once, and for a replacement a second time, as a
// create with the private data of the first plan. The second plan must not warn: the
// CLI shows its warnings next to an error.
func TestDeclaredTwice_oneWithAState(t *testing.T) {
	t.Parallel()
	for name, c := range declaredTwiceCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newResourceProtocol(t, heromock.Start(t), c.resource)
			made := p.mustCreate(c.first)
			for range 2 { // plans that know nothing of each other
				p = p.newPlanProcess()
				planned := p.plan(made, c.first)
				wantDiagnostics(t, planned.Diagnostics)
				for _, text := range diagtest.Texts(p.plan(instance{state: p.value(nil), private: planned.private}, c.first).Diagnostics) {
					if strings.Contains(text, "twice") {
						t.Errorf("a replacement gets a warning: %q", text)
					}
				}
				made.private = planned.private // as an apply would leave it
				texts := diagtest.Texts(p.plan(p.none(), c.second).Diagnostics)
				if !slices.ContainsFunc(texts, func(s string) bool { return strings.HasPrefix(s, c.warning) }) {
					t.Errorf("a second instance gets no warning: %q", texts)
				}
			}
		})
	}
}

func TestDeclaredTwice_oneRecordAtTwoAddresses(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	adas, graces := mock.AddPatient("1001", ada().record()), mock.AddPatient("1001", grace().record())
	namesake := mock.AddPatient("1001", grace().record())
	imported := func(resource, id string) instance {
		p := newResourceProtocol(t, mock, resource)
		i, diagnostics := p.importID(id)
		wantDiagnostics(t, diagnostics)
		return i
	}
	for name, c := range map[string]struct {
		id, secondID string
		config       person
		second       string
		warned       bool
	}{
		"patient":                       {adas, adas, ada(), patientType, true},
		"patient without an NHS number": {graces, graces, grace(), patientType, true},
		"patient and PDS patient":       {adas, adas, person{}, pdsType, true},
		"two records of equal names":    {graces, namesake, grace(), patientType, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newResourceProtocol(t, mock, patientType).newPlanProcess()
			first, second := imported(patientType, c.id), imported(c.second, c.secondID)
			wantDiagnostics(t, p.plan(first, map[string]person{adas: ada(), graces: grace()}[c.id]).Diagnostics)
			diags := p.resource(c.second).plan(second, c.config).Diagnostics
			if !c.warned {
				wantDiagnostics(t, diags)
				return
			}
			wantDiagnostics(t, diags, "warning id: Patient managed twice").
				Containing("patient " + c.id + " of practice group 1001").WithoutPatient(ada())
		})
	}
	wantWrites(t, mock)
}

// A process that serves several plans gives no warnings: what looks like a second
// instance may be the next run of a test, or the apply of the same run.
func TestDeclaredTwice_manyPlansInOneProcess(t *testing.T) {
	t.Parallel()
	for name, c := range declaredTwiceCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newResourceProtocol(t, heromock.Start(t), c.resource)
			for range 3 { // two runs that plan, and one that applies
				wantDiagnostics(t, p.plan(p.none(), c.first).Diagnostics)
			}
			made := p.mustCreate(c.first) // plans again for the apply
			for range 2 {                 // further runs
				var diagnostics []*tfprotov6.Diagnostic
				made, diagnostics = p.read(made)
				wantDiagnostics(t, diagnostics)
				p.wantNothingPlanned(made, c.first)
				p.wantNothingPlanned(made, c.first)
			}
			wantDiagnostics(t, p.plan(p.none(), c.others).Diagnostics) // a parallel run with a state of its own
			_, diagnostics := p.destroy(made)                          // the teardown
			if hasError(diagnostics) {
				t.Errorf("the destroy fails: %q", diagtest.Texts(diagnostics))
			}
		})
	}
}

// Create prevents a second record without remembering plans, so it does so even in a
// process that serves many plans, and for two creates at the same time.
func TestDeclaredTwice_createDecides(t *testing.T) {
	t.Parallel()
	for name, who := range map[string]person{"number": ada(), "names": grace()} {
		for process, start := range map[string]func(*resourceProtocol) *resourceProtocol{
			"one plan": (*resourceProtocol).newPlanProcess, "many plans": (*resourceProtocol).newProcess,
		} {
			t.Run(name+", "+process, func(t *testing.T) {
				t.Parallel()
				mock := heromock.Start(t)
				p := start(newResourceProtocol(t, mock, patientType))
				plans := []plannedChange{p.plan(p.none(), who), p.plan(p.none(), who)}
				var refused atomic.Int32
				var group sync.WaitGroup
				for _, planned := range plans {
					group.Go(func() {
						if _, diagnostics := p.apply(p.none(), planned, who); hasError(diagnostics) {
							refused.Add(1)
							wantExisting(t, diagnostics, who).Containing("terraform import <address> 1001/").WithoutPatient(who)
						}
					})
				}
				group.Wait()
				if refused.Load() != 1 {
					t.Errorf("%d of two creations are refused, want 1", refused.Load())
				}
				wantWrites(t, mock, postRegister)
				onlyPatient(t, mock, "1001")
			})
		}
	}
}
