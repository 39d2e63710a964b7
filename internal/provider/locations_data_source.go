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

var _ datasource.DataSourceWithConfigure = (*locationsDataSource)(nil)

func newLocationsDataSource() datasource.DataSource { return &locationsDataSource{} }

type locationsDataSource struct{ dataSourceBase }

type locationsModel struct {
	PracticeGroupID    types.String    `tfsdk:"practice_group_id"`
	AppointmentTypeIDs types.Set       `tfsdk:"appointment_type_ids"`
	HasAvailability    types.Bool      `tfsdk:"has_availability"`
	Locations          []locationModel `tfsdk:"locations"`
	Attributes         types.Dynamic   `tfsdk:"attributes"`
}

type locationModel struct {
	ID   types.String `tfsdk:"id"`
	Name types.String `tfsdk:"name"`
}

func (d *locationsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_locations"
}

func (d *locationsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Locations of a practice group that are open for online booking (`GET /v1/locations`). The operation is documented, " +
			"the members of a location are not: `attributes` has them as they came.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id":    practiceGroupIDDataSourceAttribute(),
			"appointment_type_ids": idFilter("Keep only locations that offer one of these appointment types, by id. No filter when unset. Documented."),
			"has_availability":     availabilityFilter("locations"),
			"locations": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The locations, in Hero's order. Empty when there is none. Documented.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":   schema.StringAttribute{Computed: true, MarkdownDescription: "Hero's id of the location. Null when Hero does not report it. Inferred."},
					"name": schema.StringAttribute{Computed: true, MarkdownDescription: "Name of the location. Null when Hero does not report it. Inferred."},
				}},
			},
			"attributes": wholeEntriesAttribute(),
		},
	}
}

func (d *locationsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model locationsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	practice := d.practice(model.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	locations, err := practice.ListLocations(ctx, hero.LocationFilter{
		AppointmentTypeIDs: texts(model.AppointmentTypeIDs),
		HasAvailability:    model.HasAvailability.ValueBoolPointer(),
	})
	if err != nil {
		addError(&resp.Diagnostics, "read locations", practice, err, sameNames("appointment_type_ids", "has_availability"))
		return
	}
	model.PracticeGroupID = types.StringValue(practice.ID())
	model.fill(locations, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (m *locationsModel) fill(locations []hero.Location, diags *diag.Diagnostics) {
	m.Locations = make([]locationModel, 0, len(locations))
	raw := make([]json.RawMessage, 0, len(locations))
	for _, location := range locations {
		m.Locations = append(m.Locations, locationModel{ID: text(location.ID), Name: text(location.Name)})
		raw = append(raw, objectJSON(location.Raw))
	}
	m.Attributes = passThrough(joinRaw(raw), path.Root("attributes"), diags)
}
