package hero

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

// Registration is what is known of a person; what is absent is not sent.
type Registration struct {
	EHRPartnerID Text `json:"ehr_partner_id,omitzero"`
	NHSNumber    Text `json:"nhs_number,omitzero"`
	DOB          Text `json:"dob,omitzero"`
	FirstName    Text `json:"first_name,omitzero"`
	LastName     Text `json:"last_name,omitzero"`
	Sex          Text `json:"sex,omitzero"`
	Title        Text `json:"title,omitzero"`
	Landline     Text `json:"landline,omitzero"`
	AddressLine1 Text `json:"address_line_1,omitzero"`
	AddressLine2 Text `json:"address_line_2,omitzero"`
	AddressLine3 Text `json:"address_line_3,omitzero"`
	Country      Text `json:"country,omitzero"`
	Postcode     Text `json:"postcode,omitzero"`
	Town         Text `json:"town,omitzero"`
	County       Text `json:"county,omitzero"`
	DataSource   Text `json:"data_source,omitzero"`
	Caller       Text `json:"caller,omitzero"`
	Mobile       Text `json:"mobile,omitzero"`
	Email        Text `json:"email,omitzero"`
}

// ErrNHSNumberNeeded refuses an update that Hero could not match, and would therefore turn into a second record.
var ErrNHSNumberNeeded = errors.New("a patient can be updated only by NHS number and date of birth, and no NHS number is given")

// CreatePatient registers a person whom the caller has just found to be unknown, and returns the new id.
//
// Should the request end without a clear response, the client looks for the person and returns the id of the record that the
// request has made. It makes no second record.
func (p *Practice) CreatePatient(ctx context.Context, r Registration) (id string, err error) {
	if !r.hasNHSNumber() {
		return p.createWithoutNHSNumber(ctx, r)
	}
	id, err = p.register(ctx, r)
	if err == nil || !Ambiguous(err) || ctx.Err() != nil {
		return id, err
	}
	found, lookErr := p.findRegistered(ctx, r)
	return settle(found, lookErr, err)
}

// UpdatePatient changes the record that has the registration's NHS number and date of birth, and returns its id. Without an
// NHS number it fails with ErrNHSNumberNeeded.
func (p *Practice) UpdatePatient(ctx context.Context, r Registration) (id string, err error) {
	if !r.hasNHSNumber() {
		return "", ErrNHSNumberNeeded
	}
	return p.register(ctx, r)
}

func (r Registration) hasNHSNumber() bool {
	number, _ := r.NHSNumber.Get()
	return strings.TrimSpace(number) != ""
}

// createWithoutNHSNumber waits for equal registrations, so that the record found after a lost response is this one's.
func (p *Practice) createWithoutNHSNumber(ctx context.Context, r Registration) (string, error) {
	unlock, err := p.client.locks.lock(ctx, p.key(RouteRegister, canonical.PersonalName.Meaning(text(r.FirstName)), canonical.PersonalName.Meaning(text(r.LastName)), canonical.DateOfBirth.Meaning(text(r.DOB))))
	if err != nil {
		return "", contextError(r.request(), err)
	}
	defer unlock()
	return createOnce(ctx, p.client,
		func(ctx context.Context) (string, error) { return p.register(ctx, r) },
		func(ctx context.Context) ([]string, error) { return p.findRegistered(ctx, r) })
}

func (p *Practice) register(ctx context.Context, r Registration) (string, error) {
	res, err := p.do(ctx, r.request())
	if err != nil {
		return "", err
	}
	return patientID(res)
}

func (r Registration) request() request {
	// With an NHS number the operation is an upsert.
	return request{method: http.MethodPost, route: RouteRegister, body: r, repeatable: r.hasNHSNumber()}
}

func patientID(res *response) (string, error) {
	var reference struct {
		PatientID Text `json:"patient_id"`
	}
	if err := json.Unmarshal(res.body, &reference); err != nil || text(reference.PatientID) == "" {
		return "", res.unexpected("without a patient_id")
	}
	return text(reference.PatientID), nil
}

// findRegistered returns the ids of the records that a registration can have made.
func (p *Practice) findRegistered(ctx context.Context, r Registration) ([]string, error) {
	filter := PatientFilter{DOB: canonical.DateOfBirth.Meaning(text(r.DOB))}
	if r.hasNHSNumber() {
		filter.NHSNumber = canonical.NHSNumber.Meaning(text(r.NHSNumber))
	} else {
		filter.FirstName, filter.LastName = text(r.FirstName), text(r.LastName)
	}
	var ids []string
	for found, err := range p.SearchPatients(ctx, filter) {
		if err != nil {
			return nil, err
		}
		if id := found.HeroID(); id != "" && r.matches(found) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func (r Registration) matches(found PatientSummary) bool {
	if !canonical.DateOfBirth.Same(text(r.DOB), text(found.DOB)) {
		return false
	}
	if r.hasNHSNumber() {
		return canonical.NHSNumber.Same(text(r.NHSNumber), text(found.NHSNumber))
	}
	return canonical.PersonalName.Same(text(r.FirstName), text(found.FirstName)) &&
		canonical.PersonalName.Same(text(r.LastName), text(found.LastName))
}
