// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func settingsCases() []diagnosticCase {
	named := members{"name": "Riverside Surgery"}
	additional := func(value string) members {
		return members{"additional_settings": tftypes.NewValue(
			tftypes.Object{AttributeTypes: map[string]tftypes.Type{"theme": tftypes.String}},
			map[string]tftypes.Value{"theme": tftypes.NewValue(tftypes.String, value)})}
	}
	patch := func(f heromock.Fault) heromock.Fault { f.Method, f.Route = http.MethodPatch, settingsRoute; return f }
	return []diagnosticCase{
		{"settings: adopted, and overwritten", planning(settingsType, members{"name": "Riverside Surgery", "address": members{"town": "London"}}), nil},
		{"settings: imported, and overwritten unseen", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.UpdatePracticeGroup("1001", members{"prescription_partner_credentials": members{"email": "old@practice.example"}})
			p := s.resource(settingsType)
			imported, _ := p.importID("1001")
			return p.plan(imported, members{"prescription_partner_credentials": members{"email": "new@practice.example"}}).Diagnostics
		}, nil},
		{"settings: an additional setting changed", changing(settingsType, additional("light"), additional("dark")), nil},
		{"settings: destroyed", destroying(settingsType, members{"name": "Practice 1001"}), nil},
		{"settings: gone", refreshing(settingsType, members{"name": "Practice 1001"}, heromock.Fault{Status: 404, Body: `{"message":"not found"}`}), nil},
		{"settings: gone by one answer, and there by another", refreshing(settingsType, members{"name": "Practice 1001"}, heromock.Fault{Status: 404, Body: `{"message":"not found"}`, Count: 1}), nil},
		{"settings: cannot be adopted", creating(settingsType, named, heromock.Fault{Method: http.MethodGet, Status: 500}), nil},
		{"settings: refused member", creating(settingsType, named, patch(heromock.Fault{Status: 400, Body: refusal("name")})), nil},
		{"settings: refused member of the address", creating(settingsType, members{"address": members{"town": "London"}}, patch(heromock.Fault{
			Status: 400, Body: `{"error":true,"statusCode":400,"message":[{"code":"too_long","path":["address","town"]},{"code":"custom","path":["address","geo"]}]}`,
		})), nil},
		{"settings: an error in a success", creating(settingsType, named, patch(heromock.Fault{Body: `{"error":true,"message":"Something went wrong"}`})), nil},
		{"settings: answered for another practice group", refreshing(settingsType, members{"name": "Practice 1001"}, heromock.Fault{Body: `{"id":"1002","name":"Practice 1002"}`}), nil},
		{"settings: other credentials than were sent", creating(settingsType, members{"prescription_partner_credentials": members{"email": "new@practice.example", "password_wo": "secret", "password_wo_version": "1"}},
			patch(heromock.Fault{Body: `{"id":"1001","prescription_partner_credentials":{"email":"old@practice.example"}}`})), nil},
		{"settings: an empty success for a password", creating(settingsType, members{"prescription_partner_credentials": members{"password_wo": "secret", "password_wo_version": "1"}},
			patch(heromock.Fault{Body: "{}"})), nil},
		{"settings: a further setting that Hero does not report", creating(settingsType, additional("dark"), patch(heromock.Fault{Body: "{}"})), nil},
		{"settings: change of an address that is not read whole", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(settingsType)
			made, changed := p.mustCreate(members{"address": members{"town": "York"}}), members{"address": members{"town": "Leeds"}}
			planned := p.plan(made, changed)
			s.mock.Inject(heromock.Fault{Method: http.MethodGet, Body: `{"id":"1001","address":{"line_1":"1 High Street","town":"York"}}`})
			_, diagnostics := p.apply(made, planned, changed)
			return diagnostics
		}, nil},
		{"settings: change refused", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(settingsType)
			made := p.mustCreate(members{"name": "Practice 1001"})
			planned := p.plan(made, named)
			s.mock.Inject(patch(heromock.Fault{Status: 403}))
			_, diagnostics := p.apply(made, planned, named)
			return diagnostics
		}, nil},
		{"settings: change of an address that cannot be read", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(settingsType)
			made, changed := p.mustCreate(members{"name": "Practice 1001"}), members{"address": members{"town": "York"}}
			planned := p.plan(made, changed)
			s.mock.Inject(heromock.Fault{Method: http.MethodGet, Status: 403})
			_, diagnostics := p.apply(made, planned, changed)
			return diagnostics
		}, nil},
		{"settings: not read back", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.After(http.MethodPatch, settingsRoute, func() { s.mock.Inject(heromock.Fault{Method: http.MethodGet, Status: 500}) })
			return creating(settingsType, named)(s)
		}, nil},
		{"settings: not read back, but a page", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			page := heromock.Fault{Method: http.MethodGet, Status: 502, Body: "<html>", ContentType: "text/html"}
			s.mock.After(http.MethodPatch, settingsRoute, func() { s.mock.Inject(page) })
			return creating(settingsType, named)(s)
		}, nil},
		{"settings: not read back, since interrupted", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(settingsType)
			planned := p.plan(p.none(), named)
			ctx, interrupt := context.WithCancel(s.t.Context())
			s.mock.OnRequest(func(r heromock.Request) {
				if r.Method == http.MethodGet && s.mock.Count(http.MethodPatch, settingsRoute) > 0 {
					s.mock.Inject(heromock.Fault{Stall: time.Hour}) // or the response could arrive before the context ends
					interrupt()
				}
			})
			resp, err := p.server.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
				TypeName: settingsType, PriorState: p.value(nil), PlannedState: planned.state, PlannedPrivate: planned.private, PlannedIdentity: planned.identity, Config: p.value(named),
			})
			p.must(err)
			return resp.Diagnostics
		}, nil},
		{"settings: stored otherwise", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.After(http.MethodPatch, settingsRoute, func() { s.mock.UpdatePracticeGroup("1001", members{"name": "RIVERSIDE", "theme": "light"}) })
			config := additional("dark")
			config["name"] = "Riverside Surgery"
			return creating(settingsType, config)(s)
		}, nil},
		{"settings: a setting that cannot be compared", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(settingsType)
			made := p.mustCreate(additional("dark"))
			s.mock.Inject(heromock.Fault{Method: http.MethodGet, Body: `{"id":"1001","theme":1e999999999999}`})
			_, diagnostics := p.newProcess().read(made)
			return diagnostics
		}, nil},
		{"settings: declared twice", declaringTwice("settings"), nil},
		{"settings: a name that Pulumi has made up", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			return s.resource(settingsType).newVersionProcess(pulumiVersions()[0]).validate(members{"name": "settings-1a2b3c4"})
		}, nil},
	}
}

