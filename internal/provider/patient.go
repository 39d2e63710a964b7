// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"maps"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

// addPatientError is addError for a request about a patient whose id somebody typed.
// verb is for the error, such as "read".
func addPatientError(diags *diag.Diagnostics, verb, id string, practice *hero.Practice, err error, attribute attributeOf) {
	if !canonical.HasNHSNumber(id) {
		addError(diags, verb+" "+patientSubject(id), practice, err, attribute)
		return
	}
	diags.AddError("Unable to "+verb+" "+patientSubject(id), explain(practice, err)+"\n\nThe whole id is "+validators.NotRepeated+". "+validators.HeroIDWanted)
}

// patientSubject names the patient with an id that somebody typed. What is not an id may be a key.
func patientSubject(id string) string {
	switch {
	case canonical.HasNHSNumber(id):
		return "the patient with " + validators.IDEnding(id)
	case !validators.IsNumericID(id):
		return "the patient with the given id"
	}
	return "patient " + id
}

// removePatient removes from the state a patient whom Hero no longer has. After an import by something
// that is not an id, there never was one. person is what the state knows to search by.
func removePatient(ctx context.Context, practice *hero.Practice, id string, person hero.Person, resp *resource.ReadResponse) {
	if canonical.HasNHSNumber(id) {
		resp.Diagnostics.AddWarning("The id of a patient may be an NHS number: "+validators.IDEnding(id), "The whole id is "+validators.NotRepeated+". "+validators.HeroIDWanted)
	}
	removeGone(ctx, gone{
		subject: patientSubject(id), practice: practice, identity: newObjectIdentity(practice, id),
		confirm: func() error { return practice.ConfirmPatientGone(ctx, id, person) },
	}, resp)
}

// hidesDate reports whether a record does not tell when the person was born.
func hidesDate(live *hero.Patient) bool {
	return !live.DOB.IsAbsent() && isUnreadableDate(herotypes.DateOfBirth, live.DOB.OrZero())
}

// warnUnreadableDate has the id in the summary, because Terraform shows only one of several warnings with the same one.
func warnUnreadableDate(live *hero.Patient, id string, diags *diag.Diagnostics) {
	if hidesDate(live) {
		diags.AddAttributeWarning(path.Root("dob"), "Date of birth of patient "+id+" cannot be read",
			"Hero reports no date of birth, or one in a form that this provider does not know. That proves neither that the record is the person's nor that it is not, so Terraform keeps the date that it has, "+
				"and replaces and overwrites nothing because of it. Look at patient "+id+" in Hero, and correct the date there.")
	}
}

// A record in Hero is the same whether the patient was registered with the practice's own data or
// traced in PDS, so a moved block turns a resource of one type into the other. That makes no
// request: what the source does not know is null, and the refresh that follows fills it in.
//
// createdHereKey does not move along. It says that a null was never sent, which is not true of
// attributes that the source does not have.

func (r *patientResource) MoveState(ctx context.Context) []resource.StateMover {
	return []resource.StateMover{moverFrom(ctx, "hero_pds_patient", newPDSPatientResource(), (*patientModel).takeOver)}
}

func (r *pdsPatientResource) MoveState(ctx context.Context) []resource.StateMover {
	return []resource.StateMover{moverFrom(ctx, "hero_patient", newPatientResource(), (*pdsPatientModel).takeOver)}
}

// takeOver fills an empty model from a traced patient: with the record as it was last read, or else
// with what the person was traced by.
func (m *patientModel) takeOver(from *pdsPatientModel) {
	record := from.fields().reportable().values()
	maps.Copy(record, demographicsFields(from.Demographics).values())
	m.fields().set(record)
	m.PracticeGroupID, m.ID, m.Restricted = from.PracticeGroupID, from.ID, from.Restricted
}

