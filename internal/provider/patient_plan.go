// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// ModifyPlan keeps a plan from harming a person's record: it requires what a
// registration needs, looks whether the person exists already, and refuses what Hero
// could only do by making a second record.
func (r *patientResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		warnPatientStays(&resp.Diagnostics)
		return
	}
	practice := r.planPracticeGroup(ctx, req, resp)
	var planned patientModel
	resp.Diagnostics.Append(decode(ctx, req.Plan, &planned)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		r.planCreate(ctx, practice, req, planned, resp)
		return
	}
	if !unchanged(req, resp) {
		var state patientModel
		resp.Diagnostics.Append(decode(ctx, req.State, &state)...)
		if resp.Diagnostics.HasError() {
			return
		}
		planUpdate(planned, state, createdHere(ctx, req.Private, &resp.Diagnostics), resp)
	}
	id := rootString(ctx, req.State.Raw, "id").ValueString()
	var wanted []claim
	if practice != nil {
		wanted = personClaims(practice, id, planned)
	}
	r.warnDuplicate(ctx, req, resp, id, wanted...)
}

func (r *patientResource) planCreate(ctx context.Context, practice *hero.Practice, req resource.ModifyPlanRequest, planned patientModel, resp *resource.ModifyPlanResponse) {
	var configured patientModel
	diags := &resp.Diagnostics
	diags.Append(decode(ctx, req.Config, &configured)...)
	requireForCreate(configured, diags)
	if diags.HasError() || practice == nil {
		return
	}
	r.warnDuplicate(ctx, req, resp, "", personClaims(practice, "", configured)...)
	// An unknown number or adopt_existing may turn out either way.
	if diags.HasError() || planned.AdoptExisting.IsUnknown() || configured.NHSNumber.IsUnknown() {
		return
	}
	r.refuseExisting(ctx, practice, planned, replacedID(ctx, req.Private, diags), diags)
}

// requireForCreate reports what is missing to register a patient. The schema cannot: a
// required attribute would not survive generated configuration.
func requireForCreate(configured patientModel, diags *diag.Diagnostics) {
	for _, a := range []struct {
		name    string
		missing bool
	}{
		{"dob", configured.DOB.IsNull()},
		{"first_name", configured.FirstName.IsNull()},
		{"last_name", configured.LastName.IsNull()},
	} {
		if a.missing {
			diags.AddAttributeError(path.Root(a.name), "Missing required argument",
				fmt.Sprintf("The argument %q is required to register a patient, but no definition was found.", a.name))
		}
	}
	if configured.Mobile.IsEmpty() && configured.Email.IsEmpty() {
		diags.AddAttributeError(path.Root("mobile"), "Missing required argument",
			`At least one of the arguments "mobile" and "email" is required to register a patient, but no definition of either was found.`)
	}
}

// planUpdate replaces a record that would become another person's, and refuses to
// change one that Hero cannot match.
//
// An unknown value plans no replacement, although it may need one. A replacement first
// takes the patient out of the state, and if the value turned out the same, the guard
// against overwriting would refuse to register them again. If it turns out different,
// Terraform stops before anything is done, and the next plan, which knows the value,
// replaces.
func planUpdate(planned, state patientModel, createdHere bool, resp *resource.ModifyPlanResponse) {
	if planned.PracticeGroupID.IsUnknown() {
		resp.RequiresReplace = nil
	}
	if len(resp.RequiresReplace) > 0 {
		warnPatientStays(&resp.Diagnostics)
		return
	}
	changed := planned.changed(&state)
	if len(changed) == 0 {
		return
	}
	if !state.matchable() {
		recorded, refused := state.splitUnsendable(changed, createdHere)
		warnPatientNotSent(recorded, state.ID.ValueString(), &resp.Diagnostics)
		refuseUnmatched(refused, state.ID.ValueString(), &resp.Diagnostics)
		return
	}
	for _, name := range changed {
		known := (name == "nhs_number" && isSet(planned.NHSNumber)) || (name == "dob" && isSet(planned.DOB))
		if known {
			resp.RequiresReplace.Append(path.Root(name))
		}
	}
	if len(resp.RequiresReplace) > 0 {
		resp.Diagnostics.AddWarning("The old patient record stays in Hero",
			fmt.Sprintf("Hero matches patients on NHS number and date of birth, so a change of either registers another patient. "+
				"Patient %s will leave the Terraform state, and its record stays in Hero as it is. If the record was mistaken, correct it in Hero and refresh instead.", state.ID.ValueString()))
	}
}

