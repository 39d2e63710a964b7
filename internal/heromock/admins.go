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

// AddAdmin stores a staff account and returns its id. What is not given is
// filled in.
func (s *Server) AddAdmin(group string, members map[string]any) (id string) {
	stored := cloneObject(members)
	s.in(group, func(p *practice) {
		admin := merged(s.state.defaultAdmin("New", "Admin"), stored)
		p.admins = append(p.admins, admin)
		id = text(admin, "id")
	})
	return id
}

// Admins are the staff accounts of a practice group as they are stored. There
// are three at the start.
func (s *Server) Admins(group string) (list []map[string]any) {
	s.in(group, func(p *practice) { list = cloneObjects(p.admins) })
	return list
}

// UpdateAdmin merges members into a staff account. A nil value is a JSON null.
func (s *Server) UpdateAdmin(group, id string, members map[string]any) {
	changes := cloneObject(members)
	s.in(group, func(p *practice) { s.mergeInto(p.admins, "admin", id, changes) })
}

// RemoveAdmin makes a staff account disappear.
func (s *Server) RemoveAdmin(group, id string) {
	s.in(group, func(p *practice) {
		kept := []object{}
		for _, admin := range p.admins {
			if text(admin, "id") != id {
				kept = append(kept, admin)
			}
		}
		p.admins = kept
	})
}
