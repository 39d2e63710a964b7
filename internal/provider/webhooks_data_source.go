package provider

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

var _ datasource.DataSourceWithConfigure = (*webhooksDataSource)(nil)

func newWebhooksDataSource() datasource.DataSource { return &webhooksDataSource{} }

type webhooksDataSource struct{ dataSourceBase }

type webhooksModel struct {
	PracticeGroupID types.String        `tfsdk:"practice_group_id"`
	EventType       types.String        `tfsdk:"event_type"`
	Webhooks        []webhookEntryModel `tfsdk:"webhooks"`
	Attributes      types.Dynamic       `tfsdk:"attributes"`
}

type webhookEntryModel struct {
	ID        types.String `tfsdk:"id"`
	EventType types.String `tfsdk:"event_type"`
	URL       types.String `tfsdk:"url"`
	Headers   types.Map    `tfsdk:"headers"`
	CreatedAt types.String `tfsdk:"created_at"`
	UpdatedAt types.String `tfsdk:"updated_at"`
}

func (d *webhooksDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_webhooks"
}

func (d *webhooksDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	member := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "The webhooks of a practice group (`GET /v1/webhooks`), those made outside Terraform included. " +
			"All data sources and resources of a practice group share one request in a run. Signing keys are left out, wherever Hero's answer has them.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDDataSourceAttribute(),
			"event_type": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Keep only the webhooks of this event type, for instance `appointment.confirmed`; compared with case. All webhooks when unset. " +
					"The published list of event types may not be complete, so an unknown one is a warning and not an error. Documented.",
				Validators: []validator.String{stringvalidator.LengthAtLeast(1), knownValues("event type", webhookEvents...)},
			},
			"webhooks": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The webhooks, in Hero's order. Empty when there is none. Inferred: that an entry has the members of the answer to a create.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":         member("Hero's id of the webhook. Documented."),
					"event_type": member("Type of event that Hero tells of. Documented."),
					"url":        member("Where Hero sends the events. Documented."),
					"headers": schema.MapAttribute{
						ElementType: types.StringType, Computed: true, Sensitive: true,
						MarkdownDescription: "HTTP headers that Hero adds to each delivery, as names and values. Null when Hero does not report any. Documented.",
					},
					"created_at": member("When the webhook was made, as Hero writes it, commonly an RFC 3339 date-time in UTC. Null when Hero does not report it. Documented."),
					"updated_at": member("When the webhook was last changed, as Hero writes it, commonly an RFC 3339 date-time in UTC. Null when Hero does not report it. Documented."),
				}},
			},
			"attributes": schema.DynamicAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "The entries whole, as Hero gave them and in the same order, with members that are not typed above, but without signing keys: `attributes[0].name`. Undocumented by nature.",
			},
		},
	}
}

func (d *webhooksDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model webhooksModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	practice := d.practice(model.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	// Filtered here and not by Hero, so that one request serves every event type.
	webhooks, err := practice.ListWebhooks(ctx)
	if err != nil {
		addError(&resp.Diagnostics, "read webhooks", practice, err, nil)
		return
	}
	model.PracticeGroupID = types.StringValue(practice.ID())
	model.fill(webhooks, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (m *webhooksModel) fill(webhooks []hero.Webhook, diags *diag.Diagnostics) {
	m.Webhooks = []webhookEntryModel{}
	raw := []json.RawMessage{}
	for _, webhook := range webhooks {
		eventType := text(webhook.EventType)
		if !m.EventType.IsNull() && !m.EventType.Equal(eventType) {
			continue
		}
		entry, err := json.Marshal(webhook.Raw)
		if err != nil {
			// Cannot happen with JSON that has just been read; the two lists must stay in step.
			entry = json.RawMessage("null")
		}
		raw = append(raw, entry)
		m.Webhooks = append(m.Webhooks, webhookEntryModel{
			ID:        text(webhook.ID),
			EventType: eventType,
			URL:       text(webhook.URL),
			Headers:   refreshHeaders(types.MapUnknown(types.StringType), webhook.Headers),
			CreatedAt: text(webhook.CreatedAt),
			UpdatedAt: text(webhook.UpdatedAt),
		})
	}
	m.Attributes = passThrough(joinRaw(raw), path.Root("attributes"), diags)
}
