package provider

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

var (
	_ resource.ResourceWithConfigure   = (*patientResource)(nil)
	_ resource.ResourceWithIdentity    = (*patientResource)(nil)
	_ resource.ResourceWithImportState = (*patientResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*patientResource)(nil)
)

func newPatientResource() resource.Resource { return &patientResource{} }

type patientResource struct{ resourceBase }

func (r *patientResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_patient"
}

func (r *patientResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = objectIdentitySchema("Hero's id of the patient, decimal digits. Never an NHS number.")
}

func (r *patientResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var planned, configured patientModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &planned)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &configured)...)
	practice := r.practice(planned.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	// Once more: the plan may be old, or may not have known the values.
	demandForCreate(configured, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	register := practice.CreatePatient
	if planned.adopts() {
		register = practice.UpsertPatient
	}
	id, err := register(ctx, planned.registration(&configured))
	if exists, ok := errors.AsType[*hero.PatientExistsError](err); ok {
		addExists(&resp.Diagnostics, practice, exists.Found, isSet(planned.NHSNumber))
		return
	}
	if err != nil {
		addError(&resp.Diagnostics, "register patient", practice, err, patientAttribute)
		return
	}
	planned.ID = herotypes.Plain.Value(id)
	planned.PracticeGroupID = types.StringValue(practice.ID())
	saveRegistered(ctx, practice, &planned, &configured, &resp.State, resp.Identity, &resp.Diagnostics)
}

func (r *patientResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state patientModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	practice := r.practice(state.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	live, err := practice.GetPatient(ctx, state.ID.ValueString())
	if hero.IsNotFound(err) {
		removeGone(ctx, "Patient "+state.ID.ValueString(), practice, practiceObject(practice, state.ID.ValueString()), resp)
		return
	}
	if err != nil {
		addError(&resp.Diagnostics, "read patient "+state.ID.ValueString(), practice, err, nil)
		return
	}
	state.PracticeGroupID = types.StringValue(practice.ID())
	state.refresh(live)
	save(ctx, &resp.State, resp.Identity, &state, &resp.Diagnostics)
}

func (r *patientResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var planned, state, configured patientModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &planned)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &configured)...)
	practice := r.practice(planned.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	changed := planned.changed(&state)
	if len(changed) == 0 {
		save(ctx, &resp.State, resp.Identity, &planned, &resp.Diagnostics)
		return
	}
	if !state.matchable() {
		refuseUnmatched(changed, state.ID.ValueString(), &resp.Diagnostics)
		return
	}
	id, err := practice.UpsertPatient(ctx, planned.registration(&configured))
	if err != nil {
		addError(&resp.Diagnostics, "update patient "+state.ID.ValueString(), practice, err, patientAttribute)
		return
	}
	if id != state.ID.ValueString() {
		addOtherRecordError(&resp.Diagnostics, state.ID.ValueString(), id)
		return
	}
	saveRegistered(ctx, practice, &planned, &configured, &resp.State, resp.Identity, &resp.Diagnostics)
}

// Delete forgets: Hero has no way to delete a patient.
func (r *patientResource) Delete(_ context.Context, _ resource.DeleteRequest, resp *resource.DeleteResponse) {
	warnPatientStays(&resp.Diagnostics)
}

func (r *patientResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	r.importObject(ctx, req, resp, "id", "a patient's id in Hero, decimal digits such as 123, or with its practice group such as 1001/123", isNumericID)
}

// saveRegistered keeps a patient that Hero has accepted. The record is saved
// before it is read back, so that no failure can lose it.
func saveRegistered(ctx context.Context, practice *hero.Practice, planned, configured *patientModel, state *tfsdk.State, identity *tfsdk.ResourceIdentity, diags *diag.Diagnostics) {
	registered := *planned
	registered.settle(configured, &hero.Patient{}, &settler{})
	save(ctx, state, identity, &registered, diags)

	live, err := practice.GetPatient(ctx, planned.ID.ValueString())
	if err != nil {
		warnNotReadBack(diags, "the patient", "Patient "+planned.ID.ValueString()+" was registered and is in the Terraform state.", explain(practice, err))
		return
	}
	var s settler
	planned.settle(configured, live, &s)
	s.warn(diags, "patient "+planned.ID.ValueString())
	save(ctx, state, identity, planned, diags)
}

func warnPatientStays(diags *diag.Diagnostics) {
	diags.AddWarning("Patient record stays in Hero",
		"Hero cannot delete a patient. Destroying this resource only removes it from the Terraform state; the record stays in Hero as it is.")
}

func addOtherRecordError(diags *diag.Diagnostics, id, other string) {
	diags.AddError("Unable to update patient "+id,
		"Hero stored the change on another record, "+other+": it found that one by NHS number and date of birth. Records may have been merged or doubled. "+
			"Look at both in Hero, then remove this resource from the state and import the record that is right.")
}
