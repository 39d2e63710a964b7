// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

func (r *adminPrescriberResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Prescriber settings of an admin, which is what Hero calls a staff account (`GET /v1/admins`, `PATCH /v1/admins/{id}`).\n\n" +
			"**Admins are made in Hero.** A first apply adopts one and sends only the configured settings that differ, and the plan warns when that overwrites a value. " +
			"[Import](#import) it first to see each difference in the plan. Use one block for each admin.\n\n" +
			"**Destroying** the resource removes it from the Terraform state only. The admin and the settings stay in Hero as they are." + notManaged + ", with one exception. When a member of `prescriber_details` " +
			"changes, all of them are sent, the others as Hero has them. `\"\"` clears a text.\n\n" +
			"The settings are work details of staff and no patient data, so plans show them. Key a `for_each` by the admin's id all the same: addresses stand in every log.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDResourceAttribute(),
			"admin_id": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Hero's id of the admin, decimal digits; the data source `hero_admins` lists them. Changing it replaces the resource: another admin is adopted, and the settings of the old one stay.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
				Validators:          []validator.String{numericID{described: "must be decimal digits", what: "admin", lookup: "hero_admins"}},
			},
			"external_prescriber_id": settingText(herotypes.Plain, "Id that the prescription partner knows the prescriber by. Null when there is none."),
			"prescriber_details": schema.SingleNestedAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "What prescriptions say of the prescriber. When any of it changes, it is sent whole, because the API does not say whether it merges partial details. " +
					"Members that are not configured then go out as Hero has them. When nothing is left of it, null is sent. Null when Hero holds none. " +
					"That Hero reports the members that it accepts is inferred.",
				PlanModifiers: []planmodifier.Object{herotypes.KeepObject()},
				Attributes: map[string]schema.Attribute{
					"name":              settingText(herotypes.Plain, "Name of the prescriber."),
					"email":             settingText(herotypes.Email, "E-mail address of the prescriber; case does not matter. Hero takes no empty address, so a cleared one is left out of what is sent."),
					"registration_code": settingText(herotypes.Plain, "Registration code with the professional body."),
				},
			},
		},
	}
}
