// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

type webhookModel struct {
	PracticeGroupID     types.String     `tfsdk:"practice_group_id"`
	ID                  herotypes.String `tfsdk:"id"`
	EventType           herotypes.String `tfsdk:"event_type"`
	URL                 herotypes.String `tfsdk:"url"`
	Description         herotypes.String `tfsdk:"description"`
	Headers             types.Map        `tfsdk:"headers"`
	SigningKeyWO        types.String     `tfsdk:"signing_key_wo"`
	SigningKeyWOVersion types.String     `tfsdk:"signing_key_wo_version"`
	RefuseEqual         types.Bool       `tfsdk:"refuse_equal"`
	CreatedAt           herotypes.String `tfsdk:"created_at"`
	UpdatedAt           herotypes.String `tfsdk:"updated_at"`
}

func (m *webhookModel) identity() any {
	return objectIdentity{PracticeGroupID: m.PracticeGroupID, ID: m.ID.StringValue}
}

// fields leaves out the signing key. A response may hold it, but nothing of it is kept.
func (m *webhookModel) fields() fields[hero.Webhook, notSent] {
	return fields[hero.Webhook, notSent]{
		{"id", &m.ID, func(w *hero.Webhook) hero.String { return w.ID }, nil},
		{"event_type", &m.EventType, func(w *hero.Webhook) hero.String { return w.EventType }, nil},
		{"url", &m.URL, func(w *hero.Webhook) hero.String { return w.URL }, nil},
		{"description", &m.Description, func(w *hero.Webhook) hero.String { return w.Description }, nil},
		{"created_at", &m.CreatedAt, func(w *hero.Webhook) hero.String { return w.CreatedAt }, nil},
		{"updated_at", &m.UpdatedAt, func(w *hero.Webhook) hero.String { return w.UpdatedAt }, nil},
	}
}

// refresh brings the model up to what Hero reports. createdHere: Terraform created the
// webhook.
func (m *webhookModel) refresh(live *hero.Webhook, createdHere bool) {
	m.fields().refresh(live)
	m.Headers = refreshHeaders(m.Headers, live.Headers, createdHere)
}

// reconcile fills in what the plan left open, and collects what Hero stored
// differently.
func (m *webhookModel) reconcile(configured *webhookModel, live *hero.Webhook, r *reconciler) {
	m.fields().reconcile(r, "", configured.fields(), live)
	refreshed := refreshHeaders(m.Headers, live.Headers, true)
	if m.Headers.IsUnknown() {
		m.Headers = refreshed
	} else if isSet(configured.Headers) && !refreshed.Equal(m.Headers) {
		r.differs = append(r.differs, "headers")
	}
}

// createRequest takes the signing key from the configuration, because nothing else has it.
func (m *webhookModel) createRequest(configured *webhookModel) hero.WebhookCreate {
	create := hero.WebhookCreate{
		EventType: m.EventType.Sent(),
		URL:       m.URL.Sent(),
		Headers:   headersOf(m.Headers),
	}
	if isSet(m.Description) && !m.Description.IsEmpty() {
		create.Description = hero.Value(m.Description.Sent())
	}
	if isSet(configured.SigningKeyWO) {
		create.SigningKey = hero.Value(configured.SigningKeyWO.ValueString())
	}
	return create
}

// webhookAttribute finds the attribute for a field of POST /v1/webhooks.
var webhookAttribute = attributesNamed(map[string]string{"signing_key": "signing_key_wo"},
	"event_type", "url", "description", "headers", "signing_key")

// refreshHeaders is refreshString for headers. Null in a response means that there are none, which
// is an empty map. Null in the state means that Terraform does not know them or, for a webhook that
// it created, that it sent none. A masked value counts as unchanged, and does not tell Terraform
// the value.
func refreshHeaders(known types.Map, live hero.Nullable[map[string]string], createdHere bool) types.Map {
	if live.IsAbsent() {
		if known.IsUnknown() {
			return types.MapNull(types.StringType)
		}
		return known
	}
	reported, _ := live.Get()
	if createdHere && known.IsNull() && len(reported) == 0 {
		return known
	}
	if isSet(known) && canonical.MayBeHeaders(headersOf(known), reported) {
		return known
	}
	if known.IsNull() && !createdHere && canonical.HidesHeaders(reported) {
		return known
	}
	elements := make(map[string]attr.Value, len(reported))
	for name, value := range reported {
		elements[name] = types.StringValue(value)
	}
	return types.MapValueMust(types.StringType, elements)
}

// headersKnown reports whether the headers and all their values are known.
func headersKnown(m types.Map) bool {
	for _, value := range m.Elements() {
		if value.IsUnknown() {
			return false
		}
	}
	return !m.IsUnknown()
}

// headersOf are the known headers, as the client takes them.
func headersOf(m types.Map) map[string]string {
	headers := make(map[string]string, len(m.Elements()))
	for name, element := range m.Elements() {
		if value, ok := element.(types.String); ok && isSet(value) {
			headers[name] = strings.Trim(value.ValueString(), " \t") // HTTP ignores them
		}
	}
	return headers
}
