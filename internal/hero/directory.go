// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"net/url"
	"strconv"
	"strings"
)

// Location is a place that can be booked. Hero documents none of its fields.
type Location struct {
	ID   String `json:"id"`
	Name String `json:"name"`

	RawJSON
}

// AppointmentType is a kind of appointment that the practice group offers.
type AppointmentType struct {
	ID              String `json:"id"`
	Name            String `json:"name"`
	PartnerSlotName String `json:"partner_slot_name"`
	// NextAvailableAt is a date-time in UTC.
	NextAvailableAt             String `json:"next_available_at"`
	SlotCount                   Number `json:"slot_count"`
	Price                       Number `json:"price"`
	Duration                    Number `json:"duration"`
	AssigneeID                  String `json:"assignee_id"`
	AssigneeType                String `json:"assignee_type"`
	Sector                      String `json:"sector"`
	Video                       Bool   `json:"video"`
	InPerson                    Bool   `json:"in_person"`
	Telephone                   Bool   `json:"telephone"`
	UsePartnerBookableSlots     Bool   `json:"use_partner_bookable_slots"`
	AdminBookingInvoiceRequired Bool   `json:"admin_booking_invoice_required"`
	FormID                      String `json:"form_id"`
	PractitionerType            String `json:"practitioner_type"`

	RawJSON
}

// Practitioner is somebody who sees patients. Hero documents none of the fields.
type Practitioner struct {
	ID        String `json:"id"`
	Name      String `json:"name"`
	FirstName String `json:"first_name"`
	LastName  String `json:"last_name"`

	RawJSON
}

// FullName returns the name, else the first and last name, else null.
func (p Practitioner) FullName() String {
	name := p.Name.OrZero()
	if name == "" {
		name = strings.TrimSpace(p.FirstName.OrZero() + " " + p.LastName.OrZero())
	}
	if name == "" {
		return Null[string]()
	}
	return Value(name)
}

// Form is a form or questionnaire of the practice group.
type Form struct {
	ID                 String `json:"id"`
	Title              String `json:"title"`
	Description        String `json:"description"`
	PatientTitle       String `json:"patient_title"`
	PatientDescription String `json:"patient_description"`
	ReplyForm          Bool   `json:"reply_form"`
	// FormType is questionnaire, response, appointment or care_navigation.
	FormType   String `json:"form_type"`
	SnomedCode String `json:"snomed_code"`

	RawJSON
}

// LocationFilter narrows ListLocations. Empty and nil fields do not filter.
type LocationFilter struct {
	AppointmentTypeIDs []string
	HasAvailability    *bool
}

// AppointmentTypeFilter narrows ListAppointmentTypes. Empty and nil fields do not filter.
type AppointmentTypeFilter struct {
	LocationIDs     []string
	HasAvailability *bool
}

// PractitionerFilter narrows ListPractitioners. Empty and nil fields do not filter.
type PractitionerFilter struct {
	LocationIDs        []string
	AppointmentTypeIDs []string
	HasAvailability    *bool
}

// FormFilter narrows ListForms. Empty and nil fields do not filter.
type FormFilter struct {
	Search    string
	ReplyForm *bool
	FormType  string
}

// ListLocations lists the locations. Without a filter, the list is cached, as are the others in this file.
func (p *Practice) ListLocations(ctx context.Context, filter LocationFilter) ([]Location, error) {
	query := url.Values{}
	addAll(query, "appointment_type_ids", filter.AppointmentTypeIDs)
	addBool(query, "has_availability", filter.HasAvailability)
	return list[Location](ctx, p, RouteLocations, query)
}

// ListAppointmentTypes lists the appointment types.
func (p *Practice) ListAppointmentTypes(ctx context.Context, filter AppointmentTypeFilter) ([]AppointmentType, error) {
	query := url.Values{}
	addAll(query, "location_ids", filter.LocationIDs)
	addBool(query, "has_availability", filter.HasAvailability)
	return list[AppointmentType](ctx, p, RouteAppointmentTypes, query)
}

// ListPractitioners lists the practitioners.
func (p *Practice) ListPractitioners(ctx context.Context, filter PractitionerFilter) ([]Practitioner, error) {
	query := url.Values{}
	addAll(query, "location_ids", filter.LocationIDs)
	addAll(query, "appointment_type_ids", filter.AppointmentTypeIDs)
	addBool(query, "has_availability", filter.HasAvailability)
	return list[Practitioner](ctx, p, RoutePractitioners, query)
}

// ListForms lists the forms.
func (p *Practice) ListForms(ctx context.Context, filter FormFilter) ([]Form, error) {
	query := url.Values{}
	addString(query, "search", filter.Search)
	addString(query, "form_type", filter.FormType)
	addBool(query, "reply_form", filter.ReplyForm)
	return list[Form](ctx, p, RouteForms, query)
}

// GetPractitioner reads a practitioner.
func (p *Practice) GetPractitioner(ctx context.Context, id string) (*Practitioner, error) {
	return getOne[Practitioner](ctx, p, RoutePractitioner, id, func(practitioner *Practitioner) String {
		if practitioner.ID.OrZero() == "" {
			return Value(id) // Hero does not document that the response has one
		}
		return practitioner.ID
	})
}

// GetForm reads a form. Its questions are in Raw.
func (p *Practice) GetForm(ctx context.Context, id string) (*Form, error) {
	return getOne[Form](ctx, p, RouteForm, id, func(form *Form) String { return form.ID })
}

func addAll(query url.Values, name string, values []string) {
	for _, value := range values {
		query.Add(name, value)
	}
}

func addString(query url.Values, name, value string) {
	if value != "" {
		query.Set(name, value)
	}
}

func addBool(query url.Values, name string, value *bool) {
	if value != nil {
		query.Set(name, strconv.FormatBool(*value))
	}
}
