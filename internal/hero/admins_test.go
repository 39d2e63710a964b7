// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
)

// admins serves a list of three on pages of two.
func admins(t *testing.T, fail func(w http.ResponseWriter, n int) bool) *server {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
		switch page := r.URL.Query().Get("page_index"); {
		case fail != nil && fail(w, n):
		case r.Method == http.MethodPatch:
			respondJSON(w, 200, `{}`)
		case page == "0":
			respondJSON(w, 200, fmt.Sprintf(`{"data":[{"id":7},{"id":"8","first_name":"%d"}],"count":3}`, n))
		default:
			respondJSON(w, 200, `{"data":[{"id":"9"}],"count":3}`)
		}
	})
}

func TestAdminsAreReadOnce(t *testing.T) {
	t.Parallel()
	s := admins(t, nil)
	p := s.practice(t)
	var wg sync.WaitGroup
	for _, id := range []string{"7", "8", "9", "10"} {
		wg.Go(func() {
			admin, ok, err := p.GetAdmin(t.Context(), id)
			if err != nil || ok != (id != "10") || (ok && admin.ID.OrZero() != id) {
				t.Errorf("%s: got %q, %t, %v", id, admin.ID.OrZero(), ok, err)
			}
		})
	}
	wg.Wait()
	if all, err := p.GetAdmins(t.Context()); err != nil || len(all) != 3 || len(s.requests()) != 4 { // two pages, read twice, because 10 is missing
		t.Errorf("%d admins with %d requests, %v", len(all), len(s.requests()), err)
	}
	before, _, _ := p.GetAdmin(t.Context(), "8")
	if err := p.UpdateAdmin(t.Context(), "8", AdminUpdate{}, nil); err != nil {
		t.Fatal(err)
	}
	after, _, err := p.GetAdmin(t.Context(), "8")
	if err != nil || after.FirstName.OrZero() == before.FirstName.OrZero() {
		t.Errorf("after a write the value from before it was returned (%v)", err)
	}
	again, _, err := p.GetAdminUncached(t.Context(), "8")
	if err != nil || again.FirstName.OrZero() == after.FirstName.OrZero() {
		t.Errorf("an uncached read returned the cached value (%v)", err)
	}
}

// A read that was in flight during a write may have the values from before it.
func TestAdminsReadDuringAWriteAreOutdated(t *testing.T) {
	t.Parallel()
	reading, written := make(chan struct{}), make(chan struct{})
	s := admins(t, func(_ http.ResponseWriter, n int) bool {
		if n == 0 {
			close(reading)
			<-written
		}
		return false
	})
	p := s.practice(t)
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, _, err := p.GetAdmin(t.Context(), "8"); err != nil {
			t.Error(err)
		}
	})
	<-reading
	if err := p.UpdateAdmin(t.Context(), "8", AdminUpdate{}, nil); err != nil {
		t.Fatal(err)
	}
	close(written)
	wg.Wait()
	if admin, _, err := p.GetAdmin(t.Context(), "8"); err != nil || admin.FirstName.OrZero() == "0" {
		t.Errorf("got the values from before the write (%v)", err)
	}
}

func TestHalfAListOfAdminsIsAnError(t *testing.T) {
	t.Parallel()
	failing := map[string]func(w http.ResponseWriter, n int) bool{
		"second page": func(w http.ResponseWriter, n int) bool {
			if n == 1 {
				respondJSON(w, 403, `{}`)
			}
			return n == 1
		},
		"cut": func(w http.ResponseWriter, n int) bool {
			if n == 0 {
				respondJSON(w, 200, `{"data":[{"id":"7"}],"count":5}`)
			} else {
				respondJSON(w, 200, `{"data":[],"count":5}`)
			}
			return true
		},
	}
	for name, fail := range failing {
		for reader, read := range map[string]func(*Practice, context.Context, string) (Admin, bool, error){
			"cached": (*Practice).GetAdmin, "uncached": (*Practice).GetAdminUncached,
		} {
			if _, _, err := read(admins(t, fail).practice(t), t.Context(), "9"); err == nil {
				t.Errorf("%s, %s: no error", name, reader)
			}
		}
	}
}

// If the list cannot be read after a write, that is the error. A second read would only hide it.
func TestFailedReadOfAdminsAfterAWriteIsNotRepeated(t *testing.T) {
	t.Parallel()
	failing := false
	s := admins(t, func(w http.ResponseWriter, _ int) bool {
		if failing {
			respondJSON(w, 403, `{}`)
		}
		return failing
	})
	p := s.practice(t)
	if _, _, err := p.GetAdmin(t.Context(), "8"); err != nil {
		t.Fatal(err)
	}
	if err := p.UpdateAdmin(t.Context(), "8", AdminUpdate{}, nil); err != nil {
		t.Fatal(err)
	}
	failing = true
	before := len(s.requests())
	if _, _, err := p.GetAdmin(t.Context(), "8"); as[*APIError](t, err).Status != 403 || len(s.requests()) != before+1 {
		t.Errorf("%d requests, %v", len(s.requests())-before, err)
	}
}

