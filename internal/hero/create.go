// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"slices"
	"time"
)

const (
	// minLateCommit is how long a write without a response can take effect at the least: Hero, or a gateway in front of it, can
	// give up on the client and act afterwards.
	minLateCommit = 15 * time.Second
	// finalWindowFactor makes the last search longer than the others, since no other follows: after the last request, and for a
	// duplicate that would otherwise stay.
	finalWindowFactor = 2
	maxPollWait       = 2 * time.Second
)

// creation is a create that makes two objects if it is sent twice.
type creation[T any] struct {
	send func(context.Context) (T, error)
	// find returns what could be its result: objects that Hero has only since the create began.
	find func(context.Context) ([]T, error)
	// remove deletes a duplicate. It is nil if Hero cannot delete: then no request is repeated that may still take effect.
	remove func(context.Context, T) error
}

// created is the result of a creation.
type created[T any] struct {
	value T
	// duplicates may come from the same creation, and could not be removed.
	duplicates []T
	// unchecked is why the client could not look for duplicates.
	unchecked error
	// awaited is how long the client waited in vain for the effect of a lost request. Zero if none was lost.
	awaited time.Duration
}

// run sends the create until it has one result. After a failure from Hero itself it searches once, and sends again if there is no
// result. After a lost request it searches for as long as a late commit is plausible, and takes the result that appears. same
// compares results. An error that leaves the outcome open is an *UnclearError; the duplicates are then all possible results.
func (c creation[T]) run(ctx context.Context, p *Practice, same func(a, b T) bool) (created[T], error) {
	lost := 0 // requests without a response from Hero itself: each can take effect, now or later
	var searched time.Duration
	for sent := 1; ; sent++ {
		value, err := c.send(ctx)
		switch {
		case err == nil:
			return c.keepOne(ctx, p, value, []T{value}, lost+1, same), nil
		case !Ambiguous(err) || refused(err) || ctx.Err() != nil:
			return created[T]{}, unclearAfter(lost, err, searched)
		}
		last := sent > p.transport.maxRetries
		window, possible := p.client.lateCommit, lost+1
		switch {
		case fromApplication(err):
			window = 0
		case last && c.remove != nil:
			window *= finalWindowFactor
			lost++
		default:
			lost++
		}
		found, searchErr := pollUntil(ctx, p, window, 1, c.find)
		searched += window
		switch {
		case searchErr != nil:
			return created[T]{}, &UnclearError{Err: err, SearchErr: searchErr}
		case len(found) > possible || (len(found) > 1 && c.remove == nil):
			return created[T]{duplicates: found}, &UnclearError{Err: err, Found: len(found)}
		case len(found) > 0:
			return c.keepOne(ctx, p, found[0], found, possible, same), nil
		case last || (window > 0 && c.remove == nil):
			return created[T]{}, unclearAfter(lost, err, searched)
		}
		if sleep(ctx, p.transport.backoff.jittered(sent-1)) != nil {
			return created[T]{}, unclearAfter(lost, err, searched)
		}
	}
}

// unclearAfter returns the error of the last request, as an *UnclearError if a request was lost.
func unclearAfter(lost int, err error, searched time.Duration) error {
	if lost == 0 {
		return err
	}
	return &UnclearError{Err: err, Within: searched}
}

// keepOne removes the duplicates that the same creation made besides value: those among found, and those that still appear.
// Of more objects than its requests can have made, some are somebody else's. Nobody can tell which, so all of them stay.
func (c creation[T]) keepOne(ctx context.Context, p *Practice, value T, found []T, possible int, same func(a, b T) bool) created[T] {
	result := created[T]{value: value}
	if len(found) < possible {
		window := finalWindowFactor * p.client.lateCommit
		more, err := pollUntil(ctx, p, window, possible, c.find)
		if err == nil {
			found = more
		}
		result.unchecked = err
		// A list that lags behind may lack the value.
		if !slices.ContainsFunc(found, func(candidate T) bool { return same(candidate, value) }) {
			found = append(found, value)
		}
		if len(found) < possible && err == nil {
			result.awaited = window
		}
	}
	for _, candidate := range found {
		if same(candidate, value) {
			continue
		}
		if len(found) > possible || c.remove == nil || c.remove(ctx, candidate) != nil {
			result.duplicates = append(result.duplicates, candidate)
		}
	}
	return result
}

// pollUntil calls find until it returns as many results as wanted, or the window is over. Without a window it calls it once. The
// last call begins after the window, however long each takes.
func pollUntil[T any](ctx context.Context, p *Practice, window time.Duration, wanted int, find func(context.Context) ([]T, error)) ([]T, error) {
	end := time.Now().Add(window)
	for wait := p.transport.backoff.min; ; wait = min(2*wait, maxPollWait) {
		left := time.Until(end)
		found, err := find(ctx)
		if err != nil || len(found) >= wanted || left <= 0 {
			return found, err
		}
		if err := sleep(ctx, min(wait, left)); err != nil {
			return nil, err
		}
	}
}
