// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
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

// patientMember pairs an attribute with its members in Hero's answer and in
// the registration. Landline and caller are never in an answer, and so are
// always absent there.
type patientMember struct {
	name  string
	known *herotypes.String
	live  hero.String
	sent  *hero.String
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
		{"landline", &m.Landline, hero.String{}, &r.Landline},
		{"address_line_1", &m.AddressLine1, live.AddressLine1, &r.AddressLine1},
		{"address_line_2", &m.AddressLine2, live.AddressLine2, &r.AddressLine2},
		{"address_line_3", &m.AddressLine3, live.AddressLine3, &r.AddressLine3},
		{"country", &m.Country, live.Country, &r.Country},
		{"postcode", &m.Postcode, live.Postcode, &r.Postcode},
		{"town", &m.Town, live.Town, &r.Town},
		{"county", &m.County, live.County, &r.County},
		{"data_source", &m.DataSource, live.DataSource, &r.DataSource},
		{"caller", &m.Caller, hero.String{}, &r.Caller},
		{"mobile", &m.Mobile, live.Mobile, &r.Mobile},
		{"email", &m.Email, live.Email, &r.Email},
	}
}

// handles are the read-only texts.
func (m *patientModel) handles(live *hero.Patient) []stringField {
	return []stringField{{"uid", &m.UID, live.UID}, {"status", &m.Status, live.Status}}
}

// refresh brings the model up to what Hero answered.
func (m *patientModel) refresh(live *hero.Patient) {
	for _, t := range m.members(live, &hero.Registration{}) {
		*t.known = plainForm(refreshString(*t.known, t.live), *t.known)
	}
	refreshStrings(m.handles(live))
	m.Restricted = refreshBool(m.Restricted, live.Restricted)
}

// reconcile fills what the plan left open from Hero's answer to a registration
// and collects what Hero stored otherwise.
func (m *patientModel) reconcile(configured *patientModel, live *hero.Patient, s *reconciler) {
	none := &hero.Registration{}
	wanted := configured.members(live, none)
	for i, t := range m.members(live, none) {
		*t.known = plainForm(s.string(t.name, *t.known, *wanted[i].known, t.live), *t.known)
	}
	for _, t := range m.handles(live) {
		if t.known.IsUnknown() {
			*t.known = refreshString(*t.known, t.live)
		}
	}
	if m.Restricted.IsUnknown() {
		m.Restricted = refreshBool(m.Restricted, live.Restricted)
	}
}

// plainForm writes a value that comes from Hero, and not from the
// configuration, the way a person would: Hero stores a date of birth as a
// point in time, on the day before for a summer birthday.
func plainForm(value, known herotypes.String) herotypes.String {
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

func sentText(v herotypes.String) hero.String {
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
		if t.known.IsUnknown() || stringChanged(*t.known, *before[i].known) {
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

// A record in Hero is the same whether the patient was registered with the
// practice's own data or traced in PDS, so a moved block takes a resource of
// either type to the other one. No request is made: what the source cannot tell
// is null, and the refresh that follows fills it in.
//
// The mark of what Terraform made itself does not come along. It says that a
// null was never sent, which is not so of attributes that the source does not
// have.

func (r *patientResource) MoveState(ctx context.Context) []resource.StateMover {
	return []resource.StateMover{moverFrom(ctx, "hero_pds_patient", newPDSPatientResource(), (*patientModel).takeOver)}
}

func (r *pdsPatientResource) MoveState(ctx context.Context) []resource.StateMover {
	return []resource.StateMover{moverFrom(ctx, "hero_patient", newPatientResource(), (*pdsPatientModel).takeOver)}
}

// takeOver fills an empty model from a traced patient: with what the record was
// seen to hold, and else with what was asked for.
func (m *patientModel) takeOver(from *pdsPatientModel) {
	record := map[string]herotypes.String{"nhs_number": from.NHSNumber, "dob": from.DOB, "ehr_partner_id": from.EHRPartnerID}
	for _, t := range demographicsTexts(from.Demographics, &hero.Patient{}) {
		if isSet(*t.known) {
			record[t.name] = *t.known
		}
	}
	for _, t := range m.members(&hero.Patient{}, &hero.Registration{}) {
		if value, ok := record[t.name]; ok {
			*t.known = value
		}
	}
	m.PracticeGroupID, m.ID, m.UID = from.PracticeGroupID, from.ID, from.UID
	m.Status, m.Restricted = from.Status, from.Restricted
}

// takeOver fills an empty model from a registered patient. Under which names and
// postcode the person could be traced, the record does not tell.
func (m *pdsPatientModel) takeOver(from *patientModel) {
	record := map[string]herotypes.String{}
	for _, t := range from.members(&hero.Patient{}, &hero.Registration{}) {
		if t.known.ValueString() != "" { // "" clears an attribute there, and is null here
			record[t.name] = *t.known
		}
	}
	demographics := demographicsTexts(types.Object{}, &hero.Patient{})
	for _, t := range demographics {
		if value, ok := record[t.name]; ok {
			*t.known = value
		}
	}
	m.Demographics = textsObject(demographics)
	for name, known := range map[string]*herotypes.String{"nhs_number": &m.NHSNumber, "dob": &m.DOB, "ehr_partner_id": &m.EHRPartnerID} {
		if value, ok := record[name]; ok {
			*known = value
		}
	}
	m.PracticeGroupID, m.ID, m.UID = from.PracticeGroupID, from.ID, from.UID
	m.Status, m.Restricted = from.Status, from.Restricted
}

// moverFrom makes the state of a resource out of that of another type of this
// provider. Anything else it leaves to the framework, which says that it cannot
// be moved.
func moverFrom[From, To any, ToPointer interface {
	*To
	identified
}](ctx context.Context, name string, source resource.Resource, takeOver func(ToPointer, *From)) resource.StateMover {
	var described resource.SchemaResponse
	source.Schema(ctx, resource.SchemaRequest{}, &described)
	return resource.StateMover{
		SourceSchema: &described.Schema,
		StateMover: func(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
			// Who publishes the provider, and where, does not matter.
			ours := req.SourceTypeName == name && strings.HasSuffix(req.SourceProviderAddress, "/hero")
			if !ours || req.SourceSchemaVersion != described.Schema.Version || req.SourceState == nil {
				return
			}
			var from From
			resp.Diagnostics.Append(req.SourceState.Get(ctx, &from)...)
			// Only a text that was decoded has the kind of its attribute.
			var to To
			empty := tfsdk.State{Schema: resp.TargetState.Schema, Raw: bareObject(ctx, resp.TargetState.Schema.Type(), nil)}
			resp.Diagnostics.Append(empty.Get(ctx, &to)...)
			if resp.Diagnostics.HasError() {
				return
			}
			takeOver(&to, &from)
			save(ctx, &resp.TargetState, resp.TargetIdentity, ToPointer(&to), &resp.Diagnostics)
		},
	}
}
