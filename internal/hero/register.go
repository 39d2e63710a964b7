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

// Registration describes a person to register. Absent fields are not sent.
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

// ErrNHSNumberRequired refuses an update that Hero cannot match and would turn into a second record.
var ErrNHSNumberRequired = errors.New("a patient can be updated only by NHS number and date of birth, and no NHS number is given")

// PatientExistsError refuses to create a person whom Hero has already.
type PatientExistsError struct {
	Found []PatientSummary
}

func (e *PatientExistsError) Error() string {
	return fmt.Sprintf("Hero has %d records of this person already", len(e.Found))
}

// Person identifies a person: to Hero by NHS number and date of birth, to this package without a number by names.
type Person struct {
	NHSNumber, DOB, FirstName, LastName string
}

// Person returns the person to register.
func (r Registration) Person() Person {
	return Person{NHSNumber: strings.TrimSpace(r.NHSNumber.OrZero()), DOB: r.DOB.OrZero(), FirstName: r.FirstName.OrZero(), LastName: r.LastName.OrZero()}
}

// key is the same for all ways of writing a person.
func (p Person) key() []string {
	if p.NHSNumber != "" {
		return []string{canonical.NHSNumber.Meaning(p.NHSNumber), canonical.DateOfBirth.Meaning(p.DOB)}
	}
	return []string{canonical.PersonalName.Meaning(p.FirstName), canonical.PersonalName.Meaning(p.LastName), canonical.DateOfBirth.Meaning(p.DOB)}
}

// filter searches for the person by what Hero's comparison cannot hide.
func (p Person) filter() PatientFilter {
	if p.NHSNumber != "" && !canonical.IsPlaceholderNHSNumber(p.NHSNumber) {
		return PatientFilter{NHSNumber: canonical.NHSNumber.Meaning(p.NHSNumber)}
	}
	return PatientFilter{FirstName: p.FirstName, LastName: p.LastName}
}

// Matches reports that a record is the person's.
func (p Person) Matches(found PatientSummary) bool {
	if !canonical.DateOfBirth.Same(p.DOB, found.DOB.OrZero()) {
		return false
	}
	if p.NHSNumber != "" {
		return canonical.NHSNumber.Same(p.NHSNumber, found.NHSNumber.OrZero())
	}
	return canonical.PersonalName.Same(p.FirstName, found.FirstName.OrZero()) && canonical.PersonalName.Same(p.LastName, found.LastName.OrZero())
}

// FindPerson returns the records that a registration of the person would match, or without an NHS number those with the same names
// and date of birth. It searches by NHS number or names alone and compares the rest itself: Hero stores a summer birthday as the
// evening before, which a search that compares strings would miss.
func (p *Practice) FindPerson(ctx context.Context, person Person) ([]PatientSummary, error) {
	return p.searchPersonSince(ctx, person, p.client.cache.now())
}

// recentSearch is how old the last search for a person can be when they are registered. Terraform plans each create once more
// right before it applies it, and a second search in a row finds nothing new.
const recentSearch = 5 * time.Second

func (p *Practice) searchPersonSince(ctx context.Context, person Person, oldest time.Time) ([]PatientSummary, error) {
	found, err := since(ctx, p.client.cache, p.key(RoutePatients, person.key()...), oldest, func(ctx context.Context) ([]PatientSummary, error) {
		return p.searchPerson(ctx, person)
	})
	return slices.Clone(found), err
}

// forgetPerson drops searches for a person after a registration. A search by names also finds whoever has an NHS number.
func (p *Practice) forgetPerson(person Person) {
	byNames := person
	byNames.NHSNumber = ""
	p.client.cache.forget(p.key(RoutePatients, person.key()...))
	p.client.cache.forget(p.key(RoutePatients, byNames.key()...))
}

func (p *Practice) searchPerson(ctx context.Context, person Person) ([]PatientSummary, error) {
	var all []PatientSummary
	for found, err := range p.SearchPatients(ctx, person.filter()) {
		if err != nil {
			return nil, err
		}
		if person.Matches(found) {
			all = append(all, found)
		}
	}
	return all, nil
}

// PatientCreated is a new patient.
type PatientCreated struct {
	ID string
	// Unanswered is how the request ended if its response did not name the record, and a search found it.
	Unanswered error
}

// CreatePatient registers a person. If Hero has the person already, the error is a *PatientExistsError. Equal creates wait for each
// other, so none overwrites or duplicates what another has just created.
//
// If the request ends without a clear response, the client searches for the person and returns the record that has appeared. It
// creates no second record.
func (p *Practice) CreatePatient(ctx context.Context, r Registration) (*PatientCreated, error) {
	person := r.Person()
	unlock, err := p.client.locks.lock(ctx, p.key(RouteRegister, person.key()...))
	if err != nil {
		return nil, contextError(r.request(), err)
	}
	defer unlock()
	existing, err := p.searchPersonSince(ctx, person, time.Now().Add(-recentSearch))
	if err != nil {
		return nil, err
	}
	defer p.forgetPerson(person)
	if len(existing) > 0 {
		return nil, &PatientExistsError{Found: existing}
	}
	result, err := creation[string]{
		send:   func(ctx context.Context) (string, error) { return p.register(ctx, r) },
		find:   func(ctx context.Context) ([]string, error) { return p.findIDs(ctx, person) },
		isOurs: func(string) bool { return true }, // Hero has nobody else of this number, or of these names and this birthday
	}.run(ctx, p)
	if unclear, ok := errors.AsType[*UnclearError](err); ok {
		unclear.IDs = result.others
	}
	if err != nil {
		return nil, err
	}
	return &PatientCreated{ID: result.value, Unanswered: result.unanswered}, nil
}

// UpsertPatient registers a person, or overwrites the record with the same NHS number and date of birth, and returns the id. Without
// an NHS number it returns ErrNHSNumberRequired. It succeeds only if Hero accepts the request: that there is a record proves
// nothing.
func (p *Practice) UpsertPatient(ctx context.Context, r Registration) (id string, err error) {
	if !r.hasNHSNumber() {
		return "", ErrNHSNumberRequired
	}
	defer p.forgetPerson(r.Person())
	return p.register(ctx, r)
}

// hasNHSNumber is also false for a placeholder, which Hero would match with that of another person.
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
	// With an NHS number this is an upsert.
	return request{method: http.MethodPost, route: RouteRegister, body: r, repeatable: r.hasNHSNumber(), creates: true}
}

func patientID(res *response) (string, error) {
	var reference struct {
		PatientID String `json:"patient_id"`
	}
	if err := json.Unmarshal(res.body, &reference); err != nil || identifier(reference.PatientID.OrZero()) == "" {
		return "", res.unexpected("without a patient_id")
	}
	return reference.PatientID.OrZero(), nil
}

func (p *Practice) findIDs(ctx context.Context, person Person) ([]string, error) {
	found, err := p.FindPerson(ctx, person)
	return PatientIDs(found), err
}
