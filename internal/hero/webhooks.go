package hero

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"sync"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

// Webhook is a subscription of a URL to one event type.
type Webhook struct {
	ID        Text `json:"id"`
	EventType Text `json:"event_type"`
	URL       Text `json:"url"`
	// Description is not in the documented response.
	Description Text                      `json:"description"`
	Headers     Member[map[string]string] `json:"headers"`
	CreatedAt   Text                      `json:"created_at"`
	UpdatedAt   Text                      `json:"updated_at"`

	// Raw is without the signing key, which Hero returns in clear: at no level is there a member of that name.
	Whole
}

// WebhookCreate is a new subscription.
type WebhookCreate struct {
	EventType   string            `json:"event_type"`
	URL         string            `json:"url"`
	Description Text              `json:"description,omitzero"`
	SigningKey  Text              `json:"signing_key,omitzero"`
	Headers     map[string]string `json:"headers,omitempty"`
}

func (w *Webhook) keep(data json.RawMessage) { w.Raw = withoutMemberInside(data, "signing_key") }

// clone is a webhook that its reader may change.
func (w Webhook) clone() Webhook {
	if headers, ok := w.Headers.Get(); ok {
		w.Headers = Value(maps.Clone(headers))
	}
	return w
}

// webhookList is the remembered list of a practice.
type webhookList struct {
	mu      sync.Mutex
	entries []Webhook
	// index is where an id stands among the entries. An entry without an id is in none.
	index map[string]int
}

func newWebhookList(entries []Webhook) *webhookList {
	l := &webhookList{entries: entries}
	l.reindex()
	return l
}

func (l *webhookList) reindex() {
	l.index = make(map[string]int, len(l.entries))
	for i, webhook := range l.entries {
		if id := text(webhook.ID); id != "" {
			l.index[id] = i
		}
	}
}

func (l *webhookList) find(id string) (Webhook, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i, ok := l.index[id]
	if !ok {
		return Webhook{}, false
	}
	return l.entries[i].clone(), true
}

func (l *webhookList) all() []Webhook {
	l.mu.Lock()
	defer l.mu.Unlock()
	webhooks := make([]Webhook, len(l.entries))
	for i, webhook := range l.entries {
		webhooks[i] = webhook.clone()
	}
	return webhooks
}

func (l *webhookList) put(webhook Webhook) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if i, known := l.index[text(webhook.ID)]; known {
		l.entries[i] = webhook
		return
	}
	l.index[text(webhook.ID)] = len(l.entries)
	l.entries = append(l.entries, webhook)
}

func (l *webhookList) remove(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = slices.DeleteFunc(l.entries, func(webhook Webhook) bool { return text(webhook.ID) == id })
	l.reindex()
}

func (p *Practice) readWebhooks(ctx context.Context) (*webhookList, error) {
	res, err := p.do(ctx, get(RouteWebhooks))
	if err != nil {
		return nil, err
	}
	read, err := res.list("data")
	if err != nil {
		return nil, err
	}
	// What is missing from this list is taken to be deleted, so it must be whole.
	if count, _ := read.count.Get(); count > int64(len(read.entries)) {
		return nil, res.unexpected("a list with fewer entries than its count")
	}
	webhooks, err := decodeList[Webhook](res)
	if err != nil {
		return nil, err
	}
	return newWebhookList(webhooks), nil
}

// ListWebhooks lists the subscriptions. The list is shared and remembered; CreateWebhook and DeleteWebhook keep it up to date.
func (p *Practice) ListWebhooks(ctx context.Context) ([]Webhook, error) {
	list, err := remembered(ctx, p, RouteWebhooks, p.readWebhooks)
	if err != nil {
		return nil, err
	}
	return list.all(), nil
}

// GetWebhook finds a subscription in the list of ListWebhooks; Hero reads no single one. It is false when there is none.
func (p *Practice) GetWebhook(ctx context.Context, id string) (Webhook, bool, error) {
	list, err := remembered(ctx, p, RouteWebhooks, p.readWebhooks)
	if err != nil {
		return Webhook{}, false, err
	}
	webhook, ok := list.find(id)
	return webhook, ok, nil
}

// CreateWebhook makes a subscription. Should the request end without a clear response, the client lists the subscriptions and
// returns the one that the request has made, or sends it again when there is none. It makes no second subscription.
func (p *Practice) CreateWebhook(ctx context.Context, create WebhookCreate) (*Webhook, error) {
	r := request{method: http.MethodPost, route: RouteWebhooks, body: create}
	// Equal subscriptions wait for each other, so that the one found after a lost response is this request's own.
	unlock, err := p.client.locks.lock(ctx, p.key(RouteWebhooks, create.EventType, canonical.URL.Meaning(create.URL)))
	if err != nil {
		return nil, contextError(r, err)
	}
	defer unlock()
	before, err := p.ListWebhooks(ctx)
	if err != nil {
		return nil, err
	}
	made, err := createOnce(ctx, p.client,
		func(ctx context.Context) (*Webhook, error) { return p.sendWebhook(ctx, r) },
		func(ctx context.Context) ([]*Webhook, error) { return p.newWebhooks(ctx, create, before) })
	if err != nil && Ambiguous(err) {
		p.forget(RouteWebhooks)
	}
	return made, err
}

func (p *Practice) sendWebhook(ctx context.Context, r request) (*Webhook, error) {
	res, err := p.do(ctx, r)
	if err != nil {
		return nil, err
	}
	made, err := decodeObject[Webhook](res)
	if err != nil || text(made.ID) == "" {
		return nil, res.unexpected("without the id of the webhook")
	}
	p.changeWebhooks(func(list *webhookList) { list.put(made.clone()) })
	return made, nil
}

// changeWebhooks notes a write in the remembered list.
func (p *Practice) changeWebhooks(change func(*webhookList)) {
	p.client.cache.written(p.key(RouteWebhooks), func(kept any) {
		if list, ok := kept.(*webhookList); ok {
			change(list)
		}
	})
}

// newWebhooks returns what has come since before and looks like create.
func (p *Practice) newWebhooks(ctx context.Context, create WebhookCreate, before []Webhook) ([]*Webhook, error) {
	list, err := uncached(ctx, p, RouteWebhooks, p.readWebhooks)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{"": true}
	for _, webhook := range before {
		known[text(webhook.ID)] = true
	}
	var found []*Webhook
	for _, webhook := range list.all() {
		if !known[text(webhook.ID)] && create.matches(webhook) {
			found = append(found, &webhook)
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
	_, err := p.do(ctx, request{method: http.MethodDelete, route: RouteWebhook, id: id, repeatable: true, emptyResponse: true})
	if err != nil && !IsNotFound(err) {
		p.forget(RouteWebhooks)
		return err
	}
	p.changeWebhooks(func(list *webhookList) { list.remove(id) })
	return nil
}
