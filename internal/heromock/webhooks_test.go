// SPDX-License-Identifier: MPL-2.0

package heromock_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func TestWebhooks(t *testing.T) {
	t.Parallel()
	body := object{
		"event_type": "appointment.confirmed", "url": "https://example.com/hook", "description": "d",
		"signing_key": "secret", "headers": object{"X-A": "1"},
	}
	for name, test := range map[string]struct {
		options   []func(*heromock.Options)
		keyInList bool
		deleted   int
		newField  bool
	}{
		"realistic": {nil, false, http.StatusNoContent, true},
		"plain":     {[]func(*heromock.Options){plain}, true, http.StatusOK, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := heromock.Start(t, test.options...)
			created := call(t, s, http.StatusOK, http.MethodPost, "/v1/webhooks", body)
			id, _ := created.body["id"].(string)
			want := object{"event_type": body["event_type"], "url": body["url"], "signing_key": "secret", "headers": object{"X-A": "1"}}
			if diff := cmp.Diff(want, pickFields(created.body, "event_type", "url", "signing_key", "headers", "description")); diff != "" {
				t.Error(diff)
			}
			if _, has := created.body["x_hero_new_member"]; has != test.newField {
				t.Errorf("unknown field: %t, want %t", has, test.newField)
			}
			if stored := s.Webhooks(group); len(stored) != 1 || stored[0]["description"] != "d" {
				t.Errorf("stored: %v", stored)
			}
			s.AddWebhook(group, object{"event_type": "prescription.issued", "url": "https://example.com/other"})
			list := entries(t, call(t, s, http.StatusOK, http.MethodGet, "/v1/webhooks?event_type=appointment.confirmed", nil))
			if len(list) != 1 || list[0]["id"] != id {
				t.Fatalf("filtered list: %v", list)
			}
			if _, has := list[0]["signing_key"]; has != test.keyInList {
				t.Errorf("signing_key in the list: %t, want %t", has, test.keyInList)
			}
			call(t, s, test.deleted, http.MethodDelete, "/v1/webhooks/"+id, nil)
			call(t, s, http.StatusNotFound, http.MethodDelete, "/v1/webhooks/"+id, nil)
		})
	}
}

func TestWebhook_changesBehindTheAPI(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	id := s.AddWebhook(group, object{"event_type": "prescription.issued", "url": "https://example.com/a"})
	s.UpdateWebhook(group, id, object{"url": "https://example.com/b"})
	list := entries(t, call(t, s, http.StatusOK, http.MethodGet, "/v1/webhooks", nil))
	if len(list) != 1 || list[0]["url"] != "https://example.com/b" {
		t.Errorf("after the change: %v", list)
	}
	s.RemoveWebhook(group, id)
	if got := s.Webhooks(group); len(got) != 0 {
		t.Errorf("after the removal: %v", got)
	}
}

func TestNormalURLs(t *testing.T) {
	t.Parallel()
	for sent, want := range map[string]string{
		"HTTPS://Hooks.Example.com:443/Path?Q=1": "https://hooks.example.com/Path?Q=1",
		"http://hooks.example.com:80":            "http://hooks.example.com",
		"https://hooks.example.com:8443/":        "https://hooks.example.com:8443/",
	} {
		for normal, want := range map[bool]string{true: want, false: sent} {
			s := heromock.Start(t, func(o *heromock.Options) {
				if normal {
					o.Traits = []string{"normal-urls"}
				}
			})
			body := object{"event_type": "prescription.issued", "url": sent}
			got := call(t, s, http.StatusOK, http.MethodPost, "/v1/webhooks", body).body
			list := entries(t, call(t, s, http.StatusOK, http.MethodGet, "/v1/webhooks", nil))
			if got["url"] != want || list[0]["url"] != want {
				t.Errorf("%s: response %v, list %v, want %s", sent, got["url"], list[0]["url"], want)
			}
			if _, err := time.Parse(time.RFC3339, fmt.Sprint(list[0]["created_at"])); err != nil {
				t.Errorf("created_at: %v", err)
			}
		}
	}
}
