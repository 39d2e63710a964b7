// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

const testLateCommit = 15 * time.Second

// retryingPractice returns a practice of a client that retries twice, after exactly a second and two.
func retryingPractice() *Practice {
	return &Practice{
		client: &Client{lateCommit: testLateCommit},
		transport: &transport{maxRetries: 2, backoff: backoff{
			min: time.Second, max: time.Minute, jitter: func(limit time.Duration) time.Duration { return limit },
		}},
	}
}

// at returns times since the start of a test.
func at(seconds ...float64) []time.Duration {
	var times []time.Duration
	for _, s := range seconds {
		times = append(times, time.Duration(s*float64(time.Second)))
	}
	return times
}

func TestPollUntil(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		window time.Duration
		wanted int
		finds  []int // how many each call finds; the last number holds from then on
		calls  []time.Duration
		found  int
	}{
		"no window":          {0, 1, []int{0}, at(0), 0},
		"there at once":      {testLateCommit, 1, []int{1}, at(0), 1},
		"more than wanted":   {testLateCommit, 1, []int{3}, at(0), 3},
		"comes later":        {testLateCommit, 2, []int{0, 1, 2}, at(0, 1, 3), 2},
		"never comes":        {6 * time.Second, 1, []int{0}, at(0, 1, 3, 5, 6), 0},
		"window ends a wait": {3 * time.Second, 1, []int{0}, at(0, 1, 3), 0},
		"comes at the end":   {2500 * time.Millisecond, 1, []int{0, 0, 1}, at(0, 1, 2.5), 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				var calls []time.Duration
				found, err := pollUntil(t.Context(), retryingPractice(), test.window, test.wanted, func(context.Context) ([]int, error) {
					calls = append(calls, time.Since(start))
					return make([]int, test.finds[min(len(calls), len(test.finds))-1]), nil
				})
				if err != nil || len(found) != test.found {
					t.Errorf("found %d, %v, want %d", len(found), err, test.found)
				}
				if diff := cmp.Diff(test.calls, calls); diff != "" {
					t.Errorf("calls (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestPollUntil_ends(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		failure := errors.New("no list")
		start := time.Now()
		_, err := pollUntil(t.Context(), retryingPractice(), time.Minute, 1, func(context.Context) ([]int, error) { return nil, failure })
		if !errors.Is(err, failure) || time.Since(start) != 0 {
			t.Errorf("a call that fails: %v after %s", err, time.Since(start))
		}
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer cancel()
		_, err = pollUntil(ctx, retryingPractice(), time.Minute, 1, func(context.Context) ([]int, error) { return nil, nil })
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 1500*time.Millisecond {
			t.Errorf("a context that ends: %v after %s", err, time.Since(start))
		}
	})
}

// creationCase is a creation and what comes of it.
type creationCase struct {
	sends     []error            // nil makes "made"
	there     map[string]float64 // what is in Hero from which second on
	findErr   error
	removeErr error
	noRemove  bool
	err       error // nil: success
	unclear   *UnclearError
	result    created[string]
	sent      []time.Duration
	removed   []string
	took      time.Duration
}

func TestCreation(t *testing.T) {
	t.Parallel()
	lost := &TransportError{Problem: ProblemTimeout, Ambiguous: true}
	ownWords := &APIError{Status: 500, ambiguous: true, fromApplication: true}
	refusal := &APIError{Status: 400, ambiguous: true, fromApplication: true}
	unsent := &TransportError{Problem: ProblemRefused}
	failure := errors.New("failed")
	for name, test := range map[string]creationCase{
		"at once": {
			sends: []error{nil}, result: created[string]{value: "made"}, sent: at(0),
		},
		"refused":    {sends: []error{refusal}, err: refusal, sent: at(0)},
		"never sent": {sends: []error{unsent}, err: unsent, sent: at(0)},
		"fails in Hero's own words": {
			sends: []error{ownWords, ownWords, ownWords}, err: ownWords, sent: at(0, 1, 3), took: 3 * time.Second,
		},
		"fails in Hero's own words and is there": {
			sends: []error{ownWords}, there: map[string]float64{"a": 0}, result: created[string]{value: "a"}, sent: at(0),
		},
		"lost and comes late": {
			sends: []error{lost}, there: map[string]float64{"a": 4}, result: created[string]{value: "a"}, sent: at(0), took: 5 * time.Second,
		},
		"lost and never sent again where nothing can be removed": {
			sends: []error{lost}, noRemove: true, unclear: &UnclearError{Err: lost, Within: testLateCommit}, sent: at(0), took: testLateCommit,
		},
		"two found where nothing can be removed": {
			sends: []error{ownWords}, noRemove: true, there: map[string]float64{"a": 0, "b": 0},
			unclear: &UnclearError{Err: ownWords, Found: 2}, result: created[string]{duplicates: []string{"a", "b"}}, sent: at(0),
		},
		"more found than sent": {
			sends: []error{lost}, there: map[string]float64{"a": 1, "b": 1},
			unclear: &UnclearError{Err: lost, Found: 2}, result: created[string]{duplicates: []string{"a", "b"}}, sent: at(0), took: time.Second,
		},
		"lost, sent again, and the first never comes": {
			sends: []error{lost, nil}, there: map[string]float64{"made": 16}, result: created[string]{value: "made", awaited: 2 * testLateCommit},
			sent: at(0, 16), took: 46 * time.Second,
		},
		"lost, sent again, and the list lags": {
			sends: []error{lost, nil}, result: created[string]{value: "made", awaited: 2 * testLateCommit}, sent: at(0, 16), took: 46 * time.Second,
		},
		"lost, sent again, and the first comes": {
			sends: []error{lost, nil}, there: map[string]float64{"made": 16, "late": 20}, result: created[string]{value: "made"},
			sent: at(0, 16), removed: []string{"late"}, took: 21 * time.Second,
		},
		"an extra one that cannot be removed": {
			sends: []error{lost, nil}, there: map[string]float64{"made": 16, "late": 20}, removeErr: failure, result: created[string]{value: "made", duplicates: []string{"late"}},
			sent: at(0, 16), removed: []string{"late"}, took: 21 * time.Second,
		},
		"one that is somebody else's": {
			sends: []error{lost, nil}, there: map[string]float64{"made": 16, "late": 20, "other": 20},
			result: created[string]{value: "made", duplicates: []string{"late", "other"}}, sent: at(0, 16), took: 21 * time.Second,
		},
		"every request lost": {
			sends: []error{lost, lost, lost}, unclear: &UnclearError{Err: lost, Within: 4 * testLateCommit}, sent: at(0, 16, 33), took: 63 * time.Second,
		},
		"lost first and refused then": {
			sends: []error{lost, refusal}, unclear: &UnclearError{Err: refusal, Within: testLateCommit}, sent: at(0, 16), took: 16 * time.Second,
		},
		"two lost and both there": {
			sends: []error{lost, lost}, there: map[string]float64{"a": 17, "b": 17}, result: created[string]{value: "a"},
			sent: at(0, 16), removed: []string{"b"}, took: 17 * time.Second,
		},
		"the list fails": {
			sends: []error{lost}, findErr: failure, unclear: &UnclearError{Err: lost, SearchErr: failure}, sent: at(0),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, test.run)
		})
	}
}

