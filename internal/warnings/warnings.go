// SPDX-License-Identifier: MPL-2.0

// Package warnings carries what is noticed deep inside a call from Terraform to the
// response of that call.
package warnings

import (
	"context"
	"slices"
	"sync"
)

// Warning is shown to the user.
type Warning struct{ Summary, Detail string }

// Collector has the warnings of a call.
type Collector struct {
	mu       sync.Mutex
	warnings []Warning
}

type key struct{}

// Collect returns the context of a call whose warnings the collector gets.
func Collect(ctx context.Context) (context.Context, *Collector) {
	c := &Collector{}
	return context.WithValue(ctx, key{}, c), c
}

// Add adds a warning to the response of the call that has this context, once.
func Add(ctx context.Context, w Warning) {
	c, ok := ctx.Value(key{}).(*Collector)
	if !ok {
		return // no call, as in a test of the client alone
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !slices.Contains(c.warnings, w) {
		c.warnings = append(c.warnings, w)
	}
}

// Take returns the warnings that have come since the last time.
func (c *Collector) Take() []Warning {
	c.mu.Lock()
	defer c.mu.Unlock()
	taken := c.warnings
	c.warnings = nil
	return taken
}
