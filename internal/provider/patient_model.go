// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

type patientModel struct {
	PracticeGroupID types.String     `tfsdk:"practice_group_id"`
	ID              herotypes.String `tfsdk:"id"`
	UID             herotypes.String `tfsdk:"uid"`
	NHSNumber       herotypes.String `tfsdk:"nhs_number"`
	DOB             herotypes.String `tfsdk:"dob"`
	FirstName       herotypes.String `tfsdk:"first_name"`
	LastName        herotypes.String `tfsdk:"last_name"`
	Sex             herotypes.String `tfsdk:"sex"`
	Title           herotypes.String `tfsdk:"title"`
	Mobile          herotypes.String `tfsdk:"mobile"`
	Landline        herotypes.String `tfsdk:"landline"`
	Email           herotypes.String `tfsdk:"email"`
	AddressLine1    herotypes.String `tfsdk:"address_line_1"`
	AddressLine2    herotypes.String `tfsdk:"address_line_2"`
	AddressLine3    herotypes.String `tfsdk:"address_line_3"`
	Town            herotypes.String `tfsdk:"town"`
	County          herotypes.String `tfsdk:"county"`
	Postcode        herotypes.String `tfsdk:"postcode"`
	Country         herotypes.String `tfsdk:"country"`
	EHRPartnerID    herotypes.String `tfsdk:"ehr_partner_id"`
	DataSource      herotypes.String `tfsdk:"data_source"`
	Caller          herotypes.String `tfsdk:"caller"`
	AdoptExisting   types.Bool       `tfsdk:"adopt_existing"`
	Status          herotypes.String `tfsdk:"status"`
	Restricted      types.Bool       `tfsdk:"restricted"`
}

func (m *patientModel) identity() any {
	return objectIdentity{PracticeGroupID: m.PracticeGroupID, ID: m.ID.StringValue}
}

// fields are first those that can be registered, then those that Hero only reports.
func (m *patientModel) fields() fields[hero.Patient, hero.Registration] {
	return fields[hero.Patient, hero.Registration]{
		{"ehr_partner_id", &m.EHRPartnerID, func(p *hero.Patient) hero.String { return p.EHRPartnerID }, func(r *hero.Registration) *hero.String { return &r.EHRPartnerID }},
		{"nhs_number", &m.NHSNumber, func(p *hero.Patient) hero.String { return p.NHSNumber }, func(r *hero.Registration) *hero.String { return &r.NHSNumber }},
		{"dob", &m.DOB, func(p *hero.Patient) hero.String { return p.DOB }, func(r *hero.Registration) *hero.String { return &r.DOB }},
		{"first_name", &m.FirstName, func(p *hero.Patient) hero.String { return p.FirstName }, func(r *hero.Registration) *hero.String { return &r.FirstName }},
		{"last_name", &m.LastName, func(p *hero.Patient) hero.String { return p.LastName }, func(r *hero.Registration) *hero.String { return &r.LastName }},
		{"sex", &m.Sex, func(p *hero.Patient) hero.String { return p.Sex }, func(r *hero.Registration) *hero.String { return &r.Sex }},
		{"title", &m.Title, func(p *hero.Patient) hero.String { return p.Title }, func(r *hero.Registration) *hero.String { return &r.Title }},
		{"landline", &m.Landline, nil, func(r *hero.Registration) *hero.String { return &r.Landline }},
		{"address_line_1", &m.AddressLine1, func(p *hero.Patient) hero.String { return p.AddressLine1 }, func(r *hero.Registration) *hero.String { return &r.AddressLine1 }},
		{"address_line_2", &m.AddressLine2, func(p *hero.Patient) hero.String { return p.AddressLine2 }, func(r *hero.Registration) *hero.String { return &r.AddressLine2 }},
		{"address_line_3", &m.AddressLine3, func(p *hero.Patient) hero.String { return p.AddressLine3 }, func(r *hero.Registration) *hero.String { return &r.AddressLine3 }},
		{"country", &m.Country, func(p *hero.Patient) hero.String { return p.Country }, func(r *hero.Registration) *hero.String { return &r.Country }},
		{"postcode", &m.Postcode, func(p *hero.Patient) hero.String { return p.Postcode }, func(r *hero.Registration) *hero.String { return &r.Postcode }},
		{"town", &m.Town, func(p *hero.Patient) hero.String { return p.Town }, func(r *hero.Registration) *hero.String { return &r.Town }},
		{"county", &m.County, func(p *hero.Patient) hero.String { return p.County }, func(r *hero.Registration) *hero.String { return &r.County }},
		{"data_source", &m.DataSource, func(p *hero.Patient) hero.String { return p.DataSource }, func(r *hero.Registration) *hero.String { return &r.DataSource }},
		{"caller", &m.Caller, nil, func(r *hero.Registration) *hero.String { return &r.Caller }},
		{"mobile", &m.Mobile, func(p *hero.Patient) hero.String { return p.Mobile }, func(r *hero.Registration) *hero.String { return &r.Mobile }},
		{"email", &m.Email, func(p *hero.Patient) hero.String { return p.Email }, func(r *hero.Registration) *hero.String { return &r.Email }},
		{"uid", &m.UID, func(p *hero.Patient) hero.String { return p.UID }, nil},
		{"status", &m.Status, func(p *hero.Patient) hero.String { return p.Status }, nil},
	}
}

