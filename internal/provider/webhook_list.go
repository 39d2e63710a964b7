// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"net/url"

	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

var _ list.ListResourceWithConfigure = (*webhookList)(nil)

func newWebhookList() list.ListResource { return &webhookList{resourceBase{name: "webhook"}} }

type webhookList struct{ resourceBase }

type webhookListModel struct {
	PracticeGroupID types.String `tfsdk:"practice_group_id"`
	EventType       types.String `tfsdk:"event_type"`
}

func (l *webhookList) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Finds the webhooks of a practice group for `terraform query`, " +
			"so that they can be imported (`GET /v1/webhooks`). Queries need Terraform 1.14 or later; OpenTofu has none. It is one request for each practice group, whatever the event type." + listLimit,
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDListAttribute(),
			"event_type": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Keep only the webhooks of this event type, for instance `appointment.confirmed`; compared with case. All webhooks when unset. " +
					"The published list of event types may not be complete, so an unknown one causes a warning and not an error.",
				Validators: []validator.String{validators.NotBlank(), validators.KnownValues("event type", webhookEvents...)},
			},
		},
	}
}

func (l *webhookList) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	streamResults(ctx, l.providerData, req, stream, func(out *queryStream, config webhookListModel) {
		practice := out.practice(config.PracticeGroupID)
		if practice == nil {
			return
		}
		webhooks, err := practice.ListWebhooks(ctx)
		if err != nil {
			out.pushError("list webhooks", practice, err, nil)
			return
		}
		for i := range webhooks {
			// Filter here and not in Hero, so that one request serves every event type.
			if !config.EventType.IsNull() && !config.EventType.Equal(stringValue(webhooks[i].EventType)) {
				continue
			}
			result := out.newResult(ctx, practice, "id", stringValue(webhooks[i].ID).ValueString(), webhookDisplayName(practice, &webhooks[i]))
			var model webhookModel
			out.fillResource(ctx, &result, &model, func() { model.refresh(&webhooks[i], false) })
			if !out.push(result) {
				return
			}
		}
	})
}

// webhookDisplayName leaves out the path and the query of the URL. They should not hold a secret,
// but they may.
func webhookDisplayName(practice *hero.Practice, live *hero.Webhook) string {
	name := stringValue(live.EventType).ValueString()
	if target, err := url.Parse(stringValue(live.URL).ValueString()); err == nil && target.Hostname() != "" {
		name += " to " + canonical.ShownHost(target.Hostname())
	}
	return fmt.Sprintf("%s (practice group %s)", name, practice.ID())
}
