// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"net/http"
	"strings"
)

// PDSPerson is a person in the national PDS, with the outcome of registering them.
// Without Message, NotFound and Refused the person is traced and registered.
type PDSPerson struct {
	NHSNumber string `json:"nhs_number"` // spaces do not matter
	DOB       string `json:"dob"`        // YYYY-MM-DD
	Forename  string `json:"forename"`
	Surname   string `json:"surname"`
	Postcode  string `json:"postcode"` // case and spaces do not matter

	// Demographics are further fields of the new record, named as in a
	// registration, for instance "town".
	Demographics map[string]any `json:"demographics"`

	Message  string `json:"message"` // if set, the person must first prove their identity at LoginURL
	LoginURL string `json:"login_url"`
	NotFound bool   `json:"not_found"` // 404: the PDS does not find the person
	Refused  bool   `json:"refused"`   // 400: the PDS refuses the dob
}

// SetPDS replaces the people in the PDS.
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

// defaultPDS returns made-up people, one for each outcome, with NHS numbers of the range
// reserved for tests.
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
			Message: "Identity verification is required", LoginURL: "https://login.herohealth.net/verify",
		},
		{NHSNumber: "9990001030", DOB: "1970-03-03", Forename: "Nora", Surname: "Nobody", Postcode: "LS1 4AP", NotFound: true},
		{NHSNumber: "9990001049", DOB: "1960-12-12", Forename: "Rex", Surname: "Refused", Postcode: "LS1 4AP", Refused: true},
	}
}

// registerPatientPDS searches the PDS first, so that a seed decides the outcome even for
// a person whom the practice group has already registered.
func (s *Server) registerPatientPDS(c call) result {
	dob, okDOB := birthDate(stringField(c.body, "dob"))
	if !okDOB {
		return invalid("dob", "a date or a date-time")
	}
	person := s.state.person(c.body, dob)
	nhsNumber := stringField(c.body, "nhs_number")
	if person != nil {
		nhsNumber = person.NHSNumber
		switch {
		case person.Refused:
			return invalid("dob", "the date of birth in the national record")
		case person.Message != "":
			return ok(object{"message": person.Message, "login_url": person.LoginURL})
		}
	}
	if registered := c.practice.findRegistered(nhsNumber, dob); registered != nil {
		return ok(object{"patient_id": registered.id()})
	}
	if person == nil || person.NotFound {
		return notFoundPDS()
	}
	added := s.state.addPatient(c.practice, person.record(c.body))
	return ok(object{"patient_id": added.id()}).with(&Effect{Kind: Created, Object: "patient", ID: added.id(), After: added.fields})
}

func notFoundPDS() result {
	return result{status: http.StatusNotFound, value: object{
		"error": true, "statusCode": http.StatusNotFound, "message": "No patient found",
	}}
}

// person returns the person whom a request is about, by NHS number if it has one.
func (s *state) person(body object, dob string) *PDSPerson {
	nhsNumber := digits(stringField(body, "nhs_number"))
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
		if strings.EqualFold(person.Forename, stringField(body, "forename")) &&
			strings.EqualFold(person.Surname, stringField(body, "surname")) &&
			realisticPostcode(person.Postcode) == realisticPostcode(stringField(body, "postcode")) {
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
	if id := stringField(body, "ehr_partner_id"); id != "" {
		record["ehr_partner_id"] = id
	}
	return record
}
