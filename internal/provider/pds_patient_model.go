package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

type pdsPatientModel struct {
	PracticeGroupID types.String   `tfsdk:"practice_group_id"`
	ID              herotypes.Text `tfsdk:"id"`
	UID             herotypes.Text `tfsdk:"uid"`
	NHSNumber       herotypes.Text `tfsdk:"nhs_number"`
	DOB             herotypes.Text `tfsdk:"dob"`
	Forename        herotypes.Text `tfsdk:"forename"`
	Surname         herotypes.Text `tfsdk:"surname"`
	Postcode        herotypes.Text `tfsdk:"postcode"`
	EHRPartner      herotypes.Text `tfsdk:"ehr_partner"`
	EHRPartnerID    herotypes.Text `tfsdk:"ehr_partner_id"`
	Status          herotypes.Text `tfsdk:"status"`
	Restricted      types.Bool     `tfsdk:"restricted"`
	Demographics    types.Object   `tfsdk:"demographics"`
}

type demographicsModel struct {
	NHSNumber    herotypes.Text `tfsdk:"nhs_number"`
	DOB          herotypes.Text `tfsdk:"dob"`
	Title        herotypes.Text `tfsdk:"title"`
	FirstName    herotypes.Text `tfsdk:"first_name"`
	LastName     herotypes.Text `tfsdk:"last_name"`
	Sex          herotypes.Text `tfsdk:"sex"`
	Mobile       herotypes.Text `tfsdk:"mobile"`
	Email        herotypes.Text `tfsdk:"email"`
	AddressLine1 herotypes.Text `tfsdk:"address_line_1"`
	AddressLine2 herotypes.Text `tfsdk:"address_line_2"`
	AddressLine3 herotypes.Text `tfsdk:"address_line_3"`
	Town         herotypes.Text `tfsdk:"town"`
	County       herotypes.Text `tfsdk:"county"`
	Postcode     herotypes.Text `tfsdk:"postcode"`
	Country      herotypes.Text `tfsdk:"country"`
}

// demographicsKinds are the members that are more than plain text.
var demographicsKinds = map[string]*herotypes.Kind{
	"nhs_number": herotypes.NHSNumber, "dob": herotypes.DateOfBirth, "mobile": herotypes.Phone, "email": herotypes.Email, "postcode": herotypes.Postcode,
}

func demographicsKind(name string) *herotypes.Kind {
	if kind := demographicsKinds[name]; kind != nil {
		return kind
	}
	return herotypes.Plain
}

func demographicsTypes() map[string]attr.Type {
	var m demographicsModel
	all := map[string]attr.Type{}
	for _, t := range m.texts(&hero.Patient{}) {
		all[t.name] = demographicsKind(t.name).Type()
	}
	return all
}

// demographicsOf reads the object; of a null or unknown one all members are null.
func demographicsOf(ctx context.Context, o types.Object, diags *diag.Diagnostics) demographicsModel {
	var m demographicsModel
	for _, t := range m.texts(&hero.Patient{}) {
		*t.known = demographicsKind(t.name).Null()
	}
	decodeObject(ctx, o, &m, diags)
	return m
}

func (m *demographicsModel) texts(live *hero.Patient) []textMember {
	return []textMember{
		{"nhs_number", &m.NHSNumber, live.NHSNumber},
		{"dob", &m.DOB, live.DOB},
		{"title", &m.Title, live.Title},
		{"first_name", &m.FirstName, live.FirstName},
		{"last_name", &m.LastName, live.LastName},
		{"sex", &m.Sex, live.Sex},
		{"mobile", &m.Mobile, live.Mobile},
		{"email", &m.Email, live.Email},
		{"address_line_1", &m.AddressLine1, live.AddressLine1},
		{"address_line_2", &m.AddressLine2, live.AddressLine2},
		{"address_line_3", &m.AddressLine3, live.AddressLine3},
		{"town", &m.Town, live.Town},
		{"county", &m.County, live.County},
		{"postcode", &m.Postcode, live.Postcode},
		{"country", &m.Country, live.Country},
	}
}

// inputs are what a person can be asked for by, and what the record in Hero
// reports of it. The record does not tell under which name and postcode the
// person was traced, and so reports none of them.
func (m *pdsPatientModel) inputs(live *hero.Patient, r *hero.PDSRegistration) []patientMember {
	return []patientMember{
		{"nhs_number", &m.NHSNumber, live.NHSNumber, &r.NHSNumber},
		{"dob", &m.DOB, live.DOB, &r.DOB},
		{"forename", &m.Forename, hero.Text{}, &r.Forename},
		{"surname", &m.Surname, hero.Text{}, &r.Surname},
		{"postcode", &m.Postcode, hero.Text{}, &r.Postcode},
		{"ehr_partner", &m.EHRPartner, hero.Text{}, &r.EHRPartner},
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
func (m *pdsPatientModel) refresh(ctx context.Context, live *hero.Patient, diags *diag.Diagnostics) {
	for _, t := range m.inputs(live, &hero.PDSRegistration{}) {
		if !isSet(*t.known) {
			*t.known = plainForm(refreshText(*t.known, t.live), *t.known)
		}
	}
	m.UID = refreshText(m.UID, live.UID)
	m.Status = refreshText(m.Status, live.Status)
	m.Restricted = refreshBool(m.Restricted, live.Restricted)
	demographics := demographicsOf(ctx, m.Demographics, diags)
	for _, t := range demographics.texts(live) {
		*t.known = plainForm(refreshText(*t.known, t.live), *t.known)
	}
	m.Demographics = encodeObject(ctx, demographicsTypes(), demographics, diags)
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
func (m *pdsPatientModel) changed(ctx context.Context, prior *pdsPatientModel, madeHere bool, diags *diag.Diagnostics) (replaced, unchecked []string) {
	held := demographicsOf(ctx, prior.Demographics, diags)
	inRecord := map[string]herotypes.Text{
		"nhs_number": held.NHSNumber, "dob": held.DOB, "forename": held.FirstName, "surname": held.LastName, "postcode": held.Postcode,
	}
	before := prior.inputs(&hero.Patient{}, &hero.PDSRegistration{})
	for i, t := range m.inputs(&hero.Patient{}, &hero.PDSRegistration{}) {
		old := *before[i].known
		switch {
		case t.known.IsNull():
		case isSet(*t.known) && (sameInput(t.name, *t.known, old) || sameInput(t.name, *t.known, inRecord[t.name])):
		case old.IsNull() && !madeHere:
			unchecked = append(unchecked, t.name)
		default: // a value that is not known yet may be another one, too
			replaced = append(replaced, t.name)
		}
	}
	return replaced, unchecked
}

// sameInput compares names without regard to case: records are often in capitals.
func sameInput(name string, a, b herotypes.Text) bool {
	if !isSet(b) {
		return false
	}
	if name == "forename" || name == "surname" {
		return strings.EqualFold(strings.TrimSpace(a.ValueString()), strings.TrimSpace(b.ValueString()))
	}
	return a.Kind().Same(a.ValueString(), b.ValueString())
}

// pdsPatientAttribute finds the attribute of a member of a registration; all of
// them bear the API's names.
func pdsPatientAttribute(member []string) (path.Path, bool) {
	var m pdsPatientModel
	var names []string
	for _, t := range m.inputs(&hero.Patient{}, &hero.PDSRegistration{}) {
		names = append(names, t.name)
	}
	return sameNames(names...)(member)
}
