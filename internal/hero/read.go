// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// key is the key of a cached value or a lock of this practice group.
func (p *Practice) key(route string, parts ...string) practiceKey {
	return practiceKey{practice: p.id, route: route, part: strings.Join(parts, "\x00")}
}

// cached reads a route, unless a read of the last minute is cached.
func cached[T any](ctx context.Context, p *Practice, route string, read func(context.Context) (T, error)) (T, error) {
	return since(ctx, p.client.cache, p.key(route), time.Now().Add(-maxAge), read)
}

// fresh reads a route now, and caches the result.
func fresh[T any](ctx context.Context, p *Practice, route string, read func(context.Context) (T, error)) (T, error) {
	return since(ctx, p.client.cache, p.key(route), p.client.cache.now(), read)
}

// snapshot is a cached list whose lack of an object can be confirmed.
type snapshot[T any] interface {
	ids() []string
	isConfirmed() bool
	asConfirmed() T
}

// confirmed returns a list that two reads in a row returned with the same entries: that an object is missing from one list
// proves nothing. It reads the list again, and stores the result with the cached list, so that any number of missing objects
// need only one more read.
func confirmed[T snapshot[T]](ctx context.Context, p *Practice, route string, list T, read func(context.Context) (T, error)) (T, error) {
	for range maxReads {
		if list.isConfirmed() {
			return list, nil
		}
		next, err := fresh(ctx, p, route, read)
		if err != nil {
			return list, err
		}
		if ids := next.ids(); slices.Equal(list.ids(), ids) {
			change(p.client.cache, p.key(route), func(cached T) T {
				if slices.Equal(cached.ids(), ids) {
					return cached.asConfirmed()
				}
				return cached
			})
			return next, nil
		}
		list = next
	}
	return list, &IncompleteListError{Problem: fmt.Sprintf("the list was different each of the %d times that it was read", maxReads+1)}
}

// forget drops the cached values of routes after a write.
func (p *Practice) forget(routes ...string) {
	for _, route := range routes {
		p.client.cache.forget(p.key(route))
	}
}

// getOne reads an object. idOf returns the id that the object must have, nil for an object without an id of its own.
func getOne[T any](ctx context.Context, p *Practice, route, id string, idOf func(*T) String) (*T, error) {
	r := get(route)
	r.id = id
	res, err := p.do(ctx, r)
	if err != nil {
		return nil, err
	}
	object, err := decodeObject[T](res)
	if err != nil || idOf == nil {
		return object, err
	}
	got := idOf(object).OrZero()
	if got == "" {
		return nil, res.unexpected("missing an id")
	}
	if got != id {
		return nil, res.otherObject(id, got)
	}
	return object, nil
}

// list reads a list. One without a query is cached: many look-ups of single entries search the same list.
func list[T any](ctx context.Context, p *Practice, route string, query url.Values) ([]T, error) {
	read := func(ctx context.Context) ([]T, error) {
		r := get(route)
		r.query = query
		entries, err := p.entries(ctx, r)
		if err != nil {
			return nil, err
		}
		return decodeEntries[T](entries), nil
	}
	if len(query) > 0 {
		return read(ctx)
	}
	entries, err := cached(ctx, p, route, read)
	return slices.Clone(entries), err
}
