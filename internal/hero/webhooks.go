// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"maps"
	"slices"
	"sync"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

// Webhook delivers the events of one type to a URL.
type Webhook struct {
	ID        String `json:"id"`
	EventType String `json:"event_type"`
	URL       String `json:"url"`
	// Description is not documented in a response.
	Description String                      `json:"description"`
	Headers     Nullable[map[string]string] `json:"headers"`
	CreatedAt   String                      `json:"created_at"`
	UpdatedAt   String                      `json:"updated_at"`

	// proof tells webhooks with different signing keys apart.
	proof keyProof
	// Raw lacks the signing key, which Hero returns in clear: no object inside has a field of that name. Like URL, it lacks the
	// user name and password that a URL can contain.
	RawJSON
}

// WebhookCreate describes a new webhook.
type WebhookCreate struct {
	EventType   string            `json:"event_type"`
	URL         string            `json:"url"`
	Description String            `json:"description,omitzero"`
	SigningKey  String            `json:"signing_key,omitzero"`
	Headers     map[string]string `json:"headers,omitempty"`
}

func (w *Webhook) setRaw(data json.RawMessage) {
	var secret struct {
		SigningKey String `json:"signing_key"`
	}
	_ = json.Unmarshal(data, &secret) // a key that is not a string does not count
	w.proof = newKeyProof(secret.SigningKey.OrZero())
	w.Raw = WithoutFields(data, func(name string) bool { return name == "signing_key" })
	if shown := canonical.WithoutCredentials(w.URL.OrZero()); shown != w.URL.OrZero() {
		w.URL = Value(shown)
		w.Raw = withField(w.Raw, "url", shown)
	}
	if identifier(w.ID.OrZero()) == "" {
		w.ID = String{} // not safe to show, and useless for a delete
	}
}

// clone returns a webhook that its reader may change.
func (w Webhook) clone() Webhook {
	if headers, ok := w.Headers.Get(); ok {
		w.Headers = Value(maps.Clone(headers))
	}
	return w
}

func (c WebhookCreate) keyProof() keyProof { return newKeyProof(c.SigningKey.OrZero()) }

// keyProof recognises a signing key without keeping it: a digest under a secret that never leaves the process. The zero value
// stands for no key.
type keyProof [sha256.Size]byte

var proofSecret = sync.OnceValue(func() []byte { return []byte(rand.Text()) })

func newKeyProof(key string) (proof keyProof) {
	if key != "" {
		digest := hmac.New(sha256.New, proofSecret())
		digest.Write([]byte(key))
		digest.Sum(proof[:0])
	}
	return proof
}

// equal reports whether both are of the same key. How long it takes reveals nothing about either.
func (p keyProof) equal(other keyProof) bool {
	return p != keyProof{} && hmac.Equal(p[:], other[:])
}

// webhookList is a snapshot of a practice group's webhooks.
type webhookList struct {
	entries []*listedWebhook
	// confirmed: two reads in a row returned this list.
	confirmed bool
}

func (l webhookList) ids() []string {
	ids := make([]string, len(l.entries))
	for i, entry := range l.entries {
		ids[i] = entry.ID.OrZero()
	}
	slices.Sort(ids)
	return ids
}

func (l webhookList) isConfirmed() bool { return l.confirmed }

func (l webhookList) asConfirmed() webhookList {
	l.confirmed = true
	return l
}

type listedWebhook struct {
	Webhook
	delivery string // deliveryKey of the webhook
}

func newListedWebhook(webhook Webhook) *listedWebhook {
	return &listedWebhook{Webhook: webhook, delivery: deliveryKey(webhook.EventType.OrZero(), webhook.URL.OrZero())}
}

// deliveryKey is the same however an event and a URL are written.
func deliveryKey(eventType, url string) string {
	return canonical.Text.Meaning(eventType) + "\x00" + canonical.URL.Meaning(url)
}

func (l webhookList) index(id string) int {
	return slices.IndexFunc(l.entries, func(entry *listedWebhook) bool { return id != "" && entry.ID.OrZero() == id })
}

// equals returns the webhooks that deliver what create would.
func (l webhookList) equals(create WebhookCreate) []Webhook { return l.filter(create.equals) }

// filter leaves out webhooks that have no id: nobody could delete them.
func (l webhookList) filter(keep func(*listedWebhook) bool) (found []Webhook) {
	for _, entry := range l.entries {
		if !entry.ID.IsAbsent() && keep(entry) {
			found = append(found, entry.clone())
		}
	}
	return found
}

// withCreated returns the list with a created webhook.
func (l webhookList) withCreated(webhook Webhook) webhookList {
	l.entries = slices.Clone(l.entries)
	if i := l.index(webhook.ID.OrZero()); i >= 0 {
		l.entries[i] = newListedWebhook(webhook)
	} else {
		l.entries = append(l.entries, newListedWebhook(webhook))
	}
	return l
}

// equals reports whether a webhook delivers what c would.
func (c WebhookCreate) equals(webhook *listedWebhook) bool {
	headers, reported := webhook.Headers.Get()
	return webhook.delivery == deliveryKey(c.EventType, c.URL) && (!reported || canonical.MayBeHeaders(c.Headers, headers))
}

// ListWebhooks lists the webhooks. The list is cached; CreateWebhook and DeleteWebhook keep it up to date.
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

// EqualWebhooks returns the webhooks of ListWebhooks that deliver what create would: the same event to the same URL with the same
// headers.
func (p *Practice) EqualWebhooks(ctx context.Context, create WebhookCreate) ([]Webhook, error) {
	list, err := p.webhooks(ctx)
	return list.equals(create), err
}

// GetWebhook finds a webhook in the list of ListWebhooks, since Hero has no route for one. It returns false only if two reads of
// the list lack it.
func (p *Practice) GetWebhook(ctx context.Context, id string) (Webhook, bool, error) {
	list, err := p.webhooks(ctx)
	if err == nil && list.index(id) < 0 {
		list, err = confirmed(ctx, p, RouteWebhooks, list, p.readWebhooks)
	}
	if i := list.index(id); err == nil && i >= 0 {
		return list.entries[i].clone(), true, nil
	}
	return Webhook{}, false, err
}

func (p *Practice) webhooks(ctx context.Context) (webhookList, error) {
	return cached(ctx, p, RouteWebhooks, p.readWebhooks)
}

func (p *Practice) readWebhooks(ctx context.Context) (webhookList, error) {
	entries, err := p.entries(ctx, get(RouteWebhooks))
	if err != nil {
		return webhookList{}, err
	}
	var list webhookList
	for _, webhook := range decodeEntries[Webhook](entries) {
		list.entries = append(list.entries, newListedWebhook(webhook))
	}
	return list, nil
}

// changeWebhooks applies a write to the cached list.
func (p *Practice) changeWebhooks(apply func(webhookList) webhookList) {
	change(p.client.cache, p.key(RouteWebhooks), apply)
}
