package provider

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

var _ datasource.DataSourceWithConfigure = (*adminsDataSource)(nil)

func newAdminsDataSource() datasource.DataSource { return &adminsDataSource{} }

type adminsDataSource struct{ dataSourceBase }

type adminsModel struct {
	PracticeGroupID types.String  `tfsdk:"practice_group_id"`
	Admins          []adminModel  `tfsdk:"admins"`
	Attributes      types.Dynamic `tfsdk:"attributes"`
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

func (d *adminsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_admins"
}

func (d *adminsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	member := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "The admins of a practice group, which is what Hero calls its staff accounts (`GET /v1/admins`, all pages). " +
			"These are work details of staff and no patient data, so they are shown in plans and can be used as keys of a `for_each`.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDDataSourceAttribute(),
			"admins": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The admins, in Hero's order. Empty when there is none. Documented.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":                     member("Hero's id of the admin, decimal digits. Documented."),
					"first_name":             member("First name. Documented."),
					"last_name":              member("Last name. Documented."),
					"email":                  member("E-mail address of the account. Documented."),
					"external_prescriber_id": member("Id that the prescription partner knows the prescriber by. Null when there is none. Documented."),
					"prescriber_details": schema.SingleNestedAttribute{
						Computed:            true,
						MarkdownDescription: "What prescriptions say of the prescriber. Null when Hero holds none. Documented; that Hero reports the members that it accepts is inferred.",
						Attributes: map[string]schema.Attribute{
							"name":              member("Name of the prescriber. Null when Hero does not report it. Inferred."),
							"email":             member("E-mail address of the prescriber. Null when Hero does not report it. Inferred."),
							"registration_code": member("Registration code with the professional body. Null when Hero does not report it. Inferred."),
						},
					},
				}},
			},
			"attributes": wholeEntriesAttribute(),
		},
	}
}

func (d *adminsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model adminsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	practice := d.practice(model.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	var admins []hero.Admin
	for admin, err := range practice.ListAdmins(ctx) {
		if err != nil {
			addError(&resp.Diagnostics, "read admins", practice, err, nil)
			return
		}
		admins = append(admins, admin)
	}
	model.PracticeGroupID = types.StringValue(practice.ID())
	model.fill(admins, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (m *adminsModel) fill(admins []hero.Admin, diags *diag.Diagnostics) {
	m.Admins = make([]adminModel, 0, len(admins))
	raw := make([]json.RawMessage, 0, len(admins))
	for _, admin := range admins {
		entry := adminModel{
			ID:                   text(admin.ID),
			FirstName:            text(admin.FirstName),
			LastName:             text(admin.LastName),
			Email:                text(admin.Email),
			ExternalPrescriberID: text(admin.ExternalPrescriberID),
		}
		if details, ok := admin.PrescriberDetails.Get(); ok {
			entry.PrescriberDetails = &adminDetailModel{Name: text(details.Name), Email: text(details.Email), RegistrationCode: text(details.RegistrationCode)}
		}
		m.Admins = append(m.Admins, entry)
		raw = append(raw, objectJSON(admin.Raw))
	}
	m.Attributes = passThrough(joinRaw(raw), path.Root("attributes"), diags)
}
