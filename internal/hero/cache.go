package hero

import (
	"context"
	"encoding/json"
	"strings"
	"sync"

	"golang.org/x/sync/singleflight"
)

// cache remembers answers as bytes, which each reader decodes for itself, so that no reader can change another's.
type cache struct {
	flights singleflight.Group

	mu   sync.Mutex
	kept map[string]*answer
	// writes counts the writes that concern a key. A read that began before a write is not remembered after it.
	writes map[string]int
}

func newCache() *cache {
	return &cache{kept: map[string]*answer{}, writes: map[string]int{}}
}

// key is a cache key, or the name of a turn, of this practice.
func (p *Practice) key(parts ...string) string {
	return p.id + "\x00" + strings.Join(parts, "\x00")
}

// remembered reads a route, or returns what an earlier read of it came to.
func (p *Practice) remembered(ctx context.Context, route string) (*answer, error) {
	c, key := p.client.cache, p.key(route)
	for {
		if a := c.lookUp(key); a != nil {
			return a, nil
		}
		flight := c.flights.DoChan(key, func() (any, error) {
			if a := c.lookUp(key); a != nil {
				return a, nil
			}
			a, err := p.fresh(ctx, route)
			if err != nil {
				return nil, &flightError{err: err, leaderGone: ctx.Err() != nil}
			}
			return a, nil
		})
		select {
		case <-ctx.Done():
			return nil, contextError(get(route), ctx.Err(), false)
		case landed := <-flight:
			if failure, ok := landed.Err.(*flightError); ok { //nolint:errorlint // made above, never wrapped
				if failure.leaderGone && ctx.Err() == nil {
					// Another caller's read ended with that caller; this one starts its own.
					continue
				}
				return nil, failure.err
			}
			a, _ := landed.Val.(*answer)
			return a, nil
		}
	}
}

// flightError carries the error of a shared read, and whether it came of the context of the caller that ran it.
type flightError struct {
	err        error
	leaderGone bool
}

func (e *flightError) Error() string { return e.err.Error() }

// fresh reads a route whatever is remembered, and remembers the answer.
func (p *Practice) fresh(ctx context.Context, route string) (*answer, error) {
	c, key := p.client.cache, p.key(route)
	c.mu.Lock()
	began := c.writes[key]
	c.mu.Unlock()
	a, err := p.do(ctx, get(route))
	if err != nil {
		return nil, err
	}
	if err := a.checkShape(); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.writes[key] == began {
		c.kept[key] = a
	}
	return a, nil
}

// forget drops what is remembered of routes, and keeps reads that are under way from being remembered.
func (p *Practice) forget(routes ...string) {
	c := p.client.cache
	for _, route := range routes {
		key := p.key(route)
		c.mu.Lock()
		c.writes[key]++
		delete(c.kept, key)
		c.mu.Unlock()
		// Who reads from now on must not join a read that began earlier.
		c.flights.Forget(key)
	}
}

// updateList changes a remembered list in place, and keeps reads that are under way from being remembered.
func (p *Practice) updateList(route string, change func([]json.RawMessage) []json.RawMessage) {
	c, key := p.client.cache, p.key(route)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writes[key]++
	c.flights.Forget(key)
	old := c.kept[key]
	if old == nil {
		return
	}
	delete(c.kept, key)
	read, err := old.list("data")
	if err != nil {
		return
	}
	body, err := json.Marshal(change(read.entries))
	if err != nil {
		return
	}
	state := *old.progress
	state.last.body = body
	c.kept[key] = &answer{progress: &state}
}

// checkShape keeps an answer that nobody can use from being remembered.
func (a *answer) checkShape() error {
	switch a.call.route {
	case RoutePracticeGroup:
		if !isObject(a.last.body) {
			return a.unexpected("not an object")
		}
	case RouteCapabilities:
		_, err := a.list("capabilities")
		return err
	case RouteElements:
		_, err := a.list("data")
		return err
	case RouteWebhooks:
		read, err := a.list("data")
		if err != nil {
			return err
		}
		// What is missing from this list is taken to be deleted, so it must be whole.
		if count, _ := read.count.Get(); count > int64(len(read.entries)) {
			return a.unexpected("a list with fewer entries than its count")
		}
	}
	return nil
}

func (c *cache) lookUp(key string) *answer {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.kept[key]
}
