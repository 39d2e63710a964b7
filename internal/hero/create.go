package hero

import (
	"context"
	"fmt"
	"sync"
)

// createOnce performs a create that Hero would perform twice if it were sent twice. After an ambiguous end it looks for what
// the request made, and sends again only when there is nothing.
func createOnce[T any](ctx context.Context, c *Client, send func(context.Context) (T, error), look func(context.Context) ([]T, error)) (T, error) {
	for resends := 0; ; resends++ {
		made, err := send(ctx)
		if err == nil || !Ambiguous(err) || ctx.Err() != nil {
			return made, err
		}
		found, lookErr := look(ctx)
		if lookErr != nil || len(found) > 0 || resends >= c.transport.maxRetries {
			return settle(found, lookErr, err)
		}
		if sleep(ctx, c.transport.backoff.jittered(resends)) != nil {
			return made, err
		}
	}
}

// settle ends an ambiguous create: exactly one thing found is what it made, anything else leaves its error.
func settle[T any](found []T, lookErr, err error) (T, error) {
	var none T
	switch {
	case lookErr != nil:
		return none, fmt.Errorf("%w; looking for its result failed as well: %v", err, lookErr) //nolint:errorlint // the first error alone decides
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return none, fmt.Errorf("%w; %d entries could be its result", err, len(found))
	default:
		return none, err
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
