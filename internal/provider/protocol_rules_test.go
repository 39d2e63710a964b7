// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// These are Terraform's own rules for a provider's responses. If a response breaks one,
// Terraform ends the run with an error that no user can fix.

// wantValidPlan fails if a plan's value for a configured attribute is neither the
// configuration's nor the state's.
func (p *resourceProtocol) wantValidPlan(prior, config, planned tftypes.Value) {
	p.t.Helper()
	p.wantNoBreach("plan", planBreaches(p.t, p.name, p.block.Attributes, prior, config, planned))
}

// wantPlanKept fails if a value that was known in the plan differs in the plan inside
// the apply.
func (p *resourceProtocol) wantPlanKept(planned, again tftypes.Value) {
	p.t.Helper()
	p.wantNoBreach("second plan", planChanges(p.t, p.name, planned, again))
}

// wantState fails if the state after an apply differs from the planned values, or has
// an unknown value.
func (p *resourceProtocol) wantState(planned, state tftypes.Value) {
	p.t.Helper()
	p.wantNoBreach("state after the apply", planChanges(p.t, p.name, planned, state))
	if !state.IsFullyKnown() {
		p.t.Errorf("the state after the apply of %s has an unknown value", p.name)
	}
}

func (p *resourceProtocol) wantNoBreach(what string, breaches []string) {
	p.t.Helper()
	for _, breach := range breaches {
		p.t.Errorf("the %s breaks a rule of Terraform: %s", what, breach)
	}
}

// planBreaches returns the attributes of a plan that Terraform would not accept.
func planBreaches(t testing.TB, at string, attributes []*tfprotov6.SchemaAttribute, prior, config, planned tftypes.Value) (breaches []string) {
	t.Helper()
	if config.IsNull() != planned.IsNull() {
		return []string{fmt.Sprintf("%s is planned as null %t and configured as null %t", at, planned.IsNull(), config.IsNull())}
	}
	before, given, got := attributesIn(t, prior), attributesIn(t, config), attributesIn(t, planned)
	for _, a := range attributes {
		if len(given) == 0 {
			break // a destroy
		}
		name, wanted, value := at+"."+a.Name, given[a.Name], got[a.Name]
		old, known := before[a.Name]
		switch {
		case a.WriteOnly:
			if !value.IsNull() {
				breaches = append(breaches, name+" is write-only")
			}
		case value.Equal(wanted), known && value.Equal(old) && !old.IsNull() && !wanted.IsNull():
		case wanted.IsNull():
			if !a.Computed {
				breaches = append(breaches, name+" is neither configured nor computed")
			}
		case isNestedObject(a) && wanted.IsKnown() && value.IsKnown():
			if !known {
				old = tftypes.NewValue(wanted.Type(), nil)
			}
			breaches = append(breaches, planBreaches(t, name, a.NestedType.Attributes, old, wanted, value)...)
		default:
			breaches = append(breaches, name+" is configured otherwise")
		}
	}
	return breaches
}

func isNestedObject(a *tfprotov6.SchemaAttribute) bool {
	return a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle
}

// planChanges returns the values that were known in a plan and have changed.
func planChanges(t testing.TB, at string, planned, got tftypes.Value) (changes []string) {
	t.Helper()
	if !planned.IsKnown() {
		return nil
	}
	typ := planned.Type()
	isObject := typ.Is(tftypes.Object{}) || typ.Is(tftypes.Map{})
	if !isObject || planned.IsNull() || got.IsNull() || !got.IsKnown() {
		if planned.IsFullyKnown() && !planned.Equal(got) || planned.IsNull() != got.IsNull() {
			return []string{at + " was planned otherwise"}
		}
		return nil
	}
	before, after := attributesIn(t, planned), attributesIn(t, got)
	for name, value := range before {
		if _, ok := after[name]; !ok {
			changes = append(changes, at+"."+name+" was planned and is missing")
			continue
		}
		changes = append(changes, planChanges(t, at+"."+name, value, after[name])...)
	}
	if len(after) > len(before) {
		changes = append(changes, at+" has members that were not planned")
	}
	return changes
}

