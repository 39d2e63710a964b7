// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

func (s *Server) listLocations(c call) result {
	return s.directory(c, c.practice.locations)
}

func (s *Server) listAppointmentTypes(c call) result {
	return s.directory(c, c.practice.appointmentTypes)
}

func (s *Server) listPractitioners(c call) result {
	return s.directory(c, c.practice.practitioners)
}

func (s *Server) getPractitioner(c call) result {
	i := find(c.practice.practitioners, c.id)
	if i < 0 {
		return notFound("Practitioner")
	}
	return ok(c.practice.practitioners[i])
}

// directory applies the filters that the reference lists share. A filter lets an entry
// through that does not have its field.
func (s *Server) directory(c call, entries []object) result {
	var list []object
	for _, entry := range entries {
		if offers(entry, "location_ids", c.query["location_ids"]) &&
			offers(entry, "appointment_type_ids", c.query["appointment_type_ids"]) &&
			available(entry, c.query.Get("has_availability")) {
			list = append(list, entry)
		}
	}
	return listResult(list)
}

func offers(entry object, field string, wanted []string) bool {
	have, known := stringsField(entry, field)
	if !known || len(wanted) == 0 {
		return true
	}
	return slices.ContainsFunc(wanted, func(id string) bool { return slices.Contains(have, id) })
}

func available(entry object, wanted string) bool {
	if wanted == "" {
		return true
	}
	have, known := entry["has_availability"].(bool)
	if !known {
		next, given := entry["next_available_at"]
		if !given {
			return true
		}
		have = next != nil
	}
	return strconv.FormatBool(have) == wanted
}

func (s *Server) listForms(c call) result {
	search := strings.ToLower(c.query.Get("search"))
	replyForm, formType := c.query.Get("reply_form"), c.query.Get("form_type")
	var list []object
	for _, form := range c.practice.forms {
		titles := strings.ToLower(stringField(form, "title") + "\n" + stringField(form, "description"))
		isReply, _ := form["reply_form"].(bool)
		if strings.Contains(titles, search) &&
			(replyForm == "" || strconv.FormatBool(isReply) == replyForm) &&
			(formType == "" || stringField(form, "form_type") == formType) {
			list = append(list, without(form, "fields"))
		}
	}
	return listResult(list)
}

func (s *Server) getForm(c call) result {
	i := find(c.practice.forms, c.id)
	if i < 0 {
		return notFound("Form")
	}
	return ok(c.practice.forms[i])
}

func (s *Server) listCoupons(c call) result { return listResult(c.practice.coupons) }

// SetLocations replaces the locations of a practice group.
func (s *Server) SetLocations(group string, locations ...map[string]any) {
	copied := cloneObjects(locations)
	s.withPractice(group, func(p *practice) { p.locations = copied })
}

func (s *Server) listAdmins(c call) result {
	list := slices.Clone(c.practice.admins)
	if c.query.Get("order_by") == "first_name" {
		slices.SortStableFunc(list, func(a, b object) int {
			return cmp.Compare(stringField(a, "first_name"), stringField(b, "first_name"))
		})
	}
	if c.query.Get("order_descending") == "true" {
		slices.Reverse(list)
	}
	return s.page(c, list)
}

func (s *Server) updateAdmin(c call) result {
	i := find(c.practice.admins, c.id)
	if i < 0 {
		return notFound("Admin")
	}
	before := c.practice.admins[i]
	c.practice.admins[i] = merged(before, c.body)
	return ok(object{"admin_id": c.id}).with(&Effect{Kind: Changed, Object: "admin", ID: c.id, Before: before, After: c.practice.admins[i]})
}

// AddAdmin stores a staff account, with defaults for the fields that are not given,
// and returns its id.
func (s *Server) AddAdmin(group string, fields map[string]any) (id string) {
	stored := cloneObject(fields)
	s.withPractice(group, func(p *practice) {
		admin := merged(s.state.defaultAdmin("New", "Admin"), stored)
		p.admins = append(p.admins, admin)
		id = stringField(admin, "id")
	})
	return id
}

// Admins returns the staff accounts of a practice group as they are stored. A new mock
// has three.
func (s *Server) Admins(group string) (list []map[string]any) {
	s.withPractice(group, func(p *practice) { list = cloneObjects(p.admins) })
	return list
}

// UpdateAdmin merges fields into a staff account. A nil value is a JSON null.
func (s *Server) UpdateAdmin(group, id string, fields map[string]any) {
	changes := cloneObject(fields)
	s.withPractice(group, func(p *practice) { s.mergeInto(p.admins, "admin", id, changes) })
}

// RemoveAdmin removes a staff account.
func (s *Server) RemoveAdmin(group, id string) {
	s.withPractice(group, func(p *practice) {
		kept := []object{}
		for _, admin := range p.admins {
			if stringField(admin, "id") != id {
				kept = append(kept, admin)
			}
		}
		p.admins = kept
	})
}
