// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
)

func TestNumberIsOnePerson(t *testing.T) {
	t.Parallel()
	ann := Person{NHSNumber: "9434765919", DOB: "1980-07-06", FirstName: "Ann", LastName: "Lee"}
	for name, test := range map[string]struct {
		who   Person
		found string
		want  Match
	}{
		"the same":                   {ann, `{"nhs_number":"943 476 5919","dob":"1980-07-05T23:00:00Z"}`, Same},
		"another date":               {ann, `{"nhs_number":"9434765919","dob":"1980-06-07"}`, OtherBirthday},
		"another date, identifier":   {ann, `{"dob":"1980-06-07","identifiers":[{"name":"nhs_number","value":"9434765919"}]}`, OtherBirthday},
		"a date that is none":        {ann, `{"nhs_number":"9434765919","dob":"06/07/1980"}`, Unclear},
		"no date":                    {ann, `{"nhs_number":"9434765919"}`, Unclear},
		"another number":             {ann, `{"nhs_number":"9434765870","dob":"1980-07-06"}`, Different},
		"no number and another date": {ann, `{"dob":"1980-06-07"}`, Different},
		"no date of one's own":       {Person{NHSNumber: "9434765919"}, `{"nhs_number":"9434765919","dob":"1980-07-06"}`, Unclear},
		"a placeholder":              {Person{NHSNumber: "9999999999", DOB: "1980-07-06"}, `{"nhs_number":"9999999999","dob":"1980-06-07"}`, Different},
	} {
		if got := test.who.Compare(decoded[PatientSummary](t, test.found)); got != test.want {
			t.Errorf("%s: got %d, want %d", name, got, test.want)
		}
	}
}

// The searches find a person even if the server compares names letter by letter, or dates as texts.
func TestPersonWithoutNumberIsSearchedForByNamesAndDates(t *testing.T) {
	t.Parallel()
	for dob, want := range map[string][]string{"1980-07-06": {"", "1980-07-06", "1980-07-05"}, "1980-01-06": {"", "1980-01-06"}, "1970-01-06": {"", "1970-01-06", "1970-01-05"}, "soon": {""}} {
		r := &patientServer{}
		if _, err := r.start(t).FindPerson(t.Context(), Person{DOB: dob, FirstName: "Ann", LastName: "Lee"}); err != nil {
			t.Fatal(err)
		}
		var dates []string
		for i, search := range r.searches {
			dates = append(dates, search.Get("dob"))
			if byNames := search.Has("first_name") && search.Has("last_name"); byNames != (i == 0) {
				t.Errorf("search %d is for %v", i, search)
			}
		}
		if !slices.Equal(dates, want) {
			t.Errorf("born %s: searched for %q, want %q", dob, dates, want)
		}
	}
}

// A record that several searches find counts once.
func TestRecordThatTwoSearchesFindIsOne(t *testing.T) {
	t.Parallel()
	r := &patientServer{stored: []map[string]string{{"hero_id": "7", "first_name": "ANN", "last_name": "Lee", "dob": "1980-07-06"}, {"first_name": "Ann", "last_name": "Lee", "dob": "1980-07-06"}}}
	found, err := r.start(t).FindPerson(t.Context(), person("").Person())
	if err != nil || len(found.Same) != 2 {
		t.Errorf("found %v, %v", found, err)
	}
}

// Hero keeps one record for each NHS number. Without a number, two creates at the same moment make two records.
func TestCreateWithoutNumberLooksForASecondRecord(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for number, want := range map[string][]string{"": {"101"}, "9434765919": nil} {
			r := &patientServer{}
			r.fault = func(int) (bool, func(http.ResponseWriter)) {
				return true, func(w http.ResponseWriter) {
					r.add(map[string]string{"first_name": "ANN", "last_name": "lee", "dob": "1980-07-06", "nhs_number": number})
					respondJSON(w, 200, `{"patient_id":"100"}`)
				}
			}
			created, err := r.start(t).CreatePatient(t.Context(), person(number))
			if err != nil || created.ID != "100" || !slices.Equal(created.Others, want) {
				t.Errorf("got %+v, %v", created, err)
			}
		}
	})
}

// Two blank names do not count as the same name.
func TestBlankNamesProveNothing(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ wanted, held string }{
		"neither": {"", ""}, "blanks": {" ", " "}, "blank and empty": {" ", ""}, "blank and invisible": {" ", "\u200b"}, "only one": {"Lee", " "},
	} {
		who := Person{DOB: "1980-07-06", FirstName: "Ann", LastName: test.wanted}
		found := PatientSummary{DOB: Value("1980-07-06"), FirstName: Value("Ann"), LastName: Value(test.held)}
		if got := who.Compare(found); got != Unclear {
			t.Errorf("%s: got %d", name, got)
		}
	}
}

// Dates in unknown forms are the same only if they are equal letter by letter.
func TestUnknownFormsOfADate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		wanted, held string
		want         Match
	}{
		"equal":           {"6 July", "6 July", Same},
		"different":       {"6 July", "7 July", Unclear},
		"only one":        {"1980-07-06", "6 July 1980", Unclear},
		"only the other":  {"6 July 1980", "1980-07-06", Unclear},
		"both are known":  {"1980-07-06", "1980-07-05T23:00:00Z", Same},
		"and not the one": {"1980-07-06", "1980-07-07", Different},
	} {
		who := Person{DOB: test.wanted, FirstName: "Ann", LastName: "Lee"}
		found := PatientSummary{DOB: Value(test.held), FirstName: Value("Ann"), LastName: Value("Lee")}
		if got := who.Compare(found); got != test.want {
			t.Errorf("%s: got %d, want %d", name, got, test.want)
		}
	}
}

func TestFindUnnumbered(t *testing.T) {
	t.Parallel()
	r := &patientServer{stored: []map[string]string{
		{"hero_id": "1", "first_name": "ANN", "last_name": "Lee", "dob": "1980-07-06"},
		{"hero_id": "2", "first_name": "Ann", "last_name": "Lee", "dob": "1980-07-06", "nhs_number": "9434765919"},
		{"hero_id": "3", "first_name": "Ann", "last_name": "Li", "dob": "1980-07-06"},
		{"hero_id": "4", "first_name": "Ann", "last_name": "Lee", "dob": "1980-07-05T23:00:00Z", "nhs_number": ""},
	}}
	p := r.start(t)
	found, err := p.FindUnnumbered(t.Context(), person("9434765919").Person())
	if ids := PatientIDs(found); err != nil || !slices.Equal(ids, []string{"1", "4"}) {
		t.Errorf("found %v, %v", ids, err)
	}
	if len(r.searches) != 1 || r.searches[0].Get("last_name") != "Lee" || r.searches[0].Has("nhs_number") {
		t.Errorf("searched for %v", r.searches)
	}
}

func TestPatientExistsErrorSaysWhatWasFound(t *testing.T) {
	t.Parallel()
	records := func(n int) []PatientSummary { return make([]PatientSummary, n) }
	for want, found := range map[string]PersonRecords{
		"Hero has 2 records of this person already":                         {Same: records(2), OtherBirthday: records(1), Unclear: records(1)},
		"Hero has 1 records with this NHS number and another date of birth": {OtherBirthday: records(1), Unclear: records(2)},
		"Hero has 3 records that may be this person's":                      {Unclear: records(3)},
	} {
		if err := (&PatientExistsError{Found: found}); err.Error() != want || !found.Any() {
			t.Errorf("got %q, want %q", err, want)
		}
	}
	if (PersonRecords{}).Any() {
		t.Error("an empty result counts as a find")
	}
}
