package provider

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

var (
	_ resource.ResourceWithConfigure   = (*webhookResource)(nil)
	_ resource.ResourceWithIdentity    = (*webhookResource)(nil)
	_ resource.ResourceWithImportState = (*webhookResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*webhookResource)(nil)
)

func newWebhookResource() resource.Resource { return &webhookResource{} }

type webhookResource struct{ resourceBase }

func (r *webhookResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_webhook"
}

func (r *webhookResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = objectIdentitySchema("Hero's id of the webhook.")
}

func (r *webhookResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var planned, configured webhookModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &planned)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &configured)...)
	practice := r.practice(planned.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	made, err := practice.CreateWebhook(ctx, planned.creation(&configured))
	if err != nil {
		addError(&resp.Diagnostics, "create webhook", practice, err, webhookAttribute)
		if hero.Ambiguous(err) {
			warnUnclearWebhook(&resp.Diagnostics, practice)
		}
		return
	}
	warnDoubles(&resp.Diagnostics, practice, made)
	var s settler
	planned.PracticeGroupID = types.StringValue(practice.ID())
	planned.settle(&configured, &made.Webhook, &s)
	s.warn(&resp.Diagnostics, "webhook "+planned.ID.ValueString())
	markMadeHere(ctx, resp.Private, &resp.Diagnostics)
	save(ctx, &resp.State, resp.Identity, &planned, &resp.Diagnostics)
}

func (r *webhookResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state webhookModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	practice := r.practice(state.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	id := state.ID.ValueString()
	live, exists, err := practice.GetWebhook(ctx, id)
	if err != nil {
		addError(&resp.Diagnostics, "read webhook "+id, practice, err, nil)
		return
	}
	if !exists {
		removeGone(ctx, "Webhook "+id, practice, practiceObject(practice, id), resp)
		return
	}
	state.PracticeGroupID = types.StringValue(practice.ID())
	state.refresh(&live)
	save(ctx, &resp.State, resp.Identity, &state, &resp.Diagnostics)
}

// Update only records: Hero cannot change a webhook, so whatever it would have
// to be told about is planned as a replacement.
func (r *webhookResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var planned webhookModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &planned)...)
	if resp.Diagnostics.HasError() {
		return
	}
	save(ctx, &resp.State, resp.Identity, &planned, &resp.Diagnostics)
}

func (r *webhookResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state webhookModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	practice := r.practice(state.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := practice.DeleteWebhook(ctx, state.ID.ValueString()); err != nil {
		addError(&resp.Diagnostics, "delete webhook "+state.ID.ValueString(), practice, err, nil)
	}
}

func (r *webhookResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	r.importObject(ctx, req, resp, "id", "a webhook's id in Hero such as wh_1, or with its practice group such as 1001/wh_1", isWebhookID)
}

// isWebhookID tells what can be an id: Hero documents no more than that it is
// a text.
func isWebhookID(id string) bool {
	return id != "" && !strings.ContainsFunc(id, func(r rune) bool {
		return r == '/' || unicode.IsSpace(r) || !unicode.IsPrint(r)
	})
}

// warnDoubles tells of webhooks equal to the new one that a lost request may
// have made.
func warnDoubles(diags *diag.Diagnostics, practice *hero.Practice, made *hero.WebhookCreated) {
	if len(made.Doubles) > 0 {
		diags.AddWarning("Equal webhooks exist",
			fmt.Sprintf("A request for this webhook got no answer, so it was sent again. Practice group %s now has further webhooks of the same event, URL and headers: %s. "+
				"Who made them cannot be told. Each event is delivered once for each of them: delete those that nobody needs in Hero.", practice.ID(), strings.Join(made.Doubles, ", ")))
	}
	if made.Unchecked != nil {
		diags.AddWarning("An equal webhook may exist",
			fmt.Sprintf("A request for this webhook got no answer, so it was sent again. Whether the first one took effect as well could not be found out, and two equal webhooks deliver each event twice. "+
				"Look at the webhooks of practice group %s, for instance with the data source hero_webhooks.\n\n%s", practice.ID(), explain(practice, made.Unchecked)))
	}
}

// warnUnclearWebhook tells what an unclear end leaves to do: two equal webhooks
// are allowed, so a later apply cannot tell whether one of them is its own.
func warnUnclearWebhook(diags *diag.Diagnostics, practice *hero.Practice) {
	diags.AddWarning("A webhook may exist that Terraform does not know",
		"Whether Hero made the webhook could not be found out. Before applying again, look at the webhooks of practice group "+practice.ID()+
			", for instance with the data source hero_webhooks. If the webhook is there, import it: terraform import <address> "+practice.ID()+"/<id>")
}
