// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// ModifyPlan decides what a change takes: a new webhook, because Hero cannot change one, or only a
// record in the state, if Terraform learns for the first time something that Hero does not report.
func (r *webhookResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	r.register(ctx, req)
	if req.Plan.Raw.IsNull() {
		return
	}
	practice := r.planPracticeGroup(ctx, req, resp)
	if unchanged(req, resp) {
		return
	}
	var configured webhookModel
	resp.Diagnostics.Append(decode(ctx, req.Config, &configured)...)
	hadKey := hadSigningKey(ctx, req.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if !req.State.Raw.IsNull() {
		r.planChange(ctx, req, resp, &configured, hadKey)
		return
	}
	configured.fields().refuseUnsendable([]string{"url"}, "", &resp.Diagnostics)
	// Terraform plans a replacement a second time, without the old object but with its private state.
	if hadKey && configured.SigningKeyWOVersion.IsNull() {
		warnUnsigned(&resp.Diagnostics)
	}
	if practice != nil {
		r.warnEqual(ctx, practice, &configured, req, &resp.Diagnostics)
	}
}

// planChange plans the change of an existing webhook.
func (r *webhookResource) planChange(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse, configured *webhookModel, hadKey bool) {
	var planned, state webhookModel
	resp.Diagnostics.Append(decode(ctx, req.Plan, &planned)...)
	resp.Diagnostics.Append(decode(ctx, req.State, &state)...)
	created := createdHere(ctx, req.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if planned.sameHeaders(&state) {
		planned.Headers = state.Headers
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("headers"), state.Headers)...)
	}
	replaced, recorded := planned.changed(&state, created)
	for _, name := range replaced {
		resp.RequiresReplace.Append(path.Root(name))
	}
	if len(resp.RequiresReplace) > 0 {
		warnNotCarriedOver(configured.notCarriedOver(&state, created, hadKey), &resp.Diagnostics)
		return
	}
	warnNotSent(recorded, &resp.Diagnostics)
	if isSet(state.SigningKeyWOVersion) && planned.SigningKeyWOVersion.IsNull() {
		warnSigningKeyStays(state.ID.ValueString(), &resp.Diagnostics)
	}
}

func (m *webhookModel) sameHeaders(state *webhookModel) bool {
	return isSet(m.Headers) && isSet(state.Headers) && headersKnown(m.Headers) && canonical.SameHeaders(headersOf(m.Headers), headersOf(state.Headers))
}

// changed names the attributes that only a new webhook can change, and those that the state takes
// over although Hero may already have them: what Hero does not report must not replace an imported
// webhook.
func (m *webhookModel) changed(state *webhookModel, createdHere bool) (replaced, recorded []string) {
	for _, a := range []struct {
		name         string
		after, prior attr.Value
	}{
		{"event_type", m.EventType, state.EventType},
		{"url", m.URL, state.URL},
		{"description", m.Description, state.Description},
		{"headers", m.Headers, state.Headers},
		{"signing_key_wo_version", m.SigningKeyWOVersion, state.SigningKeyWOVersion},
	} {
		switch {
		case a.after.Equal(a.prior), a.after.IsNull(), saysNothing(a.after) && saysNothing(a.prior):
			// Unchanged, or no longer managed.
		case a.prior.IsNull() && !createdHere:
			recorded = append(recorded, a.name)
		default:
			replaced = append(replaced, a.name)
		}
	}
	return replaced, recorded
}

// saysNothing reports whether a value is null, a text without a visible character or an empty map,
// which are all the same to Hero.
func saysNothing(v attr.Value) bool {
	switch v := v.(type) {
	case herotypes.String:
		return v.IsEmpty()
	case types.Map:
		return !v.IsUnknown() && len(v.Elements()) == 0
	}
	return v.IsNull()
}