// The rules must notice breaches, or the tests that rely on them prove nothing.
func TestProtocol_rulesNoticeBreaches(t *testing.T) {
	t.Parallel()
	text := func(name string, computed, writeOnly bool) *tfprotov6.SchemaAttribute {
		return &tfprotov6.SchemaAttribute{Name: name, Type: tftypes.String, Optional: true, Computed: computed, WriteOnly: writeOnly}
	}
	inner := []*tfprotov6.SchemaAttribute{text("town", true, false)}
	attributes := []*tfprotov6.SchemaAttribute{
		text("name", true, false), text("plain", false, false), text("secret", false, true),
		{Name: "address", Optional: true, Computed: true, NestedType: &tfprotov6.SchemaObject{Nesting: tfprotov6.SchemaObjectNestingModeSingle, Attributes: inner}},
	}
	typ := (&tfprotov6.SchemaBlock{Attributes: attributes}).ValueType()
	value := func(v any) tftypes.Value { return terraformValue(t, typ, v) }
	for name, c := range map[string]struct {
		prior, config, planned any
		want                   []string
	}{
		"as configured":          {nil, members{"name": "a"}, members{"name": "a"}, nil},
		"computed":               {nil, members{}, members{"name": unknown}, nil},
		"the same to the state":  {members{"name": "A"}, members{"name": "a"}, members{"name": "A"}, nil},
		"other than configured":  {members{"name": "A"}, members{"name": "a"}, members{"name": "b"}, []string{"x.name is configured otherwise"}},
		"not configured":         {nil, members{}, members{"plain": "a"}, []string{"x.plain is neither configured nor computed"}},
		"write-only":             {nil, members{"secret": "s"}, members{"secret": "s"}, []string{"x.secret is write-only"}},
		"nested":                 {nil, members{"address": members{"town": "a"}}, members{"address": members{"town": "b"}}, []string{"x.address.town is configured otherwise"}},
		"nested, not configured": {nil, members{"address": members{}}, members{"address": members{"town": unknown}}, nil},
		"no object":              {nil, members{"name": "a"}, nil, []string{"x is planned as null true and configured as null false"}},
		"a destroy":              {members{"name": "a"}, nil, nil, nil},
	} {
		if diff := cmp.Diff(c.want, planBreaches(t, "x", attributes, value(c.prior), value(c.config), value(c.planned))); diff != "" {
			t.Errorf("%s: breaches (-want +got):\n%s", name, diff)
		}
	}
	for name, c := range map[string]struct {
		planned, got any
		want         []string
	}{
		"the same":          {members{"name": "a"}, members{"name": "a"}, nil},
		"found out":         {members{"name": unknown, "address": members{"town": unknown}}, members{"name": "a", "address": members{"town": "b"}}, nil},
		"changed":           {members{"name": "a"}, members{"name": "b"}, []string{"x.name was planned otherwise"}},
		"known again":       {members{"name": "a"}, members{"name": unknown}, []string{"x.name was planned otherwise"}},
		"gone":              {members{"name": "a"}, members{}, []string{"x.name was planned otherwise"}},
		"appeared":          {members{}, members{"plain": "a"}, []string{"x.plain was planned otherwise"}},
		"nested":            {members{"address": members{"town": "a"}}, members{"address": members{"town": "b"}}, []string{"x.address.town was planned otherwise"}},
		"an object is gone": {members{"address": members{"town": unknown}}, members{}, []string{"x.address was planned otherwise"}},
		"all is gone":       {members{"name": unknown}, nil, []string{"x was planned otherwise"}},
	} {
		got := planChanges(t, "x", value(c.planned), value(c.got))
		slices.Sort(got)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: changes (-want +got):\n%s", name, diff)
		}
	}
}
