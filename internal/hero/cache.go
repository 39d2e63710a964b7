// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"sync"
	"time"
)

// maxAge limits how long a value is cached. A process can serve many plans, and nothing tells it where one ends.
const maxAge = time.Minute

// cache keeps the results of reads. They are snapshots: nobody changes them, and a write makes a new one.
type cache struct {
	mu      sync.Mutex
	last    time.Time
	entries map[practiceKey]*cacheEntry
}

// cacheEntry is the newest value of a key, when its read began, and the read in flight.
type cacheEntry struct {
	value  any // nil: none
	began  time.Time
	flight *flight
}

// flight is a read that several callers share. The first of them runs it.
type flight struct {
	began time.Time
	// changes are the effects of writes that have ended since the read began.
	changes []func(value any) any

	// done is closed once the rest is set.
	done  chan struct{}
	value any
	err   error
	// abandoned: the caller who ran the read left before it ended, so the others need another one.
	abandoned bool
}

func newCache() *cache { return &cache{entries: map[practiceKey]*cacheEntry{}} }

// now returns a later time with each call. The system's clock can return the same time twice, and then nobody could tell
// whether a read began before a write ended.
func (c *cache) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tick()
}

func (c *cache) tick() time.Time {
	now := time.Now()
	if !now.After(c.last) {
		now = c.last.Add(1)
	}
	c.last = now
	return now
}

// since returns a value whose read began at oldest or later: the cached value, the result of a read in flight, or that of a
// new read. If the read in flight began too early, it waits for it to end, so that everybody who asks meanwhile shares the
// next one.
func since[T any](ctx context.Context, c *cache, key practiceKey, oldest time.Time, read func(context.Context) (T, error)) (T, error) {
	for {
		c.mu.Lock()
		entry := c.entry(key)
		if value, ok := valueSince[T](entry, oldest); ok {
			c.mu.Unlock()
			return value, nil
		}
		shared := entry.flight
		if shared == nil {
			own := &flight{began: c.tick(), done: make(chan struct{})}
			entry.flight = own
			c.mu.Unlock()
			lead(ctx, c, entry, own, read)
			return result[T](own)
		}
		c.mu.Unlock()
		select {
		case <-ctx.Done():
			return *new(T), contextError(get(key.route), ctx.Err())
		case <-shared.done:
		}
		if !shared.abandoned && !shared.began.Before(oldest) {
			return result[T](shared)
		}
	}
}

// lead runs a read for all of its callers.
func lead[T any](ctx context.Context, c *cache, entry *cacheEntry, f *flight, read func(context.Context) (T, error)) {
	f.abandoned = true // unless the read returns
	defer c.land(entry, f)
	value, err := read(ctx)
	f.value, f.err, f.abandoned = value, err, err != nil && ctx.Err() != nil
}

// land caches the result of a read and passes it to the waiting callers.
func (c *cache) land(entry *cacheEntry, f *flight) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f.err == nil && !f.abandoned {
		for _, change := range f.changes {
			f.value = change(f.value)
		}
		entry.value, entry.began = f.value, f.began
	}
	entry.flight = nil
	close(f.done)
}

func result[T any](f *flight) (T, error) {
	value, _ := f.value.(T)
	return value, f.err
}

// peek returns a cached value, and false if there is none. It never reads.
func peek[T any](c *cache, key practiceKey, oldest time.Time) (T, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return valueSince[T](c.entry(key), oldest)
}

// change applies the effect of a write to a cached value. A read in flight may or may not see the write, so its result is changed
// as well: apply must do nothing to a value that has the effect already.
func change[T any](c *cache, key practiceKey, apply func(T) T) {
	c.mu.Lock()
	defer c.mu.Unlock()
	entry := c.entry(key)
	changeAny := func(value any) any {
		typed, _ := value.(T)
		return apply(typed)
	}
	if entry.value != nil {
		entry.value = changeAny(entry.value)
	}
	if entry.flight != nil {
		entry.flight.changes = append(entry.flight.changes, changeAny)
	}
}

// forget drops a value after a write of unknown effect. A read in flight may have missed the write, so nobody who asks from now
// on gets its result.
func (c *cache) forget(key practiceKey) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.entries, key)
}

func (c *cache) entry(key practiceKey) *cacheEntry {
	entry, ok := c.entries[key]
	if !ok {
		entry = &cacheEntry{}
		c.entries[key] = entry
	}
	return entry
}

func valueSince[T any](e *cacheEntry, oldest time.Time) (T, bool) {
	value, ok := e.value.(T)
	return value, ok && !e.began.Before(oldest)
}
