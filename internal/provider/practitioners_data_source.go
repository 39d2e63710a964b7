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

var _ datasource.DataSourceWithConfigure = (*practitionersDataSource)(nil)

func newPractitionersDataSource() datasource.DataSource { return &practitionersDataSource{} }

type practitionersDataSource struct{ dataSourceBase }

type practitionersModel struct {
	PracticeGroupID    types.String        `tfsdk:"practice_group_id"`
	LocationIDs        types.Set           `tfsdk:"location_ids"`
	AppointmentTypeIDs types.Set           `tfsdk:"appointment_type_ids"`
	HasAvailability    types.Bool          `tfsdk:"has_availability"`
	Practitioners      []practitionerModel `tfsdk:"practitioners"`
	Attributes         types.Dynamic       `tfsdk:"attributes"`
}

type practitionerModel struct {
	ID types.String `tfsdk:"id"`
}

func (d *practitionersDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_practitioners"
}

func (d *practitionersDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Practitioners of a practice group (`GET /v1/practitioners`). The operation is documented, " +
			"the members of a practitioner are not: `attributes` has them as they came.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id":    practiceGroupIDDataSourceAttribute(),
			"location_ids":         idFilter("Keep only practitioners at one of these locations, by id. No filter when unset. Documented."),
			"appointment_type_ids": idFilter("Keep only practitioners who offer one of these appointment types, by id. No filter when unset. Documented."),
			"has_availability":     availabilityFilter("practitioners"),
			"practitioners": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The practitioners, in Hero's order. Empty when there is none. Documented.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id": schema.StringAttribute{Computed: true, MarkdownDescription: "Hero's id of the practitioner. Null when Hero does not report it. Inferred."},
				}},
			},
			"attributes": wholeEntriesAttribute(),
		},
	}
}

func (d *practitionersDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model practitionersModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	practice := d.practice(model.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	practitioners, err := practice.ListPractitioners(ctx, hero.PractitionerFilter{
		LocationIDs:        texts(model.LocationIDs),
		AppointmentTypeIDs: texts(model.AppointmentTypeIDs),
		HasAvailability:    model.HasAvailability.ValueBoolPointer(),
	})
	if err != nil {
		addError(&resp.Diagnostics, "read practitioners", practice, err, sameNames("location_ids", "appointment_type_ids", "has_availability"))
		return
	}
	model.PracticeGroupID = types.StringValue(practice.ID())
	model.fill(practitioners, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (m *practitionersModel) fill(practitioners []hero.Practitioner, diags *diag.Diagnostics) {
	m.Practitioners = make([]practitionerModel, 0, len(practitioners))
	raw := make([]json.RawMessage, 0, len(practitioners))
	for _, practitioner := range practitioners {
		m.Practitioners = append(m.Practitioners, practitionerModel{ID: text(practitioner.ID)})
		raw = append(raw, objectJSON(practitioner.Raw))
	}
	m.Attributes = passThrough(joinRaw(raw), path.Root("attributes"), diags)
}
