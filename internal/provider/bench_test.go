// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

// BenchmarkResources has one process of the provider refresh and plan as many objects as
// the name says: the cost of an object must not grow with their number. The time of a
// request includes the mock's own work.
func BenchmarkResources(b *testing.B) {
	for _, one := range []population{manyPatients(), manyTraced(), manyWebhooks(), manySettings(), manyPrescribers()} {
		for _, n := range []int{100, 1000, 4000} {
			b.Run(fmt.Sprintf("%s/%d", one.resource, n), func(b *testing.B) { one.benchmark(b, n) })
		}
	}
}

// population describes many objects of one kind.
type population struct {
	resource string
	// options prepare a mock that can hold n objects.
	options func(o *heromock.Options, n int)
	seed    func(mock *heromock.Server, n int)
	config  func(i int) members
	// adopted: the n objects are in Hero before Terraform creates them.
	adopted bool
	// id is set if the n objects are imported, because creating them would take too long.
	id func(i int) string
}

func (e population) benchmark(b *testing.B, n int) {
	b.Helper()
	mock := heromock.Start(b, func(o *heromock.Options) {
		o.PageSize = 100
		if e.options != nil {
			e.options(o, n)
		}
	})
	if e.seed != nil {
		e.seed(mock, n)
	}
	p := newProtocol(b, mock, nil).resource(e.resource)
	instances, configs := make([]instance, n), make([]*tfprotov6.DynamicValue, n)
	for i := range n {
		begin := func() (instance, []*tfprotov6.Diagnostic) { return p.create(e.config(i)) }
		if e.id != nil {
			begin = func() (instance, []*tfprotov6.Diagnostic) { return p.importID(e.id(i)) }
		}
		made, diagnostics := begin()
		if hasError(diagnostics) {
			b.Fatal(diagtest.Texts(diagnostics))
		}
		instances[i], configs[i] = made, p.value(terraformValue(b, p.object, e.config(i)))
	}
	measure := func(name string, do func(p *resourceProtocol, i int) []*tfprotov6.Diagnostic) {
		b.Run(name, func(b *testing.B) {
			fresh := p.newProcess()
			mock.ResetJournal()
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				if diags := do(fresh, i); hasError(diags) {
					b.Fatal(diagtest.Texts(diags))
				}
				i++
			}
			b.ReportMetric(float64(len(mock.Journal()))/float64(i), "requests/op")
		})
	}
	measure("read", func(p *resourceProtocol, i int) []*tfprotov6.Diagnostic {
		_, diags := p.read(instances[i%n])
		return diags
	})
	measure("plan", func(p *resourceProtocol, i int) []*tfprotov6.Diagnostic {
		prior := instances[i%n]
		return p.planAgain(prior, prior.state, configs[i%n]).Diagnostics
	})
	next := n
	measure("create", func(p *resourceProtocol, _ int) []*tfprotov6.Diagnostic {
		i := next
		if next++; e.adopted {
			i %= n
		}
		config := p.value(e.config(i))
		planned := p.planAgain(p.none(), config, config)
		if hasError(planned.Diagnostics) {
			return planned.Diagnostics
		}
		resp, err := p.server.ApplyResourceChange(b.Context(), &tfprotov6.ApplyResourceChangeRequest{
			TypeName: p.name, PriorState: p.none().state, PlannedState: planned.PlannedState, PlannedPrivate: planned.PlannedPrivate,
			PlannedIdentity: planned.PlannedIdentity, Config: config,
		})
		p.must(err)
		return resp.Diagnostics
	})
}

// planAgain plans without the harness's own checks, which would distort the measurement.
func (p *resourceProtocol) planAgain(prior instance, proposed, config *tfprotov6.DynamicValue) *tfprotov6.PlanResourceChangeResponse {
	p.t.Helper()
	resp, err := p.server.PlanResourceChange(p.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: p.name, PriorState: prior.state, PriorPrivate: prior.private, PriorIdentity: prior.identity, ProposedNewState: proposed, Config: config,
	})
	p.must(err)
	return resp
}

func manyPatients() population {
	number := nhsNumbers()
	return population{resource: patientType, config: func(i int) members {
		return members{
			"nhs_number": number(i), "dob": "1985-12-09", "first_name": "Grace", "last_name": fmt.Sprint("Hopper ", i),
			"mobile": "07700 900456", "postcode": "ls1 4ap", "adopt_existing": true,
		}
	}}
}

func manyTraced() population {
	number := nhsNumbers()
	return population{
		resource: pdsType, adopted: true,
		seed: func(mock *heromock.Server, n int) {
			people := make([]heromock.PDSPerson, n)
			for i := range people {
				people[i] = heromock.PDSPerson{NHSNumber: number(i), DOB: "1985-12-09", Forename: "Grace", Surname: fmt.Sprint("Hopper ", i), Postcode: "LS1 4AP"}
			}
			mock.SetPDS(people...)
		},
		config: func(i int) members { return members{"nhs_number": number(i), "dob": "1985-12-09"} },
	}
}

// manyWebhooks are webhooks of one practice: the figures show whether the list is read
// again for each of them.
func manyWebhooks() population {
	config := func(i int) members {
		return members{"event_type": "appointment.confirmed", "url": fmt.Sprintf("https://receiver.example.com/%d", i)}
	}
	id := func(i int) string { return fmt.Sprint("wh_bench_", i) }
	return population{
		resource: webhookType, config: config, id: id,
		seed: func(mock *heromock.Server, n int) {
			for i := range n {
				webhook := config(i)
				webhook["id"] = id(i)
				mock.AddWebhook("1001", webhook)
			}
		},
	}
}

func manySettings() population {
	group := func(i int) string { return fmt.Sprint(1001 + i) }
	return population{
		resource: settingsType, adopted: true,
		options: func(o *heromock.Options, n int) {
			for i := range n {
				o.PracticeGroups = append(o.PracticeGroups, group(i))
			}
		},
		config: func(i int) members {
			return members{"practice_group_id": group(i), "name": fmt.Sprint("Practice ", i), "address": members{"line_1": "1 High Street", "town": "Leeds", "postcode": "LS1 4AP"}}
		},
	}
}

func manyPrescribers() population {
	const first = 9001
	return population{
		resource: prescriberType, adopted: true,
		seed: func(mock *heromock.Server, n int) {
			for i := range n {
				mock.AddAdmin("1001", members{"id": fmt.Sprint(first + i), "first_name": "Ada"})
			}
		},
		config: func(i int) members {
			return members{"admin_id": fmt.Sprint(first + i), "external_prescriber_id": fmt.Sprint("SRX-", i)}
		},
	}
}
