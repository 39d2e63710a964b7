// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// modelWithIdentity knows the identity of the object that it describes.
type modelWithIdentity interface{ identity() any }

// save sets the state and, if Terraform supports identities, the identity: never one without the
// other.
func save(ctx context.Context, state *tfsdk.State, identity *tfsdk.ResourceIdentity, model modelWithIdentity, diags *diag.Diagnostics) {
	object, d := encode(ctx, state.Schema, model)
	diags.Append(d...)
	if d.HasError() {
		return
	}
	state.Raw = object
	if identity != nil {
		identity.Raw, d = encode(ctx, identity.Schema, model.identity())
		diags.Append(d...)
	}
}

// saveRead is save at the end of a refresh, which has found whatever was imported.
func saveRead(ctx context.Context, resp *resource.ReadResponse, model modelWithIdentity) {
	unmarkImported(ctx, resp.Private, &resp.Diagnostics)
	save(ctx, &resp.State, resp.Identity, model, &resp.Diagnostics)
}

// gone is an object that Hero no longer seems to have.
type gone struct {
	subject  string // names the object within a sentence
	practice *hero.Practice
	identity any
	// confirm looks for a second sign that the object is gone, and returns an error if there is none. Nil if the first sign is
	// already confirmed.
	confirm func() error
}

// removeGone removes from the state, during a refresh and with a warning, an object that Hero no
// longer has. An object that was to be imported gets an error instead, and without a second sign
// the object stays in the state. The framework demands the identity even then, and a state written
// by a Terraform before 1.12 has none.
func removeGone(ctx context.Context, g gone, resp *resource.ReadResponse) {
	if importForm := importFormOf(ctx, resp.Private, &resp.Diagnostics); importForm != "" {
		addNothingToImport(&resp.Diagnostics, g.subject, g.practice, importForm)
		return
	}
	if resp.Identity != nil {
		resp.Diagnostics.Append(resp.Identity.Set(ctx, g.identity)...)
	}
	if justCreated(ctx, resp.Private, &resp.Diagnostics) {
		resp.Diagnostics.AddWarning(capitalised(g.subject)+" is not found yet",
			fmt.Sprintf("Hero answered for practice group %s that %s does not exist, but Terraform created it less than %s ago, and Hero's answers may lag behind. "+
				"It stays in the Terraform state as it is, and the next plan looks again.", g.practice.ID(), g.subject, settlesWithin))
		return
	}
	if g.confirm != nil {
		if err := g.confirm(); err != nil {
			addError(&resp.Diagnostics, "read "+g.subject, g.practice, err, nil)
			return
		}
	}
	// A cache that mixes up practice groups would empty the state of this one. If the look fails for another reason, that says
	// nothing.
	other := (*hero.OtherObjectError)(nil)
	if _, err := g.practice.GetPracticeGroupUncached(ctx); errors.As(err, &other) {
		addError(&resp.Diagnostics, "read "+g.subject, g.practice, err, nil)
		return
	}
	resp.Diagnostics.AddWarning(capitalised(g.subject)+" no longer exists",
		fmt.Sprintf("Hero answered for practice group %s that %s does not exist, so it was removed from the Terraform state. "+
			"If it is still configured, the next plan creates it again.", g.practice.ID(), g.subject))
	resp.State.RemoveResource(ctx)
}

// rootString is a string at the root of a configuration, a plan or a state, or null if there is
// none. Reading it by path would walk the schema, which the framework copies at every step.
func rootString(ctx context.Context, raw tftypes.Value, name string) types.String {
	// A failure leaves the zero value, which is null.
	step, _ := raw.ApplyTerraform5AttributePathStep(tftypes.AttributeName(name))
	value, _ := step.(tftypes.Value)
	read, _ := types.StringType.ValueFromTerraform(ctx, value)
	s, _ := read.(types.String)
	return s
}

// unchanged reports whether the plan leaves an existing object alone, so that warnings about changes
// need no look at Hero.
func unchanged(req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) bool {
	return len(resp.RequiresReplace) == 0 && resp.Plan.Raw.Equal(req.State.Raw)
}

// sparseObject is an object of a schema's type with some strings; its other attributes
// are null.
func sparseObject(ctx context.Context, schema attr.Type, strings map[string]string) tftypes.Value {
	object, _ := schema.TerraformType(ctx).(tftypes.Object) // every schema's type is one
	values := make(map[string]tftypes.Value, len(object.AttributeTypes))
	for name, typ := range object.AttributeTypes {
		values[name] = tftypes.NewValue(typ, nil)
	}
	for name, value := range strings {
		values[name] = tftypes.NewValue(tftypes.String, value)
	}
	return tftypes.NewValue(object, values)
}
