// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

var (
	_ resource.ResourceWithConfigure      = (*pdsPatientResource)(nil)
	_ resource.ResourceWithIdentity       = (*pdsPatientResource)(nil)
	_ resource.ResourceWithImportState    = (*pdsPatientResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*pdsPatientResource)(nil)
	_ resource.ResourceWithMoveState      = (*pdsPatientResource)(nil)
	_ resource.ResourceWithValidateConfig = (*pdsPatientResource)(nil)
)

func newPDSPatientResource() resource.Resource {
	return &pdsPatientResource{resourceBase{
		name:          "pds_patient",
		idAttribute:   "id",
		idDescription: "Hero's id of the patient, decimal digits. Never an NHS number.",
		importForm:    "a patient's id in Hero, decimal digits such as 123, or with its practice group such as 1001/123",
		validID:       validators.IsNumericID,
	}}
}

type pdsPatientResource struct{ resourceBase }

func (r *pdsPatientResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var planned, configured pdsPatientModel
	resp.Diagnostics.Append(decode(ctx, req.Plan, &planned)...)
	resp.Diagnostics.Append(decode(ctx, req.Config, &configured)...)
	practice := r.practice(planned.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	// Check again: the plan may not have known the values.
	refuseMixedArguments(configured, &resp.Diagnostics)
	requireForTrace(configured, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	result, err := practice.RegisterPatientPDS(ctx, configured.registration())
	exists, doubles := errors.AsType[*hero.PatientExistsError](err)
	switch {
	case doubles:
		newExistingPatient(exists.Found, true).addError(practice, &resp.Diagnostics)
		return
	case hero.IsNotFound(err):
		addNotTraced(&resp.Diagnostics, configured, err)
		return
	case err != nil:
		addError(&resp.Diagnostics, "register patient from PDS", practice, err, pdsPatientAttribute)
		return
	case result.PatientID == "":
		addIdentityUnproven(&resp.Diagnostics, result)
		return
	}
	planned.ID = herotypes.Text.Value(result.PatientID)
	planned.PracticeGroupID = types.StringValue(practice.ID())
	markCreatedHere(ctx, resp.Private, &resp.Diagnostics)
	saveTraced(ctx, practice, &planned, &resp.State, resp.Identity, &resp.Diagnostics)
}

func (r *pdsPatientResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state pdsPatientModel
	resp.Diagnostics.Append(decode(ctx, req.State, &state)...)
	practice := r.practice(state.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	state.PracticeGroupID = types.StringValue(practice.ID())
	live, err := practice.GetPatient(ctx, state.ID.ValueString())
	if hero.IsNotFound(err) {
		removePatient(ctx, practice, state.ID.ValueString(), state.person(), resp)
		return
	}
	if err != nil {
		addPatientError(&resp.Diagnostics, "read", state.ID.ValueString(), practice, err, nil)
		return
	}
	state.refresh(live)
	warnUnreadableDate(live, state.ID.ValueString(), &resp.Diagnostics)
	saveRead(ctx, resp, &state)
}

// Update only records: whatever selects another person is planned as a replacement.
func (r *pdsPatientResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var planned pdsPatientModel
	resp.Diagnostics.Append(decode(ctx, req.Plan, &planned)...)
	if resp.Diagnostics.HasError() {
		return
	}
	save(ctx, &resp.State, resp.Identity, &planned, &resp.Diagnostics)
}

// Delete sends nothing: Hero cannot delete a patient. The plan has said so.
func (r *pdsPatientResource) Delete(_ context.Context, _ resource.DeleteRequest, resp *resource.DeleteResponse) {
	r.warnDestroyed(warnPatientStays, &resp.Diagnostics)
}

// saveTraced saves a patient whom Hero has registered. It saves once before it reads the record
// back, so that no failure can lose the patient.
func saveTraced(ctx context.Context, practice *hero.Practice, planned *pdsPatientModel, state *tfsdk.State, identity *tfsdk.ResourceIdentity, diags *diag.Diagnostics) {
	registered := *planned
	registered.refresh(&hero.Patient{})
	save(ctx, state, identity, &registered, diags)

	live, err := practice.GetPatient(ctx, planned.ID.ValueString())
	if err != nil {
		warnNotReadBack(diags, "the patient", "Patient "+planned.ID.ValueString()+" was registered and is in the Terraform state.", explain(practice, err))
		return
	}
	warnOtherRecord(planned.differs(live), planned.ID.ValueString(), diags)
	planned.refresh(live)
	save(ctx, state, identity, planned, diags)
}

// addNotTraced reports that the trace found nobody, on the attribute that selects the
// person.
func addNotTraced(diags *diag.Diagnostics, configured pdsPatientModel, err error) {
	at, by := path.Root("nhs_number"), "nhs_number and dob"
	if configured.NHSNumber.IsEmpty() {
		at, by = path.Root("surname"), "forename, surname, dob and postcode"
	}
	id := ""
	if api, ok := errors.AsType[*hero.APIError](err); ok {
		id = requestID(api.RequestID)
	}
	diags.AddAttributeError(at, "No such person in PDS",
		fmt.Sprintf("The trace in the Personal Demographics Service (PDS) found nobody by %s, so nothing was registered. Check each of them letter by letter against the person's record, "+
			"or register the person without a trace, with the resource hero_patient.", by)+id)
}

// addIdentityUnproven reports that Hero has registered nobody. Hero's own message is not shown,
// because they could be about the person.
func addIdentityUnproven(diags *diag.Diagnostics, result hero.PDSResult) {
	detail := "Hero registers this person only after an identity check, so nothing was registered."
	switch {
	case result.LoginURL != "":
		detail += "\n\nOpen this link, do the check, and apply again:\n\n  " + result.LoginURL
	case result.OtherHost != "":
		detail += fmt.Sprintf("\n\nThe answer has a link to %s, which is not an https host of Hero's, so it is not shown. Do not look for it there: do the check in Hero, and apply again.", result.OtherHost)
	default:
		detail += "\n\nHero gave no link that can be shown here. Do the check in Hero, and apply again."
	}
	diags.AddError("Identity check needed before the patient can be registered", detail)
}

// warnOtherRecord warns that the record differs from the person asked for, but not how.
func warnOtherRecord(names []string, id string, diags *diag.Diagnostics) {
	for _, name := range names {
		diags.AddAttributeWarning(path.Root(name), "Record differs from what was asked for",
			fmt.Sprintf("Hero registered, or already had, patient %s, whose record has a different %s from the one configured. Make sure that it is the person you mean. "+
				"Terraform keeps what is configured, and shows the record in demographics.", id, name))
	}
}