// matchable reports whether Hero finds the record by its NHS number. A placeholder
// would find another person's.
func (m *patientModel) matchable() bool {
	number := m.NHSNumber.ValueString()
	return number != "" && !canonical.IsPlaceholderNHSNumber(number)
}

// splitUnsendable splits the changes to a record that Hero cannot match. Hero may
// already hold what it does not report of an imported record, so the state records
// that; the rest is refused.
func (m *patientModel) splitUnsendable(changed []string, createdHere bool) (recorded, refused []string) {
	for _, name := range changed {
		notReported := (name == "landline" && m.Landline.IsNull()) || (name == "caller" && m.Caller.IsNull())
		if notReported && !createdHere {
			recorded = append(recorded, name)
		} else {
			refused = append(refused, name)
		}
	}
	return recorded, refused
}

func warnPatientNotSent(names []string, id string, diags *diag.Diagnostics) {
	for _, name := range names {
		diags.AddAttributeWarning(path.Root(name), "Recorded without being sent to Hero",
			fmt.Sprintf("Hero does not report %q, and cannot be told it for patient %s, who has no NHS number of their own. Terraform takes it that the record, which was imported or moved here, has it already, "+
				"and only records it in the state. If the record does not have it, enter it in Hero.", name, id))
	}
}

// refuseUnmatched explains why a patient without an NHS number cannot be changed.
func refuseUnmatched(changed []string, id string, diags *diag.Diagnostics) {
	if len(changed) == 0 {
		return
	}
	diags.AddAttributeError(path.Root(changed[0]), "Patient without an NHS number cannot be changed",
		fmt.Sprintf("Hero finds the record to change by NHS number and date of birth. Patient %s has no NHS number of their own in Hero, so sending a change of %s would make a second record. Either\n"+
			"  - make the change in Hero, and leave the configuration equal to it,\n"+
			"  - add the NHS number to the record in Hero and refresh, after which changes can be planned, or\n"+
			"  - leave the changed attributes unset, so that Terraform does not manage them.", id, strings.Join(changed, ", ")))
}

// existingPatient is a person whom a create would register again.
type existingPatient struct {
	ids []string // Hero's ids of the records
	// matched: Hero would overwrite the record, and not make a second one.
	matched bool
	// unclear: the records may be another person's.
	unclear bool
	// replacedID is the state's id of the instance that the create replaces, "" for a
	// new one.
	replacedID string
	// inState: a resource of the state has one of the records.
	inState bool
}

// newExistingPatient is about the records that are the person's, and without one about
// those that may be.
func newExistingPatient(same, unclear []hero.PatientSummary, matched bool) existingPatient {
	if len(same) == 0 {
		return existingPatient{ids: hero.PatientIDs(unclear), matched: matched, unclear: true}
	}
	return existingPatient{ids: hero.PatientIDs(same), matched: matched}
}

// refuseExisting looks the person up, and refuses a create that would overwrite or
// duplicate a record. Create looks again.
func (r *patientResource) refuseExisting(ctx context.Context, practice *hero.Practice, m patientModel, replacedID string, diags *diag.Diagnostics) {
	if m.adopts() || !m.canBeLookedUp() {
		return
	}
	same, unclear, err := practice.FindPerson(ctx, m.person())
	if err != nil {
		addLookError(diags, "look the patient up before registering", practice, err)
		return
	}
	if len(same)+len(unclear) > 0 {
		existing := newExistingPatient(same, unclear, isSet(m.NHSNumber))
		existing.replacedID = replacedID
		existing.inState = r.patients.hasAny(practice.ID(), existing.ids...)
		existing.addError(practice, diags)
	}
}

// adopts reports whether the create may overwrite whatever record Hero has of the
// person. Without an NHS number Hero overwrites none.
func (m *patientModel) adopts() bool { return m.AdoptExisting.ValueBool() && isSet(m.NHSNumber) }

