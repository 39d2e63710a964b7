// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// patientServer is a server that keeps patients. fault works as in webhookServer.
type patientServer struct {
	mu       sync.Mutex
	stored   []map[string]string
	posts    int
	searches []url.Values
	fault    func(n int) (effect bool, respond func(http.ResponseWriter))
}

func (r *patientServer) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if request.Method == http.MethodGet {
		if request.URL.Query().Get("page_index") != "0" {
			respondJSON(w, 200, `{"data":[],"count":0}`)
			return
		}
		r.searches = append(r.searches, request.URL.Query())
		body, _ := json.Marshal(map[string]any{"data": append([]map[string]string{}, r.stored...), "count": len(r.stored)})
		respondJSON(w, 200, string(body))
		return
	}
	var registration map[string]string
	_ = json.NewDecoder(request.Body).Decode(&registration)
	n := r.posts
	r.posts++
	effect, respond := r.fault(n)
	if effect {
		r.add(registration)
	}
	if respond != nil {
		respond(w)
		return
	}
	respondJSON(w, 200, fmt.Sprintf(`{"patient_id":%q}`, r.stored[len(r.stored)-1]["hero_id"]))
}

// add makes a record, or updates the one with the same NHS number, like Hero.
func (r *patientServer) add(registration map[string]string) {
	for _, record := range r.stored {
		if registration["nhs_number"] != "" && record["nhs_number"] == registration["nhs_number"] {
			return
		}
	}
	dob := registration["dob"]
	if dob == "1980-07-06" {
		dob = "1980-07-05T23:00:00.000Z"
	}
	r.stored = append(r.stored, map[string]string{
		"hero_id": fmt.Sprint(100 + len(r.stored)), "nhs_number": registration["nhs_number"], "dob": dob,
		"first_name": strings.ToUpper(registration["first_name"]), "last_name": registration["last_name"],
	})
}

func (r *patientServer) start(t *testing.T) *Practice {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, request *http.Request, _ int) { r.ServeHTTP(w, request) }).practice(t)
}

// createPatient returns the id of a new patient, or "".
func createPatient(t *testing.T, p *Practice, r Registration) (string, error) {
	t.Helper()
	created, err := p.CreatePatient(t.Context(), r)
	if err != nil {
		return "", err
	}
	return created.ID, nil
}

func person(nhsNumber string) Registration {
	r := Registration{DOB: Value("1980-07-06"), FirstName: Value("Ann"), LastName: Value("Lee"), Mobile: Value("07788123456")}
	if nhsNumber != "" {
		r.NHSNumber = Value(nhsNumber)
	}
	return r
}

func TestAmbiguousRegistrationMakesOneRecord(t *testing.T) {
	t.Parallel()
	for name, end := range openEnds() {
		for _, number := range []string{"", "943 476 5919"} {
			for _, effect := range []bool{true, false} {
				t.Run(fmt.Sprint(name, " number ", number, " effect ", effect), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						r := &patientServer{fault: func(n int) (bool, func(http.ResponseWriter)) {
							if n == 0 {
								return effect, end
							}
							return true, nil
						}}
						p := r.start(t)
						// Only an upsert is sent again, but not after a success of any form.
						again := number != "" && !acceptedEnds[name]
						id, err := createPatient(t, p, person(number))
						if !effect && !again {
							// The request may still take effect, so it is only sent again by the next apply, which looks first.
							if as[*UnclearError](t, err).Within != p.client.lateCommit || r.posts != 1 {
								t.Fatalf("%d registrations, %v", r.posts, err)
							}
							id, err = createPatient(t, p, person(number))
						}
						if err != nil {
							t.Fatal(err)
						}
						if len(r.stored) != 1 || r.stored[0]["hero_id"] != id {
							t.Errorf("Hero has %v, the caller %s", r.stored, id)
						}
						wantPosts := 2
						if effect && !again {
							wantPosts = 1
						}
						if r.posts != wantPosts {
							t.Errorf("%d registrations, want %d", r.posts, wantPosts)
						}
					})
				})
			}
		}
	}
}

// acceptedEnds are the openEnds with the status of a success.
var acceptedEnds = map[string]bool{"cut": true, "short JSON": true, "202": true, "204": true, "empty object": true, "another shape": true, "page": true}

