// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// models are the models of the resources.
var models = map[string]struct {
	of  func() resource.Resource
	new func() any
}{
	"patient":          {newPatientResource, func() any { return &patientModel{} }},
	"PDS patient":      {newPDSPatientResource, func() any { return &pdsPatientModel{} }},
	"webhook":          {newWebhookResource, func() any { return &webhookModel{} }},
	"settings":         {newPracticeGroupSettingsResource, func() any { return &practiceGroupSettingsModel{} }},
	"admin prescriber": {newAdminPrescriberResource, func() any { return &adminPrescriberModel{} }},
}

// decode and encode give the same results as the framework.
func TestCodecIsTheFrameworks(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for name, model := range models {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var resp resource.SchemaResponse
			model.of().Schema(ctx, resource.SchemaRequest{}, &resp)
			object, _ := resp.Schema.Type().TerraformType(ctx).(tftypes.Object)
			for how, value := range map[string]func(tftypes.Type) tftypes.Value{"null": nullOf, "unknown": unknownOf, "known": knownOf} {
				members := map[string]tftypes.Value{}
				for attribute, typ := range object.AttributeTypes {
					members[attribute] = value(typ)
				}
				state := tfsdk.State{Schema: resp.Schema, Raw: tftypes.NewValue(object, members)}
				want, got := model.new(), model.new()
				if diags := state.Get(ctx, want); diags.HasError() {
					t.Fatal(diags)
				}
				if diags := decode(ctx, state, got); diags.HasError() {
					t.Fatal(diags)
				}
				if !reflect.DeepEqual(want, got) {
					t.Errorf("%s: got %+v, want %+v", how, got, want)
				}
				encoded, diags := encode(ctx, state.Schema, got)
				if diags.HasError() {
					t.Fatal(diags)
				}
				if diff := cmp.Diff(state.Raw, encoded); diff != "" {
					t.Errorf("%s (-framework's +encoded):\n%s", how, diff)
				}
			}
		})
	}
}

// decode and encode exist because the framework compiles a regular expression for
// each field each time. If this test fails, the framework has stopped doing so: drop
// codec.go.
func TestCodec_savesAllocations(t *testing.T) { //nolint:paralleltest // it counts the allocations of the process
	ctx := t.Context()
	var resp resource.SchemaResponse
	newPatientResource().Schema(ctx, resource.SchemaRequest{}, &resp)
	state := tfsdk.State{Schema: resp.Schema, Raw: knownOf(resp.Schema.Type().TerraformType(ctx))}
	framework := testing.AllocsPerRun(10, func() { state.Get(ctx, &patientModel{}) })
	own := testing.AllocsPerRun(10, func() { decode(ctx, state, &patientModel{}) })
	if framework < 8*own {
		t.Errorf("decode makes %.0f allocations and the framework only %.0f", own, framework)
	}
}

func nullOf(typ tftypes.Type) tftypes.Value { return tftypes.NewValue(typ, nil) }

func unknownOf(typ tftypes.Type) tftypes.Value { return tftypes.NewValue(typ, tftypes.UnknownValue) }

// knownOf returns a value of the type that is neither null nor unknown.
func knownOf(typ tftypes.Type) tftypes.Value {
	switch typ := typ.(type) {
	case tftypes.Object:
		members := map[string]tftypes.Value{}
		for name, member := range typ.AttributeTypes {
			members[name] = knownOf(member)
		}
		return tftypes.NewValue(typ, members)
	case tftypes.Map:
		return tftypes.NewValue(typ, map[string]tftypes.Value{"one": knownOf(typ.ElementType)})
	}
	switch {
	case typ.Is(tftypes.Bool):
		return tftypes.NewValue(typ, true)
	default: // strings, and attributes of any type
		return tftypes.NewValue(tftypes.String, "some text")
	}
}

func TestCodecTellsOfModelsThatDoNotFit(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	plain := schema.Schema{Attributes: map[string]schema.Attribute{"name": schema.StringAttribute{Optional: true}, "enabled": schema.BoolAttribute{Optional: true}}}
	raw := sparseObject(ctx, plain.Type(), map[string]string{"name": "a"})
	state := tfsdk.State{Schema: plain, Raw: raw}
	type fits struct {
		Name    types.String `tfsdk:"name"`
		Enabled types.Bool   `tfsdk:"enabled"`
	}
	type tooSmall struct {
		Name types.String `tfsdk:"name"`
	}
	type misnamed struct {
		Name    types.String `tfsdk:"name"`
		Enabled types.Bool   `tfsdk:"enbaled"`
	}
	type mistyped struct {
		Name    types.String `tfsdk:"name"`
		Enabled types.String `tfsdk:"enabled"`
	}
	for name, model := range map[string]any{"too small": &tooSmall{}, "misnamed": &misnamed{}, "mistyped": &mistyped{}} {
		if !decode(ctx, state, model).HasError() {
			t.Errorf("%s: decoded", name)
		}
		if _, diags := encode(ctx, plain, model); !diags.HasError() {
			t.Errorf("%s: encoded", name)
		}
	}
	if diags := decode(ctx, state, &fits{}); diags.HasError() {
		t.Error(diags)
	}
	if !decode(ctx, tfsdk.Plan{Schema: plain, Raw: tftypes.NewValue(plain.Type().TerraformType(ctx), nil)}, &fits{}).HasError() {
		t.Error("decoded a missing value")
	}
}
