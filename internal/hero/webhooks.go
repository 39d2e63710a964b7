// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

// Webhook is a subscription of a URL to one event type.
type Webhook struct {
	ID        String `json:"id"`
	EventType String `json:"event_type"`
	URL       String `json:"url"`
	// Description is not in the documented response.
	Description String                      `json:"description"`
	Headers     Nullable[map[string]string] `json:"headers"`
	CreatedAt   String                      `json:"created_at"`
	UpdatedAt   String                      `json:"updated_at"`

	// Raw is without the signing key, which Hero returns in clear: at no level is there a member of that name.
	RawJSON
}

// WebhookCreate is a new subscription.
type WebhookCreate struct {
	EventType   string            `json:"event_type"`
	URL         string            `json:"url"`
	Description String            `json:"description,omitzero"`
	SigningKey  String            `json:"signing_key,omitzero"`
	Headers     map[string]string `json:"headers,omitempty"`
}

func (w *Webhook) keep(data json.RawMessage) {
	w.Raw = withoutMemberInside(data, "signing_key")
	if identifier(text(w.ID)) == "" {
		w.ID = String{} // no id to show or to delete by
	}
}

// clone is a webhook that its reader may change.
func (w Webhook) clone() Webhook {
	if headers, ok := w.Headers.Get(); ok {
		w.Headers = Value(maps.Clone(headers))
	}
	return w
}

// webhookList is a snapshot of a practice's webhooks.
type webhookList struct {
	// at is when it was read by Hero's clock, zero when that is not known.
	at      time.Time
	entries []*listedWebhook
}

type listedWebhook struct {
	Webhook
	// delivery is the event and URL, in the form that all ways of writing them share.
	delivery string
}

func listed(webhook Webhook) *listedWebhook {
	return &listedWebhook{Webhook: webhook, delivery: deliveryKey(text(webhook.EventType), text(webhook.URL))}
}

// deliveryKey is the same for webhooks of the same event and URL, however that is written.
func deliveryKey(eventType, url string) string {
	return eventType + "\x00" + canonical.URL.Meaning(url)
}

func (l webhookList) index(id string) int {
	return slices.IndexFunc(l.entries, func(entry *listedWebhook) bool { return id != "" && text(entry.ID) == id })
}

// equals are those that deliver what create would. One without an id is none: nobody could delete it.
func (l webhookList) equals(create WebhookCreate) (found []Webhook) {
	delivery := deliveryKey(create.EventType, create.URL)
	for _, entry := range l.entries {
		if entry.delivery == delivery && !entry.ID.IsAbsent() && create.sameHeaders(entry.Webhook) {
			found = append(found, entry.clone())
		}
	}
	return found
}

// with is the list with a webhook that was created.
func (l webhookList) with(webhook Webhook) webhookList {
	l.entries = slices.Clone(l.entries)
	if i := l.index(text(webhook.ID)); i >= 0 {
		l.entries[i] = listed(webhook)
	} else {
		l.entries = append(l.entries, listed(webhook))
	}
	return l
}

// without is the list without a webhook that was deleted.
func (l webhookList) without(id string) webhookList {
	l.entries = slices.DeleteFunc(slices.Clone(l.entries), func(entry *listedWebhook) bool { return text(entry.ID) == id })
	return l
}

// sameHeaders takes headers that Hero does not report to be the same.
func (c WebhookCreate) sameHeaders(webhook Webhook) bool {
	headers, reported := webhook.Headers.Get()
	return !reported || canonical.SameHeaders(c.Headers, headers)
}

// ListWebhooks lists the subscriptions. The list is cached; CreateWebhook and DeleteWebhook keep it up to date.
func (p *Practice) ListWebhooks(ctx context.Context) ([]Webhook, error) {
	list, err := p.webhooks(ctx)
	if err != nil {
		return nil, err
	}
	webhooks := make([]Webhook, len(list.entries))
	for i, entry := range list.entries {
		webhooks[i] = entry.clone()
	}
	return webhooks, nil
}

// EqualWebhooks are those in the list of ListWebhooks that deliver what create would: the same event to the same URL with the
// same headers.
func (p *Practice) EqualWebhooks(ctx context.Context, create WebhookCreate) ([]Webhook, error) {
	list, err := p.webhooks(ctx)
	return list.equals(create), err
}

// GetWebhook finds a subscription in the list of ListWebhooks; Hero reads no single one. It is false when there is none.
func (p *Practice) GetWebhook(ctx context.Context, id string) (Webhook, bool, error) {
	list, err := p.webhooks(ctx)
	if i := list.index(id); err == nil && i >= 0 {
		return list.entries[i].clone(), true, nil
	}
	return Webhook{}, false, err
}

func (p *Practice) webhooks(ctx context.Context) (webhookList, error) {
	return cached(ctx, p, RouteWebhooks, p.readWebhooks)
}

func (p *Practice) readWebhooks(ctx context.Context) (webhookList, error) {
	res, err := p.do(ctx, get(RouteWebhooks))
	if err != nil {
		return webhookList{}, err
	}
	read, err := res.list("data")
	if err != nil {
		return webhookList{}, err
	}
	// What is missing from this list is taken to be deleted, so it must be whole.
	if count, _ := read.count.Get(); count > int64(len(read.entries)) {
		return webhookList{}, res.unexpected("a list with fewer entries than its count")
	}
	webhooks, err := decodeList[Webhook](res)
	if err != nil {
		return webhookList{}, err
	}
	var list webhookList
	for _, webhook := range webhooks {
		list.entries = append(list.entries, listed(webhook))
	}
	if at, err := http.ParseTime(res.header.Get("Date")); err == nil {
		list.at = at
	}
	return list, nil
}

// changeWebhooks notes a write whose effect on the list is known.
func (p *Practice) changeWebhooks(apply func(webhookList) webhookList) {
	change(p.client.cache, p.key(RouteWebhooks), apply)
}
