// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// notManaged begins the paragraph about unset attributes, for each resource that has settings. The
// exceptions follow it.
const notManaged = "\n\n**Unset means not managed.** An attribute that you leave out shows Hero's value and is not sent"

// settingString is a string that Hero holds and that is only managed when set. A plan checks the
// value if it would be sent: see refuseUnsendable.
func settingString(kind *herotypes.Kind, description string, validators ...validator.String) schema.StringAttribute {
	return schema.StringAttribute{
		CustomType: kind.Type(), Optional: true, Computed: true,
		MarkdownDescription: description,
		PlanModifiers:       []planmodifier.String{kind.KeepState()},
		Validators:          validators,
	}
}

// patientString is a settingString that describes a person, and so is sensitive. It is computed
// even if a create needs it: generated configuration has null for a sensitive value, and must plan
// without errors.
func patientString(kind *herotypes.Kind, description string, validators ...validator.String) schema.StringAttribute {
	attribute := settingString(kind, description, validators...)
	attribute.Sensitive = true
	return attribute
}

// unreported is for a string that Hero never reports. If a create leaves it out, it is null, and
// the plan says so.
func unreported(kind *herotypes.Kind, attribute schema.StringAttribute) schema.StringAttribute {
	attribute.PlanModifiers = []planmodifier.String{kind.KeepStateOrNull()}
	return attribute
}

// sameID is the attribute "id" of an object whose id has another name. Some tools keep every object
// by an attribute named id.
func sameID(as, description string) schema.StringAttribute {
	return schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: description + ", the same as `" + as + "`. For tools that keep every object by an `id`. Never null.",
		PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

// planSameID fills in the id if a plan leaves it open. A state of an older version has none until a
// refresh, and an otherwise empty plan stays empty.
func planSameID(ctx context.Context, id string, resp *resource.ModifyPlanResponse) {
	var planned types.String
	resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root("id"), &planned)...)
	if planned.IsUnknown() {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("id"), id)...)
	}
}

// reportedString is a string that Hero reports and nobody can set.
func reportedString(description string) schema.StringAttribute {
	return schema.StringAttribute{
		CustomType: herotypes.Text.Type(), Computed: true,
		MarkdownDescription: description,
		PlanModifiers:       []planmodifier.String{herotypes.Text.KeepState()},
	}
}

// personalReported is a reportedString about a person.
func personalReported(description string) schema.StringAttribute {
	attribute := reportedString(description)
	attribute.Sensitive = true
	return attribute
}
