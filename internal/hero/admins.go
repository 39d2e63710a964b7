package hero

import (
	"context"
	"iter"
	"net/http"
	"net/url"
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

// ListAdmins lists the staff accounts, page after page as the caller asks for more. An error ends the sequence.
func (p *Practice) ListAdmins(ctx context.Context) iter.Seq2[Admin, error] {
	return paged(ctx, p, RouteAdmins, url.Values{}, func(a Admin) string { return text(a.ID) })
}

// UpdateAdmin changes the prescriber settings of a staff account. IsNotFound tells that there is none with this id.
func (p *Practice) UpdateAdmin(ctx context.Context, id string, update AdminUpdate) error {
	_, err := p.do(ctx, request{method: http.MethodPatch, route: RouteAdmin, id: id, body: update, repeatable: true, emptyResponse: true})
	return err
}