// refresh brings the model up to what Hero reports.
func (m *patientModel) refresh(live *hero.Patient) {
	m.fields().refresh(asShown(live))
	m.Restricted = refreshBool(m.Restricted, live.Restricted)
}

// reconcile fills in what the plan left open, and collects what Hero stored
// differently.
func (m *patientModel) reconcile(configured *patientModel, live *hero.Patient, r *reconciler) {
	m.fields().reconcile(r, "", configured.fields(), asShown(live))
	m.Restricted = r.bool("restricted", m.Restricted, configured.Restricted, live.Restricted)
}

// isOddAndHeld reports whether Hero already has a value but might not accept it again.
func isOddAndHeld(value herotypes.String, live hero.String) bool {
	_, err := value.Kind().Normal(value.ValueString())
	held, reported := live.Get()
	return err != nil && reported && value.Kind().Same(value.ValueString(), held)
}

// notClearablePatient are the fields for which Hero accepts no empty text.
var notClearablePatient = []string{"nhs_number", "dob", "first_name", "last_name", "sex", "mobile", "data_source"}

// registration is the request for a planned patient: every configured attribute with its planned
// value, and those others that Hero demands, as Hero has them now. An odd value that Hero already
// has counts as not configured. live is empty for a new patient.
func (m *patientModel) registration(configured *patientModel, live *hero.Patient) hero.Registration {
	var r hero.Registration
	config := configured.fields().sendable()
	for i, f := range m.fields().sendable() {
		asksForNothing := f.value.IsEmpty() && slices.Contains(notClearablePatient, f.name) || isOddAndHeld(*f.value, f.valueIn(live))
		switch {
		case isSet(*f.value) && !asksForNothing && (!config[i].value.IsNull() || f.name == "nhs_number" || f.name == "dob"):
			*f.request(&r) = hero.Value(f.value.Sent())
		case f.name == "first_name" || f.name == "last_name":
			if present := presentValue(f.valueIn(live), *f.value); present != "" {
				*f.request(&r) = hero.Value(present)
			}
		}
	}
	// Hero demands one of the two. Sending what it holds changes nothing.
	if r.Email.OrZero() == "" && r.Mobile.IsAbsent() {
		if mobile := presentValue(live.Mobile, m.Mobile); mobile != "" {
			r.Mobile = hero.Value(mobile)
		} else if email := presentValue(live.Email, m.Email); email != "" {
			r.Email = hero.Value(email)
		}
	}
	return r
}

// lackingIn names what Hero demands of every registration and this one lacks.
func lackingIn(r *hero.Registration) (names []string) {
	if r.FirstName.OrZero() == "" {
		names = append(names, "first_name")
	}
	if r.LastName.OrZero() == "" {
		names = append(names, "last_name")
	}
	if r.Mobile.OrZero() == "" && r.Email.OrZero() == "" {
		names = append(names, "mobile")
	}
	return names
}

// notSentOf names the fields of a record that a registration did not send and Hero does not fill in
// by itself. If there are any, the record was somebody's before.
func notSentOf(live *hero.Patient, sent *hero.Registration) (names []string) {
	for _, f := range new(patientModel).fields().sendable() {
		filledIn := f.name == "data_source" || f.name == "ehr_partner_id" || f.name == "country"
		if !filledIn && f.request(sent).IsAbsent() && f.valueIn(live).OrZero() != "" {
			names = append(names, f.name)
		}
	}
	for name, value := range map[string]hero.String{
		"emis_id": live.EMISID, "notes": live.Notes, "deceased_at": live.DeceasedAt, "sex_changed_at": live.SexChangedAt,
	} {
		if value.OrZero() != "" {
			names = append(names, name)
		}
	}
	if live.Status.OrZero() == "archived" {
		names = append(names, "status")
	}
	slices.Sort(names)
	return names
}

// presentValue is what Hero has, or what was planned if Hero does not say.
func presentValue(live hero.String, planned herotypes.String) string {
	if live.IsAbsent() {
		return planned.ValueString()
	}
	return live.OrZero()
}

// identifiedOtherwise names the attributes that Hero finds the record by and for which the record
// certainly has another value.
func (m *patientModel) identifiedOtherwise(live *hero.Patient) (names []string) {
	for _, f := range m.fields().named("nhs_number", "dob") {
		reported := f.valueIn(asShown(live))
		_, err := f.value.Kind().Normal(reported.OrZero())
		isComparable := !reported.IsAbsent() && err == nil
		if isComparable && !f.value.Kind().Same(f.value.ValueString(), reported.OrZero()) {
			names = append(names, f.name)
		}
	}
	return names
}

// changed names the attributes whose planned value means something else than the prior one. An
// unknown value may change, and so counts. A date of birth that Hero wrote in an unreadable form
// does not: the planned one is only recorded.
func (m *patientModel) changed(prior *patientModel) []string {
	var names []string
	before := prior.fields().sendable()
	for i, f := range m.fields().sendable() {
		old := *before[i].value
		if f.value.IsUnknown() || stringChanged(*f.value, old) && !isUnreadableDate(old.Kind(), old.ValueString()) {
			names = append(names, f.name)
		}
	}
	return names
}

// patientAttribute finds the attribute for a field of a registration.
var patientAttribute = attributesNamed(nil, new(patientModel).fields().sendable().names("")...)
