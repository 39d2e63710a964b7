// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// managedWebhooks are the webhooks that Terraform has named to this process as
// objects of a state, or had it make.
type managedWebhooks struct{ known sync.Map }

type managedWebhook struct{ practiceGroupID, id string }

func (m *managedWebhooks) note(practiceGroupID, id string) {
	m.known.Store(managedWebhook{practiceGroupID, id}, true)
}

func (m *managedWebhooks) has(practice *hero.Practice, id string) bool {
	_, known := m.known.Load(managedWebhook{practice.ID(), id})
	return known
}

// noteManaged notes the webhook that a plan is about.
func (r *webhookResource) noteManaged(ctx context.Context, req resource.ModifyPlanRequest) {
	if !req.State.Raw.IsNull() && r.providerData != nil {
		r.webhooks.note(rootText(ctx, req.State.Raw, "practice_group_id").ValueString(), rootText(ctx, req.State.Raw, "id").ValueString())
	}
}

// tellEqual tells of a webhook in Hero that delivers what a new one will, so
// that each event would come twice: after a lost state, that is every webhook.
//
// It is a warning, and an error only for who asked for one by refuse_equal,
// because a provider cannot be certain that no resource of the configuration has
// the webhook:
//   - Terraform reads and plans the instances of a state in any order, so one
//     that has not been named yet may have it, and with -target such a one never is.
//   - An apply plans each new instance once more, in a process that has read
//     nothing and without the private state that the first plan had. For a
//     rotation with create_before_destroy, whose old webhook is still there, that
//     call is the same as one of a plan after the state was lost.
//
// It is silent where it can be: about a webhook that this process knows from a
// state, be it the old one of a replacement or one that is configured twice on
// purpose, and in Terraform's second plan, which is told by the CLI allowing
// deferrals in it: the first plan has said it. OpenTofu does not tell its plans
// apart, hence the last sentence of the warning, and of refuse_equal's description.
func (r *webhookResource) tellEqual(ctx context.Context, practice *hero.Practice, configured *webhookModel, req resource.ModifyPlanRequest, diags *diag.Diagnostics) {
	if req.ClientCapabilities.DeferralAllowed || !configured.knowsWhatItDelivers() {
		return
	}
	equal, err := practice.EqualWebhooks(ctx, configured.creation(configured))
	if err != nil && configured.RefuseEqual.ValueBool() {
		addError(diags, "look for an equal webhook", practice, err, nil) // Create does not look, so nothing would refuse
		return
	}
	if err != nil {
		addLookError(diags, "look for an equal webhook", practice, err)
		return
	}
	var ids, commands []string
	for _, webhook := range equal {
		id, _ := webhook.ID.Get()
		if !r.webhooks.has(practice, id) {
			ids = append(ids, id)
			commands = append(commands, importWebhook(practice, id))
		}
	}
	if len(ids) > 0 {
		addEqual(diags, practice, ids, commands, configured.RefuseEqual.ValueBool())
	}
}

// addEqual has the ids in the summary, because Terraform shows only one of several warnings of the same summary.
func addEqual(diags *diag.Diagnostics, practice *hero.Practice, ids, commands []string, refuse bool) {
	names := strings.Join(ids, ", ")
	detail := fmt.Sprintf("Practice group %s already has a webhook for the same event and URL and, as far as Hero reports them, with the same headers: %s. "+
		"This plan makes another one, and Hero then delivers each event once for each of them.\n\n"+
		"If that webhook is meant, for instance because the Terraform state was lost or it was made by hand, import it before applying:\n  %s\n\n",
		practice.ID(), names, strings.Join(commands, "\n  "))
	if refuse {
		diags.AddAttributeError(path.Root("refuse_equal"), "Hero has an equal webhook already: "+names, detail+
			"If another address of this configuration had it until now, tell Terraform by a moved block. "+
			"If each event is to be delivered once for each webhook, or this is the apply of a replacement with create_before_destroy by OpenTofu, remove refuse_equal.")
		return
	}
	diags.AddWarning("Hero has an equal webhook already: "+names, detail+
		"If another resource has it in its Terraform state (terraform state list, terraform state show), nothing is to be imported: keep both only if each event is to be delivered twice. "+
		"While a replacement with create_before_destroy is being applied, it can also be the old webhook, which is deleted next; then there is nothing to do.")
}

// knowsWhatItDelivers is false while something that a webhook is told by is not
// known yet.
func (m *webhookModel) knowsWhatItDelivers() bool {
	if !isSet(m.EventType) || !isSet(m.URL) || m.Headers.IsUnknown() {
		return false
	}
	for _, value := range m.Headers.Elements() {
		if value.IsUnknown() {
			return false
		}
	}
	return true
}

// importWebhook is the command that imports a webhook.
func importWebhook(practice *hero.Practice, id string) string {
	return fmt.Sprintf("terraform import <address> %s/%s", practice.ID(), id)
}
