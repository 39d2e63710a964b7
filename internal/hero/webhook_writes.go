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

// WebhookCreated is a new webhook.
type WebhookCreated struct {
	Webhook
	// Unanswered is how the request ended, if its response did not name the webhook but Hero's list did.
	Unanswered error
	// Others are the ids of other webhooks that appeared during the request and deliver the same.
	Others []string
}

// WebhookNotNewError is a create that Hero answered with a webhook that existed before. Whoever has that webhook would share it.
type WebhookNotNewError struct{ ID string }

func (e *WebhookNotNewError) Error() string {
	return fmt.Sprintf("Hero created no webhook, and returned %s, which was there before", e.ID)
}

// CreateWebhook creates a webhook. If the request ends without a clear response, the client lists the webhooks. It returns the
// webhook that has the request's signing key; without that proof, a new webhook may be somebody else's, and an *UnclearError names
// it. The request is not sent again. If Hero returns a webhook that was there before, the error is a *WebhookNotNewError.
//
// Before the request is sent, accept gets the webhooks that deliver what create would, except those that this client
// created, and can refuse the request by returning an error. It is called again if the request cannot leave soon after.
func (p *Practice) CreateWebhook(ctx context.Context, create WebhookCreate, accept func(equal []Webhook) error) (*WebhookCreated, error) {
	r := request{method: http.MethodPost, route: RouteWebhooks, body: create, creates: true}
	// Equal creates wait for each other, so that a webhook found after a lost response is not one of theirs.
	unlock, err := p.client.locks.lock(ctx, p.key(RouteWebhooks, deliveryKey(create.EventType, create.URL)))
	if err != nil {
		return nil, contextError(r, err)
	}
	defer unlock()
	var before webhookList
	look := func(ctx context.Context) (WebhookCreate, error) {
		list, err := p.webhooksBefore(ctx)
		if err != nil {
			return create, err
		}
		before = list
		return create, accept(p.createdByOthers(list.equals(create)))
	}
	if _, err := look(ctx); err != nil {
		return nil, err
	}
	r = afterLook(r, look)
	proof := create.keyProof()
	result, err := creation[Webhook]{
		send:   func(ctx context.Context) (Webhook, error) { return p.sendWebhook(ctx, r, &before) },
		find:   func(ctx context.Context) ([]Webhook, error) { return p.newWebhooks(ctx, create, before) },
		isOurs: func(found Webhook) bool { return proof.equal(found.proof) },
	}.run(ctx, p)
	var others []string
	for _, other := range result.others {
		others = append(others, other.ID.OrZero())
	}
	if unclear, ok := errors.AsType[*UnclearError](err); ok {
		p.forget(RouteWebhooks)
		unclear.IDs = others
	}
	if err != nil {
		return nil, err
	}
	return &WebhookCreated{Webhook: result.value, Unanswered: result.unanswered, Others: others}, nil
}

// createsShareListFor is how long creates share the list of the webhooks from before them. A create whose request gets lost can
// mistake somebody else's equal webhook from that second for its own; it can do so during its request and its search anyway, and
// those take longer. A list for each create would double the requests, with ever longer responses.
const createsShareListFor = time.Second

// webhooksBefore returns the webhooks from before a create. The list is no older than the first of the creates that share it: an
// older one, such as the plan's, lacks what others have created since.
func (p *Practice) webhooksBefore(ctx context.Context) (webhookList, error) {
	now := p.client.cache.now()
	value, _ := p.client.firstCreates.Load(p.id)
	first, _ := value.(time.Time)
	if now.Sub(first) > createsShareListFor {
		first = now
		p.client.firstCreates.Store(p.id, first)
	}
	return since(ctx, p.client.cache, p.key(RouteWebhooks), first, p.readWebhooks)
}

