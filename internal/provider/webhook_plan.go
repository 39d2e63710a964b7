package provider

import (
	"context"
	"fmt"
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
	if req.Plan.Raw.IsNull() {
		return
	}
	r.planPracticeGroup(ctx, req, resp)
	if resp.Diagnostics.HasError() || req.State.Raw.IsNull() {
		return
	}
	var planned, state, configured webhookModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &planned)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &configured)...)
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
		warnNotCarriedOver(configured.leavesOut(&state, made), &resp.Diagnostics)
	} else {
		warnOnlyRecorded(recorded, &resp.Diagnostics)
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
// from the configuration m will not.
func (m *webhookModel) leavesOut(state *webhookModel, madeHere bool) (names []string) {
	if m.Description.IsNull() && state.Description.ValueString() != "" {
		names = append(names, "description")
	}
	if m.Headers.IsNull() && len(state.Headers.Elements()) > 0 {
		names = append(names, "headers")
	}
	if m.SigningKeyWOVersion.IsNull() && (isSet(state.SigningKeyWOVersion) || !madeHere) {
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

func warnOnlyRecorded(names []string, diags *diag.Diagnostics) {
	for _, name := range names {
		diags.AddAttributeWarning(path.Root(name), "Recorded without being sent to Hero",
			fmt.Sprintf("Hero does not report %q, so Terraform takes it that the webhook has it already, and only records it in the state. "+
				"If the webhook does not have it, make a new one: terraform apply -replace=<address>", name))
	}
}
