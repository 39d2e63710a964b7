// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

type webhookModel struct {
	PracticeGroupID     types.String   `tfsdk:"practice_group_id"`
	ID                  herotypes.Text `tfsdk:"id"`
	EventType           herotypes.Text `tfsdk:"event_type"`
	URL                 herotypes.Text `tfsdk:"url"`
	Description         herotypes.Text `tfsdk:"description"`
	Headers             types.Map      `tfsdk:"headers"`
	SigningKeyWO        types.String   `tfsdk:"signing_key_wo"`
	SigningKeyWOVersion types.String   `tfsdk:"signing_key_wo_version"`
	RefuseEqual         types.Bool     `tfsdk:"refuse_equal"`
	CreatedAt           herotypes.Text `tfsdk:"created_at"`
	UpdatedAt           herotypes.Text `tfsdk:"updated_at"`
}

func (m *webhookModel) identity() any {
	return objectIdentity{PracticeGroupID: m.PracticeGroupID, ID: m.ID.StringValue}
}

// texts pairs the attributes with the members of Hero's answer. The signing
// key, which an answer may hold, is not among them: nothing of it is kept.
func (m *webhookModel) texts(live *hero.Webhook) []textMember {
	return []textMember{
		{"id", &m.ID, live.ID},
		{"event_type", &m.EventType, live.EventType},
		{"url", &m.URL, live.URL},
		{"description", &m.Description, live.Description},
		{"created_at", &m.CreatedAt, live.CreatedAt},
		{"updated_at", &m.UpdatedAt, live.UpdatedAt},
	}
}

// refresh brings the model up to what Hero answered. madeHere says that Terraform
// made the webhook.
func (m *webhookModel) refresh(live *hero.Webhook, madeHere bool) {
	refreshTexts(m.texts(live))
	m.Headers = refreshHeaders(m.Headers, live.Headers, madeHere)
}

// settle fills what the plan left open from Hero's answer to a create and
// collects what Hero stored otherwise.
func (m *webhookModel) settle(configured *webhookModel, live *hero.Webhook, s *settler) {
	s.texts("", m.texts(live), configured.texts(live))
	refreshed := refreshHeaders(m.Headers, live.Headers, true)
	if m.Headers.IsUnknown() {
		m.Headers = refreshed
	} else if isSet(configured.Headers) && !refreshed.Equal(m.Headers) {
		s.differs = append(s.differs, "headers")
	}
}

// signingKeyMark marks, in the private state, a webhook that the configuration
// once gave a key. Nothing of the key itself is kept.
const signingKeyMark = "had_signing_key"

func markSigningKey(ctx context.Context, private privateState, diags *diag.Diagnostics) {
	diags.Append(private.SetKey(ctx, signingKeyMark, []byte("true"))...)
}

func hadSigningKey(ctx context.Context, private privateState, diags *diag.Diagnostics) bool {
	mark, d := private.GetKey(ctx, signingKeyMark)
	diags.Append(d...)
	return mark != nil
}

// creation is what to send for the model. The key is only in the configuration.
func (m *webhookModel) creation(configured *webhookModel) hero.WebhookCreate {
	create := hero.WebhookCreate{
		EventType: m.EventType.ValueString(),
		URL:       m.URL.ValueString(),
		Headers:   headersOf(m.Headers),
	}
	if isSet(m.Description) {
		create.Description = hero.Value(m.Description.ValueString())
	}
	if isSet(configured.SigningKeyWO) {
		create.SigningKey = hero.Value(configured.SigningKeyWO.ValueString())
	}
	return create
}

// webhookAttribute finds the attribute of a member of POST /v1/webhooks.
var webhookAttribute = attributesNamed(map[string]string{"signing_key": "signing_key_wo"},
	"event_type", "url", "description", "headers", "signing_key")
