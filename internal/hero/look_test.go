// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"
)

// A write may use the search of a plan as its look. The look's age counts from that search, not from the start of the write.
func TestLookIsAsOldAsItsSearch(t *testing.T) {
	t.Parallel()
	registration := person("9990000018")
	for name, write := range map[string]func(context.Context, *Practice) error{
		"create": func(ctx context.Context, p *Practice) error {
			_, err := p.CreatePatient(ctx, registration)
			return err
		},
		"adopt": func(ctx context.Context, p *Practice) error {
			_, err := p.AdoptPatient(ctx, registration)
			return err
		},
		"trace": func(ctx context.Context, p *Practice) error {
			_, err := p.RegisterPatientPDS(ctx, PDSRegistration{NHSNumber: registration.NHSNumber, DOB: registration.DOB})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := &patientServer{}
				r.fault = func(int) (bool, func(http.ResponseWriter)) {
					return false, func(w http.ResponseWriter) {
						// In the meantime somebody registers the number with another date of birth.
						r.add(map[string]string{"nhs_number": "9990000018", "dob": "1980-06-07"})
						w.Header().Set("Retry-After", "2")
						respondJSON(w, 429, ``)
					}
				}
				p := r.start(t)
				if _, err := p.FindPerson(t.Context(), registration.Person()); err != nil {
					t.Fatal(err)
				}
				time.Sleep(recentLook - time.Second)
				err := write(t.Context(), p)
				if exists := as[*PatientExistsError](t, err); len(exists.Found.OtherBirthday) != 1 || r.posts != 1 || len(r.searches) != 2 {
					t.Errorf("%v after %d writes and %d searches", err, r.posts, len(r.searches))
				}
			})
		})
	}
}

// A second look always asks Hero, even if another caller has just searched.
func TestSecondLookIsNotShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		registration := person("9990000018")
		r := &patientServer{}
		p := r.start(t)
		r.fault = func(n int) (bool, func(http.ResponseWriter)) {
			return true, func(w http.ResponseWriter) {
				if n > 0 {
					respondJSON(w, 200, `{"patient_id":"100"}`)
					return
				}
				w.Header().Set("Retry-After", "7")
				respondJSON(w, 429, ``)
			}
		}
		time.AfterFunc(3*time.Second, func() {
			if _, err := p.FindPerson(t.Context(), registration.Person()); err != nil {
				t.Error(err)
			}
		})
		if _, err := p.AdoptPatient(t.Context(), registration); err != nil || len(r.searches) != 3 {
			t.Errorf("%d searches, %v", len(r.searches), err)
		}
	})
}

func TestLookOfExactlyFiveSecondsWillDo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		registration := person("9990000018")
		r := &patientServer{fault: func(int) (bool, func(http.ResponseWriter)) { return true, nil }}
		p := r.start(t)
		if _, err := p.FindPerson(t.Context(), registration.Person()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(recentLook)
		if _, err := p.AdoptPatient(t.Context(), registration); err != nil || len(r.searches) != 1 {
			t.Errorf("%d searches, %v", len(r.searches), err)
		}
	})
}

// While a write waits, somebody else may store the same values, or some of them.
func TestUpdateSendsWhatTheLookLeaves(t *testing.T) {
	t.Parallel()
	failure := errors.New("no look")
	type outcome struct {
		rest    string // what is left to send after the second look: the body of the last request, "" for nothing
		lookErr error
		status  int // of the first response
		writes  int
		err     error
	}
	for name, want := range map[string]outcome{
		"all is left":                     {rest: "all", status: 429, writes: 2},
		"a part is left":                  {rest: "part", status: 429, writes: 2},
		"nothing is left":                 {rest: "", status: 429, writes: 1},
		"nothing is left after a failure": {rest: "", status: 503, writes: 1},
		"the look fails":                  {rest: "", lookErr: failure, status: 429, writes: 1, err: failure},
	} {
		for kind, update := range map[string]struct {
			bodies map[string]string
			run    func(context.Context, *Practice) error
		}{
			"admin": {
				bodies: map[string]string{"all": `{"external_prescriber_id":"7","prescriber_details":null}`, "part": `{"prescriber_details":null}`},
				run: func(ctx context.Context, p *Practice) error {
					updates := map[string]AdminUpdate{
						"all":  {ExternalPrescriberID: Value("7"), PrescriberDetails: Null[PrescriberDetails]()},
						"part": {PrescriberDetails: Null[PrescriberDetails]()},
					}
					return p.UpdateAdmin(ctx, "8", updates["all"], func(context.Context) (AdminUpdate, error) { return updates[want.rest], want.lookErr })
				},
			},
			"practice group": {
				bodies: map[string]string{"all": `{"name":"n","prescription_partner":null}`, "part": `{"prescription_partner":null}`},
				run: func(ctx context.Context, p *Practice) error {
					updates := map[string]PracticeGroupUpdate{
						"all":  {Name: Value("n"), PrescriptionPartner: Null[string]()},
						"part": {PrescriptionPartner: Null[string]()},
					}
					return p.UpdatePracticeGroup(ctx, updates["all"], func(context.Context) (PracticeGroupUpdate, error) { return updates[want.rest], want.lookErr })
				},
			},
		} {
			t.Run(kind+", "+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
						if n == 0 {
							w.Header().Set("Retry-After", "6")
							respondJSON(w, want.status, ``)
							return
						}
						respondJSON(w, 200, `{}`)
					})
					if err := update.run(t.Context(), s.practice(t)); !errors.Is(err, want.err) || (err == nil) != (want.err == nil) {
						t.Errorf("got %v, want %v", err, want.err)
					}
					requests := s.requests()
					if len(requests) != want.writes || requests[0].Body != update.bodies["all"] {
						t.Fatalf("sent %+v", requests)
					}
					if last := requests[len(requests)-1]; want.writes > 1 && last.Body != update.bodies[want.rest] {
						t.Errorf("sent %s, want %s", last.Body, update.bodies[want.rest])
					}
				})
			})
		}
	}
}

// A request that must look again takes no turn of the rate limit: the look takes its own.
func TestTransport_waitForRateLeavesTheTurnOfAnOldLook(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		limited := &transport{limiter: rate.NewLimiter(1, 1)}
		m := &message{request: request{looked: time.Now(), lookAgain: func(context.Context) (any, error) { return nil, nil }}} //nolint:nilnil // is not called
		time.Sleep(recentLook + 1)
		if err := limited.waitForRate(t.Context(), m); err != nil || limited.limiter.Tokens() < 1 {
			t.Errorf("%.1f turns are left, %v", limited.limiter.Tokens(), err)
		}
	})
}
