// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

const groupResponse = `{"id":"1001","name":"High Street","address":{"line_1":"1 High Street"},"capabilities":["sms_messaging"],"data":[],"count":0}`

// cachedReads are the reads that are shared and cached.
var cachedReads = map[string]func(context.Context, *Practice) error{
	"practice group": func(ctx context.Context, p *Practice) error { _, err := p.GetPracticeGroup(ctx); return err },
	"capabilities":   func(ctx context.Context, p *Practice) error { _, err := p.Capabilities(ctx); return err },
	"configuration":  func(ctx context.Context, p *Practice) error { _, err := p.Configuration(ctx); return err },
	"elements":       func(ctx context.Context, p *Practice) error { _, err := p.Elements(ctx); return err },
	"webhooks":       func(ctx context.Context, p *Practice) error { _, err := p.ListWebhooks(ctx); return err },
	"admins":         func(ctx context.Context, p *Practice) error { _, err := p.GetAdmins(ctx); return err },
	"locations": func(ctx context.Context, p *Practice) error {
		_, err := p.ListLocations(ctx, LocationFilter{})
		return err
	},
	"practitioners": func(ctx context.Context, p *Practice) error {
		_, err := p.ListPractitioners(ctx, PractitionerFilter{})
		return err
	},
	"forms": func(ctx context.Context, p *Practice) error { _, err := p.ListForms(ctx, FormFilter{}); return err },
	"appointment types": func(ctx context.Context, p *Practice) error {
		_, err := p.ListAppointmentTypes(ctx, AppointmentTypeFilter{})
		return err
	},
}

func TestReadsAreSharedAndCached(t *testing.T) {
	t.Parallel()
	for name, read := range cachedReads {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				release := make(chan struct{})
				s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
					<-release
					respondJSON(w, 200, strings.Replace(groupResponse, "1001", r.Header.Get("x-practice-group-id"), 1))
				})
				p := s.practice(t)
				var wg sync.WaitGroup
				for range 20 {
					wg.Go(func() {
						if err := read(t.Context(), p); err != nil {
							t.Error(err)
						}
					})
				}
				synctest.Wait() // until all have asked for it
				close(release)
				wg.Wait()
				if err := read(t.Context(), p); err != nil {
					t.Error(err)
				}
				if n := len(s.requests()); n != 1 {
					t.Errorf("%d requests, want 1", n)
				}
				other, err := p.client.Practice("1002")
				if err != nil {
					t.Fatal(err)
				}
				if err := read(t.Context(), other); err != nil || len(s.requests()) != 2 {
					t.Errorf("another practice group got the first one's response (%v)", err)
				}
				again, _ := p.client.Practice("1001")
				if err := read(t.Context(), again); err != nil || len(s.requests()) != 2 {
					t.Errorf("the same practice group did not get the cached value (%v)", err)
				}
			})
		})
	}
}

