// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

var (
	_ resource.ResourceWithConfigure   = (*adminPrescriberResource)(nil)
	_ resource.ResourceWithIdentity    = (*adminPrescriberResource)(nil)
	_ resource.ResourceWithImportState = (*adminPrescriberResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*adminPrescriberResource)(nil)
)

func newAdminPrescriberResource() resource.Resource {
	return &adminPrescriberResource{resourceBase{
		name:          "admin_prescriber",
		idAttribute:   "admin_id",
		idDescription: "Hero's id of the admin, decimal digits.",
		importForm:    "an admin's id in Hero, decimal digits such as 7, or with its practice group such as 1001/7",
		validID:       validators.IsNumericID,
	}}
}

// adminPrescriberResource manages a part of an admin, so Create adopts what exists, and
// Delete leaves it.
type adminPrescriberResource struct{ resourceBase }

func (r *adminPrescriberResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Prescriber settings of an admin, which is what Hero calls a staff account (`GET /v1/admins`, `PATCH /v1/admins/{id}`).\n\n" +
			"**Admins are created in Hero.** Without an import, the first apply adopts one: it sends only the configured settings that differ, and the plan warns about each value that it overwrites. " +
			"[Import](#import) it, so that the plan shows each difference. Use one block for each admin.\n\n" +
			"**Destroying** the resource only removes it from the Terraform state. The admin and the settings stay in Hero as they are." + notManaged + ", with one exception. When a member of `prescriber_details` " +
			"changes, all of them are sent, with the others as Hero has them. `\"\"` clears a string.\n\n" +
			"The settings are work details of staff, not patient data, so plans show them. Even so, key a `for_each` by the admin's id: addresses are in every log.",
		Attributes: map[string]schema.Attribute{
			"id":                sameID("admin_id", "Hero's id of the admin"),
			"practice_group_id": practiceGroupIDResourceAttribute(),
			"admin_id": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Hero's id of the admin, decimal digits; the data source `hero_admins` lists them. Changing it replaces the resource: another admin is adopted, and the settings of the old one stay.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
				Validators:          []validator.String{validators.NumericID("admin", "hero_admins")},
			},
			"external_prescriber_id": settingString(herotypes.Text, "The prescriber's id at the prescription partner. Null when there is none."),
			"prescriber_details": schema.SingleNestedAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "What prescriptions say about the prescriber. When any of it changes, all of it is sent, because the API does not say whether it merges partial details. " +
					"Members that are not configured are then sent as Hero has them. If nothing is left, null is sent. Null when Hero holds none. " +
					"That Hero reports the members that it accepts is inferred.",
				PlanModifiers: []planmodifier.Object{objectplanmodifier.UseStateForUnknown()},
				Attributes: map[string]schema.Attribute{
					"name":              settingString(herotypes.Text, "Name of the prescriber."),
					"email":             settingString(herotypes.Email, "E-mail address of the prescriber; case does not matter. Hero does not accept an empty address, so a cleared one is not sent."),
					"registration_code": settingString(herotypes.Text, "Registration code with the professional body."),
				},
			},
		},
	}
}

