// SPDX-License-Identifier: MPL-2.0

package herotypes

import (
	"context"
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// existing and missing are states of the whole resource.
var (
	resourceType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{}}
	existing     = tfsdk.State{Raw: tftypes.NewValue(resourceType, map[string]tftypes.Value{})}
	missing      = tfsdk.State{Raw: tftypes.NewValue(resourceType, nil)}
)

func TestKeepState(t *testing.T) {
	t.Parallel()
	null, unknown, text := types.StringNull(), types.StringUnknown(), types.StringValue
	tests := map[string]struct {
		state               tfsdk.State
		config, prior, plan types.String
		want                types.String
	}{
		"create, unset":             {missing, null, null, unknown, unknown},
		"create, set":               {missing, text("a@b"), null, text("a@b"), text("a@b")},
		"unset keeps":               {existing, null, text("a@b"), unknown, text("a@b")},
		"unset keeps null":          {existing, null, null, unknown, null},
		"unset, planned already":    {existing, null, text("a@b"), null, null},
		"config unknown":            {existing, unknown, text("a@b"), unknown, unknown},
		"same text":                 {existing, text("a@b"), text("a@b"), text("a@b"), text("a@b")},
		"same meaning keeps":        {existing, text("A@B"), text("a@b"), text("A@B"), text("a@b")},
		"another meaning":           {existing, text("c@d"), text("a@b"), text("c@d"), text("c@d")},
		"set where null was":        {existing, text(""), null, text(""), text("")},
		"cleared":                   {existing, text(""), text("a@b"), text(""), text("")},
		"invalid means only itself": {existing, text("X"), text("x"), text("X"), text("X")},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req := planmodifier.StringRequest{State: test.state, ConfigValue: test.config, StateValue: test.prior, PlanValue: test.plan}
			resp := planmodifier.StringResponse{PlanValue: test.plan}
			Email.KeepState().PlanModifyString(t.Context(), req, &resp)
			if !resp.PlanValue.Equal(test.want) || resp.Diagnostics.HasError() {
				t.Errorf("planned %s, want %s (%v)", resp.PlanValue, test.want, resp.Diagnostics)
			}
		})
	}
}

// unsetCases tests what holds for every type: only an unset attribute of an existing
// resource that is planned as unknown takes the prior value. whenNew is the plan of
// the attribute in a new resource.
func unsetCases[V attr.Value](t *testing.T, null, unknown, whenNew, a, b V, modify func(state tfsdk.State, config, prior, plan V) V) {
	t.Helper()
	tests := map[string]struct {
		state               tfsdk.State
		config, prior, plan V
		want                V
	}{
		"create, unset":          {missing, null, null, unknown, whenNew},
		"create, unknown":        {missing, unknown, null, unknown, unknown},
		"create, set":            {missing, a, null, a, a},
		"unset keeps":            {existing, null, a, unknown, a},
		"unset keeps null":       {existing, null, null, unknown, null},
		"unset, planned already": {existing, null, a, b, b},
		"config unknown":         {existing, unknown, a, unknown, unknown},
		"changed":                {existing, b, a, b, b},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := modify(test.state, test.config, test.prior, test.plan); !got.Equal(test.want) {
				t.Errorf("planned %s, want %s", got, test.want)
			}
		})
	}
}

// For a boolean and an object we use the framework's own modifiers. Like ours for the
// other types they keep a null, which older versions of the framework did not.
func TestUseStateForUnknown_keepsBool(t *testing.T) {
	t.Parallel()
	unsetCases(t, types.BoolNull(), types.BoolUnknown(), types.BoolUnknown(), types.BoolValue(true), types.BoolValue(false),
		func(state tfsdk.State, config, prior, plan types.Bool) types.Bool {
			resp := planmodifier.BoolResponse{PlanValue: plan}
			boolplanmodifier.UseStateForUnknown().PlanModifyBool(t.Context(),
				planmodifier.BoolRequest{State: state, ConfigValue: config, StateValue: prior, PlanValue: plan}, &resp)
			return resp.PlanValue
		})
}

