// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"encoding/json"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

func TestSamePerson(t *testing.T) {
	t.Parallel()
	matched := map[string]string{"nhs_number": "999 000 0018", "dob": "1990-06-15", "first_name": "Ada", "last_name": "Lovelace"}
	unmatched := map[string]string{"dob": "1990-06-15", "first_name": "Ada", "last_name": "Lovelace"}
	for name, test := range map[string]struct {
		who   map[string]string
		found string
		want  bool
	}{
		"number and date":                 {matched, `{"nhs_number":"9990000018","dob":"1990-06-15"}`, true},
		"summer date-time":                {matched, `{"nhs_number":"9990000018","dob":"1990-06-14T23:00:00.000Z"}`, true},
		"another name":                    {matched, `{"nhs_number":"9990000018","dob":"1990-06-15","first_name":"Augusta"}`, true},
		"another number":                  {matched, `{"nhs_number":"9990000026","dob":"1990-06-15","first_name":"Ada","last_name":"Lovelace"}`, false},
		"another date":                    {matched, `{"nhs_number":"9990000018","dob":"1990-06-14"}`, false},
		"no number":                       {matched, `{"nhs_number":null,"dob":"1990-06-15","first_name":"Ada","last_name":"Lovelace"}`, false},
		"no date":                         {matched, `{"nhs_number":"9990000018"}`, false},
		"names":                           {unmatched, `{"dob":"1990-06-15","first_name":"Ada","last_name":"Lovelace"}`, true},
		"names by case and spaces":        {unmatched, `{"dob":"1990-06-15","first_name":" ADA","last_name":"lovelace "}`, true},
		"names, and the record a number":  {unmatched, `{"nhs_number":"9990000018","dob":"1990-06-15","first_name":"Ada","last_name":"Lovelace"}`, true},
		"another first name":              {unmatched, `{"dob":"1990-06-15","first_name":"Adam","last_name":"Lovelace"}`, false},
		"another last name":               {unmatched, `{"dob":"1990-06-15","first_name":"Ada","last_name":"King"}`, false},
		"names exchanged":                 {unmatched, `{"dob":"1990-06-15","first_name":"Lovelace","last_name":"Ada"}`, false},
		"names of another date":           {unmatched, `{"dob":"1990-06-16","first_name":"Ada","last_name":"Lovelace"}`, false},
		"a record without names":          {unmatched, `{"dob":"1990-06-15","first_name":null}`, false},
		"a record with nothing but a key": {matched, `{"hero_id":"1"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var found hero.PatientSummary
			if err := json.Unmarshal([]byte(test.found), &found); err != nil {
				t.Fatal(err)
			}
			if got := modelOf(t, test.who).person().Is(found); got != test.want {
				t.Errorf("same person: %t, want %t", got, test.want)
			}
		})
	}
}

func TestPatientAttribute(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		member []string
		want   path.Path
		found  bool
	}{
		"a member":         {[]string{"email"}, path.Root("email"), true},
		"a part of one":    {[]string{"postcode", "0"}, path.Root("postcode"), true},
		"none":             {nil, path.Empty(), false},
		"unknown":          {[]string{"nickname"}, path.Empty(), false},
		"one of an answer": {[]string{"uid"}, path.Empty(), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, found := patientAttribute(test.member); !got.Equal(test.want) || found != test.found {
				t.Errorf("got %s, %t, want %s, %t", got, found, test.want, test.found)
			}
		})
	}
}
