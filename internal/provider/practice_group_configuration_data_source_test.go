// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const configurationData = "hero_practice_group_configuration"

func TestAccConfiguration_membersCanBeUsed(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	mock.SetConfiguration("1002", members{"booking": members{"enabled": true, "days": []any{1, nil, "2"}}, "limit": 12345678901234567})
	config := providerBlock(mock) + `
data "hero_practice_group_configuration" "this" {
  practice_group_id = "1002"
}
resource "terraform_data" "only_with_booking" {
  count = nonsensitive(try(data.hero_practice_group_configuration.this.configuration.booking.enabled, false)) ? 1 : 0
}
output "instances" {
  value = length(terraform_data.only_with_booking)
}
output "limit" {
  value = nonsensitive(try(tostring(data.hero_practice_group_configuration.this.configuration.limit), null))
}`
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{
			Config: config,
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownOutputValue("instances", knownvalue.Int64Exact(1)),
				statecheck.ExpectKnownOutputValue("limit", exactly("12345678901234567")),
			},
		},
		{
			// The fields and their types may change at any time.
			PreConfig:         func() { mock.SetConfiguration("1002", members{"booking": "on request"}) },
			Config:            config,
			ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownOutputValue("instances", knownvalue.Int64Exact(0))},
		},
	}})
	wantWrites(t, mock)
}

func TestConfiguration_bearsEveryAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body string
		want       any
	}{
		{"empty object", `{}`, members{}},
		{"null", `null`, nil},
		{"list", `[{"name":"booking"},[],null,1.5]`, []any{members{"name": "booking"}, []any{}, nil, 1.5}},
		{"text", `"on"`, "on"},
		{"deep", `{"a":{"b":[{"c":{"d":[[],{}]}}]},"é ü":false}`, members{"a": members{"b": []any{members{"c": members{"d": []any{[]any{}, members{}}}}}}, "é ü": false}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			respondWith(mock, "/v1/me/configuration", c.body)
			newDataReader(t, mock).wantState(configurationData, nil, members{"configuration": c.want})
		})
	}
}