func TestUseStateForUnknown_keepsObject(t *testing.T) {
	t.Parallel()
	members := map[string]attr.Type{"town": types.StringType}
	object := func(town string) types.Object {
		return types.ObjectValueMust(members, map[string]attr.Value{"town": types.StringValue(town)})
	}
	unsetCases(t, types.ObjectNull(members), types.ObjectUnknown(members), types.ObjectUnknown(members), object("Leeds"), object("York"),
		func(state tfsdk.State, config, prior, plan types.Object) types.Object {
			resp := planmodifier.ObjectResponse{PlanValue: plan}
			objectplanmodifier.UseStateForUnknown().PlanModifyObject(t.Context(),
				planmodifier.ObjectRequest{State: state, ConfigValue: config, StateValue: prior, PlanValue: plan}, &resp)
			return resp.PlanValue
		})
}

func TestKeepStateOrNull(t *testing.T) {
	t.Parallel()
	unsetCases(t, types.StringNull(), types.StringUnknown(), types.StringNull(), types.StringValue("a@b"), types.StringValue("c@d"),
		func(state tfsdk.State, config, prior, plan types.String) types.String {
			resp := planmodifier.StringResponse{PlanValue: plan}
			Email.KeepStateOrNull().PlanModifyString(t.Context(),
				planmodifier.StringRequest{State: state, ConfigValue: config, StateValue: prior, PlanValue: plan}, &resp)
			return resp.PlanValue
		})
}

func TestKeepMapOrNull(t *testing.T) {
	t.Parallel()
	header := func(value string) types.Map {
		return types.MapValueMust(types.StringType, map[string]attr.Value{"X-Team": types.StringValue(value)})
	}
	unsetCases(t, types.MapNull(types.StringType), types.MapUnknown(types.StringType), types.MapNull(types.StringType), header("a"), header("b"),
		func(state tfsdk.State, config, prior, plan types.Map) types.Map {
			resp := planmodifier.MapResponse{PlanValue: plan}
			KeepMapOrNull().PlanModifyMap(t.Context(),
				planmodifier.MapRequest{State: state, ConfigValue: config, StateValue: prior, PlanValue: plan}, &resp)
			return resp.PlanValue
		})
}

func keepDynamicPlan(state tfsdk.State, config, prior, plan types.Dynamic) types.Dynamic {
	resp := planmodifier.DynamicResponse{PlanValue: plan}
	KeepDynamic().PlanModifyDynamic(context.Background(),
		planmodifier.DynamicRequest{State: state, ConfigValue: config, StateValue: prior, PlanValue: plan}, &resp)
	return resp.PlanValue
}

func TestKeepDynamic(t *testing.T) {
	t.Parallel()
	unsetCases(t, types.DynamicNull(), types.DynamicUnknown(), types.DynamicUnknown(),
		types.DynamicValue(types.StringValue("a")), types.DynamicValue(types.BoolValue(true)), keepDynamicPlan)
}

func TestKeepDynamicComparesJSON(t *testing.T) {
	t.Parallel()
	list := types.DynamicValue(types.ListValueMust(types.NumberType, []attr.Value{types.NumberValue(big.NewFloat(1))}))
	tuple := types.DynamicValue(types.TupleValueMust([]attr.Type{types.Int64Type}, []attr.Value{types.Int64Value(1)}))
	partly := types.DynamicValue(types.TupleValueMust([]attr.Type{types.Int64Type}, []attr.Value{types.Int64Unknown()}))
	tests := map[string]struct {
		state               tfsdk.State
		config, prior, want types.Dynamic
	}{
		"same in JSON keeps":  {existing, list, tuple, tuple},
		"create":              {missing, list, tuple, list},
		"partly unknown":      {existing, partly, tuple, partly},
		"different":           {existing, types.DynamicValue(types.StringValue("1")), tuple, types.DynamicValue(types.StringValue("1"))},
		"set where null was":  {existing, list, types.DynamicNull(), list},
		"set to a typed null": {existing, types.DynamicValue(types.StringNull()), tuple, types.DynamicValue(types.StringNull())},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := keepDynamicPlan(test.state, test.config, test.prior, test.config); !got.Equal(test.want) {
				t.Errorf("planned %s, want %s", got, test.want)
			}
		})
	}
}

func TestModifiersDescribeThemselves(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for _, m := range []planmodifier.Describer{Text.KeepState(), Text.KeepStateOrNull(), KeepMapOrNull(), KeepDynamic()} {
		if m.Description(ctx) == "" || m.MarkdownDescription(ctx) == "" {
			t.Errorf("%T has no description", m)
		}
	}
}
