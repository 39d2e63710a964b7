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

var _ datasource.DataSourceWithConfigure = (*appointmentTypesDataSource)(nil)

func newAppointmentTypesDataSource() datasource.DataSource { return &appointmentTypesDataSource{} }

type appointmentTypesDataSource struct{ dataSourceBase }

type appointmentTypesModel struct {
	PracticeGroupID  types.String           `tfsdk:"practice_group_id"`
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

func (d *appointmentTypesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_appointment_types"
}

func (d *appointmentTypesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Kinds of appointment that a practice group offers (`GET /v1/appointment_types`). " +
			"`next_available_at` and `slot_count` change with every booking, so what is made from them shows a difference in many plans.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDDataSourceAttribute(),
			"location_ids":      idFilter("Keep only appointment types that are offered at one of these locations, by id. No filter when unset. Documented."),
			"has_availability":  availabilityFilter("appointment types"),
			"appointment_types": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The appointment types, in Hero's order. Empty when there is none. Documented.",
				NestedObject:        schema.NestedAttributeObject{Attributes: appointmentTypeAttributes()},
			},
			"attributes": wholeEntriesAttribute(),
		},
	}
}

func appointmentTypeAttributes() map[string]schema.Attribute {
	member := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	amount := func(description string) schema.Float64Attribute {
		return schema.Float64Attribute{Computed: true, MarkdownDescription: description}
	}
	flag := func(description string) schema.BoolAttribute {
		return schema.BoolAttribute{Computed: true, MarkdownDescription: description}
	}
	return map[string]schema.Attribute{
		"id":                             member("Hero's id of the appointment type. Documented."),
		"name":                           member("Name of the appointment type. Documented."),
		"partner_slot_name":              member("Name of its slots in the connected record system. Documented; its meaning is inferred."),
		"next_available_at":              member("Start of the next free slot, as an RFC 3339 date-time, or null. Documented."),
		"slot_count":                     amount("Number of slots. Documented; that only free ones count is inferred."),
		"price":                          amount("Price of an appointment. The member is documented, its currency and unit are not."),
		"duration":                       amount("Length of an appointment. Documented; that it is in minutes is inferred."),
		"assignee_id":                    member("Id of the admin or team that bookings are assigned to, decimal digits, or null. Documented."),
		"assignee_type":                  member("What `assignee_id` is: `Admin`, `AdminTeam` or null. Documented."),
		"sector":                         member("Sector: `nhs` or `paid`. Null when Hero does not report it. Documented."),
		"video":                          flag("Whether it takes place by video. Null when Hero does not report it, which stands for `false`. Documented."),
		"in_person":                      flag("Whether it takes place in person. Null when Hero does not report it, which stands for `false`. Documented."),
		"telephone":                      flag("Whether it takes place by telephone. Null when Hero does not report it, which stands for `false`. Documented."),
		"use_partner_bookable_slots":     flag("Whether the bookable slots come from the connected record system. Documented; its meaning is inferred."),
		"admin_booking_invoice_required": flag("Whether a booking by staff needs an invoice. Null when Hero does not report it. Documented; its meaning is inferred."),
		"form_id":                        member("Id of the form that belongs to the appointment type, or null. Documented."),
		"practitioner_type":              member("Kind of practitioner, for instance `GP` or `Nurse`; the full list is not known. Documented."),
	}
}

func (d *appointmentTypesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model appointmentTypesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	practice := d.practice(model.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	found, err := practice.ListAppointmentTypes(ctx, hero.AppointmentTypeFilter{
		LocationIDs:     texts(model.LocationIDs),
		HasAvailability: model.HasAvailability.ValueBoolPointer(),
	})
	if err != nil {
		addError(&resp.Diagnostics, "read appointment types", practice, err, sameNames("location_ids", "has_availability"))
		return
	}
	model.PracticeGroupID = types.StringValue(practice.ID())
	model.fill(found, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (m *appointmentTypesModel) fill(found []hero.AppointmentType, diags *diag.Diagnostics) {
	m.AppointmentTypes = make([]appointmentTypeModel, 0, len(found))
	raw := make([]json.RawMessage, 0, len(found))
	for _, appointment := range found {
		m.AppointmentTypes = append(m.AppointmentTypes, appointmentTypeModel{
			ID:                          text(appointment.ID),
			Name:                        text(appointment.Name),
			PartnerSlotName:             text(appointment.PartnerSlotName),
			NextAvailableAt:             text(appointment.NextAvailableAt),
			SlotCount:                   number(appointment.SlotCount),
			Price:                       number(appointment.Price),
			Duration:                    number(appointment.Duration),
			AssigneeID:                  text(appointment.AssigneeID),
			AssigneeType:                text(appointment.AssigneeType),
			Sector:                      text(appointment.Sector),
			Video:                       boolean(appointment.Video),
			InPerson:                    boolean(appointment.InPerson),
			Telephone:                   boolean(appointment.Telephone),
			UsePartnerBookableSlots:     boolean(appointment.UsePartnerBookableSlots),
			AdminBookingInvoiceRequired: boolean(appointment.AdminBookingInvoiceRequired),
			FormID:                      text(appointment.FormID),
			PractitionerType:            text(appointment.PractitionerType),
		})
		raw = append(raw, objectJSON(appointment.Raw))
	}
	m.Attributes = passThrough(joinRaw(raw), path.Root("attributes"), diags)
}
