// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const patientsData = "hero_patients"

// fullSummary returns an entry of a search with every documented field.
func fullSummary() members {
	return members{
		"hero_id": "123", "hero_uid": "u-123", "emis_id": "E1", "ehr_partner_id": "X1", "ods_code": "A81001", "dob": "1990-06-15",
		"deceased_at": "2024-01-01T10:00:00Z", "title": "Mrs", "first_name": "Ada", "last_name": "Lovelace", "sex": "Female", "nhs_number": "9990000018",
		"email": "ada@example.com", "mobile": "+447700900123", "last_sync_at": "2024-02-01T10:00:00Z", "data_source": "emis", "restricted": false,
		"line_1": "1 High Street", "line_2": "Flat 2", "line_3": "Rear", "town": "Leeds", "county": "West Yorkshire", "postcode": "LS1 4AP",
		"identifiers":    []any{members{"source": "hero", "name": "hero_id", "role": "main", "label": "Hero", "value": "123"}},
		"ehr_registered": true,
	}
}

// summaryState returns the attributes of an entry. The ids have other names than their
// fields, and identifiers has no attribute.
func summaryState(entry members) members {
	state := members{"id": entry["hero_id"], "uid": entry["hero_uid"]}
	for name, value := range entry {
		if !slices.Contains([]string{"hero_id", "hero_uid", "identifiers"}, name) {
			state[name] = value
		}
	}
	return state
}

func TestAccPatients_findsAllPages(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	for _, first := range []string{"Ada", "Byron", "Clara"} {
		mock.AddPatient("1002", ada().with("first_name", first).record())
	}
	mock.AddPatient("1002", grace().record())
	const address = "data.hero_patients.this"
	var checks []statecheck.StateCheck
	for i, first := range []string{"Ada", "Byron", "Clara"} {
		at := tfjsonpath.New("patients").AtSliceIndex(i)
		checks = append(checks,
			statecheck.ExpectKnownValue(address, at.AtMapKey("first_name"), exactly(first)),
			statecheck.ExpectKnownValue(address, at.AtMapKey("nhs_number"), exactly("9990000018")),
			statecheck.ExpectKnownValue(address, at.AtMapKey("dob"), exactly("1990-06-15")),
			statecheck.ExpectKnownValue(address, tfjsonpath.New("attributes").AtSliceIndex(i).AtMapKey("x_hero_new_member"), exactly("added later")),
		)
	}
	for name := range summaryState(fullSummary()) {
		if !slices.Contains(append(handlesOfRecord, "ehr_registered"), name) {
			checks = append(checks, statecheck.ExpectSensitiveValue(address, tfjsonpath.New("patients").AtSliceIndex(0).AtMapKey(name)))
		}
	}
	for _, name := range []string{"last_name", "attributes"} {
		checks = append(checks, statecheck.ExpectSensitiveValue(address, tfjsonpath.New(name)))
	}
	// Ids are not sensitive, so outputs and instance keys can use them.
	checks = append(checks, statecheck.ExpectKnownOutputValue("ids", knownvalue.TupleExact([]knownvalue.Check{exactly("10001"), exactly("10002"), exactly("10003")})))
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: providerBlock(mock) + `
data "hero_patients" "this" {
  practice_group_id = "1002"
  last_name         = "Lovelace"
}
output "ids" {
  value = [for p in data.hero_patients.this.patients : p.id]
}`,
		ConfigStateChecks: checks,
	}}})
	wantWrites(t, mock)
}

