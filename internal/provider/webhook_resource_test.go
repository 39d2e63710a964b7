// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func TestAccWebhook_lifeCycle(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	acceptance(t, resource.TestCase{
		Steps: []resource.TestStep{{
			Config: webhookConfig(mock, attribute("description", "Waiting list"), `headers = { X-Receiver-Token = "t-1" }`, withKey(signingKey, "1")),
			ConfigStateChecks: []statecheck.StateCheck{
				webhookValue("id", knownvalue.StringRegexp(regexp.MustCompile(`^wh_`))),
				webhookValue("practice_group_id", knownvalue.StringExact("1001")),
				webhookValue("event_type", knownvalue.StringExact(confirmed)),
				webhookValue("url", knownvalue.StringExact(receiver)),
				webhookValue("description", knownvalue.StringExact("Waiting list")),
				webhookValue("headers", knownvalue.MapExact(map[string]knownvalue.Check{"X-Receiver-Token": knownvalue.StringExact("t-1")})),
				webhookValue("signing_key_wo", knownvalue.Null()),
				webhookValue("signing_key_wo_version", knownvalue.StringExact("1")),
				webhookValue("created_at", knownvalue.NotNull()),
				webhookValue("updated_at", knownvalue.NotNull()),
				statecheck.ExpectSensitiveValue(webhookAddress, tfjsonpath.New("headers")),
			},
		}},
		CheckDestroy: func(*terraform.State) error {
			wantWrites(t, mock, postWebhook, deleteWebhook)
			want := map[string]any{
				"event_type": confirmed, "url": receiver, "description": "Waiting list", "signing_key": signingKey,
				"headers": map[string]any{"X-Receiver-Token": "t-1"},
			}
			if diff := cmp.Diff(want, mock.Writes()[0].Body); diff != "" {
				t.Errorf("the body sent (-want +got):\n%s", diff)
			}
			if left := mock.Webhooks("1001"); len(left) != 0 {
				t.Errorf("%d webhooks are left", len(left))
			}
			return nil
		},
	})
}

func TestWebhook_sendsOnlyWhatIsConfigured(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	config := members{"event_type": confirmed, "url": receiver}
	p := newResourceProtocol(t, mock, webhookType)
	made, diagnostics := p.run(p.none(), config)
	wantDiagnostics(t, diagnostics)
	wantMembersOf(t, p.members(made), members{"description": nil, "headers": nil, "signing_key_wo_version": nil})
	wantWrites(t, mock, postWebhook)
	if diff := cmp.Diff(config, mock.Writes()[0].Body); diff != "" {
		t.Errorf("the body sent (-want +got):\n%s", diff)
	}
	p.newProcess().wantNothingPlanned(made, config)
}

// If no headers were sent and Hero reports an empty object, that is not drift.
func TestWebhook_headersThatWereNotSentAreNull(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		reported any
		want     any
	}{
		"none":     {members{}, nil},
		"a header": {members{"X-Hero": "1"}, members{"X-Hero": "1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			config := members{"event_type": confirmed, "url": receiver}
			p := newResourceProtocol(t, mock, webhookType)
			made := p.mustCreate(config)
			mock.UpdateWebhook("1001", p.text(made, "id"), members{"headers": test.reported})
			read, diagnostics := p.newProcess().read(made)
			wantDiagnostics(t, diagnostics)
			wantMembersOf(t, p.members(read), members{"headers": test.want})
			if same := p.sameState(made, read); same != (test.want == nil) {
				t.Errorf("the refresh changes the state: %t, want %t", !same, test.want != nil)
			}
			p.newProcess().wantNothingPlanned(read, config)
			// Terraform has created the webhook, so headers that are configured now must be new.
			if planned := p.plan(made, members{"event_type": confirmed, "url": receiver, "headers": members{"X-Team": "a"}}); !slices.Contains(planned.replaces, "headers") {
				t.Errorf("replaced because of %q, want headers", planned.replaces)
			}
		})
	}
}

