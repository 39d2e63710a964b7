// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

func (s *Server) createWebhook(c call) result {
	members := c.body
	if s.options.NormalURLs {
		members = merged(members, object{"url": normalURL(text(members, "url"))})
	}
	created := s.state.newWebhook(members)
	c.practice.webhooks = append(c.practice.webhooks, created)
	return ok(without(created, "description"))
}

// normalURL writes scheme and host in lower case and leaves out the port that
// the scheme has anyway.
func normalURL(s string) string {
	u, err := url.Parse(s) // which writes the scheme in lower case
	if err != nil {
		return s
	}
	u.Host = strings.ToLower(u.Host)
	if port := u.Port(); (u.Scheme == "https" && port == "443") || (u.Scheme == "http" && port == "80") {
		u.Host = strings.TrimSuffix(u.Host, ":"+port)
	}
	return u.String()
}

func (s *state) newWebhook(members object) object {
	now := time.Now().UTC().Format("2006-01-02T15:04:05.000Z")
	return merged(object{"id": s.nextWebhook(), "created_at": now, "updated_at": now}, members)
}

// listWebhooks leaves the description out, as the answer to a create does, and
// in a realistic answer the signing key too.
func (s *Server) listWebhooks(c call) result {
	hidden := []string{"description"}
	if !s.options.Plain {
		hidden = append(hidden, "signing_key")
	}
	wanted := c.query.Get("event_type")
	var list []object
	for _, webhook := range c.practice.webhooks {
		if wanted == "" || text(webhook, "event_type") == wanted {
			list = append(list, without(webhook, hidden...))
		}
	}
	return whole(list)
}

func (s *Server) deleteWebhook(c call) result {
	position := find(c.practice.webhooks, c.id)
	if position < 0 {
		return notFound("Webhook")
	}
	c.practice.webhooks = slices.Delete(slices.Clone(c.practice.webhooks), position, position+1)
	if s.options.Plain {
		return ok(object{})
	}
	return result{status: http.StatusNoContent}
}

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
