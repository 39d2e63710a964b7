// SPDX-License-Identifier: MPL-2.0

package heromock_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const (
	registerRoute = "/v1/patients/register"
	searchRoute   = "/v3/patients"
)

func registration(changes object) object {
	o := object{
		"nhs_number": "943 476 5919", "dob": "1990-06-15", "first_name": "Ann", "last_name": "Example",
		"mobile": "07700 900123", "email": "Ann@Example.COM", "postcode": "ls14ap", "town": "",
		"landline": "0113 496 0000", "caller": "desk",
	}
	for name, value := range changes {
		if value == nil {
			delete(o, name)
		} else {
			o[name] = value
		}
	}
	return o
}

func register(t *testing.T, s *heromock.Server, changes object) string {
	t.Helper()
	id, _ := call(t, s, http.StatusOK, http.MethodPost, registerRoute, registration(changes)).body["patient_id"].(string)
	if id == "" {
		t.Fatal("no patient_id")
	}
	return id
}

func TestRegister_isAnUpsert(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change  object
		created bool
	}{
		"the same":                      {change: object{"town": "York"}},
		"other form of the NHS number":  {change: object{"nhs_number": "9434765919"}},
		"date-time of the same day":     {change: object{"dob": "1990-06-14T23:00:00.000Z"}},
		"other date of birth":           {change: object{"dob": "1990-06-16"}, created: true},
		"other NHS number":              {change: object{"nhs_number": "4010232137"}, created: true},
		"no NHS number":                 {change: object{"nhs_number": nil}, created: true},
		"date-time that is another day": {change: object{"dob": "1990-06-14T22:59:00Z"}, created: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := heromock.Start(t)
			first := register(t, s, nil)
			second := register(t, s, test.change)
			if created := first != second; created != test.created {
				t.Errorf("ids %s and %s: created is %t, want %t", first, second, created, test.created)
			}
			want := 1
			if test.created {
				want = 2
			}
			if got := len(s.Patients(group)); got != want {
				t.Errorf("%d records, want %d", got, want)
			}
		})
	}
}

func TestRegister_mergesIntoTheRecord(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	id := register(t, s, object{"county": "Kent"})
	register(t, s, object{"county": nil, "mobile": "07700 900999"})
	stored := patient(s, id)
	want := object{"county": "Kent", "mobile": "07700 900999", "landline": "0113 496 0000", "id": id}
	if diff := cmp.Diff(want, pickFields(stored, "county", "mobile", "landline", "id")); diff != "" {
		t.Error(diff)
	}
	if other := s.Patients("1002"); len(other) != 0 {
		t.Errorf("another practice group has %d records", len(other))
	}
}

func TestRegister_refuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change object
		path   string
	}{
		"no date of birth":         {object{"dob": nil}, "dob"},
		"an invalid date":          {object{"dob": "1990-02-30"}, "dob"},
		"empty name":               {object{"first_name": ""}, "first_name"},
		"neither mobile nor email": {object{"mobile": nil, "email": nil}, "mobile"},
		"unknown title":            {object{"title": "Wizard"}, "title"},
		"number for a string":      {object{"town": 7}, "town"},
		"unknown data source":      {object{"data_source": "carrier pigeon"}, "data_source"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := heromock.Start(t)
			got := call(t, s, http.StatusBadRequest, http.MethodPost, registerRoute, registration(test.change))
			if got.body["error"] != true || got.body["statusCode"] != float64(400) {
				t.Errorf("not the documented shape: %s", got.raw)
			}
			messages, _ := got.body["message"].([]any)
			if len(messages) != 1 {
				t.Fatalf("%d issues, want 1: %s", len(messages), got.raw)
			}
			issue, _ := messages[0].(object)
			if diff := cmp.Diff([]any{test.path}, issue["path"]); diff != "" {
				t.Error(diff)
			}
			if issue["code"] == "" || issue["expected"] == "" {
				t.Errorf("code or expected is empty: %s", got.raw)
			}
			if strings.Contains(got.raw, "Wizard") || strings.Contains(got.raw, "pigeon") {
				t.Errorf("the response repeats a value: %s", got.raw)
			}
			if len(s.Patients(group)) != 0 {
				t.Error("a record was created")
			}
		})
	}
}

