// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// adminList is the remembered list of a practice.
type adminList struct {
	mu      sync.Mutex
	entries []Admin
	// places is where an id stands. An entry without an id has none.
	places map[string]*adminPlace
	// pending is how many of the places are not current.
	pending int
}

type adminPlace struct {
	// entry and page are where it stands among the entries, and on which page of Hero's list it was.
	entry, page int
	// writes are those since the list was read, and seen those of them that the entry is younger than.
	writes, seen int
}

func (a *adminPlace) current() bool { return a.writes == a.seen }

// find is current when the entry was read after the last write of it.
func (l *adminList) find(id string) (admin Admin, known, current bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	place, known := l.places[id]
	if !known {
		return Admin{}, false, false
	}
	return l.entries[place.entry], true, place.current()
}

// all is false while an entry is not current.
func (l *adminList) all() ([]Admin, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.entries), l.pending == 0
}

// place is the page of an admin, and the writes that what is read of it from now on is younger than.
func (l *adminList) place(id string) (page, writes int, known bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	place, known := l.places[id]
	if !known {
		return 0, 0, false
	}
	return place.page, place.writes, true
}

// written is false for an admin whom the list does not have.
func (l *adminList) written(id string) bool {
	return l.change(id, func(place *adminPlace) { place.writes++ })
}

// put takes over what was read of an admin after so many writes.
func (l *adminList) put(admin Admin, writes int) {
	l.change(idOfAdmin(admin), func(place *adminPlace) {
		if writes >= place.seen {
			l.entries[place.entry], place.seen = admin, writes
		}
	})
}

func (l *adminList) change(id string, change func(*adminPlace)) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	place, known := l.places[id]
	if !known {
		return false
	}
	before := place.current()
	change(place)
	switch after := place.current(); {
	case before && !after:
		l.pending++
	case after && !before:
		l.pending--
	}
	return true
}

// adminWritten notes a write in the remembered list. The rest of it stays as it is.
func (p *Practice) adminWritten(id string) {
	noted := false
	p.client.cache.written(p.key(RouteAdmins), func(kept any) {
		if list, ok := kept.(*adminList); ok {
			noted = list.written(id)
		}
	})
	if !noted {
		p.forget(RouteAdmins)
	}
}

func (p *Practice) admins(ctx context.Context) (*adminList, error) {
	return remembered(ctx, p, RouteAdmins, p.readAdmins)
}

// readAdmins reads all pages: who is missing from the list is taken to be deleted, so it must be whole.
func (p *Practice) readAdmins(ctx context.Context) (*adminList, error) {
	list, page := &adminList{places: map[string]*adminPlace{}}, 0
	fetch := func(ctx context.Context, index int) (listing, error) {
		page = index
		return p.page(ctx, get(RouteAdmins), index)
	}
	for admin, err := range allPages(ctx, fetch, idOfAdmin, maxPages) {
		if err != nil {
			return nil, err
		}
		if id := idOfAdmin(admin); id != "" {
			list.places[id] = &adminPlace{entry: len(list.entries), page: page}
		}
		list.entries = append(list.entries, admin)
	}
	return list, nil
}

// readAdminPage reads one page afresh. That what is read is also remembered, by a name that nobody asks for, is of no use here.
func (p *Practice) readAdminPage(ctx context.Context, index int) ([]Admin, error) {
	return afresh(ctx, p, fmt.Sprint(RouteAdmins, "\x00", index), func(ctx context.Context) ([]Admin, error) {
		page, err := p.page(ctx, get(RouteAdmins), index)
		if err != nil {
			return nil, err
		}
		var admins []Admin
		for _, entry := range page.entries {
			if admin, err := decode[Admin](entry); err == nil { // what has no form of an admin is none, as in the whole list
				admins = append(admins, admin)
			}
		}
		return admins, nil
	})
}
