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

func newAppointmentTypesDataSource() datasource.DataSource {
	return &lookup{
		name:   "appointment_types",
		schema: appointmentTypesSchema,
		model:  func() lookupModel { return new(appointmentTypesModel) },
	}
}

type appointmentTypesModel struct {
	practiceScoped
	LocationIDs      types.Set              `tfsdk:"location_ids"`
	HasAvailability  types.Bool             `tfsdk:"has_availability"`
	AppointmentTypes []appointmentTypeModel `tfsdk:"appointment_types"`
	Attributes       types.Dynamic          `tfsdk:"attributes"`
}

type appointmentTypeModel struct {
	ID                          types.String  `tfsdk:"id"`
	Name                        types.String  `tfsdk:"name"`
	PartnerSlotName             types.String  `tfsdk:"partner_slot_name"`
	NextAvailableAt             types.String  `tfsdk:"next_available_at"`
	SlotCount                   types.Float64 `tfsdk:"slot_count"`
	Price                       types.Float64 `tfsdk:"price"`
	Duration                    types.Float64 `tfsdk:"duration"`
	AssigneeID                  types.String  `tfsdk:"assignee_id"`
	AssigneeType                types.String  `tfsdk:"assignee_type"`
	Sector                      types.String  `tfsdk:"sector"`
	Video                       types.Bool    `tfsdk:"video"`
	InPerson                    types.Bool    `tfsdk:"in_person"`
	Telephone                   types.Bool    `tfsdk:"telephone"`
	UsePartnerBookableSlots     types.Bool    `tfsdk:"use_partner_bookable_slots"`
	AdminBookingInvoiceRequired types.Bool    `tfsdk:"admin_booking_invoice_required"`
	FormID                      types.String  `tfsdk:"form_id"`
	PractitionerType            types.String  `tfsdk:"practitioner_type"`
}

func appointmentTypesSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Kinds of appointment that a practice group offers (`GET /v1/appointment_types`). " +
			"`next_available_at` and `slot_count` change with every booking, so anything derived from them shows a difference in many plans.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDDataSourceAttribute(),
			"location_ids":      idFilter("Keep only appointment types that are offered at one of these locations, by id. No filter when unset."),
			"has_availability":  availabilityFilter("appointment types"),
			"appointment_types": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The appointment types, in Hero's order. Empty when there are none.",
				NestedObject:        schema.NestedAttributeObject{Attributes: appointmentTypeAttributes()},
			},
			"attributes": rawEntriesAttribute(),
		},
	}
}

func appointmentTypeAttributes() map[string]schema.Attribute {
	amount := func(description string) schema.Float64Attribute {
		return schema.Float64Attribute{Computed: true, MarkdownDescription: description}
	}
	return map[string]schema.Attribute{
		"id":                             computedString("Hero's id of the appointment type."),
		"name":                           computedString("Name of the appointment type."),
		"partner_slot_name":              computedString("Name of its slots in the connected record system. Its meaning is inferred."),
		"next_available_at":              computedString("Start of the next free slot, as an RFC 3339 date-time, or null."),
		"slot_count":                     amount("Number of slots. That only free ones count is inferred."),
		"price":                          amount("Price of an appointment. Its currency and unit are not documented."),
		"duration":                       amount("Length of an appointment. That it is in minutes is inferred."),
		"assignee_id":                    computedString("Id of the admin or team that bookings are assigned to, decimal digits, or null."),
		"assignee_type":                  computedString("What `assignee_id` is: `Admin`, `AdminTeam` or null."),
		"sector":                         computedString("Sector: `nhs` or `paid`. Null when Hero does not report it."),
		"video":                          computedBool("Whether it takes place by video. Null when Hero does not report it, which means `false`."),
		"in_person":                      computedBool("Whether it takes place in person. Null when Hero does not report it, which means `false`."),
		"telephone":                      computedBool("Whether it takes place by telephone. Null when Hero does not report it, which means `false`."),
		"use_partner_bookable_slots":     computedBool("Whether the bookable slots come from the connected record system. Its meaning is inferred."),
		"admin_booking_invoice_required": computedBool("Whether a booking by staff needs an invoice. Null when Hero does not report it. Its meaning is inferred."),
		"form_id":                        computedString("Id of the form that belongs to the appointment type, or null."),
		"practitioner_type":              computedString("Kind of practitioner, for instance `GP` or `Nurse`; the full list is not known."),
	}
}

