// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

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
		filter := matching(name, wanted)
		if name == "dob" && s.has(traitDOBAsText) {
			filter = func(fields object) bool { return strings.HasPrefix(s.returnedDOB(fields), wanted) }
		}
		if s.has(traitNamesExact) && (name == "first_name" || name == "last_name") {
			filter = func(fields object) bool { return stringField(fields, name) == wanted }
		}
		filters = append(filters, filter)
	}
	if len(filters) == 0 {
		return result{status: http.StatusBadRequest, value: issues(issue("custom", "at least one filter"))}
	}
	var found []object
	unchecked := s.has(traitDOBForms)
	for i, p := range c.practice.patients {
		if s.has(traitArchivedHidden) && stringField(p.fields, "status") == "archived" {
			continue
		}
		if acceptedBy(filters, p.fields) {
			found = append(found, s.hit(s.summary(p), i))
			unchecked = unchecked || p.odd || len(p.omitted) > 0
		}
	}
	page := s.page(c, found)
	page.unchecked = unchecked
	return page
}

func (s *Server) returnedDOB(fields object) string {
	if s.options.Plain {
		return stringField(fields, "dob")
	}
	return realisticDOB(stringField(fields, "dob"))
}

// matching returns a function that reports whether a record has a value. It runs for every
// record of a practice, so what depends on the wanted value alone is computed once.
func matching(name, wanted string) func(fields object) bool {
	switch name {
	case "nhs_number":
		wanted = digits(wanted)
		return func(fields object) bool {
			have := stringField(fields, name)
			return have != "" && hasDigits(have, wanted)
		}
	case "dob":
		return func(fields object) bool {
			date, ok := birthDate(stringField(fields, name))
			return ok && date == wanted
		}
	case "ehr_partner_id":
		return func(fields object) bool { return stringField(fields, name) == wanted }
	default:
		wanted = strings.TrimSpace(wanted)
		return func(fields object) bool {
			return strings.EqualFold(strings.TrimSpace(stringField(fields, name)), wanted)
		}
	}
}

func acceptedBy(filters []func(object) bool, fields object) bool {
	return !slices.ContainsFunc(filters, func(accepts func(object) bool) bool { return !accepts(fields) })
}

// summaryFields maps the fields of a search hit to those of GET /v1/patients/{id} that
// have the same value.
var summaryFields = map[string]string{
	"ehr_partner_id": "ehr_partner_id", "emis_id": "emis_id", "deceased_at": "deceased_at", "ods_code": "ods_code",
	"dob": "dob", "title": "title", "first_name": "first_name", "last_name": "last_name", "sex": "sex",
	"nhs_number": "nhs_number", "email": "email", "mobile": "mobile", "last_sync_at": "last_sync_at",
	"data_source": "data_source", "restricted": "restricted", "line_1": "address_line_1", "line_2": "address_line_2",
	"line_3": "address_line_3", "town": "town", "county": "county", "postcode": "postcode",
	"hero_id": "id", "hero_uid": "uid",
}

// summary returns a patient as a search hit. It omits the fields of OmitPatientFields
// under their names in a search hit.
func (s *Server) summary(p *patient) object {
	source := p.fields
	if !s.options.Plain {
		source = realistic(source)
	}
	hit := object{"ehr_registered": stringField(p.fields, "ehr_partner_id") != ""}
	for name, original := range summaryFields {
		if value, given := source[original]; given || !s.options.Plain {
			hit[name] = value
		}
		if p.omitted[original] {
			delete(hit, name)
		}
	}
	hit["identifiers"] = identifiers(source)
	return hit
}

func identifiers(fields object) []any {
	list := []any{}
	add := func(source, name, role, label, value string) {
		if value != "" {
			list = append(list, object{"source": source, "name": name, "role": role, "label": label, "value": value})
		}
	}
	add("hero", "hero_id", "main", "Hero", stringField(fields, "id"))
	add("hero", "hero_uid", "secondary", "Hero", stringField(fields, "uid"))
	add("nhs", "nhs_number", "main", "NHS", stringField(fields, "nhs_number"))
	add("ehr_partner", "ehr_partner_id", "main", "EMIS", stringField(fields, "ehr_partner_id"))
	return list
}
