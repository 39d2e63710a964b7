// SPDX-License-Identifier: MPL-2.0

package heromock_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func TestRegisterPDS(t *testing.T) {
	t.Parallel()
	const route = "/v1/patients/register_pds"
	traced := object{"nhs_number": "999 000 1014", "dob": "1992-01-01"}
	tests := map[string]struct {
		body   object
		status int
		want   []string // fields of the response
	}{
		"traced by number":         {traced, 200, []string{"patient_id"}},
		"traced by demographics":   {object{"forename": "iris", "surname": "TRACED", "dob": "1992-01-01", "postcode": "ls1 4ap"}, 200, []string{"patient_id"}},
		"has to prove identity":    {object{"nhs_number": "9990001022", "dob": "1985-07-19T23:00:00Z"}, 200, []string{"message", "login_url"}},
		"not found, though seeded": {object{"nhs_number": "9990001030", "dob": "1970-03-03"}, 404, []string{"message"}},
		"not found":                {object{"nhs_number": "9434765919", "dob": "1970-03-03"}, 404, []string{"message"}},
		"refused":                  {object{"nhs_number": "9990001049", "dob": "1960-12-12"}, 400, []string{"message"}},
		"no such date":             {object{"nhs_number": "9990001049", "dob": "yesterday"}, 400, []string{"message"}},
		"no way to find":           {object{"dob": "1960-12-12"}, 400, []string{"message"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := heromock.Start(t)
			got := call(t, s, test.status, http.MethodPost, route, test.body)
			if len(pickFields(got.body, test.want...)) != len(test.want) {
				t.Errorf("want the fields %v: %s", test.want, got.raw)
			}
			created := test.want[0] == "patient_id"
			if (len(s.Patients(group)) == 1) != created {
				t.Errorf("%d records", len(s.Patients(group)))
			}
		})
	}
	t.Run("known already", func(t *testing.T) {
		t.Parallel()
		s := heromock.Start(t)
		id := s.AddPatient(group, object{"nhs_number": "9990001014", "dob": "1992-01-01"})
		for range 2 {
			if got := call(t, s, http.StatusOK, http.MethodPost, route, traced).body["patient_id"]; got != id {
				t.Errorf("patient_id %v, want %s", got, id)
			}
		}
	})
	t.Run("seeded", func(t *testing.T) {
		t.Parallel()
		s := heromock.Start(t)
		s.SetPDS(heromock.PDSPerson{NHSNumber: "9434765919", DOB: "1990-06-15", Forename: "Ann", Surname: "Example", Demographics: object{"town": "York"}})
		call(t, s, http.StatusNotFound, http.MethodPost, route, traced)
		id, _ := call(t, s, http.StatusOK, http.MethodPost, route, object{"nhs_number": "9434765919", "dob": "1990-06-15", "ehr_partner_id": "e9"}).body["patient_id"].(string)
		stored := patient(s, id)
		want := object{"town": "York", "data_source": "pds", "first_name": "Ann", "ehr_partner_id": "e9"}
		if diff := cmp.Diff(want, pickFields(stored, "town", "data_source", "first_name", "ehr_partner_id")); diff != "" {
			t.Error(diff)
		}
	})
}
