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
	fields := c.body
	if s.options.NormalURLs {
		fields = merged(fields, object{"url": normalURL(stringField(fields, "url"))})
	}
	created := s.state.newWebhook(fields)
	c.practice.webhooks = append(c.practice.webhooks, created)
	return ok(without(created, "description"))
}

// normalURL writes scheme and host in lower case and drops the scheme's default port.
func normalURL(s string) string {
	u, err := url.Parse(s) // lowers the scheme
	if err != nil {
		return s
	}
	u.Host = strings.ToLower(u.Host)
	if port := u.Port(); (u.Scheme == "https" && port == "443") || (u.Scheme == "http" && port == "80") {
		u.Host = strings.TrimSuffix(u.Host, ":"+port)
	}
	return u.String()
}

func (s *state) newWebhook(fields object) object {
	now := time.Now().UTC().Format("2006-01-02T15:04:05.000Z")
	return merged(object{"id": s.nextWebhook(), "created_at": now, "updated_at": now}, fields)
}

// listWebhooks omits the description, as the response to a create does, and in realistic
// mode the signing key too.
func (s *Server) listWebhooks(c call) result {
	hidden := []string{"description"}
	if !s.options.Plain {
		hidden = append(hidden, "signing_key")
	}
	wanted := c.query.Get("event_type")
	var list []object
	for _, webhook := range c.practice.webhooks {
		if wanted == "" || stringField(webhook, "event_type") == wanted {
			list = append(list, without(webhook, hidden...))
		}
	}
	return listResult(list)
}

func (s *Server) deleteWebhook(c call) result {
	i := find(c.practice.webhooks, c.id)
	if i < 0 {
		return notFound("Webhook")
	}
	c.practice.webhooks = slices.Delete(slices.Clone(c.practice.webhooks), i, i+1)
	if s.options.Plain {
		return ok(object{})
	}
	return result{status: http.StatusNoContent}
}

// AddWebhook stores a webhook, with defaults for id, created_at and updated_at, and
// returns its id.
func (s *Server) AddWebhook(group string, fields map[string]any) (id string) {
	stored := cloneObject(fields)
	s.withPractice(group, func(p *practice) {
		webhook := s.state.newWebhook(stored)
		p.webhooks = append(p.webhooks, webhook)
		id = stringField(webhook, "id")
	})
	return id
}

// Webhooks returns the webhooks of a practice group as they are stored, description and
// signing key included.
func (s *Server) Webhooks(group string) (list []map[string]any) {
	s.withPractice(group, func(p *practice) { list = cloneObjects(p.webhooks) })
	return list
}

// UpdateWebhook merges fields into a webhook. A nil value is a JSON null.
func (s *Server) UpdateWebhook(group, id string, fields map[string]any) {
	changes := cloneObject(fields)
	s.withPractice(group, func(p *practice) { s.mergeInto(p.webhooks, "webhook", id, changes) })
}

// RemoveWebhook removes a webhook.
func (s *Server) RemoveWebhook(group, id string) {
	s.withPractice(group, func(p *practice) {
		p.webhooks = slices.DeleteFunc(slices.Clone(p.webhooks), func(o object) bool { return stringField(o, "id") == id })
	})
}
