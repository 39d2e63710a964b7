package heromock

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Options says how a mock behaves. The zero value is usable.
type Options struct {
	// Addr is the TCP address to listen on; empty means a free port on 127.0.0.1.
	Addr string
	// APIKey is the key to demand; empty means "mock-api-key".
	APIKey string
	// PracticeGroups are the practice groups of the one network there is; none
	// means "1001", "1002" and "1003".
	PracticeGroups []string
	// Plain answers with objects as they are stored instead of realistic ones.
	Plain bool
	// PageSize is the most entries that a page of a paged list holds, whatever
	// the request asks for; 0 means 2.
	PageSize int
	// CountIsPage makes the count of a paged list mean the entries of the page
	// instead of all entries. The documentation does not say which it is.
	CountIsPage bool
	// AddressMerges makes PATCH /v1/me merge the address instead of replacing it.
	// The documentation does not say which it does.
	AddressMerges bool
	// Latency is waited before each answer.
	Latency time.Duration
	// Static answers every documented route with a sample made from the
	// contract, like the vendor's sample server, and keeps nothing.
	Static bool
	// Logf, when set, gets one line a request: method, route, status. Never a body.
	Logf func(format string, args ...any)
}

func (o Options) withDefaults() (Options, error) {
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	if o.APIKey == "" {
		o.APIKey = "mock-api-key"
	}
	if len(o.PracticeGroups) == 0 {
		o.PracticeGroups = []string{"1001", "1002", "1003"}
	}
	if o.PageSize == 0 {
		o.PageSize = 2
	}
	if o.Logf == nil {
		o.Logf = func(string, ...any) {}
	}
	o.PracticeGroups = slices.Clone(o.PracticeGroups)
	return o, o.check()
}

func (o Options) check() error {
	if o.PageSize < 1 {
		return fmt.Errorf("page size %d: at least one entry a page is needed", o.PageSize)
	}
	if o.Latency < 0 {
		return fmt.Errorf("latency %s: cannot be negative", o.Latency)
	}
	for i, group := range o.PracticeGroups {
		if strings.TrimSpace(group) == "" {
			return errors.New("practice groups: an id is empty")
		}
		if slices.Contains(o.PracticeGroups[:i], group) {
			return fmt.Errorf("practice groups: %q is listed twice", group)
		}
	}
	return nil
}
