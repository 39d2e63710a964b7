// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

func newPractitionersDataSource() datasource.DataSource {
	return &lookup{
		name:   "practitioners",
		schema: practitionersSchema,
		model:  func() lookupModel { return new(practitionersModel) },
	}
}

type practitionersModel struct {
	practiceScoped
	LocationIDs        types.Set           `tfsdk:"location_ids"`
	AppointmentTypeIDs types.Set           `tfsdk:"appointment_type_ids"`
	HasAvailability    types.Bool          `tfsdk:"has_availability"`
	Practitioners      []practitionerModel `tfsdk:"practitioners"`
	Attributes         types.Dynamic       `tfsdk:"attributes"`
}

type practitionerModel struct {
	ID   types.String `tfsdk:"id"`
	Name types.String `tfsdk:"name"`
}

func practitionersSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Practitioners of a practice group (`GET /v1/practitioners`). " +
			"The members of a practitioner are not documented: `attributes` has them as received.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id":    practiceGroupIDDataSourceAttribute(),
			"location_ids":         idFilter("Keep only practitioners at one of these locations, by id. No filter when unset."),
			"appointment_type_ids": idFilter("Keep only practitioners who offer one of these appointment types, by id. No filter when unset."),
			"has_availability":     availabilityFilter("practitioners"),
			"practitioners": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The practitioners, in Hero's order. Empty when there are none.",
				NestedObject:        schema.NestedAttributeObject{Attributes: practitionerAttributes()},
			},
			"attributes": rawEntriesAttribute(),
		},
	}
}

func practitionerAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":   computedString("Hero's id of the practitioner, decimal digits. Null when Hero does not report it."),
		"name": computedString("Name of the practitioner, first name first. Null when Hero does not report it. That Hero does so as `name`, or as `first_name` and `last_name`, is inferred."),
	}
}

func (m *practitionersModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	practitioners, err := practice.ListPractitioners(ctx, hero.PractitionerFilter{
		LocationIDs:        elementStrings(m.LocationIDs),
		AppointmentTypeIDs: elementStrings(m.AppointmentTypeIDs),
		HasAvailability:    m.HasAvailability.ValueBoolPointer(),
	})
	if err != nil {
		addError(diags, "read practitioners", practice, err, attributesNamed(nil, "location_ids", "appointment_type_ids", "has_availability"))
		return
	}
	m.Practitioners, m.Attributes = entriesAndRaw(practitioners, practitionerEntry, diags)
}

func practitionerEntry(practitioner hero.Practitioner) practitionerModel {
	return practitionerModel{ID: stringValue(practitioner.ID), Name: stringValue(practitioner.FullName())}
}

func newPractitionerDataSource() datasource.DataSource {
	return &lookup{
		name:   "practitioner",
		schema: onePractitionerSchema,
		model:  func() lookupModel { return new(onePractitionerModel) },
	}
}

type onePractitionerModel struct {
	practiceScoped
	practitionerModel
	Attributes types.Dynamic `tfsdk:"attributes"`
}

func onePractitionerSchema() schema.Schema {
	return findOneSchema("One practitioner of a practice group, by `id` (`GET /v1/practitioners/{id}`) or by `name` (`GET /v1/practitioners`). Case and spacing of the name do not matter, and exactly one practitioner must match. "+
		"The members of a practitioner are not documented: `attributes` has them as received.",
		practitionerAttributes(), "name")
}

func (m *onePractitionerModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	if m.ID.IsNull() {
		m.readByName(ctx, practice, diags)
		return
	}
	id := strings.TrimSpace(m.ID.ValueString())
	practitioner, err := practice.GetPractitioner(ctx, id)
	if err != nil {
		addError(diags, "read the practitioner", practice, err, attributesNamed(nil, "id"))
		return
	}
	if _, reported := practitioner.ID.Get(); !reported {
		practitioner.ID = hero.Value(id) // the response need not have it
	}
	m.fill(*practitioner, diags)
}

func (m *onePractitionerModel) readByName(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	practitioners, err := practice.ListPractitioners(ctx, hero.PractitionerFilter{})
	if err != nil {
		addError(diags, "look up the practitioner", practice, err, nil)
		return
	}
	practitioner, ok := findOne(practice, "practitioner", "practitioners", practitioners, diags,
		selector[hero.Practitioner]{"id", m.ID, canonical.Text, func(p hero.Practitioner) hero.String { return p.ID }},
		selector[hero.Practitioner]{"name", m.Name, canonical.Label, hero.Practitioner.FullName})
	if ok {
		m.fill(practitioner, diags)
	}
}

func (m *onePractitionerModel) fill(practitioner hero.Practitioner, diags *diag.Diagnostics) {
	m.practitionerModel, m.Attributes = practitionerEntry(practitioner), passThrough(practitioner.JSON(), path.Root("attributes"), diags)
}