func prescriberCases() []diagnosticCase {
	config := members{"admin_id": "501", "prescriber_details": members{"name": "Dr King"}}
	held := func(s *diagnosticTest) {
		s.mock.UpdateAdmin("1001", "501", members{"external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Archer", "email": "ada@practice.example"}})
	}
	patch := func(f heromock.Fault) heromock.Fault {
		f.Method, f.Route = http.MethodPatch, "/v1/admins/{id}"
		return f
	}
	return []diagnosticCase{
		{"prescriber: adopted, and overwritten", func(s *diagnosticTest) []*tfprotov6.Diagnostic { held(s); return planning(prescriberType, config)(s) }, nil},
		{"prescriber: no such admin", planning(prescriberType, members{"admin_id": "404"}), nil},
		{"prescriber: admins cannot be read", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.Inject(heromock.Fault{Route: adminsRoute, Status: 403})
			return planning(prescriberType, config)(s)
		}, nil},
		{"prescriber: destroyed", destroying(prescriberType, members{"admin_id": "501"}), nil},
		{"prescriber: gone", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(prescriberType)
			made := p.mustCreate(members{"admin_id": "501"})
			s.mock.RemoveAdmin("1001", "501")
			_, diagnostics := p.newProcess().read(made)
			return diagnostics
		}, nil},
		{"prescriber: refused member", creating(prescriberType, config, patch(heromock.Fault{Status: 400, Body: refusal("external_prescriber_id")})), nil},
		{"prescriber: not read back", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.After(http.MethodPatch, "/v1/admins/{id}", func() { s.mock.Inject(heromock.Fault{Method: http.MethodGet, Status: 500}) })
			return creating(prescriberType, config)(s)
		}, nil},
		{"prescriber: not read back, but a list that is cut", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.After(http.MethodPatch, "/v1/admins/{id}", func() { s.mock.Inject(heromock.Fault{Method: http.MethodGet, Body: `{"data":[],"count":5}`}) })
			return creating(prescriberType, config)(s)
		}, nil},
		{"prescriber: gone after the write", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.After(http.MethodPatch, "/v1/admins/{id}", func() { s.mock.RemoveAdmin("1001", "501") })
			return creating(prescriberType, config)(s)
		}, nil},
		{"prescriber: declared twice", declaringTwice("prescriber"), nil},
	}
}