func TestPatients_readsEveryPage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		size        int
		countIsPage bool
	}{
		{"one entry a page", 1, false},
		{"one entry a page, and a count of the page", 1, true},
		{"a count of the page", 2, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t, func(o *heromock.Options) {
				o.PageSize = c.size
				if c.countIsPage {
					o.Traits = []string{"count-is-page"}
				}
			})
			want := []string{}
			for range 3 {
				want = append(want, mock.AddPatient("1001", ada().record()))
			}
			var once sync.Once
			mock.OnRequest(func(r heromock.Request) {
				if r.Route == routePatients && r.Query.Get("page_index") == "1" {
					once.Do(func() { want = append(want, mock.AddPatient("1001", ada().record())) })
				}
			})
			state, diagnostics := newDataReader(t, mock).read(patientsData, byNumber())
			wantDiagnostics(t, diagnostics)
			var read struct {
				Patients []struct {
					ID string `json:"id"`
				} `json:"patients"`
			}
			if err := json.Unmarshal([]byte(jsonOf(t, state)), &read); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, entry := range read.Patients {
				got = append(got, entry.ID)
			}
			if diff := cmp.Diff(want, got); diff != "" || len(got) != 4 {
				t.Errorf("ids (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPatients_sendsFiltersInNormalForm(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	r := newDataReader(t, mock)
	for _, c := range []struct {
		filters members
		want    url.Values
	}{
		{members{"nhs_number": "999 000 0018"}, url.Values{"nhs_number": {"9990000018"}}},
		{members{"dob": "1990-06-14T23:00:00Z"}, url.Values{"dob": {"1990-06-15"}}},
		{members{"ehr_partner_id": "X 1/2"}, url.Values{"ehr_partner_id": {"X 1/2"}}},
		{
			members{"first_name": "Zoë & Co", "last_name": "O'Brien", "dob": "1990-06-15"},
			url.Values{"first_name": {"Zoë & Co"}, "last_name": {"O'Brien"}, "dob": {"1990-06-15"}},
		},
	} {
		want := members{"patients": []members{}, "attributes": []any{}}
		maps.Copy(want, c.filters)
		r.wantState(patientsData, c.filters, want)
		wantQuery(t, mock, routePatients, c.want)
	}
}

func TestPatients_bearsEveryAnswer(t *testing.T) {
	t.Parallel()
	nobody := members{"patients": []members{}, "attributes": []any{}}
	for _, c := range []struct {
		name, body string
		want       members
	}{
		{
			"all members", `{"data":[` + jsonOf(t, fullSummary()) + `],"count":1}`,
			members{"patients": []members{summaryState(fullSummary())}, "attributes": []any{fullSummary()}},
		},
		{"empty list", `{"data":[],"count":0}`, nobody},
		{"null list", `{"data":null,"count":0}`, nobody},
		{"bare list", `[{"hero_id":"1"}]`, members{"patients": []members{{"id": "1"}}, "attributes": []any{members{"hero_id": "1"}}}},
		{
			"id among the identifiers", `{"data":[{"hero_id":null,"identifiers":[{"name":"nhs_number","value":"5"},{"name":"hero_id","value":"9"}]}],"count":1}`,
			members{"patients": []members{{"id": "9"}}, "attributes": []any{
				members{"hero_id": nil, "identifiers": []any{members{"name": "nhs_number", "value": "5"}, members{"name": "hero_id", "value": "9"}}},
			}},
		},
		{
			"known to the record system alone", `{"data":[{"hero_id":null,"identifiers":[],"first_name":"Ada","ehr_registered":true}],"count":1}`,
			members{"patients": []members{{"first_name": "Ada", "ehr_registered": true}}, "attributes": []any{
				members{"hero_id": nil, "identifiers": []any{}, "first_name": "Ada", "ehr_registered": true},
			}},
		},
		{
			"other types", `{"data":[{"hero_id":7,"dob":"1990-06-14T23:00:00.000Z","nhs_number":"999 000 0018","restricted":"yes","line_1":["x"],"new":{"a":[]}}],"count":"1"}`,
			members{"patients": []members{{"id": "7", "dob": "1990-06-15", "nhs_number": "9990000018"}}, "attributes": []any{
				members{"hero_id": 7.0, "dob": "1990-06-14T23:00:00.000Z", "nhs_number": "999 000 0018", "restricted": "yes", "line_1": []any{"x"}, "new": members{"a": []any{}}},
			}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			mock.Inject(heromock.Fault{Route: routePatients, Body: c.body, Count: 1})
			want := members{"last_name": "Lovelace"}
			maps.Copy(want, c.want)
			newDataReader(t, mock).wantState(patientsData, members{"last_name": "Lovelace"}, want)
		})
	}
}

func TestPatients_argumentsAreCheckedBeforeAnyRequest(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	r := newDataReader(t, mock)
	wantDiagnostics(t, r.validate(patientsData, members{}), "error: Missing Attribute Configuration")
	wantDiagnostics(t, r.validate(patientsData, members{"practice_group_id": "1001"}), "error: Missing Attribute Configuration")
	wantDiagnostics(t, r.validate(patientsData, members{"first_name": unknown}))
	wantDiagnostics(t, r.validate(patientsData, members{"dob": unknown, "nhs_number": unknown}))
	wantDiagnostics(t, r.validate(patientsData, members{"last_name": ""}), "error last_name: Empty value")
	wantDiagnostics(t, r.validate(patientsData, members{"dob": "2999-01-01"}), "error dob: Invalid date of birth").Without("2999")
	wantDiagnostics(t, r.validate(patientsData, members{"nhs_number": "123"}), "error nhs_number: Invalid NHS number").Without("123")
	if n := len(mock.Journal()); n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

func TestPatients_errorsNameNoPerson(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		fault heromock.Fault
		head  string
		names []string // what the detail names
	}{
		{"refused filter", heromock.Fault{Status: http.StatusBadRequest, Body: refusal("last_name")}, "error last_name: Unable to search for patients", nil},
		{"refused otherwise", heromock.Fault{Status: http.StatusBadRequest, Body: refusal("page_size")}, "error: Unable to search for patients", []string{"page_size"}},
		{"later page", heromock.Fault{Status: http.StatusBadGateway, Skip: 1}, "error: Unable to search for patients", []string{"502 Bad Gateway"}},
		{"no list", heromock.Fault{Body: `{"patients":[{"last_name":"Lovelace"}]}`}, "error: Unable to search for patients", []string{"200 OK, application/json"}},
		{"a page of a proxy", heromock.Fault{Body: "<p>Lovelace</p>", ContentType: "text/html"}, "error: Unable to search for patients", []string{"text/html"}},
		{"unauthorised", heromock.Fault{Status: http.StatusUnauthorized}, "error: Unable to search for patients", []string{"Check the API key and the practice group"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			for range 3 {
				mock.AddPatient("1001", ada().record())
			}
			c.fault.Route = routePatients
			mock.Inject(c.fault)
			newDataReader(t, mock).wantError(patientsData, members{"last_name": "Lovelace"}, c.head).
				Containing(c.names...).Without("Lovelace", "9990000018")
		})
	}
}
