// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

const testLateCommit = 15 * time.Second

// retryingPractice returns a practice of a client that retries twice, after exactly one second and then two.
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
		finds  []int // how many each call finds; the last number repeats
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
				found, err := pollUntil(t.Context(), retryingPractice(), test.window, func(context.Context) ([]int, error) {
					calls = append(calls, time.Since(start))
					return make([]int, test.finds[min(len(calls), len(test.finds))-1]), nil
				}, func(found []int) bool { return len(found) >= test.wanted })
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
		_, err := pollUntil(t.Context(), retryingPractice(), time.Minute, func(context.Context) ([]int, error) { return nil, failure }, isFound)
		if !errors.Is(err, failure) || time.Since(start) != 0 {
			t.Errorf("a call that fails: %v after %s", err, time.Since(start))
		}
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer cancel()
		_, err = pollUntil(ctx, retryingPractice(), time.Minute, func(context.Context) ([]int, error) { return nil, nil }, isFound)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 1500*time.Millisecond {
			t.Errorf("a context that ends: %v after %s", err, time.Since(start))
		}
	})
}

// creationCase is a creation and its expected result.
type creationCase struct {
	end     error              // of the request; nil creates "made"
	there   map[string]float64 // each object in Hero, with the second from which it is there
	findErr error
	// mayBeOthers is that of the creation. left: the caller's context has ended.
	mayBeOthers, left bool

	err     error // nil: success
	unclear *UnclearError
	result  created[string]
	took    time.Duration
}

// In TestCreation_run, a name that begins with "our" proves that this create made an object.
func TestCreation_run(t *testing.T) {
	t.Parallel()
	lost := &TransportError{Problem: ProblemTimeout, Ambiguous: true}
	ownWords := &APIError{Status: 500, ambiguous: true}
	accepted := &ResponseError{Status: 202, ambiguous: true}
	refusal := &APIError{Status: 400, ambiguous: true, fromApplication: true}
	unsent := &TransportError{Problem: ProblemRefused}
	failure := errors.New("failed")
	for name, test := range map[string]creationCase{
		"at once":    {result: created[string]{value: "made"}},
		"refused":    {end: refusal, err: refusal},
		"never sent": {end: unsent, err: unsent},
		"fails in Hero's own words": {
			end: ownWords, unclear: &UnclearError{Err: ownWords, Within: testLateCommit}, took: testLateCommit,
		},
		"fails in Hero's own words and comes late": {
			end: ownWords, there: map[string]float64{"ours": 4}, result: created[string]{value: "ours", unanswered: ownWords}, took: 5 * time.Second,
		},
		"accepted and comes late": {
			end: accepted, there: map[string]float64{"ours": 14}, result: created[string]{value: "ours", unanswered: accepted}, took: testLateCommit,
		},
		"accepted and never comes": {
			end: accepted, unclear: &UnclearError{Err: accepted, Within: testLateCommit}, took: testLateCommit,
		},
		"lost and there at once": {end: lost, there: map[string]float64{"ours": 0}, result: created[string]{value: "ours", unanswered: lost}},
		"lost and comes after another's": {
			end: lost, there: map[string]float64{"theirs": 0, "ours": 4},
			result: created[string]{value: "ours", unanswered: lost, others: []string{"theirs"}}, took: 5 * time.Second,
		},
		"lost and only another's comes": {
			end: lost, there: map[string]float64{"theirs": 1},
			unclear: &UnclearError{Err: lost, Found: 1}, result: created[string]{others: []string{"theirs"}}, took: testLateCommit,
		},
		"two are proven, so neither is": {
			end: lost, there: map[string]float64{"ours": 1, "ours too": 1},
			unclear: &UnclearError{Err: lost, Found: 2}, result: created[string]{others: []string{"ours", "ours too"}}, took: time.Second,
		},
		"the list fails": {end: lost, findErr: failure, unclear: &UnclearError{Err: lost, SearchErr: failure}},
		"the list fails, and another's may come first": {
			end: lost, findErr: failure, mayBeOthers: true, unclear: &UnclearError{Err: lost, SearchErr: failure},
		},
		"never comes, and another's may come first": {
			end: lost, mayBeOthers: true, unclear: &UnclearError{Err: lost, Within: testLateCommit}, took: testLateCommit,
		},
		"the caller has left": {end: lost, left: true, there: map[string]float64{"ours": 0}, err: lost},
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
	sent, searched := 0, time.Time{}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if c.left {
		cancel()
	}
	result, err := creation[string]{
		send: func(context.Context) (string, error) {
			sent++
			if c.end != nil {
				return "", c.end
			}
			return "made", nil
		},
		find: func(context.Context) ([]string, error) {
			if searched.Equal(time.Now()) {
				t.Error("searched twice at the same time")
			}
			searched = time.Now()
			var found []string
			for _, name := range slices.Sorted(maps.Keys(c.there)) {
				if time.Since(start) >= at(c.there[name])[0] {
					found = append(found, name)
				}
			}
			return found, c.findErr
		},
		isOurs:      func(name string) bool { return strings.HasPrefix(name, "our") },
		mayBeOthers: c.mayBeOthers,
	}.run(ctx, retryingPractice())
	unclear, _ := errors.AsType[*UnclearError](err)
	if !reflect.DeepEqual(unclear, c.unclear) {
		t.Errorf("got %+v, want %+v", unclear, c.unclear)
	}
	if c.unclear == nil && err != c.err { //nolint:errorlint // the very error
		t.Errorf("got the error %v, want %v", err, c.err)
	}
	if diff := cmp.Diff(c.result, result, cmp.AllowUnexported(created[string]{}), cmp.Comparer(func(a, b error) bool { return a == b })); diff != "" { //nolint:errorlint // the very error
		t.Errorf("result (-want +got):\n%s", diff)
	}
	if sent != 1 || time.Since(start) != c.took {
		t.Errorf("sent %d times, want once; took %s, want %s", sent, time.Since(start), c.took)
	}
}

func isFound[T any](found []T) bool { return len(found) > 0 }
