package heromock

import (
	"cmp"
	"slices"
)

func (s *Server) listAdmins(c call) result {
	list := slices.Clone(c.practice.admins)
	if c.query.Get("order_by") == "first_name" {
		slices.SortStableFunc(list, func(a, b object) int {
			return cmp.Compare(text(a, "first_name"), text(b, "first_name"))
		})
	}
	if c.query.Get("order_descending") == "true" {
		slices.Reverse(list)
	}
	return s.page(c, list)
}

func (s *Server) updateAdmin(c call) result {
	position := find(c.practice.admins, c.id)
	if position < 0 {
		return notFound("Admin")
	}
	c.practice.admins[position] = merged(c.practice.admins[position], c.body)
	return ok(object{"admin_id": c.id})
}