// The first apply creates the webhooks, so Terraform also knows which values were not sent.
func TestAccWebhook_changesMakeANewWebhook(t *testing.T) {
	t.Parallel()
	event := attribute("event_type", confirmed)
	tests := map[string]struct {
		before, after string
		member        string // in the body of the second POST
		want          any
	}{
		"event":         {event, attribute("event_type", "appointment.cancelled"), "event_type", "appointment.cancelled"},
		"description":   {event + "\n" + `description = "a"`, event + "\n" + `description = "b"`, "description", "b"},
		"description_1": {event, event + "\n" + `description = "b"`, "description", "b"},
		"headers":       {event + "\n" + `headers = { X-A = "1" }`, event + "\n" + `headers = { X-A = "2" }`, "headers", map[string]any{"X-A": "2"}},
		"headers_1":     {event, event + "\n" + `headers = { X-A = "1" }`, "headers", map[string]any{"X-A": "1"}},
		"headers_0":     {event + "\n" + `headers = { X-A = "1" }`, event + "\n" + `headers = {}`, "headers", nil},
		"key":           {event + "\n" + withKey(signingKey, "1"), event + "\n" + withKey(rotatedKey, "2"), "signing_key", rotatedKey},
		"key_1":         {event, event + "\n" + withKey(signingKey, "1"), "signing_key", signingKey},
		"practice":      {event, event + "\n" + `practice_group_id = "1002"`, "event_type", confirmed},
	}
	mock := heromock.Listen(t)
	w := newWorkspace(t, mock)
	write := func(path string, lines func(name string) string) {
		for name := range tests {
			w.write(name+".tf", fmt.Sprintf("resource \"hero_webhook\" %q {\n  url = \"%s/%s%s\"\n%s\n}\n", name, receiver, name, path, lines(name)))
		}
	}
	write("", func(name string) string { return tests[name].before })
	w.mustRun("apply", "-auto-approve")
	mock.ResetJournal()

	write("", func(name string) string { return tests[name].after })
	count := len(tests)
	if out := w.mustRun("apply", "-auto-approve"); !out.contains(fmt.Sprintf("%d added, 0 changed, %[1]d destroyed", count)) {
		t.Errorf("want %d replacements:\n%s", count, out.out)
	}
	posts := map[any]heromock.Request{}
	for _, write := range mock.Writes() {
		if write.Method == "POST" {
			posts[write.Body["url"]] = write
		}
	}
	for name, test := range tests {
		if diff := cmp.Diff(test.want, posts[receiver+"/"+name].Body[test.member]); diff != "" {
			t.Errorf("%s: %s sent (-want +got):\n%s", name, test.member, diff)
		}
	}
	if one, other := len(mock.Webhooks("1001")), len(mock.Webhooks("1002")); one != count-1 || other != 1 {
		t.Errorf("the practice groups have %d and %d webhooks, want %d and 1", one, other, count-1)
	}

	write("/v2", func(name string) string { return tests[name].after })
	if out := w.mustRun("plan"); !out.contains(fmt.Sprintf("%d to add, 0 to change, %[1]d to destroy", count)) {
		t.Errorf("another URL plans no new webhooks:\n%s", out.out)
	}
}

func TestAccWebhook_sameMeaningIsNoChange(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	w := newWorkspace(t, mock)
	w.write("main.tf", webhookBlock("this", attribute("url", receiver), `headers = { X-Team = "a" }`, attribute("description", "kept"), withKey(signingKey, "1")))
	w.mustRun("apply", "-auto-approve")
	// A new key with the old version is not sent.
	w.write("main.tf", webhookBlock("this", attribute("url", "https://Receiver.Example.com:443/%68ero"), `headers = { x-team = "a" }`, withKey(rotatedKey, "1")))
	w.wantNoChanges()
	// Attributes that are left out are no longer managed.
	w.write("main.tf", webhookBlock("this", attribute("url", receiver), withKey(rotatedKey, "1")))
	w.wantNoChanges()
	w.write("main.tf", webhookBlock("this", attribute("url", receiver)))
	if out := w.mustRun("apply", "-auto-approve"); !out.contains("0 added, 1 changed, 0 destroyed") {
		t.Errorf("want one update, which only records that the key is left out:\n%s", out.out)
	}
	wantWrites(t, mock, postWebhook)
}

