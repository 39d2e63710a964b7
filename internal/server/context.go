// SPDX-License-Identifier: MPL-2.0

package server

import (
	"context"
	"sync"
	"time"
)

// callContext is the context of one call. When the call ends it drops the
// caller's context, so that loggers, request and connection can be collected.
type callContext struct {
	mu     sync.RWMutex
	parent context.Context //nolint:containedctx // the type exists to hold it
	done   <-chan struct{}
}

func newCallContext(ctx context.Context) *callContext {
	return &callContext{parent: ctx, done: ctx.Done()}
}

// ended is a cancelled context that holds no values.
var ended = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

// release ends the context. By now every context derived from it is cancelled
// or out of use.
func (c *callContext) release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.parent, c.done = ended, ended.Done()
}

func (c *callContext) get() context.Context {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.parent
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

// AfterFunc spares package context a goroutine for each derived context.
func (c *callContext) AfterFunc(f func()) (stop func() bool) { return context.AfterFunc(c.get(), f) }
