// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

const unknownText = "\x00unknown"

// modelOf returns a model with the given strings; the others are null.
func modelOf(t testing.TB, values map[string]string) *patientModel {
	t.Helper()
	m := &patientModel{
		NHSNumber: herotypes.NHSNumber.Null(), DOB: herotypes.DateOfBirth.Null(), Mobile: herotypes.Phone.Null(),
		Landline: herotypes.Phone.Null(), Email: herotypes.Email.Null(), Postcode: herotypes.Postcode.Null(),
	}
	left := len(values)
	for _, f := range m.fields() {
		value, given := values[f.name]
		if !given {
			continue
		}
		left--
		*f.value = f.value.Kind().Value(value)
		if value == unknownText {
			*f.value = f.value.Kind().Unknown()
		}
	}
	if left != 0 {
		t.Fatalf("no such attribute among %v", values)
	}
	return m
}

// textsOf is the reverse of modelOf.
func textsOf(m *patientModel) map[string]string {
	values := map[string]string{}
	for _, f := range m.fields() {
		switch {
		case f.value.IsUnknown():
			values[f.name] = unknownText
		case !f.value.IsNull():
			values[f.name] = f.value.ValueString()
		}
	}
	return values
}

func patientAnswer(t testing.TB, text string) *hero.Patient {
	t.Helper()
	var p hero.Patient
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		t.Fatalf("decoding the response: %v", err)
	}
	return &p
}

