// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"
)

func (s *Server) listShortLinks(c call) result {
	linkType, status := c.query.Get("type"), c.query.Get("status")
	general := c.query.Get("exclude_patient_specific_links") == "true"
	var list []object
	for _, link := range c.practice.shortLinks {
		if (linkType == "" || stringField(link, "type") == linkType) && (status == "" || stringField(link, "status") == status) &&
			(!general || stringField(link, "patient_id") == "") {
			list = append(list, link)
		}
	}
	if c.query.Get("order_by") == "expiry_date" {
		slices.SortStableFunc(list, func(a, b object) int {
			return cmp.Compare(stringField(a, "expiry_date"), stringField(b, "expiry_date"))
		})
	}
	if c.query.Get("order_descending") == "true" {
		slices.Reverse(list)
	}
	return s.page(c, list)
}

// createBookingLink also creates a short link. Requests and responses have different
// names for the same fields.
func (s *Server) createBookingLink(c call) result {
	number := s.state.nextLink()
	link := object{
		"id": "bl_" + number, "practice_group_id": stringField(c.practice.group, "id"), "short_link": "https://hero.example/s/" + number,
		"active": true, "number_of_uses": 0, "open_count": 0,
	}
	c.practice.bookingLinks = append(c.practice.bookingLinks, describeLink(link, c.body))
	c.practice.shortLinks = append(c.practice.shortLinks, object{
		"id": "sl_" + number, "type": "booking", "status": "unused", "short_link": link["short_link"],
		"expiry_date": link["expiry_date"], "patient_id": c.body["patient_id"],
	})
	return ok(link)
}

func (s *Server) getBookingLink(c call) result {
	i := find(c.practice.bookingLinks, c.id)
	if i < 0 {
		return notFound("Booking link")
	}
	return ok(c.practice.bookingLinks[i])
}

func (s *Server) updateBookingLink(c call) result {
	i := find(c.practice.bookingLinks, c.id)
	if i < 0 {
		return notFound("Booking link")
	}
	link := describeLink(merged(c.practice.bookingLinks[i], nil), c.body)
	c.practice.bookingLinks[i] = link
	return ok(link)
}

// describeLink sets the fields of a booking link that a request has.
func describeLink(link, body object) object {
	meta, _ := link["meta"].(object)
	meta = merged(meta, nil)
	for _, name := range []string{"appointment_type_id", "location_id", "practitioner_id"} {
		if id := stringField(body, name); id != "" {
			meta[name] = []any{id}
		}
	}
	for _, name := range []string{"from_date", "to_date"} {
		if date := stringField(body, name); date != "" {
			meta[name] = date
		}
	}
	link["meta"] = meta
	if day, err := time.Parse(time.DateOnly, stringField(body, "expiry_date")); err == nil {
		link["expiry_date"] = day.Format("2006-01-02T15:04:05.000Z")
	}
	if uses, limited := body["maximum_use_count"]; limited {
		link["maximum_uses"] = uses
	}
	_, limited := link["maximum_uses"]
	link["unlimited_use"] = !limited
	return link
}

func (s *state) nextLink() string {
	s.links++
	return fmt.Sprintf("%06d", s.links)
}

// SetShortLinks replaces the short links of a practice group.
func (s *Server) SetShortLinks(group string, links ...map[string]any) {
	copied := cloneObjects(links)
	s.withPractice(group, func(p *practice) { p.shortLinks = copied })
}

// BookingLinks returns the booking links of a practice group as they are stored.
func (s *Server) BookingLinks(group string) (list []map[string]any) {
	s.withPractice(group, func(p *practice) { list = cloneObjects(p.bookingLinks) })
	return list
}

func (s *Server) sendMessage(c call) result {
	s.state.messages++
	message := merged(c.body, object{
		"id": strconv.Itoa(70000 + s.state.messages), "status": "sent", "created_at": time.Now().UTC().Format("2006-01-02T15:04:05.000Z"),
	})
	c.practice.messages = append(c.practice.messages, message)
	return ok(message)
}

func (s *Server) getMessage(c call) result {
	i := find(c.practice.messages, c.id)
	if i < 0 {
		return notFound("Message")
	}
	return ok(c.practice.messages[i])
}

// Messages returns the messages of a practice group as they are stored, in the order in
// which they were sent.
func (s *Server) Messages(group string) (list []map[string]any) {
	s.withPractice(group, func(p *practice) { list = cloneObjects(p.messages) })
	return list
}

func defaultShortLinks() []object {
	link := func(id, linkType, status, expiry string) object {
		return object{
			"id": id, "type": linkType, "status": status, "short_link": "https://hero.example/s/" + id, "expiry_date": expiry, "patient_id": nil,
		}
	}
	return []object{
		link("sl_flu", "booking", "unused", "2030-10-01T00:00:00.000Z"),
		link("sl_smear", "booking", "expired", "2020-01-31T00:00:00.000Z"),
		link("sl_welcome", "form", "unused", "2031-01-31T00:00:00.000Z"),
	}
}
