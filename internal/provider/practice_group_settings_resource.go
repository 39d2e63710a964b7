package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

var (
	_ resource.ResourceWithConfigure   = (*practiceGroupSettingsResource)(nil)
	_ resource.ResourceWithIdentity    = (*practiceGroupSettingsResource)(nil)
	_ resource.ResourceWithImportState = (*practiceGroupSettingsResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*practiceGroupSettingsResource)(nil)
)

func newPracticeGroupSettingsResource() resource.Resource { return &practiceGroupSettingsResource{} }

// practiceGroupSettingsResource is a singleton of each practice group: create
// adopts what exists, and delete forgets it.
type practiceGroupSettingsResource struct{ resourceBase }

type practiceGroupIdentity struct {
	PracticeGroupID types.String `tfsdk:"practice_group_id"`
}

func (r *practiceGroupSettingsResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_practice_group_settings"
}

func (r *practiceGroupSettingsResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"practice_group_id": practiceGroupIDIdentityAttribute(),
	}}
}

// ModifyPlan warns where a plan would otherwise surprise: at a destroy, which
// changes nothing in Hero, and at a first apply, whose plan shows no old values.
func (r *practiceGroupSettingsResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		warnSettingsStay(&resp.Diagnostics)
		return
	}
	practice := r.planPracticeGroup(ctx, req, resp)
	if practice == nil || !req.State.Raw.IsNull() {
		return
	}
	var planned practiceGroupSettingsModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &planned)...)
	if resp.Diagnostics.HasError() {
		return
	}
	live, err := practice.GetPracticeGroup(ctx)
	if err != nil {
		addError(&resp.Diagnostics, "read practice group settings", practice, err, nil)
		return
	}
	prior := settingsFromHero(ctx, planned, live, &resp.Diagnostics)
	diff := diffSettings(ctx, planned, prior, live, &resp.Diagnostics)
	if len(diff.overwritten) > 0 {
		resp.Diagnostics.AddWarning("Existing settings will be overwritten",
			fmt.Sprintf("Practice group %s has other values than configured for: %s. Applying this plan overwrites them. "+
				"To see the old values in the plan, import the resource first: terraform import <address> %s",
				practice.ID(), strings.Join(diff.overwritten, ", "), practice.ID()))
	}
}

func (r *practiceGroupSettingsResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var planned practiceGroupSettingsModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &planned)...)
	practice := r.practice(planned.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	live, err := practice.GetPracticeGroup(ctx)
	if err != nil {
		addError(&resp.Diagnostics, "adopt practice group settings", practice, err, nil)
		return
	}
	prior := settingsFromHero(ctx, planned, live, &resp.Diagnostics)
	state := r.write(ctx, "adopt", practice, req.Config, planned, prior, live, &resp.Diagnostics)
	if state != nil {
		setSettings(ctx, &resp.State, resp.Identity, *state, &resp.Diagnostics)
	}
}

func (r *practiceGroupSettingsResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state practiceGroupSettingsModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	practice := r.practice(state.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	live, err := practice.GetPracticeGroup(ctx)
	if hero.IsNotFound(err) {
		removeGone(ctx, "The practice group", practice, practiceGroupIdentity{PracticeGroupID: types.StringValue(practice.ID())}, resp)
		return
	}
	if err != nil {
		addError(&resp.Diagnostics, "read practice group settings", practice, err, nil)
		return
	}
	state.PracticeGroupID = types.StringValue(practice.ID())
	state.refresh(ctx, live, &resp.Diagnostics)
	setSettings(ctx, &resp.State, resp.Identity, state, &resp.Diagnostics)
}

func (r *practiceGroupSettingsResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var planned, prior practiceGroupSettingsModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &planned)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &prior)...)
	practice := r.practice(planned.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	// Only the address needs Hero's present values: it is sent whole.
	live := &hero.PracticeGroup{}
	if !planned.Address.Equal(prior.Address) {
		var err error
		if live, err = practice.GetPracticeGroup(ctx); err != nil {
			addError(&resp.Diagnostics, "update practice group settings", practice, err, nil)
			return
		}
	}
	state := r.write(ctx, "update", practice, req.Config, planned, prior, live, &resp.Diagnostics)
	if state != nil {
		setSettings(ctx, &resp.State, resp.Identity, *state, &resp.Diagnostics)
	}
}

