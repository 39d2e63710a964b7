// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

// webhookList is the remembered list of a practice.
type webhookList struct {
	// at is when it was read by Hero's clock, zero when that is not known.
	at time.Time
	// began is when the read began, of a list that was read for a create; else zero.
	began time.Time

	mu      sync.Mutex
	entries []Webhook
	// index is where an id stands among the entries. An entry without an id is in none.
	index map[string]int
	// alike is where those of an event and URL stand.
	alike map[string][]int
}

func newWebhookList(entries []Webhook) *webhookList {
	l := &webhookList{entries: entries}
	l.reindex()
	return l
}

func (l *webhookList) reindex() {
	l.index, l.alike = make(map[string]int, len(l.entries)), make(map[string][]int, len(l.entries))
	for i, webhook := range l.entries {
		if id := text(webhook.ID); id != "" {
			l.index[id] = i
			key := deliveryKey(text(webhook.EventType), text(webhook.URL))
			l.alike[key] = append(l.alike[key], i)
		}
	}
}

// deliveryKey is the same for webhooks of the same event and URL, however that is written.
func deliveryKey(eventType, url string) string {
	return eventType + "\x00" + canonical.URL.Meaning(url)
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

// alikeIDs are those of the webhooks of the same event and URL as create, whatever their headers.
func (l *webhookList) alikeIDs(create WebhookCreate) (ids []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, i := range l.alike[deliveryKey(create.EventType, create.URL)] {
		ids = append(ids, text(l.entries[i].ID))
	}
	return ids
}

// equals are those that deliver what create would.
func (l *webhookList) equals(create WebhookCreate) (found []Webhook) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, i := range l.alike[deliveryKey(create.EventType, create.URL)] {
		if create.equals(l.entries[i]) {
			found = append(found, l.entries[i].clone())
		}
	}
	return found
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
		l.reindex()
		return
	}
	at, key := len(l.entries), deliveryKey(text(webhook.EventType), text(webhook.URL))
	l.entries, l.index[text(webhook.ID)], l.alike[key] = append(l.entries, webhook), at, append(l.alike[key], at)
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
	list := newWebhookList(webhooks)
	if at, err := http.ParseTime(res.header.Get("Date")); err == nil {
		list.at = at
	}
	return list, nil
}
