// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// These tests are about a practice group's lists without patient data: elements,
// locations, appointment types, practitioners and forms.

func TestAccDirectory_listsCanBeUsed(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	mock.SetLocations("1001") // so that everything read is the other practice group's
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: providerBlock(mock) + `
locals { group = "1002" }
data "hero_practice_group_elements" "this" { practice_group_id = local.group }
data "hero_locations" "this" {
  practice_group_id = local.group
  has_availability  = true
}
data "hero_appointment_types" "this" {
  practice_group_id = local.group
  location_ids      = data.hero_locations.this.locations[*].id
}
data "hero_practitioners" "this" { practice_group_id = local.group }
data "hero_forms" "this" {
  practice_group_id = local.group
  form_type         = "response"
}
output "read" {
  value = {
    locations     = data.hero_locations.this.locations[*].name
    prices        = { for a in data.hero_appointment_types.this.appointment_types : a.id => a.price }
    practitioners = [for p in nonsensitive(data.hero_practitioners.this.attributes) : "${p.id} ${p.last_name}"]
    forms         = [for f in data.hero_forms.this.forms : f.title if f.reply_form]
    snomed        = nonsensitive(data.hero_forms.this.attributes[0].snomed_code)
    versions      = data.hero_practice_group_elements.this.elements[*].version
    theme         = nonsensitive(data.hero_practice_group_elements.this.attributes[0].config.theme)
  }
}`,
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("read", knownvalue.ObjectExact(map[string]knownvalue.Check{
				"locations":     knownvalue.ListExact([]knownvalue.Check{exactly("Main surgery")}),
				"prices":        knownvalue.ObjectExact(map[string]knownvalue.Check{"apt_gp": knownvalue.Int64Exact(0), "apt_nurse": knownvalue.Float64Exact(25.5)}),
				"practitioners": knownvalue.TupleExact([]knownvalue.Check{exactly("301 Doyle"), exactly("302 Evans")}),
				"forms":         knownvalue.TupleExact([]knownvalue.Check{exactly("Reply")}),
				"snomed":        exactly("185317003"),
				"versions":      knownvalue.ListExact([]knownvalue.Check{exactly("2"), knownvalue.Null()}),
				"theme":         exactly("light"),
			})),
		},
	}}})
	wantWrites(t, mock)
}

// directory describes a data source that lists things.
type directory struct {
	name, route, list string
	task              string // as its errors name it
	entry             string // with every known field
	state             members
}

var directories = []directory{
	{
		"hero_practice_group_elements", "/v1/me/elements", "elements", "",
		`{"version":"2","config":{"theme":"light"},"element":null}`,
		members{"version": "2"},
	},
	{"hero_locations", "/v1/locations", "locations", "read locations", `{"id":"l1","name":"Main surgery"}`, members{"id": "l1", "name": "Main surgery"}},
	{"hero_practitioners", "/v1/practitioners", "practitioners", "read practitioners", `{"id":"p1"}`, members{"id": "p1"}},
	{
		"hero_appointment_types", "/v1/appointment_types", "appointment_types", "read appointment types",
		`{"id":"a1","name":"GP appointment","partner_slot_name":"GP","next_available_at":"2030-01-07T09:00:00.000Z","slot_count":12,"price":25.5,"duration":10,
		  "assignee_id":"501","assignee_type":"Admin","sector":"paid","video":true,"in_person":false,"telephone":true,"use_partner_bookable_slots":true,
		  "admin_booking_invoice_required":false,"form_id":"f1","practitioner_type":"GP – Dermatology Specialist"}`,
		members{
			"id": "a1", "name": "GP appointment", "partner_slot_name": "GP", "next_available_at": "2030-01-07T09:00:00.000Z", "slot_count": 12.0, "price": 25.5, "duration": 10.0,
			"assignee_id": "501", "assignee_type": "Admin", "sector": "paid", "video": true, "in_person": false, "telephone": true, "use_partner_bookable_slots": true,
			"admin_booking_invoice_required": false, "form_id": "f1", "practitioner_type": "GP – Dermatology Specialist",
		},
	},
	{
		"hero_forms", "/v1/forms", "forms", "read forms",
		`{"id":"f1","title":"New patient","description":"Questions","patient_title":"Welcome","patient_description":"Tell us","reply_form":false,
		  "form_type":"questionnaire","snomed_code":"185317003"}`,
		members{
			"id": "f1", "title": "New patient", "description": "Questions", "patient_title": "Welcome", "patient_description": "Tell us", "reply_form": false,
			"form_type": "questionnaire", "snomed_code": "185317003",
		},
	},
}