func (m *patientModel) canBeLookedUp() bool {
	return isSet(m.DOB) && (isSet(m.NHSNumber) || (isSet(m.FirstName) && isSet(m.LastName)))
}

func (m *patientModel) person() hero.Person {
	return hero.Person{
		NHSNumber: m.NHSNumber.Normal(), DOB: m.DOB.Normal(), FirstName: m.FirstName.Sent(), LastName: m.LastName.Sent(),
	}
}

func (e existingPatient) addError(practice *hero.Practice, diags *diag.Diagnostics) {
	at, by, harm := path.Root("nhs_number"), "NHS number and date of birth", "overwrite that record"
	if !e.matched {
		at, by, harm = path.Root("last_name"), "names and date of birth, and the configuration has no NHS number to tell them apart", "make a second record"
	}
	if e.unclear {
		other := "If it is somebody else's, give the NHS number, which tells them apart."
		if e.matched {
			other = "With adopt_existing = true the comparison is left to Hero, which overwrites the record if number and date of birth are the same, and makes a new one if not."
		}
		diags.AddAttributeError(at, "Patient may exist already",
			fmt.Sprintf("Hero has a record that may be this person's: a search of practice group %s for the person found it, and what it shows of NHS number, names or date of birth is missing, masked or in a form that cannot be compared. "+
				"Registering the person could %s, so look at the record in Hero first. %s\n\n%s", practice.ID(), harm, other, e.advice(practice)))
		return
	}
	diags.AddAttributeError(at, "Patient exists already",
		fmt.Sprintf("Practice group %s already has a patient with the same %s. Registering it again would %s.\n\n%s",
			practice.ID(), by, harm, e.advice(practice)))
}

// advice says what to do, which depends on what the state has.
func (e existingPatient) advice(practice *hero.Practice) string {
	overwrite := ""
	if e.matched {
		overwrite = "\n\nTo overwrite it with what is configured, set adopt_existing = true."
	}
	switch {
	case len(e.ids) == 0:
		const nobody = "Hero reports no id for it, so it cannot be imported; it may only be known to the record system. "
		if !e.matched {
			return nobody + "Give its NHS number, or register it in Hero and import it then."
		}
		return nobody + "Set adopt_existing = true if it is right to register it."
	case slices.Contains(e.ids, e.replacedID):
		return fmt.Sprintf("It is patient %s, whom this resource has in the Terraform state already, and the plan replaces the resource. Hero cannot delete a patient, so there is nothing to make anew: "+
			"plan without -replace, or without the replace_triggered_by that asked for it, and the resource stays as it is.", e.replacedID) + overwrite
	case e.inState:
		return fmt.Sprintf("The Terraform state has it already (%s), so it cannot be imported again.\n\n"+
			"  - If the plan calls the resource tainted, take the mark away: terraform untaint <address>\n"+
			"  - If the resource has another address than before, add a moved block with the old and the new one.\n"+
			"  - If two resources stand for one patient, remove one of them.", strings.Join(e.ids, ", ")) + overwrite
	}
	var b strings.Builder
	b.WriteString("To bring it under Terraform unchanged, import it:\n")
	if e.replacedID != "" {
		fmt.Fprintf(&b, "\n  terraform state rm <address>   (forgets patient %s, whom the resource stands for until now)", e.replacedID)
	}
	for _, id := range e.ids {
		fmt.Fprintf(&b, "\n  terraform import <address> %s/%s", practice.ID(), id)
	}
	if e.replacedID == "" {
		b.WriteString("\n\nIf the Terraform state has it already, an import is refused. Then add a moved block when its address has changed, or take the mark off a tainted one: terraform untaint <address>")
	}
	return b.String() + overwrite
}

// personClaims are the claims of a hero_patient: its record in the state, and the
// person. m is the configuration of a new patient, else the plan.
func personClaims(practice *hero.Practice, id string, m patientModel) []claim {
	kind, key := numberClaim, claimKey(m.NHSNumber.Normal(), m.DOB.Normal())
	if !m.NHSNumber.IsUnknown() && m.NHSNumber.ValueString() == "" {
		kind, key = namesClaim, claimKey(personalName(m.FirstName), personalName(m.LastName), m.DOB.Normal())
	}
	return patientClaims(practice, id, kind, key)
}
