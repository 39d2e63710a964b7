// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

func newWebhooksDataSource() datasource.DataSource {
	return &lookup{
		name:   "webhooks",
		schema: webhooksSchema,
		model:  func() lookupModel { return new(webhooksModel) },
	}
}

type webhooksModel struct {
	practiceScoped
	EventType  types.String        `tfsdk:"event_type"`
	Webhooks   []webhookEntryModel `tfsdk:"webhooks"`
	Attributes types.Dynamic       `tfsdk:"attributes"`
}

type webhookEntryModel struct {
	ID        types.String `tfsdk:"id"`
	EventType types.String `tfsdk:"event_type"`
	URL       types.String `tfsdk:"url"`
	Headers   types.Map    `tfsdk:"headers"`
	CreatedAt types.String `tfsdk:"created_at"`
	UpdatedAt types.String `tfsdk:"updated_at"`
}

func webhooksSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "The webhooks of a practice group (`GET /v1/webhooks`), including those created outside Terraform. " +
			"All data sources and resources of a practice group share one request in a run. Signing keys are left out, even if Hero's answer has them.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDDataSourceAttribute(),
			"event_type": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Keep only the webhooks of this event type, for instance `appointment.confirmed`; compared with case. All webhooks when unset. " +
					"The published list of event types may not be complete, so an unknown one causes a warning and not an error.",
				Validators: []validator.String{validators.NotBlank(), validators.KnownValues("event type", webhookEvents...)},
			},
			"webhooks": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The webhooks, in Hero's order. Empty when there are none. That an entry has the members of the answer to a create is inferred.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":         computedString("Hero's id of the webhook."),
					"event_type": computedString("Type of event that Hero delivers."),
					"url":        computedString("Where Hero sends the events."),
					"headers": schema.MapAttribute{
						ElementType: types.StringType, Computed: true, Sensitive: true,
						MarkdownDescription: "HTTP headers that Hero adds to each delivery, as names and values. Null when Hero does not report any.",
					},
					"created_at": computedString("When the webhook was created, as Hero writes it, commonly an RFC 3339 date-time in UTC. Null when Hero does not report it."),
					"updated_at": computedString("When the webhook was last changed, as Hero writes it, commonly an RFC 3339 date-time in UTC. Null when Hero does not report it."),
				}},
			},
			"attributes": schema.DynamicAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "The complete entries, as Hero gave them and in the same order, with members that have no attribute above: `attributes[0].name`. " + withoutSecretsDescription + undocumentedDescription,
			},
		},
	}
}

func (m *webhooksModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	webhooks, err := practice.ListWebhooks(ctx)
	if err != nil {
		addError(diags, "read webhooks", practice, err, nil)
		return
	}
	// Filter here and not in Hero, so that one request serves every event type.
	webhooks = slices.DeleteFunc(webhooks, func(webhook hero.Webhook) bool {
		return !m.EventType.IsNull() && !m.EventType.Equal(stringValue(webhook.EventType))
	})
	m.Webhooks, m.Attributes = entriesAndRaw(webhooks, webhookEntry, diags)
}

func webhookEntry(webhook hero.Webhook) webhookEntryModel {
	return webhookEntryModel{
		ID:        stringValue(webhook.ID),
		EventType: stringValue(webhook.EventType),
		URL:       stringValue(webhook.URL),
		Headers:   refreshHeaders(types.MapUnknown(types.StringType), webhook.Headers, false),
		CreatedAt: stringValue(webhook.CreatedAt),
		UpdatedAt: stringValue(webhook.UpdatedAt),
	}
}