func importCases() []diagnosticCase {
	list := []diagnosticCase{
		{"import: settings of nobody", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.Inject(heromock.Fault{Method: http.MethodGet, Status: 404, Body: `{"message":"not found"}`})
			return importing(settingsType, "1002")(s)
		}, nil},
		{"import: settings, malformed", importing(settingsType, "1001/1"), nil},
		{"import: patient, malformed", importing(patientType, "abc"), nil},
		{"import: patient by an NHS number as written", importing(patientType, "999 012 3454"), nil},
		{"import: patient by an NHS number of digits", importing(patientType, "9990123454"), nil},
		{"import: patient by an NHS number, and Hero fails", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.Inject(heromock.Fault{Route: routePatient, Status: 500})
			return importing(patientType, "9990123454")(s)
		}, nil},
		{"import: another practice group outside the guard", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			_, diagnostics := s.with(members{"allowed_practice_group_ids": textsOf("1001")}, patientType).importID("1002/1")
			return diagnostics
		}, nil},
	}
	for resource, id := range map[string]string{patientType: "404", pdsType: "1002/404", webhookType: "wh_404", prescriberType: "404"} {
		list = append(list, diagnosticCase{"import: nothing behind the id of " + strings.TrimPrefix(resource, "hero_"), importing(resource, id), nil})
	}
	for resource, id := range map[string]string{pdsType: "a", webhookType: "wh 1", prescriberType: "1001/"} {
		list = append(list, diagnosticCase{"import: malformed id of " + strings.TrimPrefix(resource, "hero_"), importing(resource, id), nil})
	}
	return sortedByName(list)
}