func TestDirectory_bearsEveryAnswer(t *testing.T) {
	t.Parallel()
	for _, d := range directories {
		none := []members{}
		for _, c := range []struct {
			name, body string
			entries    []members
			attributes []any
		}{
			{"all members", `{"data":[` + d.entry + `],"count":1}`, []members{d.state}, []any{decoded(t, d.entry)}},
			{"empty list", `{"data":[],"count":0}`, none, []any{}},
			{"null list", `{"data":null,"count":0}`, none, []any{}},
			{"bare list of an empty object", `[{}]`, []members{{}}, []any{members{}}},
			{
				"members of other types, null and unknown", `{"data":[{"id":null,"name":[1],"version":{},"price":"dear","video":7,"new":{"a":[null,1]}}],"count":1,"next":null}`,
				[]members{{}},
				[]any{members{"id": nil, "name": []any{1.0}, "version": members{}, "price": "dear", "video": 7.0, "new": members{"a": []any{nil, 1.0}}}},
			},
			{"entries that are none", `{"data":["x",5,[],{"new":1},null],"count":5}`, []members{{}, {}}, []any{members{"new": 1.0}, nil}},
		} {
			t.Run(d.name+" "+c.name, func(t *testing.T) {
				t.Parallel()
				mock := heromock.Start(t)
				respondWith(mock, d.route, c.body)
				newDataReader(t, mock).wantState(d.name, nil, members{d.list: c.entries, "attributes": c.attributes})
			})
		}
	}
}

func TestDirectory_errorsSayWhatToDo(t *testing.T) {
	t.Parallel()
	for _, d := range directories {
		if d.task == "" {
			continue // the data sources of the practice group itself have a test of their own
		}
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			r := newDataReader(t, mock)
			head := "error: Unable to " + d.task
			mock.Inject(heromock.Fault{Route: d.route, Status: http.StatusForbidden, Count: 1})
			r.wantError(d.name, nil, head).Containing("403 Forbidden", "practice group 1001", "Request id: req-")
			respondWith(mock, d.route, `{"items":[]}`)
			r.wantError(d.name, nil, head).Containing(d.route, "200 OK")
			mock.ClearFaults()
			r.wantError(d.name, members{"practice_group_id": "4711"}, head).Containing("401 Unauthorized", "for practice group 4711")
		})
	}
}

func TestDirectory_filtersReachHero(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		route   string
		filters members
		want    url.Values
	}{
		{"hero_locations", "/v1/locations", nil, url.Values{}},
		{"hero_locations", "/v1/locations", members{"has_availability": false}, url.Values{"has_availability": {"false"}}},
		{
			"hero_locations", "/v1/locations",
			members{"appointment_type_ids": textsOf("apt_gp", "apt_nurse"), "has_availability": true},
			url.Values{"appointment_type_ids": {"apt_gp", "apt_nurse"}, "has_availability": {"true"}},
		},
		{"hero_appointment_types", "/v1/appointment_types", members{"location_ids": textsOf("a & b", "c")}, url.Values{"location_ids": {"a & b", "c"}}},
		{"hero_appointment_types", "/v1/appointment_types", members{"has_availability": true}, url.Values{"has_availability": {"true"}}},
		{
			"hero_practitioners", "/v1/practitioners",
			members{"location_ids": textsOf("l1"), "appointment_type_ids": textsOf("a1"), "has_availability": false},
			url.Values{"location_ids": {"l1"}, "appointment_type_ids": {"a1"}, "has_availability": {"false"}},
		},
		{
			"hero_forms", "/v1/forms",
			members{"search": "new patient", "reply_form": false, "form_type": "care_navigation"},
			url.Values{"search": {"new patient"}, "reply_form": {"false"}, "form_type": {"care_navigation"}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			_, diagnostics := newDataReader(t, mock).read(c.name, c.filters)
			wantDiagnostics(t, diagnostics)
			wantQuery(t, mock, c.route, c.want)
		})
	}
}

func TestDirectory_filtersAreChecked(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	r := newDataReader(t, mock)
	// Hero would treat an empty list as no filter.
	wantDiagnostics(t, r.validate("hero_locations", members{"appointment_type_ids": textsOf()}), "error appointment_type_ids: Invalid Attribute Value")
	wantDiagnostics(t, r.validate("hero_practitioners", members{"location_ids": textsOf("")}), "error location_ids: Empty value")
	wantDiagnostics(t, r.validate("hero_forms", members{"search": ""}), "error search: Empty value")
	wantDiagnostics(t, r.validate("hero_forms", members{"form_type": "Response"}), "error form_type: Invalid form type").
		Containing("questionnaire", "response", "appointment", "care_navigation")
	unknown := tftypes.NewValue(tftypes.Set{ElementType: tftypes.String}, tftypes.UnknownValue)
	wantDiagnostics(t, r.validate("hero_appointment_types", members{"location_ids": unknown}))

	mock.Inject(heromock.Fault{Route: "/v1/locations", Status: http.StatusBadRequest, Body: refusal("appointment_type_ids")})
	r.wantError("hero_locations", members{"appointment_type_ids": textsOf("x")}, "error appointment_type_ids: Unable to read locations")
}