// A receiver must get every event while its key is rotated.
func TestAccLifecycle_rotationOfAKeyLeavesNoGap(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	var rotated atomic.Bool // from then on the test may destroy the last webhook
	config := func(key, version string) string {
		return webhookConfig(mock, withKey(key, version), "lifecycle {\n create_before_destroy = true\n}")
	}
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{Config: config(signingKey, "2026-01")},
		{
			PreConfig: func() {
				mock.ResetJournal()
				mock.OnRequest(func(r heromock.Request) {
					if !rotated.Load() && len(mock.Webhooks("1001")) == 0 {
						t.Errorf("no webhook is left at %s %s", r.Method, r.Route)
					}
				})
			},
			Config:           config(rotatedKey, "2026-02"),
			ConfigPlanChecks: action(webhookAddress, plancheck.ResourceActionCreateBeforeDestroy),
			Check: func(*terraform.State) error {
				rotated.Store(true)
				wantWrites(t, mock, postWebhook, deleteWebhook)
				if webhook := onlyWebhook(t, mock, "1001"); webhook["signing_key"] != rotatedKey {
					t.Error("the webhook that is left does not have the new key")
				}
				return nil
			},
		},
	}})
}

func TestWebhook_equalOnesKeepTheirIDs(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	config := members{"event_type": confirmed, "url": receiver}
	p := newResourceProtocol(t, mock, webhookType)
	plans := []plannedChange{p.plan(p.none(), config), p.plan(p.none(), config)}
	p = p.newProcess()
	var made []instance
	for _, planned := range plans {
		one, diagnostics := p.applySavedPlan(p.none(), planned, config)
		wantDiagnostics(t, diagnostics)
		made = append(made, one)
	}
	if this, other := p.text(made[0], "id"), p.text(made[1], "id"); this == other {
		t.Errorf("both have id %s", this)
	}
	_, diagnostics := p.run(made[1], nil)
	wantDiagnostics(t, diagnostics)
	if left, id := onlyWebhook(t, mock, "1001")["id"], p.text(made[0], "id"); left != id {
		t.Errorf("webhook %v is left, the state has %s", left, id)
	}
	p.newProcess().wantNothingPlanned(made[0], config)
}

const (
	webhookAddress = "hero_webhook.this"
	routeWebhooks  = "/v1/webhooks"
	postWebhook    = "POST /v1/webhooks"
	deleteWebhook  = "DELETE /v1/webhooks/{id}"

	confirmed   = "appointment.confirmed"
	receiver    = "https://receiver.example.com/hero"
	signingKey  = "canary-signing-key"
	rotatedKey  = "canary-rotated-key"
	headerValue = "canary-header-value"
)

// webhookConfig returns a configuration of one webhook, hero_webhook.this, for
// appointment.confirmed, with further attributes in lines.
func webhookConfig(s *heromock.Server, lines ...string) string {
	return providerBlock(s) + webhookBlock("this", append([]string{attribute("url", receiver)}, lines...)...)
}

func webhookBlock(label string, lines ...string) string {
	return fmt.Sprintf("resource \"hero_webhook\" %q {\n  event_type = %q\n  %s\n}\n", label, confirmed, strings.Join(lines, "\n  "))
}

func attribute(name, value string) string { return fmt.Sprintf("%s = %q", name, value) }

// withKey returns the attributes of a signing key.
func withKey(key, version string) string {
	return attribute("signing_key_wo", key) + "\n" + attribute("signing_key_wo_version", version)
}

func webhookValue(name string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(webhookAddress, tfjsonpath.New(name), want)
}

// seedWebhook creates a webhook outside Terraform and returns its id.
func seedWebhook(s *heromock.Server, group string, members map[string]any) string {
	webhook := map[string]any{"event_type": confirmed, "url": receiver}
	maps.Copy(webhook, members)
	return s.AddWebhook(group, webhook)
}

// onlyWebhook returns the one webhook that a practice group should hold.
func onlyWebhook(t testing.TB, s *heromock.Server, group string) map[string]any {
	t.Helper()
	all := s.Webhooks(group)
	if len(all) != 1 {
		t.Fatalf("practice group %s has %d webhooks, want 1", group, len(all))
	}
	return all[0]
}
