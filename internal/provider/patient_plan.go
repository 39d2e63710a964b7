// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

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
		superseded := planned.supersededIn(ctx, req.Private, &resp.Diagnostics)
		planUpdate(planned, state, createdHere(ctx, req.Private, &resp.Diagnostics), superseded, resp)
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
	configured.fields().refuseUnsendable(configured.fields().names(""), "", diags)
	if diags.HasError() || practice == nil {
		return
	}
	r.warnDuplicate(ctx, req, resp, "", personClaims(practice, "", configured)...)
	// An unknown number or adopt_existing may turn out either way.
	if diags.HasError() || planned.AdoptExisting.IsUnknown() || configured.NHSNumber.IsUnknown() {
		return
	}
	r.refuseExisting(ctx, practice, planned, replacedID(ctx, req.Private, diags), req.ClientCapabilities.DeferralAllowed, diags)
}

// requireForCreate reports what is missing to register a patient. The schema cannot: a
// required attribute would not survive generated configuration.
func requireForCreate(configured patientModel, diags *diag.Diagnostics) {
	for _, a := range []struct {
		name    string
		missing bool
	}{
		{"dob", configured.DOB.IsEmpty()},
		{"first_name", configured.FirstName.IsEmpty()},
		{"last_name", configured.LastName.IsEmpty()},
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
func planUpdate(planned, state patientModel, createdHere bool, superseded []string, resp *resource.ModifyPlanResponse) {
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
	id := state.ID.ValueString()
	if !state.person().IsNumbered() {
		recorded, hidden, refused := state.splitUnsendable(changed, createdHere)
		warnPatientNotSent(recorded, id, &resp.Diagnostics)
		warnHidden(hidden, id, &resp.Diagnostics)
		state.refuseUnsendable(refused, &resp.Diagnostics)
		return
	}
	var replaced []string
	for _, name := range changed {
		known := (name == "nhs_number" && isSet(planned.NHSNumber)) || (name == "dob" && isSet(planned.DOB))
		if known {
			resp.RequiresReplace.Append(path.Root(name))
			replaced = append(replaced, name)
		}
	}
	if len(replaced) > 0 {
		warnReplaced(replaced, superseded, id, &resp.Diagnostics)
		return
	}
	refuseLacking(planned.lacks(), changed, id, &resp.Diagnostics)
	if isSet(planned.DOB) && isUnreadableDate(planned.DOB.Kind(), planned.DOB.ValueString()) {
		addUnmatchableError(&resp.Diagnostics, id)
	}
	planned.fields().refuseUnsendable(changed, "", &resp.Diagnostics)
}

// lacks names what Hero demands of a record at every change and the plan lacks.
func (m *patientModel) lacks() (names []string) {
	for _, f := range m.fields().named("first_name", "last_name") {
		if f.value.IsEmpty() {
			names = append(names, f.name)
		}
	}
	if m.Mobile.IsEmpty() && m.Email.IsEmpty() {
		names = append(names, "mobile")
	}
	return names
}

// refuseLacking refuses a change that Hero would otherwise refuse in the middle of an apply.
func refuseLacking(names, changed []string, id string, diags *diag.Diagnostics) {
	for _, name := range names {
		wanted := fmt.Sprintf("%q", name)
		if name == "mobile" {
			wanted = `"mobile" or "email"`
		}
		diags.AddAttributeError(path.Root(name), "Patient record lacks what Hero demands: "+name,
			fmt.Sprintf("For each change Hero requires both names and a mobile number or an e-mail address, and patient %s has no %s. Hero would refuse the change of %s, so nothing is sent.\n\n"+
				"Configure %[2]s, or enter it in Hero and refresh, or leave the changed attributes unset.", id, wanted, strings.Join(changed, ", ")))
	}
}

// splitUnsendable splits the changes to a record that Hero cannot match. Of an imported record,
// Hero may already hold what it does not report, so the state records that. It also records what a
// restricted record hides. The rest is refused.
func (m *patientModel) splitUnsendable(changed []string, createdHere bool) (recorded, hidden, refused []string) {
	for _, name := range changed {
		notReported := (name == "landline" && m.Landline.IsNull()) || (name == "caller" && m.Caller.IsNull())
		switch {
		case m.isHidden(name):
			hidden = append(hidden, name)
		case notReported && !createdHere:
			recorded = append(recorded, name)
		default:
			refused = append(refused, name)
		}
	}
	return recorded, hidden, refused
}

// refuseUnsendable says why a record that Hero cannot match cannot be changed.
func (m *patientModel) refuseUnsendable(changed []string, diags *diag.Diagnostics) {
	if m.Restricted.ValueBool() {
		refuseHidden(changed, m.ID.ValueString(), diags)
		return
	}
	refuseUnmatched(changed, m.ID.ValueString(), diags)
}

func warnPatientNotSent(names []string, id string, diags *diag.Diagnostics) {
	for _, name := range names {
		diags.AddAttributeWarning(path.Root(name), "Recorded without being sent to Hero",
			fmt.Sprintf("Hero does not report %q, and it cannot be sent for patient %s, who has no NHS number of their own. Terraform assumes that the record, which was imported or moved here, already has it, "+
				"and only records it in the state. If the record does not have it, enter it in Hero.", name, id))
	}
}

// refuseUnmatched explains why a patient without an NHS number cannot be changed.
func refuseUnmatched(changed []string, id string, diags *diag.Diagnostics) {
	if len(changed) == 0 {
		return
	}
	diags.AddAttributeError(path.Root(changed[0]), "Patient without an NHS number cannot be changed",
		fmt.Sprintf("Hero finds the record to change by NHS number and date of birth. Patient %s has no NHS number of their own in Hero, so sending a change of %s would create a second record. Either\n"+
			"  - make the change in Hero, and configure the same values,\n"+
			"  - add the NHS number to the record in Hero and refresh, after which changes can be planned, or\n"+
			"  - leave the changed attributes unset, so that Terraform does not manage them.", id, strings.Join(changed, ", ")))
}

// personClaims are the claims of a hero_patient: its record in the state, and the person. m is the
// configuration of a new patient, or else the plan.
func personClaims(practice *hero.Practice, id string, m patientModel) []claim {
	kind, key := numberClaim, claimKey(m.NHSNumber.Normal(), m.DOB.Normal())
	if m.NHSNumber.IsEmpty() {
		kind, key = namesClaim, claimKey(personalName(m.FirstName), personalName(m.LastName), m.DOB.Normal())
	}
	return patientClaims(practice, id, kind, key, m.NHSNumber)
}
