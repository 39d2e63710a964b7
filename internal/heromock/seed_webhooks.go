package heromock

import "slices"

// AddWebhook stores a webhook and returns its id. id, created_at and updated_at
// are filled in if not given.
func (s *Server) AddWebhook(group string, members map[string]any) (id string) {
	stored := cloneObject(members)
	s.in(group, func(p *practice) {
		webhook := s.state.newWebhook(stored)
		p.webhooks = append(p.webhooks, webhook)
		id = text(webhook, "id")
	})
	return id
}

// Webhooks are the webhooks of a practice group as they are stored, description
// and signing key included.
func (s *Server) Webhooks(group string) (list []map[string]any) {
	s.in(group, func(p *practice) { list = cloneObjects(p.webhooks) })
	return list
}

// UpdateWebhook merges members into a webhook. A nil value is a JSON null.
func (s *Server) UpdateWebhook(group, id string, members map[string]any) {
	changes := cloneObject(members)
	s.in(group, func(p *practice) { s.mergeInto(p.webhooks, "webhook", id, changes) })
}

// RemoveWebhook makes a webhook disappear.
func (s *Server) RemoveWebhook(group, id string) {
	s.in(group, func(p *practice) {
		p.webhooks = slices.DeleteFunc(slices.Clone(p.webhooks), func(o object) bool { return text(o, "id") == id })
	})
}

// mergeInto needs Server.mu.
func (s *Server) mergeInto(list []object, thing, id string, changes object) {
	position := find(list, id)
	if position < 0 {
		s.violateLocked("the test uses %s %q, which does not exist", thing, id)
		return
	}
	list[position] = merged(list[position], changes)
}
