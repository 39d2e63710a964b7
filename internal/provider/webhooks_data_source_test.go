// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func webhooksValue(label string, at tfjsonpath.Path, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue("data.hero_webhooks."+label, at, want)
}

func TestAccWebhooks_listsAndFilters(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	first := seedWebhook(mock, "1001", map[string]any{"headers": map[string]any{"X-Team": "a"}, "signing_key": signingKey})
	second := seedWebhook(mock, "1001", map[string]any{"event_type": "prescription.issued"})
	elsewhere := seedWebhook(mock, "1002", nil)
	entries, attributes := tfjsonpath.New("webhooks"), tfjsonpath.New("attributes")
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: providerBlock(mock) + `
data "hero_webhooks" "all" {}
data "hero_webhooks" "issued" { event_type = "prescription.issued" }
data "hero_webhooks" "none" { event_type = "appointment.cancelled" }
data "hero_webhooks" "other" { practice_group_id = "1002" }
`,
		ConfigStateChecks: []statecheck.StateCheck{
			webhooksValue("all", tfjsonpath.New("practice_group_id"), knownvalue.StringExact("1001")),
			webhooksValue("all", entries, knownvalue.ListSizeExact(2)),
			webhooksValue("all", entries.AtSliceIndex(0), knownvalue.ObjectExact(map[string]knownvalue.Check{
				"id": knownvalue.StringExact(first), "event_type": knownvalue.StringExact(confirmed), "url": knownvalue.StringExact(receiver),
				"headers":    knownvalue.MapExact(map[string]knownvalue.Check{"X-Team": knownvalue.StringExact("a")}),
				"created_at": knownvalue.NotNull(), "updated_at": knownvalue.NotNull(),
			})),
			webhooksValue("all", entries.AtSliceIndex(1).AtMapKey("headers"), knownvalue.Null()),
			webhooksValue("all", attributes.AtSliceIndex(1).AtMapKey("id"), knownvalue.StringExact(second)),
			webhooksValue("all", attributes.AtSliceIndex(0).AtMapKey("x_hero_new_member"), knownvalue.NotNull()),
			webhooksValue("issued", entries, knownvalue.ListSizeExact(1)),
			webhooksValue("issued", entries.AtSliceIndex(0).AtMapKey("id"), knownvalue.StringExact(second)),
			webhooksValue("issued", attributes.AtSliceIndex(0).AtMapKey("id"), knownvalue.StringExact(second)),
			webhooksValue("none", entries, knownvalue.ListSizeExact(0)),
			webhooksValue("other", entries.AtSliceIndex(0).AtMapKey("id"), knownvalue.StringExact(elsewhere)),
			statecheck.ExpectSensitiveValue("data.hero_webhooks.all", attributes),
			statecheck.ExpectSensitiveValue("data.hero_webhooks.all", entries.AtSliceIndex(0).AtMapKey("headers")),
		},
	}}})
}

func TestAccWebhooks_exportNoSigningKey(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	mock.Inject(heromock.Fault{Method: "GET", Route: routeWebhooks, Body: `{"count": 1, "data": [{
		"id": "wh_1", "event_type": "` + confirmed + `", "url": "` + receiver + `", "signing_key": "` + signingKey + `",
		"signing": {"algorithm": "sha256", "keys": [{"signing_key": "` + rotatedKey + `", "id": 7}]}}]}`})
	w := newWorkspace(t, mock)
	w.write("main.tf", `
data "hero_webhooks" "all" {}
output "algorithm" { value = nonsensitive(data.hero_webhooks.all.attributes[0].signing.algorithm) }
output "key_id" { value = nonsensitive(data.hero_webhooks.all.attributes[0].signing.keys[0].id) }
`)
	out := w.mustRun("apply", "-auto-approve")
	if !out.contains(`algorithm = "sha256"`) || !out.contains("key_id = 7") {
		t.Errorf("fields beside the keys are missing:\n%s", out.out)
	}
	if state := w.read("terraform.tfstate"); strings.Contains(state, signingKey) || strings.Contains(state, rotatedKey) {
		t.Error("the state contains a signing key")
	}
}

func TestAccWebhooks_failureIsAnError(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	mock.Inject(heromock.Fault{Method: "GET", Route: routeWebhooks, Status: 403})
	w := newWorkspace(t, mock)
	w.write("main.tf", `data "hero_webhooks" "all" {}`)
	w.mustFail([]string{"plan"}, "Unable to read webhooks", "403 Forbidden")
}
