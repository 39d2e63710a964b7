// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
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

// ErrNHSNumberRequired refuses an update that Hero cannot match to a record, and would turn into a second one.
var ErrNHSNumberRequired = errors.New("a patient can be updated only by NHS number and date of birth, and no NHS number is given")

// Person returns the person to register.
func (r Registration) Person() Person {
	return Person{NHSNumber: strings.TrimSpace(r.NHSNumber.OrZero()), DOB: r.DOB.OrZero(), FirstName: r.FirstName.OrZero(), LastName: r.LastName.OrZero()}
}

// PatientCreated is a new patient.
type PatientCreated struct {
	ID string
	// Unanswered is how the request ended if its response did not name the record, and a search found it.
	Unanswered error
	// Others are the ids of other records of a person without an NHS number, registered elsewhere at the same moment.
	Others []string
	// SearchErr is why nobody could look for Others.
	SearchErr error
}

// CreatePatient registers a person. If Hero already has the person, the error is a *PatientExistsError. Equal creates wait for each
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
	sent, err := p.afterSearch(ctx, r.request(), person, refuseExisting)
	if err != nil {
		return nil, err
	}
	defer p.forgetPerson(person)
	result, err := creation[string]{
		send:   func(ctx context.Context) (string, error) { return p.register(ctx, sent) },
		find:   func(ctx context.Context) ([]string, error) { return p.findIDs(ctx, person) },
		isOurs: func(string) bool { return true }, // Hero has nobody else with this number, or had nobody with these names and this birthday
		// Hero keeps one record for each NHS number, but any number of records without one.
		mayBeOthers: !person.IsNumbered(),
	}.run(ctx, p)
	if unclear, ok := errors.AsType[*UnclearError](err); ok {
		unclear.IDs = result.others
	}
	if err != nil {
		return nil, err
	}
	created := &PatientCreated{ID: result.value, Unanswered: result.unanswered}
	if !person.IsNumbered() {
		created.Others, created.SearchErr = p.othersLike(ctx, person, created.ID)
	}
	return created, nil
}

// othersLike looks for other records of a person than their own, once and by names. Hero keeps one record for each NHS number, but
// any number of records without one.
func (p *Practice) othersLike(ctx context.Context, person Person, id string) ([]string, error) {
	found, err := p.searchPerson(ctx, person, person.filter())
	return slices.DeleteFunc(PatientIDs(found.Same), func(other string) bool { return other == id }), err
}

// afterSearch looks for a person, and returns a request that looks again when that gets too old. refuse returns why a record that was
// found forbids the request. As the first look, the search of a plan right before it is enough: Terraform plans each create again
// right before it applies it, and another search at once would find nothing new.
func (p *Practice) afterSearch(ctx context.Context, r request, person Person, refuse func(PersonRecords) error) (request, error) {
	look := func(ctx context.Context, oldest time.Time) (PersonRecords, error) {
		found, err := p.findPersonSince(ctx, person, oldest)
		if err == nil {
			err = refuse(found)
		}
		return found, err
	}
	found, err := look(ctx, time.Now().Add(-recentLook))
	if err != nil {
		return request{}, err
	}
	r.looked = found.ended
	r.lookAgain = func(ctx context.Context) (any, error) {
		_, err := look(ctx, p.client.cache.now())
		return r.body, err
	}
	return r, nil
}

func refuseExisting(found PersonRecords) error {
	if found.Any() {
		return &PatientExistsError{Found: found}
	}
	return nil
}

// refuseOtherBirthday refuses only for records of a person's NHS number with another date of birth.
func refuseOtherBirthday(found PersonRecords) error {
	if len(found.OtherBirthday) > 0 {
		return &PatientExistsError{Found: PersonRecords{OtherBirthday: found.OtherBirthday}}
	}
	return nil
}

// UpsertPatient registers a person, or overwrites the record with the same NHS number and date of birth, and returns the id. Without
// an NHS number it returns ErrNHSNumberRequired. It succeeds only if Hero accepts the request: a record that exists proves nothing.
//
// A caller who has just looked at the record passes lookAgain, any other passes nil. If the request cannot leave soon after the
// look, lookAgain looks once more, and returns what to send by then, or an error that ends the request.
func (p *Practice) UpsertPatient(ctx context.Context, r Registration, lookAgain func(context.Context) (Registration, error)) (id string, err error) {
	if !r.hasNHSNumber() {
		return "", ErrNHSNumberRequired
	}
	defer p.forgetPerson(r.Person())
	return p.register(ctx, afterLook(r.request(), lookAgain))
}

// AdoptPatient is UpsertPatient for a record that the caller has not looked at. If Hero has the NHS number with another date of
// birth, which would make a second record, the error is a *PatientExistsError.
func (p *Practice) AdoptPatient(ctx context.Context, r Registration) (id string, err error) {
	if !r.hasNHSNumber() {
		return "", ErrNHSNumberRequired
	}
	sent, err := p.afterSearch(ctx, r.request(), r.Person(), refuseOtherBirthday)
	if err != nil {
		return "", err
	}
	defer p.forgetPerson(r.Person())
	return p.register(ctx, sent)
}

// hasNHSNumber is also false for a placeholder, which Hero would match with somebody else's.
func (r Registration) hasNHSNumber() bool {
	return r.Person().IsNumbered()
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
		return "", res.unexpected("missing a patient_id")
	}
	return reference.PatientID.OrZero(), nil
}

func (p *Practice) findIDs(ctx context.Context, person Person) ([]string, error) {
	found, err := p.FindPerson(ctx, person)
	return PatientIDs(found.Same), err
}

// errNothingToSearchBy: a search needs an NHS number or names.
var errNothingToSearchBy = errors.New("neither an NHS number nor names are known to search by")

// ConfirmPatientGone looks for a second sign that there is no patient with an id, after Hero has said so once: a gateway that lacks
// the route says the same. The id must be missing again, and from complete searches on another route, by number and by names:
// somebody may have corrected either. Otherwise the error is a *NotGoneError.
func (p *Practice) ConfirmPatientGone(ctx context.Context, id string, person Person) error {
	if _, err := p.GetPatient(ctx, id); !IsNotFound(err) {
		return &NotGoneError{Err: err}
	}
	filters := slices.Compact([]PatientFilter{person.filter(), person.withoutNumber().filter()})
	filters = slices.DeleteFunc(filters, func(filter PatientFilter) bool { return len(filter.query()) == 0 })
	if len(filters) == 0 {
		return &NotGoneError{Err: errNothingToSearchBy}
	}
	for _, filter := range filters {
		for found, err := range p.SearchPatients(ctx, filter) {
			if err != nil || found.HeroID() == id {
				return &NotGoneError{Err: err}
			}
		}
	}
	return nil
}