// takeOver fills an empty model from a registered patient. The record does not say with which names
// and postcode the person could be traced.
func (m *pdsPatientModel) takeOver(from *patientModel) {
	record := from.fields().values() // without "", which clears an attribute there and is null here
	demographics := demographicsFields(m.Demographics)
	demographics.set(record)
	m.Demographics = demographics.object()
	m.fields().reportable().set(record)
	m.PracticeGroupID, m.ID, m.Restricted = from.PracticeGroupID, from.ID, from.Restricted
}

// moverFrom moves the state of a resource of another type of this provider. It leaves anything else
// to the framework, which says that it cannot be moved.
func moverFrom[From, To any, ToPointer interface {
	*To
	modelWithIdentity
}](ctx context.Context, name string, source resource.Resource, takeOver func(ToPointer, *From)) resource.StateMover {
	var described resource.SchemaResponse
	source.Schema(ctx, resource.SchemaRequest{}, &described)
	return resource.StateMover{
		SourceSchema: &described.Schema,
		StateMover: func(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
			// The provider's namespace and registry do not matter.
			ours := req.SourceTypeName == name && strings.HasSuffix(req.SourceProviderAddress, "/hero")
			if !ours || req.SourceSchemaVersion != described.Schema.Version || req.SourceState == nil {
				return
			}
			var from From
			resp.Diagnostics.Append(req.SourceState.Get(ctx, &from)...)
			// Only a decoded string knows the kind of its attribute.
			var to To
			empty := tfsdk.State{Schema: resp.TargetState.Schema, Raw: sparseObject(ctx, resp.TargetState.Schema.Type(), nil)}
			resp.Diagnostics.Append(empty.Get(ctx, &to)...)
			if resp.Diagnostics.HasError() {
				return
			}
			takeOver(&to, &from)
			save(ctx, &resp.TargetState, resp.TargetIdentity, ToPointer(&to), &resp.Diagnostics)
		},
	}
}

func warnPatientStays(diags *diag.Diagnostics) {
	diags.AddWarning("Patient record stays in Hero",
		"Hero cannot delete a patient. Destroying this resource only removes it from the Terraform state; the record stays in Hero as it is.")
}

// patientFilters are the filters of GET /v3/patients.
type patientFilters struct {
	FirstName    herotypes.String `tfsdk:"first_name"`
	LastName     herotypes.String `tfsdk:"last_name"`
	DOB          herotypes.String `tfsdk:"dob"`
	NHSNumber    herotypes.String `tfsdk:"nhs_number"`
	EHRPartnerID herotypes.String `tfsdk:"ehr_partner_id"`
}

var patientFilterPaths = []path.Expression{
	path.MatchRoot("first_name"), path.MatchRoot("last_name"), path.MatchRoot("dob"), path.MatchRoot("nhs_number"), path.MatchRoot("ehr_partner_id"),
}

func (f *patientFilters) filter() hero.PatientFilter {
	return hero.PatientFilter{
		FirstName:    f.FirstName.Sent(),
		LastName:     f.LastName.Sent(),
		DOB:          f.DOB.Normal(),
		NHSNumber:    f.NHSNumber.Normal(),
		EHRPartnerID: f.EHRPartnerID.Sent(),
	}
}

// patientFilterAttribute finds the attribute for a parameter of the search.
func patientFilterAttribute() attributeOf {
	return attributesNamed(nil, "first_name", "last_name", "dob", "nhs_number", "ehr_partner_id")
}

// patientClaims are the claims of a patient: the record, the person by kind and key, and the NHS
// number. People with the same number and date of birth also have the same key, which is claimed
// first.
func patientClaims(practice *hero.Practice, id string, kind *claimKind, key string, number herotypes.String) (wanted []claim) {
	if id != "" {
		wanted = append(wanted, claim{recordClaim, practice.ID(), id})
	}
	if key != "" {
		wanted = append(wanted, claim{kind, practice.ID(), key})
	}
	if key != "" && number.Normal() != "" {
		wanted = append(wanted, claim{personClaim, practice.ID(), number.Normal()})
	}
	return wanted
}

func personalName(t herotypes.String) string { return canonical.PersonalName.Meaning(t.ValueString()) }
