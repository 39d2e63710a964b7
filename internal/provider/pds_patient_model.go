// SPDX-License-Identifier: MPL-2.0

package provider

import (
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

var demographicsTexts nestedStrings[*hero.Patient] = func(object types.Object, live *hero.Patient) []stringField {
	return readTexts(object, []stringField{
		{"nhs_number", newText(herotypes.NHSNumber), live.NHSNumber},
		{"dob", newText(herotypes.DateOfBirth), live.DOB},
		{"title", newText(herotypes.Plain), live.Title},
		{"first_name", newText(herotypes.Plain), live.FirstName},
		{"last_name", newText(herotypes.Plain), live.LastName},
		{"sex", newText(herotypes.Plain), live.Sex},
		{"mobile", newText(herotypes.Phone), live.Mobile},
		{"email", newText(herotypes.Email), live.Email},
		{"address_line_1", newText(herotypes.Plain), live.AddressLine1},
		{"address_line_2", newText(herotypes.Plain), live.AddressLine2},
		{"address_line_3", newText(herotypes.Plain), live.AddressLine3},
		{"town", newText(herotypes.Plain), live.Town},
		{"county", newText(herotypes.Plain), live.County},
		{"postcode", newText(herotypes.Postcode), live.Postcode},
		{"country", newText(herotypes.Plain), live.Country},
	})
}

// inputs are what a person can be asked for by, and what the record in Hero
// reports of it. The record does not tell under which name and postcode the
// person was traced, and so reports none of them.
func (m *pdsPatientModel) inputs(live *hero.Patient, r *hero.PDSRegistration) []patientMember {
	return []patientMember{
		{"nhs_number", &m.NHSNumber, live.NHSNumber, &r.NHSNumber},
		{"dob", &m.DOB, live.DOB, &r.DOB},
		{"forename", &m.Forename, hero.String{}, &r.Forename},
		{"surname", &m.Surname, hero.String{}, &r.Surname},
		{"postcode", &m.Postcode, hero.String{}, &r.Postcode},
		{"ehr_partner", &m.EHRPartner, hero.String{}, &r.EHRPartner},
		{"ehr_partner_id", &m.EHRPartnerID, live.EHRPartnerID, &r.EHRPartnerID},
	}
}

// namesAndPostcode are the inputs that stand in for an NHS number.
func (m *pdsPatientModel) namesAndPostcode() []patientMember {
	return m.inputs(&hero.Patient{}, &hero.PDSRegistration{})[2:5]
}

// registration is what to send for a configuration.
func (m *pdsPatientModel) registration() hero.PDSRegistration {
	var r hero.PDSRegistration
	for _, t := range m.inputs(&hero.Patient{}, &r) {
		if isSet(*t.known) {
			*t.sent = sentText(*t.known)
		}
	}
	return r
}

// refresh brings the model up to what Hero answered. An input that is known
// stays as it was asked for, whatever becomes of the record: a correction in
// Hero must not make Terraform ask for the person anew.
func (m *pdsPatientModel) refresh(live *hero.Patient) {
	for _, t := range m.inputs(live, &hero.PDSRegistration{}) {
		if !isSet(*t.known) {
			*t.known = plainForm(refreshString(*t.known, t.live), *t.known)
		}
	}
	m.UID = refreshString(m.UID, live.UID)
	m.Status = refreshString(m.Status, live.Status)
	m.Restricted = refreshBool(m.Restricted, live.Restricted)
	demographics := demographicsTexts(m.Demographics, live)
	for _, t := range demographics {
		*t.known = plainForm(refreshString(*t.known, t.live), *t.known)
	}
	m.Demographics = textsObject(demographics)
}

// differs names the inputs of which the record has another value.
func (m *pdsPatientModel) differs(live *hero.Patient) (names []string) {
	for _, t := range m.inputs(live, &hero.PDSRegistration{}) {
		if value, ok := t.live.Get(); ok && isSet(*t.known) && !t.known.Kind().Same(t.known.ValueString(), value) {
			names = append(names, t.name)
		}
	}
	return names
}

// changed names the inputs that ask for another person, and those that an
// imported patient takes over although its record does not bear them out. What
// the record bears out is neither, and so can be written down without a word.
func (m *pdsPatientModel) changed(prior *pdsPatientModel, createdHere bool) (replaced, unchecked []string) {
	inRecord := map[string]herotypes.String{}
	for _, t := range demographicsTexts(prior.Demographics, &hero.Patient{}) {
		inRecord[t.name] = *t.known
	}
	inRecord["forename"], inRecord["surname"] = inRecord["first_name"], inRecord["last_name"]
	before := prior.inputs(&hero.Patient{}, &hero.PDSRegistration{})
	for i, t := range m.inputs(&hero.Patient{}, &hero.PDSRegistration{}) {
		old := *before[i].known
		switch {
		case t.known.IsNull():
		case isSet(*t.known) && (sameInput(t.name, *t.known, old) || sameInput(t.name, *t.known, inRecord[t.name])):
		case old.IsNull() && !createdHere:
			unchecked = append(unchecked, t.name)
		default: // a value that is not known yet may be another one, too
			replaced = append(replaced, t.name)
		}
	}
	return replaced, unchecked
}

// sameInput compares names without regard to case: records are often in capitals.
func sameInput(name string, a, b herotypes.String) bool {
	if !isSet(b) {
		return false
	}
	if name == "forename" || name == "surname" {
		return canonical.PersonalName.Same(a.ValueString(), b.ValueString())
	}
	return a.Kind().Same(a.ValueString(), b.ValueString())
}

// pdsPatientAttribute finds the attribute of a member of a registration; all of
// them bear the API's names.
var pdsPatientAttribute = attributesNamed(nil, memberNames(new(pdsPatientModel).inputs(&hero.Patient{}, &hero.PDSRegistration{}))...)
