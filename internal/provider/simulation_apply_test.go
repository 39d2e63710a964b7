// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// outcome is the result of an apply at one address.
type outcome struct {
	change *change
	held   *slot
	// well says that there was no error.
	well bool
	said []remark
}

// run is an apply with its plan, and the results of both.
type run struct {
	operator *operator
	plan     *plan
	outcomes []*outcome
	// before is the state before the run.
	before map[string]*slot
	// applied has the variants of earlier applies, by place.
	applied map[string]string
	// began is the index of the run's first effect, and existed is what Hero held at that moment.
	began   int
	existed *truth
	killed  bool
	ended   time.Time
	// throttled is how long Hero refused requests because there were too many.
	throttled time.Duration
}

// remarks returns the diagnostics of the plan and of the apply.
func (r *run) remarks() []remark {
	said := slices.Clone(r.plan.remarks)
	for _, out := range r.outcomes {
		said = append(said, out.said...)
	}
	return said
}

// apply plans, unless it gets a saved plan, and carries the plan out in another process.
func (o *operator) apply(with options, saved *plan) *run {
	r := &run{operator: o, plan: saved, before: o.state, applied: maps.Clone(o.applied), began: o.s.effectsSoFar(), existed: o.s.truth()}
	if r.plan == nil {
		r.plan = o.plan(with)
	}
	if r.plan.failed {
		return r
	}
	p := o.start("apply")
	o.running = p
	var together sync.WaitGroup
	for i, position := range o.random.Perm(len(r.plan.changes)) {
		out := &outcome{change: r.plan.changes[position]}
		r.outcomes = append(r.outcomes, out)
		if !with.parallel {
			out.held = p.carryOut(out)
			continue
		}
		together.Go(func() {
			time.Sleep(time.Duration(i) * time.Millisecond) // no two begin at the same moment, so that each repetition takes the same course
			out.held = p.carryOut(out)
		})
	}
	together.Wait()
	r.killed, r.throttled = p.ctx.Err() != nil, r.plan.throttled+p.throttled
	o.running = nil
	r.ended, o.runs = time.Now(), append(o.runs, r)
	said := p.end()
	for _, out := range r.outcomes {
		for _, remark := range said {
			if remark.place == out.change.place.name {
				out.said = append(out.said, remark)
			}
		}
		out.well = !slices.ContainsFunc(out.said, remark.isError)
	}
	if r.killed {
		return r // a killed Terraform saves no state
	}
	state := r.plan.state
	for _, out := range r.outcomes {
		if out.well && out.change.action != doNothing {
			o.applied[out.change.place.name] = out.change.variant
		}
		if out.held.current == nil && len(out.held.deposed) == 0 {
			delete(state, out.change.place.name)
		} else {
			state[out.change.place.name] = out.held
		}
	}
	o.hold(state)
	return r
}

// carryOut carries out the change at one address.
func (p *process) carryOut(out *outcome) *slot {
	c := out.change
	held := &slot{current: c.prior}
	switch {
	case c.action == doNothing:
	case c.action == doDestroy:
		held.current = p.destroy(c.place, c.prior)
	case c.action == doReplace && c.place.createBeforeDestroy:
		made := p.create(c, nil)
		if made == nil {
			break
		}
		held.current = made
		if !made.tainted {
			held.deposed = append(held.deposed, c.prior)
		}
	case c.action == doReplace:
		held.current = p.destroy(c.place, c.prior)
		if held.current == nil {
			held.current = p.create(c, nil)
		}
	default:
		held.current = p.create(c, c.prior)
	}
	for _, old := range append(held.deposed, c.deposed...) {
		held.deposed = slices.DeleteFunc(held.deposed, func(h *holding) bool { return h == old })
		if stays := p.destroy(c.place, old); stays != nil {
			held.deposed = append(held.deposed, stays)
		}
	}
	return held
}

// create creates or updates an object: it plans once more, compares that with the
// first plan, and applies. If a create fails and returns a state, that is tainted.
func (p *process) create(c *change, prior *holding) *holding {
	config := c.place.configuration(p.s.t, c.variant)
	var private []byte
	if prior != nil {
		private = prior.private
	}
	planned, replaced, well := p.plan(c.place, prior, private, config, true)
	if !well {
		return prior
	}
	for _, breach := range planChanges(p.s.t, c.place.name, c.planned.value, planned.value) {
		p.s.breaks(answersTerraform, "the plan inside the apply differs: %s", breach)
	}
	if replaced {
		p.s.breaks(answersTerraform, "an update of %s became a replacement within the apply", c.place.name)
		return prior
	}
	applied, well := p.apply(c.place, prior, planned, config.raw)
	if !well {
		if prior == nil && applied != nil {
			applied.tainted = true
		}
		return applied
	}
	if applied == nil {
		p.s.breaks(answersTerraform, "%s is applied and has no state", c.place.name)
		return nil
	}
	for _, breach := range planChanges(p.s.t, c.place.name, planned.value, applied.value) {
		p.s.breaks(answersTerraform, "the state after the apply is not as planned: %s", breach)
	}
	if !applied.value.IsFullyKnown() {
		p.s.breaks(answersTerraform, "the state of %s has something unknown", c.place.name)
	}
	return applied
}

// destroy returns what stays in the state, nil after a success.
func (p *process) destroy(place *place, held *holding) *holding {
	typ := place.schema(p.s.t).typ
	gone := &holding{value: tftypes.NewValue(typ, nil), raw: place.schema(p.s.t).null, private: held.private}
	stays, _ := p.apply(place, held, gone, place.schema(p.s.t).null)
	return stays
}

func (p *process) apply(place *place, prior, planned *holding, config *tfprotov6.DynamicValue) (applied *holding, well bool) {
	before := place.schema(p.s.t).null
	if prior != nil {
		before = prior.raw
	}
	well = p.call(place.name, "apply", func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
		resp, err := p.server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
			TypeName: place.resource, PriorState: before, PlannedState: planned.raw, Config: config,
			PlannedPrivate: planned.private, PlannedIdentity: planned.identity,
		})
		if err == nil {
			applied = p.holding(place, resp.NewState, resp.Private, resp.NewIdentity)
		}
		return resp.Diagnostics, err
	})
	return applied, well
}

// importID imports the object that an error names or a person has chosen.
func (o *operator) importID(place *place, id string) bool {
	p := o.start("import")
	var imported *holding
	well := p.call(place.name, "import", func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
		resp, err := p.server.ImportResourceState(ctx, &tfprotov6.ImportResourceStateRequest{TypeName: place.resource, ID: id})
		if err == nil && len(resp.ImportedResources) == 1 {
			one := resp.ImportedResources[0]
			imported = p.holding(place, one.State, one.Private, one.Identity)
		}
		return resp.Diagnostics, err
	})
	if well && imported != nil {
		imported = p.refresh(place, imported)
	}
	well = !slices.ContainsFunc(p.end(), remark.isError)
	if well && imported != nil {
		state := maps.Clone(o.state)
		state[place.name] = &slot{current: imported}
		o.hold(state)
	}
	return well && imported != nil
}
