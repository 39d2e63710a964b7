// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// practicesWithKeys returns the practices of one client, in order of their ids.
func (s *server) practicesWithKeys(t *testing.T, common string, own map[string]string, adjust ...func(*Config)) []*Practice {
	t.Helper()
	config := Config{
		Endpoint: endpoint, Transport: s.transport, APIKey: common, APIKeys: own, UserAgent: "test", MaxRetries: 2,
	}
	for _, a := range adjust {
		a(&config)
	}
	client, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	var all []*Practice
	for _, id := range slices.Sorted(maps.Keys(own)) {
		p, err := client.Practice(id)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// An id may be a key in the wrong place unless something shows that it is an id.
func TestPractice_MayBeKey(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
		if n == 0 {
			respondJSON(w, 403, `{}`)
			return
		}
		respondJSON(w, 200, `{}`)
	})
	own := s.practicesWithKeys(t, "common", map[string]string{"Own_4c1e9d0f": "own"})[0]
	if own.MayBeKey() {
		t.Error("an id with a key of its own is taken for a key")
	}
	for _, id := range []string{"1001", "practice-abc123"} {
		if p, err := own.client.Practice(id); err != nil || p.MayBeKey() {
			t.Errorf("an id in a form of Hero's is taken for a key (%v)", err)
		}
	}
	odd, err := own.client.Practice("Odd_4c1e9d0f")
	if err != nil {
		t.Fatal(err)
	}
	for request, want := range []bool{true, true, false} { // before any, after a refusal, after a success
		if got := odd.MayBeKey(); got != want {
			t.Errorf("after %d requests: %t", request, got)
		}
		_, _ = odd.GetPracticeGroup(t.Context())
	}
}

func TestPracticeGroupsOwnKeyWins(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) { respondRequested(w, r) })
	own := s.practicesWithKeys(t, "common", map[string]string{"1001": "own"})[0]
	other, err := own.client.Practice("1002")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []*Practice{own, other, s.practice(t)} {
		if _, err := p.GetPatient(t.Context(), "1"); err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range []string{"own 1001", "common 1002", "key 1001"} {
		if h := s.requests()[i].Header; h.Get("x-api-key")+" "+h.Get("x-practice-group-id") != want {
			t.Errorf("%q and practice group %q, want %q", h.Get("x-api-key"), h.Get("x-practice-group-id"), want)
		}
	}
	for p, want := range map[*Practice]KeySource{own: OwnKey, other: CommonKey, s.practice(t): OnlyKey} {
		if got := p.KeySource(); got != want {
			t.Errorf("key source %d, want %d", got, want)
		}
	}
}

func TestPracticeGroupWithoutAKeyIsRefused(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 200, `{}`) })
	client := s.practicesWithKeys(t, "", map[string]string{"1001": "own"}, func(c *Config) {
		c.AllowedPracticeGroupIDs = []string{"1001", "1002"}
	})[0].client
	_, err := client.Practice("1002")
	if e := as[*NoKeyError](t, err); e.ID != "1002" || !strings.Contains(e.Error(), `"1002"`) {
		t.Errorf("got %v", err)
	}
	_, err = client.Practice("1003")
	if e := as[*PracticeNotAllowedError](t, err); e.ID != "1003" {
		t.Errorf("got %v", e)
	}
}

func TestNewChecksEachKey(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		common string
		own    map[string]string
		names  string // "" = accepted
	}{
		"own alone":           {"", map[string]string{"1001": "secret-key"}, ""},
		"both":                {"secret-key", map[string]string{"1001": "secret-key"}, ""},
		"none":                {"", map[string]string{}, "API key: is empty"},
		"common and line":     {"secret-key\n", map[string]string{"1001": "secret-key"}, "API key: "},
		"own is empty":        {"secret-key", map[string]string{"1001": "secret-key", "1002": ""}, `practice group "1002"`},
		"own and line":        {"", map[string]string{"1001": "secret-key\r"}, `practice group "1001"`},
		"no id":               {"", map[string]string{"": "secret-key"}, "practice group id of an API key: is not 1 to 64 letters"},
		"a key for an id too": {"", map[string]string{"secret-key\n": "secret-key"}, "practice group id of an API key: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := New(Config{Endpoint: "https://api.example.test", APIKey: test.common, APIKeys: test.own})
			if (err == nil) != (test.names == "") || (err != nil && !strings.Contains(err.Error(), test.names)) {
				t.Fatalf("got error %v, want %q", err, test.names)
			}
			if err != nil && strings.Contains(err.Error(), "secret-key") {
				t.Errorf("the error tells the key: %v", err)
			}
		})
	}
}

