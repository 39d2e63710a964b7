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

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

// ModifyPlan decides what a change takes: a new webhook, since Hero cannot
// change one, or a note in the state where Terraform learns for the first time
// what Hero does not report.
func (r *webhookResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	r.noteManaged(ctx, req)
	if req.Plan.Raw.IsNull() {
		return
	}
	practice := r.planPracticeGroup(ctx, req, resp)
	if unchanged(req, resp) {
		return
	}
	var configured webhookModel
	resp.Diagnostics.Append(decode(ctx, req.Config, &configured)...)
	keyed := hadSigningKey(ctx, req.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if !req.State.Raw.IsNull() {
		r.planChange(ctx, req, resp, &configured, keyed)
		return
	}
	// A replacement is planned a second time, without the old object but with its private state.
	if keyed && configured.SigningKeyWOVersion.IsNull() {
		warnUnsigned(&resp.Diagnostics)
	}
	if practice != nil {
		r.tellEqual(ctx, practice, &configured, req, &resp.Diagnostics)
	}
}

// planChange plans what becomes of a webhook that exists.
func (r *webhookResource) planChange(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse, configured *webhookModel, keyed bool) {
	var planned, state webhookModel
	resp.Diagnostics.Append(decode(ctx, req.Plan, &planned)...)
	resp.Diagnostics.Append(decode(ctx, req.State, &state)...)
	made := madeHere(ctx, req.Private, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if planned.respellsHeaders(&state) {
		planned.Headers = state.Headers
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("headers"), state.Headers)...)
	}
	replaced, recorded := planned.changed(&state, made)
	for _, name := range replaced {
		resp.RequiresReplace.Append(path.Root(name))
	}
	if len(resp.RequiresReplace) > 0 {
		warnNotCarriedOver(configured.leavesOut(&state, made, keyed), &resp.Diagnostics)
		return
	}
	warnOnlyRecorded(recorded, &resp.Diagnostics)
	if isSet(state.SigningKeyWOVersion) && planned.SigningKeyWOVersion.IsNull() {
		warnKeyStays(state.ID.ValueString(), &resp.Diagnostics)
	}
}

func (m *webhookModel) respellsHeaders(state *webhookModel) bool {
	if !isSet(m.Headers) || !isSet(state.Headers) {
		return false
	}
	for _, value := range m.Headers.Elements() {
		if value.IsUnknown() {
			return false
		}
	}
	return canonical.SameHeaders(headersOf(m.Headers), headersOf(state.Headers))
}

// changed names the attributes that only a new webhook can change, and those
// that the state takes over although Hero may know them already: an attribute
// that Hero does not report must not bring an imported webhook down.
func (m *webhookModel) changed(state *webhookModel, madeHere bool) (replaced, recorded []string) {
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
		case a.after.Equal(a.prior), a.after.IsNull():
			// Unchanged, or not managed any longer.
		case a.prior.IsNull() && !madeHere:
			recorded = append(recorded, a.name)
		default:
			replaced = append(replaced, a.name)
		}
	}
	return replaced, recorded
}

// leavesOut names what the old webhook has, or may have, and a new one made
// from the configuration m will not. Of a key that is known to be there (keyed),
// warnUnsigned tells, when the new one is planned.
func (m *webhookModel) leavesOut(state *webhookModel, madeHere, keyed bool) (names []string) {
	if m.Description.IsNull() && state.Description.ValueString() != "" {
		names = append(names, "description")
	}
	if m.Headers.IsNull() && len(state.Headers.Elements()) > 0 {
		names = append(names, "headers")
	}
	if m.SigningKeyWOVersion.IsNull() && !keyed && (isSet(state.SigningKeyWOVersion) || !madeHere) {
		names = append(names, "signing_key_wo")
	}
	return names
}

func warnNotCarriedOver(names []string, diags *diag.Diagnostics) {
	if len(names) == 0 {
		return
	}
	diags.AddWarning("The new webhook will have only what is configured",
		fmt.Sprintf("Hero cannot change a webhook, so this plan makes a new one. The old one has, or may have, values that the configuration does not give: %s. "+
			"They are not carried over. If your receiver needs them, configure them before applying.", strings.Join(names, ", ")))
}

// warnUnsigned is said of any replacement, -replace included.
func warnUnsigned(diags *diag.Diagnostics) {
	diags.AddWarning("The new webhook will be unsigned",
		"Hero cannot change a webhook, so this plan makes a new one. The old one was given a signing key, and the configuration gives none. "+
			"What Hero delivers will no longer carry the header X-Herohealth-Signature: a receiver that checks it turns every event away, and one that does not cannot tell Hero's events from forged ones. "+
			"To have them signed, set signing_key_wo and signing_key_wo_version before applying; Hero does not hand out the old key.")
}

func warnKeyStays(id string, diags *diag.Diagnostics) {
	diags.AddWarning("The signing key stays with the webhook",
		fmt.Sprintf("signing_key_wo and signing_key_wo_version are no longer configured. Hero cannot take the key away from webhook %s, so it goes on signing deliveries with it, and nothing is sent to Hero now. "+
			"The next new webhook, made for instance when the URL changes, will have no key, and its deliveries will be unsigned.\n\n"+
			"If deliveries are to stay signed, configure both again. If they are to be unsigned from now on, make a new webhook: terraform apply -replace=<address>", id))
}

func warnOnlyRecorded(names []string, diags *diag.Diagnostics) {
	for _, name := range names {
		what := strconv.Quote(name)
		if name == "signing_key_wo_version" {
			what = "a signing key"
		}
		diags.AddAttributeWarning(path.Root(name), "Recorded without being sent to Hero",
			fmt.Sprintf("Hero does not report %s, so Terraform takes it that the webhook has it already, and only records it in the state. "+
				"If the webhook does not have it, make a new one: terraform apply -replace=<address>", what))
	}
}
