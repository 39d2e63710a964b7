package hero

import (
	"context"
	"fmt"
	"sync"
)

// sendOnce performs a create that Hero would perform twice if it were sent twice. After an ambiguous end it looks for what the
// request made, and sends again only when there is nothing.
func sendOnce[T any](ctx context.Context, c *Client, send func(context.Context) (T, error), look func(context.Context) ([]T, error)) (T, error) {
	for resends := 0; ; resends++ {
		made, err := send(ctx)
		if err == nil || !Ambiguous(err) || ctx.Err() != nil {
			return made, err
		}
		found, lookErr := look(ctx)
		if lookErr != nil || len(found) > 0 || resends >= c.maxRetries {
			return settle(found, lookErr, err)
		}
		if sleep(ctx, c.backoff.jittered(resends)) != nil {
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

// turns lets those who take the same name run one after another.
type turns struct {
	mu    sync.Mutex
	names map[string]chan struct{}
}

func newTurns() *turns { return &turns{names: map[string]chan struct{}{}} }

// take waits for the name, and returns what gives it back, or the context's error.
func (t *turns) take(ctx context.Context, name string) (func(), error) {
	t.mu.Lock()
	turn, ok := t.names[name]
	if !ok {
		turn = make(chan struct{}, 1)
		t.names[name] = turn
	}
	t.mu.Unlock()
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
