// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// The search of a plan will do as the look of a write, and gets old from when it ended, not from when the write took it over.
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
						// Meanwhile somebody registers the number with another date of birth.
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

// A second look reads what Hero has now, however new a search is that somebody else has made.
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
