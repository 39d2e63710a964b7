// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"net/url"
	"strconv"
)

const (
	pageSize = 100
	// maxPages bounds a list whose server never comes to an end.
	maxPages = 10_000
	// A page without a new entry is normal once entries were added in front while paging. How many in a row are borne depends
	// on whether Hero's total says that more is to come.
	maxEmptyPages          = 2
	maxEmptyPagesWhileMore = 10
)

// IncompleteListError is a list of which not all entries came. What is missing from it may exist.
type IncompleteListError struct {
	// Problem says what is wrong with the list.
	Problem string
}

func (e *IncompleteListError) Error() string { return e.Problem }

// paged lists a route that has page_index and page_size. identify may return an empty id.
func paged[T any](ctx context.Context, p *Practice, route string, query url.Values, identify func(T) string) iter.Seq2[T, error] {
	r := get(route)
	r.query = query
	return pagesOf(ctx, p, r, identify)
}

// pagesOf is paged for a request. One that says how large its pages are to be gets pages of that size.
func pagesOf[T any](ctx context.Context, p *Practice, r request, identify func(T) string) iter.Seq2[T, error] {
	fetch := func(ctx context.Context, index int) (listing, error) { return p.page(ctx, r, index) }
	return allPages(ctx, fetch, identify, maxPages)
}

// page reads one page.
func (p *Practice) page(ctx context.Context, r request, index int) (listing, error) {
	given := r.query
	r.query = url.Values{"page_size": {strconv.Itoa(pageSize)}}
	maps.Copy(r.query, given)
	r.query.Set("page_index", strconv.Itoa(index))
	res, err := p.do(ctx, r)
	if err != nil {
		return listing{}, err
	}
	return res.list("data")
}

// allPages yields every entry of every page once.
func allPages[T any](ctx context.Context, fetch func(context.Context, int) (listing, error), identify func(T) string, limit int) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		walk := pageWalk{seen: map[string]bool{}}
		for index := range limit {
			page, err := fetch(ctx, index)
			if err != nil {
				yield(zero, err)
				return
			}
			added := 0
			for _, entry := range page.entries {
				value, err := decode[T](entry)
				if err != nil {
					continue
				}
				if !walk.isNew(identify(value), entry) {
					continue
				}
				added++
				if !yield(value, nil) {
					return
				}
			}
			ended, err := walk.ended(page, added)
			if err != nil {
				yield(zero, err)
			}
			if ended {
				return
			}
		}
		yield(zero, &IncompleteListError{Problem: fmt.Sprintf("the list did not end after %d pages", limit)})
	}
}

// pageWalk decides when a list is complete. Hero's documentation says neither how large a page can be nor whether count is the
// total or the page's, so both are taken from what is seen.
type pageWalk struct {
	seen       map[string]bool
	largest    int
	emptyPages int
	// least is the lowest count that a page with entries gave: entries that were added while paging may never be seen.
	least int64
	// total is true once a count was larger than its page, which only a total can be.
	total bool
}

func (w *pageWalk) isNew(id string, entry json.RawMessage) bool {
	key := "id " + id
	if id == "" {
		key = "entry " + string(entry)
	}
	if w.seen[key] {
		return false
	}
	w.seen[key] = true
	return true
}

// ended reports whether page is the last one, with an error when entries must be missing all the same.
func (w *pageWalk) ended(page listing, added int) (bool, error) {
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
			return true, w.cut(w.least, "the pages after them are empty")
		}
		if len(w.seen) == 0 && count > 0 {
			return true, w.cut(count, "the first page is empty")
		}
		return true, nil
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
	return true, w.cut(count, "the following pages repeat them")
}

func (w *pageWalk) cut(count int64, how string) error {
	return &IncompleteListError{Problem: fmt.Sprintf("the list has %d entries by its count, but only %d came; %s", count, len(w.seen), how)}
}
