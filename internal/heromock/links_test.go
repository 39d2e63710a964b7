// SPDX-License-Identifier: MPL-2.0

package heromock_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func TestShortLinks(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	for query, want := range map[string]string{
		"":                            "sl_flu sl_smear",
		"?page_index=1":               "sl_welcome sl_robin",
		"?page_index=2&page_size=100": "",
		"?type=form":                  "sl_welcome",
		"?status=expired":             "sl_smear",
		"?order_by=expiry_date":       "sl_smear sl_robin",
		"?order_by=expiry_date&order_descending=true":       "sl_welcome sl_flu",
		"?exclude_patient_specific_links=true&page_index=1": "sl_welcome",
	} {
		s.SetShortLinks(group,
			object{"id": "sl_flu", "type": "booking", "status": "unused", "expiry_date": "2030-10-01T00:00:00.000Z"},
			object{"id": "sl_smear", "type": "booking", "status": "expired", "expiry_date": "2020-01-31T00:00:00.000Z"},
			object{"id": "sl_welcome", "type": "form", "status": "unused", "expiry_date": "2031-01-31T00:00:00.000Z"},
			object{"id": "sl_robin", "type": "booking", "status": "unused", "expiry_date": "2029-01-31T00:00:00.000Z", "patient_id": "10001"},
		)
		var got []string
		for _, entry := range entries(t, call(t, s, http.StatusOK, http.MethodGet, "/v1/short_links"+query, nil)) {
			id, _ := entry["id"].(string)
			got = append(got, id)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: got %q, want %q", query, got, want)
		}
	}
	if n := len(entries(t, call(t, heromock.Start(t), http.StatusOK, http.MethodGet, "/v1/short_links", nil))); n != 2 {
		t.Errorf("%d links at the start", n)
	}
}

func TestBookingLinks(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t, plain, func(o *heromock.Options) { o.PageSize = 10 })
	made := call(t, s, http.StatusOK, http.MethodPost, "/v1/booking_links", object{
		"appointment_type_id": "apt_gp", "from_date": "2030-01-07", "expiry_date": "2030-05-29", "maximum_use_count": 3, "patient_id": "10001",
	}).body
	want := object{
		"id": "bl_000001", "practice_group_id": group, "short_link": "https://hero.example/s/000001", "active": true,
		"expiry_date": "2030-05-29T00:00:00.000Z", "maximum_uses": 3.0, "number_of_uses": 0.0, "open_count": 0.0, "unlimited_use": false,
		"meta": object{"appointment_type_id": []any{"apt_gp"}, "from_date": "2030-01-07"},
	}
	if diff := cmp.Diff(want, made); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, call(t, s, http.StatusOK, http.MethodGet, "/v1/booking_links/bl_000001", nil).body); diff != "" {
		t.Error(diff)
	}
	call(t, s, http.StatusOK, http.MethodPatch, "/v1/booking_links/bl_000001", object{"location_id": "201"})
	want["meta"] = object{"appointment_type_id": []any{"apt_gp"}, "from_date": "2030-01-07", "location_id": []any{"201"}}
	if diff := cmp.Diff([]map[string]any{want}, s.BookingLinks(group)); diff != "" {
		t.Error(diff)
	}
	links := entries(t, call(t, s, http.StatusOK, http.MethodGet, "/v1/short_links", nil))
	if len(links) != 4 || links[3]["short_link"] != want["short_link"] || links[3]["patient_id"] != "10001" {
		t.Errorf("short links %v", links)
	}
	unlimited := call(t, s, http.StatusOK, http.MethodPost, "/v1/booking_links", object{}).body
	if unlimited["unlimited_use"] != true || unlimited["id"] != "bl_000002" {
		t.Errorf("got %v", unlimited)
	}
	call(t, s, http.StatusNotFound, http.MethodGet, "/v1/booking_links/bl_9", nil)
	call(t, s, http.StatusNotFound, http.MethodPatch, "/v1/booking_links/bl_9", object{})
	call(t, s, http.StatusBadRequest, http.MethodPost, "/v1/booking_links", object{"maximum_use_count": 0})
}

func TestMessages(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	sent := call(t, s, http.StatusOK, http.MethodPost, "/v1/messages/send", object{"patient_id": "10001", "text": "Hello", "parts": []any{1}}).body
	if sent["id"] != "70001" || sent["status"] != "sent" || sent["text"] != "Hello" {
		t.Errorf("got %v", sent)
	}
	read := call(t, s, http.StatusOK, http.MethodGet, "/v1/messages/70001", nil).body
	if diff := cmp.Diff(sent, read); diff != "" {
		t.Error(diff)
	}
	call(t, s, http.StatusNotFound, http.MethodGet, "/v1/messages/1", nil)
	call(t, s, http.StatusBadRequest, http.MethodPost, "/v1/messages/send", nil)
	if n := len(s.Messages(group)); n != 1 || len(s.Messages("1002")) != 0 {
		t.Errorf("%d messages", n)
	}
}
