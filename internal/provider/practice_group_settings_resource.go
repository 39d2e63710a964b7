// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

var (
	_ resource.ResourceWithConfigure      = (*practiceGroupSettingsResource)(nil)
	_ resource.ResourceWithIdentity       = (*practiceGroupSettingsResource)(nil)
	_ resource.ResourceWithImportState    = (*practiceGroupSettingsResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*practiceGroupSettingsResource)(nil)
	_ resource.ResourceWithValidateConfig = (*practiceGroupSettingsResource)(nil)
)

func newPracticeGroupSettingsResource() resource.Resource {
	return &practiceGroupSettingsResource{resourceBase{name: "practice_group_settings", importForm: "the practice group's id, for instance 1001"}}
}

// practiceGroupSettingsResource is a singleton of its practice group, so Create adopts
// what exists, and Delete leaves it.
type practiceGroupSettingsResource struct{ resourceBase }

func (r *practiceGroupSettingsResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"practice_group_id": practiceGroupIDIdentityAttribute(),
	}}
}

// ModifyPlan warns of what a plan does not show: a destroy changes nothing in Hero, and
// some values are overwritten unseen.
func (r *practiceGroupSettingsResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		warnSettingsStay(&resp.Diagnostics)
		return
	}
	practice := r.planPracticeGroup(ctx, req, resp)
	if practice == nil {
		if len(resp.RequiresReplace) > 0 { // the new practice group is not known yet
			warnSettingsStay(&resp.Diagnostics)
		}
		return
	}
	planSameID(ctx, practice.ID(), resp)
	r.warnDuplicate(ctx, req, resp, practice.ID(), claim{kind: settingsClaim, practiceGroupID: practice.ID()})
	if unchanged(req, resp) {
		return
	}
	var configured, planned practiceGroupSettingsModel
	resp.Diagnostics.Append(decode(ctx, req.Config, &configured)...)
	resp.Diagnostics.Append(decode(ctx, req.Plan, &planned)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		warnOverwritten(ctx, practice, configured, planned, nil, &resp.Diagnostics)
		return
	}
	var state practiceGroupSettingsModel
	resp.Diagnostics.Append(decode(ctx, req.State, &state)...)
	switch {
	case resp.Diagnostics.HasError():
	case resp.RequiresReplace.Contains(path.Root("practice_group_id")):
		warnSettingsStay(&resp.Diagnostics)
	default:
		changed := diffSettings(ctx, planned, state, nil, &diag.Diagnostics{})
		planned.refuseUnsendable(ctx, changed.sent, state.Address, &resp.Diagnostics)
		nameAdditional(practice, changed.overwritten, &resp.Diagnostics)
		warnOverwritten(ctx, practice, configured, planned, &state, &resp.Diagnostics)
	}
}

