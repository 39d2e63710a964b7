// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
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
	Description String              `json:"description,omitzero"`
	SigningKey  String              `json:"signing_key,omitzero"`
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

// ListWebhooks lists the subscriptions. The list is shared and remembered; CreateWebhook and DeleteWebhook keep it up to date.
func (p *Practice) ListWebhooks(ctx context.Context) ([]Webhook, error) {
	list, err := remembered(ctx, p, RouteWebhooks, p.readWebhooks)
	if err != nil {
		return nil, err
	}
	return list.all(), nil
}

// EqualWebhooks are those in the list of ListWebhooks that deliver what create would: the same event to the same URL with the
// same headers.
func (p *Practice) EqualWebhooks(ctx context.Context, create WebhookCreate) ([]Webhook, error) {
	list, err := remembered(ctx, p, RouteWebhooks, p.readWebhooks)
	if err != nil {
		return nil, err
	}
	return list.equals(create), nil
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

// WebhookCreated is a new subscription, and what else came of the requests for it.
type WebhookCreated struct {
	Webhook
	// Doubles are the ids of equal subscriptions which a lost request may have made, and which could not be removed.
	Doubles []string
	// Unchecked is why doubles could not be looked for.
	Unchecked error
	// Awaited is how long the effect of a lost request was waited for in vain; one that comes later still is a double. Zero
	// when none is open.
	Awaited time.Duration
}

// CreateWebhook makes a subscription. Should the request end without a clear response, the client lists the subscriptions and
// returns the one that the request has made, or sends it again when there is none, and afterwards removes one that came late.
func (p *Practice) CreateWebhook(ctx context.Context, create WebhookCreate) (*WebhookCreated, error) {
	r := request{method: http.MethodPost, route: RouteWebhooks, body: create}
	// Equal subscriptions wait for each other, so that the one found after a lost response is this request's own.
	unlock, err := p.client.locks.lock(ctx, p.key(RouteWebhooks, deliveryKey(create.EventType, create.URL)))
	if err != nil {
		return nil, contextError(r, err)
	}
	defer unlock()
	before, err := p.webhooksBefore(ctx)
	if err != nil {
		return nil, err
	}
	// Looked for now: the list goes on to be kept up to date.
	known, since := before.alikeIDs(create), before.at
	result, err := creation[Webhook]{
		send:   func(ctx context.Context) (Webhook, error) { return p.sendWebhook(ctx, r) },
		look:   func(ctx context.Context) ([]Webhook, error) { return p.newWebhooks(ctx, create, known, since) },
		remove: func(ctx context.Context, double Webhook) error { return p.DeleteWebhook(ctx, text(double.ID)) },
	}.run(ctx, p, func(a, b Webhook) bool { return text(a.ID) == text(b.ID) })
	var doubles []string
	for _, double := range result.doubles {
		doubles = append(doubles, text(double.ID))
	}
	if unclear, ok := errors.AsType[*UnclearError](err); ok {
		p.forget(RouteWebhooks)
		unclear.IDs = doubles
	}
	if err != nil {
		return nil, err
	}
	return &WebhookCreated{Webhook: result.made, Doubles: doubles, Unchecked: result.unchecked, Awaited: result.awaited}, nil
}

// sharedBefore is how long ago the read of a list may have begun that tells a create which webhooks were there before it.
// Another party's equal webhook of that second could be taken for this create's own, should the request be lost and not have
// made one. One that is made during the request, or while its result is looked for, could be as well, and those take longer. To
// read the list for each of many creates would take as many requests again, each of them as long as the list is by then.
const sharedBefore = time.Second

// webhooksBefore is the list of before a create. What was read for anything else, as for the plan, is not enough: it says nothing
// of what has happened since.
func (p *Practice) webhooksBefore(ctx context.Context) (*webhookList, error) {
	key, asked := p.key(RouteWebhooks), time.Now()
	young := func(list *webhookList) bool { return asked.Sub(list.began) < p.client.sharedBefore }
	look := func() (*webhookList, bool) {
		list, ok := lookUp[*webhookList](p.client.cache, key)
		return list, ok && young(list)
	}
	for {
		list, err := shared(ctx, p, RouteWebhooks, key+forCreates, look, func(ctx context.Context) (*webhookList, error) {
			began := time.Now()
			list, err := p.readWebhooks(ctx)
			if err == nil {
				list.began = began
			}
			return list, err
		})
		if err != nil || young(list) {
			return list, err
		}
		// A read in flight was joined that had begun too early.
	}
}

func (p *Practice) sendWebhook(ctx context.Context, r request) (Webhook, error) {
	res, err := p.do(ctx, r)
	if err != nil {
		return Webhook{}, err
	}
	made, err := decodeObject[Webhook](res)
	if err != nil || text(made.ID) == "" {
		return Webhook{}, res.unexpected("without the id of the webhook")
	}
	p.changeWebhooks(func(list *webhookList) { list.put(made.clone()) })
	return *made, nil
}

// changeWebhooks notes a write in the remembered list.
func (p *Practice) changeWebhooks(change func(*webhookList)) {
	p.client.cache.written(p.key(RouteWebhooks), func(kept any) {
		if list, ok := kept.(*webhookList); ok {
			change(list)
		}
	})
}

// clockTolerance is how far a new webhook's created_at may lie before the time of an earlier response: that has whole seconds
// only, and the clocks behind the two may differ. To overlook a webhook of ours would double it.
const clockTolerance = 5 * time.Second

// newWebhooks returns what is equal to create, not among those known before, and by Hero's clock not older than since.
func (p *Practice) newWebhooks(ctx context.Context, create WebhookCreate, known []string, since time.Time) ([]Webhook, error) {
	list, err := uncached(ctx, p, RouteWebhooks, p.readWebhooks)
	if err != nil {
		return nil, err
	}
	var found []Webhook
	for _, webhook := range list.equals(create) {
		old := slices.Contains(known, text(webhook.ID))
		at, err := time.Parse(time.RFC3339, text(webhook.CreatedAt))
		if !old && (err != nil || since.IsZero() || !at.Before(since.Add(-clockTolerance))) {
			found = append(found, webhook)
		}
	}
	return found, nil
}

// equals reports a subscription of the same event and URL that has the same headers, too. Headers that Hero does not report are
// taken to be the same.
func (c WebhookCreate) equals(webhook Webhook) bool {
	headers, reported := webhook.Headers.Get()
	return !reported || canonical.SameHeaders(c.Headers, headers)
}

// DeleteUnconfirmedError is a deletion that Hero answered with "not found" although the subscription is, or may be, there.
type DeleteUnconfirmedError struct {
	// Err is Hero's answer.
	Err error
	// Unchecked is why the list could not be read, nil when it has the subscription.
	Unchecked error
}

func (e *DeleteUnconfirmedError) Error() string {
	if e.Unchecked != nil {
		return fmt.Sprintf("%v; whether the webhook is gone could not be found out: %v", e.Err, e.Unchecked)
	}
	return fmt.Sprintf("%v, but the webhook is still in Hero's list", e.Err)
}

// Unwrap is Hero's answer; a failed look is only told.
func (e *DeleteUnconfirmedError) Unwrap() error { return e.Err }

// DeleteWebhook removes a subscription. One that is gone already is no error, but only Hero's list proves that it is gone: the
// route is not documented, and one that Hero does not have is answered alike.
func (p *Practice) DeleteWebhook(ctx context.Context, id string) error {
	_, err := p.do(ctx, request{method: http.MethodDelete, route: RouteWebhook, id: id, repeatable: true, emptyResponse: true})
	if err == nil {
		p.changeWebhooks(func(list *webhookList) { list.remove(id) })
		return nil
	}
	p.forget(RouteWebhooks)
	if statusOf(err) != http.StatusNotFound {
		return err
	}
	list, listErr := uncached(ctx, p, RouteWebhooks, p.readWebhooks)
	if listErr != nil {
		return &DeleteUnconfirmedError{Err: err, Unchecked: listErr}
	}
	if _, there := list.find(id); there {
		return &DeleteUnconfirmedError{Err: err}
	}
	return nil
}