func TestRegistrationSearchesWhenAllResponsesAreLost(t *testing.T) {
	t.Parallel()
	lost := func(effect bool) func(int) (bool, func(http.ResponseWriter)) {
		return func(int) (bool, func(http.ResponseWriter)) { return effect, faults["drop"] }
	}
	t.Run("and finds the record", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			r := &patientServer{fault: lost(true)}
			r.stored = []map[string]string{
				{"hero_id": "1", "nhs_number": "", "dob": "1980-07-05"},
				{"hero_id": "2", "nhs_number": "9434765870", "dob": "1980-07-06"},
			}
			id, err := createPatient(t, r.start(t), person("943-476-5919"))
			if err != nil || id != "102" || r.posts != 3 {
				t.Errorf("got %q after %d registrations, %v", id, r.posts, err)
			}
			// The search is by number only, because a server that compares texts would not find a summer birthday.
			if search := r.searches[0]; search.Get("nhs_number") != "9434765919" || search.Has("dob") || search.Has("first_name") {
				t.Errorf("searched for %v", search)
			}
		})
	})
	t.Run("and finds nothing", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			for number, posts := range map[string]int{"": 1, "9434765919": 3} {
				r := &patientServer{fault: lost(false)}
				id, err := createPatient(t, r.start(t), person(number))
				if id != "" || !Ambiguous(err) || r.posts != posts {
					t.Errorf("got %q after %d registrations, %v", id, r.posts, err)
				}
			}
		})
	})
	t.Run("and finds several", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			r := &patientServer{}
			r.fault = func(int) (bool, func(http.ResponseWriter)) {
				r.add(map[string]string{"first_name": "ann", "last_name": "LEE", "dob": "1980-07-06"})
				return true, faults["drop"]
			}
			id, err := createPatient(t, r.start(t), person(""))
			if id != "" || !Ambiguous(err) || r.posts != 1 {
				t.Errorf("got %q after %d registrations, %v", id, r.posts, err)
			}
			if search := r.searches[0]; search.Get("first_name") != "Ann" || search.Get("last_name") != "Lee" || search.Has("dob") {
				t.Errorf("searched for %v", search)
			}
		})
	})
	t.Run("and passes over others", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			r := &patientServer{fault: lost(true)}
			r.add(map[string]string{"first_name": "Anna", "last_name": "Lee", "dob": "1980-07-06"})
			r.add(map[string]string{"first_name": "Ann", "last_name": "Lee", "dob": "1981-07-06"})
			id, err := createPatient(t, r.start(t), person(""))
			if id != "102" || err != nil {
				t.Errorf("got %q, %v", id, err)
			}
		})
	})
}

func TestRegistrationWithoutAnIDIsAmbiguous(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &patientServer{fault: func(int) (bool, func(http.ResponseWriter)) {
			return true, func(w http.ResponseWriter) { respondJSON(w, 200, `{"ok":true}`) }
		}}
		if id, err := createPatient(t, r.start(t), person("")); id != "100" || err != nil || r.posts != 1 {
			t.Errorf("got %q after %d registrations, %v", id, r.posts, err)
		}
	})
}

func TestRefusedRegistrationIsNotSearchedFor(t *testing.T) {
	t.Parallel()
	// Searches by names, by date of birth and, in summer, by the evening before it; or only by number.
	for number, searches := range map[string]int{"": 3, "9434765919": 1} {
		r := &patientServer{fault: func(int) (bool, func(http.ResponseWriter)) {
			return false, func(w http.ResponseWriter) { respondJSON(w, 400, `{"message":[]}`) }
		}}
		_, err := r.start(t).CreatePatient(t.Context(), person(number))
		if as[*APIError](t, err).Status != 400 || r.posts != 1 || len(r.searches) != searches {
			t.Errorf("%d registrations, %d searches, %v", r.posts, len(r.searches), err)
		}
	}
}

func TestUpdateNeedsAnNHSNumber(t *testing.T) {
	t.Parallel()
	r := &patientServer{}
	p := r.start(t)
	for _, number := range []String{{}, Null[string](), Value(" "), Value("999 999 9999")} {
		registration := person("")
		registration.NHSNumber = number
		if _, err := p.UpsertPatient(t.Context(), registration, nil); !errors.Is(err, ErrNHSNumberRequired) {
			t.Errorf("got %v", err)
		}
		if _, err := p.AdoptPatient(t.Context(), registration); !errors.Is(err, ErrNHSNumberRequired) {
			t.Errorf("adopting: got %v", err)
		}
	}
	if r.posts != 0 || len(r.searches) != 0 {
		t.Error("a request was sent")
	}
}

