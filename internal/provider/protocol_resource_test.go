// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

// resourceProtocol is one resource type in a process. Several of them, and several
// objects of each, may share the process.
type resourceProtocol struct {
	*protocol
	name   string
	block  *tfprotov6.SchemaBlock
	object tftypes.Type
	// inApply: plans are second plans, inside an apply.
	inApply bool
}

// instance is what Terraform stores about an object.
type instance struct {
	state    *tfprotov6.DynamicValue
	private  []byte
	identity *tfprotov6.ResourceIdentityData
}

// plannedChange is a plan of an object. A test may change its state to see how an
// apply handles it.
type plannedChange struct {
	state       *tfprotov6.DynamicValue
	private     []byte
	identity    *tfprotov6.ResourceIdentityData
	replaces    []string // the attributes because of which the object is replaced
	Diagnostics []*tfprotov6.Diagnostic
}

func newResourceProtocol(t testing.TB, mock *heromock.Server, name string) *resourceProtocol {
	t.Helper()
	return newProtocol(t, mock, nil).resource(name)
}

func (p *protocol) resource(name string) *resourceProtocol {
	p.t.Helper()
	schema := p.schemas.ResourceSchemas[name]
	if schema == nil {
		p.t.Fatalf("the provider has no resource %s", name)
	}
	return &resourceProtocol{protocol: p, name: name, block: schema.Block, object: schema.Block.ValueType()}
}

// newProcess returns the same resource in another process.
func (p *resourceProtocol) newProcess() *resourceProtocol {
	p.t.Helper()
	return p.protocol.newProcess().resource(p.name)
}

func (p *resourceProtocol) value(v any) *tfprotov6.DynamicValue {
	p.t.Helper()
	return p.encode(p.object, v)
}

// state decodes a state or a plan of the resource.
func (p *resourceProtocol) state(v *tfprotov6.DynamicValue) tftypes.Value {
	p.t.Helper()
	return p.decode(p.object, v)
}

// members returns the attributes of an object, or nil if there is none.
func (p *resourceProtocol) members(i instance) members {
	p.t.Helper()
	object, _ := plain(p.t, p.state(i.state)).(members)
	return object
}

// text returns a string attribute of an object, or "" if it is null.
func (p *resourceProtocol) text(i instance, name string) string {
	p.t.Helper()
	text, _ := p.members(i)[name].(string)
	return text
}

func (p *resourceProtocol) sameState(a, b instance) bool {
	p.t.Helper()
	return p.state(a.state).Equal(p.state(b.state))
}

// none is the state of an object that does not exist yet.
func (p *resourceProtocol) none() instance { return instance{state: p.value(nil)} }

func (p *resourceProtocol) validate(config any) []*tfprotov6.Diagnostic {
	p.t.Helper()
	resp, err := p.server.ValidateResourceConfig(p.t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: p.name, Config: p.value(config),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	p.must(err)
	return resp.Diagnostics
}

// plan plans a configuration of an object, as Terraform does, and checks the response
// against Terraform's rules. A nil config plans a destroy.
func (p *resourceProtocol) plan(prior instance, config any) plannedChange {
	p.t.Helper()
	configured := terraformValue(p.t, p.object, config)
	if !configured.IsNull() {
		if refused := p.validate(configured); hasError(refused) {
			return plannedChange{state: prior.state, Diagnostics: refused}
		}
	}
	proposed := proposedState(p.t, p.block.Attributes, p.state(prior.state), configured)
	resp, err := p.server.PlanResourceChange(p.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: p.name, PriorState: prior.state, PriorPrivate: prior.private, PriorIdentity: prior.identity,
		ProposedNewState: p.value(proposed), Config: p.value(configured),
		ClientCapabilities: p.capabilities(),
	})
	p.must(err)
	planned := plannedChange{state: resp.PlannedState, private: resp.PlannedPrivate, identity: resp.PlannedIdentity, Diagnostics: resp.Diagnostics}
	for _, at := range resp.RequiresReplace {
		planned.replaces = append(planned.replaces, diagtest.AttributeName(at))
	}
	if !hasError(resp.Diagnostics) {
		p.wantValidPlan(p.state(prior.state), configured, p.state(resp.PlannedState))
	}
	return planned
}

// capabilities are Terraform's. OpenTofu's do not tell the plan inside an apply from the first one.
func (p *resourceProtocol) capabilities() *tfprotov6.PlanResourceChangeClientCapabilities {
	return &tfprotov6.PlanResourceChangeClientCapabilities{DeferralAllowed: p.inApply}
}

// apply applies one change, and checks the response against Terraform's rules. In the
// configuration of an apply, values that were unknown are known.
func (p *resourceProtocol) apply(prior instance, planned plannedChange, config any) (instance, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp, err := p.server.ApplyResourceChange(p.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: p.name, PriorState: prior.state, PlannedState: planned.state, PlannedPrivate: planned.private, PlannedIdentity: planned.identity,
		Config: p.value(config),
	})
	p.must(err)
	if !hasError(resp.Diagnostics) {
		p.wantState(p.state(planned.state), p.state(resp.NewState))
	}
	return instance{resp.NewState, resp.Private, resp.NewIdentity}, resp.Diagnostics
}

