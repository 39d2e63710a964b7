// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

type patientModel struct {
	PracticeGroupID types.String   `tfsdk:"practice_group_id"`
	ID              herotypes.Text `tfsdk:"id"`
	UID             herotypes.Text `tfsdk:"uid"`
	NHSNumber       herotypes.Text `tfsdk:"nhs_number"`
	DOB             herotypes.Text `tfsdk:"dob"`
	FirstName       herotypes.Text `tfsdk:"first_name"`
	LastName        herotypes.Text `tfsdk:"last_name"`
	Sex             herotypes.Text `tfsdk:"sex"`
	Title           herotypes.Text `tfsdk:"title"`
	Mobile          herotypes.Text `tfsdk:"mobile"`
	Landline        herotypes.Text `tfsdk:"landline"`
	Email           herotypes.Text `tfsdk:"email"`
	AddressLine1    herotypes.Text `tfsdk:"address_line_1"`
	AddressLine2    herotypes.Text `tfsdk:"address_line_2"`
	AddressLine3    herotypes.Text `tfsdk:"address_line_3"`
	Town            herotypes.Text `tfsdk:"town"`
	County          herotypes.Text `tfsdk:"county"`
	Postcode        herotypes.Text `tfsdk:"postcode"`
	Country         herotypes.Text `tfsdk:"country"`
	EHRPartnerID    herotypes.Text `tfsdk:"ehr_partner_id"`
	DataSource      herotypes.Text `tfsdk:"data_source"`
	Caller          herotypes.Text `tfsdk:"caller"`
	AdoptExisting   types.Bool     `tfsdk:"adopt_existing"`
	Status          herotypes.Text `tfsdk:"status"`
	Restricted      types.Bool     `tfsdk:"restricted"`
}

func (m *patientModel) identity() any {
	return objectIdentity{PracticeGroupID: m.PracticeGroupID, ID: m.ID.StringValue}
}

// patientMember pairs an attribute with its members in Hero's answer and in
// the registration. Landline and caller are never in an answer, and so are
// always absent there.
type patientMember struct {
	name  string
	known *herotypes.Text
	live  hero.Text
	sent  *hero.Text
}

// members lists what can be registered, in the API's order.
func (m *patientModel) members(live *hero.Patient, r *hero.Registration) []patientMember {
	return []patientMember{
		{"ehr_partner_id", &m.EHRPartnerID, live.EHRPartnerID, &r.EHRPartnerID},
		{"nhs_number", &m.NHSNumber, live.NHSNumber, &r.NHSNumber},
		{"dob", &m.DOB, live.DOB, &r.DOB},
		{"first_name", &m.FirstName, live.FirstName, &r.FirstName},
		{"last_name", &m.LastName, live.LastName, &r.LastName},
		{"sex", &m.Sex, live.Sex, &r.Sex},
		{"title", &m.Title, live.Title, &r.Title},
		{"landline", &m.Landline, hero.Text{}, &r.Landline},
		{"address_line_1", &m.AddressLine1, live.AddressLine1, &r.AddressLine1},
		{"address_line_2", &m.AddressLine2, live.AddressLine2, &r.AddressLine2},
		{"address_line_3", &m.AddressLine3, live.AddressLine3, &r.AddressLine3},
		{"country", &m.Country, live.Country, &r.Country},
		{"postcode", &m.Postcode, live.Postcode, &r.Postcode},
		{"town", &m.Town, live.Town, &r.Town},
		{"county", &m.County, live.County, &r.County},
		{"data_source", &m.DataSource, live.DataSource, &r.DataSource},
		{"caller", &m.Caller, hero.Text{}, &r.Caller},
		{"mobile", &m.Mobile, live.Mobile, &r.Mobile},
		{"email", &m.Email, live.Email, &r.Email},
	}
}

// handles are the read-only texts.
func (m *patientModel) handles(live *hero.Patient) []textMember {
	return []textMember{{"uid", &m.UID, live.UID}, {"status", &m.Status, live.Status}}
}

// refresh brings the model up to what Hero answered.
func (m *patientModel) refresh(live *hero.Patient) {
	for _, t := range m.members(live, &hero.Registration{}) {
		*t.known = plainForm(refreshText(*t.known, t.live), *t.known)
	}
	refreshTexts(m.handles(live))
	m.Restricted = refreshBool(m.Restricted, live.Restricted)
}

// settle fills what the plan left open from Hero's answer to a registration
// and collects what Hero stored otherwise.
func (m *patientModel) settle(configured *patientModel, live *hero.Patient, s *settler) {
	none := &hero.Registration{}
	wanted := configured.members(live, none)
	for i, t := range m.members(live, none) {
		*t.known = plainForm(s.text(t.name, *t.known, *wanted[i].known, t.live), *t.known)
	}
	for _, t := range m.handles(live) {
		if t.known.IsUnknown() {
			*t.known = refreshText(*t.known, t.live)
		}
	}
	if m.Restricted.IsUnknown() {
		m.Restricted = refreshBool(m.Restricted, live.Restricted)
	}
}

// plainForm writes a value that comes from Hero, and not from the
// configuration, the way a person would: Hero stores a date of birth as a
// point in time, on the day before for a summer birthday.
func plainForm(value, known herotypes.Text) herotypes.Text {
	kind := value.Kind()
	if !isSet(value) || value.Equal(known) || (kind != herotypes.DateOfBirth && kind != herotypes.NHSNumber) {
		return value
	}
	return kind.Value(value.Normal())
}

// registration is what to send for the model: every attribute that is
// configured, with the values planned for it, and of the others those that
// Hero demands. NHS number and date of birth go out in normal form, because
// Hero matches on them.
func (m *patientModel) registration(configured *patientModel) hero.Registration {
	var r hero.Registration
	wanted := configured.members(&hero.Patient{}, &hero.Registration{})
	for i, t := range m.members(&hero.Patient{}, &r) {
		demanded := t.name == "nhs_number" || t.name == "dob" || t.name == "first_name" || t.name == "last_name"
		if isSet(*t.known) && (demanded || !wanted[i].known.IsNull()) {
			*t.sent = sentText(*t.known)
		}
	}
	// Hero demands one of the two; what is known of them changes nothing.
	if v, _ := r.Email.Get(); v == "" && r.Mobile.IsAbsent() {
		if m.Mobile.ValueString() != "" {
			r.Mobile = sentText(m.Mobile)
		} else if m.Email.ValueString() != "" {
			r.Email = sentText(m.Email)
		}
	}
	return r
}

func sentText(v herotypes.Text) hero.Text {
	if v.Kind() == herotypes.NHSNumber || v.Kind() == herotypes.DateOfBirth {
		return hero.Value(v.Normal())
	}
	return hero.Value(v.ValueString())
}

// changed names the attributes whose planned value means something else than
// the prior one. A value that is not known yet may change, and so counts.
func (m *patientModel) changed(prior *patientModel) []string {
	var names []string
	none := &hero.Patient{}
	before := prior.members(none, &hero.Registration{})
	for i, t := range m.members(none, &hero.Registration{}) {
		if t.known.IsUnknown() || textChanged(*t.known, *before[i].known) {
			names = append(names, t.name)
		}
	}
	return names
}

// patientAttribute finds the attribute of a member of a registration; all of
// them bear the API's names.
var patientAttribute = attributesNamed(nil, memberNames(new(patientModel).members(&hero.Patient{}, &hero.Registration{}))...)

func memberNames(members []patientMember) []string {
	names := make([]string, len(members))
	for i, t := range members {
		names[i] = t.name
	}
	return names
}
