// SPDX-License-Identifier: MPL-2.0

package heromock_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func TestPracticeGroupUpdate(t *testing.T) {
	t.Parallel()
	merges := func(o *heromock.Options) { o.Traits = []string{"address-merges"} }
	tests := map[string]struct {
		options []func(*heromock.Options)
		body    object
		want    object // fields of the stored practice group
	}{
		"top level": {
			body: object{"name": "New", "x_further": object{"a": ""}},
			want: object{"name": "New", "sector": "nhs", "x_further": object{"a": ""}},
		},
		"address is replaced": {
			body: object{"address": object{"town": "York"}},
			want: object{"address": object{"town": "York"}},
		},
		"address merges": {
			options: []func(*heromock.Options){merges},
			body:    object{"address": object{"town": "York"}},
			want: object{"address": object{
				"line_1": "1 High Street", "line_2": "", "line_3": "", "town": "York",
				"county": "West Yorkshire", "postcode": "LS1 4AP", "country": "United Kingdom",
			}},
		},
		"credentials merge": {
			body: object{"prescription_partner_credentials": object{"password": "secret"}},
			want: object{"prescription_partner_credentials": object{"email": nil, "password": "secret"}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := heromock.Start(t, test.options...)
			call(t, s, http.StatusOK, http.MethodPatch, "/v1/me", test.body)
			var names []string
			for name := range test.want {
				names = append(names, name)
			}
			if diff := cmp.Diff(test.want, pickFields(s.PracticeGroup(group), names...)); diff != "" {
				t.Error(diff)
			}
			if name := s.PracticeGroup("1002")["name"]; name != "Practice 1002" {
				t.Errorf("another practice group has the name %v", name)
			}
		})
	}
}

func TestPracticeGroup_response(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options []func(*heromock.Options)
		want    object
	}{
		"realistic": {nil, object{
			"address":                          object{"line_1": nil, "postcode": "LS1 4AP", "x_hero_new_member": "added later"},
			"prescription_partner_credentials": object{"email": "a@b.example", "x_hero_new_member": "added later"},
			"x_further":                        "",
		}},
		"plain": {[]func(*heromock.Options){plain}, object{
			"address":                          object{"line_1": "", "postcode": "ls14ap"},
			"prescription_partner_credentials": object{"email": "A@b.example", "password": "secret"},
			"x_further":                        "",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := heromock.Start(t, test.options...)
			s.UpdatePracticeGroup(group, object{
				"address":                          object{"line_1": "", "postcode": "ls14ap"},
				"prescription_partner_credentials": object{"email": "A@b.example", "password": "secret"},
				"x_further":                        "",
			})
			got := call(t, s, http.StatusOK, http.MethodGet, "/v1/me", nil)
			if diff := cmp.Diff(test.want, pickFields(got.body, "address", "prescription_partner_credentials", "x_further")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOmitPracticeGroupFields(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	s.UpdatePracticeGroup(group, object{"address": nil, "name": nil})
	s.OmitPracticeGroupFields(group, "sector", "id")
	got := call(t, s, http.StatusOK, http.MethodGet, "/v1/me", nil)
	if diff := cmp.Diff(object{"address": nil, "name": nil}, pickFields(got.body, "address", "name", "sector", "id")); diff != "" {
		t.Error(diff)
	}
}

func TestReferenceData(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	tests := map[string]int{
		"/v1/me/elements": 2,
		"/v1/locations":   2,
		"/v1/locations?appointment_type_ids=apt_gp":         1,
		"/v1/locations?has_availability=false":              1,
		"/v1/appointment_types":                             2,
		"/v1/appointment_types?has_availability=true":       1,
		"/v1/appointment_types?location_ids=202":            1,
		"/v1/practitioners?location_ids=a&location_ids=b":   0,
		"/v1/practitioners?location_ids=a&location_ids=201": 2,
		"/v1/forms":                    2,
		"/v1/forms?reply_form=true":    1,
		"/v1/forms?form_type=response": 1,
		"/v1/forms?search=WELCOME":     0,
		"/v1/forms?search=new+patient": 1,
		"/v1/webhooks":                 0,
	}
	for path, want := range tests {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			got := call(t, s, http.StatusOK, http.MethodGet, path, nil)
			if n := len(entries(t, got)); n != want || got.body["count"] != float64(want) {
				t.Errorf("%d entries, count %v, want %d", n, got.body["count"], want)
			}
		})
	}
	for path, status := range map[string]int{
		"/v1/practitioners/301": 200, "/v1/practitioners/none": 404,
		"/v1/forms/form_reply": 200, "/v1/forms/none": 404,
		"/v1/locations?has_availability=perhaps": 400, "/v1/forms?form_type=poem": 400,
	} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			call(t, s, status, http.MethodGet, path, nil)
		})
	}
}

