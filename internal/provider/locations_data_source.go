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
			"The members of a location are not documented: `attributes` has them as received.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id":    practiceGroupIDDataSourceAttribute(),
			"appointment_type_ids": idFilter("Keep only locations that offer one of these appointment types, by id. No filter when unset."),
			"has_availability":     availabilityFilter("locations"),
			"locations": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The locations, in Hero's order. Empty when there are none.",
				NestedObject:        schema.NestedAttributeObject{Attributes: locationAttributes()},
			},
			"attributes": rawEntriesAttribute(),
		},
	}
}

func locationAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":   computedString("Hero's id of the location, decimal digits. Null when Hero does not report it."),
		"name": computedString("Name of the location. Null when Hero does not report it. Inferred."),
	}
}

func (m *locationsModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	locations, err := practice.ListLocations(ctx, hero.LocationFilter{
		AppointmentTypeIDs: elementStrings(m.AppointmentTypeIDs),
		HasAvailability:    m.HasAvailability.ValueBoolPointer(),
	})
	if err != nil {
		addError(diags, "read locations", practice, err, attributesNamed(nil, "appointment_type_ids", "has_availability"))
		return
	}
	m.Locations, m.Attributes = entriesAndRaw(locations, locationEntry, diags)
}

func locationEntry(location hero.Location) locationModel {
	return locationModel{ID: stringValue(location.ID), Name: stringValue(location.Name)}
}

func newLocationDataSource() datasource.DataSource {
	return &lookup{
		name:   "location",
		schema: oneLocationSchema,
		model:  func() lookupModel { return new(oneLocationModel) },
	}
}

type oneLocationModel struct {
	practiceScoped
	locationModel
	Attributes types.Dynamic `tfsdk:"attributes"`
}

func oneLocationSchema() schema.Schema {
	return findOneSchema("One location of a practice group that is open for online booking, by `id` or by `name` (`GET /v1/locations`). Case and spacing of the name do not matter, and exactly one location must match. "+
		"The members of a location are not documented: `attributes` has them as received.", locationAttributes(), "name")
}

func (m *oneLocationModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	locations, err := practice.ListLocations(ctx, hero.LocationFilter{})
	if err != nil {
		addError(diags, "look up the location", practice, err, nil)
		return
	}
	location, ok := findOne(practice, "location", "locations", locations, diags,
		selector[hero.Location]{"id", m.ID, canonical.Text, func(l hero.Location) hero.String { return l.ID }},
		selector[hero.Location]{"name", m.Name, canonical.Label, func(l hero.Location) hero.String { return l.Name }})
	if ok {
		m.locationModel, m.Attributes = locationEntry(location), passThrough(location.JSON(), path.Root("attributes"), diags)
	}
}
