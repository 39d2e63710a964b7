// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

// webhookEvents are the event types that the documentation names. The last two are
// missing from older copies of it, so there may be more.
var webhookEvents = []string{
	"appointment.confirmed", "appointment.cancelled", "appointment.rescheduled", "prescription.issued",
	"patient.medical-record-updated", "patient.added-to-sequence", "write-to-record.succeeded", "write-to-record.failed",
}

func (r *webhookResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A webhook of a practice group: Hero sends each event of one type to a URL (`POST`, `GET` and `DELETE /v1/webhooks`).\n\n" +
			"**Any change creates a new webhook** and deletes the old one, because Hero cannot change a webhook. Set `create_before_destroy` in a `lifecycle` block, so that no event is lost in between. " +
			"While both exist, each event arrives twice. A new webhook has only what is configured: headers, a description or a key that you leave out are not carried over, and the plan warns about that. " +
			"[Rotate a webhook's key](../guides/rotate-a-webhook-key.md) goes through this step by step.\n\n" +
			"**Equal webhooks.** Hero accepts any number of webhooks for the same event, URL and headers, and sends each event to each of them. If a plan creates one that Hero already has, and no state has " +
			"that one as far as the provider can tell, it warns with the id and the command to import it. With `refuse_equal` it fails instead. The apply looks again and names what has come since, or what the plan named in another process; after a replacement with `create_before_destroy` that is the old webhook, which is deleted next. If you have lost the state, import the webhooks instead of creating them again.\n\n" +
			"**When Hero gives no clear answer** to a `POST`, the webhook may still be created, seconds later. The provider does not send the request again. It looks for the webhook for 15 seconds or the `request_timeout` if that is longer. " +
			"It accepts a webhook only if Hero's list shows the signing key that was sent. Any other webhook may be somebody else's: the apply ends with an error that names it and says how to import it. The route of the deletion is inferred, so a deletion counts only if Hero's list no longer has the webhook, after a success and after a 404.\n\n" +
			"**The description and the signing key are not read back.** Hero does not report the description. It may report the signing key, which the provider never keeps. After an [import](#import), the next apply records them from the configuration and sends nothing. " +
			"From then on, changing them creates a new webhook." + notManaged + ". `description` shows what was last configured.",
		Attributes: webhookAttributes(),
	}
}

func webhookAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"practice_group_id": practiceGroupIDResourceAttribute(),
		"id":                reportedString("Hero's id of the webhook."),
		"event_type": schema.StringAttribute{
			CustomType: herotypes.Text.Type(), Required: true,
			MarkdownDescription: "Type of event to deliver. Changing it creates a new webhook. " +
				"The published list may not be complete, so another value causes a warning and not an error. Known values:" + validators.MarkdownList(webhookEvents),
			PlanModifiers: []planmodifier.String{herotypes.Text.KeepState()},
			Validators:    []validator.String{validators.NotBlank(), validators.KnownValues("event type", webhookEvents...)},
		},
		"url": schema.StringAttribute{
			CustomType: herotypes.URL.Type(), Required: true,
			MarkdownDescription: "Where Hero sends the events, as an absolute `https` or `http` URL. Another spelling of the same URL (case of the host, default port, escapes) is no change. " +
				"It is shown in plans, so do not put a secret in it; use `headers`. Events say what happened to which patient, so `http` causes a warning, as does a host that Hero cannot reach (a loopback address) or that mixes scripts to look like another one. Changing it creates a new webhook.",
			PlanModifiers: []planmodifier.String{herotypes.URL.KeepState()},
			Validators:    []validator.String{validators.NotBlank(), herotypes.URL.Valid(), validators.Receiver()},
		},
		"description": schema.StringAttribute{
			CustomType: herotypes.Text.Type(), Optional: true, Computed: true,
			MarkdownDescription: "What the webhook is for. Hero does not report it, so Terraform keeps what was last configured and sees no drift. " +
				"Changing it creates a new webhook, except that a webhook without a known description, as after an import, records it without a new one.",
			PlanModifiers: []planmodifier.String{herotypes.Text.KeepStateOrNull()},
		},
		"headers": schema.MapAttribute{
			ElementType: types.StringType, Optional: true, Computed: true, Sensitive: true,
			MarkdownDescription: "HTTP headers that Hero adds to each delivery, as names and values; the case of names does not matter. Names reserved for HTTP or Hero's signature (`Host`, `Content-Length`, `X-Herohealth-Signature` …) are refused. Sensitive, and stored in the Terraform state. " +
				"Changing them creates a new webhook, except that headers which Hero did not report for an imported webhook, or masked, are taken over in place. If Hero masks values (`****`), the provider assumes that they are as they were sent, " +
				"and warns once. `{}` means none.",
			PlanModifiers: []planmodifier.Map{herotypes.KeepMapOrNull()},
			Validators:    []validator.Map{validators.Headers()},
		},
		"signing_key_wo": schema.StringAttribute{
			Optional: true, Sensitive: true, WriteOnly: true,
			MarkdownDescription: "Secret that Hero signs each delivery with (HMAC-SHA256, header `X-Herohealth-Signature`). Write-only: it is in neither state nor plan, and can come from " +
				"an ephemeral value. It is sent when the webhook is created, and at no other time. Change `signing_key_wo_version` to create a new webhook with another key. " +
				"If you leave it out later, the key stays with the webhook, and the next new webhook is unsigned. Plans warn about both.",
			Validators: []validator.String{
				validators.NotBlank(), validators.Secret("signing key"),
				stringvalidator.AlsoRequires(path.MatchRoot("signing_key_wo_version")),
			},
		},
		"signing_key_wo_version": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Any text, for instance `1` or a date. Change it to create a new webhook with the current `signing_key_wo`. Kept by Terraform only; Hero does not know it. " +
				"After an import it is unset, and the first apply records it without sending the key.",
			Validators: []validator.String{
				validators.NotBlank(),
				stringvalidator.AlsoRequires(path.MatchRoot("signing_key_wo")),
			},
		},
		"refuse_equal": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether the plan fails instead of warning if Hero already has an equal webhook that no state has, as far as the provider can tell. " +
				"Set it if nobody reads the plan before it is applied: then no event arrives twice after a lost state or an interrupted apply. Unset means `false`. " +
				"The apply looks again, and is refused too. It does not know which webhook a replacement is for, so the apply of one with `create_before_destroy` is refused; remove `refuse_equal` for that apply. " +
				"Kept by Terraform only; changing it sends nothing.",
		},
		"created_at": reportedString("When the webhook was created, as Hero writes it, commonly an RFC 3339 date-time in UTC."),
		"updated_at": reportedString("When the webhook was last changed, as Hero writes it, commonly an RFC 3339 date-time in UTC."),
	}
}
