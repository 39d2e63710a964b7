// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	lschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	rschema "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

const practiceGroupIDDescription = "Practice group to act for, sent as the header `x-practice-group-id`. " +
	"Defaults to the provider's `practice_group_id`. Hero allows another practice group only within the same network."

func practiceGroupIDValidators() []validator.String {
	return []validator.String{filled()}
}

func practiceGroupIDResourceAttribute() rschema.StringAttribute {
	return rschema.StringAttribute{
		Optional:            true,
		Computed:            true,
		MarkdownDescription: practiceGroupIDDescription + " Changing it replaces the resource.",
		Validators:          practiceGroupIDValidators(),
	}
}

func practiceGroupIDDataSourceAttribute() dsschema.StringAttribute {
	return dsschema.StringAttribute{
		Optional:            true,
		Computed:            true,
		MarkdownDescription: practiceGroupIDDescription,
		Validators:          practiceGroupIDValidators(),
	}
}

func practiceGroupIDListAttribute() lschema.StringAttribute {
	return lschema.StringAttribute{
		Optional:            true,
		MarkdownDescription: practiceGroupIDDescription + " For several practice groups, set `for_each` in the list block.",
		Validators:          practiceGroupIDValidators(),
	}
}

func practiceGroupIDIdentityAttribute() identityschema.StringAttribute {
	return identityschema.StringAttribute{
		OptionalForImport: true,
		Description:       "Practice group that the object belongs to. Defaults to the provider's.",
	}
}

// planPracticeGroup plans practice_group_id: what is configured, else the
// provider's default. Another value than before means another practice's
// object, hence a replacement. It returns nil when the practice is not known
// yet or after adding an error. The plan is written only where it changes.
func (d *providerData) planPracticeGroup(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) *hero.Practice {
	if d == nil || resp.Diagnostics.HasError() {
		return nil
	}
	const name = "practice_group_id"
	configured := rootText(ctx, req.Config.Raw, name)
	before := rootText(ctx, req.State.Raw, name)
	planned := types.StringUnknown()
	var practice *hero.Practice
	if !configured.IsUnknown() {
		if practice = d.practice(configured, &resp.Diagnostics); practice == nil {
			return nil
		}
		planned = types.StringValue(practice.ID())
	}
	if !planned.Equal(rootText(ctx, resp.Plan.Raw, name)) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(name), planned)...)
	}
	if !before.IsNull() && !before.Equal(planned) {
		resp.RequiresReplace.Append(path.Root(name))
	}
	return practice
}
