// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// faults returns all of the mock's faults by name. TestSimulation and TestSimulation_table show that each resource withstands
// all of them.
func faults() map[string]heromock.Fault {
	all := map[string]heromock.Fault{}
	for _, named := range heromock.Faults() {
		all[named.Name] = named.Fault
	}
	return all
}

// injectOnce makes a fault hit one request to a route, after skip others.
func injectOnce(mock *heromock.Server, f heromock.Fault, method, route string, skip int) {
	f.Method, f.Route, f.Skip, f.Count = method, route, skip, 1
	mock.Inject(f)
}

const (
	// lateCommit is how long the client looks for a late commit: the time-out of a
	// request, which is 30 seconds by default.
	lateCommit = 30 * time.Second
	// tooLate is long after that.
	tooLate = 3 * lateCommit
)

// eachFault runs a test in a bubble for each of the named faults.
func eachFault(t *testing.T, test func(t *testing.T, f heromock.Fault), names ...string) {
	t.Helper()
	for _, name := range names {
		f, known := faults()[name]
		if !known {
			t.Fatalf("there is no fault %q", name)
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) { test(t, f) })
		})
	}
}
