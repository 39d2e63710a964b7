// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
)

// An admin is looked for on the page of before, and on all when they have gone from there.
func TestAnAdminIsReadOnTheirPage(t *testing.T) {
	t.Parallel()
	var moved, n atomic.Int32
	var pages []string
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		if r.Method != http.MethodGet {
			respondJSON(w, 200, `{"admin_id":"8"}`)
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
	if err := p.UpdateAdmin(t.Context(), "8", AdminUpdate{}); err != nil {
		t.Fatal(err)
	}
	after := read("1")
	// The list is older than the write, so whoever wants the rest as well reads all of it, once.
	pages = nil
	for range 2 {
		all, err := p.GetAdmins(t.Context())
		if err != nil || len(all) != 3 || all[1].FirstName.OrZero() <= after.FirstName.OrZero() || !slices.Equal(pages, []string{"0", "1", "2", "3"}) {
			t.Errorf("got %+v, %v with the pages %q", all, err, pages)
		}
	}
	moved.Store(1)
	read("1", "0", "1", "2", "3")
	// Whom the list does not have may be there by now.
	if err := p.UpdateAdmin(t.Context(), "12", AdminUpdate{}); err != nil {
		t.Fatal(err)
	}
	pages = nil
	if _, ok, err := p.GetAdmin(t.Context(), "12"); ok || err != nil || len(pages) != 4 {
		t.Errorf("%t, %v with the pages %q", ok, err, pages)
	}
}

// What was read before a write is not taken for what it left, and what was read of others is still good.
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
	if err := p.UpdateAdmin(t.Context(), "8", AdminUpdate{}); err != nil {
		t.Fatal(err)
	}
	if get("7"); walks() != 1 {
		t.Errorf("%d walks after a write of another admin", walks())
	}
	after := get("8")
	if after == before || walks() != 2 || get("8") != after || walks() != 2 {
		t.Errorf("got %q, then %q, with %d walks", before, after, walks())
	}
	if err := p.UpdateAdmin(t.Context(), "8", AdminUpdate{}); err != nil {
		t.Fatal(err)
	}
	if all, err := p.GetAdmins(t.Context()); err != nil || all[1].FirstName.OrZero() == after || walks() != 3 {
		t.Errorf("the list of before a write was handed out (%v) with %d walks", err, walks())
	}
}