func (r *practiceGroupSettingsResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var planned practiceGroupSettingsModel
	resp.Diagnostics.Append(decode(ctx, req.Plan, &planned)...)
	practice := r.practice(planned.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	// The address is sent whole, on top of what Hero holds now. A plan may have read it long ago.
	live, err := practice.GetPracticeGroupUncached(ctx)
	if err != nil {
		addError(&resp.Diagnostics, "adopt practice group settings", practice, err, nil)
		return
	}
	priorTo := func(live *hero.PracticeGroup) practiceGroupSettingsModel {
		return settingsFromHero(ctx, planned, live, &resp.Diagnostics)
	}
	if writeSettings(ctx, "adopt", practice, req.Config, &planned, priorTo, live, &resp.Diagnostics) {
		save(ctx, &resp.State, resp.Identity, &planned, &resp.Diagnostics)
	}
}

func (r *practiceGroupSettingsResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state practiceGroupSettingsModel
	resp.Diagnostics.Append(decode(ctx, req.State, &state)...)
	practice := r.practice(state.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	live, err := practice.GetPracticeGroup(ctx)
	if hero.IsNotFound(err) {
		removeGone(ctx, gone{
			subject: "the practice group", practice: practice, identity: practiceGroupIdentity{PracticeGroupID: types.StringValue(practice.ID())},
			confirm: func() error { return practice.ConfirmPracticeGroupGone(ctx) },
		}, resp)
		return
	}
	if err != nil {
		addError(&resp.Diagnostics, "read practice group settings", practice, err, nil)
		return
	}
	state.PracticeGroupID, state.ID = types.StringValue(practice.ID()), types.StringValue(practice.ID())
	state.refresh(ctx, live, &resp.Diagnostics)
	saveRead(ctx, resp, &state)
}

func (r *practiceGroupSettingsResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var planned, prior practiceGroupSettingsModel
	resp.Diagnostics.Append(decode(ctx, req.Plan, &planned)...)
	resp.Diagnostics.Append(decode(ctx, req.State, &prior)...)
	practice := r.practice(planned.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	// Only what is sent whole needs what Hero holds now. A refresh may have read it long ago.
	var live *hero.PracticeGroup
	if !planned.Address.Equal(prior.Address) || !planned.PrescriptionPartnerCredentials.Equal(prior.PrescriptionPartnerCredentials) {
		var err error
		if live, err = practice.GetPracticeGroupUncached(ctx); err != nil {
			addError(&resp.Diagnostics, "update practice group settings", practice, err, nil)
			return
		}
	}
	priorTo := func(*hero.PracticeGroup) practiceGroupSettingsModel { return prior }
	if writeSettings(ctx, "update", practice, req.Config, &planned, priorTo, live, &resp.Diagnostics) {
		save(ctx, &resp.State, resp.Identity, &planned, &resp.Diagnostics)
	}
}

// errSettingsRefused ends a write of settings for a reason that is in the diagnostics.
var errSettingsRefused = errors.New("the settings cannot be sent")

// writeSettings sends the differences between prior and planned, and fills planned with what Hero
// then holds. live is what a look at Hero has just found, or nil. verb is for the error, "adopt" or
// "update". It returns false after adding an error.
func writeSettings(ctx context.Context, verb string, practice *hero.Practice, config tfsdk.Config, planned *practiceGroupSettingsModel, priorTo func(live *hero.PracticeGroup) practiceGroupSettingsModel, live *hero.PracticeGroup, diags *diag.Diagnostics) bool {
	var configured practiceGroupSettingsModel
	diags.Append(decode(ctx, config, &configured)...)
	changesTo := func(live *hero.PracticeGroup) (settingsDiff, error) {
		prior := priorTo(live)
		diff := diffSettings(ctx, *planned, prior, live, diags)
		diff.completeAddress(configured.Address, prior.Address, live, diags)
		diff.completeCredentials(ctx, configured, *planned, prior, live, diags)
		if diags.HasError() {
			return diff, errSettingsRefused
		}
		return diff, nil
	}
	var lookAgain func(context.Context) (hero.PracticeGroupUpdate, error)
	if live == nil {
		live = &hero.PracticeGroup{}
	} else {
		lookAgain = func(ctx context.Context) (hero.PracticeGroupUpdate, error) {
			found, err := practice.GetPracticeGroupUncached(ctx)
			if err != nil {
				return hero.PracticeGroupUpdate{}, err
			}
			diff, err := changesTo(found)
			return diff.update, err
		}
	}
	diff, err := changesTo(live)
	if err != nil {
		return false
	}
	planned.PracticeGroupID, planned.ID = types.StringValue(practice.ID()), types.StringValue(practice.ID())
	if !diff.empty() {
		err := practice.UpdatePracticeGroup(ctx, diff.update, lookAgain)
		if err != nil && !errors.Is(err, errSettingsRefused) {
			addError(diags, verb+" practice group settings", practice, err, settingsAttribute)
		}
		if err != nil {
			return false
		}
		after, err := practice.GetPracticeGroup(ctx)
		if err != nil {
			warnNotReadBack(diags, "practice group settings", "The settings were stored.", explain(practice, err))
			// What was read before the write says nothing about what Hero stored.
			planned.reconcile(ctx, &configured, live, &reconciler{}, diags)
			return true
		}
		live = after
		warnUnreported(planned.AdditionalSettings, after, practice, diags)
	}
	var r reconciler
	planned.reconcile(ctx, &configured, live, &r, diags)
	r.warn(diags, "the practice group settings")
	return true
}

// warnUnreported names the further settings that a write has left Hero without, as far as
// it reports them: nothing shows that it has stored them.
func warnUnreported(planned types.Dynamic, live *hero.PracticeGroup, practice *hero.Practice, diags *diag.Diagnostics) {
	var names []string
	entries := dynamicEntries(planned)
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		value, err := herotypes.ToJSON(entries[name])
		raw, errRaw := json.Marshal(value)
		if _, reported := live.Raw[name]; !reported && errors.Join(err, errRaw) == nil && !herotypes.SaysNothing(raw) {
			names = append(names, "additional_settings."+name)
		}
	}
	if len(names) > 0 {
		diags.AddWarning("Hero does not report what was set: "+strings.Join(names, ", "),
			fmt.Sprintf("Hero accepted the settings of practice group %s, but does not report these. It may have ignored them, for instance because a name is mistyped, or it may not show them. "+
				"Terraform cannot tell, and later plans show no difference.\n\n"+
				"Check the names, and check in Hero whether the settings have changed. The data source hero_practice_group shows all that Hero reports, in its attribute \"attributes\".", practice.ID()))
	}
}

// Delete sends nothing: Hero cannot delete settings, and resetting them to invented
// values would harm a live practice. The plan has said so.
func (r *practiceGroupSettingsResource) Delete(_ context.Context, _ resource.DeleteRequest, resp *resource.DeleteResponse) {
	r.warnDestroyed(warnSettingsStay, &resp.Diagnostics)
}

func warnSettingsStay(diags *diag.Diagnostics) {
	diags.AddWarning("Practice group settings stay in Hero",
		"Hero cannot delete the settings of a practice group. Destroying this resource only removes it from the Terraform state; every setting keeps its current value.")
}

func (r *practiceGroupSettingsResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	group := req.ID
	if group == "" {
		var identity practiceGroupIdentity
		resp.Diagnostics.Append(req.Identity.Get(ctx, &identity)...)
		group = identity.PracticeGroupID.ValueString()
	} else if strings.ContainsAny(group, "/ \t\n") {
		addImportIDError(&resp.Diagnostics, req.ID, r.importForm)
		return
	}
	practice := r.practice(types.StringValue(group), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	saveImported(ctx, resp, r.importForm, map[string]string{"practice_group_id": practice.ID()})
}
