// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const (
	capabilitiesData  = "hero_practice_group_capabilities"
	capabilitiesRoute = "/v1/me/capabilities"
)

func TestAccCapabilities_stopAPlanWithTheUsersOwnMessage(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	mock.SetCapabilities("1001", "video_consultations")
	w := newWorkspace(t, mock)
	w.write("main.tf", `
data "hero_practice_group_capabilities" "this" {}
data "hero_practice_group_capabilities" "second" {}
data "hero_practice_group_capabilities" "third" {}

resource "hero_practice_group_settings" "this" {
  name = "Riverside Surgery"
  lifecycle {
    precondition {
      condition     = contains(data.hero_practice_group_capabilities.this.capabilities, "sms_messaging")
      error_message = "Ask Hero to switch text messages on for Riverside Surgery first."
    }
  }
}
`)
	w.mustFail([]string{"plan"}, "Resource precondition failed", "Ask Hero to switch text messages on for Riverside Surgery first.")
	if n := mock.Count(http.MethodGet, capabilitiesRoute); n != 1 {
		t.Errorf("three data sources made %d requests, want 1", n)
	}
	wantWrites(t, mock)
}

func TestCapabilities_readsAnotherPracticeGroup(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	// A set has no duplicates, even if Hero's list has some.
	mock.SetCapabilities("1002", "sms_messaging", "video_consultations", "sms_messaging")
	newDataReader(t, mock).wantState(capabilitiesData, members{"practice_group_id": "1002"},
		members{"practice_group_id": "1002", "capabilities": []any{"sms_messaging", "video_consultations"}})
}

func TestCapabilities_bearsEveryAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body string
		want       []any
	}{
		{"none", `{"capabilities":[]}`, []any{}},
		{"null", `{"capabilities":null}`, []any{}},
		{"bare list", `["sms_messaging"]`, []any{"sms_messaging"}},
		{"unknown members", `{"capabilities":["sms_messaging"],"beta":["x"]}`, []any{"sms_messaging"}},
		{"entries of other types", `{"capabilities":["a",null,"",7,{"name":"b"},"a"]}`, []any{"a", "7"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			respondWith(mock, capabilitiesRoute, c.body)
			newDataReader(t, mock).wantState(capabilitiesData, nil, members{"capabilities": c.want})
		})
	}
}
