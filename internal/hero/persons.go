// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

// Person identifies a person: to Hero by NHS number and date of birth; for this package, by names if there is no number.
type Person struct {
	NHSNumber, DOB, FirstName, LastName string
}

// PersonRecords are the records that a search for a person found, except those that are certainly another person's.
type PersonRecords struct {
	Same []PatientSummary
	// OtherBirthday have the person's NHS number and another date of birth, so Hero would not match them.
	OtherBirthday []PatientSummary
	// Unclear are records that may be the person's.
	Unclear []PatientSummary

	ended time.Time // when the search ended
}

// Any reports whether something was found.
func (r PersonRecords) Any() bool { return len(r.Same)+len(r.OtherBirthday)+len(r.Unclear) > 0 }

func (r PersonRecords) clone() PersonRecords {
	r.Same, r.OtherBirthday, r.Unclear = slices.Clone(r.Same), slices.Clone(r.OtherBirthday), slices.Clone(r.Unclear)
	return r
}

// PatientExistsError refuses to create a person whom Hero already has, or may have.
type PatientExistsError struct{ Found PersonRecords }

func (e *PatientExistsError) Error() string {
	switch {
	case len(e.Found.Same) > 0:
		return fmt.Sprintf("Hero has %d records of this person already", len(e.Found.Same))
	case len(e.Found.OtherBirthday) > 0:
		return fmt.Sprintf("Hero has %d records with this NHS number and another date of birth", len(e.Found.OtherBirthday))
	}
	return fmt.Sprintf("Hero has %d records that may be this person's", len(e.Found.Unclear))
}

// IsNumbered reports whether a person has an NHS number of their own, by which Hero finds their record. A placeholder would find
// another person's.
func (p Person) IsNumbered() bool {
	return p.NHSNumber != "" && !canonical.IsPlaceholderNHSNumber(p.NHSNumber)
}

func (p Person) withoutNumber() Person {
	p.NHSNumber = ""
	return p
}

// key is the same for all ways of writing a person.
func (p Person) key() []string {
	if p.NHSNumber != "" {
		return []string{canonical.NHSNumber.Meaning(p.NHSNumber), canonical.DateOfBirth.Meaning(p.DOB)}
	}
	return []string{canonical.PersonalName.Meaning(p.FirstName), canonical.PersonalName.Meaning(p.LastName), canonical.DateOfBirth.Meaning(p.DOB)}
}

// filter searches for the person with the fewest fields that should find nobody else.
func (p Person) filter() PatientFilter {
	if p.IsNumbered() {
		return PatientFilter{NHSNumber: canonical.NHSNumber.Meaning(p.NHSNumber)}
	}
	return PatientFilter{FirstName: p.FirstName, LastName: p.LastName}
}

// filters are the searches that together find the person however Hero compares. A search by names misses another spelling, and a
// search by date of birth misses a date that is absent or in another form: Hero stores a summer birthday as the evening before,
// which a comparison of texts would miss. A search by number alone also finds a record with another date of birth.
func (p Person) filters() []PatientFilter {
	filters := []PatientFilter{p.filter()}
	if !p.IsNumbered() {
		for _, date := range canonical.StoredBirthDates(p.DOB) {
			filters = append(filters, PatientFilter{DOB: date})
		}
	}
	return filters
}

// Match is how a record compares with a person.
type Match int

// The results of a comparison. The first three are ordered by how much they prove.
const (
	Different Match = iota
	// Unclear: what the comparison needs is missing, masked or in an unknown form.
	Unclear
	Same
	// OtherBirthday: the record has the person's NHS number, and another date of birth.
	OtherBirthday
)

// Compare compares the person with a record that a search found.
func (p Person) Compare(found PatientSummary) Match {
	birthday := compare(canonical.DateOfBirth, p.DOB, found.DOB.OrZero())
	if p.NHSNumber == "" {
		return min(birthday, compare(canonical.PersonalName, p.FirstName, found.FirstName.OrZero()), compare(canonical.PersonalName, p.LastName, found.LastName.OrZero()))
	}
	number := Unclear
	for _, value := range found.nhsNumbers() {
		switch compare(canonical.NHSNumber, p.NHSNumber, value) {
		case Same:
			if birthday == Different && p.IsNumbered() {
				return OtherBirthday
			}
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
	case kind.IsEmpty(a) || kind.IsEmpty(b):
		return Unclear
	case a == b || (errA == nil && normalA == normalB): // b has no normal form, not even "", if it is not valid
		return Same
	case errA != nil || errB != nil:
		return Unclear
	}
	return Different
}

// FindPerson returns the records that a registration of the person would match, or without an NHS number those with the same names
// and date of birth, and those that may be either. It does the comparing itself.
func (p *Practice) FindPerson(ctx context.Context, person Person) (PersonRecords, error) {
	return p.findPersonSince(ctx, person, p.client.cache.now())
}

// FindUnnumbered returns the records with a person's names and date of birth that show no NHS number. It is one search by names.
func (p *Practice) FindUnnumbered(ctx context.Context, person Person) ([]PatientSummary, error) {
	found, err := p.searchPerson(ctx, person.withoutNumber(), person.withoutNumber().filter())
	return slices.DeleteFunc(found.Same, func(record PatientSummary) bool {
		return slices.ContainsFunc(record.nhsNumbers(), func(number string) bool { return number != "" })
	}), err
}

func (p *Practice) findPersonSince(ctx context.Context, person Person, oldest time.Time) (PersonRecords, error) {
	found, err := since(ctx, p.client.cache, p.key(RoutePatients, person.key()...), oldest, func(ctx context.Context) (PersonRecords, error) {
		return p.searchPerson(ctx, person, person.filters()...)
	})
	return found.clone(), err
}

// forgetPerson drops cached searches for a person after a registration, those by names too: they also find people with an NHS
// number.
func (p *Practice) forgetPerson(person Person) {
	p.client.cache.forget(p.key(RoutePatients, person.key()...))
	p.client.cache.forget(p.key(RoutePatients, person.withoutNumber().key()...))
}

func (p *Practice) searchPerson(ctx context.Context, person Person, filters ...PatientFilter) (records PersonRecords, err error) {
	seen := map[string]bool{}
	for _, filter := range filters {
		for found, err := range p.SearchPatients(ctx, filter) {
			if err != nil {
				return PersonRecords{}, err
			}
			key := entryKey(found.HeroID(), found.JSON())
			if seen[key] {
				continue
			}
			seen[key] = true
			switch person.Compare(found) {
			case Same:
				records.Same = append(records.Same, found)
			case OtherBirthday:
				records.OtherBirthday = append(records.OtherBirthday, found)
			case Unclear:
				records.Unclear = append(records.Unclear, found)
			}
		}
	}
	records.ended = time.Now()
	return records, nil
}
