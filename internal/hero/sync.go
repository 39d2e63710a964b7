// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"sync"
	"time"
)

// practiceKey names a cached value or a lock of a practice group: a route, or a part of what the route returns. The part
// can be about a person, so it must not appear in an error.
type practiceKey struct{ practice, route, part string }

// keyedMutex is a mutex for each key.
type keyedMutex struct {
	mu    sync.Mutex
	locks map[practiceKey]chan struct{}
}

func newKeyedMutex() *keyedMutex { return &keyedMutex{locks: map[practiceKey]chan struct{}{}} }

// lock locks the key and returns the function that unlocks it, or the context's error.
func (m *keyedMutex) lock(ctx context.Context, key practiceKey) (unlock func(), err error) {
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

// sleep waits, or returns the context's error as soon as the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