// An empty id finds nobody, not the first admin without an id.
func TestAnAdminWithoutAnIDIsNotFound(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		respondJSON(w, 200, `{"data":[{"first_name":"Ada"}],"count":1}`)
	})
	if admin, ok, err := s.practice(t).GetAdmin(t.Context(), ""); ok || err != nil {
		t.Errorf("found %+v, %v", admin, err)
	}
}

// Ten callers that need a fresh read at the same time share reads.
func TestFreshReadsOfAdminsAreShared(t *testing.T) {
	t.Parallel()
	s := admins(t, nil)
	p := s.practice(t)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			<-start
			if _, _, err := p.GetAdminUncached(t.Context(), strconv.Itoa(8)); err != nil {
				t.Error(err)
			}
		})
	}
	close(start)
	wg.Wait()
	if walks := len(s.requests()) / 2; walks > 5 {
		t.Errorf("%d walks for ten readers", walks)
	}
}

// A fresh read of an admin asks for the page where they were last, and for all pages if they are no longer there.
func TestAnAdminIsReadOnTheirPage(t *testing.T) {
	t.Parallel()
	var moved, n atomic.Int32
	var pages []string
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		if r.Method != http.MethodGet {
			respondJSON(w, 200, fmt.Sprintf(`{"admin_id":%q}`, path.Base(r.URL.Path)))
			return
		}
		page := r.URL.Query().Get("page_index")
		pages = append(pages, page)
		entry := map[string]string{"0": "7", "1": "8", "2": "9"}
		if moved.Load() > 0 {
			entry = map[string]string{"0": "8", "1": "7", "2": "9"}
		}
		if entry[page] == "" {
			respondJSON(w, 200, `{"data":[],"count":3}`)
			return
		}
		respondJSON(w, 200, fmt.Sprintf(`{"data":[{"id":"%s","first_name":"%d"}],"count":3}`, entry[page], n.Add(1)))
	})
	p := s.practice(t)
	read := func(want ...string) Admin {
		t.Helper()
		pages = nil
		admin, ok, err := p.GetAdminUncached(t.Context(), "8")
		if err != nil || !ok || admin.ID.OrZero() != "8" || !slices.Equal(pages, want) {
			t.Errorf("got %+v, %t, %v from the pages %q, want %q", admin, ok, err, pages, want)
		}
		return admin
	}
	read("0", "1", "2", "3")
	if err := p.UpdateAdmin(t.Context(), "8", AdminUpdate{}, nil); err != nil {
		t.Fatal(err)
	}
	after := read("1")
	// The cached list is older than the write, so the next read of the whole list asks for all pages, once.
	pages = nil
	for range 2 {
		all, err := p.GetAdmins(t.Context())
		if err != nil || len(all) != 3 || all[1].FirstName.OrZero() <= after.FirstName.OrZero() || !slices.Equal(pages, []string{"0", "1", "2", "3"}) {
			t.Errorf("got %+v, %v with the pages %q", all, err, pages)
		}
	}
	moved.Store(1)
	read("1", "0", "1", "2", "3")
	read("0")
	// An admin whom the list does not have may have been added since.
	if err := p.UpdateAdmin(t.Context(), "12", AdminUpdate{}, nil); err != nil {
		t.Fatal(err)
	}
	pages = nil
	if _, ok, err := p.GetAdmin(t.Context(), "12"); ok || err != nil || len(pages) != 8 { // twice
		t.Errorf("%t, %v with the pages %q", ok, err, pages)
	}
	pages = nil
	if _, ok, err := p.GetAdminUncached(t.Context(), "12"); ok || err != nil || len(pages) != 4 {
		t.Errorf("%t, %v with the pages %q", ok, err, pages)
	}
}

// A write outdates what was read of the same admin before, but not what was read of others.
func TestAdminWritesOutdateOneEntry(t *testing.T) {
	t.Parallel()
	s := admins(t, nil)
	p := s.practice(t)
	walks := func() int { return s.count(http.MethodGet) / 2 }
	get := func(id string) string {
		t.Helper()
		admin, ok, err := p.GetAdmin(t.Context(), id)
		if err != nil || !ok {
			t.Errorf("admin %s: %t, %v", id, ok, err)
		}
		return admin.FirstName.OrZero()
	}
	before := get("8")
	if err := p.UpdateAdmin(t.Context(), "8", AdminUpdate{}, nil); err != nil {
		t.Fatal(err)
	}
	if get("7"); walks() != 1 {
		t.Errorf("%d walks after a write of another admin", walks())
	}
	after := get("8")
	if after == before || walks() != 2 || get("8") != after || walks() != 2 {
		t.Errorf("got %q, then %q, with %d walks", before, after, walks())
	}
	if err := p.UpdateAdmin(t.Context(), "8", AdminUpdate{}, nil); err != nil {
		t.Fatal(err)
	}
	if all, err := p.GetAdmins(t.Context()); err != nil || all[1].FirstName.OrZero() == after || walks() != 3 {
		t.Errorf("got the list from before the write (%v) with %d walks", err, walks())
	}
}
