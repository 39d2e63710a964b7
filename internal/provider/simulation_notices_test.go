// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// The checks of the invariants notice a breach, or a run without one would prove nothing.
// Each case has an apply that succeeds, and then tampers with its result.
func TestSimulation_noticesBreaches(t *testing.T) {
	t.Parallel()
	protocolSchemas(t) // outside any bubble
	webhook := func(url string) members {
		return members{"event_type": "appointment.confirmed", "url": url}
	}
	effectOf := func(s *simulation, kind, object string, before, after members) {
		id, _ := over(before, after)["id"].(string)
		s.effects = append(s.effects, effect{heromock.Effect{
			Request: heromock.Request{UserAgent: "Terraform/us (test)", Time: time.Now().Add(time.Nanosecond), PracticeGroup: simulatedGroup},
			Kind:    kind, Object: object, ID: id, Before: before, After: after,
		}, time.Now()})
	}
	for name, c := range map[string]struct {
		invariant string
		tamper    func(s *simulation, r *run)
	}{
		"nothing": {"", func(*simulation, *run) {}},
		"a webhook like ours, which the state does not have": {neverDoubled, func(s *simulation, r *run) {
			id := s.mock.AddWebhook(simulatedGroup, webhook("https://hooks.example.com/plain"))
			effectOf(s, heromock.Created, "webhook", nil, s.truth().object("webhook", id))
			effectOf(s, heromock.Created, "webhook", nil, s.truth().object("webhook", r.ofWebhook().held.current.id()))
		}},
		"a patient that an update makes": {neverDoubled, func(s *simulation, _ *run) {
			effectOf(s, heromock.Created, "patient", nil, members{"id": "7"})
		}},
		"a field that is not configured": {neverOverwritten, func(s *simulation, _ *run) {
			effectOf(s, heromock.Changed, "practice group", members{"id": simulatedGroup, "sector": "nhs"}, members{"id": simulatedGroup, "sector": "paid"})
		}},
		"a webhook of somebody else is deleted": {neverTaken, func(s *simulation, _ *run) {
			effectOf(s, heromock.Deleted, "webhook", members{"id": "wh_7"}, nil)
		}},
		"a webhook of somebody else is in the state": {neverTaken, func(s *simulation, r *run) {
			id := s.mock.AddWebhook(simulatedGroup, webhook("https://hooks.example.com/other"))
			s.us.importID(placeNamed("signed"), simulatedGroup+"/"+id)
			r.ofWebhook().held = s.us.state["signed"]
		}},
		"a webhook is no longer in the state": {neverLost, func(s *simulation, r *run) {
			r.ofWebhook().change.prior = r.ofWebhook().held.current
			r.ofWebhook().held = &slot{}
			s.us.hold(map[string]*slot{})
		}},
		"Hero has another name": {neverQuiet, func(s *simulation, _ *run) {
			s.mock.UpdatePracticeGroup(simulatedGroup, members{"name": "Another"})
		}},
		"Hero does not have the webhook": {neverQuiet, func(s *simulation, r *run) {
			s.mock.RemoveWebhook(simulatedGroup, r.ofWebhook().held.current.id())
		}},
		"a name is sent with a blank at its end": {sentClean, func(s *simulation, _ *run) {
			effectOf(s, heromock.Changed, "practice group", members{"id": simulatedGroup, "name": "Riverside"}, members{"id": simulatedGroup, "name": "Riverside\u00a0"})
		}},
		"another spelling is a change": {settles, func(s *simulation, _ *run) {
			s.mock.UpdatePracticeGroup(simulatedGroup, members{"name": "River-side"})
			s.us.respell()
		}},
		"what failed is in the state": {settles, func(_ *simulation, r *run) {
			r.ofWebhook().held.current.tainted = true
		}},
		"somebody changes each new webhook": {settles, func(s *simulation, _ *run) {
			var change func()
			change = func() {
				s.actByHand(event{does: "edits"}, placeNamed("webhook"))
				s.mock.After("POST", routeWebhooks, change)
			}
			change()
			s.us.settle()
		}},
		"a run waits for its quota": {bounded, func(_ *simulation, r *run) { r.throttled = time.Hour }},
		"a call takes long":         {bounded, func(s *simulation, _ *run) { s.us.start("plan").withinBounds("x", time.Hour, 1) }},
		"a call makes many requests": {bounded, func(s *simulation, _ *run) {
			s.us.start("plan").withinBounds("x", time.Second, 100)
		}},
		"a message has a patient's name": {nothingSecret, func(s *simulation, _ *run) {
			s.nothingSecret(remark{place: "patient", call: "plan", diagnostic: &tfprotov6.Diagnostic{Detail: "Ze\u0301phyrine exists already"}})
		}},
		"an error says nothing of what to do": {wayOut, func(s *simulation, _ *run) {
			s.hasWayOut(remark{place: "patient", call: "plan", diagnostic: &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityError, Summary: "Unable", Detail: "It failed."}})
		}},
		"a request that Hero's contract does not know": {answersTerraform, func(s *simulation, _ *run) {
			s.mock.AddWebhook("9999", nil)
			s.happen(nil)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				mock, err := heromock.New(heromock.Options{})
				if err != nil {
					t.Fatal(err)
				}
				defer mock.Close()
				s := newSimulation(t, 1, mock)
				for _, name := range []string{"webhook", "settings"} {
					s.us.config[name] = "a"
				}
				r := s.us.apply(options{}, nil)
				c.tamper(s, r)
				s.checkRuns(r)
				if got := s.broken; (got == nil) != (c.invariant == "") || (got != nil && got.invariant != c.invariant) {
					t.Errorf("%s, want %q", got, c.invariant)
				}
			})
		})
	}
}

// ofWebhook returns the outcome of a run at the webhook.
func (r *run) ofWebhook() *outcome {
	return r.outcomes[slices.IndexFunc(r.outcomes, func(out *outcome) bool { return out.change.place.name == "webhook" })]
}
