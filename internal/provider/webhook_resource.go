// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

var (
	_ resource.ResourceWithConfigure   = (*webhookResource)(nil)
	_ resource.ResourceWithIdentity    = (*webhookResource)(nil)
	_ resource.ResourceWithImportState = (*webhookResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*webhookResource)(nil)
)

func newWebhookResource() resource.Resource {
	return &webhookResource{resourceBase{
		name:          "webhook",
		idAttribute:   "id",
		idDescription: "Hero's id of the webhook.",
		importForm:    "a webhook's id in Hero such as wh_1, or with its practice group such as 1001/wh_1",
		validID:       isWebhookID,
	}}
}

type webhookResource struct{ resourceBase }

func (r *webhookResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var planned, configured webhookModel
	resp.Diagnostics.Append(decode(ctx, req.Plan, &planned)...)
	resp.Diagnostics.Append(decode(ctx, req.Config, &configured)...)
	practice := r.practice(planned.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	var equal []string // somebody else's webhooks that no plan of this process has named
	created, err := practice.CreateWebhook(ctx, planned.createRequest(&configured), func(found []hero.Webhook) error {
		if equal = r.unknownEqual(practice, found); len(equal) > 0 && configured.RefuseEqual.ValueBool() {
			return errEqualRefused
		}
		equal = slices.DeleteFunc(equal, func(id string) bool { return r.equalNamed.hasAny(practice.ID(), id) })
		return nil
	})
	if err != nil {
		addNotCreatedWebhook(&resp.Diagnostics, practice, equal, err)
		return
	}
	warnEqualKept(&resp.Diagnostics, practice, &created.Webhook, equal)
	warnFoundWebhook(&resp.Diagnostics, practice, created)
	var stored reconciler
	planned.PracticeGroupID = types.StringValue(practice.ID())
	planned.reconcile(&configured, &created.Webhook, &stored)
	r.webhooks.add(practice.ID(), planned.ID.ValueString())
	stored.warn(&resp.Diagnostics, "webhook "+planned.ID.ValueString())
	if headers, _ := created.Headers.Get(); canonical.HidesHeaders(headers) {
		warnHeadersHidden(&resp.Diagnostics, planned.ID.ValueString())
	}
	markCreatedHere(ctx, resp.Private, &resp.Diagnostics)
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
		removeGone(ctx, gone{subject: "webhook " + id, practice: practice, identity: newObjectIdentity(practice, id)}, resp)
		return
	}
	state.PracticeGroupID = types.StringValue(practice.ID())
	r.webhooks.add(practice.ID(), id)
	state.refresh(&live, createdHere(ctx, req.Private, &resp.Diagnostics))
	saveRead(ctx, resp, &state)
}

// Update only records: Hero cannot change a webhook, so any change that Hero would need to hear of
// is planned as a replacement.
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
	practice := r.practiceToDestroy(state.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	id := state.ID.ValueString()
	err := practice.DeleteWebhook(ctx, id)
	if unconfirmed, ok := errors.AsType[*hero.DeleteUnconfirmedError](err); ok {
		addDeleteUnconfirmed(&resp.Diagnostics, practice, id, unconfirmed)
	} else if err != nil {
		addError(&resp.Diagnostics, "delete webhook "+id, practice, err, nil)
	}
}

// isWebhookID accepts anything that could be an id: Hero only documents that it is a string.
func isWebhookID(id string) bool {
	return id != "" && !strings.ContainsFunc(id, func(r rune) bool {
		return r == '/' || unicode.IsSpace(r) || !unicode.IsPrint(r)
	})
}

// errEqualRefused ends a create that refuse_equal refuses.
var errEqualRefused = errors.New("an equal webhook exists already")

// addNotCreatedWebhook reports a create that failed, or may have failed.
func addNotCreatedWebhook(diags *diag.Diagnostics, practice *hero.Practice, equal []string, err error) {
	notNew, isNotNew := errors.AsType[*hero.WebhookNotNewError](err)
	switch {
	case errors.Is(err, errEqualRefused):
		addEqualWebhooks(diags, practice, equal, true)
	case isNotNew:
		addWebhookNotNew(diags, practice, notNew.ID)
	case hero.Ambiguous(err):
		addUnclearWebhook(diags, practice, err)
	default:
		addError(diags, "create webhook", practice, err, webhookAttribute)
	}
}

// addWebhookNotNew reports that Hero returned an existing webhook as the new one. In the state, it
// would be deleted together with the webhook that a replacement deletes.
func addWebhookNotNew(diags *diag.Diagnostics, practice *hero.Practice, id string) {
	diags.AddError("Hero made no new webhook",
		fmt.Sprintf("Hero answered the request with webhook %s, which practice group %s had before. It seems to merge equal webhooks, and may have changed this one. "+
			"The webhook was not recorded in the Terraform state at this address.\n\n"+
			"If no resource has it, import it:\n  %s\n\n"+
			"If this is a replacement with create_before_destroy, the old webhook stays in the state, and is not deleted. Look at it in Hero. To replace it, remove create_before_destroy for that apply: events are lost in between.",
			id, practice.ID(), importCommand(practice, id)))
}

