// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// pageServer is a paged list on the server's side.
type pageServer struct {
	entries []string
	size    int
	// count is "total", "page" or "none".
	count string
	// between runs after each page, and may change the entries.
	between func(b *pageServer, index int)
}

func (b *pageServer) page(_ context.Context, index int) (rawList, error) {
	from, to := min(index*b.size, len(b.entries)), min((index+1)*b.size, len(b.entries))
	page := rawList{}
	for _, id := range b.entries[from:to] {
		page.entries = append(page.entries, json.RawMessage(`{"id":"`+id+`"}`))
	}
	switch b.count {
	case "total":
		page.count = Value(int64(len(b.entries)))
	case "page":
		page.count = Value(int64(to - from))
	}
	if b.between != nil {
		b.between(b, index)
	}
	return page, nil
}

func collect(t *testing.T, fetch func(context.Context, int) (rawList, error), limit int) ([]string, error) {
	t.Helper()
	ids := []string{}
	for admin, err := range allPages(t.Context(), fetch, adminID, limit) {
		if err != nil {
			return ids, err
		}
		ids = append(ids, adminID(admin))
	}
	return ids, nil
}

func numbered(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = strconv.Itoa(i)
	}
	return ids
}

func TestPagesOfAnySizeAndAnyCount(t *testing.T) {
	t.Parallel()
	for _, count := range []string{"total", "page", "none"} {
		for _, size := range []int{1, 2, 3, 100} {
			for _, n := range []int{0, 1, 2, 3, 4, 5, 6, 7, 100, 101} {
				b := &pageServer{entries: numbered(n), size: size, count: count}
				got, err := collect(t, b.page, maxPages)
				if diff := cmp.Diff(numbered(n), got); err != nil || diff != "" {
					t.Errorf("count %s, pages of %d, %d entries: %v %s", count, size, n, err, diff)
				}
			}
		}
	}
}

func TestEntriesAddedBetweenPages(t *testing.T) {
	t.Parallel()
	for _, count := range []string{"total", "page", "none"} {
		for _, size := range []int{1, 2, 3} {
			for added := 1; added <= size; added++ {
				b := &pageServer{entries: numbered(7), size: size, count: count}
				b.between = func(b *pageServer, index int) {
					if index == 1 && len(b.entries) == 7 {
						for i := range added {
							b.entries = slices.Insert(b.entries, 0, fmt.Sprint("new", i))
						}
					}
				}
				got, err := collect(t, b.page, maxPages)
				slices.Sort(got)
				if unique := slices.Compact(slices.Clone(got)); err != nil || len(unique) != len(got) {
					t.Errorf("count %s, pages of %d: an entry came twice: %v %v", count, size, got, err)
				}
				for _, id := range numbered(7) {
					if !slices.Contains(got, id) {
						t.Errorf("count %s, pages of %d, %d added: entry %s is lost", count, size, added, id)
					}
				}
			}
		}
	}
}

// A page with both new and known entries shows that the list has moved, even without a count.
func TestListThatMovedIsReadAgain(t *testing.T) {
	t.Parallel()
	entries := func(ids ...string) (page rawList) {
		for _, id := range ids {
			page.entries = append(page.entries, json.RawMessage(`{"id":"`+id+`"}`))
		}
		return page
	}
	for name, test := range map[string]struct {
		passes [][]rawList
		want   []string
	}{
		"an entry was added in front": {
			[][]rawList{{entries("1", "2"), entries("2", "3")}, {entries("0", "1"), entries("2", "3")}}, []string{"1", "2", "3", "0"},
		},
		"a page has an entry twice":    {[][]rawList{{entries("1", "1"), entries("2", "2")}}, []string{"1", "2"}},
		"entries without an id repeat": {[][]rawList{{entries("", "1"), entries("", "2")}}, []string{"", "1", "2"}},
		"the count of the last page is missing": {
			[][]rawList{{rawList{entries: entries("1", "2").entries, count: Value[int64](3)}, entries("3")}}, []string{"1", "2", "3"},
		},
	} {
		pass := -1
		got, err := collect(t, func(_ context.Context, index int) (rawList, error) {
			if index == 0 {
				pass++
			}
			if pass < len(test.passes) && index < len(test.passes[pass]) {
				return test.passes[pass][index], nil
			}
			return rawList{}, nil
		}, maxPages)
		if diff := cmp.Diff(test.want, got); diff != "" || err != nil || pass+1 != len(test.passes) {
			t.Errorf("%s: %v after %d passes (-want +got):\n%s", name, err, pass+1, diff)
		}
	}
}

