// SPDX-License-Identifier: MPL-2.0

package server

import (
	"context"
	"sync"
	"time"
)

// callContext is the context of one call. It delegates to the real one until
// the call has ended and then lets go of it, with all that hangs on it: loggers,
// the request, the connection.
type callContext struct {
	mu   sync.RWMutex
	real context.Context //nolint:containedctx // that is what the type is for
	done <-chan struct{}
}

func newCallContext(ctx context.Context) *callContext {
	return &callContext{real: ctx, done: ctx.Done()}
}

// ended is a context that is over and holds nothing.
var ended = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

// release ends the context. What was derived from it is cancelled by then or
// is never used again.
func (c *callContext) release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.real, c.done = ended, ended.Done()
}

func (c *callContext) get() context.Context {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.real
}

// Deadline implements context.Context.
func (c *callContext) Deadline() (time.Time, bool) { return c.get().Deadline() }

// Done implements context.Context.
func (c *callContext) Done() <-chan struct{} {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.done
}

// Err implements context.Context.
func (c *callContext) Err() error { return c.get().Err() }

// Value implements context.Context.
func (c *callContext) Value(key any) any { return c.get().Value(key) }

// AfterFunc lets package context derive a context without a goroutine that
// waits for this one to end.
func (c *callContext) AfterFunc(f func()) (stop func() bool) { return context.AfterFunc(c.get(), f) }
