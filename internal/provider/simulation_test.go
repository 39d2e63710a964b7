// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// TestSimulation draws scenarios and runs them, each in virtual time in a world of its
// own:
//
//   - random events make us, them or a person act, and change how Hero behaves
//     (simulation_draw_test.go, simulation_events_test.go, simulation_person_test.go);
//   - operators talk to the provider as Terraform does (simulation_plan_test.go,
//     simulation_apply_test.go, simulation_terraform_test.go);
//   - after each step the invariants must hold (simulation_invariants_test.go,
//     simulation_checks_test.go), and in the end everything must settle
//     (simulation_settle_test.go).
//
// The first scenario that breaks an invariant is shrunk and printed as a test.
//
// HERO_SIMULATION is the duration, HERO_SIMULATION_SEED the first seed.
// HERO_SIMULATION_ONLY restricts the traits, faults, actions of people and spellings to a
// comma-separated list; "all" also includes those that the provider does not withstand yet.
func TestSimulation(t *testing.T) {
	t.Parallel()
	duration, first := simulatedTime(t)
	protocolSchemas(t) // outside any bubble
	var (
		steps, scenarios int
		next             = first
		mu               sync.Mutex // guards what is above it, and broken
		broken           = map[uint64]*breach{}
		workers          sync.WaitGroup
	)
	began := time.Now()
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for {
				mu.Lock()
				seed, over := next, time.Since(began) >= duration || len(broken) > 0
				next++
				mu.Unlock()
				if over {
					return
				}
				r := simulate(t, seed, draw(seed, isDrawn))
				mu.Lock()
				steps, scenarios = steps+r.steps, scenarios+1
				if r.broken != nil {
					broken[seed] = r.broken
				}
				mu.Unlock()
			}
		})
	}
	workers.Wait()
	perMinute := float64(steps) / time.Since(began).Minutes()
	t.Logf("%d steps in %d scenarios from HERO_SIMULATION_SEED=%d on, %.0f steps a minute; %d of %d traits are drawn",
		steps, scenarios, first, perMinute, len(drawnTraits(isDrawn)), len(heromock.Traits()))
	for _, seed := range slices.Sorted(maps.Keys(broken)) {
		t.Error(explainBreach(t, seed, broken[seed]))
	}
}

func simulatedTime(t *testing.T) (duration time.Duration, first uint64) {
	t.Helper()
	duration, first = 3*time.Second, 1
	var err error
	if text := os.Getenv("HERO_SIMULATION"); text != "" {
		if duration, err = time.ParseDuration(text); err != nil {
			t.Fatal(err)
		}
		first = rand.Uint64N(1 << 32) //nolint:gosec // random numbers for a test
	}
	if text := os.Getenv("HERO_SIMULATION_SEED"); text != "" {
		if first, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	return duration, first
}

// isDrawn reports whether a name may be drawn. It goes by the first word, which is the verb of a person's action.
func isDrawn(name string) bool {
	verb, _, _ := strings.Cut(name, " ")
	only := os.Getenv("HERO_SIMULATION_ONLY")
	switch only {
	case "":
		return !slices.Contains(notWithstood, verb)
	case "all":
		return true
	}
	return slices.Contains(strings.Split(only, ","), verb)
}

// explainBreach shrinks a scenario and returns it as a test.
func explainBreach(t *testing.T, seed uint64, b *breach) string {
	t.Helper()
	events := shrink(t, seed, draw(seed, isDrawn), b.invariant)
	return fmt.Sprintf("seed %d: %s\nShrunk, %s. As a test:\n\nfunc TestSimulation_seed%[1]d(t *testing.T) {\n"+
		"\tt.Parallel()\n\tif r := simulate(t, %[1]d, []event{\n%[4]s\t}); r.broken != nil {\n\t\tt.Error(r.broken)\n\t}\n}\n",
		seed, b, simulate(t, seed, events).broken, scenarioText(events))
}

// shrink leaves out events as long as the same invariant breaks, first many at a time,
// then one by one.
func shrink(t *testing.T, seed uint64, events []event, invariant string) []event {
	t.Helper()
	for size := len(events) / 2; size > 0; {
		smaller := false
		for from := 0; from < len(events); {
			left := slices.Delete(slices.Clone(events), from, min(from+size, len(events)))
			if b := simulate(t, seed, left).broken; b != nil && b.invariant == invariant {
				events, smaller = left, true
				continue
			}
			from += size
		}
		if !smaller || size > len(events) {
			size /= 2
		}
	}
	return events
}

// A scenario takes the same course each time, or nobody could reproduce a breach from its seed.
func TestSimulation_repeats(t *testing.T) {
	t.Parallel()
	protocolSchemas(t) // outside any bubble
	for seed := range uint64(25) {
		events := draw(seed, func(string) bool { return true })
		first, second := simulate(t, seed, events), simulate(t, seed, events)
		if diff := cmp.Diff(first.trace, second.trace); diff != "" {
			t.Fatalf("seed %d: the requests differ (-first +second):\n%s\n%s", seed, diff, scenarioText(events))
		}
	}
}