// warnFoundWebhook reports a webhook that Hero created without saying so, and those that appeared
// beside it.
func warnFoundWebhook(diags *diag.Diagnostics, practice *hero.Practice, created *hero.WebhookCreated) {
	if created.Unanswered == nil {
		return
	}
	id, _ := created.ID.Get()
	detail := fmt.Sprintf("Hero gave no clear answer to the request for this webhook, and the request was not sent again. Hero's list then had a new webhook with the signing key that the request carried, "+
		"%s of practice group %s, so that one is in the Terraform state.", id, practice.ID())
	if len(created.Others) > 0 {
		detail += fmt.Sprintf("\n\nMeanwhile, other webhooks with the same event, URL and headers appeared: %s. Nothing proves that this request created them, so they were left alone. "+
			"Each event is delivered once for each webhook: delete those that you do not need in Hero.", strings.Join(created.Others, ", "))
	}
	diags.AddWarning("Webhook "+id+" was found, not confirmed", detail+"\n\nThe request ended like this: "+explain(practice, created.Unanswered))
}

// warnHeadersHidden says once, for a new webhook, which changes Terraform will not see.
func warnHeadersHidden(diags *diag.Diagnostics, id string) {
	diags.AddWarning("Headers are masked in Hero's answers",
		"Hero does not show the values of the headers of webhook "+id+", so Terraform assumes that they are as they were sent, and cannot see whether somebody changes them in Hero. "+
			"To send them again, create a new webhook: terraform apply -replace=<address>")
}

// addUnclearWebhook reports a create that may have succeeded. Two equal webhooks are allowed, so a
// later apply cannot tell whether one of them is its own. So this error does not say, as others do,
// to run the same command again.
func addUnclearWebhook(diags *diag.Diagnostics, practice *hero.Practice, err error) {
	diags.AddError("Unable to create webhook", explain(practice, err)+
		"\n\nThe webhook may exist anyway. Do what the warning about it says before you apply again.")
	group := practice.ID()
	searched := "It is unclear whether Hero created the webhook, and the request was not sent again."
	commands := []string{importCommand(practice, "<id>")}
	if unclear, ok := errors.AsType[*hero.UnclearError](err); ok {
		switch {
		case unclear.SearchErr != nil:
			searched += " Hero's list of webhooks could not be read: " + sentence(unclear.SearchErr.Error())
		case len(unclear.IDs) > 0:
			searched += fmt.Sprintf(" Since the request was sent, these webhooks with the same event, URL and headers have appeared: %s. Nothing proves which of them this request created and which somebody else did, so they were left alone.",
				strings.Join(unclear.IDs, ", "))
			commands = nil
			for _, id := range unclear.IDs {
				commands = append(commands, importCommand(practice, id))
			}
		case unclear.Within > 0:
			searched += fmt.Sprintf(" The provider watched Hero's list of webhooks for %s, and the webhook did not appear, but Hero may still create it.", unclear.Within.Round(time.Millisecond))
		}
	}
	diags.AddWarning("A webhook may exist that Terraform does not know",
		searched+" Before applying again, look at the webhooks of practice group "+group+", for instance with the data source hero_webhooks: "+
			"applying creates another one, and two equal webhooks deliver each event twice. If the webhook is there, import it:\n  "+strings.Join(commands, "\n  "))
}

// addDeleteUnconfirmed reports a delete that Hero's list of webhooks did not confirm.
func addDeleteUnconfirmed(diags *diag.Diagnostics, practice *hero.Practice, id string, err *hero.DeleteUnconfirmedError) {
	response, found := "Hero accepted DELETE /v1/webhooks/{id}", fmt.Sprintf("Hero's list of webhooks still has it after %s", err.Within)
	if err.Err != nil {
		response = fmt.Sprintf("The answer to DELETE /v1/webhooks/{id} was %d %s", err.Status, http.StatusText(err.Status))
		found = "Hero's list of webhooks still has it"
	}
	reason := ""
	if err.Unchecked != nil {
		found = "Hero's list of webhooks could not be checked"
		reason = "\n\nThe list: " + explain(practice, err.Unchecked)
	}
	diags.AddError("Unable to delete webhook "+id,
		fmt.Sprintf("%s, but %s, so it is not certain that the webhook is gone, and it stays in the Terraform state. "+
			"A gateway or another endpoint may lack this route, which Hero does not document.\n\n"+
			"Check the provider's endpoint, and run the same command again. If it fails again, delete webhook %s of practice group %s in Hero, or ask Hero to, and run the same command again: it then finds the webhook gone. "+
			"To leave the webhook as it is and only forget it: terraform state rm <address>%s",
			response, found, id, practice.ID(), reason))
}
