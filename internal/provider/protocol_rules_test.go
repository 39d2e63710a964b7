package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Terraform's own rules for the answers of a provider. It ends a run that breaks
// one with an error that no user can do anything about.

// wantValidPlan fails when a plan has another value for what is configured than
// the configuration or, where that means the same, the state.
func (p *resourceProtocol) wantValidPlan(prior, config, planned tftypes.Value) {
	p.t.Helper()
	if config.IsNull() != planned.IsNull() {
		p.t.Fatal("the plan has an object where the configuration has none, or none where it has one")
	}
	if config.IsNull() {
		return
	}
	wantValidAttributes(p.t, p.name, p.block.Attributes, prior, config, planned)
}

func wantValidAttributes(t *testing.T, path string, attributes []*tfprotov6.SchemaAttribute, prior, config, planned tftypes.Value) {
	t.Helper()
	before, given, got := attributesIn(t, prior), attributesIn(t, config), attributesIn(t, planned)
	for _, a := range attributes {
		at := path + "." + a.Name
		old, known := before[a.Name]
		switch value := got[a.Name]; {
		case a.WriteOnly:
			if !value.IsNull() {
				t.Errorf("%s is write-only, and the plan has a value of it", at)
			}
		case value.Equal(given[a.Name]), known && value.Equal(old) && !old.IsNull() && !given[a.Name].IsNull():
		case given[a.Name].IsNull():
			if !a.Computed {
				t.Errorf("%s is not configured and not computed, and the plan has a value of it", at)
			}
		case a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle && given[a.Name].IsKnown() && !value.IsNull():
			wantValidAttributes(t, at, a.NestedType.Attributes, old, given[a.Name], value)
		default:
			t.Errorf("the plan has another value of %s than the configuration", at)
		}
	}
}

// wantPlanKept fails when what a plan knew comes back otherwise: from the plan
// inside the apply, or as the new state.
func (p *resourceProtocol) wantPlanKept(planned, got tftypes.Value) {
	p.t.Helper()
	wantKept(p.t, p.name, planned, got)
}

func wantKept(t *testing.T, at string, planned, got tftypes.Value) {
	t.Helper()
	if !planned.IsKnown() {
		return
	}
	if typ := planned.Type(); !planned.IsNull() && !got.IsNull() && got.IsKnown() && (typ.Is(tftypes.Object{}) || typ.Is(tftypes.Map{})) {
		before, after := attributesIn(t, planned), attributesIn(t, got)
		if len(before) != len(after) {
			t.Errorf("%s has %d members, and %d were planned", at, len(after), len(before))
		}
		for name, value := range before {
			wantKept(t, at+"."+name, value, after[name])
		}
		return
	}
	if planned.IsFullyKnown() && !planned.Equal(got) {
		t.Errorf("%s was planned otherwise", at)
	}
}

// wantState fails when something in the state after an apply is unknown or has
// another value than was planned.
func (p *resourceProtocol) wantState(planned, state tftypes.Value) {
	p.t.Helper()
	p.wantPlanKept(planned, state)
	if !state.IsFullyKnown() {
		p.t.Errorf("something in the state of %s is unknown after the apply", p.name)
	}
}