func TestPatientModel_registration(t *testing.T) {
	t.Parallel()
	base := map[string]string{"nhs_number": "999 000 0018", "dob": "1990-06-14T23:00:00Z", "first_name": "Ada", "last_name": "Lovelace"}
	demanded := map[string]string{"nhs_number": "9990000018", "dob": "1990-06-15", "first_name": "Ada", "last_name": "Lovelace"}
	with := func(m map[string]string, pairs ...string) map[string]string {
		c := maps.Clone(m)
		for pair := range slices.Chunk(pairs, 2) {
			c[pair[0]] = pair[1]
		}
		return c
	}
	for name, test := range map[string]struct{ planned, configured, want map[string]string }{
		"only what is configured": {
			with(base, "mobile", "07700 900123", "town", "Leeds", "county", "Yorkshire"),
			map[string]string{"mobile": "07700 900123", "town": "Leeds"},
			with(demanded, "mobile", "+447700900123", "town", "Leeds"),
		},
		"planned spelling, not the configured one": {
			with(base, "postcode", "LS1 4AP", "mobile", "+447700900123"),
			map[string]string{"postcode": "ls14ap", "mobile": "07700 900123"},
			with(demanded, "postcode", "LS1 4AP", "mobile", "+447700900123"),
		},
		"unknown values are not sent": {
			with(base, "title", unknownText, "mobile", "07700 900123"),
			map[string]string{"mobile": "07700 900123"},
			with(demanded, "mobile", "+447700900123"),
		},
		"cleared texts are sent": {
			with(base, "town", "", "mobile", "07700 900123"),
			map[string]string{"town": "", "mobile": "07700 900123"},
			with(demanded, "town", "", "mobile", "+447700900123"),
		},
		"known mobile, none configured": {with(base, "mobile", "+447700900123", "email", "a@example.com"), nil, with(demanded, "mobile", "+447700900123")},
		"known e-mail alone":            {with(base, "email", "a@example.com"), nil, with(demanded, "email", "a@example.com")},
		"e-mail configured is enough": {
			with(base, "mobile", "+447700900123", "email", "a@example.com"), map[string]string{"email": "a@example.com"}, with(demanded, "email", "a@example.com"),
		},
		"e-mail cleared, mobile known": {
			with(base, "mobile", "+447700900123", "email", ""), map[string]string{"email": ""}, with(demanded, "mobile", "+447700900123", "email", ""),
		},
		"neither known":      {base, nil, demanded},
		"without NHS number": {map[string]string{"dob": "1985-12-09", "mobile": "1"}, map[string]string{"dob": "1985-12-09", "mobile": "1"}, map[string]string{"dob": "1985-12-09", "mobile": "1"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body, err := json.Marshal(modelOf(t, test.planned).registration(modelOf(t, test.configured), &hero.Patient{}))
			if err != nil {
				t.Fatal(err)
			}
			var got map[string]string
			if err := json.Unmarshal(body, &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("registration (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPatientModel_changed(t *testing.T) {
	t.Parallel()
	state := map[string]string{
		"nhs_number": "9990000018", "dob": "1990-06-15", "first_name": "Ada", "mobile": "+447700900123", "email": "ada@example.com", "town": "Leeds", "caller": "desk",
	}
	for name, test := range map[string]struct {
		attribute, planned string
		want               []string
	}{
		"nothing":                {"town", "Leeds", nil},
		"NHS number respelled":   {"nhs_number", "999 000 0018", nil},
		"dob respelled":          {"dob", "1990-06-14T23:00:00Z", nil},
		"mobile respelled":       {"mobile", "07700 900123", nil},
		"e-mail respelled":       {"email", "ADA@example.com", nil},
		"null and empty are one": {"county", "", nil},
		"name in other case":     {"first_name", "ADA", []string{"first_name"}},
		"dob":                    {"dob", "1990-06-14T22:00:00Z", []string{"dob"}},
		"cleared":                {"town", "", []string{"town"}},
		"set":                    {"county", "Yorkshire", []string{"county"}},
		"write-only":             {"caller", "phone", []string{"caller"}},
		"not known yet":          {"email", unknownText, []string{"email"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			planned := modelOf(t, state)
			other := modelOf(t, map[string]string{test.attribute: test.planned})
			planned.fields().set(map[string]herotypes.String{test.attribute: *other.fields().named(test.attribute)[0].value})
			if diff := cmp.Diff(test.want, planned.changed(modelOf(t, state))); diff != "" {
				t.Errorf("changed (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPatientModel_refresh(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		known  map[string]string
		answer string
		want   map[string]string
	}{
		"an import": {
			nil, `{"nhs_number":"999 000 0018","dob":"1990-06-14T23:00:00.000Z","mobile":"+447700900123","email":null,"town":""}`,
			map[string]string{"nhs_number": "9990000018", "dob": "1990-06-15", "mobile": "+447700900123"},
		},
		"another spelling": {
			map[string]string{"nhs_number": "999 000 0018", "dob": "1990-06-15", "mobile": "07700 900123", "postcode": "ls14ap"},
			`{"nhs_number":"9990000018","dob":"1990-06-14T23:00:00.000Z","mobile":"+447700900123","postcode":"LS1 4AP"}`,
			map[string]string{"nhs_number": "999 000 0018", "dob": "1990-06-15", "mobile": "07700 900123", "postcode": "ls14ap"},
		},
		"another meaning": {
			map[string]string{"dob": "1990-06-15", "town": "Leeds"},
			`{"dob":"1990-06-15T23:00:00.000Z","town":"York"}`,
			map[string]string{"dob": "1990-06-16", "town": "York"},
		},
		"absent":            {map[string]string{"email": "ada@example.com", "status": "archived"}, `{}`, map[string]string{"email": "ada@example.com", "status": "archived"}},
		"null":              {map[string]string{"email": "ada@example.com"}, `{"email":null}`, map[string]string{}},
		"cleared stays so":  {map[string]string{"town": ""}, `{"town":null}`, map[string]string{"town": ""}},
		"of another shape":  {map[string]string{"town": "Leeds"}, `{"town":{"name":"York"}}`, map[string]string{"town": "Leeds"}},
		"never reported":    {map[string]string{"landline": "0113 496 0000", "caller": "desk"}, `{"landline":null,"caller":"x"}`, map[string]string{"landline": "0113 496 0000", "caller": "desk"}},
		"no date at all":    {map[string]string{"dob": "1990-06-15"}, `{"dob":"unknown"}`, map[string]string{"dob": "1990-06-15"}},
		"no date":           {map[string]string{"dob": "1990-06-15"}, `{"dob":null}`, map[string]string{"dob": "1990-06-15"}},
		"import, no date":   {nil, `{"dob":"unknown"}`, map[string]string{"dob": "unknown"}},
		"handles":           {nil, `{"uid":"u-1","status":"unarchived"}`, map[string]string{"uid": "u-1", "status": "unarchived"}},
		"numbers for texts": {nil, `{"nhs_number":9990000018,"uid":7}`, map[string]string{"nhs_number": "9990000018", "uid": "7"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := modelOf(t, test.known)
			m.refresh(patientAnswer(t, test.answer))
			if diff := cmp.Diff(test.want, textsOf(m)); diff != "" {
				t.Errorf("refreshed (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPatientModel_settle(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		planned, configured map[string]string
		answer              string
		want                map[string]string
		differs             []string
	}{
		"unknowns are filled": {
			map[string]string{"first_name": "Ada", "dob": unknownText, "town": unknownText, "email": unknownText, "uid": unknownText},
			map[string]string{"first_name": "Ada"},
			`{"first_name":"Ada","dob":"1990-06-14T23:00:00Z","town":"Leeds","email":null,"uid":"u-1"}`,
			map[string]string{"first_name": "Ada", "dob": "1990-06-15", "town": "Leeds", "uid": "u-1"},
			nil,
		},
		"an absent unknown is null": {map[string]string{"town": unknownText, "landline": unknownText, "status": unknownText}, nil, `{}`, map[string]string{}, nil},
		"the plan stays": {
			map[string]string{"first_name": "Ada", "town": "Leeds", "mobile": "07700 900123"},
			map[string]string{"first_name": "Ada", "town": "Leeds", "mobile": "07700 900123"},
			`{"first_name":"ADA","town":null,"mobile":"+447700900123"}`,
			map[string]string{"first_name": "Ada", "town": "Leeds", "mobile": "07700 900123"},
			[]string{"first_name", "town"},
		},
		"what is not configured is no difference": {map[string]string{"town": "Leeds"}, nil, `{"town":"York"}`, map[string]string{"town": "Leeds"}, nil},
		"what is not reported is none either":     {map[string]string{"caller": "desk", "town": "Leeds"}, map[string]string{"caller": "desk", "town": "Leeds"}, `{}`, map[string]string{"caller": "desk", "town": "Leeds"}, nil},
		"cleared and null are one":                {map[string]string{"town": ""}, map[string]string{"town": ""}, `{"town":null}`, map[string]string{"town": ""}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := modelOf(t, test.planned)
			m.Restricted = types.BoolUnknown()
			var s reconciler
			m.reconcile(modelOf(t, test.configured), patientAnswer(t, test.answer), &s)
			if diff := cmp.Diff(test.want, textsOf(m)); diff != "" {
				t.Errorf("settled (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.differs, s.differs); diff != "" {
				t.Errorf("differences (-want +got):\n%s", diff)
			}
			if !m.Restricted.IsNull() {
				t.Errorf("restricted is %s, want null", m.Restricted)
			}
		})
	}
}

func TestSamePerson(t *testing.T) {
	t.Parallel()
	matched := map[string]string{"nhs_number": "999 000 0018", "dob": "1990-06-15", "first_name": "Ada", "last_name": "Lovelace"}
	unmatched := map[string]string{"dob": "1990-06-15", "first_name": "Ada", "last_name": "Lovelace"}
	for name, test := range map[string]struct {
		who   map[string]string
		found string
		want  hero.Match
	}{
		"number and date":                 {matched, `{"nhs_number":"9990000018","dob":"1990-06-15"}`, hero.Same},
		"summer date-time":                {matched, `{"nhs_number":"9990000018","dob":"1990-06-14T23:00:00.000Z"}`, hero.Same},
		"another name":                    {matched, `{"nhs_number":"9990000018","dob":"1990-06-15","first_name":"Augusta"}`, hero.Same},
		"another number":                  {matched, `{"nhs_number":"9990000026","dob":"1990-06-15","first_name":"Ada","last_name":"Lovelace"}`, hero.Different},
		"another date":                    {matched, `{"nhs_number":"9990000018","dob":"1990-06-14"}`, hero.OtherBirthday},
		"no number":                       {matched, `{"nhs_number":null,"dob":"1990-06-15","first_name":"Ada","last_name":"Lovelace"}`, hero.Unclear},
		"no date":                         {matched, `{"nhs_number":"9990000018"}`, hero.Unclear},
		"names":                           {unmatched, `{"dob":"1990-06-15","first_name":"Ada","last_name":"Lovelace"}`, hero.Same},
		"names by case and spaces":        {unmatched, `{"dob":"1990-06-15","first_name":" ADA","last_name":"lovelace "}`, hero.Same},
		"names, and the record a number":  {unmatched, `{"nhs_number":"9990000018","dob":"1990-06-15","first_name":"Ada","last_name":"Lovelace"}`, hero.Same},
		"another first name":              {unmatched, `{"dob":"1990-06-15","first_name":"Adam","last_name":"Lovelace"}`, hero.Different},
		"another last name":               {unmatched, `{"dob":"1990-06-15","first_name":"Ada","last_name":"King"}`, hero.Different},
		"names exchanged":                 {unmatched, `{"dob":"1990-06-15","first_name":"Lovelace","last_name":"Ada"}`, hero.Different},
		"names of another date":           {unmatched, `{"dob":"1990-06-16","first_name":"Ada","last_name":"Lovelace"}`, hero.Different},
		"a record without names":          {unmatched, `{"dob":"1990-06-15","first_name":null}`, hero.Unclear},
		"a masked number":                 {matched, `{"nhs_number":"999 *** **18","dob":"1990-06-15"}`, hero.Unclear},
		"a masked number, another date":   {matched, `{"nhs_number":"999 *** **18","dob":"1990-06-16"}`, hero.Different},
		"an odd date":                     {matched, `{"nhs_number":"9990000018","dob":"15/06/1990"}`, hero.Unclear},
		"an odd date, another number":     {matched, `{"nhs_number":"9990000026","dob":"15/06/1990"}`, hero.Different},
		"a number among the identifiers":  {matched, `{"nhs_number":null,"dob":"1990-06-15","identifiers":[{"name":"hero_id","value":"1"},{"name":"nhs_number","value":"999 000 0018"}]}`, hero.Same},
		"another one among them":          {matched, `{"dob":"1990-06-15","identifiers":[{"name":"nhs_number","value":"9990000026"}]}`, hero.Different},
		"an old one, and one among them":  {matched, `{"nhs_number":"9990000026","dob":"1990-06-15","identifiers":[{"name":"nhs_number","value":"9990000018"}]}`, hero.Same},
		"names, and an odd date":          {unmatched, `{"dob":"June 1990","first_name":"Ada","last_name":"Lovelace"}`, hero.Unclear},
		"a record with nothing but a key": {matched, `{"hero_id":"1"}`, hero.Unclear},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var found hero.PatientSummary
			if err := json.Unmarshal([]byte(test.found), &found); err != nil {
				t.Fatal(err)
			}
			if got := modelOf(t, test.who).person().Compare(found); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
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
