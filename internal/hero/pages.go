// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/url"
	"strconv"
)

const (
	pageSize = 100
	// These stop a list that never ends: a limit for its pages, and for the entries and bytes of all pages together.
	maxPages = 10_000
	// MaxListEntries is the most entries that a paged list may have.
	MaxListEntries = 100_000
	// MaxListBytes is the most bytes that the entries of a paged list may have in all.
	MaxListBytes = 100 << 20
	// A page without a new entry is normal if entries were added in front of it while paging. More such pages in a row are
	// tolerated if Hero's total says that there is more to come.
	maxEmptyPages          = 2
	maxEmptyPagesWhileMore = 10
	// maxReads is how often a list is read if it keeps changing.
	maxReads = 3
)

// IncompleteListError is a list that lacks entries. An object that is not in it may exist.
type IncompleteListError struct {
	// Problem says what is wrong with the list.
	Problem string
	// TooLong: the list is longer than this client reads, and nothing else is wrong with it.
	TooLong bool
}

func (e *IncompleteListError) Error() string { return e.Problem }

// paged lists a route with page_index and page_size. identify can return an empty id.
func paged[T any](ctx context.Context, p *Practice, route string, query url.Values, identify func(T) string) iter.Seq2[T, error] {
	r := get(route)
	r.query = query
	return pagesOf(ctx, p, r, identify)
}

// pagesOf is paged for a request, whose query can set the page_size.
func pagesOf[T any](ctx context.Context, p *Practice, r request, identify func(T) string) iter.Seq2[T, error] {
	fetch := func(ctx context.Context, index int) (rawList, error) { return p.page(ctx, r, index) }
	return allPages(ctx, fetch, identify, maxPages)
}

func (p *Practice) page(ctx context.Context, r request, index int) (rawList, error) {
	given := r.query
	r.query = url.Values{"page_size": {strconv.Itoa(pageSize)}}
	maps.Copy(r.query, given)
	r.query.Set("page_index", strconv.Itoa(index))
	res, err := p.do(ctx, r)
	if index > 0 && IsNotFound(err) {
		return rawList{}, nil // a page past the end
	}
	if err != nil {
		return rawList{}, err
	}
	return res.list("data")
}

// entries returns all entries of a list that is documented as having no pages. If Hero counts more entries than it sends, the list
// has pages after all.
func (p *Practice) entries(ctx context.Context, r request) ([]json.RawMessage, error) {
	res, err := p.do(ctx, r)
	if err != nil {
		return nil, err
	}
	read, err := res.list("data")
	if err != nil || read.count.OrZero() <= int64(len(read.entries)) {
		return read.entries, err
	}
	var entries []json.RawMessage
	for entry, err := range pagesOf(ctx, p, r, idOf) {
		if _, incomplete := errors.AsType[*IncompleteListError](err); incomplete || refused(err) {
			return nil, res.unexpected("a list with fewer entries than its count")
		}
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

func idOf(entry json.RawMessage) string {
	var object struct {
		ID String `json:"id"`
	}
	_ = json.Unmarshal(entry, &object) // an entry that is not an object has no id
	return object.ID.OrZero()
}

// allPages yields every entry of every page once. A list that changes while its pages are read is read again, since an entry may have
// moved to a page that was read before.
func allPages[T any](ctx context.Context, fetch func(context.Context, int) (rawList, error), identify func(T) string, limit int) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		yielded := map[string]bool{}
		for range maxReads {
			walk := pageWalk{seen: map[string]bool{}}
			for value, err := range onePass(ctx, fetch, identify, limit, &walk, yielded) {
				if err != nil && walk.changed() {
					break // the next pass may be complete
				}
				if !yield(value, err) || err != nil {
					return
				}
			}
			if !walk.changed() {
				return
			}
		}
		yield(*new(T), &IncompleteListError{Problem: fmt.Sprintf("the list changed each of the %d times that its pages were read", maxReads)})
	}
}

