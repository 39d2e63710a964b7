package hero

import (
	"context"
	"fmt"
	"sync"
	"time"
)

const (
	// shortestLateCommit is how long a write that got no answer of Hero's can at least still take effect: Hero, or a gateway in
	// front of it, may give up on the client and act afterwards.
	shortestLateCommit = 15 * time.Second
	longestLookWait    = 2 * time.Second
)

// UnclearError is a create of which nobody can say whether Hero carried it out. It is Ambiguous.
type UnclearError struct {
	// Err is how the request ended.
	Err error
	// Within is how long its result was looked for in vain, zero when one of the others is the reason.
	Within time.Duration
	// Found is how many entries could be its result, when they were too many to tell.
	Found int
	// Look is why its result could not be looked for.
	Look error
}

func (e *UnclearError) Error() string {
	switch {
	case e.Look != nil:
		return fmt.Sprintf("%v; looking for its result failed as well: %v", e.Err, e.Look)
	case e.Found > 0:
		return fmt.Sprintf("%v; %d entries could be its result", e.Err, e.Found)
	}
	return fmt.Sprintf("%v; nothing came of it within %s", e.Err, e.Within)
}

// Unwrap gives how the request ended; that alone decides what kind of failure it was.
func (e *UnclearError) Unwrap() error { return e.Err }

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
}

// run sends the create until it has one result. After an end in Hero's own words it looks once, and sends again when nothing is
// there. After any other it looks for as long as a late commit is plausible, and takes what appears. same tells one result from
// another.
func (c creation[T]) run(ctx context.Context, client *Client, same func(a, b T) bool) (created[T], error) {
	lost := 0 // those that ended without Hero's own word
	for sent := 1; ; sent++ {
		made, err := c.send(ctx)
		switch {
		case err == nil && lost > 0 && c.remove != nil:
			found, lookErr := c.look(ctx)
			if lookErr != nil {
				return created[T]{made: made, unchecked: lookErr}, nil
			}
			return c.keepOne(ctx, made, found, sent, same), nil
		case err == nil || !Ambiguous(err) || refused(err) || ctx.Err() != nil:
			return created[T]{made: made}, err
		}
		window := client.lateCommit
		if handled(err) {
			window = 0
		} else {
			lost++
		}
		found, lookErr := lookFor(ctx, client, window, c.look)
		switch {
		case lookErr != nil:
			return created[T]{}, &UnclearError{Err: err, Look: lookErr}
		case len(found) > sent || (len(found) > 1 && c.remove == nil):
			return created[T]{}, &UnclearError{Err: err, Found: len(found)}
		case len(found) > 0:
			return c.keepOne(ctx, found[0], found, sent, same), nil
		case window > 0 && c.remove == nil:
			return created[T]{}, &UnclearError{Err: err, Within: window}
		case sent > client.transport.maxRetries:
			return created[T]{}, err
		}
		if sleep(ctx, client.transport.backoff.jittered(sent-1)) != nil {
			return created[T]{}, err
		}
	}
}

// keepOne takes back what the same creation made besides made. What is more than was sent is somebody else's in part, and since
// nobody can say which, all of it stays.
func (c creation[T]) keepOne(ctx context.Context, made T, found []T, sent int, same func(a, b T) bool) created[T] {
	result := created[T]{made: made}
	for _, candidate := range found {
		if same(candidate, made) {
			continue
		}
		if len(found) > sent || c.remove == nil || c.remove(ctx, candidate) != nil {
			result.doubles = append(result.doubles, candidate)
		}
	}
	return result
}

// lookFor looks once, or again and again within the window.
func lookFor[T any](ctx context.Context, client *Client, window time.Duration, look func(context.Context) ([]T, error)) ([]T, error) {
	until := time.Now().Add(window)
	for wait := client.transport.backoff.min; ; wait = min(2*wait, longestLookWait) {
		found, err := look(ctx)
		left := time.Until(until)
		if err != nil || len(found) > 0 || left <= 0 {
			return found, err
		}
		if err := sleep(ctx, min(wait, left)); err != nil {
			return nil, err
		}
	}
}

// keyedMutex lets those who lock the same key run one after another.
type keyedMutex struct {
	mu    sync.Mutex
	locks map[string]chan struct{}
}

func newKeyedMutex() *keyedMutex { return &keyedMutex{locks: map[string]chan struct{}{}} }

// lock waits for the key, and returns what unlocks it, or the context's error.
func (m *keyedMutex) lock(ctx context.Context, key string) (unlock func(), err error) {
	m.mu.Lock()
	lock, ok := m.locks[key]
	if !ok {
		lock = make(chan struct{}, 1)
		m.locks[key] = lock
	}
	m.mu.Unlock()
	select {
	case lock <- struct{}{}:
		return func() { <-lock }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
