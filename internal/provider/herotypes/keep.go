// SPDX-License-Identifier: MPL-2.0

package herotypes

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
)

// keeper describes all plan modifiers in this file.
type keeper struct{}

// Description says what the modifier does.
func (keeper) Description(context.Context) string {
	return "Keeps the value in the state unless the configuration asks for something with another meaning."
}

// MarkdownDescription says what the modifier does.
func (k keeper) MarkdownDescription(ctx context.Context) string { return k.Description(ctx) }

// unset reports whether the configuration leaves an existing object's attribute to Hero, so that
// Terraform would show it as "known after apply".
func unset(state tfsdk.State, config, plan attr.Value) bool {
	return !state.Raw.IsNull() && config.IsNull() && plan.IsUnknown()
}

// unsetWhenNew reports whether a new object's attribute is not configured.
func unsetWhenNew(state tfsdk.State, config attr.Value) bool {
	return state.Raw.IsNull() && config.IsNull()
}

// rewritten reports whether an existing object's attribute is configured, so that its meaning must
// be compared with the state's.
func rewritten(state tfsdk.State, config, prior attr.Value) bool {
	return !state.Raw.IsNull() && known(config) && known(prior)
}

func known(v attr.Value) bool { return !v.IsNull() && !v.IsUnknown() }

// KeepState returns a plan modifier for Optional and Optional + Computed attributes of
// the kind. An attribute keeps the value in the state, null included, if it is not
// configured, or configured with another spelling of the same meaning.
func (k *Kind) KeepState() planmodifier.String { return keepString{kind: k} }

// KeepStateOrNull is KeepState for an attribute that Hero does not report after a create that
// leaves it out. A new object's is planned as null, not as known after apply.
func (k *Kind) KeepStateOrNull() planmodifier.String { return keepString{kind: k, nullWhenNew: true} }

type keepString struct {
	keeper
	kind        *Kind
	nullWhenNew bool
}

// PlanModifyString implements planmodifier.String.
func (m keepString) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	same := func() bool { return m.kind.Same(req.ConfigValue.ValueString(), req.StateValue.ValueString()) }
	if unset(req.State, req.ConfigValue, req.PlanValue) || rewritten(req.State, req.ConfigValue, req.StateValue) && same() {
		resp.PlanValue = req.StateValue
	}
	if m.nullWhenNew && unsetWhenNew(req.State, req.ConfigValue) {
		resp.PlanValue = req.ConfigValue
	}
}

// KeepMapOrNull returns a plan modifier for a map. A map that is not configured keeps the value in
// the state, null included, and is null in a new object.
func KeepMapOrNull() planmodifier.Map { return keepMap{} }

type keepMap struct{ keeper }

// PlanModifyMap implements planmodifier.Map.
func (keepMap) PlanModifyMap(_ context.Context, req planmodifier.MapRequest, resp *planmodifier.MapResponse) {
	if unset(req.State, req.ConfigValue, req.PlanValue) {
		resp.PlanValue = req.StateValue
	}
	if unsetWhenNew(req.State, req.ConfigValue) {
		resp.PlanValue = req.ConfigValue
	}
}

// KeepDynamic returns a plan modifier for a dynamic value. It keeps the value in the
// state, null included, if it is not configured, or configured with a value that is the
// same in JSON.
func KeepDynamic() planmodifier.Dynamic { return keepDynamic{} }

type keepDynamic struct{ keeper }

// PlanModifyDynamic implements planmodifier.Dynamic.
func (keepDynamic) PlanModifyDynamic(_ context.Context, req planmodifier.DynamicRequest, resp *planmodifier.DynamicResponse) {
	if unset(req.State, req.ConfigValue, req.PlanValue) ||
		rewritten(req.State, req.ConfigValue, req.StateValue) && EqualJSON(req.ConfigValue, req.StateValue) {
		resp.PlanValue = req.StateValue
	}
}