// applySavedPlan applies another process's plan as `terraform apply` does: this process
// plans again, its plan must agree with the first, and it destroys an object before it
// replaces it. The diagnostics are those of the step that failed, or of each apply.
func (p *resourceProtocol) applySavedPlan(prior instance, planned plannedChange, config any) (instance, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	again := *p
	again.inApply = true
	var diags []*tfprotov6.Diagnostic
	if len(planned.replaces) > 0 {
		gone, diagnostics := p.destroy(prior)
		diags = append(diags, diagnostics...)
		if hasError(diags) {
			return prior, diags
		}
		prior, planned = gone, again.plan(gone, config)
	} else if config != nil {
		replanned := again.plan(prior, config)
		if !hasError(replanned.Diagnostics) {
			p.wantPlanKept(p.state(planned.state), p.state(replanned.state))
		}
		planned = replanned
	}
	if hasError(planned.Diagnostics) {
		return prior, planned.Diagnostics
	}
	if p.state(planned.state).Equal(p.state(prior.state)) {
		return prior, diags
	}
	made, diagnostics := p.apply(prior, planned, config)
	return made, append(diags, diagnostics...)
}

// run refreshes, plans and applies, like one `terraform apply` with one object.
func (p *resourceProtocol) run(prior instance, config any) (instance, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	first := p.newProcess()
	if p.members(prior) != nil {
		read, diagnostics := first.read(prior)
		if hasError(diagnostics) {
			return prior, diagnostics
		}
		prior = read
	}
	if config == nil && p.members(prior) == nil {
		return prior, nil
	}
	planned := first.plan(prior, config)
	if hasError(planned.Diagnostics) {
		return prior, planned.Diagnostics
	}
	return first.newProcess().applySavedPlan(prior, planned, config)
}

// create plans and applies a new object; the diagnostics are the apply's.
func (p *resourceProtocol) create(config any) (instance, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	return p.apply(p.none(), p.plan(p.none(), config), config)
}

// mustCreate is like create, for an apply without diagnostics.
func (p *resourceProtocol) mustCreate(config any) instance {
	p.t.Helper()
	made, diagnostics := p.create(config)
	wantDiagnostics(p.t, diagnostics)
	return made
}

// destroy plans and applies the destruction of an object.
func (p *resourceProtocol) destroy(prior instance) (instance, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	return p.apply(prior, p.plan(prior, nil), nil)
}

func (p *resourceProtocol) read(i instance) (instance, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp, err := p.server.ReadResource(p.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: p.name, CurrentState: i.state, Private: i.private, CurrentIdentity: i.identity,
	})
	p.must(err)
	return instance{resp.NewState, resp.Private, resp.NewIdentity}, resp.Diagnostics
}

// importID imports by id and reads, as Terraform does.
func (p *resourceProtocol) importID(id string) (instance, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	return p.imported(&tfprotov6.ImportResourceStateRequest{TypeName: p.name, ID: id})
}

// importIdentity imports by identity and reads.
func (p *resourceProtocol) importIdentity(identity members) (instance, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	data := &tfprotov6.ResourceIdentityData{IdentityData: p.encode(p.identities[p.name].ValueType(), identity)}
	return p.imported(&tfprotov6.ImportResourceStateRequest{TypeName: p.name, Identity: data})
}

func (p *resourceProtocol) imported(req *tfprotov6.ImportResourceStateRequest) (instance, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp, err := p.server.ImportResourceState(p.t.Context(), req)
	p.must(err)
	if len(resp.ImportedResources) == 0 {
		return p.none(), resp.Diagnostics
	}
	imported := resp.ImportedResources[0]
	made, diagnostics := p.read(instance{imported.State, imported.Private, imported.Identity})
	if hasError(diagnostics) {
		return p.none(), diagnostics
	}
	return made, diagnostics
}

// identity returns the identity of an object, as an import by identity needs it.
func (p *resourceProtocol) identity(i instance) members {
	p.t.Helper()
	if i.identity == nil {
		return nil
	}
	object, _ := plain(p.t, p.decode(p.identities[p.name].ValueType(), i.identity.IdentityData)).(members)
	return object
}

// wantNothingPlanned fails if the plan is not empty.
func (p *resourceProtocol) wantNothingPlanned(prior instance, config any) {
	p.t.Helper()
	planned := p.plan(prior, config)
	wantDiagnostics(p.t, planned.Diagnostics)
	if !p.state(planned.state).Equal(p.state(prior.state)) {
		p.t.Error("the plan is not empty")
	}
}

// proposedState merges as Terraform does: the configured value, or else the one that
// the provider computed before, but null for a write-only attribute.
func proposedState(t testing.TB, attributes []*tfprotov6.SchemaAttribute, prior, config tftypes.Value) tftypes.Value {
	t.Helper()
	if config.IsNull() || !config.IsKnown() {
		return config
	}
	before, proposed := attributesIn(t, prior), attributesIn(t, config)
	for _, a := range attributes {
		old, known := before[a.Name]
		switch given := proposed[a.Name]; {
		case a.WriteOnly:
			proposed[a.Name] = tftypes.NewValue(given.Type(), nil)
		case given.IsNull() && a.Computed && known:
			proposed[a.Name] = old
		case isNestedObject(a):
			if !known {
				old = tftypes.NewValue(given.Type(), nil)
			}
			proposed[a.Name] = proposedState(t, a.NestedType.Attributes, old, given)
		}
	}
	return tftypes.NewValue(config.Type(), proposed)
}

// attributesIn returns the attributes of an object, or none if it is null or unknown.
func attributesIn(t testing.TB, v tftypes.Value) map[string]tftypes.Value {
	t.Helper()
	values := map[string]tftypes.Value{}
	if v.IsNull() || !v.IsKnown() {
		return values
	}
	if err := v.As(&values); err != nil {
		t.Fatalf("reading an object: %v", err)
	}
	return maps.Clone(values)
}
