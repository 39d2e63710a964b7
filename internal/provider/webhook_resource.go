package provider

import (
	"context"
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
	var s settler
	planned.PracticeGroupID = types.StringValue(practice.ID())
	planned.settle(&configured, made, &s)
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
	// Hero reads no single webhook. The list is read once for all webhooks of a practice group.
	webhooks, err := practice.ListWebhooks(ctx)
	if err != nil {
		addError(&resp.Diagnostics, "read webhook "+id, practice, err, nil)
		return
	}
	for i := range webhooks {
		if text(webhooks[i].ID).ValueString() == id {
			state.PracticeGroupID = types.StringValue(practice.ID())
			state.refresh(&webhooks[i])
			save(ctx, &resp.State, resp.Identity, &state, &resp.Diagnostics)
			return
		}
	}
	removeGone(ctx, "Webhook "+id, practice, practiceObject(practice, id), resp)
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

// warnUnclearWebhook tells what an unclear end leaves to do: two equal webhooks
// are allowed, so a later apply cannot tell whether one of them is its own.
func warnUnclearWebhook(diags *diag.Diagnostics, practice *hero.Practice) {
	diags.AddWarning("A webhook may exist that Terraform does not know",
		"Whether Hero made the webhook could not be found out. Before applying again, look at the webhooks of practice group "+practice.ID()+
			", for instance with the data source hero_webhooks. If the webhook is there, import it: terraform import <address> "+practice.ID()+"/<id>")
}