// notCarriedOver names what the old webhook has, or may have, and a new one made from the
// configuration m will not. A known key (hadKey) is not among them: warnUnsigned warns about it
// when the new webhook is planned.
func (m *webhookModel) notCarriedOver(state *webhookModel, createdHere, hadKey bool) (names []string) {
	if m.Description.IsEmpty() && !state.Description.IsEmpty() {
		names = append(names, "description")
	}
	if saysNothing(m.Headers) && len(state.Headers.Elements()) > 0 {
		names = append(names, "headers")
	}
	if m.SigningKeyWOVersion.IsNull() && !hadKey && (isSet(state.SigningKeyWOVersion) || !createdHere) {
		names = append(names, "signing_key_wo")
	}
	return names
}

func warnNotCarriedOver(names []string, diags *diag.Diagnostics) {
	if len(names) == 0 {
		return
	}
	diags.AddWarning("The new webhook will have only what is configured",
		fmt.Sprintf("Hero cannot change a webhook, so this plan creates a new one. The old one has, or may have, values that the configuration does not give: %s. "+
			"They are not carried over. If your receiver needs them, configure them before applying.", strings.Join(names, ", ")))
}

// warnUnsigned is for any replacement, -replace included.
func warnUnsigned(diags *diag.Diagnostics) {
	diags.AddWarning("The new webhook will be unsigned",
		"Hero cannot change a webhook, so this plan creates a new one. The old one was given a signing key, and the configuration gives none. "+
			"What Hero delivers will no longer carry the header X-Herohealth-Signature: a receiver that checks it rejects every event, and one that does not cannot tell Hero's events from forged ones. "+
			"To have them signed, set signing_key_wo and signing_key_wo_version before applying. The provider never keeps a key, so take it from your secret store.")
}

func warnSigningKeyStays(id string, diags *diag.Diagnostics) {
	diags.AddWarning("The signing key stays with the webhook",
		fmt.Sprintf("signing_key_wo and signing_key_wo_version are no longer configured. Hero cannot take the key away from webhook %s, so it goes on signing deliveries with it, and nothing is sent to Hero now. "+
			"The next new webhook, created for instance when the URL changes, will have no key, and its deliveries will be unsigned.\n\n"+
			"If deliveries are to stay signed, configure both again. If they are to be unsigned from now on, create a new webhook: terraform apply -replace=<address>", id))
}

func warnNotSent(names []string, diags *diag.Diagnostics) {
	for _, name := range names {
		what := strconv.Quote(name)
		if name == "signing_key_wo_version" {
			what = "a signing key"
		}
		diags.AddAttributeWarning(path.Root(name), "Recorded without being sent to Hero",
			fmt.Sprintf("The provider cannot read %s back from Hero, so it assumes that the webhook already has it, and only records it in the state. "+
				"If the webhook does not have it, create a new one: terraform apply -replace=<address>", what))
	}
}

// register records that the webhook of a plan is in the state.
func (r *webhookResource) register(ctx context.Context, req resource.ModifyPlanRequest) {
	if !req.State.Raw.IsNull() && r.providerData != nil {
		r.webhooks.add(rootString(ctx, req.State.Raw, "practice_group_id").ValueString(), rootString(ctx, req.State.Raw, "id").ValueString())
	}
}

// warnEqual warns about a webhook in Hero that delivers what a new one will, so that each event
// would arrive twice. After a lost state, that is every webhook.
//
// Only refuse_equal makes it an error, because a provider cannot be certain that no
// resource of the configuration has the webhook:
//   - Terraform reads and plans the instances of a state in any order, so one
//     that it has not named yet may have it. With -target it may never be named.
//   - An apply plans each new instance once more, in a process that has read
//     nothing, and without the private state of the first plan. For a rotation with
//     create_before_destroy, whose old webhook is still there, that call looks like
//     a plan after a lost state.
//
// It is silent when it can be: about a webhook that this process knows from a state, whether it is
// the old one of a replacement or a deliberate duplicate, and in Terraform's second plan, in which
// the CLI allows deferrals, because the first plan has already said it. OpenTofu's two plans look
// the same, so its apply of a rotation warns about each old webhook, in one message for all; it begins
// with what to do then.
func (r *webhookResource) warnEqual(ctx context.Context, practice *hero.Practice, configured *webhookModel, req resource.ModifyPlanRequest, diags *diag.Diagnostics) {
	if req.ClientCapabilities.DeferralAllowed || !configured.deliveryKnown() {
		return
	}
	equal, err := practice.EqualWebhooks(ctx, configured.createRequest(configured))
	if err != nil && configured.RefuseEqual.ValueBool() {
		addError(diags, "look for an equal webhook", practice, err, nil) // a plan that refuses must have looked
		return
	}
	if err != nil {
		addLookError(diags, "look for an equal webhook", practice, err)
		return
	}
	ids := r.unknownEqual(practice, equal)
	for _, id := range ids {
		r.equalNamed.add(practice.ID(), id)
	}
	if len(ids) > 0 {
		addEqualWebhooks(diags, practice, ids, configured.RefuseEqual.ValueBool())
	}
}

