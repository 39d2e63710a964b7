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
			answerJSON(w, 200, `{"admin_id":"8"}`)
			return
		}
		page := r.URL.Query().Get("page_index")
		pages = append(pages, page)
		entry := map[string]string{"0": "7", "1": "8", "2": "9"}
		if moved.Load() > 0 {
			entry = map[string]string{"0": "8", "1": "7", "2": "9"}
		}
		if entry[page] == "" {
			answerJSON(w, 200, `{"data":[],"count":3}`)
			return
		}
		answerJSON(w, 200, fmt.Sprintf(`{"data":[{"id":"%s","first_name":"%d"}],"count":3}`, entry[page], n.Add(1)))
	})
	p := s.practice(t)
	read := func(want ...string) Admin {
		t.Helper()
		pages = nil
		admin, ok, err := p.GetAdminUncached(t.Context(), "8")
		if err != nil || !ok || text(admin.ID) != "8" || !slices.Equal(pages, want) {
			t.Errorf("got %+v, %t, %v from the pages %q, want %q", admin, ok, err, pages, want)
		}
		return admin
	}
	read("0", "1", "2", "3")
	if err := p.UpdateAdmin(t.Context(), "8", AdminUpdate{}); err != nil {
		t.Fatal(err)
	}
	after := read("1")
	// What was read so is remembered with the rest.
	all, err := p.GetAdmins(t.Context())
	if err != nil || len(all) != 3 || text(all[1].FirstName) != text(after.FirstName) || !slices.Equal(pages, []string{"1"}) {
		t.Errorf("got %+v, %v with the pages %q", all, err, pages)
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

// What was read before a write is not taken for what it left.
func TestAdminListKnowsWhatIsNotCurrent(t *testing.T) {
	t.Parallel()
	list := &adminList{entries: []Admin{{ID: Value("7")}, {ID: Value("8")}}, places: map[string]*adminPlace{"7": {}, "8": {entry: 1}}}
	want := func(current bool, firstName string) {
		t.Helper()
		admin, known, got := list.find("8")
		_, all := list.all()
		if !known || got != current || all != current || text(admin.FirstName) != firstName {
			t.Errorf("got %+v, current %t, all %t", admin, got, all)
		}
	}
	want(true, "")
	list.written("8")
	want(false, "")
	_, first, _ := list.place("8")
	list.written("8")
	_, second, _ := list.place("8")
	list.put(Admin{ID: Value("8"), FirstName: Value("first")}, first)
	want(false, "first")
	list.put(Admin{ID: Value("8"), FirstName: Value("second")}, second)
	want(true, "second")
	list.put(Admin{ID: Value("8"), FirstName: Value("first")}, first) // a slow read
	want(true, "second")
	list.put(Admin{ID: Value("9")}, 0)
	if list.written("9") {
		t.Error("an admin whom the list does not have was noted")
	}
}
