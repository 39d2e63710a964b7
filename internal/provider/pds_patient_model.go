// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

type pdsPatientModel struct {
	PracticeGroupID types.String     `tfsdk:"practice_group_id"`
	ID              herotypes.String `tfsdk:"id"`
	UID             herotypes.String `tfsdk:"uid"`
	NHSNumber       herotypes.String `tfsdk:"nhs_number"`
	DOB             herotypes.String `tfsdk:"dob"`
	Forename        herotypes.String `tfsdk:"forename"`
	Surname         herotypes.String `tfsdk:"surname"`
	Postcode        herotypes.String `tfsdk:"postcode"`
	EHRPartner      herotypes.String `tfsdk:"ehr_partner"`
	EHRPartnerID    herotypes.String `tfsdk:"ehr_partner_id"`
	Status          herotypes.String `tfsdk:"status"`
	Restricted      types.Bool       `tfsdk:"restricted"`
	Demographics    types.Object     `tfsdk:"demographics"`
}

func (m *pdsPatientModel) identity() any {
	return objectIdentity{PracticeGroupID: m.PracticeGroupID, ID: m.ID.StringValue}
}

// fields are first those that identify a person to PDS, then those that Hero only reports. The
// record does not say by which names and postcode the person was traced.
func (m *pdsPatientModel) fields() fields[hero.Patient, hero.PDSRegistration] {
	return fields[hero.Patient, hero.PDSRegistration]{
		{"nhs_number", &m.NHSNumber, func(p *hero.Patient) hero.String { return p.NHSNumber }, func(r *hero.PDSRegistration) *hero.String { return &r.NHSNumber }},
		{"dob", &m.DOB, func(p *hero.Patient) hero.String { return p.DOB }, func(r *hero.PDSRegistration) *hero.String { return &r.DOB }},
		{"forename", &m.Forename, nil, func(r *hero.PDSRegistration) *hero.String { return &r.Forename }},
		{"surname", &m.Surname, nil, func(r *hero.PDSRegistration) *hero.String { return &r.Surname }},
		{"postcode", &m.Postcode, nil, func(r *hero.PDSRegistration) *hero.String { return &r.Postcode }},
		{"ehr_partner", &m.EHRPartner, nil, func(r *hero.PDSRegistration) *hero.String { return &r.EHRPartner }},
		{"ehr_partner_id", &m.EHRPartnerID, func(p *hero.Patient) hero.String { return p.EHRPartnerID }, func(r *hero.PDSRegistration) *hero.String { return &r.EHRPartnerID }},
		{"uid", &m.UID, func(p *hero.Patient) hero.String { return p.UID }, nil},
		{"status", &m.Status, func(p *hero.Patient) hero.String { return p.Status }, nil},
	}
}

// demographicsFields show the record.
var demographicsFields nestedFields[hero.Patient, notSent] = func(object types.Object) fields[hero.Patient, notSent] {
	return fields[hero.Patient, notSent]{
		{"nhs_number", newString(herotypes.NHSNumber), func(p *hero.Patient) hero.String { return p.NHSNumber }, nil},
		{"dob", newString(herotypes.DateOfBirth), func(p *hero.Patient) hero.String { return p.DOB }, nil},
		{"title", newString(herotypes.Text), func(p *hero.Patient) hero.String { return p.Title }, nil},
		{"first_name", newString(herotypes.Text), func(p *hero.Patient) hero.String { return p.FirstName }, nil},
		{"last_name", newString(herotypes.Text), func(p *hero.Patient) hero.String { return p.LastName }, nil},
		{"sex", newString(herotypes.Text), func(p *hero.Patient) hero.String { return p.Sex }, nil},
		{"mobile", newString(herotypes.Phone), func(p *hero.Patient) hero.String { return p.Mobile }, nil},
		{"email", newString(herotypes.Email), func(p *hero.Patient) hero.String { return p.Email }, nil},
		{"address_line_1", newString(herotypes.Text), func(p *hero.Patient) hero.String { return p.AddressLine1 }, nil},
		{"address_line_2", newString(herotypes.Text), func(p *hero.Patient) hero.String { return p.AddressLine2 }, nil},
		{"address_line_3", newString(herotypes.Text), func(p *hero.Patient) hero.String { return p.AddressLine3 }, nil},
		{"town", newString(herotypes.Text), func(p *hero.Patient) hero.String { return p.Town }, nil},
		{"county", newString(herotypes.Text), func(p *hero.Patient) hero.String { return p.County }, nil},
		{"postcode", newString(herotypes.Postcode), func(p *hero.Patient) hero.String { return p.Postcode }, nil},
		{"country", newString(herotypes.Text), func(p *hero.Patient) hero.String { return p.Country }, nil},
	}.read(object)
}

