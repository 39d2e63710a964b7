package heromock

import (
	"net/http"
	"slices"
	"strings"
	"time"
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

// summaryMembers maps the members of the second version of the answer to those
// of the first, as far as they only have another name or the same one.
var summaryMembers = map[string]string{
	"ehr_partner_id": "ehr_partner_id", "emis_id": "emis_id", "deceased_at": "deceased_at", "ods_code": "ods_code",
	"dob": "dob", "title": "title", "first_name": "first_name", "last_name": "last_name", "sex": "sex",
	"nhs_number": "nhs_number", "email": "email", "mobile": "mobile", "last_sync_at": "last_sync_at",
	"data_source": "data_source", "restricted": "restricted", "line_1": "address_line_1", "line_2": "address_line_2",
	"line_3": "address_line_3", "town": "town", "county": "county", "postcode": "postcode",
	"hero_id": "id", "hero_uid": "uid",
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

func (s *Server) listPatients(c call) result {
	var filters []func(object) bool
	for _, name := range []string{"first_name", "last_name", "dob", "nhs_number", "ehr_partner_id"} {
		wanted := c.query.Get(name)
		if wanted == "" {
			continue
		}
		if name == "dob" {
			if _, err := time.Parse(time.DateOnly, wanted); err != nil {
				return invalid(name, "a date as YYYY-MM-DD")
			}
		}
		filters = append(filters, func(members object) bool { return matches(members, name, wanted) })
	}
	if len(filters) == 0 {
		return result{status: http.StatusBadRequest, value: issues(issue("custom", "at least one filter"))}
	}
	var found []object
	unchecked := false
	for _, p := range c.practice.patients {
		if !slices.ContainsFunc(filters, func(accepts func(object) bool) bool { return !accepts(p.members) }) {
			found = append(found, s.summary(p))
			unchecked = unchecked || len(p.omitted) > 0
		}
	}
	answer := s.page(c, found)
	answer.unchecked = unchecked
	return answer
}

func matches(members object, name, wanted string) bool {
	have := text(members, name)
	switch name {
	case "nhs_number":
		return have != "" && digits(have) == digits(wanted)
	case "dob":
		date, ok := birthDate(have)
		return ok && date == wanted
	case "ehr_partner_id":
		return have == wanted
	default:
		return strings.EqualFold(strings.TrimSpace(have), strings.TrimSpace(wanted))
	}
}

// summary is a patient in the form of the searches. Members that answers leave
// out by the wish of a test are left out here too, under their name here.
func (s *Server) summary(p *patient) object {
	source := p.members
	if !s.options.Plain {
		source = realistic(source)
	}
	answer := object{"ehr_registered": text(p.members, "ehr_partner_id") != ""}
	for name, original := range summaryMembers {
		if value, given := source[original]; given || !s.options.Plain {
			answer[name] = value
		}
		if p.omitted[original] {
			delete(answer, name)
		}
	}
	answer["identifiers"] = identifiers(source)
	return answer
}

func identifiers(members object) []any {
	list := []any{}
	add := func(source, name, role, label, value string) {
		if value != "" {
			list = append(list, object{"source": source, "name": name, "role": role, "label": label, "value": value})
		}
	}
	add("hero", "hero_id", "main", "Hero", text(members, "id"))
	add("hero", "hero_uid", "secondary", "Hero", text(members, "uid"))
	add("nhs", "nhs_number", "main", "NHS", text(members, "nhs_number"))
	add("ehr_partner", "ehr_partner_id", "main", "EMIS", text(members, "ehr_partner_id"))
	return list
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
