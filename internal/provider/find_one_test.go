// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// These tests are about the look-ups of one entry: admin, appointment type, form,
// location and practitioner.

func TestAccFindOne_canBeUsed(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: providerBlock(mock) + `
data "hero_admin" "ada" { email = " ADA.archer@practice.example" }
data "hero_location" "branch" { name = "  branch   SURGERY" }
data "hero_appointment_type" "nurse" { name = "nurse appointment" }
data "hero_practitioner" "dana" { id = "301" }
data "hero_form" "reply" { title = "reply" }
data "hero_form" "new" { id = "form_new_patient" }
output "read" {
  value = {
    admin        = data.hero_admin.ada.id
    location     = "${data.hero_location.branch.id} ${data.hero_location.branch.name}"
    price        = data.hero_appointment_type.nurse.price
    practitioner = data.hero_practitioner.dana.name
    reply        = data.hero_form.reply.reply_form
    question     = nonsensitive(data.hero_form.new.attributes.fields[0].name)
  }
}`,
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("read", knownvalue.ObjectExact(map[string]knownvalue.Check{
				"admin": exactly("501"), "location": exactly("202 Branch surgery"), "price": knownvalue.Float64Exact(25.5),
				"practitioner": exactly("Dana Doyle"), "reply": knownvalue.Bool(true), "question": exactly("Allergies"),
			})),
		},
	}}})
	wantWrites(t, mock)
}

// singleLookup describes a look-up of one entry.
type singleLookup struct {
	name, route, selector string
	thing, list           string
	one, other            string // entries whose selector is "The one" and something else
	state                 members
	idRoute               string // if there is a route by id
}

var singleLookups = []singleLookup{
	{
		name: "hero_admin", route: "/v1/admins", selector: "email", thing: "admin", list: "hero_admins",
		one:   `{"id":"7","first_name":"Ada","email":"The one","new":[1]}`,
		other: `{"id":"8","email":"another@practice.example"}`,
		state: members{"first_name": "Ada"},
	},
	{
		name: "hero_location", route: "/v1/locations", selector: "name", thing: "location", list: "hero_locations",
		one: `{"id":"7","name":"The one","new":[1]}`, other: `{"id":"8","name":"Another"}`,
	},
	{
		name: "hero_appointment_type", route: "/v1/appointment_types", selector: "name", thing: "appointment type", list: "hero_appointment_types",
		one: `{"id":"7","name":"The one","price":2.5,"new":[1]}`, other: `{"id":"8","name":"Another"}`,
		state: members{"price": 2.5},
	},
	{
		name: "hero_practitioner", route: "/v1/practitioners", selector: "name", thing: "practitioner", list: "hero_practitioners",
		one: `{"id":"7","first_name":"The","last_name":"one","new":[1]}`, other: `{"id":"8","name":"Another","first_name":"The","last_name":"one"}`,
		idRoute: "/v1/practitioners/{id}",
	},
	{
		name: "hero_form", route: "/v1/forms", selector: "title", thing: "form", list: "hero_forms",
		one: `{"id":"7","title":"The one","reply_form":true,"new":[1]}`, other: `{"id":"8","title":"Another"}`,
		state: members{"reply_form": true}, idRoute: "/v1/forms/{id}",
	},
}

// eachSingleLookup runs a test for each look-up, each with a mock of its own.
func eachSingleLookup(t *testing.T, test func(t *testing.T, s singleLookup, mock *heromock.Server, r *dataReader)) {
	t.Helper()
	for _, s := range singleLookups {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			test(t, s, mock, newDataReader(t, mock))
		})
	}
}

// respondWithList makes the mock return these entries as the list.
func (s singleLookup) respondWithList(mock *heromock.Server, entries ...string) {
	respondWith(mock, s.route, "["+strings.Join(entries, ",")+"]")
}

func (s singleLookup) wantFound(t *testing.T, r *dataReader, config members) {
	t.Helper()
	want := members{"id": "7", s.selector: "The one", "attributes": decoded(t, s.one)}
	maps.Copy(want, s.state)
	r.wantState(s.name, config, want)
}

func TestFindOne_isFoundEitherWay(t *testing.T) {
	t.Parallel()
	eachSingleLookup(t, func(t *testing.T, s singleLookup, mock *heromock.Server, _ *dataReader) {
		t.Helper()
		s.respondWithList(mock, s.other, s.one, s.one, `{}`, `null`)
		for _, spelled := range []string{"The one", " The one\n", "the ONE"} {
			if s.selector == "email" && spelled == "the ONE" {
				continue // not an address, so it equals only itself
			}
			s.wantFound(t, newDataReader(t, mock), members{s.selector: spelled})
		}
		if s.idRoute != "" {
			respondWith(mock, s.idRoute, s.one)
		}
		s.wantFound(t, newDataReader(t, mock), members{"id": " 7 "})
		if s.idRoute == "" {
			return
		}
		if last := mock.Journal()[len(mock.Journal())-1]; last.Path != strings.Replace(s.idRoute, "{id}", "7", 1) {
			t.Errorf("the last request is to %s", last.Path)
		}
		respondWith(mock, s.idRoute, `{"id":null}`)
		if s.name == "hero_form" { // a form always has an id, as documented
			_, diagnostics := newDataReader(t, mock).read(s.name, members{"id": "7"})
			wantDiagnostics(t, diagnostics, "error: Unable to read the form")
			return
		}
		newDataReader(t, mock).wantState(s.name, members{"id": "7"}, members{"id": "7", "attributes": members{"id": nil}})
	})
}