func TestPagesEnd(t *testing.T) {
	t.Parallel()
	same := func(count Int) func(context.Context, int) (rawList, error) {
		return func(context.Context, int) (rawList, error) {
			return rawList{entries: []json.RawMessage{json.RawMessage(`{"id":"1"}`), json.RawMessage(`{"x":1}`), json.RawMessage(`{"x":2}`)}, count: count}, nil
		}
	}
	t.Run("page_index is ignored", func(t *testing.T) {
		t.Parallel()
		for _, count := range []Int{{}, Value[int64](3), Null[int64]()} {
			calls := 0
			got, err := collect(t, func(ctx context.Context, i int) (rawList, error) { calls++; return same(count)(ctx, i) }, maxPages)
			if diff := cmp.Diff([]string{"1", "", ""}, got); err != nil || diff != "" || calls > 1+maxEmptyPages {
				t.Errorf("%d calls, %v %s", calls, err, diff)
			}
		}
	})
	t.Run("the same page though more is promised", func(t *testing.T) {
		t.Parallel()
		if got, err := collect(t, same(Value[int64](9)), maxPages); err == nil || len(got) != 3 {
			t.Errorf("got %v, %v, want an error that the list is incomplete", got, err)
		}
	})
	t.Run("endless", func(t *testing.T) {
		t.Parallel()
		calls := 0
		got, err := collect(t, func(_ context.Context, i int) (rawList, error) {
			calls++
			return rawList{entries: []json.RawMessage{json.RawMessage(`{"id":` + strconv.Itoa(i) + `}`)}}, nil
		}, 50)
		if err == nil || len(got) != 50 || calls != 50 {
			t.Errorf("%d entries in %d calls, %v", len(got), calls, err)
		}
	})
	t.Run("error", func(t *testing.T) {
		t.Parallel()
		broken := errors.New("broken")
		b := &pageServer{entries: numbered(5), size: 2, count: "total"}
		got, err := collect(t, func(ctx context.Context, i int) (rawList, error) {
			if i == 1 {
				return rawList{}, broken
			}
			return b.page(ctx, i)
		}, maxPages)
		if !errors.Is(err, broken) || len(got) != 2 {
			t.Errorf("got %v, %v", got, err)
		}
	})
	t.Run("error after a change of the list", func(t *testing.T) {
		t.Parallel()
		broken, calls := errors.New("broken"), 0
		got, err := collect(t, func(_ context.Context, i int) (rawList, error) {
			calls++
			if i == 2 {
				return rawList{}, broken
			}
			return rawList{entries: []json.RawMessage{json.RawMessage(`{"id":` + strconv.Itoa(i) + `}`)}, count: Value(int64(8 + i))}, nil
		}, maxPages)
		if !errors.Is(err, broken) || len(got) != 2 || calls != 3 {
			t.Errorf("got %v after %d calls, %v", got, calls, err)
		}
	})
}

func TestPagesAreReadAsTheyAreNeeded(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
		respondJSON(w, 200, fmt.Sprintf(`{"data":[{"id":"%d"},"odd",{"id":"x%d"}],"count":100}`, n, n))
	})
	got := []string{}
	for admin, err := range s.practice(t).ListAdmins(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, admin.ID.OrZero()); len(got) == 3 {
			break
		}
	}
	if diff := cmp.Diff([]string{"0", "x0", "1"}, got); diff != "" {
		t.Error(diff)
	}
	requests := s.requests()
	if len(requests) != 2 || requests[0].Query != "page_index=0&page_size=100" || requests[1].Query != "page_index=1&page_size=100" {
		t.Errorf("got %+v", requests)
	}
}

func TestSearchNeedsAFilter(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 200, `[]`) })
	p := s.practice(t)
	for _, err := range p.SearchPatients(t.Context(), PatientFilter{}) {
		if err == nil {
			t.Error("no error")
		}
	}
	for _, err := range p.SearchPatients(t.Context(), PatientFilter{DOB: "1980-01-02", EHRPartnerID: "a b"}) {
		t.Errorf("got an entry of an empty list, or an error: %v", err)
	}
	requests := s.requests()
	if len(requests) != 1 || requests[0].Query != "dob=1980-01-02&ehr_partner_id=a+b&page_index=0&page_size=100" {
		t.Errorf("got %+v", requests)
	}
}

func TestSearchReportsItsError(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 403, ``) })
	n := 0
	for _, err := range s.practice(t).SearchPatients(t.Context(), PatientFilter{LastName: "x"}) {
		n++
		if as[*APIError](t, err).Status != 403 {
			t.Error(err)
		}
	}
	if n != 1 {
		t.Errorf("%d results", n)
	}
}