// write sends what differs between prior and planned, and returns the state
// to keep; nil after an error. verb is what the user asked for.
func (r *practiceGroupSettingsResource) write(ctx context.Context, verb string, practice *hero.Practice, config tfsdk.Config, planned, prior practiceGroupSettingsModel, live *hero.PracticeGroup, diags *diag.Diagnostics) *practiceGroupSettingsModel {
	var configured practiceGroupSettingsModel
	diags.Append(config.Get(ctx, &configured)...)
	diff := diffSettings(ctx, planned, prior, live, diags)
	if password := changedPassword(ctx, configured, planned, prior, diags); password != "" {
		diff.password(password)
	}
	if diags.HasError() {
		return nil
	}
	readBack := true
	if !diff.empty() {
		if err := practice.UpdatePracticeGroup(ctx, diff.update); err != nil {
			addError(diags, verb+" practice group settings", practice, err, settingsAttribute)
			return nil
		}
		after, err := practice.GetPracticeGroup(ctx)
		if err != nil {
			diags.AddWarning("Unable to read practice group settings back",
				"The settings were stored. What Hero holds now could not be read, so the next plan may show a difference.\n\n"+err.Error()+".")
			readBack = false
		} else {
			live = after
		}
	}
	var s settler
	planned.PracticeGroupID = types.StringValue(practice.ID())
	planned.settle(ctx, configured, live, &s, diags)
	// What was read before the write says nothing about what Hero stored.
	if readBack {
		s.warn(diags, "the practice group settings")
	}
	return &planned
}

// changedPassword returns the configured password when its version changed,
// else "".
func changedPassword(ctx context.Context, configured, planned, prior practiceGroupSettingsModel, diags *diag.Diagnostics) string {
	var c, p, before credentialsModel
	decodeObject(ctx, configured.PrescriptionPartnerCredentials, &c, diags)
	decodeObject(ctx, planned.PrescriptionPartnerCredentials, &p, diags)
	decodeObject(ctx, prior.PrescriptionPartnerCredentials, &before, diags)
	if !isSet(p.PasswordWOVersion) || p.PasswordWOVersion.Equal(before.PasswordWOVersion) {
		return ""
	}
	return c.PasswordWO.ValueString()
}

// Delete forgets: Hero has no way to delete settings, and resetting them to
// invented values would harm a live practice.
func (r *practiceGroupSettingsResource) Delete(_ context.Context, _ resource.DeleteRequest, resp *resource.DeleteResponse) {
	warnSettingsStay(&resp.Diagnostics)
}

func warnSettingsStay(diags *diag.Diagnostics) {
	diags.AddWarning("Practice group settings stay in Hero",
		"Hero cannot delete the settings of a practice group. Destroying this resource only removes it from the Terraform state; every setting keeps its present value.")
}

func (r *practiceGroupSettingsResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	group := req.ID
	if group == "" {
		var identity practiceGroupIdentity
		resp.Diagnostics.Append(req.Identity.Get(ctx, &identity)...)
		group = identity.PracticeGroupID.ValueString()
	} else if strings.ContainsAny(group, "/ \t\n") {
		addImportIDError(&resp.Diagnostics, req.ID, "the practice group's id, for instance 1001")
		return
	}
	practice := r.practice(types.StringValue(group), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("practice_group_id"), practice.ID())...)
}

func setSettings(ctx context.Context, state *tfsdk.State, identity *tfsdk.ResourceIdentity, m practiceGroupSettingsModel, diags *diag.Diagnostics) {
	diags.Append(state.Set(ctx, m)...)
	if identity != nil {
		diags.Append(identity.Set(ctx, practiceGroupIdentity{PracticeGroupID: m.PracticeGroupID})...)
	}
}

// settingsAttribute finds the attribute of a member of PATCH /v1/me.
func settingsAttribute(member []string) (path.Path, bool) {
	if len(member) == 0 {
		return path.Empty(), false
	}
	at := path.Root(member[0])
	switch member[0] {
	case "name", "prescription_partner", "prescription_partner_enabled":
		return at, true
	case "address", "prescription_partner_credentials":
		if len(member) == 1 {
			return at, true
		}
		name := member[1]
		if name == "password" {
			name = "password_wo"
		}
		if _, ok := addressTypes[name]; ok && member[0] == "address" {
			return at.AtName(name), true
		}
		if _, ok := credentialsTypes[name]; ok && member[0] == "prescription_partner_credentials" {
			return at.AtName(name), true
		}
		return at, true
	}
	return path.Root("additional_settings"), true
}
