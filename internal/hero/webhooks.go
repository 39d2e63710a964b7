package hero

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

// Webhook is a subscription of a URL to one event type.
type Webhook struct {
	ID        Text `json:"id"`
	EventType Text `json:"event_type"`
	URL       Text `json:"url"`
	// Description is not in the documented answer.
	Description Text                      `json:"description"`
	Headers     Member[map[string]string] `json:"headers"`
	CreatedAt   Text                      `json:"created_at"`
	UpdatedAt   Text                      `json:"updated_at"`

	// Raw is the whole entry without the signing key, which Hero returns in clear; at no level is there a member of that name.
	Raw map[string]json.RawMessage `json:"-"`
}

// WebhookCreate is a new subscription.
type WebhookCreate struct {
	EventType   string            `json:"event_type"`
	URL         string            `json:"url"`
	Description Text              `json:"description,omitzero"`
	SigningKey  Text              `json:"signing_key,omitzero"`
	Headers     map[string]string `json:"headers,omitempty"`
}

// UnmarshalJSON keeps the whole entry in Raw, without the signing key.
func (w *Webhook) UnmarshalJSON(data []byte) error {
	type plain Webhook
	if err := decodeWithRaw(data, (*plain)(w), &w.Raw); err != nil {
		return err
	}
	w.Raw = withoutMember(w.Raw, "signing_key")
	return nil
}

// withoutMember drops a member of an object, and of every object inside it.
func withoutMember(object map[string]json.RawMessage, name string) map[string]json.RawMessage {
	delete(object, name)
	for member, value := range object {
		object[member] = withoutMemberInside(value, name)
	}
	return object
}

func withoutMemberInside(value json.RawMessage, name string) json.RawMessage {
	var (
		object map[string]json.RawMessage
		list   []json.RawMessage
		clean  any
	)
	switch {
	case json.Unmarshal(value, &object) == nil && object != nil:
		clean = withoutMember(object, name)
	case json.Unmarshal(value, &list) == nil && list != nil:
		for i := range list {
			list[i] = withoutMemberInside(list[i], name)
		}
		clean = list
	default:
		return value
	}
	encoded, err := json.Marshal(clean)
	if err != nil {
		// Cannot happen with JSON that has just been read; nothing is better than a secret.
		return json.RawMessage("null")
	}
	return encoded
}

// ListWebhooks lists the subscriptions. The list is shared and remembered; CreateWebhook and DeleteWebhook keep it up to date.
func (p *Practice) ListWebhooks(ctx context.Context) ([]Webhook, error) {
	a, err := p.remembered(ctx, RouteWebhooks)
	if err != nil {
		return nil, err
	}
	return decodeList[Webhook](a)
}

// CreateWebhook makes a subscription. Should the request end without a clear answer, the client lists the subscriptions and
// returns the one that the request has made, or sends it again when there is none. It makes no second subscription.
func (p *Practice) CreateWebhook(ctx context.Context, create WebhookCreate) (*Webhook, error) {
	c := call{method: http.MethodPost, route: RouteWebhooks, body: create}
	// Equal subscriptions take turns, so that the one found after a lost answer is this call's own.
	done, err := p.client.turns.take(ctx, p.key(RouteWebhooks, create.EventType, canonical.URL.Meaning(create.URL)))
	if err != nil {
		return nil, contextError(c, err, false)
	}
	defer done()
	before, err := p.ListWebhooks(ctx)
	if err != nil {
		return nil, err
	}
	made, err := sendOnce(ctx, p.client,
		func(ctx context.Context) (*Webhook, error) { return p.sendWebhook(ctx, c) },
		func(ctx context.Context) ([]*Webhook, error) { return p.newWebhooks(ctx, create, before) })
	if err != nil && Ambiguous(err) {
		p.forget(RouteWebhooks)
	}
	return made, err
}

func (p *Practice) sendWebhook(ctx context.Context, c call) (*Webhook, error) {
	a, err := p.do(ctx, c)
	if err != nil {
		return nil, err
	}
	made, err := decodeObject[Webhook](a)
	if err != nil || text(made.ID) == "" {
		return nil, a.unexpected("without the id of the webhook")
	}
	p.updateList(RouteWebhooks, func(entries []json.RawMessage) []json.RawMessage {
		return append(withoutID(entries, text(made.ID)), a.last.body)
	})
	return made, nil
}

// newWebhooks returns what has come since before and looks like create.
func (p *Practice) newWebhooks(ctx context.Context, create WebhookCreate, before []Webhook) ([]*Webhook, error) {
	a, err := p.fresh(ctx, RouteWebhooks)
	if err != nil {
		return nil, err
	}
	now, err := decodeList[Webhook](a)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{"": true}
	for _, webhook := range before {
		known[text(webhook.ID)] = true
	}
	var found []*Webhook
	for i := range now {
		if !known[text(now[i].ID)] && create.matches(now[i]) {
			found = append(found, &now[i])
		}
	}
	return found, nil
}

func (c WebhookCreate) matches(webhook Webhook) bool {
	if c.EventType != text(webhook.EventType) || !canonical.URL.Same(c.URL, text(webhook.URL)) {
		return false
	}
	headers, reported := webhook.Headers.Get()
	return !reported || canonical.SameHeaders(c.Headers, headers)
}

// DeleteWebhook removes a subscription. One that is gone already is no error.
func (p *Practice) DeleteWebhook(ctx context.Context, id string) error {
	_, err := p.do(ctx, call{method: http.MethodDelete, route: RouteWebhook, id: id, replayable: true, emptyAnswer: true})
	if err != nil && !IsNotFound(err) {
		p.forget(RouteWebhooks)
		return err
	}
	p.updateList(RouteWebhooks, func(entries []json.RawMessage) []json.RawMessage { return withoutID(entries, id) })
	return nil
}

func withoutID(entries []json.RawMessage, id string) []json.RawMessage {
	kept := make([]json.RawMessage, 0, len(entries)+1)
	for _, entry := range entries {
		var identified struct {
			ID Text `json:"id"`
		}
		if json.Unmarshal(entry, &identified) != nil || text(identified.ID) != id {
			kept = append(kept, entry)
		}
	}
	return kept
}
