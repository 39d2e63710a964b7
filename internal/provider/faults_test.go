// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// faults is each way in which one request can go wrong that the mock knows. That all of them are withstood by each resource
// is for TestSimulation and TestSimulation_table to show.
func faults() map[string]heromock.Fault {
	all := map[string]heromock.Fault{}
	for _, named := range heromock.Faults() {
		all[named.Name] = named.Fault
	}
	return all
}

// injectOnce has a fault hit one request to a route, after some others.
func injectOnce(mock *heromock.Server, f heromock.Fault, method, route string, skip int) {
	f.Method, f.Route, f.Skip, f.Count = method, route, skip, 1
	mock.Inject(f)
}

const (
	// lateCommit is how long the client looks for a late effect: the time-out of a
	// request, which is 30 seconds unless it is set.
	lateCommit = 30 * time.Second
	// tooLate is long after that.
	tooLate = 3 * lateCommit
)

// eachFault runs a test in a bubble for each of some faults.
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