// onePass reads the pages of a list once, and yields the entries that are not in yielded yet.
func onePass[T any](ctx context.Context, fetch func(context.Context, int) (rawList, error), identify func(T) string, limit int, walk *pageWalk, yielded map[string]bool) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		for index := range limit {
			page, err := fetch(ctx, index)
			if err != nil {
				walk.failed = true
				yield(zero, err)
				return
			}
			if walk.tooLong(page) {
				walk.failed = true
				yield(zero, &IncompleteListError{TooLong: true, Problem: fmt.Sprintf("the list is longer than %d entries or %d MiB, so it was not read to its end", MaxListEntries, MaxListBytes>>20)})
				return
			}
			added, repeated, onPage := 0, 0, map[string]bool{}
			for _, entry := range page.entries {
				value, err := decode[T](entry)
				if err != nil {
					continue
				}
				id := identify(value)
				key := entryKey(id, entry)
				if walk.seen[key] {
					if id != "" && !onPage[key] {
						repeated++
					}
					continue
				}
				walk.seen[key], onPage[key] = true, true
				added++
				if yielded[key] {
					continue
				}
				yielded[key] = true
				if !yield(value, nil) {
					return
				}
			}
			walk.compare(page, added > 0 && repeated > 0)
			ended, err := walk.ended(page, added)
			if err != nil {
				yield(zero, err)
			}
			if ended {
				return
			}
		}
		walk.failed = true
		yield(zero, &IncompleteListError{Problem: fmt.Sprintf("the list did not end after %d pages", limit)})
	}
}

// pageWalk decides when a list is complete. Hero documents neither how large a page can be nor whether count is for the list or
// for the page, so both are inferred from the pages.
type pageWalk struct {
	seen       map[string]bool
	largest    int
	emptyPages int
	// entries and bytes are those of all pages.
	entries, bytes int
	// least is the lowest count of a page with entries: entries that were added while paging may never appear.
	least int64
	// total: a count was larger than its page, so it counts the list.
	total bool
	// otherCount: a later page had another count than the first. repeats: a page had new entries and some from before.
	firstCount          int64
	otherCount, repeats bool
	// failed: the walk ended early for a reason outside the list.
	failed bool
}

// tooLong counts a page, and reports whether the list is too long to be kept.
func (w *pageWalk) tooLong(page rawList) bool {
	w.entries += len(page.entries)
	for _, entry := range page.entries {
		w.bytes += len(entry)
	}
	return w.entries > MaxListEntries || w.bytes > MaxListBytes
}

// compare notes whether the list has changed since the first page. repeats: the page has new entries, and some from before.
func (w *pageWalk) compare(page rawList, repeats bool) {
	count := page.count.OrZero()
	switch {
	case count <= 0:
	case w.firstCount == 0:
		w.firstCount = count
	case count != w.firstCount:
		w.otherCount = true
	}
	w.repeats = w.repeats || repeats
}

// changed reports whether the list differed between pages. A count of the page alone says nothing about that.
func (w *pageWalk) changed() bool { return !w.failed && (w.repeats || (w.total && w.otherCount)) }

func entryKey(id string, entry json.RawMessage) string {
	if id == "" {
		return "entry " + string(entry)
	}
	return "id " + id
}

// ended reports whether this page is the last one, with an error if entries are missing.
func (w *pageWalk) ended(page rawList, added int) (bool, error) {
	size := len(page.entries)
	count, counted := page.count.Get()
	if counted && count > int64(size) {
		w.total = true
	}
	if counted && size > 0 && (w.least == 0 || count < w.least) {
		w.least = count
	}
	if size == 0 {
		if w.total && int64(len(w.seen)) < w.least {
			return true, w.incomplete(w.least, "the pages after them are empty")
		}
		if len(w.seen) == 0 && count > 0 {
			return true, w.incomplete(count, "the first page is empty")
		}
		return true, nil
	}
	if !counted {
		count = w.least // what the other pages count still holds
	}
	more := w.total && int64(len(w.seen)) < count
	short := size < w.largest
	w.largest = max(w.largest, size)
	if added > 0 {
		w.emptyPages = 0
		return w.total && short && !more, nil
	}
	w.emptyPages++
	if !more {
		return w.emptyPages >= maxEmptyPages, nil
	}
	if w.emptyPages < maxEmptyPagesWhileMore {
		return false, nil
	}
	return true, w.incomplete(count, "the following pages repeat them")
}

func (w *pageWalk) incomplete(count int64, how string) error {
	return &IncompleteListError{Problem: fmt.Sprintf("the list should have %d entries according to its count, but only %d arrived; %s", count, len(w.seen), how)}
}