func TestPatient_response(t *testing.T) {
	t.Parallel()
	names := []string{"dob", "mobile", "email", "postcode", "town", "county", "nhs_number", "landline", "caller", "status", "x_hero_new_member"}
	tests := map[string]struct {
		options []func(*heromock.Options)
		change  object
		want    object
	}{
		"realistic in summer": {
			want: object{
				"dob": "1990-06-14T23:00:00.000Z", "mobile": "+447700900123", "email": "ann@example.com", "postcode": "LS1 4AP",
				"town": nil, "county": nil, "nhs_number": "9434765919", "status": "unarchived", "x_hero_new_member": "added later",
			},
		},
		"realistic in winter": {
			change: object{"dob": "1990-12-31", "mobile": "not a number", "county": "Kent"},
			want: object{
				"dob": "1990-12-31T00:00:00.000Z", "mobile": "not a number", "email": "ann@example.com", "postcode": "LS1 4AP",
				"town": nil, "county": "Kent", "nhs_number": "9434765919", "status": "unarchived", "x_hero_new_member": "added later",
			},
		},
		"plain": {
			options: []func(*heromock.Options){plain},
			want: object{
				"dob": "1990-06-15", "mobile": "07700 900123", "email": "Ann@Example.COM", "postcode": "ls14ap",
				"town": "", "nhs_number": "943 476 5919", "status": "unarchived",
			},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := heromock.Start(t, test.options...)
			id := register(t, s, test.change)
			got := call(t, s, http.StatusOK, http.MethodGet, "/v1/patients/"+id, nil)
			if diff := cmp.Diff(test.want, pickFields(got.body, names...)); diff != "" {
				t.Error(diff)
			}
			found := entries(t, call(t, s, http.StatusOK, http.MethodGet, searchRoute+"?first_name=ANN", nil))
			if len(found) != 1 {
				t.Fatalf("%d found, want 1", len(found))
			}
			same := []string{"dob", "mobile", "email", "postcode", "nhs_number"}
			if diff := cmp.Diff(pickFields(got.body, same...), pickFields(found[0], same...)); diff != "" {
				t.Errorf("search and read differ: %s", diff)
			}
			if found[0]["hero_id"] != id {
				t.Errorf("hero_id is %v, want %s", found[0]["hero_id"], id)
			}
		})
	}
}

func TestPatient_belongsToItsPracticeGroup(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	id := s.AddPatient("1002", object{"dob": "1990-06-15"})
	for _, path := range []string{"/v1/patients/" + id, "/v1/patients/" + id + "/billing_info", "/v1/patients/" + id + "/payment_methods"} {
		got := call(t, s, http.StatusNotFound, http.MethodGet, path, nil)
		if got.body == nil {
			t.Errorf("%s: no JSON body: %q", path, got.raw)
		}
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t, func(o *heromock.Options) { o.PageSize = 10 })
	ann := s.AddPatient(group, registration(object{"ehr_partner_id": "e1"}))
	bob := s.AddPatient(group, registration(object{"first_name": "Bob", "nhs_number": "4010232137"}))
	tests := map[string][]string{
		"first_name=ann":                        {ann},
		"last_name=EXAMPLE":                     {ann, bob},
		"last_name=Exam":                        {},
		"dob=1990-06-15":                        {ann, bob},
		"dob=1990-06-14":                        {},
		"nhs_number=401%20023%202137":           {bob},
		"first_name=ann&nhs_number=4010232137":  {},
		"ehr_partner_id=e1":                     {ann},
		"last_name=example&page_index=1":        {},
		"last_name=example&page_size=1":         {ann},
		"last_name=example&page_index=99999999": {},
	}
	for query, want := range tests {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			got := []string{}
			for _, entry := range entries(t, call(t, s, http.StatusOK, http.MethodGet, searchRoute+"?"+query, nil)) {
				id, _ := entry["hero_id"].(string)
				got = append(got, id)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	for _, query := range []string{"", "first_name=", "dob=15.06.1990", "first_name=a&page_index=x", "first_name=a&page_index=-1", "first_name=a&page_size=0"} {
		t.Run("refused "+query, func(t *testing.T) {
			t.Parallel()
			call(t, s, http.StatusBadRequest, http.MethodGet, searchRoute+"?"+query, nil)
		})
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		options []func(*heromock.Options)
		want    []float64 // count of each page, the empty one after the last included
		sizes   []int
	}{
		"total": {want: []float64{5, 5, 5, 5}, sizes: []int{2, 2, 1, 0}},
		"page": {
			options: []func(*heromock.Options){func(o *heromock.Options) { o.Traits = []string{"count-is-page"} }},
			want:    []float64{2, 2, 1, 0}, sizes: []int{2, 2, 1, 0},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := heromock.Start(t, test.options...)
			for range 5 {
				s.AddPatient(group, registration(object{"nhs_number": nil}))
			}
			for i, want := range test.want {
				got := call(t, s, http.StatusOK, http.MethodGet, searchRoute+"?first_name=Ann&page_size=100&page_index="+string(rune('0'+i)), nil)
				if got.body["count"] != want || len(entries(t, got)) != test.sizes[i] {
					t.Errorf("page %d: count %v with %d entries, want %v with %d", i, got.body["count"], len(entries(t, got)), want, test.sizes[i])
				}
			}
		})
	}
}

func TestPatient_changesBehindTheAPI(t *testing.T) {
	t.Parallel()
	s := heromock.Start(t)
	id := s.AddPatient(group, registration(nil))
	path := "/v1/patients/" + id

	s.UpdatePatient(group, id, object{"county": "Kent", "title": nil})
	s.OmitPatientFields(group, id, "town", "status")
	got := call(t, s, http.StatusOK, http.MethodGet, path, nil)
	if diff := cmp.Diff(object{"county": "Kent", "title": nil}, pickFields(got.body, "county", "title", "town", "status")); diff != "" {
		t.Error(diff)
	}

	stored := patient(s, id)
	stored["county"] = "changed by the test"
	if again := patient(s, id); again["county"] != "Kent" {
		t.Error("Patients does not return a copy")
	}

	s.RemovePatient(group, id)
	call(t, s, http.StatusNotFound, http.MethodGet, path, nil)
	if patient(s, id) != nil {
		t.Error("the record is still there")
	}
}
