// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

// Registration is what is known of a person; what is absent is not sent.
type Registration struct {
	EHRPartnerID String `json:"ehr_partner_id,omitzero"`
	NHSNumber    String `json:"nhs_number,omitzero"`
	DOB          String `json:"dob,omitzero"`
	FirstName    String `json:"first_name,omitzero"`
	LastName     String `json:"last_name,omitzero"`
	Sex          String `json:"sex,omitzero"`
	Title        String `json:"title,omitzero"`
	Landline     String `json:"landline,omitzero"`
	AddressLine1 String `json:"address_line_1,omitzero"`
	AddressLine2 String `json:"address_line_2,omitzero"`
	AddressLine3 String `json:"address_line_3,omitzero"`
	Country      String `json:"country,omitzero"`
	Postcode     String `json:"postcode,omitzero"`
	Town         String `json:"town,omitzero"`
	County       String `json:"county,omitzero"`
	DataSource   String `json:"data_source,omitzero"`
	Caller       String `json:"caller,omitzero"`
	Mobile       String `json:"mobile,omitzero"`
	Email        String `json:"email,omitzero"`
}

// ErrNHSNumberNeeded refuses an update that Hero could not match, and would therefore turn into a second record.
var ErrNHSNumberNeeded = errors.New("a patient can be updated only by NHS number and date of birth, and no NHS number is given")

// PatientExistsError refuses the creation of a person whom Hero has already.
type PatientExistsError struct {
	Found []PatientSummary
}

func (e *PatientExistsError) Error() string {
	return fmt.Sprintf("Hero has %d records of this person already", len(e.Found))
}

// Person is what Hero, or without an NHS number this package, tells people apart by.
type Person struct {
	NHSNumber, DOB, FirstName, LastName string
}

// Person is whom the registration is of.
func (r Registration) Person() Person {
	return Person{NHSNumber: strings.TrimSpace(text(r.NHSNumber)), DOB: text(r.DOB), FirstName: text(r.FirstName), LastName: text(r.LastName)}
}

// key is the same for everything that means the same person.
func (p Person) key() []string {
	if p.NHSNumber != "" {
		return []string{canonical.NHSNumber.Meaning(p.NHSNumber), canonical.DateOfBirth.Meaning(p.DOB)}
	}
	return []string{canonical.PersonalName.Meaning(p.FirstName), canonical.PersonalName.Meaning(p.LastName), canonical.DateOfBirth.Meaning(p.DOB)}
}

// Is reports a record of the person.
func (p Person) Is(found PatientSummary) bool {
	if !canonical.DateOfBirth.Same(p.DOB, text(found.DOB)) {
		return false
	}
	if p.NHSNumber != "" {
		return canonical.NHSNumber.Same(p.NHSNumber, text(found.NHSNumber))
	}
	return canonical.PersonalName.Same(p.FirstName, text(found.FirstName)) && canonical.PersonalName.Same(p.LastName, text(found.LastName))
}

// FindPerson returns the records that a registration of the person would match, or, without an NHS number, those of the same
// names and date of birth. The search is by NHS number or names alone, and the rest is compared here: Hero holds a summer
// birthday as the evening before, which a search that compares texts would not find.
func (p *Practice) FindPerson(ctx context.Context, person Person) ([]PatientSummary, error) {
	return p.findPersonSince(ctx, person, p.client.cache.now())
}

// recentLook is how old the last look for a person may be when they are registered. Terraform plans each create once more right
// before it applies it, and nothing is gained by looking twice in a row.
const recentLook = 5 * time.Second

func (p *Practice) findPersonSince(ctx context.Context, person Person, oldest time.Time) ([]PatientSummary, error) {
	found, err := since(ctx, p.client.cache, p.key(RoutePatients, person.key()...), oldest, func(ctx context.Context) ([]PatientSummary, error) {
		return p.findPerson(ctx, person)
	})
	return slices.Clone(found), err
}

// forgetPerson notes that the person may be registered by now. A look by names finds also who was registered with an NHS number.
func (p *Practice) forgetPerson(person Person) {
	byNames := person
	byNames.NHSNumber = ""
	p.client.cache.forget(p.key(RoutePatients, person.key()...))
	p.client.cache.forget(p.key(RoutePatients, byNames.key()...))
}

func (p *Practice) findPerson(ctx context.Context, person Person) ([]PatientSummary, error) {
	filter := PatientFilter{FirstName: person.FirstName, LastName: person.LastName}
	if person.NHSNumber != "" {
		filter = PatientFilter{NHSNumber: canonical.NHSNumber.Meaning(person.NHSNumber)}
	}
	var all []PatientSummary
	for found, err := range p.SearchPatients(ctx, filter) {
		if err != nil {
			return nil, err
		}
		if person.Is(found) {
			all = append(all, found)
		}
	}
	return all, nil
}

// CreatePatient registers a person whom Hero does not know, and returns the new id; one whom it knows is a *PatientExistsError.
// Equal creations wait for each other, so none overwrites or doubles what another has just made.
//
// Should the request end without a clear response, the client looks for the person and returns the id of the record that the
// request has made. It makes no second record.
func (p *Practice) CreatePatient(ctx context.Context, r Registration) (id string, err error) {
	person := r.Person()
	unlock, err := p.client.locks.lock(ctx, p.key(RouteRegister, person.key()...))
	if err != nil {
		return "", contextError(r.request(), err)
	}
	defer unlock()
	existing, err := p.findPersonSince(ctx, person, time.Now().Add(-recentLook))
	if err != nil {
		return "", err
	}
	defer p.forgetPerson(person)
	if len(existing) > 0 {
		return "", &PatientExistsError{Found: existing}
	}
	result, err := creation[string]{
		send: func(ctx context.Context) (string, error) { return p.register(ctx, r) },
		look: func(ctx context.Context) ([]string, error) { return p.findIDs(ctx, person) },
	}.run(ctx, p, func(a, b string) bool { return a == b })
	return result.made, err
}

// UpsertPatient registers a person, or overwrites the record that has the registration's NHS number and date of birth, and
// returns its id. Without an NHS number it fails with ErrNHSNumberNeeded. It is done only when Hero has accepted it: that there
// is a record proves nothing.
func (p *Practice) UpsertPatient(ctx context.Context, r Registration) (id string, err error) {
	if !r.hasNHSNumber() {
		return "", ErrNHSNumberNeeded
	}
	defer p.forgetPerson(r.Person())
	return p.register(ctx, r)
}

// hasNHSNumber is false for a placeholder, too: Hero would match it with another person's.
func (r Registration) hasNHSNumber() bool {
	number := r.Person().NHSNumber
	return number != "" && !canonical.IsPlaceholderNHSNumber(number)
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
		PatientID String `json:"patient_id"`
	}
	if err := json.Unmarshal(res.body, &reference); err != nil || identifier(text(reference.PatientID)) == "" {
		return "", res.unexpected("without a patient_id")
	}
	return text(reference.PatientID), nil
}

// findIDs returns Hero's ids of the person's records.
func (p *Practice) findIDs(ctx context.Context, person Person) ([]string, error) {
	found, err := p.FindPerson(ctx, person)
	return PatientIDs(found), err
}