func TestErrorsAreNotCached(t *testing.T) {
	t.Parallel()
	for _, first := range []string{`{"message":"x"}`, `"odd"`} {
		for name, read := range cachedReads {
			if name == "configuration" && first == `"odd"` {
				continue // any JSON is a configuration
			}
			s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
				switch {
				case n > 0:
					respondJSON(w, 200, groupResponse)
				case first == `"odd"`:
					respondJSON(w, 200, first)
				default:
					respondJSON(w, 403, first)
				}
			})
			p := s.practice(t)
			if read(t.Context(), p) == nil {
				t.Errorf("%s: no error", name)
			}
			if err := read(t.Context(), p); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestWhatAWriteForgets(t *testing.T) {
	t.Parallel()
	writes := map[string]struct {
		run     func(context.Context, *Practice) error
		forgets []string
	}{
		"update": {
			run: func(ctx context.Context, p *Practice) error {
				return p.UpdatePracticeGroup(ctx, PracticeGroupUpdate{Name: Value("x")}, nil)
			},
			forgets: []string{RoutePracticeGroup, RouteCapabilities, RouteConfiguration, RouteElements},
		},
		"empty update": {run: func(ctx context.Context, p *Practice) error {
			return p.UpdatePracticeGroup(ctx, PracticeGroupUpdate{}, nil)
		}},
		"admin": {
			run:     func(ctx context.Context, p *Practice) error { return p.UpdateAdmin(ctx, "1", AdminUpdate{}, nil) },
			forgets: []string{RouteAdmins},
		},
		"delete": {run: func(ctx context.Context, p *Practice) error { return p.DeleteWebhook(ctx, "1") }},
	}
	for name, write := range writes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 200, groupResponse) })
			p := s.practice(t)
			readAll := func() {
				for _, read := range cachedReads {
					if err := read(t.Context(), p); err != nil {
						t.Error(err)
					}
				}
			}
			readAll()
			if err := write.run(t.Context(), p); err != nil {
				t.Fatal(err)
			}
			before := len(s.requests())
			readAll()
			got := map[string]bool{}
			for _, request := range s.requests()[before:] {
				got[request.Path] = true
			}
			want := map[string]bool{}
			for _, route := range write.forgets {
				want[route] = true
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFreshReadIsCached(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
		respondJSON(w, 200, `{"name":"`+[]string{"old", "new"}[n]+`"}`)
	})
	p := s.practice(t)
	for i, read := range []func(context.Context) (*PracticeGroup, error){p.GetPracticeGroup, p.GetPracticeGroupUncached, p.GetPracticeGroup} {
		group, err := read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got, want := group.Name.OrZero(), []string{"old", "new", "new"}[i]; got != want {
			t.Errorf("read %d: got %q, want %q", i, got, want)
		}
	}
}

func TestReadersCannotChangeCachedValues(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		if r.URL.Path == RouteWebhooks {
			respondJSON(w, 200, `[{"id":"1","headers":{"A":"b"}}]`)
			return
		}
		if r.URL.Path == RouteAdmins {
			respondJSON(w, 200, `[{"id":"7"}]`)
			return
		}
		respondJSON(w, 200, groupResponse)
	})
	p := s.practice(t)
	spoil := func() {
		group, _ := p.GetPracticeGroup(t.Context())
		address, _ := group.Address.Get()
		clear(address.Raw)
		clear(group.Raw)
		group.Name = Null[string]()
		configuration, _ := p.Configuration(t.Context())
		clear(configuration)
		webhooks, _ := p.ListWebhooks(t.Context())
		headers, _ := webhooks[0].Headers.Get()
		clear(headers)
		clear(webhooks)
		admins, _ := p.GetAdmins(t.Context())
		clear(admins)
	}
	spoil()
	group, err := p.GetPracticeGroup(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(decoded[*PracticeGroup](t, groupResponse), group, everyField); diff != "" {
		t.Error(diff)
	}
	if configuration, _ := p.Configuration(t.Context()); string(configuration) != groupResponse {
		t.Errorf("got %s", configuration)
	}
	if admins, _ := p.GetAdmins(t.Context()); admins[0].ID.OrZero() != "7" {
		t.Errorf("got %+v", admins)
	}
	webhooks, _ := p.ListWebhooks(t.Context())
	if headers, _ := webhooks[0].Headers.Get(); headers["A"] != "b" {
		t.Errorf("got %+v", webhooks)
	}
}

func TestNothingIsCachedForLong(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for name, read := range cachedReads {
			s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 200, groupResponse) })
			p := s.practice(t)
			for want, age := range []time.Duration{0, maxAge - time.Second, 2 * time.Second} {
				time.Sleep(age)
				if err := read(t.Context(), p); err != nil || len(s.requests()) != max(1, want) {
					t.Errorf("%s: %d requests after %s more, %v", name, len(s.requests()), age, err)
				}
			}
		}
		if maxAge > time.Minute {
			t.Errorf("values are cached for %s", maxAge)
		}
	})
}
