package provider_test

import (
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// resourceProtocol talks to the provider about any resource as Terraform would:
// warnings, and the attribute of an error, are seen here only.
type resourceProtocol struct {
	*settingsProtocol
	name     string
	computed map[string]bool
}

// instance is what Terraform keeps of an object.
type instance struct {
	state   *tfprotov6.DynamicValue
	private []byte
}

func newResourceProtocol(t *testing.T, mock *heromock.Server, name string) *resourceProtocol {
	t.Helper()
	p := &resourceProtocol{settingsProtocol: newSettingsProtocol(t, mock), name: name, computed: map[string]bool{}}
	schemas, err := p.server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	block := schemas.ResourceSchemas[name].Block
	p.object = block.ValueType()
	for _, a := range block.Attributes {
		p.computed[a.Name] = a.Computed
	}
	return p
}

// members are the attributes of a state, nil when there is none.
func (p *resourceProtocol) members(i instance) members {
	p.t.Helper()
	decoded, err := i.state.Unmarshal(p.object)
	if err != nil {
		p.t.Fatal(err)
	}
	object, _ := plain(p.t, decoded).(members)
	return object
}

func (p *resourceProtocol) none() instance { return instance{state: p.value(nil)} }

func (p *resourceProtocol) validate(config members) []*tfprotov6.Diagnostic {
	p.t.Helper()
	resp, err := p.server.ValidateResourceConfig(p.t.Context(), &tfprotov6.ValidateResourceConfigRequest{TypeName: p.name, Config: p.value(config)})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.Diagnostics
}

// plan merges as Terraform does, one level deep: what is configured, else what
// the provider computed before. A nil config plans a destroy.
func (p *resourceProtocol) plan(prior instance, config members) *tfprotov6.PlanResourceChangeResponse {
	p.t.Helper()
	req := &tfprotov6.PlanResourceChangeRequest{TypeName: p.name, PriorState: prior.state, PriorPrivate: prior.private}
	if config == nil {
		req.ProposedNewState, req.Config = p.value(nil), p.value(nil)
	} else {
		proposed := members{}
		for name, value := range p.members(prior) {
			if p.computed[name] {
				proposed[name] = value
			}
		}
		maps.Copy(proposed, config)
		req.ProposedNewState, req.Config = p.value(proposed), p.value(config)
	}
	resp, err := p.server.PlanResourceChange(p.t.Context(), req)
	if err != nil {
		p.t.Fatal(err)
	}
	return resp
}

// apply carries out a plan of config.
func (p *resourceProtocol) apply(prior instance, planned *tfprotov6.PlanResourceChangeResponse, config members) (instance, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	req := &tfprotov6.ApplyResourceChangeRequest{
		TypeName: p.name, PriorState: prior.state, PlannedState: planned.PlannedState, PlannedPrivate: planned.PlannedPrivate, Config: p.value(nil),
	}
	if config != nil {
		req.Config = p.value(config)
	}
	resp, err := p.server.ApplyResourceChange(p.t.Context(), req)
	if err != nil {
		p.t.Fatal(err)
	}
	return instance{resp.NewState, resp.Private}, resp.Diagnostics
}

// create plans and applies a new object; the diagnostics are the apply's.
func (p *resourceProtocol) create(config members) (instance, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	return p.apply(p.none(), p.plan(p.none(), config), config)
}

// created is create where nothing is to be said.
func (p *resourceProtocol) created(config members) instance {
	p.t.Helper()
	made, diagnostics := p.create(config)
	wantNoDiagnostics(p.t, diagnostics)
	return made
}

func (p *resourceProtocol) read(i instance) (instance, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp, err := p.server.ReadResource(p.t.Context(), &tfprotov6.ReadResourceRequest{TypeName: p.name, CurrentState: i.state, Private: i.private})
	if err != nil {
		p.t.Fatal(err)
	}
	return instance{resp.NewState, resp.Private}, resp.Diagnostics
}

// importID imports by id and reads.
func (p *resourceProtocol) importID(id string) (instance, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp, err := p.server.ImportResourceState(p.t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: p.name, ID: id})
	if err != nil {
		p.t.Fatal(err)
	}
	if len(resp.ImportedResources) == 0 {
		return p.none(), resp.Diagnostics
	}
	imported := resp.ImportedResources[0]
	return p.read(instance{imported.State, imported.Private})
}

// replaces names the attributes for which a plan makes the object anew.
func replaces(planned *tfprotov6.PlanResourceChangeResponse) (names []string) {
	for _, at := range planned.RequiresReplace {
		names = append(names, attributeName(at))
	}
	return names
}

// wantNothingPlanned fails when a plan would change something.
func (p *resourceProtocol) wantNothingPlanned(prior instance, config members) {
	p.t.Helper()
	planned := p.plan(prior, config)
	wantNoDiagnostics(p.t, planned.Diagnostics)
	before, err := prior.state.Unmarshal(p.object)
	if err != nil {
		p.t.Fatal(err)
	}
	after, err := planned.PlannedState.Unmarshal(p.object)
	if err != nil {
		p.t.Fatal(err)
	}
	if !before.Equal(after) {
		p.t.Error("the plan is not empty")
	}
}