// namesAndPostcode identify a person without an NHS number.
func (m *pdsPatientModel) namesAndPostcode() fields[hero.Patient, hero.PDSRegistration] {
	return m.fields().named("forename", "surname", "postcode")
}

// registration is the request for a configuration.
func (m *pdsPatientModel) registration() hero.PDSRegistration {
	var r hero.PDSRegistration
	for _, f := range m.fields().sendable() {
		if isSet(*f.value) && !f.value.IsEmpty() {
			*f.request(&r) = hero.Value(f.value.Sent())
		}
	}
	return r
}

// person is the person of the record, or without a record the one who was traced.
func (m *pdsPatientModel) person() hero.Person {
	known := m.fields().values()
	maps.Copy(known, demographicsFields(m.Demographics).values())
	person := hero.Person{
		NHSNumber: known["nhs_number"].Normal(), DOB: known["dob"].Normal(),
		FirstName: known["first_name"].Sent(), LastName: known["last_name"].Sent(),
	}
	if person.FirstName == "" && person.LastName == "" {
		person.FirstName, person.LastName = m.Forename.Sent(), m.Surname.Sent()
	}
	return person
}

// refresh brings the model up to what Hero reports. What the person was traced by stays
// as it is, whatever happens to the record: a correction in Hero must not make
// Terraform trace the person again.
func (m *pdsPatientModel) refresh(live *hero.Patient) {
	for _, f := range m.fields() {
		if f.request == nil || !isSet(*f.value) {
			*f.value = refreshString(*f.value, f.valueIn(live))
		}
	}
	m.Restricted = refreshBool(m.Restricted, live.Restricted)
	demographics := demographicsFields(m.Demographics)
	demographics.refresh(live)
	m.Demographics = demographics.object()
}

// differs names the attributes to trace by for which the record has another value.
func (m *pdsPatientModel) differs(live *hero.Patient) (names []string) {
	for _, f := range m.fields().sendable() {
		value, ok := f.valueIn(live).Get()
		if ok && isSet(*f.value) && !f.value.Kind().Same(f.value.ValueString(), value) && !isUnreadableDate(f.value.Kind(), value) {
			names = append(names, f.name)
		}
	}
	return names
}

// changed names the attributes that select another person, and those that an imported
// patient takes over although its record does not confirm them. What the record
// confirms is in neither list.
func (m *pdsPatientModel) changed(prior *pdsPatientModel, createdHere bool) (replaced, unchecked []string) {
	inRecord := demographicsFields(prior.Demographics).values()
	inRecord["forename"], inRecord["surname"] = inRecord["first_name"], inRecord["last_name"]
	before := prior.fields().sendable()
	for i, f := range m.fields().sendable() {
		old := *before[i].value
		switch {
		case f.value.IsEmpty():
		case isSet(*f.value) && (sameInput(f.name, *f.value, old) || sameInput(f.name, *f.value, inRecord[f.name])):
		case old.IsNull() && !createdHere, isUnreadableDate(old.Kind(), old.ValueString()):
			unchecked = append(unchecked, f.name)
		default: // a value that is not known yet may turn out different too
			replaced = append(replaced, f.name)
		}
	}
	return replaced, unchecked
}

// sameInput ignores the case of names: records are often in capitals.
func sameInput(name string, a, b herotypes.String) bool {
	if !isSet(b) {
		return false
	}
	if name == "forename" || name == "surname" {
		return canonical.PersonalName.Same(a.ValueString(), b.ValueString())
	}
	return a.Kind().Same(a.ValueString(), b.ValueString())
}

// pdsPatientAttribute finds the attribute for a field of a registration.
var pdsPatientAttribute = attributesNamed(nil, new(pdsPatientModel).fields().sendable().names("")...)
