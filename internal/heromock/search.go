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
		filters = append(filters, func(members object) bool {
			if name == "dob" && s.options.DOBAsText {
				return strings.HasPrefix(s.shownDOB(members), wanted)
			}
			return matches(members, name, wanted)
		})
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

func (s *Server) shownDOB(members object) string {
	if s.options.Plain {
		return text(members, "dob")
	}
	return realisticDOB(text(members, "dob"))
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
