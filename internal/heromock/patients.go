// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// dataSources are the values of data_source in responses.
var dataSources = []string{"hero", "emis", "pds", "gha", "systm_one"}

// writeOnlyFields of a registration never appear in a response.
var writeOnlyFields = []string{"landline", "caller"}

// patientFields are the documented fields of GET /v1/patients/{id}. A realistic response
// has all of them.
var patientFields = []string{
	"id", "uid", "emis_id", "ehr_partner_id", "dob", "deceased_at", "title", "first_name", "last_name", "sex",
	"nhs_number", "email", "emails", "mobile", "last_sync_at", "address_line_1", "address_line_2", "address_line_3",
	"country", "postcode", "town", "county", "notes", "verification_credentials", "data_source", "restricted",
	"sex_changed_at", "status",
}

func (s *Server) getPatient(c call) result {
	p := c.practice.patient(c.id)
	if into, gone := c.practice.merged[c.id]; gone && s.has(traitMergedRecords) {
		p = c.practice.patient(into)
	}
	if p == nil {
		return notFound("Patient")
	}
	fields := without(p.fields, writeOnlyFields...)
	if !s.options.Plain {
		fields = realistic(fields)
		for _, name := range patientFields {
			if _, given := fields[name]; !given {
				fields[name] = nil
			}
		}
	}
	fields["dob"] = s.shownDOB(fields["dob"], slices.Index(c.practice.patients, p))
	if s.hidesNumber(fields) {
		fields["nhs_number"] = nil
	}
	for name := range p.omitted {
		delete(fields, name)
	}
	otherDOB := s.has(traitDOBInReads) || s.has(traitDOBUnreadable)
	return result{status: http.StatusOK, value: fields, unchecked: len(p.omitted) > 0 || p.odd || otherDOB}
}

// registerPatient updates the record with the same NHS number and date of birth, or
// creates one. Without an NHS number there is nothing to match, so it creates one.
func (s *Server) registerPatient(c call) result {
	if _, ok := birthDate(stringField(c.body, "dob")); !ok {
		return invalid("dob", "a date or a date-time")
	}
	if source := stringField(c.body, "data_source"); source != "" && !slices.Contains(dataSources, source) {
		return invalid("data_source", strings.Join(dataSources, " or "))
	}
	p := c.practice.findRegistered(stringField(c.body, "nhs_number"), stringField(c.body, "dob"))
	if p == nil && s.has(traitPatientsByName) {
		p = c.practice.named(c.body)
	}
	if p == nil {
		p = s.state.addPatient(c.practice, c.body)
		withSource(p.fields)
		return ok(object{"patient_id": p.id()}).with(&Effect{Kind: Created, Object: "patient", ID: p.id(), After: p.fields})
	}
	before := p.fields
	p.fields = merged(before, c.body)
	withSource(p.fields)
	return ok(object{"patient_id": p.id()}).with(&Effect{Kind: Changed, Object: "patient", ID: p.id(), Before: before, After: p.fields})
}

// withSource fills in data_source, which every record has.
func withSource(record object) {
	if stringField(record, "data_source") == "" {
		record["data_source"] = "hero"
	}
}

// named returns the record with the names and the date of birth of a registration, whatever its NHS number, or nil.
func (p *practice) named(registration object) *patient {
	date, _ := birthDate(stringField(registration, "dob"))
	return p.first(
		matching("dob", date),
		matching("first_name", stringField(registration, "first_name")),
		matching("last_name", stringField(registration, "last_name")),
	)
}

// findRegistered returns the record with an NHS number and a date of birth, or nil.
func (p *practice) findRegistered(nhsNumber, dob string) *patient {
	wanted, ok := birthDate(dob)
	if !ok || digits(nhsNumber) == "" {
		return nil
	}
	return p.first(matching("nhs_number", nhsNumber), matching("dob", wanted))
}

// first returns the first record that every filter accepts, or nil.
func (p *practice) first(filters ...func(object) bool) *patient {
	for _, one := range p.patients {
		if acceptedBy(filters, one.fields) {
			return one
		}
	}
	return nil
}

