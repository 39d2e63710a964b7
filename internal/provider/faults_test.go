// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// faults is each way in which one request can go wrong that the mock knows.
func faults() map[string]heromock.Fault {
	all := map[string]heromock.Fault{}
	for _, named := range heromock.Faults() {
		all[named.Name] = named.Fault
	}
	return all
}

// ignoredByWrites is a fault that a single write does not notice.
func ignoredByWrites(f heromock.Fault) bool { return f.CutList || f.PerSecond > 0 }

// retryable is a fault that may be gone when the same request is sent once more: no
// answer, or a status that says so. Any other answer is Hero's last word.
func retryable(f heromock.Fault) bool {
	noAnswer := f.DropBefore || f.DropAfter || f.CutBody || f.Stall > 0 || (f.Late > 0 && f.Status == 0)
	return noAnswer || f.Status == 408 || f.Status == 429 || f.Status >= 500
}

// takesEffect says that Hero carries the request out, be it late.
func takesEffect(f heromock.Fault) bool {
	return f.DropAfter || f.FailAfter || f.CutBody || f.Late > 0
}

// faultsWhere are the names of the faults that something holds for.
func faultsWhere(holds func(heromock.Fault) bool) (names []string) {
	for _, named := range heromock.Faults() {
		if holds(named.Fault) {
			names = append(names, named.Name)
		}
	}
	return names
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

// eachFault runs a test in a bubble for each fault, or for those that are named.
// An effect that comes late comes while the client still looks for it; TestMatrix
// has the later ones.
func eachFault(t *testing.T, test func(t *testing.T, name string, f heromock.Fault), wanted ...string) {
	t.Helper()
	all := faults()
	if len(wanted) == 0 {
		wanted = slices.Sorted(maps.Keys(all))
	}
	for _, name := range wanted {
		f, ok := all[name]
		if !ok {
			t.Fatalf("there is no fault %q", name)
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) { test(t, name, f) })
		})
	}
}

// The tests that range over the faults go by these rules, so none may be empty.
func TestFaults_haveEachKind(t *testing.T) {
	t.Parallel()
	for rule, c := range map[string]struct {
		holds func(heromock.Fault) bool
		some  string
	}{
		"unnoticed": {ignoredByWrites, "cut-list rate-limit"},
		"passing":   {retryable, "drop-before stall status-503 late-drop"},
		"effect":    {takesEffect, "drop-after html-after cut-body late-504"},
	} {
		names := faultsWhere(c.holds)
		for some := range strings.FieldsSeq(c.some) {
			if !slices.Contains(names, some) {
				t.Errorf("%s has no %s: %q", rule, some, names)
			}
		}
		if len(names) == len(heromock.Faults()) {
			t.Errorf("%s holds for every fault", rule)
		}
	}
}
