// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestReadThatBeganBeforeAWriteIsNotCached(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began, release := make(chan struct{}), make(chan struct{})
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
			if n == 0 {
				close(began)
				<-release
				respondJSON(w, 200, `{"name":"old"}`)
				return
			}
			respondJSON(w, 200, `{"name":"new"}`)
		})
		p := s.practice(t)
		name := func() string {
			group, err := p.GetPracticeGroup(t.Context())
			if err != nil {
				t.Error(err)
				return ""
			}
			return group.Name.OrZero()
		}
		var wg sync.WaitGroup
		wg.Go(func() { name() })
		<-began
		if err := p.UpdatePracticeGroup(t.Context(), PracticeGroupUpdate{Name: Value("new")}, nil); err != nil {
			t.Fatal(err)
		}
		soon(t, func() {
			if got := name(); got != "new" {
				t.Errorf("a read after the write joined the flight from before it: %q", got)
			}
		})
		close(release)
		wg.Wait()
		if got := name(); got != "new" {
			t.Errorf("the read from before the write was cached: %q", got)
		}
	})
}

func TestACallerThatLeavesDoesNotTakeTheOthersAlong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := make(chan struct{}, 10)
		release := make(chan struct{})
		s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
			began <- struct{}{}
			select {
			case <-release:
				respondJSON(w, 200, groupResponse)
			case <-r.Context().Done():
			}
		})
		p := s.practice(t)
		ctx, cancel := context.WithCancel(t.Context())
		first, second := make(chan error, 1), make(chan error, 1)
		go func() { _, err := p.GetPracticeGroup(ctx); first <- err }()
		<-began
		go func() { _, err := p.GetPracticeGroup(t.Context()); second <- err }()
		synctest.Wait() // until the second waits for the first
		cancel()
		if err := <-first; !errors.Is(err, context.Canceled) {
			t.Errorf("the first caller got %v", err)
		}
		<-began // the second caller's own read
		close(release)
		if err := <-second; err != nil {
			t.Errorf("the second caller got %v", err)
		}
	})
}

func TestAWaitingCallerCanLeave(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began, release := make(chan struct{}), make(chan struct{})
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
			close(began)
			<-release
			respondJSON(w, 200, groupResponse)
		})
		p := s.practice(t)
		first := make(chan error, 1)
		go func() { _, err := p.GetPracticeGroup(t.Context()); first <- err }()
		<-began
		soon(t, func() {
			if _, err := p.GetPracticeGroup(cancelledAfter(t, time.Second)); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
		})
		close(release)
		if err := <-first; err != nil || len(s.requests()) != 1 {
			t.Errorf("the first caller got %v after %d requests", err, len(s.requests()))
		}
	})
}

// The list that confirms a delete is read after it, and replaces a list whose read began before it.
func TestListReadDuringADeleteLacksTheWebhook(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began, release := make(chan struct{}), make(chan struct{})
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
			switch n {
			case 0:
				close(began)
				<-release
				respondJSON(w, 200, `[{"id":"1"}]`)
			default:
				respondJSON(w, 200, `[]`)
			}
		})
		p := s.practice(t)
		first := make(chan error, 1)
		go func() { _, err := p.ListWebhooks(t.Context()); first <- err }()
		<-began
		if err := p.DeleteWebhook(t.Context(), "1"); err != nil {
			t.Fatal(err)
		}
		close(release)
		if err := <-first; err != nil {
			t.Fatal(err)
		}
		if listed, err := p.ListWebhooks(t.Context()); err != nil || len(listed) != 0 || s.count("GET") != 2 {
			t.Errorf("got %+v, %v with %d lists", listed, err, s.count("GET"))
		}
	})
}

// slowRead is a read that takes a second and returns how many began before it.
type slowRead struct {
	reads int
	fail  error
}

func (r *slowRead) read(ctx context.Context) (int, error) {
	r.reads++
	n := r.reads
	if err := sleep(ctx, time.Second); err != nil {
		return 0, err
	}
	return n, r.fail
}

var someKey = practiceKey{practice: "1001", route: RouteForms}

// Callers that need a fresh read share the next one, and its error.
func TestFreshReadersShareTheNextRead(t *testing.T) {
	t.Parallel()
	for _, fail := range []error{nil, errors.New("refused")} {
		synctest.Test(t, func(t *testing.T) {
			c, slow := newCache(), &slowRead{fail: fail}
			ask := func(want int) {
				if n, err := since(t.Context(), c, someKey, c.now(), slow.read); n != want || !errors.Is(err, fail) {
					t.Errorf("got read %d, %v, want %d", n, err, want)
				}
			}
			go ask(1)
			synctest.Wait()
			for range 10 {
				go ask(2)
			}
			time.Sleep(3 * time.Second)
			synctest.Wait()
			if slow.reads != 2 {
				t.Errorf("%d reads", slow.reads)
			}
		})
	}
}

