// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

func newLocationsDataSource() datasource.DataSource {
	return &lookup{
		name:   "locations",
		schema: locationsSchema,
		model:  func() lookupModel { return new(locationsModel) },
	}
}

type locationsModel struct {
	practiceScoped
	AppointmentTypeIDs types.Set       `tfsdk:"appointment_type_ids"`
	HasAvailability    types.Bool      `tfsdk:"has_availability"`
	Locations          []locationModel `tfsdk:"locations"`
	Attributes         types.Dynamic   `tfsdk:"attributes"`
}

type locationModel struct {
	ID   types.String `tfsdk:"id"`
	Name types.String `tfsdk:"name"`
}

func locationsSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Locations of a practice group that are open for online booking (`GET /v1/locations`). " +
			"The members of a location are not documented: `attributes` has them as they came.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id":    practiceGroupIDDataSourceAttribute(),
			"appointment_type_ids": idFilter("Keep only locations that offer one of these appointment types, by id. No filter when unset."),
			"has_availability":     availabilityFilter("locations"),
			"locations": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The locations, in Hero's order. Empty when there is none.",
				NestedObject:        schema.NestedAttributeObject{Attributes: locationAttributes()},
			},
			"attributes": wholeEntriesAttribute(),
		},
	}
}

func locationAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":   computedText("Hero's id of the location. Null when Hero does not report it. Inferred."),
		"name": computedText("Name of the location. Null when Hero does not report it. Inferred."),
	}
}

func (m *locationsModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	locations, err := practice.ListLocations(ctx, hero.LocationFilter{
		AppointmentTypeIDs: texts(m.AppointmentTypeIDs),
		HasAvailability:    m.HasAvailability.ValueBoolPointer(),
	})
	if err != nil {
		addError(diags, "read locations", practice, err, attributesNamed(nil, "appointment_type_ids", "has_availability"))
		return
	}
	m.Locations, m.Attributes = typedAndWhole(locations, locationEntry, diags)
}

func locationEntry(location hero.Location) locationModel {
	return locationModel{ID: text(location.ID), Name: text(location.Name)}
}