// sendWebhook sends a create. before is the list of the last look before it.
func (p *Practice) sendWebhook(ctx context.Context, r request, before *webhookList) (Webhook, error) {
	res, err := p.do(ctx, r)
	if err != nil {
		return Webhook{}, err
	}
	created, err := decodeObject[Webhook](res)
	if err != nil || created.ID.OrZero() == "" {
		return Webhook{}, res.unexpected("missing the id of the webhook")
	}
	if before.index(created.ID.OrZero()) >= 0 {
		p.forget(RouteWebhooks)
		return Webhook{}, &WebhookNotNewError{ID: created.ID.OrZero()}
	}
	p.client.webhooksCreated.Store(p.key(RouteWebhooks, created.ID.OrZero()), true)
	p.changeWebhooks(func(list webhookList) webhookList { return list.withCreated(created.clone()) })
	return *created, nil
}

func (p *Practice) createdByOthers(webhooks []Webhook) []Webhook {
	return slices.DeleteFunc(webhooks, func(webhook Webhook) bool {
		_, ours := p.client.webhooksCreated.Load(p.key(RouteWebhooks, webhook.ID.OrZero()))
		return ours
	})
}

// newWebhooks returns the webhooks that could come from create: they are not in the list from before it, and are equal to it or have
// its signing key. Their creation time says nothing, because nobody knows how right that clock is.
func (p *Practice) newWebhooks(ctx context.Context, create WebhookCreate, before webhookList) ([]Webhook, error) {
	list, err := fresh(ctx, p, RouteWebhooks, p.readWebhooks)
	if err != nil {
		return nil, err
	}
	proof := create.keyProof()
	return list.filter(func(webhook *listedWebhook) bool {
		isOurs := proof.equal(webhook.proof) && webhook.EventType.OrZero() == create.EventType
		return (isOurs || create.equals(webhook)) && before.index(webhook.ID.OrZero()) < 0
	}), nil
}

// DeleteUnconfirmedError is a delete that Hero's list of webhooks did not confirm.
type DeleteUnconfirmedError struct {
	// Err is Hero's response "not found", nil if Hero accepted the delete.
	Err error
	// Status is the status in Err, or zero without Err.
	Status int
	// Unchecked is why the list could not be read, nil if it has the webhook.
	Unchecked error
	// Within is how long the client waited for the webhook to leave the list.
	Within time.Duration
}

func (e *DeleteUnconfirmedError) Error() string {
	response := "Hero accepted the delete"
	if e.Err != nil {
		response = e.Err.Error()
	}
	if e.Unchecked != nil {
		return fmt.Sprintf("%s; whether the webhook is gone could not be checked: %v", response, e.Unchecked)
	}
	return response + ", but the webhook is still in Hero's list"
}

// Unwrap returns Hero's response, not why the list could not be read.
func (e *DeleteUnconfirmedError) Unwrap() error { return e.Err }

// DeleteWebhook deletes a webhook. Only the list proves that it is gone: the route is not documented, Hero returns the same 404 for
// a route that does not exist, and a success proves nothing either. It is not an error if the webhook was already gone.
func (p *Practice) DeleteWebhook(ctx context.Context, id string) error {
	_, err := p.do(ctx, request{method: http.MethodDelete, route: RouteWebhook, id: id, repeatable: true, emptyResponse: true})
	p.forget(RouteWebhooks)
	// After a success the list may lag. After "not found" there is nothing to wait for, but one look may have hit a stale replica.
	unconfirmed, looks := &DeleteUnconfirmedError{Within: p.client.lateCommit}, 1
	if status := statusOf(err); isMissing(status) {
		unconfirmed, looks = &DeleteUnconfirmedError{Err: err, Status: status}, 2
	} else if err != nil {
		return err
	}
	isGone := func(ctx context.Context) (bool, error) { return p.lacksWebhook(ctx, id) }
	for range looks {
		gone, err := pollUntil(ctx, p, unconfirmed.Within, isGone, func(gone bool) bool { return gone })
		if err != nil {
			unconfirmed.Unchecked = err
		}
		if !gone {
			return unconfirmed
		}
	}
	return nil
}

func (p *Practice) lacksWebhook(ctx context.Context, id string) (bool, error) {
	list, err := fresh(ctx, p, RouteWebhooks, p.readWebhooks)
	return err == nil && list.index(id) < 0, err
}
