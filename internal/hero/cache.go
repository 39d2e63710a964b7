// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// cache remembers what reads came to, decoded once. Who hands a remembered value out copies what a caller could change.
type cache struct {
	flights singleflight.Group

	mu   sync.Mutex
	kept map[string]kept
	// writes counts the writes that concern a key. A read that began before a write is not remembered after it.
	writes map[string]int
	// next are reads that wait for an earlier one to end.
	next   map[string]*sharedRead
	maxAge time.Duration
}

// maxAge is how long a value is remembered at most. One process can serve many plans, and nothing tells it where one ends.
const maxAge = time.Minute

type kept struct {
	value any
	at    time.Time
}

func newCache() *cache {
	return &cache{kept: map[string]kept{}, writes: map[string]int{}, next: map[string]*sharedRead{}, maxAge: maxAge}
}

// key is a cache key, or the name of a lock, of this practice.
func (p *Practice) key(parts ...string) string {
	return p.id + "\x00" + strings.Join(parts, "\x00")
}

// remembered returns what an earlier read of the route came to, or reads it. Callers at the same time share one read.
func remembered[T any](ctx context.Context, p *Practice, route string, read func(context.Context) (T, error)) (T, error) {
	key := p.key(route)
	return shared(ctx, p, route, key, func() (T, bool) { return lookUp[T](p.client.cache, key) }, read)
}

// shared returns what look finds, or reads the route. Callers at the same time share one read, which is in flight by a name.
func shared[T any](ctx context.Context, p *Practice, route, name string, look func() (T, bool), read func(context.Context) (T, error)) (T, error) {
	var none T
	for {
		if value, ok := look(); ok {
			return value, nil
		}
		flight := p.client.cache.flights.DoChan(name, func() (any, error) {
			if value, ok := look(); ok {
				return value, nil
			}
			value, err := uncached(ctx, p, route, read)
			if err != nil {
				return nil, &flightError{err: err, leaderGone: ctx.Err() != nil}
			}
			return value, nil
		})
		select {
		case <-ctx.Done():
			return none, contextError(get(route), ctx.Err())
		case landed := <-flight:
			if failure, ok := landed.Err.(*flightError); ok { //nolint:errorlint // made above, never wrapped
				if failure.leaderGone && ctx.Err() == nil {
					// Another caller's read ended with that caller; this one starts its own.
					continue
				}
				return none, failure.err
			}
			value, _ := landed.Val.(T)
			return value, nil
		}
	}
}

// forCreates is added to the name of reads that only those join who need to know what was there a moment ago.
const forCreates = "\x00for creates"

// flightError carries the error of a shared read, and whether it came of the context of the caller that ran it.
type flightError struct {
	err        error
	leaderGone bool
}

func (e *flightError) Error() string { return e.err.Error() }

// uncached reads whatever is remembered, and remembers the result.
func uncached[T any](ctx context.Context, p *Practice, route string, read func(context.Context) (T, error)) (T, error) {
	c, key := p.client.cache, p.key(route)
	c.mu.Lock()
	began := c.writes[key]
	c.mu.Unlock()
	value, err := read(ctx)
	if err != nil {
		return value, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.writes[key] == began {
		c.kept[key] = kept{value: value, at: time.Now()}
	}
	return value, nil
}

// afresh is uncached for many callers at once: those who ask while a read is under way share the one after it, which began
// after each of them asked.
func afresh[T any](ctx context.Context, p *Practice, route string, read func(context.Context) (T, error)) (T, error) {
	var none T
	c, key := p.client.cache, p.key(route)
	for {
		c.mu.Lock()
		next, waiting := c.next[key]
		if !waiting {
			next = &sharedRead{done: make(chan struct{})}
			c.next[key] = next
		}
		c.mu.Unlock()
		if waiting {
			select {
			case <-next.done:
			case <-ctx.Done():
				return none, contextError(get(route), ctx.Err())
			}
			if next.leaderGone {
				continue // the read ended with the caller that ran it
			}
			value, _ := next.value.(T)
			return value, next.err
		}
		unlock, err := p.client.locks.lock(ctx, p.key("read", route))
		c.mu.Lock()
		delete(c.next, key) // whoever asks from now on asks too late for this one
		c.mu.Unlock()
		if err == nil {
			next.value, next.err = uncached(ctx, p, route, read)
			unlock()
		} else {
			next.err = contextError(get(route), err)
		}
		next.leaderGone = next.err != nil && ctx.Err() != nil
		close(next.done)
		value, _ := next.value.(T)
		return value, next.err
	}
}

// sharedRead is a read that has not begun, or its result.
type sharedRead struct {
	done       chan struct{}
	value      any
	err        error
	leaderGone bool
}

func lookUp[T any](c *cache, key string) (T, bool) { return lookUpWithin[T](c, key, c.maxAge) }

func lookUpWithin[T any](c *cache, key string, age time.Duration) (T, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	entry := c.kept[key]
	if time.Since(entry.at) > age {
		delete(c.kept, key)
		return *new(T), false
	}
	value, ok := entry.value.(T)
	return value, ok
}

// forget drops what is remembered of routes, and keeps reads that are under way from being remembered.
func (p *Practice) forget(routes ...string) {
	for _, route := range routes {
		p.client.cache.written(p.key(route), nil)
	}
}

// written notes a write that concerns a key. What is remembered is changed by change, or dropped where that is nil.
func (c *cache) written(key string, change func(kept any)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writes[key]++
	// Who reads from now on must not join a read that began earlier.
	c.flights.Forget(key)
	c.flights.Forget(key + forCreates)
	if change == nil {
		delete(c.kept, key)
	} else if entry, ok := c.kept[key]; ok {
		change(entry.value)
	}
}