// addPatient creates a record, with defaults for the fields that every record has.
func (s *state) addPatient(p *practice, fields object) *patient {
	id, uid := s.nextPatient()
	added := &patient{
		fields: merged(object{
			"id": id, "uid": uid, "dob": nil, "status": "unarchived", "restricted": false, "data_source": "hero",
		}, fields),
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
	// Their fields are not documented, so a test may seed any fields.
	list := listResult(p.methods)
	list.unchecked = true
	if s.state.bareMethods {
		list.value = p.methods
		if p.methods == nil {
			list.value = []any{}
		}
	}
	return list
}

// AddPatient stores a record and returns its id. It stores the fields as they are, with
// defaults for id, uid, status, restricted and data_source. It returns "" when the
// practice group is not in the network.
func (s *Server) AddPatient(group string, fields map[string]any) (id string) {
	stored := cloneObject(fields)
	s.withPractice(group, func(p *practice) {
		if given := stringField(stored, "id"); given != "" && p.patient(given) != nil {
			s.violateLocked("the test adds patient %q twice", given)
			return
		}
		id = s.state.addPatient(p, stored).id()
	})
	return id
}

// AddOddPatient is AddPatient for a record with values that are in none of Hero's lists, such as another title or sex, as other
// systems put them there. The mock does not validate responses about it.
func (s *Server) AddOddPatient(group string, fields map[string]any) (id string) {
	id = s.AddPatient(group, fields)
	s.MarkPatientOdd(group, id)
	return id
}

// Patients returns the records of a practice group as they are stored, in order of
// creation.
func (s *Server) Patients(group string) (list []map[string]any) {
	s.withPractice(group, func(p *practice) {
		for _, one := range p.patients {
			list = append(list, cloneObject(one.fields))
		}
	})
	return list
}

// MarkPatientOdd stops the mock from validating responses about a record, because it holds values that are in none of Hero's
// lists.
func (s *Server) MarkPatientOdd(group, id string) {
	s.withPatient(group, id, func(p *patient) { p.odd = true })
}

// UpdatePatient merges fields into a record, as somebody may do in the web interface. A
// nil value is a JSON null.
func (s *Server) UpdatePatient(group, id string, fields map[string]any) {
	changes := cloneObject(fields)
	s.withPatient(group, id, func(p *patient) { p.fields = merged(p.fields, changes) })
}

// RemovePatient removes a record, which the API cannot do.
func (s *Server) RemovePatient(group, id string) {
	s.withPractice(group, func(p *practice) {
		p.patients = slices.DeleteFunc(slices.Clone(p.patients), func(one *patient) bool { return one.id() == id })
	})
}

// MergePatient merges a record into another one, as staff can do by hand. No record has its id
// any longer.
func (s *Server) MergePatient(group, gone, into string) {
	s.RemovePatient(group, gone)
	s.withPractice(group, func(p *practice) {
		p.merged = maps.Clone(p.merged)
		if p.merged == nil {
			p.merged = map[string]string{}
		}
		p.merged[gone] = into
	})
}

// OmitPatientFields leaves fields (named as in GET /v1/patients/{id}) out of all
// responses about a record from now on. The mock does not validate such responses.
func (s *Server) OmitPatientFields(group, id string, names ...string) {
	s.withPatient(group, id, func(p *patient) {
		for _, name := range names {
			p.omitted[name] = true
		}
	})
}

// SetBillingInfo sets fields of a patient's billing information. The others keep their
// defaults.
func (s *Server) SetBillingInfo(group, patientID string, v map[string]any) {
	copied := cloneObject(v)
	s.withPatient(group, patientID, func(p *patient) { p.billing = copied })
}

// SetPaymentMethods sets a patient's payment methods. An entry may be anything, because
// their form is not documented.
func (s *Server) SetPaymentMethods(group, patientID string, v []any) {
	copied := recode[[]any](v)
	s.withPatient(group, patientID, func(p *patient) { p.methods = copied })
}

// SetPaymentMethodsBare returns payment methods as a bare array instead of in the list
// envelope. The documentation does not show which it is.
func (s *Server) SetPaymentMethodsBare(bare bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.bareMethods = bare
}

func (s *Server) withPatient(group, id string, change func(*patient)) {
	s.withPractice(group, func(p *practice) {
		found := p.patient(id)
		if found == nil {
			s.violateLocked("the test uses patient %q, whom practice group %q does not have", id, group)
			return
		}
		change(found)
	})
}
