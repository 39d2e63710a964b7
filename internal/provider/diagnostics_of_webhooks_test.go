// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"net/http"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func provokedWebhooks() []provocation {
	bare := members{"event_type": confirmed, "url": receiver}
	with := func(more members) members {
		config := maps.Clone(bare)
		maps.Copy(config, more)
		return config
	}
	moved, keyed := with(members{"url": receiver + "/2"}), with(members{"signing_key_wo": "secret", "signing_key_wo_version": "1"})
	post := func(f heromock.Fault) heromock.Fault { f.Method, f.Route = http.MethodPost, routeWebhooks; return f }
	// sentAgain creates with one more attempt, as users have it.
	sentAgain := func(faults ...heromock.Fault) func(*scene) []*tfprotov6.Diagnostic {
		return func(s *scene) []*tfprotov6.Diagnostic {
			p := s.with(members{"max_retries": 1}, webhookType)
			planned := p.plan(p.none(), bare)
			for _, f := range faults {
				s.mock.Inject(f)
			}
			_, said := p.apply(p.none(), planned, bare)
			return said
		}
	}
	imported := func(seeded members, config members) func(*scene) []*tfprotov6.Diagnostic {
		return func(s *scene) []*tfprotov6.Diagnostic {
			p := s.resource(webhookType)
			i, _ := p.importID(seedWebhook(s.mock, "1001", seeded))
			return p.plan(i, config).Diagnostics
		}
	}
	deleting := func(faults ...heromock.Fault) func(*scene) []*tfprotov6.Diagnostic {
		return func(s *scene) []*tfprotov6.Diagnostic {
			p := s.resource(webhookType)
			made := p.created(bare)
			for _, f := range faults {
				s.mock.Inject(f)
			}
			_, said := p.again().destroy(made)
			return said
		}
	}
	equal := func(config members) func(*scene) []*tfprotov6.Diagnostic {
		return func(s *scene) []*tfprotov6.Diagnostic {
			seedWebhook(s.mock, "1001", nil)
			return planning(webhookType, config)(s)
		}
	}
	const longer = 2 * time.Second // than all looks
	return []provocation{
		{"webhook: equal to one in Hero", equal(bare), nil},
		{"webhook: equal to one in Hero, and that is refused", equal(with(members{"refuse_equal": true})), nil},
		{"webhook: list cannot be read at plan", func(s *scene) []*tfprotov6.Diagnostic {
			s.mock.Inject(heromock.Fault{Method: http.MethodGet, Status: 403})
			return planning(webhookType, bare)(s)
		}, nil},
		{"webhook: list cannot be read at plan, and equal ones are refused", func(s *scene) []*tfprotov6.Diagnostic {
			s.mock.Inject(heromock.Fault{Method: http.MethodGet, Status: 403})
			return planning(webhookType, with(members{"refuse_equal": true}))(s)
		}, nil},
		{"webhook: replaced, and its key is left out", func(s *scene) []*tfprotov6.Diagnostic {
			p := s.resource(webhookType)
			made := p.created(keyed)
			return p.plan(instance{state: p.value(nil), private: made.private}, moved).Diagnostics
		}, nil},
		{"webhook: key left out", changing(webhookType, keyed, bare), nil},
		{"webhook: imported, and replaced", imported(members{"headers": members{"X-Team": "a"}, "description": "a"}, moved), nil},
		{"webhook: imported, with a description and a key", imported(nil, with(members{"description": "a", "signing_key_wo": "secret", "signing_key_wo_version": "1"})), nil},
		{"webhook: gone", func(s *scene) []*tfprotov6.Diagnostic {
			p := s.resource(webhookType)
			made := p.created(bare)
			s.mock.RemoveWebhook("1001", p.text(made, "id"))
			_, said := p.again().read(made)
			return said
		}, nil},
		{"webhook: cannot be read", refreshing(webhookType, bare, heromock.Fault{Method: http.MethodGet, Status: 500}), nil},
		{"webhook: refused members", creating(webhookType, keyed, post(heromock.Fault{
			Status: 400, Body: `{"error":true,"statusCode":400,"message":[{"code":"custom","expected":"an event type","path":["event_type"]},{"code":"too_short","path":["signing_key"]}]}`,
		})), nil},
		{"webhook: stored otherwise", func(s *scene) []*tfprotov6.Diagnostic {
			s.mock.Inject(post(heromock.Fault{Body: `{"id":"wh_1","event_type":"appointment.confirmed","url":"https://other.example.com/","headers":{"X-Team":"b"}}`}))
			return creating(webhookType, with(members{"headers": members{"X-Team": "a"}}))(s)
		}, nil},
		{"webhook: lost answer, and it may still appear", sentAgain(post(heromock.Fault{Status: 504, Late: longer, Count: 1})), nil},
		{"webhook: lost answers, and it does not appear", sentAgain(post(heromock.Fault{Status: 504, Late: longer})), nil},
		{"webhook: lost answer, and two appear", func(s *scene) []*tfprotov6.Diagnostic {
			s.mock.Before(http.MethodPost, routeWebhooks, func() { seedWebhook(s.mock, "1001", nil) })
			return sentAgain(post(heromock.Fault{DropAfter: true, Count: 1}))(s)
		}, nil},
		{"webhook: lost answer, and the list cannot be read", func(s *scene) []*tfprotov6.Diagnostic {
			s.mock.After(http.MethodPost, routeWebhooks, func() { s.mock.Inject(heromock.Fault{Method: http.MethodGet, Status: 403}) })
			return sentAgain(post(heromock.Fault{DropAfter: true}))(s)
		}, nil},
		{"webhook: sent twice, and one cannot be deleted", sentAgain(
			post(heromock.Fault{Status: 504, Late: 320 * time.Millisecond, Count: 1}), heromock.Fault{Method: http.MethodDelete, Status: 403},
		), nil},
		{"webhook: sent twice, and the list cannot be read then", func(s *scene) []*tfprotov6.Diagnostic {
			s.mock.After(http.MethodPost, routeWebhooks, func() { // the first, which is answered by 504
				s.mock.After(http.MethodPost, routeWebhooks, func() { s.mock.Inject(heromock.Fault{Method: http.MethodGet, Status: 403}) })
			})
			return sentAgain(post(heromock.Fault{Status: 504, Late: longer, Count: 1}))(s)
		}, nil},
		{"webhook: no answer", creating(webhookType, bare, post(heromock.Fault{DropBefore: true})), nil},
		{"webhook: delete answered by 404, still there", deleting(heromock.Fault{Method: http.MethodDelete, Status: 404}), nil},
		{"webhook: delete answered by 404, unknown whether there", deleting(heromock.Fault{Method: http.MethodDelete, Status: 404}, heromock.Fault{Method: http.MethodGet, Status: 403}), nil},
		{"webhook: delete fails", deleting(heromock.Fault{Method: http.MethodDelete, Status: 403}), nil},
	}
}