func TestRegistrationSendsWhatIsSet(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, 200, `{"patient_id":7}`) })
	r := person("943 476 5919")
	r.Landline, r.Title = Value(""), Null[string]()
	id, err := s.practice(t).UpsertPatient(t.Context(), r, nil)
	if id != "7" || err != nil {
		t.Errorf("got %q, %v", id, err)
	}
	want := `{"nhs_number":"943 476 5919","dob":"1980-07-06","first_name":"Ann","last_name":"Lee","title":null,"landline":"","mobile":"07788123456"}`
	if got := s.requests()[0]; got.Body != want || got.Path != RouteRegister {
		t.Errorf("got %+v", got)
	}
}

// Terraform plans a create again right before it applies it, so the create shares the plan's search.
func TestRecentSearchIsShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, number := range []string{"", "943 476 5919"} {
			r := &patientServer{fault: func(int) (bool, func(http.ResponseWriter)) { return true, nil }}
			p := r.start(t)
			for range 2 { // the plans of two equal resources
				if found, err := p.FindPerson(t.Context(), person(number).Person()); err != nil || found.Any() {
					t.Fatal(found, err)
				}
			}
			searches := len(r.searches)
			if number == "" {
				searches++ // after the create, for another record of a person whom Hero cannot match
			}
			if _, err := p.CreatePatient(t.Context(), person(number)); err != nil || len(r.searches) != searches {
				t.Errorf("searched %d times more, %v", len(r.searches)-searches, err)
			}
			// The create has outdated the earlier search.
			_, err := p.CreatePatient(t.Context(), person(number))
			if exists := (*PatientExistsError)(nil); !errors.As(err, &exists) || len(r.stored) != 1 {
				t.Errorf("Hero has %v, the second got %v", r.stored, err)
			}
		}
	})
}

// Persons are searched for by number or by names. Each way to register one discards both cached searches.
func TestRegistrationEndsEverySearch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		numbered, named := person("943 476 5919"), person("")
		for name, register := range map[string]func(*Practice) error{
			"create": func(p *Practice) error { _, err := p.CreatePatient(t.Context(), numbered); return err },
			"upsert": func(p *Practice) error { _, err := p.UpsertPatient(t.Context(), numbered, nil); return err },
		} {
			r := &patientServer{fault: func(int) (bool, func(http.ResponseWriter)) { return true, nil }}
			p := r.start(t)
			for _, who := range []Registration{numbered, named} {
				if found, err := p.FindPerson(t.Context(), who.Person()); err != nil || found.Any() {
					t.Fatal(found, err)
				}
			}
			if err := register(p); err != nil {
				t.Fatal(err)
			}
			for _, who := range []Registration{numbered, named} {
				_, err := p.CreatePatient(t.Context(), who)
				if exists := (*PatientExistsError)(nil); !errors.As(err, &exists) || len(r.stored) != 1 {
					t.Errorf("%s: Hero has %d records, a second create got %v", name, len(r.stored), err)
				}
			}
		}
	})
}

func TestTraceEndsEverySearch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var searches int
		s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
			if r.Method == http.MethodPost {
				respondJSON(w, 200, `{"patient_id": "7"}`)
				return
			}
			searches++
			respondJSON(w, 200, `{"data": [], "meta": {}}`)
		})
		p := s.practice(t)
		who := person("943 476 5919").Person()
		search := func() {
			if _, err := p.findPersonSince(t.Context(), who, time.Now().Add(-recentLook)); err != nil {
				t.Fatal(err)
			}
		}
		search()
		search()
		if searches != 1 {
			t.Fatalf("%d searches before anything was written, want 1", searches)
		}
		if _, err := p.RegisterPatientPDS(t.Context(), PDSRegistration{NHSNumber: Value(who.NHSNumber), DOB: Value(who.DOB)}); err != nil {
			t.Fatal(err)
		}
		if search(); searches != 2 {
			t.Errorf("%d searches, want another one after the trace", searches)
		}
	})
}

func TestOldSearchIsNotShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := &patientServer{fault: func(int) (bool, func(http.ResponseWriter)) { return true, nil }}
		p := r.start(t)
		if _, err := p.FindPerson(t.Context(), person("").Person()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(recentLook + time.Second)
		r.mu.Lock()
		r.add(map[string]string{"first_name": "Ann", "last_name": "Lee", "dob": "1980-07-06"})
		r.mu.Unlock()
		_, err := p.CreatePatient(t.Context(), person(""))
		if exists := (*PatientExistsError)(nil); !errors.As(err, &exists) || r.posts != 0 {
			t.Errorf("%d registrations, %v", r.posts, err)
		}
	})
}

func TestPerson_compare(t *testing.T) {
	t.Parallel()
	ann := Person{NHSNumber: "999 000 0018", DOB: "1985-06-15"}
	named := Person{FirstName: "Ann", LastName: "Lee", DOB: "1985-06-15"}
	other := Value([]PatientIdentifier{{Name: Value("nhs_number"), Value: Value("9990000026")}})
	for name, test := range map[string]struct {
		person Person
		found  PatientSummary
		want   Match
	}{
		"same":                         {ann, PatientSummary{NHSNumber: Value("9990000018"), DOB: Value("1985-06-14T23:00:00.000Z")}, Same},
		"another number":               {ann, PatientSummary{NHSNumber: Value("9990000026"), DOB: Value("1985-06-15")}, Different},
		"another date":                 {ann, PatientSummary{NHSNumber: Value("9990000018"), DOB: Value("1985-06-16")}, OtherBirthday},
		"no number":                    {ann, PatientSummary{DOB: Value("1985-06-15")}, Unclear},
		"no number, another date":      {ann, PatientSummary{DOB: Value("1985-06-16")}, Different},
		"no date":                      {ann, PatientSummary{NHSNumber: Value("9990000018")}, Unclear},
		"a masked number":              {ann, PatientSummary{NHSNumber: Value("999****018"), DOB: Value("1985-06-15")}, Unclear},
		"a date in another form":       {ann, PatientSummary{NHSNumber: Value("9990000018"), DOB: Value("15 June 85")}, Unclear},
		"the number as an identifier":  {ann, PatientSummary{DOB: Value("1985-06-15"), Identifiers: Value([]PatientIdentifier{{Name: Value("nhs_number"), Value: Value("9990000018")}})}, Same},
		"another number as identifier": {ann, PatientSummary{DOB: Value("1985-06-15"), Identifiers: other}, Different},
		"another kind of identifier":   {ann, PatientSummary{DOB: Value("1985-06-15"), Identifiers: Value([]PatientIdentifier{{Name: Value("hero_id"), Value: Value("9990000018")}})}, Unclear},
		"same names":                   {named, PatientSummary{FirstName: Value("ANN"), LastName: Value("Lee"), DOB: Value("1985-06-15")}, Same},
		"another first name":           {named, PatientSummary{FirstName: Value("Anna"), LastName: Value("Lee"), DOB: Value("1985-06-15")}, Different},
		"another surname":              {named, PatientSummary{FirstName: Value("Ann"), LastName: Value("Li"), DOB: Value("1985-06-15")}, Different},
		"no surname":                   {named, PatientSummary{FirstName: Value("Ann"), DOB: Value("1985-06-15")}, Unclear},
	} {
		if got := test.person.Compare(test.found); got != test.want {
			t.Errorf("%s: %d, want %d", name, got, test.want)
		}
	}
}

// A record of the person and one that may be theirs are both reasons to refuse: the error has both.
func TestRegistrationIsRefusedForEveryRecordFound(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		if r.Method != http.MethodGet {
			t.Error("the person is registered")
		}
		respondJSON(w, 200, `{"data":[{"hero_id":"1","nhs_number":"9990000018","dob":"1985-06-15"},{"hero_id":"2","dob":"1985-06-15"}],"count":2}`)
	})
	_, err := s.practice(t).CreatePatient(t.Context(), Registration{NHSNumber: Value("9990000018"), DOB: Value("1985-06-15")})
	if e := as[*PatientExistsError](t, err); len(e.Found.Same) != 1 || len(e.Found.Unclear) != 1 {
		t.Errorf("got %v", err)
	}
}
