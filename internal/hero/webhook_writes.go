// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"
)

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
	result, err := creation[Webhook]{
		send:   func(ctx context.Context) (Webhook, error) { return p.sendWebhook(ctx, r) },
		look:   func(ctx context.Context) ([]Webhook, error) { return p.newWebhooks(ctx, create, before) },
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

// sharedBefore is how long creates share the list that tells them which webhooks were there before. Another party's equal webhook
// of that second could be taken for a create's own, should the request be lost and not have made one. One that is made during
// the request, or while its result is looked for, could be as well, and those take longer. To read the list for each of many
// creates would take as many requests again, each of them as long as the list is by then.
const sharedBefore = time.Second

// webhooksBefore is the list of before a create. What was read before the first of the creates that share it, as for the plan,
// is not enough: it says nothing of what has happened since.
func (p *Practice) webhooksBefore(ctx context.Context) (webhookList, error) {
	c := p.client.cache
	first, err := since(ctx, c, p.key(RouteWebhooks, "first create"), c.now().Add(-p.client.sharedBefore), func(context.Context) (time.Time, error) {
		return c.now(), nil
	})
	if err != nil {
		return webhookList{}, err
	}
	return since(ctx, c, p.key(RouteWebhooks), first, p.readWebhooks)
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
	p.changeWebhooks(func(list webhookList) webhookList { return list.with(made.clone()) })
	return *made, nil
}

// clockTolerance is how far a new webhook's created_at may lie before the time of an earlier response: that has whole seconds
// only, and the clocks behind the two may differ. To overlook a webhook of ours would double it.
const clockTolerance = 5 * time.Second

// newWebhooks returns what is equal to create, not in the list of before, and by Hero's clock not older than that.
func (p *Practice) newWebhooks(ctx context.Context, create WebhookCreate, before webhookList) ([]Webhook, error) {
	list, err := fresh(ctx, p, RouteWebhooks, p.readWebhooks)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(list.equals(create), func(webhook Webhook) bool {
		at, err := time.Parse(time.RFC3339, text(webhook.CreatedAt))
		old := err == nil && !before.at.IsZero() && at.Before(before.at.Add(-clockTolerance))
		return old || before.index(text(webhook.ID)) >= 0
	}), nil
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
		p.changeWebhooks(func(list webhookList) webhookList { return list.without(id) })
		return nil
	}
	p.forget(RouteWebhooks)
	if statusOf(err) != http.StatusNotFound {
		return err
	}
	list, listErr := fresh(ctx, p, RouteWebhooks, p.readWebhooks)
	if listErr != nil {
		return &DeleteUnconfirmedError{Err: err, Unchecked: listErr}
	}
	if list.index(id) >= 0 {
		return &DeleteUnconfirmedError{Err: err}
	}
	return nil
}
