// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// ModifyPlan keeps a plan from harming a person's record: it demands what a
// registration needs, looks whether the person exists already, and refuses
// what Hero could only do by making a second record.
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
		planUpdate(planned, state, madeHere(ctx, req.Private, &resp.Diagnostics), resp)
	}
	id := rootText(ctx, req.State.Raw, "id").ValueString()
	var wanted []claim
	if practice != nil {
		wanted = personClaims(practice, id, planned)
	}
	r.warnTwoOwners(ctx, req, resp, id, wanted...)
}

func (r *patientResource) planCreate(ctx context.Context, practice *hero.Practice, req resource.ModifyPlanRequest, planned patientModel, resp *resource.ModifyPlanResponse) {
	var configured patientModel
	diags := &resp.Diagnostics
	diags.Append(decode(ctx, req.Config, &configured)...)
	demandForCreate(configured, diags)
	if diags.HasError() || practice == nil {
		return
	}
	r.warnTwoOwners(ctx, req, resp, "", personClaims(practice, "", configured)...)
	// A number or a wish that is not known yet may turn out either way.
	if diags.HasError() || planned.AdoptExisting.IsUnknown() || configured.NHSNumber.IsUnknown() {
		return
	}
	r.refuseExisting(ctx, practice, planned, replacedID(ctx, req, diags), diags)
}

// demandForCreate says what is missing to register a patient. The schema
// cannot: a required attribute would not survive generated configuration.
func demandForCreate(configured patientModel, diags *diag.Diagnostics) {
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
	if !configured.Mobile.IsUnknown() && !configured.Email.IsUnknown() &&
		configured.Mobile.ValueString() == "" && configured.Email.ValueString() == "" {
		diags.AddAttributeError(path.Root("mobile"), "Missing required argument",
			`At least one of the arguments "mobile" and "email" is required to register a patient, but no definition of either was found.`)
	}
}

// planUpdate replaces a record that would become another person's, and
// refuses the change of one that Hero cannot match.
//
// What is not known yet plans no replacement, although it may need one: a
// replacement takes the patient out of the state first, and if the value turns
// out as it was, the guard against overwriting then refuses to register them
// again. Should it turn out another, Terraform stops before anything is done,
// and the next plan, which knows the value, replaces.
func planUpdate(planned, state patientModel, madeHere bool, resp *resource.ModifyPlanResponse) {
	if planned.PracticeGroupID.IsUnknown() {
		resp.RequiresReplace = nil
	}
	changed := planned.changed(&state)
	if len(changed) == 0 || len(resp.RequiresReplace) > 0 {
		return
	}
	if !state.matchable() {
		recorded, refused := state.onlyRecorded(changed, madeHere)
		warnPatientOnlyRecorded(recorded, state.ID.ValueString(), &resp.Diagnostics)
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

// matchable says that Hero finds the record by its NHS number. A placeholder
// would find another person's.
func (m *patientModel) matchable() bool {
	number := m.NHSNumber.ValueString()
	return number != "" && !canonical.IsPlaceholderNHSNumber(number)
}

// onlyRecorded parts the changes of a record that Hero cannot match. What it
// does not report of an imported one it may have already, so the state takes
// that over; the rest is refused.
func (m *patientModel) onlyRecorded(changed []string, madeHere bool) (recorded, refused []string) {
	for _, name := range changed {
		notReported := (name == "landline" && m.Landline.IsNull()) || (name == "caller" && m.Caller.IsNull())
		if notReported && !madeHere {
			recorded = append(recorded, name)
		} else {
			refused = append(refused, name)
		}
	}
	return recorded, refused
}

func warnPatientOnlyRecorded(names []string, id string, diags *diag.Diagnostics) {
	for _, name := range names {
		diags.AddAttributeWarning(path.Root(name), "Recorded without being sent to Hero",
			fmt.Sprintf("Hero does not report %q, and cannot be told it for patient %s, who has no NHS number of their own. Terraform takes it that the record, which was imported or moved here, has it already, "+
				"and only records it in the state. If the record does not have it, enter it in Hero.", name, id))
	}
}

// refuseUnmatched explains why a patient without an NHS number cannot be
// changed.
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
