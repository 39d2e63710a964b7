package heromock

import (
	"net/http"
	"slices"
	"time"
)

func (s *Server) createWebhook(c call) result {
	created := s.state.newWebhook(c.body)
	c.practice.webhooks = append(c.practice.webhooks, created)
	return ok(without(created, "description"))
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
