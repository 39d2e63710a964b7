// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

func newAdminsDataSource() datasource.DataSource {
	return &lookup{
		name:   "admins",
		schema: adminsSchema,
		model:  func() lookupModel { return new(adminsModel) },
	}
}

type adminsModel struct {
	practiceScoped
	Admins     []adminModel  `tfsdk:"admins"`
	Attributes types.Dynamic `tfsdk:"attributes"`
}

type adminModel struct {
	ID                   types.String      `tfsdk:"id"`
	FirstName            types.String      `tfsdk:"first_name"`
	LastName             types.String      `tfsdk:"last_name"`
	Email                types.String      `tfsdk:"email"`
	ExternalPrescriberID types.String      `tfsdk:"external_prescriber_id"`
	PrescriberDetails    *adminDetailModel `tfsdk:"prescriber_details"`
}

type adminDetailModel struct {
	Name             types.String `tfsdk:"name"`
	Email            types.String `tfsdk:"email"`
	RegistrationCode types.String `tfsdk:"registration_code"`
}

func adminsSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "The admins of a practice group, which is what Hero calls its staff accounts (`GET /v1/admins`, all pages). " +
			"These are work details of staff, not patient data, so they are shown in plans. Even so, key a `for_each` by the admin's id: addresses are in every log.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDDataSourceAttribute(),
			"admins": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The admins, in Hero's order. Empty when there are none.",
				NestedObject:        schema.NestedAttributeObject{Attributes: adminAttributes()},
			},
			"attributes": rawEntriesAttribute(),
		},
	}
}

func adminAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":                     computedString("Hero's id of the admin, decimal digits."),
		"first_name":             computedString("First name."),
		"last_name":              computedString("Last name."),
		"email":                  computedString("E-mail address of the account."),
		"external_prescriber_id": computedString("The prescriber's id at the prescription partner. Null when there is none."),
		"prescriber_details": schema.SingleNestedAttribute{
			Computed:            true,
			MarkdownDescription: "What prescriptions say about the prescriber. Null when Hero holds none. That Hero reports the members that it accepts is inferred.",
			Attributes: map[string]schema.Attribute{
				"name":              computedString("Name of the prescriber. Null when Hero does not report it. Inferred."),
				"email":             computedString("E-mail address of the prescriber. Null when Hero does not report it. Inferred."),
				"registration_code": computedString("Registration code with the professional body. Null when Hero does not report it. Inferred."),
			},
		},
	}
}

func (m *adminsModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	admins, err := practice.GetAdmins(ctx)
	if err != nil {
		addError(diags, "read admins", practice, err, nil)
		return
	}
	m.Admins, m.Attributes = entriesAndRaw(admins, adminEntry, diags)
}

func adminEntry(admin hero.Admin) adminModel {
	entry := adminModel{
		ID:                   stringValue(admin.ID),
		FirstName:            stringValue(admin.FirstName),
		LastName:             stringValue(admin.LastName),
		Email:                stringValue(admin.Email),
		ExternalPrescriberID: stringValue(admin.ExternalPrescriberID),
	}
	if details, ok := admin.PrescriberDetails.Get(); ok {
		entry.PrescriberDetails = &adminDetailModel{Name: stringValue(details.Name), Email: stringValue(details.Email), RegistrationCode: stringValue(details.RegistrationCode)}
	}
	return entry
}

func newAdminDataSource() datasource.DataSource {
	return &lookup{
		name:   "admin",
		schema: oneAdminSchema,
		model:  func() lookupModel { return new(oneAdminModel) },
	}
}

type oneAdminModel struct {
	practiceScoped
	adminModel
	Attributes types.Dynamic `tfsdk:"attributes"`
}

func oneAdminSchema() schema.Schema {
	return findOneSchema("One admin of a practice group, which is what Hero calls its staff accounts, by `id` or by `email` (`GET /v1/admins`, all pages). Case and surrounding spaces of the address do not matter, "+
		"and exactly one admin must match. These are work details of staff, not patient data, so they are shown in plans. Even so, key a `for_each` by a name of your own: addresses are in every log.",
		adminAttributes(), "email")
}

func (m *oneAdminModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	admins, err := practice.GetAdmins(ctx)
	if err != nil {
		addError(diags, "look up the admin", practice, err, nil)
		return
	}
	admin, ok := findOne(practice, "admin", "admins", admins, diags,
		selector[hero.Admin]{"id", m.ID, canonical.Text, func(a hero.Admin) hero.String { return a.ID }},
		selector[hero.Admin]{"email", m.Email, canonical.Email, func(a hero.Admin) hero.String { return a.Email }})
	if ok {
		m.adminModel, m.Attributes = adminEntry(admin), passThrough(admin.JSON(), path.Root("attributes"), diags)
	}
}