func TestSetReferenceData(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t, plain)
	s.SetCapabilities(group, "a", "b")
	s.SetConfiguration(group, json.RawMessage(`{"big":12345678901234567890}`))
	s.SetLocations(group, object{"id": "7", "further": nil})
	if err := s.Seed([]byte(`{"practice_groups":{"1001":{"elements":[],"practitioners":[{"id":"8"}],"appointment_types":[],"forms":[]}}}`)); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"/v1/me/capabilities":   `{"capabilities":["a","b"]}`,
		"/v1/me/configuration":  `{"big":12345678901234567890}`,
		"/v1/me/elements":       `{"count":0,"data":[]}`,
		"/v1/locations":         `{"count":1,"data":[{"further":null,"id":"7"}]}`,
		"/v1/practitioners":     `{"count":1,"data":[{"id":"8"}]}`,
		"/v1/appointment_types": `{"count":0,"data":[]}`,
		"/v1/forms":             `{"count":0,"data":[]}`,
	} {
		if got := call(t, s, http.StatusOK, http.MethodGet, path, nil).raw; got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

func TestAdmins(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	names := func(query string) (list []string) {
		for _, admin := range entries(t, call(t, s, http.StatusOK, http.MethodGet, "/v1/admins?"+query, nil)) {
			name, _ := admin["first_name"].(string)
			list = append(list, name)
		}
		return list
	}
	if diff := cmp.Diff([]string{"Cleo", "Ben"}, names("order_by=first_name&order_descending=true")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Cleo"}, names("page_index=1")); diff != "" {
		t.Error(diff)
	}
	admins := s.Admins(group)
	id, _ := admins[0]["id"].(string)
	patch := func(status int, id string, body object) response {
		return call(t, s, status, http.MethodPatch, "/v1/admins/"+id, body)
	}
	if got := patch(200, id, object{"external_prescriber_id": "p1", "prescriber_details": object{"name": "Dr A"}}); got.body["admin_id"] != id {
		t.Errorf("response %s", got.raw)
	}
	patch(200, id, object{"prescriber_details": nil})
	want := object{"external_prescriber_id": "p1", "prescriber_details": nil, "first_name": "Ada"}
	if diff := cmp.Diff(want, pickFields(s.Admins(group)[0], "external_prescriber_id", "prescriber_details", "first_name")); diff != "" {
		t.Error(diff)
	}
	patch(404, "9", object{"external_prescriber_id": nil})
	got := patch(400, id, object{"prescriber_details": object{"email": "nobody"}})
	if !strings.Contains(got.raw, `"path":["prescriber_details","email"]`) {
		t.Errorf("the field is not named: %s", got.raw)
	}
	added := s.AddAdmin(group, object{"first_name": "Zoe"})
	s.UpdateAdmin(group, added, object{"external_prescriber_id": "p2"})
	if last := s.Admins(group)[3]; last["external_prescriber_id"] != "p2" || last["first_name"] != "Zoe" {
		t.Errorf("added: %v", last)
	}
	s.RemoveAdmin(group, added)
	if n := len(s.Admins(group)); n != 3 {
		t.Errorf("%d admins after the removal", n)
	}
}

func TestAccessToken(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	first, _ := call(t, s, http.StatusOK, http.MethodPost, "/v1/access_token", nil).body["access_token"].(string)
	second, _ := call(t, s, http.StatusOK, http.MethodPost, "/v1/access_token", nil).body["access_token"].(string)
	if first == second {
		t.Error("two tokens are the same")
	}
	parts := strings.Split(first, ".")
	if len(parts) != 3 {
		t.Fatalf("not a JWT: %d parts", len(parts))
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims struct{ Exp int64 }
	if err := json.Unmarshal(payload, &claims); err != nil {
		t.Fatal(err)
	}
	if left := time.Until(time.Unix(claims.Exp, 0)); left < 29*time.Minute || left > 30*time.Minute {
		t.Errorf("the token works for another %s", left)
	}
}
