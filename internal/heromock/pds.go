// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"net/http"
	"strings"
)

// PDSPerson is somebody in the national demographics service, and what comes of
// registering them. With none of Message, NotFound and Refused set the person
// is traced and registered.
type PDSPerson struct {
	NHSNumber string `json:"nhs_number"` // digits, spaces do not count
	DOB       string `json:"dob"`        // YYYY-MM-DD
	Forename  string `json:"forename"`
	Surname   string `json:"surname"`
	Postcode  string `json:"postcode"` // case and spaces do not count

	// Demographics are further members of the record that is made, by their
	// names in a registration, for instance "town".
	Demographics map[string]any `json:"demographics"`

	Message  string `json:"message"` // set: the person must prove who they are at LoginURL first
	LoginURL string `json:"login_url"`
	NotFound bool   `json:"not_found"` // the service does not find the person: 404
	Refused  bool   `json:"refused"`   // the request is refused because of its dob: 400
}

// SetPDS replaces the people of the national demographics service.
func (s *Server) SetPDS(people ...PDSPerson) {
	copied := make([]PDSPerson, 0, len(people))
	for _, person := range people {
		person.Demographics = cloneObject(person.Demographics)
		copied = append(copied, person)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.pds = copied
}

// defaultPDS are made-up people, one for each outcome, with NHS numbers of the
// range set aside for tests.
func defaultPDS() []PDSPerson {
	return []PDSPerson{
		{
			NHSNumber: "9990001014", DOB: "1992-01-01", Forename: "Iris", Surname: "Traced", Postcode: "LS1 4AP",
			Demographics: object{
				"sex": "Female", "title": "Ms", "address_line_1": "1 High Street", "town": "Leeds",
				"county": "West Yorkshire", "country": "United Kingdom", "mobile": "07700 900101", "email": "iris@patient.example",
			},
		},
		{
			NHSNumber: "9990001022", DOB: "1985-07-20", Forename: "Ivor", Surname: "Identity", Postcode: "LS1 4AP",
			Message: "Identity verification is required", LoginURL: "https://login.hero.example/verify",
		},
		{NHSNumber: "9990001030", DOB: "1970-03-03", Forename: "Nora", Surname: "Nobody", Postcode: "LS1 4AP", NotFound: true},
		{NHSNumber: "9990001049", DOB: "1960-12-12", Forename: "Rex", Surname: "Refused", Postcode: "LS1 4AP", Refused: true},
	}
}

// registerPatientPDS looks for the person in the service first, so that a seed
// decides the outcome even for a person whom the practice group knows.
func (s *Server) registerPatientPDS(c call) result {
	dob, okDOB := birthDate(text(c.body, "dob"))
	if !okDOB {
		return invalid("dob", "a date or a date-time")
	}
	person := s.state.person(c.body, dob)
	nhsNumber := text(c.body, "nhs_number")
	if person != nil {
		nhsNumber = person.NHSNumber
		switch {
		case person.Refused:
			return invalid("dob", "the date of birth in the national record")
		case person.Message != "":
			return ok(object{"message": person.Message, "login_url": person.LoginURL})
		}
	}
	if known := c.practice.known(nhsNumber, dob); known != nil {
		return ok(object{"patient_id": known.id()})
	}
	if person == nil || person.NotFound {
		return notFoundPDS()
	}
	return ok(object{"patient_id": s.state.add(c.practice, person.record(c.body)).id()})
}

func notFoundPDS() result {
	return result{status: http.StatusNotFound, value: object{
		"error": true, "statusCode": http.StatusNotFound, "message": "No patient found",
	}}
}

// person finds who a request is about: by NHS number when it gives one.
func (s *state) person(body object, dob string) *PDSPerson {
	nhsNumber := digits(text(body, "nhs_number"))
	for i := range s.pds {
		person := &s.pds[i]
		if person.DOB != dob {
			continue
		}
		if nhsNumber != "" {
			if digits(person.NHSNumber) == nhsNumber {
				return person
			}
			continue
		}
		if strings.EqualFold(person.Forename, text(body, "forename")) &&
			strings.EqualFold(person.Surname, text(body, "surname")) &&
			realisticPostcode(person.Postcode) == realisticPostcode(text(body, "postcode")) {
			return person
		}
	}
	return nil
}

func (p *PDSPerson) record(body object) object {
	record := merged(object{
		"nhs_number": digits(p.NHSNumber), "dob": p.DOB, "first_name": p.Forename, "last_name": p.Surname,
		"postcode": p.Postcode, "data_source": "pds",
	}, p.Demographics)
	if id := text(body, "ehr_partner_id"); id != "" {
		record["ehr_partner_id"] = id
	}
	return record
}