func webhookCases() []diagnosticCase {
	bare := members{"event_type": confirmed, "url": receiver}
	with := func(more members) members {
		config := maps.Clone(bare)
		maps.Copy(config, more)
		return config
	}
	moved, keyed := with(members{"url": receiver + "/2"}), with(members{"signing_key_wo": "secret", "signing_key_wo_version": "1"})
	post := func(f heromock.Fault) heromock.Fault { f.Method, f.Route = http.MethodPost, routeWebhooks; return f }
	imported := func(seeded members, config members) func(*diagnosticTest) []*tfprotov6.Diagnostic {
		return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(webhookType)
			i, _ := p.importID(seedWebhook(s.mock, "1001", seeded))
			return p.plan(i, config).Diagnostics
		}
	}
	deleting := func(faults ...heromock.Fault) func(*diagnosticTest) []*tfprotov6.Diagnostic {
		return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(webhookType)
			made := p.mustCreate(bare)
			for _, f := range faults {
				s.mock.Inject(f)
			}
			_, diagnostics := p.newProcess().destroy(made)
			return diagnostics
		}
	}
	equal := func(config members) func(*diagnosticTest) []*tfprotov6.Diagnostic {
		return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			seedWebhook(s.mock, "1001", nil)
			return planning(webhookType, config)(s)
		}
	}
	since := func(config members) func(*diagnosticTest) []*tfprotov6.Diagnostic {
		return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(webhookType)
			planned := p.plan(p.none(), config)
			seedWebhook(s.mock, "1001", nil)
			_, diagnostics := p.newProcess().apply(p.none(), planned, config)
			return diagnostics
		}
	}
	return []diagnosticCase{
		{"webhook: header of HTTP's own", validating(webhookType, with(members{"headers": members{"HOST": "a.example"}})), nil},
		{"webhook: receiver on this machine", validating(webhookType, with(members{"url": "https://localhost:8443/hero"})), nil},
		{"webhook: receiver that looks like another", validating(webhookType, with(members{"url": "https://h\u0435ro.example/"})), nil},
		{"webhook: destroyed outside the guard", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(webhookType)
			made := p.mustCreate(bare)
			planned := p.plan(made, nil)
			_, diagnostics := s.with(members{"practice_group_id": "1002", "allowed_practice_group_ids": textsOf("1002")}, webhookType).apply(made, planned, nil)
			return diagnostics
		}, nil},
		{"webhook: equal to one in Hero", equal(bare), nil},
		{"webhook: equal to one in Hero, and that is refused", equal(with(members{"refuse_equal": true})), nil},
		{"webhook: equal to one that has come since the plan", since(bare), nil},
		{"webhook: equal to one that has come since the plan, and that is refused", since(with(members{"refuse_equal": true})), nil},
		{"webhook: Hero takes an existing one for it", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			mustSetTrait(s.t, s.mock, "webhooks-upsert")
			return since(bare)(s)
		}, nil},
		{"webhook: list cannot be read at plan", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.Inject(heromock.Fault{Method: http.MethodGet, Status: 403})
			return planning(webhookType, bare)(s)
		}, nil},
		{"webhook: list cannot be read at plan, and equal ones are refused", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.Inject(heromock.Fault{Method: http.MethodGet, Status: 403})
			return planning(webhookType, with(members{"refuse_equal": true}))(s)
		}, nil},
		{"webhook: replaced, and its key is left out", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(webhookType)
			made := p.mustCreate(keyed)
			return p.plan(instance{state: p.value(nil), private: made.private}, moved).Diagnostics
		}, nil},
		{"webhook: key left out", changing(webhookType, keyed, bare), nil},
		{"webhook: imported, and replaced", imported(members{"headers": members{"X-Team": "a"}, "description": "a"}, moved), nil},
		{"webhook: imported, with a description and a key", imported(nil, with(members{"description": "a", "signing_key_wo": "secret", "signing_key_wo_version": "1"})), nil},
		{"webhook: gone", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(webhookType)
			made := p.mustCreate(bare)
			s.mock.RemoveWebhook("1001", p.text(made, "id"))
			time.Sleep(time.Minute)
			_, diagnostics := p.newProcess().read(made)
			return diagnostics
		}, nil},
		{"webhook: gone, answered for another practice group", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(webhookType)
			made := p.mustCreate(bare)
			time.Sleep(time.Minute)
			mustSetTrait(s.t, s.mock, "other-practice")
			_, diagnostics := p.newProcess().read(made)
			return diagnostics
		}, nil},
		{"webhook: list that never stands still", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(webhookType)
			made := p.mustCreate(bare)
			s.mock.RemoveWebhook("1001", p.text(made, "id"))
			s.mock.OnRequest(func(heromock.Request) { seedWebhook(s.mock, "1001", nil) })
			_, diagnostics := p.newProcess().read(made)
			return diagnostics
		}, nil},
		{"webhook: cannot be read", refreshing(webhookType, bare, heromock.Fault{Method: http.MethodGet, Status: 500}), nil},
		{"webhook: refused members", creating(webhookType, keyed, post(heromock.Fault{
			Status: 400, Body: `{"error":true,"statusCode":400,"message":[{"code":"custom","expected":"an event type","path":["event_type"]},{"code":"too_short","path":["signing_key"]}]}`,
		})), nil},
		{"webhook: stored otherwise", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.Inject(post(heromock.Fault{Body: `{"id":"wh_1","event_type":"appointment.confirmed","url":"https://other.example.com/","headers":{"X-Team":"b"}}`}))
			return creating(webhookType, with(members{"headers": members{"X-Team": "a"}}))(s)
		}, nil},
		{"webhook: headers that Hero masks", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			mustSetTrait(s.t, s.mock, "headers-masked")
			return creating(webhookType, with(members{"headers": members{"X-Team": "a"}}))(s)
		}, nil},
		{"webhook: lost answer, and it does not appear", creating(webhookType, bare, post(heromock.Fault{Status: 504, Late: 2 * lateCommit})), nil},
		{"webhook: lost answer, and one appears", creating(webhookType, keyed, post(heromock.Fault{DropAfter: true})), nil},
		{"webhook: lost answer, and two appear", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.Before(http.MethodPost, routeWebhooks, func() { seedWebhook(s.mock, "1001", nil) })
			return creating(webhookType, bare, post(heromock.Fault{DropAfter: true}))(s)
		}, nil},
		{"webhook: lost answer, and its key is found", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			mustSetTrait(s.t, s.mock, "key-in-lists")
			return creating(webhookType, keyed, post(heromock.Fault{DropAfter: true}))(s)
		}, nil},
		{"webhook: lost answer, and its key is found next to another's", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			mustSetTrait(s.t, s.mock, "key-in-lists")
			s.mock.Before(http.MethodPost, routeWebhooks, func() { seedWebhook(s.mock, "1001", nil) })
			return creating(webhookType, keyed, post(heromock.Fault{DropAfter: true}))(s)
		}, nil},
		{"webhook: lost answer, and the list cannot be read", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.After(http.MethodPost, routeWebhooks, func() { s.mock.Inject(heromock.Fault{Method: http.MethodGet, Status: 403}) })
			return creating(webhookType, bare, post(heromock.Fault{DropAfter: true}))(s)
		}, nil},
		{"webhook: no answer", creating(webhookType, bare, post(heromock.Fault{DropBefore: true})), nil},
		{"webhook: no answer but a page", creating(webhookType, bare, post(heromock.Fault{Status: 502, Body: "<html>", ContentType: "text/html"})), nil},
		{"webhook: delete answered by 404, still there", deleting(heromock.Fault{Method: http.MethodDelete, Status: 404}), nil},
		{"webhook: delete answered by 404, unknown whether there", deleting(heromock.Fault{Method: http.MethodDelete, Status: 404}, heromock.Fault{Method: http.MethodGet, Status: 403}), nil},
		{"webhook: delete accepted, still there", deleting(heromock.Fault{Method: http.MethodDelete, Status: 204}), nil},
		{"webhook: delete accepted, unknown whether there", deleting(heromock.Fault{Method: http.MethodGet, Status: 403}), nil},
		{"webhook: delete fails", deleting(heromock.Fault{Method: http.MethodDelete, Status: 403}), nil},
	}
}
