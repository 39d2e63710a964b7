// SPDX-License-Identifier: MPL-2.0

package heromock

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

func (s *Server) createWebhook(c call) result {
	fields := c.body
	if s.has(traitNormalURLs) {
		fields = merged(fields, object{"url": normalURL(stringField(fields, "url"))})
	}
	if i := slices.IndexFunc(c.practice.webhooks, func(o object) bool { return equalWebhooks(o, fields) }); i >= 0 && s.has(traitWebhooksUpsert) {
		before := c.practice.webhooks[i]
		c.practice.webhooks = slices.Clone(c.practice.webhooks)
		c.practice.webhooks[i] = merged(before, fields)
		return ok(s.shownWebhook(c.practice.webhooks[i], false)).
			with(&Effect{Kind: Changed, Object: "webhook", ID: stringField(before, "id"), Before: before, After: c.practice.webhooks[i]})
	}
	created := s.newWebhook(fields)
	c.practice.webhooks = append(c.practice.webhooks, created)
	return ok(s.shownWebhook(created, false)).with(&Effect{Kind: Created, Object: "webhook", ID: stringField(created, "id"), After: created})
}

// equalWebhooks reports whether two webhooks deliver the same requests.
func equalWebhooks(a, b object) bool {
	headersOf := func(o object) object { headers, _ := o["headers"].(object); return headers }
	return stringField(a, "event_type") == stringField(b, "event_type") && stringField(a, "url") == stringField(b, "url") && maps.Equal(headersOf(a), headersOf(b))
}

// normalURL puts scheme and host in lower case and drops the scheme's default port.
func normalURL(s string) string {
	u, err := url.Parse(s) // puts the scheme in lower case
	if err != nil {
		return s
	}
	u.Host = strings.ToLower(u.Host)
	if port := u.Port(); (u.Scheme == "https" && port == "443") || (u.Scheme == "http" && port == "80") {
		u.Host = strings.TrimSuffix(u.Host, ":"+port)
	}
	return u.String()
}

func (s *Server) newWebhook(fields object) object {
	created := s.now()
	if t, behind := s.traits[traitCreatedBehind]; behind {
		created = created.Add(-t.Time)
	}
	now := created.UTC().Format("2006-01-02T15:04:05.000Z")
	return merged(object{"id": s.state.nextWebhook(), "created_at": now, "updated_at": now}, fields)
}

// listWebhooks omits the description, as the response to a create does, and in realistic
// mode also the signing key.
func (s *Server) listWebhooks(c call) result {
	wanted := c.query.Get("event_type")
	var list []object
	for _, webhook := range c.practice.webhooks {
		if wanted == "" || stringField(webhook, "event_type") == wanted {
			list = append(list, s.shownWebhook(webhook, true))
		}
	}
	if s.has(traitWebhooksPaged) {
		return s.page(c, list)
	}
	return listResult(list)
}

func (s *Server) deleteWebhook(c call) result {
	i := find(c.practice.webhooks, c.id)
	if i < 0 {
		return notFound("Webhook")
	}
	effect := &Effect{Kind: Deleted, Object: "webhook", ID: c.id, Before: c.practice.webhooks[i]}
	c.practice.webhooks = slices.Delete(slices.Clone(c.practice.webhooks), i, i+1)
	if s.options.Plain {
		return ok(object{}).with(effect)
	}
	return result{status: http.StatusNoContent, effect: effect}
}

// AddWebhook stores a webhook, with defaults for id, created_at and updated_at, and
// returns its id.
func (s *Server) AddWebhook(group string, fields map[string]any) (id string) {
	stored := cloneObject(fields)
	s.withPractice(group, func(p *practice) {
		webhook := s.newWebhook(stored)
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
