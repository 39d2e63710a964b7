// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"slices"
	"time"
)

const (
	// minLateCommit is the least time to allow for a write without a response to take effect: Hero, or a gateway in front of
	// it, can give up on the client and act afterwards.
	minLateCommit = 15 * time.Second
	maxPollWait   = 2 * time.Second
)

// creation creates an object that Hero would create twice if the request were sent twice, and that cannot be taken back. A webhook
// can be deleted, but there is hardly ever proof of which of two equal ones is the extra one.
type creation[T any] struct {
	send func(context.Context) (T, error)
	// find returns what has appeared since the creation began and could be its result.
	find func(context.Context) ([]T, error)
	// isOurs reports whether something found is the result of this creation and of no other.
	isOurs func(T) bool
	// mayBeOthers: the first result may still be somebody else's, so the search looks once more when ours must have appeared.
	mayBeOthers bool
}

// created is the result of a creation.
type created[T any] struct {
	value T
	// unanswered is how the request ended if its response did not name the value, and a search found it.
	unanswered error
	// others also appeared during the creation, and could be its result too.
	others []T
}

// run sends the create. If it ends without telling whether Hero carried it out, run does not send it again, whatever the response
// was: it searches for as long as a late commit is plausible, and takes the one result that is this creation's. If the outcome stays
// open, the error is an *UnclearError, and others are all possible results.
func (c creation[T]) run(ctx context.Context, p *Practice) (created[T], error) {
	value, err := c.send(ctx)
	if err == nil || !Ambiguous(err) || refused(err) || ctx.Err() != nil {
		return created[T]{value: value}, err
	}
	end := time.Now().Add(p.client.lateCommit)
	found, searchErr := pollUntil(ctx, p, p.client.lateCommit, c.find, func(found []T) bool { return slices.ContainsFunc(found, c.isOurs) })
	if left := time.Until(end); c.mayBeOthers && searchErr == nil && left > 0 {
		if searchErr = sleep(ctx, left); searchErr == nil {
			found, searchErr = c.find(ctx)
		}
	}
	if searchErr != nil {
		return created[T]{}, &UnclearError{Err: err, SearchErr: searchErr}
	}
	var ours, others []T
	for _, candidate := range found {
		if c.isOurs(candidate) {
			ours = append(ours, candidate)
		} else {
			others = append(others, candidate)
		}
	}
	switch {
	case len(ours) == 1:
		return created[T]{value: ours[0], unanswered: err, others: others}, nil
	case len(found) > 0:
		return created[T]{others: found}, &UnclearError{Err: err, Found: len(found)}
	}
	return created[T]{}, &UnclearError{Err: err, Within: p.client.lateCommit}
}

// pollUntil calls find until its result is enough, or the window is over. The last call begins after the window, however long the
// calls take.
func pollUntil[T any](ctx context.Context, p *Practice, window time.Duration, find func(context.Context) (T, error), enough func(T) bool) (T, error) {
	end := time.Now().Add(window)
	for wait := p.transport.backoff.min; ; wait = min(2*wait, maxPollWait) {
		left := time.Until(end)
		found, err := find(ctx)
		if err != nil || enough(found) || left <= 0 {
			return found, err
		}
		if err := sleep(ctx, min(wait, left)); err != nil {
			return *new(T), err
		}
	}
}