// ModifyPlan warns of what a plan does not show: a destroy changes nothing in Hero, and
// a first apply overwrites values.
func (r *adminPrescriberResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		warnPrescriberStays(&resp.Diagnostics)
		return
	}
	practice := r.planPracticeGroup(ctx, req, resp)
	var planned, configured adminPrescriberModel
	resp.Diagnostics.Append(decode(ctx, req.Plan, &planned)...)
	if practice == nil || resp.Diagnostics.HasError() || !isSet(planned.AdminID) {
		if !resp.Diagnostics.HasError() && !req.State.Raw.IsNull() { // the replacement's admin is not known yet
			warnPrescriberStays(&resp.Diagnostics)
		}
		return
	}
	id := planned.AdminID.ValueString()
	planSameID(ctx, id, resp)
	r.warnDuplicate(ctx, req, resp, id, claim{prescriberClaim, practice.ID(), id})
	if !req.State.Raw.IsNull() {
		planned.refuseUnsendable(ctx, req.State, &resp.Diagnostics)
		if len(resp.RequiresReplace) > 0 || rootString(ctx, req.State.Raw, "admin_id").ValueString() != id {
			warnPrescriberStays(&resp.Diagnostics)
		}
		return
	}
	resp.Diagnostics.Append(decode(ctx, req.Config, &configured)...)
	live := adopt(ctx, practice.GetAdmin, practice, id, &resp.Diagnostics)
	if live == nil {
		return
	}
	prior := adminPrescriberFromHero(live)
	diff := diffPrescriber(&planned, &prior, live)
	prescriberFields(planned.PrescriberDetails).refuseUnsendable(diff.sent, "prescriber_details", &resp.Diagnostics)
	if len(diff.overwritten) > 0 {
		// Terraform shows only one of several warnings with the same summary, so the
		// admin is in it.
		resp.Diagnostics.AddWarning("Existing prescriber settings of admin "+id+" will be overwritten",
			fmt.Sprintf("Admin %s has values that differ from the configuration: %s. Applying this plan overwrites them. "+
				"To see the old values in the plan, import the resource first: terraform import <address> %s/%[1]s",
				id, strings.Join(diff.overwritten, ", "), practice.ID())+
				diff.unconfiguredNote("prescriber_details", "Details", prescriberFields.unconfigured(configured.PrescriberDetails, live.PrescriberDetails)))
	}
}

// refuseUnsendable is for changes to settings that are in the state.
func (m *adminPrescriberModel) refuseUnsendable(ctx context.Context, prior tfsdk.State, diags *diag.Diagnostics) {
	var state adminPrescriberModel
	diags.Append(decode(ctx, prior, &state)...)
	prescriberFields(m.PrescriberDetails).refuseUnsendable(diffPrescriber(m, &state, &hero.Admin{}).sent, "prescriber_details", diags)
}