// If a read ends without a result, because its caller leaves or panics, the other callers still get one.
func TestFollowersOutliveTheirLeader(t *testing.T) {
	t.Parallel()
	for name, lead := range map[string]func(context.Context, *cache, *slowRead){
		"cancelled": func(ctx context.Context, c *cache, slow *slowRead) {
			ctx, cancel := context.WithTimeout(ctx, time.Second/2)
			defer cancel()
			_, _ = since(ctx, c, someKey, c.now(), slow.read)
		},
		"panic": func(ctx context.Context, c *cache, slow *slowRead) {
			defer func() { _ = recover() }()
			_, _ = since(ctx, c, someKey, c.now(), func(ctx context.Context) (int, error) {
				_, _ = slow.read(ctx)
				panic("in a read")
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, slow := newCache(), &slowRead{}
				oldest := c.now()
				go lead(t.Context(), c, slow)
				synctest.Wait()
				for range 3 {
					go func() {
						if n, err := since(t.Context(), c, someKey, oldest, slow.read); n != 2 || err != nil {
							t.Errorf("got read %d, %v", n, err)
						}
					}()
				}
				time.Sleep(3 * time.Second)
				synctest.Wait()
				if slow.reads != 2 {
					t.Errorf("%d reads", slow.reads)
				}
			})
		})
	}
}

// A read that succeeds serves everybody who waits for it, even if its own caller has left meanwhile.
func TestReadOfACallerWhoLeftServesTheOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, slow := newCache(), &slowRead{}
		go func() {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
			defer cancel()
			_, _ = since(ctx, c, someKey, time.Time{}, func(ctx context.Context) (int, error) { return slow.read(context.WithoutCancel(ctx)) })
		}()
		synctest.Wait()
		if n, err := since(t.Context(), c, someKey, time.Time{}, slow.read); n != 1 || err != nil {
			t.Errorf("got read %d, %v", n, err)
		}
	})
}

// A read that panics has no result, so what was read before it stays.
func TestReadThatPanicsKeepsTheCachedValue(t *testing.T) {
	t.Parallel()
	c := newCache()
	read := func(context.Context) (int, error) { return 7, nil }
	if n, err := since(t.Context(), c, someKey, c.now(), read); n != 7 || err != nil {
		t.Fatalf("got %d, %v", n, err)
	}
	func() {
		defer func() { _ = recover() }()
		_, _ = since(t.Context(), c, someKey, c.now(), func(context.Context) (int, error) { panic("in a read") })
	}()
	if n, ok := peek[int](c, someKey, time.Time{}); n != 7 || !ok {
		t.Errorf("%d is cached (%t)", n, ok)
	}
}

// A caller that waits for another's read leaves when its own context ends, with an error that names only the route.
func TestWaitForAReadEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, slow := newCache(), &slowRead{}
		key := someKey
		key.part = "Ada Lovelace"
		go func() { _, _ = since(t.Context(), c, key, time.Time{}, slow.read) }()
		synctest.Wait()
		for _, oldest := range []time.Time{{}, c.now()} { // joins the read, or waits for the next
			ctx, cancel := context.WithTimeout(t.Context(), time.Second/4)
			began := time.Now()
			_, err := since(ctx, c, key, oldest, slow.read)
			if e := as[*TransportError](t, err); e.Problem != ProblemDeadline || e.Route != RouteForms || e.Ambiguous || time.Since(began) > time.Second/4 {
				t.Errorf("got %+v after %s", e, time.Since(began))
			}
			cancel()
		}
	})
}

// A change applies to the cached value and to the result of a read in flight, but not to values returned before.
func TestChangeAppliesToAReadInFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, slow := newCache(), &slowRead{}
		first, _ := since(t.Context(), c, someKey, c.now(), slow.read)
		results := make(chan int, 1)
		go func() {
			n, _ := since(t.Context(), c, someKey, c.now(), slow.read)
			results <- n
		}()
		synctest.Wait()
		change(c, someKey, func(n int) int { return n + 100 })
		if n, ok := peek[int](c, someKey, time.Time{}); n != 101 || !ok || first != 1 {
			t.Errorf("%d is cached (%t), %d was returned before", n, ok, first)
		}
		if n := <-results; n != 102 {
			t.Errorf("the read in flight returned %d", n)
		}
		if n, ok := peek[int](c, someKey, time.Time{}); n != 102 || !ok {
			t.Errorf("%d is cached (%t)", n, ok)
		}
	})
}

// The cache's clock advances although time stands still in a bubble, and for a while on a coarse system clock.
func TestClockAlwaysAdvances(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCache()
		for before := c.now(); time.Until(before) < 10; {
			now := c.now()
			if !now.After(before) {
				t.Fatalf("%s follows %s", now, before)
			}
			before = now
		}
	})
}
