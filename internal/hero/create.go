// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"slices"
	"time"
)

const (
	// shortestLateCommit is how long a write that got no answer of Hero's can at least still take effect: Hero, or a gateway in
	// front of it, may give up on the client and act afterwards.
	shortestLateCommit = 15 * time.Second
	longestLookWait    = 2 * time.Second
)

// finalWindowFactor is how many times longer the client looks where nobody looks after it: behind the last request, and for an extra one
// that would otherwise stay.
const finalWindowFactor = 2

// creation is a create that Hero would perform twice if it were sent twice.
type creation[T any] struct {
	send func(context.Context) (T, error)
	// look finds what has come since the create began and looks like its result.
	look func(context.Context) ([]T, error)
	// remove takes back one that was made twice. Nil where Hero cannot: then nothing is sent again that may still take effect.
	remove func(context.Context, T) error
}

// created is the result of a creation.
type created[T any] struct {
	made T
	// doubles may have been made by the same creation, and could not be taken back.
	doubles []T
	// unchecked is why doubles could not be looked for.
	unchecked error
	// awaited is how long the effect of a request without an answer was waited for in vain. Zero: none is open.
	awaited time.Duration
}

// run sends the create until it has one result. After an end in Hero's own words it looks once, and sends again when nothing is
// there. After any other it looks for as long as a late commit is plausible, and takes what appears. same tells one result from
// another. An error that leaves something open is an *UnclearError; what could be the result is then among the doubles.
func (c creation[T]) run(ctx context.Context, p *Practice, same func(a, b T) bool) (created[T], error) {
	lost := 0 // requests that ended without Hero's own word: each may take effect, now or later
	var looked time.Duration
	for sent := 1; ; sent++ {
		made, err := c.send(ctx)
		switch {
		case err == nil:
			return c.keepOne(ctx, p, made, []T{made}, lost+1, same), nil
		case !Ambiguous(err) || refused(err) || ctx.Err() != nil:
			return created[T]{}, unclearAfter(lost, err, looked)
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
		found, lookErr := lookFor(ctx, p, window, 1, c.look)
		looked += window
		switch {
		case lookErr != nil:
			return created[T]{}, &UnclearError{Err: err, Look: lookErr}
		case len(found) > possible || (len(found) > 1 && c.remove == nil):
			return created[T]{doubles: found}, &UnclearError{Err: err, Found: len(found)}
		case len(found) > 0:
			return c.keepOne(ctx, p, found[0], found, possible, same), nil
		case last || (window > 0 && c.remove == nil):
			return created[T]{}, unclearAfter(lost, err, looked)
		}
		if sleep(ctx, p.transport.backoff.jittered(sent-1)) != nil {
			return created[T]{}, unclearAfter(lost, err, looked)
		}
	}
}

// unclearAfter is the error of a last request. What it says of itself is all there is to say unless an earlier one was lost.
func unclearAfter(lost int, err error, looked time.Duration) error {
	if lost == 0 {
		return err
	}
	return &UnclearError{Err: err, Within: looked}
}

// keepOne takes back what the same creation made besides made: found, and what comes of the rest of the possible results. What
// is more than could have been made is somebody else's in part, and since nobody can say which, all of it stays.
func (c creation[T]) keepOne(ctx context.Context, p *Practice, made T, found []T, possible int, same func(a, b T) bool) created[T] {
	result := created[T]{made: made}
	if len(found) < possible {
		// One more, since a list that lags behind may not have made yet.
		window := finalWindowFactor * p.client.lateCommit
		more, err := lookFor(ctx, p, window, possible, c.look)
		if err == nil {
			found = more
		}
		result.unchecked = err
		if !slices.ContainsFunc(found, func(candidate T) bool { return same(candidate, made) }) {
			found = append(found, made)
		}
		if len(found) < possible && err == nil {
			result.awaited = window
		}
	}
	for _, candidate := range found {
		if same(candidate, made) {
			continue
		}
		if len(found) > possible || c.remove == nil || c.remove(ctx, candidate) != nil {
			result.doubles = append(result.doubles, candidate)
		}
	}
	return result
}

// lookFor looks until as many as wanted are found, or the window is over; without a window it looks once. The last look begins
// when the window has ended, however long each takes.
func lookFor[T any](ctx context.Context, p *Practice, window time.Duration, wanted int, look func(context.Context) ([]T, error)) ([]T, error) {
	until := time.Now().Add(window)
	for wait := p.transport.backoff.min; ; wait = min(2*wait, longestLookWait) {
		left := time.Until(until)
		found, err := look(ctx)
		if err != nil || len(found) >= wanted || left <= 0 {
			return found, err
		}
		if err := sleep(ctx, min(wait, left)); err != nil {
			return nil, err
		}
	}
}
