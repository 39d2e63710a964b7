// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// Admin is an admin of the practice group: a staff account.
type Admin struct {
	ID                   String                      `json:"id"`
	FirstName            String                      `json:"first_name"`
	LastName             String                      `json:"last_name"`
	Email                String                      `json:"email"`
	ExternalPrescriberID String                      `json:"external_prescriber_id"`
	PrescriberDetails    Nullable[PrescriberDetails] `json:"prescriber_details"`

	RawJSON
}

// PrescriberDetails describes an admin as a prescriber.
type PrescriberDetails struct {
	Name             String `json:"name,omitzero"`
	Email            String `json:"email,omitzero"`
	RegistrationCode String `json:"registration_code,omitzero"`
}

// AdminUpdate says what to change: an absent field stays, null clears it.
type AdminUpdate struct {
	ExternalPrescriberID String                      `json:"external_prescriber_id,omitzero"`
	PrescriberDetails    Nullable[PrescriberDetails] `json:"prescriber_details,omitzero"`
}

func adminID(a Admin) string { return a.ID.OrZero() }

// adminList is a snapshot of a practice group's admins.
type adminList struct {
	admins []Admin
	// pages says for each admin on which page of Hero's list they are.
	pages []int
	// written has the admins whose entry is older than a write, and when the last such write ended.
	written map[string]time.Time
	// confirmed: two reads in a row returned this list.
	confirmed bool
}

func (l adminList) ids() []string {
	ids := make([]string, len(l.admins))
	for i, admin := range l.admins {
		ids[i] = adminID(admin)
	}
	slices.Sort(ids)
	return ids
}

func (l adminList) isConfirmed() bool { return l.confirmed }

func (l adminList) asConfirmed() adminList {
	l.confirmed = true
	return l
}

func (l adminList) find(id string) (Admin, bool) {
	if i := l.index(id); i >= 0 {
		return l.admins[i], true
	}
	return Admin{}, false
}

func (l adminList) index(id string) int {
	return slices.IndexFunc(l.admins, func(a Admin) bool { return id != "" && adminID(a) == id })
}

// afterWrite returns the list after a write of an admin. Hero's response has only the id, so their new values are not known.
func (l adminList) afterWrite(id string, ended time.Time) adminList {
	l.written = maps.Clone(l.written)
	l.written[id] = ended
	return l
}

// GetAdmins lists the admins. The list is cached until UpdateAdmin.
func (p *Practice) GetAdmins(ctx context.Context) ([]Admin, error) {
	list, err := cached(ctx, p, RouteAdmins, p.readAdmins)
	if err == nil && len(list.written) > 0 {
		list, err = fresh(ctx, p, RouteAdmins, p.readAdmins)
	}
	return slices.Clone(list.admins), err
}

// GetAdmin finds an admin in the list of GetAdmins, since Hero has no route for one. It returns false only if two reads of the
// list lack them.
func (p *Practice) GetAdmin(ctx context.Context, id string) (Admin, bool, error) {
	list, err := cached(ctx, p, RouteAdmins, p.readAdmins)
	if err != nil {
		return Admin{}, false, err
	}
	if written, outdated := list.written[id]; outdated {
		list, err = since(ctx, p.client.cache, p.key(RouteAdmins), written, p.readAdmins)
	}
	if err == nil && list.index(id) < 0 {
		list, err = confirmed(ctx, p, RouteAdmins, list, p.readAdmins)
	}
	admin, known := list.find(id)
	return admin, known, err
}

// GetAdminUncached reads an admin now. A list can have many pages, so it starts with the page on which the cached list has them.
func (p *Practice) GetAdminUncached(ctx context.Context, id string) (Admin, bool, error) {
	c, asked := p.client.cache, p.client.cache.now()
	known, _ := peek[adminList](c, p.key(RouteAdmins), asked.Add(-maxAge))
	if i := known.index(id); i >= 0 {
		page := known.pages[i]
		admins, err := since(ctx, c, p.key(RouteAdmins, strconv.Itoa(page)), asked, func(ctx context.Context) (adminList, error) {
			return p.readAdminPage(ctx, page)
		})
		if err != nil {
			return Admin{}, false, err
		}
		if admin, found := admins.find(id); found {
			return admin, true, nil
		}
	}
	list, err := since(ctx, c, p.key(RouteAdmins), asked, p.readAdmins)
	admin, found := list.find(id)
	return admin, found, err
}

// readAdmins reads all pages: an admin who is not in the list counts as deleted, so it must be complete.
func (p *Practice) readAdmins(ctx context.Context) (adminList, error) {
	list, page := adminList{written: map[string]time.Time{}}, 0
	fetch := func(ctx context.Context, index int) (rawList, error) {
		page = index
		return p.page(ctx, get(RouteAdmins), index)
	}
	for admin, err := range allPages(ctx, fetch, adminID, maxPages) {
		if err != nil {
			return adminList{}, err
		}
		list.admins, list.pages = append(list.admins, admin), append(list.pages, page)
	}
	return list, nil
}

func (p *Practice) readAdminPage(ctx context.Context, index int) (list adminList, err error) {
	page, err := p.page(ctx, get(RouteAdmins), index)
	for _, entry := range page.entries {
		if admin, err := decode[Admin](entry); err == nil { // skips what is not an object, as allPages does
			list.admins = append(list.admins, admin)
		}
	}
	return list, err
}

// ListAdmins lists the admins page by page, as the caller asks for more, and caches nothing. An error ends the sequence.
func (p *Practice) ListAdmins(ctx context.Context) iter.Seq2[Admin, error] {
	return paged(ctx, p, RouteAdmins, url.Values{}, adminID)
}

// UpdateAdmin changes the prescriber settings of an admin. IsNotFound reports that there is none with this id. lookAgain is as in
// UpsertPatient.
func (p *Practice) UpdateAdmin(ctx context.Context, id string, update AdminUpdate, lookAgain func(context.Context) (AdminUpdate, error)) error {
	defer func() {
		ended := p.client.cache.now()
		change(p.client.cache, p.key(RouteAdmins), func(list adminList) adminList { return list.afterWrite(id, ended) })
	}()
	r := request{method: http.MethodPatch, route: RouteAdmin, id: id, body: update, repeatable: true, emptyResponse: true}
	res, err := p.do(ctx, afterLook(r, lookAgain))
	if errors.Is(err, errNothingToSend) {
		return nil
	}
	if err != nil {
		return err
	}
	var reference struct {
		AdminID String `json:"admin_id"`
	}
	if isObject(res.body) && json.Unmarshal(res.body, &reference) == nil && reference.AdminID.OrZero() != "" && reference.AdminID.OrZero() != id {
		return res.otherObject(id, reference.AdminID.OrZero())
	}
	return nil
}