func (r *adminPrescriberResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var planned adminPrescriberModel
	resp.Diagnostics.Append(decode(ctx, req.Plan, &planned)...)
	practice := r.practice(planned.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	// Details are sent whole, so this needs what Hero holds now.
	read := practice.GetAdmin
	if isSet(planned.PrescriberDetails) {
		read = practice.GetAdminUncached
	}
	live := adopt(ctx, read, practice, planned.AdminID.ValueString(), &resp.Diagnostics)
	if live == nil {
		return
	}
	priorTo := func(live *hero.Admin) *adminPrescriberModel {
		prior := adminPrescriberFromHero(live)
		return &prior
	}
	if writePrescriber(ctx, "adopt", practice, req.Config, &planned, priorTo, live, &resp.Diagnostics) {
		save(ctx, &resp.State, resp.Identity, &planned, &resp.Diagnostics)
	}
}

func (r *adminPrescriberResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state adminPrescriberModel
	resp.Diagnostics.Append(decode(ctx, req.State, &state)...)
	practice := r.practice(state.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	state.PracticeGroupID, state.ID = types.StringValue(practice.ID()), state.AdminID
	id := state.AdminID.ValueString()
	live, found, err := practice.GetAdmin(ctx, id)
	if err != nil {
		addError(&resp.Diagnostics, "read admin "+id, practice, err, nil)
		return
	}
	if !found {
		removeGone(ctx, gone{subject: "admin " + id, practice: practice, identity: newObjectIdentity(practice, id)}, resp)
		return
	}
	state.refresh(&live)
	saveRead(ctx, resp, &state)
}

func (r *adminPrescriberResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var planned, prior adminPrescriberModel
	resp.Diagnostics.Append(decode(ctx, req.Plan, &planned)...)
	resp.Diagnostics.Append(decode(ctx, req.State, &prior)...)
	practice := r.practice(planned.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	// As in Create. A long apply may have begun with an older response.
	var live *hero.Admin
	if !planned.PrescriberDetails.Equal(prior.PrescriberDetails) {
		if live = adopt(ctx, practice.GetAdminUncached, practice, planned.AdminID.ValueString(), &resp.Diagnostics); live == nil {
			return
		}
	}
	priorTo := func(*hero.Admin) *adminPrescriberModel { return &prior }
	if writePrescriber(ctx, "update", practice, req.Config, &planned, priorTo, live, &resp.Diagnostics) {
		save(ctx, &resp.State, resp.Identity, &planned, &resp.Diagnostics)
	}
}

// Delete sends nothing: an admin is not Terraform's to delete, and clearing the
// settings would stop a live prescriber from prescribing. The plan has said so.
func (r *adminPrescriberResource) Delete(_ context.Context, _ resource.DeleteRequest, resp *resource.DeleteResponse) {
	r.warnDestroyed(warnPrescriberStays, &resp.Diagnostics)
}

// adopt reads the admin to manage, with one of the client's two reads. It returns nil after adding
// an error.
func adopt(ctx context.Context, read func(context.Context, string) (hero.Admin, bool, error), practice *hero.Practice, id string, diags *diag.Diagnostics) *hero.Admin {
	live, found, err := read(ctx, id)
	if err != nil {
		addError(diags, "read admin "+id, practice, err, nil)
		return nil
	}
	if !found {
		diags.AddAttributeError(path.Root("admin_id"), "No such admin",
			fmt.Sprintf("Practice group %s has no admin %s. Admins can be created only in Hero itself; the data source hero_admins lists their ids.", practice.ID(), id))
		return nil
	}
	return &live
}

var errAdminGone = errors.New("the admin is no longer in Hero's list")

// writePrescriber sends the differences between prior and planned, and fills planned with what Hero
// then holds. live is what a look at Hero has just found, or nil. verb is for the error, "adopt" or
// "update". It returns false after adding an error.
func writePrescriber(ctx context.Context, verb string, practice *hero.Practice, config tfsdk.Config, planned *adminPrescriberModel, priorTo func(live *hero.Admin) *adminPrescriberModel, live *hero.Admin, diags *diag.Diagnostics) bool {
	var configured adminPrescriberModel
	diags.Append(decode(ctx, config, &configured)...)
	if diags.HasError() {
		return false
	}
	var lookAgain func(context.Context) (hero.AdminUpdate, error)
	if live == nil {
		live = &hero.Admin{}
	} else {
		lookAgain = func(ctx context.Context) (hero.AdminUpdate, error) {
			found, exists, err := practice.GetAdminUncached(ctx, planned.AdminID.ValueString())
			if err == nil && !exists {
				err = errAdminGone
			}
			return diffPrescriber(planned, priorTo(&found), &found).update, err
		}
	}
	diff := diffPrescriber(planned, priorTo(live), live)
	subject := "prescriber settings of admin " + planned.AdminID.ValueString()
	planned.PracticeGroupID, planned.ID = types.StringValue(practice.ID()), planned.AdminID
	if diff.empty() {
		planned.reconcile(&configured, live, &reconciler{})
		return true
	}
	if err := practice.UpdateAdmin(ctx, planned.AdminID.ValueString(), diff.update, lookAgain); err != nil {
		addError(diags, verb+" "+subject, practice, err, adminPrescriberAttribute)
		return false
	}
	after, found, err := practice.GetAdminUncached(ctx, planned.AdminID.ValueString())
	if err != nil || !found {
		reason := "The admin is no longer in Hero's list."
		if err != nil {
			reason = explain(practice, err)
		}
		warnNotReadBack(diags, "the "+subject, "The settings were stored.", reason)
		// What was read before the write says nothing about what Hero stored.
		planned.reconcile(&configured, live, &reconciler{})
		return true
	}
	var r reconciler
	planned.reconcile(&configured, &after, &r)
	r.warn(diags, "the "+subject)
	return true
}

func warnPrescriberStays(diags *diag.Diagnostics) {
	diags.AddWarning("Prescriber settings stay in Hero",
		"Destroying this resource only removes it from the Terraform state; the admin and every prescriber setting stay in Hero as they are. To clear the settings, set them to \"\" and apply before destroying.")
}
