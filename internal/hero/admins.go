// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"slices"
)

// Admin is a staff account of the practice group.
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

// AdminUpdate says what to change; what is absent stays, null clears.
type AdminUpdate struct {
	ExternalPrescriberID String                      `json:"external_prescriber_id,omitzero"`
	PrescriberDetails    Nullable[PrescriberDetails] `json:"prescriber_details,omitzero"`
}

func idOfAdmin(a Admin) string { return text(a.ID) }

// GetAdmins lists the staff accounts. The list is shared and remembered until UpdateAdmin.
func (p *Practice) GetAdmins(ctx context.Context) ([]Admin, error) {
	for {
		list, err := p.admins(ctx)
		if err != nil {
			return nil, err
		}
		if entries, ok := list.all(); ok {
			return entries, nil
		}
		p.forget(RouteAdmins) // some were changed and not read since
	}
}

// GetAdmin finds a staff account in the list of GetAdmins; Hero reads no single one. It is false when there is none.
func (p *Practice) GetAdmin(ctx context.Context, id string) (Admin, bool, error) {
	list, err := p.admins(ctx)
	if err != nil {
		return Admin{}, false, err
	}
	admin, known, current := list.find(id)
	if known && !current {
		return p.GetAdminUncached(ctx, id)
	}
	return admin, known, nil
}

// GetAdminUncached is GetAdmin whatever is remembered, except for the page on which the account was last seen: that one is read
// first. Those who call it at the same time share a read, which begins after each of their calls.
func (p *Practice) GetAdminUncached(ctx context.Context, id string) (Admin, bool, error) {
	if list, ok := lookUp[*adminList](p.client.cache, p.key(RouteAdmins)); ok {
		if page, writes, known := list.place(id); known {
			admins, err := p.readAdminPage(ctx, page)
			if err != nil {
				return Admin{}, false, err
			}
			if i := slices.IndexFunc(admins, func(a Admin) bool { return idOfAdmin(a) == id }); i >= 0 {
				list.put(admins[i], writes)
				return admins[i], true, nil
			}
		}
	}
	list, err := afresh(ctx, p, RouteAdmins, p.readAdmins)
	if err != nil {
		return Admin{}, false, err
	}
	admin, known, _ := list.find(id)
	return admin, known, nil
}

// ListAdmins lists the staff accounts, page after page as the caller asks for more, and remembers none. An error ends the
// sequence.
func (p *Practice) ListAdmins(ctx context.Context) iter.Seq2[Admin, error] {
	return paged(ctx, p, RouteAdmins, url.Values{}, idOfAdmin)
}

// UpdateAdmin changes the prescriber settings of a staff account. IsNotFound tells that there is none with this id.
func (p *Practice) UpdateAdmin(ctx context.Context, id string, update AdminUpdate) error {
	// Before and after, as for a practice group. Hero answers only the id, so the answer cannot take the entry's place.
	p.adminWritten(id)
	defer p.adminWritten(id)
	_, err := p.do(ctx, request{method: http.MethodPatch, route: RouteAdmin, id: id, body: update, repeatable: true, emptyResponse: true})
	return err
}
