// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"strings"
	"unicode"

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
	resp.Diagnostics.Append(decode(ctx, req.Plan, &planned)...)
	resp.Diagnostics.Append(decode(ctx, req.Config, &configured)...)
	practice := r.practice(planned.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	made, err := practice.CreateWebhook(ctx, planned.creation(&configured))
	if err != nil {
		if hero.Ambiguous(err) {
			addUnclearWebhook(&resp.Diagnostics, practice, err)
		} else {
			addError(&resp.Diagnostics, "create webhook", practice, err, webhookAttribute)
		}
		return
	}
	warnDoubles(&resp.Diagnostics, practice, made)
	var s settler
	planned.PracticeGroupID = types.StringValue(practice.ID())
	planned.settle(&configured, &made.Webhook, &s)
	r.webhooks.note(practice.ID(), planned.ID.ValueString())
	s.warn(&resp.Diagnostics, "webhook "+planned.ID.ValueString())
	markMadeHere(ctx, resp.Private, &resp.Diagnostics)
	if isSet(configured.SigningKeyWO) {
		markSigningKey(ctx, resp.Private, &resp.Diagnostics)
	}
	save(ctx, &resp.State, resp.Identity, &planned, &resp.Diagnostics)
}

func (r *webhookResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state webhookModel
	resp.Diagnostics.Append(decode(ctx, req.State, &state)...)
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
	r.webhooks.note(practice.ID(), id)
	state.refresh(&live, madeHere(ctx, req.Private, &resp.Diagnostics))
	saveRead(ctx, resp, &state)
}

// Update only records: Hero cannot change a webhook, so whatever it would have
// to be told about is planned as a replacement.
func (r *webhookResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var planned, state webhookModel
	resp.Diagnostics.Append(decode(ctx, req.Plan, &planned)...)
	resp.Diagnostics.Append(decode(ctx, req.State, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if isSet(planned.SigningKeyWOVersion) || isSet(state.SigningKeyWOVersion) {
		markSigningKey(ctx, resp.Private, &resp.Diagnostics)
	}
	save(ctx, &resp.State, resp.Identity, &planned, &resp.Diagnostics)
}

func (r *webhookResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state webhookModel
	resp.Diagnostics.Append(decode(ctx, req.State, &state)...)
	practice := r.practice(state.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	id := state.ID.ValueString()
	err := practice.DeleteWebhook(ctx, id)
	if stays, ok := errors.AsType[*hero.WebhookStaysError](err); ok {
		addWebhookStays(&resp.Diagnostics, practice, id, stays)
	} else if err != nil {
		addError(&resp.Diagnostics, "delete webhook "+id, practice, err, nil)
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