func TestFindOne_noneOrSeveralIsAnError(t *testing.T) {
	t.Parallel()
	eachSingleLookup(t, func(t *testing.T, s singleLookup, mock *heromock.Server, _ *dataReader) {
		t.Helper()
		head := "error " + s.selector + ": "
		asked := members{s.selector: "The one"}
		for _, c := range []struct {
			entries []string
			head    string
			names   []string // what the detail names
		}{
			{nil, "No such " + s.thing, []string{"practice group 1001", s.selector, "(0 ", s.list}},
			{[]string{s.other, `{"id":"9"}`}, "No such " + s.thing, []string{s.selector, "(2 ", s.list}},
			{[]string{`{"id":"1"}`, `{"id":"2"}`, `{"id":"3"}`}, "No such " + s.thing, []string{s.selector, "(3 ", s.list}},
			{
				[]string{s.one, s.other, strings.Replace(s.one, `"7"`, `"9"`, 1), strings.Replace(s.one, `"7"`, "null", 1)},
				"More than one such " + s.thing,
				[]string{" 3 ", `"7", "9", one`, `"id"`},
			},
		} {
			s.respondWithList(mock, c.entries...)
			newDataReader(t, mock).wantError(s.name, asked, head+c.head).Containing(c.names...).Without("The one")
		}
		if s.idRoute == "" {
			s.respondWithList(mock, s.other)
			newDataReader(t, mock).wantError(s.name, members{"id": "7"}, "error id: No such "+s.thing).Containing("(1 ", "this id")
			return
		}
		mock.ClearFaults()
		newDataReader(t, mock).wantError(s.name, members{"id": "none"}, "error: Unable to read the "+s.thing).
			Containing("404 Not Found", s.idRoute)
	})
}

func TestFindOne_failedReadIsAnError(t *testing.T) {
	t.Parallel()
	eachSingleLookup(t, func(t *testing.T, s singleLookup, mock *heromock.Server, r *dataReader) {
		t.Helper()
		mock.Inject(heromock.Fault{Route: s.route, Status: http.StatusForbidden, Count: 1})
		r.wantError(s.name, members{s.selector: "The one"}, "error: Unable to look up the "+s.thing).Containing("403 Forbidden").Without("The one")
		respondWith(mock, s.route, `{"items":[]}`)
		r.wantError(s.name, members{s.selector: "The one"}, "error: Unable to look up the "+s.thing).Containing(s.route, "200 OK")
		if s.idRoute != "" {
			respondWith(mock, s.idRoute, `[]`)
			r.wantError(s.name, members{"id": "7"}, "error: Unable to read the "+s.thing).Containing(s.idRoute, "200 OK")
		}
	})
}

func TestFindOne_oneSelectorIsDemanded(t *testing.T) {
	t.Parallel()
	eachSingleLookup(t, func(t *testing.T, s singleLookup, mock *heromock.Server, r *dataReader) {
		t.Helper()
		for _, config := range []members{nil, {"id": "7", s.selector: "The one"}} {
			wantDiagnostics(t, r.validate(s.name, config), "error id: Invalid Attribute Combination").
				Containing("one (and only one) of [id," + s.selector + "]").Without("The one")
		}
		wantDiagnostics(t, r.validate(s.name, members{"id": unknown}))
		wantDiagnostics(t, r.validate(s.name, members{"id": unknown, s.selector: "The one"}))
		wantDiagnostics(t, r.validate(s.name, members{s.selector: " "}), "error "+s.selector+": Empty value")
		if n := len(mock.Journal()); n != 0 {
			t.Errorf("the validation made %d requests", n)
		}
	})
}

// Look-ups in one practice, of an entry or of the whole list, share one walk through
// the list. Another practice has a walk of its own.
func TestFindOne_listIsReadOnce(t *testing.T) {
	t.Parallel()
	eachSingleLookup(t, func(t *testing.T, s singleLookup, mock *heromock.Server, r *dataReader) {
		t.Helper()
		s.respondWithList(mock, s.other, s.one)
		read := func(name string, config members) {
			if _, diagnostics := r.read(name, config); len(diagnostics) != 0 {
				t.Errorf("%s: %s", diagnostics[0].Summary, diagnostics[0].Detail)
			}
		}
		walk := func() int {
			defer mock.ResetJournal()
			return len(mock.Journal())
		}
		read(s.name, members{s.selector: "The one"})
		once := walk()
		if once == 0 || once > 3 {
			t.Fatalf("a walk takes %d requests", once)
		}

		r = newDataReader(t, mock)
		inParallel(10, 20, func(int) { read(s.name, members{s.selector: "The one"}) })
		read(s.list, nil)
		if n := walk(); n != once {
			t.Errorf("20 look-ups and the list took %d requests, want %d", n, once)
		}
		read(s.name, members{s.selector: "The one", "practice_group_id": "1002"})
		if n := walk(); n != once {
			t.Errorf("a look-up in another practice group took %d requests, want %d", n, once)
		}
	})
}
