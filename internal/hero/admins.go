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
	ID                   Text                      `json:"id"`
	FirstName            Text                      `json:"first_name"`
	LastName             Text                      `json:"last_name"`
	Email                Text                      `json:"email"`
	ExternalPrescriberID Text                      `json:"external_prescriber_id"`
	PrescriberDetails    Member[PrescriberDetails] `json:"prescriber_details"`

	Whole
}

// PrescriberDetails describes an admin as a prescriber.
type PrescriberDetails struct {
	Name             Text `json:"name,omitzero"`
	Email            Text `json:"email,omitzero"`
	RegistrationCode Text `json:"registration_code,omitzero"`
}

// AdminUpdate says what to change; what is absent stays, null clears.
type AdminUpdate struct {
	ExternalPrescriberID Text                      `json:"external_prescriber_id,omitzero"`
	PrescriberDetails    Member[PrescriberDetails] `json:"prescriber_details,omitzero"`
}

// adminList is the remembered list of a practice. It is not changed once it is there.
type adminList struct {
	entries []Admin
	// index is where an id stands among the entries.
	index map[string]int
}

func (l *adminList) find(id string) (Admin, bool) {
	i, ok := l.index[id]
	if !ok {
		return Admin{}, false
	}
	return l.entries[i], true
}

// readAdmins reads all pages: who is missing from the list is taken to be deleted, so it must be whole.
func (p *Practice) readAdmins(ctx context.Context) (*adminList, error) {
	list := &adminList{index: map[string]int{}}
	for admin, err := range p.ListAdmins(ctx) {
		if err != nil {
			return nil, err
		}
		if id := text(admin.ID); id != "" {
			list.index[id] = len(list.entries)
		}
		list.entries = append(list.entries, admin)
	}
	return list, nil
}

// GetAdmins lists the staff accounts. The list is shared and remembered until UpdateAdmin.
func (p *Practice) GetAdmins(ctx context.Context) ([]Admin, error) {
	list, err := remembered(ctx, p, RouteAdmins, p.readAdmins)
	if err != nil {
		return nil, err
	}
	return slices.Clone(list.entries), nil
}

// GetAdmin finds a staff account in the list of GetAdmins; Hero reads no single one. It is false when there is none.
func (p *Practice) GetAdmin(ctx context.Context, id string) (Admin, bool, error) {
	list, err := remembered(ctx, p, RouteAdmins, p.readAdmins)
	if err != nil {
		return Admin{}, false, err
	}
	admin, ok := list.find(id)
	return admin, ok, nil
}

// GetAdminUncached is GetAdmin whatever is remembered. Those who call it at the same time share a read, which begins after each
// of their calls.
func (p *Practice) GetAdminUncached(ctx context.Context, id string) (Admin, bool, error) {
	list, err := afresh(ctx, p, RouteAdmins, p.readAdmins)
	if err != nil {
		return Admin{}, false, err
	}
	admin, ok := list.find(id)
	return admin, ok, nil
}

// ListAdmins lists the staff accounts, page after page as the caller asks for more, and remembers none. An error ends the
// sequence.
func (p *Practice) ListAdmins(ctx context.Context) iter.Seq2[Admin, error] {
	return paged(ctx, p, RouteAdmins, url.Values{}, func(a Admin) string { return text(a.ID) })
}

// UpdateAdmin changes the prescriber settings of a staff account. IsNotFound tells that there is none with this id.
func (p *Practice) UpdateAdmin(ctx context.Context, id string, update AdminUpdate) error {
	// Before and after, as for a practice group. Hero does not say what it answers, so the answer cannot take the entry's place.
	p.forget(RouteAdmins)
	defer p.forget(RouteAdmins)
	_, err := p.do(ctx, request{method: http.MethodPatch, route: RouteAdmin, id: id, body: update, repeatable: true, emptyResponse: true})
	return err
}