// unknownEqual are the ids of the equal webhooks that are in no state, as far as this process
// knows.
func (r *webhookResource) unknownEqual(practice *hero.Practice, equal []hero.Webhook) (ids []string) {
	for _, webhook := range equal {
		if id, _ := webhook.ID.Get(); !r.webhooks.hasAny(practice.ID(), id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// addEqualWebhooks refuses equal webhooks or warns of them. The summary of the warning is always the same, so the CLI shows one
// warning for all: OpenTofu would show a screenful for each webhook of a rotation.
func addEqualWebhooks(diags *diag.Diagnostics, practice *hero.Practice, ids []string, refuse bool) {
	names := strings.Join(ids, ", ")
	detail := equalWebhooks(practice, ids) + " With a second one, Hero delivers each event twice.\n\n" +
		"If this resource should manage that webhook, for instance because the Terraform state was lost or somebody created it by hand, import it before applying:\n  " +
		strings.Join(importCommands(practice, ids), "\n  ") + "\n\n"
	if refuse {
		diags.AddAttributeError(path.Root("refuse_equal"), "Hero has an equal webhook already: "+names, detail+
			"If another address of this configuration had it until now, tell Terraform with a moved block. "+
			"If you want both, or this is the apply of a replacement with create_before_destroy, remove refuse_equal.")
		return
	}
	diags.AddWarning("Hero has an equal webhook already", "If OpenTofu shows this in the apply of a replacement with create_before_destroy, there is nothing to do: this is the old webhook, which is deleted next.\n\n"+detail+
		"If another resource already manages it (terraform state list, terraform state show), there is nothing to import. Keep both only if you want each event delivered twice.\n\n"+
		"If this warning stands for more similar ones, plan with -json to see each of them."+seeTroubleshooting("equal"))
}

// equalSummary is the same for each webhook of a rotation, so that one warning stands for all.
const (
	equalSummary = "A new webhook is equal to one in Hero"
	oldWebhook   = "If this is the apply of a replacement with create_before_destroy, such as a new signing key, there is nothing to do: the equal webhook is the old one, which is deleted next.\n\n"
)

func equalWebhooks(practice *hero.Practice, ids []string) string {
	return fmt.Sprintf("Practice group %s already has a webhook for the same event and URL and, as far as Hero reports them, with the same headers: %s.", practice.ID(), strings.Join(ids, ", "))
}

// deliveryKnown is false while anything that equal webhooks have in common is unknown.
func (m *webhookModel) deliveryKnown() bool {
	return isSet(m.EventType) && isSet(m.URL) && headersKnown(m.Headers)
}

// warnEqualKept names somebody else's equal webhooks beside a new one. The plan may have named
// them, in another process: an apply cannot know that, nor which webhook a replacement with
// create_before_destroy is for.
func warnEqualKept(diags *diag.Diagnostics, practice *hero.Practice, created *hero.Webhook, ids []string) {
	if len(ids) == 0 {
		return
	}
	id, _ := created.ID.Get()
	diags.AddWarning(equalSummary, oldWebhook+"Otherwise, if no resource manages it, somebody else or an earlier, interrupted apply created it. "+equalWebhooks(practice, ids)+
		" Webhook "+id+" was created next to it, and Hero delivers each event once for each of them. "+
		"Delete the one that you do not need in Hero, or set refuse_equal, which refuses an apply in this case.")
}