func (m *appointmentTypesModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	found, err := practice.ListAppointmentTypes(ctx, hero.AppointmentTypeFilter{
		LocationIDs:     elementStrings(m.LocationIDs),
		HasAvailability: m.HasAvailability.ValueBoolPointer(),
	})
	if err != nil {
		addError(diags, "read appointment types", practice, err, attributesNamed(nil, "location_ids", "has_availability"))
		return
	}
	m.AppointmentTypes, m.Attributes = entriesAndRaw(found, appointmentTypeEntry, diags)
}

func appointmentTypeEntry(appointment hero.AppointmentType) appointmentTypeModel {
	return appointmentTypeModel{
		ID:                          stringValue(appointment.ID),
		Name:                        stringValue(appointment.Name),
		PartnerSlotName:             stringValue(appointment.PartnerSlotName),
		NextAvailableAt:             stringValue(appointment.NextAvailableAt),
		SlotCount:                   float64Value(appointment.SlotCount),
		Price:                       float64Value(appointment.Price),
		Duration:                    float64Value(appointment.Duration),
		AssigneeID:                  stringValue(appointment.AssigneeID),
		AssigneeType:                stringValue(appointment.AssigneeType),
		Sector:                      stringValue(appointment.Sector),
		Video:                       boolValue(appointment.Video),
		InPerson:                    boolValue(appointment.InPerson),
		Telephone:                   boolValue(appointment.Telephone),
		UsePartnerBookableSlots:     boolValue(appointment.UsePartnerBookableSlots),
		AdminBookingInvoiceRequired: boolValue(appointment.AdminBookingInvoiceRequired),
		FormID:                      stringValue(appointment.FormID),
		PractitionerType:            stringValue(appointment.PractitionerType),
	}
}

func newAppointmentTypeDataSource() datasource.DataSource {
	return &lookup{
		name:   "appointment_type",
		schema: oneAppointmentTypeSchema,
		model:  func() lookupModel { return new(oneAppointmentTypeModel) },
	}
}

type oneAppointmentTypeModel struct {
	practiceScoped
	appointmentTypeModel
	Attributes types.Dynamic `tfsdk:"attributes"`
}

func oneAppointmentTypeSchema() schema.Schema {
	return findOneSchema("One kind of appointment that a practice group offers, by `id` or by `name` (`GET /v1/appointment_types`). Case and spacing of the name do not matter, and exactly one must match. "+
		"`next_available_at` and `slot_count` change with every booking, so anything derived from them shows a difference in many plans.", appointmentTypeAttributes(), "name")
}

func (m *oneAppointmentTypeModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	found, err := practice.ListAppointmentTypes(ctx, hero.AppointmentTypeFilter{})
	if err != nil {
		addError(diags, "look up the appointment type", practice, err, nil)
		return
	}
	appointment, ok := findOne(practice, "appointment type", "appointment types", found, diags,
		selector[hero.AppointmentType]{"id", m.ID, canonical.Text, func(a hero.AppointmentType) hero.String { return a.ID }},
		selector[hero.AppointmentType]{"name", m.Name, canonical.Label, func(a hero.AppointmentType) hero.String { return a.Name }})
	if ok {
		m.appointmentTypeModel, m.Attributes = appointmentTypeEntry(appointment), passThrough(appointment.JSON(), path.Root("attributes"), diags)
	}
}
