// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

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

// webhookConfig is a configuration of one webhook, hero_webhook.this, for
// appointment.confirmed; lines are further attributes.
func webhookConfig(s *heromock.Server, lines ...string) string {
	return providerBlock(s) + webhookBlock("this", append([]string{attribute("url", receiver)}, lines...)...)
}

func webhookBlock(label string, lines ...string) string {
	return fmt.Sprintf("resource \"hero_webhook\" %q {\n  event_type = %q\n  %s\n}\n", label, confirmed, strings.Join(lines, "\n  "))
}

func attribute(name, value string) string { return fmt.Sprintf("%s = %q", name, value) }

// withKey are the attributes of a signing key.
func withKey(key, version string) string {
	return attribute("signing_key_wo", key) + "\n" + attribute("signing_key_wo_version", version)
}

func webhookValue(name string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(webhookAddress, tfjsonpath.New(name), want)
}

// seedWebhook makes a webhook outside Terraform and returns its id.
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
