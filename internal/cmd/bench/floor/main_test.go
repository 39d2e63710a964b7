// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A pet is made, and stays as it is.
func TestPet(t *testing.T) {
	t.Parallel()
	ctx, server := context.Background(), providerserver.NewProtocol6(floor{})()
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil || len(schemas.Diagnostics) > 0 {
		t.Fatal(err, schemas.Diagnostics)
	}
	typ, _ := schemas.ResourceSchemas["floor_pet"].ValueType().(tftypes.Object)
	value := func(members map[string]tftypes.Value) *tfprotov6.DynamicValue {
		var object any
		if members != nil {
			all := map[string]tftypes.Value{}
			for name, member := range typ.AttributeTypes {
				all[name] = tftypes.NewValue(member, nil)
			}
			maps.Copy(all, members)
			object = all
		}
		encoded, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, object))
		if err != nil {
			t.Fatal(err)
		}
		return &encoded
	}
	config := value(map[string]tftypes.Value{"prefix": tftypes.NewValue(tftypes.String, "a")})
	plan := func(prior, proposed *tfprotov6.DynamicValue) *tfprotov6.DynamicValue {
		planned, err := server.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{TypeName: "floor_pet", PriorState: prior, ProposedNewState: proposed, Config: config})
		if err != nil || len(planned.Diagnostics) > 0 {
			t.Fatal(err, planned)
		}
		return planned.PlannedState
	}
	none := value(nil)
	made, err := server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{TypeName: "floor_pet", PriorState: none, PlannedState: plan(none, config), Config: config})
	if err != nil || len(made.Diagnostics) > 0 {
		t.Fatal(err, made)
	}
	read, err := server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{TypeName: "floor_pet", CurrentState: made.NewState})
	if err != nil || len(read.Diagnostics) > 0 {
		t.Fatal(err, read)
	}
	before, after := decoded(t, typ, read.NewState), decoded(t, typ, plan(read.NewState, read.NewState))
	if !before.Equal(after) || !before.IsFullyKnown() {
		t.Errorf("%s became %s", before, after)
	}
}

func decoded(t *testing.T, typ tftypes.Type, value *tfprotov6.DynamicValue) tftypes.Value {
	t.Helper()
	v, err := value.Unmarshal(typ)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
