// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The actions of a plan, as Terraform names them.
const (
	doNothing = "no-op"
	doCreate  = "create"
	doUpdate  = "update"
	doReplace = "replace"
	doDestroy = "delete"
)

// change is what a plan is going to do at one address.
type change struct {
	place   *place
	action  string
	variant string // "" if nothing is configured
	prior   *holding
	planned *holding
	deposed []*holding // to be destroyed
}

// plan is a plan of an operator, which may be applied later.
type plan struct {
	changes []*change
	state   map[string]*slot // as the refresh has left it, and later the apply
	remarks []remark
	failed  bool
	// throttled is how long Hero refused requests because there were too many.
	throttled time.Duration
	serial    int // of the state that the plan is based on
	// before is what Hero held at the end of the plan.
	before *truth
}

func (p *plan) isEmpty() bool {
	return !p.failed && !slices.ContainsFunc(p.changes, func(c *change) bool { return c.action != doNothing || len(c.deposed) > 0 })
}

// options are the options of a command.
type options struct {
	noRefresh bool
	parallel  bool
	target    string // a place's name, or "" for all
}

// plan refreshes and plans, in a process of its own.
func (o *operator) plan(with options) *plan {
	p := o.start("plan")
	result := &plan{state: map[string]*slot{}, serial: o.serial}
	for name, held := range o.state {
		result.state[name] = &slot{held.current, slices.Clone(held.deposed)}
	}
	for _, place := range o.order(with) {
		o.planPlace(p, place, with, result)
	}
	result.remarks, result.throttled = p.end(), p.throttled
	result.failed = slices.ContainsFunc(result.remarks, remark.isError)
	result.before = o.s.truth()
	o.s.checkRefresh(o, result)
	return result
}

// order returns the places of a command, in an order that the seed decides.
func (o *operator) order(with options) (order []*place) {
	names := slices.AppendSeq(slices.Collect(maps.Keys(o.config)), maps.Keys(o.state))
	slices.Sort(names)
	names = slices.Compact(names)
	for _, i := range o.random.Perm(len(names)) {
		if with.target == "" || with.target == names[i] {
			order = append(order, placeNamed(names[i]))
		}
	}
	return order
}

func (o *operator) planPlace(p *process, place *place, with options, result *plan) {
	held := result.state[place.name]
	if held == nil {
		held = &slot{}
	}
	if !with.noRefresh {
		held.current = p.refresh(place, held.current)
		held.deposed = slices.DeleteFunc(held.deposed, func(h *holding) bool { return p.refresh(place, h) == nil })
	}
	if held.current == nil && len(held.deposed) == 0 {
		delete(result.state, place.name)
	} else {
		result.state[place.name] = held
	}
	c := &change{place: place, action: doNothing, variant: o.config[place.name], prior: held.current, deposed: held.deposed}
	result.changes = append(result.changes, c)
	switch {
	case c.variant != "":
		p.planChange(c)
	case c.prior != nil:
		c.action = doDestroy
		c.planned, _, _ = p.plan(place, c.prior, c.prior.private, nil, false)
	}
}

// refresh reads an object. It returns nil if that is gone.
func (p *process) refresh(place *place, held *holding) *holding {
	if held == nil {
		return nil
	}
	read := held
	well := p.call(place.name, "read", func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
		resp, err := p.server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{
			TypeName: place.resource, CurrentState: held.raw, Private: held.private, CurrentIdentity: held.identity,
		})
		if err == nil {
			read = p.holding(place, resp.NewState, resp.Private, resp.NewIdentity)
		}
		return resp.Diagnostics, err
	})
	if !well {
		return held
	}
	if read != nil {
		read.tainted = held.tainted
	}
	return read
}

// holding decodes the object of a response, or returns nil if there is none.
func (p *process) holding(place *place, raw *tfprotov6.DynamicValue, private []byte, identity *tfprotov6.ResourceIdentityData) *holding {
	if raw == nil {
		return nil
	}
	value, err := raw.Unmarshal(place.schema(p.s.t).typ)
	if err != nil {
		p.s.breaks(answersTerraform, "a state of %s cannot be decoded: %v", place.name, err)
		return nil
	}
	if value.IsNull() {
		return nil
	}
	return &holding{value: value, raw: raw, private: private, identity: identity}
}

// planChange plans what is configured.
func (p *process) planChange(c *change) {
	config := c.place.configuration(p.s.t, c.variant)
	valid := p.call(c.place.name, "validate", func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
		resp, err := p.server.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{
			TypeName: c.place.resource, Config: config.raw,
			ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
		})
		return resp.Diagnostics, err
	})
	if !valid {
		return
	}
	if c.prior == nil || c.prior.tainted {
		c.action = doCreate
		if c.prior != nil {
			c.action = doReplace
		}
		c.planned, _, _ = p.plan(c.place, nil, nil, config, false)
		return
	}
	planned, replaced, well := p.plan(c.place, c.prior, c.prior.private, config, false)
	switch {
	case !well:
	case replaced:
		// Terraform plans once more, without the object but with its private state.
		c.action = doReplace
		c.planned, _, _ = p.plan(c.place, nil, planned.private, config, false)
	case planned.value.Equal(c.prior.value):
	default:
		c.action, c.planned = doUpdate, planned
	}
}

// plan makes one call. A nil config plans a destroy. inApply says that it is the plan
// within an apply; the provider learns that from the client capabilities.
func (p *process) plan(place *place, prior *holding, private []byte, config *configuration, inApply bool) (planned *holding, replaced, well bool) {
	schema := place.schema(p.s.t)
	before, priorValue := schema.null, tftypes.NewValue(schema.typ, nil)
	var identity *tfprotov6.ResourceIdentityData
	if prior != nil {
		before, priorValue, identity = prior.raw, prior.value, prior.identity
	}
	proposed, configured := schema.null, schema.null
	if config != nil {
		configured = config.raw
		proposed = encoded(p.s.t, schema.typ, proposedState(p.s.t, schema.attributes, priorValue, config.value))
	}
	planned = &holding{}
	well = p.call(place.name, "plan", func(ctx context.Context) ([]*tfprotov6.Diagnostic, error) {
		resp, err := p.server.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{
			TypeName: place.resource, PriorState: before, ProposedNewState: proposed, Config: configured,
			PriorPrivate: private, PriorIdentity: identity,
			ClientCapabilities: &tfprotov6.PlanResourceChangeClientCapabilities{DeferralAllowed: inApply},
		})
		if err == nil && resp.PlannedState != nil {
			planned.raw, planned.private, planned.identity = resp.PlannedState, resp.PlannedPrivate, resp.PlannedIdentity
			planned.value, err = resp.PlannedState.Unmarshal(schema.typ)
			replaced = len(resp.RequiresReplace) > 0
		}
		return resp.Diagnostics, err
	})
	if well && config != nil {
		for _, breach := range planBreaches(p.s.t, place.name, schema.attributes, priorValue, config.value, planned.value) {
			p.s.breaks(answersTerraform, "a plan of %s would not be taken: %s", place.name, breach)
		}
	}
	return planned, replaced, well
}
