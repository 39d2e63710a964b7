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

// PatientExistsError refuses to create a person whom Hero has already, or may have.
type PatientExistsError struct {
	Found []PatientSummary
	// Unclear are records that may be the person's.
	Unclear []PatientSummary
}

func (e *PatientExistsError) Error() string {
	if len(e.Found) == 0 {
		return fmt.Sprintf("Hero has %d records that may be of this person", len(e.Unclear))
	}
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

// Match is how a record compares with a person.
type Match int

// The results of a comparison, in the order of how much they prove.
const (
	Different Match = iota
	// Unclear: what is needed to compare is missing, masked or in an unknown form.
	Unclear
	Same
)

// Compare compares a record that a search has found.
func (p Person) Compare(found PatientSummary) Match {
	birthday := compare(canonical.DateOfBirth, p.DOB, found.DOB.OrZero())
	if p.NHSNumber == "" {
		return min(birthday, compare(canonical.PersonalName, p.FirstName, found.FirstName.OrZero()), compare(canonical.PersonalName, p.LastName, found.LastName.OrZero()))
	}
	number := Unclear
	for _, value := range found.nhsNumbers() {
		switch compare(canonical.NHSNumber, p.NHSNumber, value) {
		case Same:
			return birthday
		case Different:
			number = Different
		}
	}
	return min(birthday, number)
}

// compare is Unclear for values that are missing or not valid, unless they are equal letter by letter.
func compare(kind *canonical.Kind, a, b string) Match {
	normalA, errA := kind.Normal(a)
	normalB, errB := kind.Normal(b)
	switch {
	case a == "" || b == "":
		return Unclear
	case a == b || (errA == nil && errB == nil && normalA == normalB):
		return Same
	case errA != nil || errB != nil:
		return Unclear
	}
	return Different
}

// FindPerson returns the records that a registration of the person would match, or without an NHS number those with the same names
// and date of birth, and those of which that cannot be told. It searches by NHS number or names alone and compares the rest itself:
// Hero stores a summer birthday as the evening before, which a search that compares strings would miss.
func (p *Practice) FindPerson(ctx context.Context, person Person) (same, unclear []PatientSummary, err error) {
	found, err := p.searchPersonSince(ctx, person, p.client.cache.now())
	return found.same, found.unclear, err
}

// personRecords are the records that a search for a person has found, without those that are certainly another person's.
type personRecords struct {
	same, unclear []PatientSummary
	ended         time.Time // when the search ended
}

func (p *Practice) searchPersonSince(ctx context.Context, person Person, oldest time.Time) (personRecords, error) {
	found, err := since(ctx, p.client.cache, p.key(RoutePatients, person.key()...), oldest, func(ctx context.Context) (personRecords, error) {
		return p.searchPerson(ctx, person)
	})
	found.same, found.unclear = slices.Clone(found.same), slices.Clone(found.unclear)
	return found, err
}

// forgetPerson drops searches for a person after a registration. A search by names also finds whoever has an NHS number.
func (p *Practice) forgetPerson(person Person) {
	byNames := person
	byNames.NHSNumber = ""
	p.client.cache.forget(p.key(RoutePatients, person.key()...))
	p.client.cache.forget(p.key(RoutePatients, byNames.key()...))
}

func (p *Practice) searchPerson(ctx context.Context, person Person) (records personRecords, err error) {
	for found, err := range p.SearchPatients(ctx, person.filter()) {
		if err != nil {
			return personRecords{}, err
		}
		switch person.Compare(found) {
		case Same:
			records.same = append(records.same, found)
		case Unclear:
			records.unclear = append(records.unclear, found)
		}
	}
	records.ended = time.Now()
	return records, nil
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
	looked, err := p.refuseExisting(ctx, person)
	if err != nil {
		return nil, err
	}
	defer p.forgetPerson(person)
	sent := afterLook(r.request(), func(ctx context.Context) (Registration, error) {
		_, err := p.refuseExisting(ctx, person)
		return r, err
	})
	sent.looked = looked
	result, err := creation[string]{
		send:   func(ctx context.Context) (string, error) { return p.register(ctx, sent) },
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

// refuseExisting returns when it looked for the person, and a *PatientExistsError if Hero has or may have them. The search of a plan
// right before the create will do: Terraform plans each create once more right before it applies it, and a second search in a row finds
// nothing new.
func (p *Practice) refuseExisting(ctx context.Context, person Person) (looked time.Time, err error) {
	existing, err := p.searchPersonSince(ctx, person, time.Now().Add(-recentLook))
	if err == nil && len(existing.same)+len(existing.unclear) > 0 {
		err = &PatientExistsError{Found: existing.same, Unclear: existing.unclear}
	}
	return existing.ended, err
}

// UpsertPatient registers a person, or overwrites the record with the same NHS number and date of birth, and returns the id. Without
// an NHS number it returns ErrNHSNumberRequired. It succeeds only if Hero accepts the request: that there is a record proves
// nothing.
//
// A caller who has just looked at the record gives lookAgain, else nil. If the request cannot leave soon after that, lookAgain is
// called for another look, and returns what to send by it, or an error that ends the request.
func (p *Practice) UpsertPatient(ctx context.Context, r Registration, lookAgain func(context.Context) (Registration, error)) (id string, err error) {
	if !r.hasNHSNumber() {
		return "", ErrNHSNumberRequired
	}
	defer p.forgetPerson(r.Person())
	return p.register(ctx, afterLook(r.request(), lookAgain))
}

// hasNHSNumber is also false for a placeholder, which Hero would match with that of another person.
func (r Registration) hasNHSNumber() bool {
	number := r.Person().NHSNumber
	return number != "" && !canonical.IsPlaceholderNHSNumber(number)
}

func (p *Practice) register(ctx context.Context, r request) (string, error) {
	res, err := p.do(ctx, r)
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
	found, _, err := p.FindPerson(ctx, person)
	return PatientIDs(found), err
}

// errNothingToSearchBy: a search needs an NHS number or names.
var errNothingToSearchBy = errors.New("neither an NHS number nor names are known to search by")

// ConfirmPatientGone looks for a second sign that there is no patient with an id, after Hero has answered so once: a gateway that
// lacks the route answers alike. The id must be missing again, and from a complete search for the person by another route. Without
// that, the error is a *NotGoneError.
func (p *Practice) ConfirmPatientGone(ctx context.Context, id string, person Person) error {
	if _, err := p.GetPatient(ctx, id); !IsNotFound(err) {
		return &NotGoneError{Err: err}
	}
	filter := person.filter()
	if len(filter.query()) == 0 {
		return &NotGoneError{Err: errNothingToSearchBy}
	}
	for found, err := range p.SearchPatients(ctx, filter) {
		if err != nil || found.HeroID() == id {
			return &NotGoneError{Err: err}
		}
	}
	return nil
}