func (c *creationCase) run(t *testing.T) {
	t.Helper()
	start := time.Now()
	var sent []time.Duration
	var removed []string
	create := creation[string]{
		send: func(context.Context) (string, error) {
			sent = append(sent, time.Since(start))
			return "made", c.sends[len(sent)-1]
		},
		find: func(context.Context) ([]string, error) {
			var found []string
			for _, name := range slices.Sorted(maps.Keys(c.there)) {
				if time.Since(start) >= at(c.there[name])[0] {
					found = append(found, name)
				}
			}
			return found, c.findErr
		},
		remove: func(_ context.Context, name string) error {
			removed = append(removed, name)
			return c.removeErr
		},
	}
	if c.noRemove {
		create.remove = nil
	}
	result, err := create.run(t.Context(), retryingPractice(), func(a, b string) bool { return a == b })
	unclear, _ := errors.AsType[*UnclearError](err)
	if !reflect.DeepEqual(unclear, c.unclear) {
		t.Errorf("got %+v, want %+v", unclear, c.unclear)
	}
	if c.unclear == nil && err != c.err { //nolint:errorlint // the very error
		t.Errorf("got the error %v, want %v", err, c.err)
	}
	if diff := cmp.Diff(c.result, result, cmp.AllowUnexported(created[string]{})); diff != "" {
		t.Errorf("result (-want +got):\n%s", diff)
	}
	if !slices.Equal(sent, c.sent) || !slices.Equal(removed, c.removed) || time.Since(start) != c.took {
		t.Errorf("sent at %v, want %v; removed %v, want %v; took %s, want %s", sent, c.sent, removed, c.removed, time.Since(start), c.took)
	}
}
