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

func (r *pdsPatientResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var configured pdsPatientModel
	resp.Diagnostics.Append(decode(ctx, req.Config, &configured)...)
	if !resp.Diagnostics.HasError() {
		refuseMixedArguments(configured, &resp.Diagnostics)
	}
}

// ModifyPlan requires what a trace needs, and replaces the resource when it selects
// another person.
func (r *pdsPatientResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		warnPatientStays(&resp.Diagnostics)
		return
	}
	practice := r.planPracticeGroup(ctx, req, resp)
	r.warnTracedTwice(ctx, practice, req, resp)
	if req.State.Raw.IsNull() {
		var configured pdsPatientModel
		resp.Diagnostics.Append(decode(ctx, req.Config, &configured)...)
		if !resp.Diagnostics.HasError() {
			requireForTrace(configured, &resp.Diagnostics)
			configured.fields().refuseUnsendable(configured.fields().names(""), "", &resp.Diagnostics)
		}
		if practice != nil && !resp.Diagnostics.HasError() {
			refuseOtherBirthday(ctx, practice, configured, &resp.Diagnostics)
		}
		return
	}
	if unchanged(req, resp) {
		return
	}
	var planned, state pdsPatientModel
	resp.Diagnostics.Append(decode(ctx, req.Plan, &planned)...)
	resp.Diagnostics.Append(decode(ctx, req.State, &state)...)
	created := createdHere(ctx, req.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if len(resp.RequiresReplace) > 0 {
		warnPatientStays(&resp.Diagnostics)
		return
	}
	replaced, unchecked := planned.changed(&state, created)
	for _, name := range replaced {
		resp.RequiresReplace.Append(path.Root(name))
	}
	if len(replaced) > 0 {
		resp.Diagnostics.AddWarning("The old patient record stays in Hero",
			fmt.Sprintf("A changed %s selects another person, who will be traced and registered. Patient %s will leave the Terraform state, and its record stays in Hero as it is.",
				strings.Join(replaced, ", "), state.ID.ValueString()))
		return
	}
	warnUnchecked(unchecked, state.ID.ValueString(), &resp.Diagnostics)
}

// refuseOtherBirthday refuses an NHS number that Hero has with another date of birth: a trace would
// make a second record. Create looks again.
func refuseOtherBirthday(ctx context.Context, practice *hero.Practice, configured pdsPatientModel, diags *diag.Diagnostics) {
	if configured.NHSNumber.IsEmpty() || !isSet(configured.NHSNumber) || !isSet(configured.DOB) {
		return
	}
	found, err := practice.FindPerson(ctx, configured.registration().Person())
	if err != nil {
		addLookError(diags, "look the patient up before the trace", practice, err)
		return
	}
	if len(found.OtherBirthday) > 0 {
		newExistingPatient(hero.PersonRecords{OtherBirthday: found.OtherBirthday}, true).addError(practice, diags)
	}
}

func (r *pdsPatientResource) warnTracedTwice(ctx context.Context, practice *hero.Practice, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var wanted, state pdsPatientModel
	resp.Diagnostics.Append(decode(ctx, req.Config, &wanted)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(decode(ctx, req.State, &state)...)
	}
	if practice != nil && !resp.Diagnostics.HasError() {
		id := state.ID.ValueString()
		r.warnDuplicate(ctx, req, resp, id, tracedClaims(practice, id, wanted)...)
	}
}

// refuseMixedArguments refuses an NHS number together with names and postcode, which
// Hero does not accept.
func refuseMixedArguments(configured pdsPatientModel, diags *diag.Diagnostics) {
	if configured.NHSNumber.IsEmpty() || configured.NHSNumber.IsUnknown() {
		return
	}
	for _, a := range configured.namesAndPostcode() {
		if isSet(*a.value) && !a.value.IsEmpty() {
			diags.AddAttributeError(path.Root(a.name), "Invalid combination of arguments",
				fmt.Sprintf("Hero traces a person either by nhs_number and dob, or by forename, surname, dob and postcode, not by a mixture of the two. Remove %q, or remove \"nhs_number\".", a.name))
		}
	}
}

// requireForTrace reports what is missing to trace a person. The schema cannot: a
// required attribute would not survive generated configuration.
func requireForTrace(configured pdsPatientModel, diags *diag.Diagnostics) {
	missing := func(name, detail string) {
		diags.AddAttributeError(path.Root(name), "Missing required argument", detail+", but no definition was found.")
	}
	if configured.DOB.IsEmpty() {
		missing("dob", `The argument "dob" is required to register a patient from PDS`)
	}
	if !configured.NHSNumber.IsEmpty() {
		return
	}
	var absent []string
	for _, a := range configured.namesAndPostcode() {
		if a.value.IsEmpty() {
			absent = append(absent, a.name)
		}
	}
	if len(absent) == len(configured.namesAndPostcode()) {
		missing("nhs_number", `Either the argument "nhs_number" or the arguments "forename", "surname" and "postcode" are required besides "dob" to register a patient from PDS`)
		return
	}
	for _, name := range absent {
		missing(name, fmt.Sprintf(`The argument %q is required to register a patient from PDS without an "nhs_number"`, name))
	}
}

// warnUnchecked warns about values that nothing can confirm: Hero does not report what an imported
// patient was traced by.
func warnUnchecked(names []string, id string, diags *diag.Diagnostics) {
	for _, name := range names {
		diags.AddAttributeWarning(path.Root(name), "Recorded without being sent to Hero",
			fmt.Sprintf("Patient %s was imported or moved here, and its record does not have the configured %s. Terraform assumes that you mean this person, and only records the value in the state. "+
				"If you mean another person, register them: terraform apply -replace=<address>", id, name))
	}
}

// tracedClaims are the claims of a hero_pds_patient.
func tracedClaims(practice *hero.Practice, id string, m pdsPatientModel) []claim {
	kind, key := numberClaim, claimKey(m.NHSNumber.Normal(), m.DOB.Normal())
	if m.NHSNumber.IsEmpty() {
		kind, key = traceClaim, claimKey(personalName(m.Forename), personalName(m.Surname), m.DOB.Normal(), m.Postcode.Normal())
	}
	return patientClaims(practice, id, kind, key, m.NHSNumber)
}
