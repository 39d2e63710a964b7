// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

func newPracticeGroupDataSource() datasource.DataSource {
	return &lookup{
		name:   "practice_group",
		schema: practiceGroupSchema,
		model:  func() lookupModel { return new(practiceGroupModel) },
	}
}

type practiceGroupModel struct {
	practiceScoped
	ID                         types.String               `tfsdk:"id"`
	Name                       types.String               `tfsdk:"name"`
	Sector                     types.String               `tfsdk:"sector"`
	Address                    *practiceGroupAddressModel `tfsdk:"address"`
	PrescriptionPartnerEnabled types.Bool                 `tfsdk:"prescription_partner_enabled"`
	PrescriptionPartner        types.String               `tfsdk:"prescription_partner"`
	Attributes                 types.Dynamic              `tfsdk:"attributes"`
}

type practiceGroupAddressModel struct {
	Line1    types.String `tfsdk:"line_1"`
	Line2    types.String `tfsdk:"line_2"`
	Line3    types.String `tfsdk:"line_3"`
	Town     types.String `tfsdk:"town"`
	County   types.String `tfsdk:"county"`
	Postcode types.String `tfsdk:"postcode"`
	Country  types.String `tfsdk:"country"`
}

func practiceGroupSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "A practice group as Hero reports it (`GET /v1/me`). Its answer is not documented: the members below are those of the vendor's concept guide " +
			"and of the settings that can be changed. To change them, use the resource `hero_practice_group_settings`; the two share one request in a run. " +
			"Passwords are left out, even if Hero's answer has one.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDDataSourceAttribute(),
			"id":                computedString("Id of the practice group as Hero reports it, or null. Inferred."),
			"name":              computedString("Name of the practice group, or null. Inferred."),
			"sector":            computedString("Sector that the practice group works in, for instance `nhs`, or null. Inferred."),
			"address": schema.SingleNestedAttribute{
				Computed:            true,
				MarkdownDescription: "Postal address of the practice group. Null when Hero reports none. Inferred.",
				Attributes: map[string]schema.Attribute{
					"line_1":   computedString("First line of the address, or null. Inferred."),
					"line_2":   computedString("Second line of the address, or null. Inferred."),
					"line_3":   computedString("Third line of the address, or null. Inferred."),
					"town":     computedString("Town or city, or null. Inferred."),
					"county":   computedString("County, or null. Inferred."),
					"postcode": computedString("Postcode, or null. Inferred."),
					"country":  computedString("Country, or null. Inferred."),
				},
			},
			"prescription_partner_enabled": computedBool("Whether prescriptions go through the prescription partner, or null. Inferred."),
			"prescription_partner":         computedString("Which prescription partner the practice group uses, for instance `signature_rx`, or null. Inferred."),
			"attributes": schema.DynamicAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "The complete answer, as Hero gave it, with members that have no attribute above: `attributes.authenticated_as`. " + withoutSecretsDescription + undocumentedDescription,
			},
		},
	}
}

func (m *practiceGroupModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	group, err := practice.GetPracticeGroup(ctx)
	if err != nil {
		addError(diags, "read "+shownPractice(practice), practice, err, nil)
		return
	}
	m.ID = stringValue(group.ID)
	m.Name = stringValue(group.Name)
	m.Sector = stringValue(group.Sector)
	if address, ok := group.Address.Get(); ok {
		m.Address = &practiceGroupAddressModel{
			Line1:    stringValue(address.Line1),
			Line2:    stringValue(address.Line2),
			Line3:    stringValue(address.Line3),
			Town:     stringValue(address.Town),
			County:   stringValue(address.County),
			Postcode: stringValue(address.Postcode),
			Country:  stringValue(address.Country),
		}
	}
	m.PrescriptionPartnerEnabled = boolValue(group.PrescriptionPartnerEnabled)
	m.PrescriptionPartner = stringValue(group.PrescriptionPartner)
	m.Attributes = passThrough(group.JSON(), path.Root("attributes"), diags)
}
