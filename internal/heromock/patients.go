// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"net/http"
	"slices"
	"strings"
)

// dataSources are the values that answers may carry.
var dataSources = []string{"hero", "emis", "pds", "gha", "systm_one"}

// writeOnlyMembers of a registration never appear in an answer.
var writeOnlyMembers = []string{"landline", "caller"}

// patientMembers are the documented members of a patient in the first version
// of the answer. A realistic answer has them all.
var patientMembers = []string{
	"id", "uid", "emis_id", "ehr_partner_id", "dob", "deceased_at", "title", "first_name", "last_name", "sex",
	"nhs_number", "email", "emails", "mobile", "last_sync_at", "address_line_1", "address_line_2", "address_line_3",
	"country", "postcode", "town", "county", "notes", "verification_credentials", "data_source", "restricted",
	"sex_changed_at", "status",
}

func (s *Server) getPatient(c call) result {
	p := c.practice.patient(c.id)
	if p == nil {
		return notFound("Patient")
	}
	answer := without(p.members, writeOnlyMembers...)
	if !s.options.Plain {
		answer = realistic(answer)
		for _, name := range patientMembers {
			if _, given := answer[name]; !given {
				answer[name] = nil
			}
		}
	}
	for name := range p.omitted {
		delete(answer, name)
	}
	return result{status: http.StatusOK, value: answer, unchecked: len(p.omitted) > 0}
}

// registerPatient updates the record with the same NHS number and date of birth,
// or makes a new one. Without an NHS number there is nothing to match by.
func (s *Server) registerPatient(c call) result {
	if _, ok := birthDate(text(c.body, "dob")); !ok {
		return invalid("dob", "a date or a date-time")
	}
	if source := text(c.body, "data_source"); source != "" && !slices.Contains(dataSources, source) {
		return invalid("data_source", strings.Join(dataSources, " or "))
	}
	p := c.practice.known(text(c.body, "nhs_number"), text(c.body, "dob"))
	if p == nil {
		p = s.state.add(c.practice, c.body)
	} else {
		p.members = merged(p.members, c.body)
	}
	if text(p.members, "data_source") == "" {
		p.members["data_source"] = "hero"
	}
	return ok(object{"patient_id": p.id()})
}

// known is the record with an NHS number and a date of birth.
func (p *practice) known(nhsNumber, dob string) *patient {
	wanted, ok := birthDate(dob)
	if !ok || digits(nhsNumber) == "" {
		return nil
	}
	for _, one := range p.patients {
		if matches(one.members, "nhs_number", nhsNumber) && matches(one.members, "dob", wanted) {
			return one
		}
	}
	return nil
}

// add makes a record. Members that every record has are filled in.
func (s *state) add(p *practice, members object) *patient {
	id, uid := s.nextPatient()
	added := &patient{
		members: merged(object{
			"id": id, "uid": uid, "dob": nil, "status": "unarchived", "restricted": false, "data_source": "hero",
		}, members),
		omitted: map[string]bool{},
	}
	p.patients = append(p.patients, added)
	return added
}

func (s *Server) getBillingInfo(c call) result {
	p := c.practice.patient(c.id)
	if p == nil {
		return notFound("Patient")
	}
	billing := merged(object{
		"id": "bill_" + p.id(), "external_billing_id": nil, "insurance": nil, "billing_note": nil, "confidential": false,
	}, p.billing)
	if !s.options.Plain {
		billing = realistic(billing)
	}
	return ok(billing)
}

func (s *Server) listPaymentMethods(c call) result {
	p := c.practice.patient(c.id)
	if p == nil {
		return notFound("Patient")
	}
	// Their members were never seen, so a test may seed what it likes.
	answer := whole(p.methods)
	answer.unchecked = true
	if s.state.bareMethods {
		answer.value = p.methods
		if p.methods == nil {
			answer.value = []any{}
		}
	}
	return answer
}

// AddPatient stores a record and returns its id. Members are stored as they
// are; id, uid, status, restricted and data_source are filled in if not given.
// It returns "" when the practice group is not in the network.
func (s *Server) AddPatient(group string, members map[string]any) (id string) {
	stored := cloneObject(members)
	s.in(group, func(p *practice) {
		if given := text(stored, "id"); given != "" && p.patient(given) != nil {
			s.violateLocked("the test adds patient %q twice", given)
			return
		}
		id = s.state.add(p, stored).id()
	})
	return id
}

// Patients are all records of a practice group as they are stored, in order of creation.
func (s *Server) Patients(group string) (list []map[string]any) {
	s.in(group, func(p *practice) {
		for _, one := range p.patients {
			list = append(list, cloneObject(one.members))
		}
	})
	return list
}

// UpdatePatient merges members into a record, as somebody would in the web
// interface. A nil value is a JSON null.
func (s *Server) UpdatePatient(group, id string, members map[string]any) {
	changes := cloneObject(members)
	s.onPatient(group, id, func(p *patient) { p.members = merged(p.members, changes) })
}

// RemovePatient makes a record disappear, which the API itself cannot.
func (s *Server) RemovePatient(group, id string) {
	s.in(group, func(p *practice) {
		p.patients = slices.DeleteFunc(slices.Clone(p.patients), func(one *patient) bool { return one.id() == id })
	})
}

// OmitPatientMembers leaves members (by their name in GET /v1/patients/{id}) out
// of all answers about a record from now on. Such answers are not held against
// the contract.
func (s *Server) OmitPatientMembers(group, id string, names ...string) {
	s.onPatient(group, id, func(p *patient) {
		for _, name := range names {
			p.omitted[name] = true
		}
	})
}

// SetBillingInfo sets members of a patient's billing information; the rest
// keeps its default.
func (s *Server) SetBillingInfo(group, patientID string, v map[string]any) {
	copied := cloneObject(v)
	s.onPatient(group, patientID, func(p *patient) { p.billing = copied })
}

// SetPaymentMethods sets a patient's payment methods. Their shape is not
// documented, so entries may be anything.
func (s *Server) SetPaymentMethods(group, patientID string, v []any) {
	copied := recode[[]any](v)
	s.onPatient(group, patientID, func(p *patient) { p.methods = copied })
}

// SetPaymentMethodsBare answers payment methods as a bare array instead of in
// the list envelope. The documentation does not show which it is.
func (s *Server) SetPaymentMethodsBare(bare bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.bareMethods = bare
}

func (s *Server) onPatient(group, id string, change func(*patient)) {
	s.in(group, func(p *practice) {
		found := p.patient(id)
		if found == nil {
			s.violateLocked("the test uses patient %q, whom practice group %q does not have", id, group)
			return
		}
		change(found)
	})
}
