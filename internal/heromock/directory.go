package heromock

import (
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
	position := find(c.practice.practitioners, c.id)
	if position < 0 {
		return notFound("Practitioner")
	}
	return ok(c.practice.practitioners[position])
}

// directory applies the filters that the reference lists share. An entry that
// says nothing about what a filter asks for passes it.
func (s *Server) directory(c call, entries []object) result {
	var list []object
	for _, entry := range entries {
		if offers(entry, "location_ids", c.query["location_ids"]) &&
			offers(entry, "appointment_type_ids", c.query["appointment_type_ids"]) &&
			available(entry, c.query.Get("has_availability")) {
			list = append(list, entry)
		}
	}
	return whole(list)
}

func offers(entry object, member string, wanted []string) bool {
	have, known := texts(entry, member)
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
		titles := strings.ToLower(text(form, "title") + "\n" + text(form, "description"))
		isReply, _ := form["reply_form"].(bool)
		if strings.Contains(titles, search) &&
			(replyForm == "" || strconv.FormatBool(isReply) == replyForm) &&
			(formType == "" || text(form, "form_type") == formType) {
			list = append(list, without(form, "fields"))
		}
	}
	return whole(list)
}

func (s *Server) getForm(c call) result {
	position := find(c.practice.forms, c.id)
	if position < 0 {
		return notFound("Form")
	}
	return ok(c.practice.forms[position])
}

// SetLocations replaces the locations of a practice group.
func (s *Server) SetLocations(group string, locations ...map[string]any) {
	copied := cloneObjects(locations)
	s.in(group, func(p *practice) { p.locations = copied })
}