// A refusal for too many requests delays all requests with the same key, and no others.
func TestPauseIsPerKey(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
			if n == 0 {
				w.Header().Set("Retry-After", "5")
				respondJSON(w, 429, ``)
				return
			}
			respondRequested(w, r)
		})
		all := s.practicesWithKeys(t, "same", map[string]string{"1001": "same", "1002": "same", "1003": "other"})
		inNetwork, err := all[0].client.Practice("1004") // with the common key, which is the same
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		ask := func(p *Practice) {
			if _, err := p.GetPatient(t.Context(), "1"); err != nil {
				t.Errorf("practice group %s: %v", p.ID(), err)
			}
		}
		wg.Go(func() { ask(all[0]) })
		synctest.Wait() // until the pause has begun
		for _, p := range append(all[1:], inNetwork) {
			wg.Go(func() { ask(p) })
		}
		wg.Wait()
		began := s.requests()[0].At
		for _, request := range s.requests()[1:] {
			group, after := request.Header.Get("x-practice-group-id"), request.At.Sub(began)
			if want := map[bool]time.Duration{true: 5 * time.Second}[group != "1003"]; after != want {
				t.Errorf("the request for practice group %s arrived %s after the refusal of practice group 1001", group, after)
			}
		}
	})
}

func TestRateLimitIsPerKey(t *testing.T) {
	t.Parallel()
	const perSecond, each = 2, 6
	for name, test := range map[string]struct {
		keys map[string]string
		want time.Duration
	}{
		"of two":      {map[string]string{"1001": "one", "1002": "two"}, (each - 1) * time.Second / perSecond},
		"of the same": {map[string]string{"1001": "one", "1002": "one"}, (2*each - 1) * time.Second / perSecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) { respondRequested(w, r) })
				all := s.practicesWithKeys(t, "", test.keys, func(c *Config) { c.RequestsPerSecond = perSecond })
				var wg sync.WaitGroup
				for _, p := range all {
					for id := range each {
						wg.Go(func() {
							if _, err := p.GetPatient(t.Context(), strconv.Itoa(id+1)); err != nil {
								t.Error(err)
							}
						})
					}
				}
				wg.Wait()
				seen := s.requests()
				if took := seen[len(seen)-1].At.Sub(seen[0].At); took != test.want {
					t.Errorf("%d requests within %s, want %s", len(seen), took, test.want)
				}
			})
		})
	}
}

func TestKeysShareTheConnections(t *testing.T) {
	t.Parallel()
	s := serve(t, nil)
	all := s.practicesWithKeys(t, "", map[string]string{"1001": "one", "1002": "two", "1003": "one"}, func(c *Config) { c.RequestsPerSecond = 1 })
	one, two := all[0].transport, all[1].transport
	if one == two || one.limiter == two.limiter || one.throttle == two.throttle || one != all[2].transport {
		t.Error("limits are not per key")
	}
	if one.base != two.base || one.fresh != two.fresh {
		t.Error("each key has connections of its own")
	}
}

// A practice group never gets another's cached value, and keeps its own after a write to another.
func TestCacheIsPerPracticeGroup(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		respondJSON(w, 200, fmt.Sprintf(`{"name":"of %s"}`, r.Header.Get("x-api-key")))
	})
	all := s.practicesWithKeys(t, "", map[string]string{"1001": "one", "1002": "two"})
	for range 2 {
		for i, want := range []string{"of one", "of two"} {
			group, err := all[i].GetPracticeGroup(t.Context())
			if err != nil || group.Name.OrZero() != want {
				t.Errorf("got %+v, %v, want %s", group, err, want)
			}
		}
		if err := all[1].UpdatePracticeGroup(t.Context(), PracticeGroupUpdate{Name: Value("new")}, nil); err != nil {
			t.Fatal(err)
		}
	}
	reads := map[string]int{}
	for _, request := range s.requests() {
		if request.Method == http.MethodGet {
			reads[request.Header.Get("x-api-key")]++
		}
	}
	if reads["one"] != 1 || reads["two"] != 2 {
		t.Errorf("reads by key: %v, want 1, and 2 with a write between them", reads)
	}
}

// If Hero refuses one key, requests with the others go on, and the error shows none of the keys.
func TestRefusalOfOneKeyConcernsNoOther(t *testing.T) {
	t.Parallel()
	own := map[string]string{"1001": "canary-one", "1002": "canary-two", "1003": "canary-three"}
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		if r.Header.Get("x-api-key") != "canary-two" {
			respondRequested(w, r)
			return
		}
		respondJSON(w, 401, `{"message":"not Canary-Two, but one of canary-common, canary-one, canary-\u0000three"}`)
	})
	for i, p := range s.practicesWithKeys(t, "canary-common", own) {
		_, err := p.GetPracticeGroup(t.Context())
		if i != 1 {
			if err != nil {
				t.Errorf("practice group %s: %v", p.ID(), err)
			}
			continue
		}
		if e := as[*APIError](t, err); e.Status != 401 || !e.Withheld || strings.Contains(strings.ToLower(err.Error()), "canary") {
			t.Errorf("got %v", err)
		}
	}
}