func TestHeroIDOfASummary(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]string{
		`{"hero_id":"7","identifiers":[{"name":"hero_id","value":"8"}]}`:                                  "7",
		`{"hero_id":null,"identifiers":[{"name":"nhs_number","value":"9"},{"name":"hero_id","value":8}]}`: "8",
		`{"hero_id":"","identifiers":"odd"}`:                                                              "",
		`{}`:                                                                                              "",
	} {
		if got := decoded[PatientSummary](t, document).HeroID(); got != want {
			t.Errorf("%s: got %q, want %q", document, got, want)
		}
	}
}

func TestShortPagesInTheMiddle(t *testing.T) {
	t.Parallel()
	pages := [][]string{{"0", "1"}, {"2"}, {"3", "4"}, {}}
	for name, count := range map[string]func(page []string) Int{
		"total": func([]string) Int { return Value[int64](5) },
		"page":  func(page []string) Int { return Value(int64(len(page))) },
		"none":  func([]string) Int { return Int{} },
		"total, but not on the short page": func(page []string) Int {
			if len(page) == 1 {
				return Int{}
			}
			return Value[int64](5)
		},
	} {
		got, err := collect(t, func(_ context.Context, index int) (rawList, error) {
			page := rawList{count: count(pages[index])}
			for _, id := range pages[index] {
				page.entries = append(page.entries, json.RawMessage(`{"id":"`+id+`"}`))
			}
			return page, nil
		}, maxPages)
		if diff := cmp.Diff(numbered(5), got); err != nil || diff != "" {
			t.Errorf("count %s: %v %s", name, err, diff)
		}
	}
}

