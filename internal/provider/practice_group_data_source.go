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

var _ datasource.DataSourceWithConfigure = (*practiceGroupDataSource)(nil)

func newPracticeGroupDataSource() datasource.DataSource { return &practiceGroupDataSource{} }

type practiceGroupDataSource struct{ dataSourceBase }

type practiceGroupModel struct {
	PracticeGroupID            types.String               `tfsdk:"practice_group_id"`
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

func (d *practiceGroupDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_practice_group"
}

func (d *practiceGroupDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	member := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "A practice group as Hero reports it (`GET /v1/me`). The operation is documented, its answer is not: the members below are those of the vendor's concept guide " +
			"and of the settings that can be changed. To change them, use the resource `hero_practice_group_settings`; the two share one request in a run. " +
			"Passwords are left out, should Hero's answer ever have one.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDDataSourceAttribute(),
			"id":                member("Id of the practice group as Hero reports it, or null. Inferred."),
			"name":              member("Name of the practice group, or null. Inferred."),
			"sector":            member("Sector that the practice group works in, for instance `nhs`, or null. Inferred."),
			"address": schema.SingleNestedAttribute{
				Computed:            true,
				MarkdownDescription: "Postal address of the practice group. Null when Hero reports none. Inferred.",
				Attributes: map[string]schema.Attribute{
					"line_1":   member("First line of the address, or null. Inferred."),
					"line_2":   member("Second line of the address, or null. Inferred."),
					"line_3":   member("Third line of the address, or null. Inferred."),
					"town":     member("Town or city, or null. Inferred."),
					"county":   member("County, or null. Inferred."),
					"postcode": member("Postcode, or null. Inferred."),
					"country":  member("Country, or null. Inferred."),
				},
			},
			"prescription_partner_enabled": schema.BoolAttribute{
				Computed:            true,
				MarkdownDescription: "Whether prescriptions go through the prescription partner, or null. Inferred.",
			},
			"prescription_partner": member("Which prescription partner the practice group uses, for instance `signature_rx`, or null. Inferred."),
			"attributes": schema.DynamicAttribute{
				Computed: true,
				MarkdownDescription: "The answer whole, as Hero gave it, with members that are not typed above, but without passwords: " +
					"`attributes.authenticated_as`. Undocumented by nature.",
			},
		},
	}
}

func (d *practiceGroupDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model practiceGroupModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	practice := d.practice(model.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	group, err := practice.GetPracticeGroup(ctx)
	if err != nil {
		addError(&resp.Diagnostics, "read practice group "+practice.ID(), practice, err, nil)
		return
	}
	model.PracticeGroupID = types.StringValue(practice.ID())
	model.fill(group, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (m *practiceGroupModel) fill(group *hero.PracticeGroup, diags *diag.Diagnostics) {
	m.ID = text(group.ID)
	m.Name = text(group.Name)
	m.Sector = text(group.Sector)
	m.PrescriptionPartnerEnabled = boolean(group.PrescriptionPartnerEnabled)
	m.PrescriptionPartner = text(group.PrescriptionPartner)
	m.Attributes = passThrough(objectJSON(group.Raw), path.Root("attributes"), diags)
	if address, ok := group.Address.Get(); ok {
		m.Address = &practiceGroupAddressModel{
			Line1:    text(address.Line1),
			Line2:    text(address.Line2),
			Line3:    text(address.Line3),
			Town:     text(address.Town),
			County:   text(address.County),
			Postcode: text(address.Postcode),
			Country:  text(address.Country),
		}
	}
}