// An object that is missing from a list counts as deleted, so a truncated list must
// not count as complete.
func TestCutListIsAnError(t *testing.T) {
	t.Parallel()
	for name, count := range map[string]func(page int) Int{
		"count on all pages": func(int) Int { return Value[int64](5) },
		"count on the first": func(page int) Int { return []Int{Value[int64](5), Value[int64](0), Value[int64](0)}[min(page, 2)] },
		"no count later":     func(page int) Int { return []Int{Value[int64](5), {}}[min(page, 1)] },
	} {
		got, err := collect(t, func(_ context.Context, index int) (rawList, error) {
			page := rawList{count: count(index)}
			if index == 0 {
				page.entries = []json.RawMessage{json.RawMessage(`{"id":"1"}`)}
			}
			return page, nil
		}, maxPages)
		if err == nil || len(got) != 1 {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
	got, err := collect(t, func(context.Context, int) (rawList, error) { return rawList{count: Value[int64](1)}, nil }, maxPages)
	if err == nil || len(got) != 0 {
		t.Errorf("nothing of one: got %v, %v", got, err)
	}
}

func TestPageWalk_ended(t *testing.T) {
	t.Parallel()
	none := int64(-1)
	for name, test := range map[string]struct {
		walk        pageWalk
		seen        int // entries so far, including those of this page
		size, added int
		count       int64
		want        pageWalk
		ended       bool
		incomplete  bool
	}{
		"first page, no count":          {seen: 3, size: 3, added: 3, count: none, want: pageWalk{largest: 3}},
		"first page, its own count":     {seen: 3, size: 3, added: 3, count: 3, want: pageWalk{largest: 3, least: 3}},
		"first page, a larger count":    {seen: 3, size: 3, added: 3, count: 4, want: pageWalk{largest: 3, least: 4, total: true}},
		"short page, all are there":     {walk: pageWalk{largest: 3, least: 5, total: true}, seen: 5, size: 2, added: 2, count: 5, want: pageWalk{largest: 3, least: 5, total: true}, ended: true},
		"short page, more to come":      {walk: pageWalk{largest: 3, least: 6, total: true}, seen: 5, size: 2, added: 2, count: 6, want: pageWalk{largest: 3, least: 6, total: true}},
		"short page, no total":          {walk: pageWalk{largest: 3, least: 3}, seen: 5, size: 2, added: 2, count: 2, want: pageWalk{largest: 3, least: 2}},
		"full page, all are there":      {walk: pageWalk{largest: 3, least: 6, total: true}, seen: 6, size: 3, added: 3, count: 6, want: pageWalk{largest: 3, least: 6, total: true}},
		"short page without a count":    {walk: pageWalk{largest: 3, least: 5, total: true}, seen: 5, size: 2, added: 2, count: none, want: pageWalk{largest: 3, least: 5, total: true}, ended: true},
		"no count, more to come":        {walk: pageWalk{largest: 3, least: 6, total: true}, seen: 5, size: 2, added: 2, count: none, want: pageWalk{largest: 3, least: 6, total: true}},
		"larger page":                   {walk: pageWalk{largest: 3, least: 3}, seen: 7, size: 4, added: 4, count: 4, want: pageWalk{largest: 4, least: 3}},
		"lower count":                   {walk: pageWalk{largest: 3, least: 9, total: true}, seen: 6, size: 3, added: 3, count: 8, want: pageWalk{largest: 3, least: 8, total: true}},
		"higher count":                  {walk: pageWalk{largest: 3, least: 9, total: true}, seen: 6, size: 3, added: 3, count: 10, want: pageWalk{largest: 3, least: 9, total: true}},
		"empty page after all":          {walk: pageWalk{largest: 3, least: 5, total: true}, seen: 5, count: 5, want: pageWalk{largest: 3, least: 5, total: true}, ended: true},
		"empty page too early":          {walk: pageWalk{largest: 3, least: 6, total: true}, seen: 5, count: 6, want: pageWalk{largest: 3, least: 6, total: true}, ended: true, incomplete: true},
		"empty page, no total":          {walk: pageWalk{largest: 3, least: 3}, seen: 3, count: 0, want: pageWalk{largest: 3, least: 3}, ended: true},
		"empty page, an entry twice":    {walk: pageWalk{largest: 3, least: 3}, seen: 2, count: none, want: pageWalk{largest: 3, least: 3}, ended: true},
		"empty list":                    {count: 0, ended: true},
		"empty list, no count":          {count: none, ended: true},
		"empty list of one":             {count: 1, want: pageWalk{total: true}, ended: true, incomplete: true},
		"first repetition":              {walk: pageWalk{largest: 3}, seen: 3, size: 3, count: none, want: pageWalk{largest: 3, emptyPages: 1}},
		"last repetition":               {walk: pageWalk{largest: 3, emptyPages: maxEmptyPages - 1}, seen: 3, size: 3, count: none, want: pageWalk{largest: 3, emptyPages: maxEmptyPages}, ended: true},
		"last repetition of a doublet":  {walk: pageWalk{largest: 3, least: 3, emptyPages: maxEmptyPages - 1}, seen: 2, size: 3, count: 3, want: pageWalk{largest: 3, least: 3, emptyPages: maxEmptyPages}, ended: true},
		"repetition, more to come":      {walk: pageWalk{largest: 3, least: 9, total: true, emptyPages: maxEmptyPagesWhileMore - 2}, seen: 3, size: 3, count: 9, want: pageWalk{largest: 3, least: 9, total: true, emptyPages: maxEmptyPagesWhileMore - 1}},
		"last repetition, more to come": {walk: pageWalk{largest: 3, least: 9, total: true, emptyPages: maxEmptyPagesWhileMore - 1}, seen: 3, size: 3, count: 9, want: pageWalk{largest: 3, least: 9, total: true, emptyPages: maxEmptyPagesWhileMore}, ended: true, incomplete: true},
		"new entry after a repetition":  {walk: pageWalk{largest: 3, emptyPages: 1}, seen: 4, size: 3, added: 1, count: none, want: pageWalk{largest: 3}},
	} {
		test.walk.seen = map[string]bool{}
		for i := range test.seen {
			test.walk.seen[strconv.Itoa(i)] = true
		}
		page := rawList{entries: make([]json.RawMessage, test.size)}
		if test.count != none {
			page.count = Value(test.count)
		}
		ended, err := test.walk.ended(page, test.added)
		if _, incomplete := errors.AsType[*IncompleteListError](err); ended != test.ended || incomplete != test.incomplete {
			t.Errorf("%s: ended %t, %v", name, ended, err)
		}
		test.walk.seen = nil
		if diff := cmp.Diff(test.want, test.walk, cmp.AllowUnexported(pageWalk{})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// A walk ends even if every page has new entries.
func TestPagesAreBoundedTogether(t *testing.T) {
	t.Parallel()
	fetched := 0
	_, err := collect(t, func(_ context.Context, index int) (rawList, error) {
		fetched++
		page := rawList{}
		for i := range 1000 {
			page.entries = append(page.entries, json.RawMessage(fmt.Sprintf(`{"id":"%d-%d"}`, index, i)))
		}
		return page, nil
	}, maxPages)
	if incomplete := as[*IncompleteListError](t, err); !incomplete.TooLong || !strings.Contains(incomplete.Problem, "longer than 100000 entries or 100 MiB") {
		t.Errorf("got %v", err)
	}
	if want := MaxListEntries/1000 + 1; fetched != want {
		t.Errorf("%d pages were read, want %d", fetched, want)
	}
	large, walk := rawList{entries: []json.RawMessage{make(json.RawMessage, 10<<20)}}, pageWalk{}
	pages := 1
	for !walk.tooLong(large) {
		pages++
	}
	if want := MaxListBytes/(10<<20) + 1; pages != want {
		t.Errorf("%d large pages are accepted, want %d", pages, want)
	}
}
