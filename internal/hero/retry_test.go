// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
)

// faults are the failures after which Hero may or may not have acted.
var faults = map[string]func(http.ResponseWriter){
	"500":        func(w http.ResponseWriter) { respondJSON(w, 500, `{"message":"x"}`) },
	"502 HTML":   func(w http.ResponseWriter) { respondHTML(w, 502) },
	"503 empty":  func(w http.ResponseWriter) { w.WriteHeader(http.StatusServiceUnavailable) },
	"504":        func(w http.ResponseWriter) { respondJSON(w, 504, ``) },
	"524":        func(w http.ResponseWriter) { respondHTML(w, 524) },
	"drop":       func(http.ResponseWriter) { drop() },
	"cut":        cut,
	"short JSON": func(w http.ResponseWriter) { respondJSON(w, 200, `{"id":"1`) },
}

// replayable are the calls that are repeatable.
var replayable = map[string]func(context.Context, *Practice) error{
	"get":    func(ctx context.Context, p *Practice) error { _, err := p.GetPatient(ctx, "1"); return err },
	"list":   func(ctx context.Context, p *Practice) error { _, err := p.ListWebhooks(ctx); return err },
	"delete": func(ctx context.Context, p *Practice) error { return p.DeleteWebhook(ctx, "1") },
	"patch me": func(ctx context.Context, p *Practice) error {
		return p.UpdatePracticeGroup(ctx, PracticeGroupUpdate{Name: Value("n")}, nil)
	},
	"patch admin": func(ctx context.Context, p *Practice) error { return p.UpdateAdmin(ctx, "1", AdminUpdate{}, nil) },
	"update": func(ctx context.Context, p *Practice) error {
		_, err := p.UpsertPatient(ctx, Registration{NHSNumber: Value("9434765919")}, nil)
		return err
	},
	"register PDS": func(ctx context.Context, p *Practice) error {
		_, err := p.RegisterPatientPDS(ctx, PDSRegistration{})
		return err
	},
	"token": func(ctx context.Context, p *Practice) error { _, err := p.CreateAccessToken(ctx); return err },
}

const anyGood = `{"id":"1","patient_id":"1","access_token":"t","data":[],"count":0}`

func TestReplayableCallsAreRepeated(t *testing.T) {
	t.Parallel()
	for fault, fail := range faults {
		for name, run := range replayable {
			t.Run(name+" after "+fault, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
						if n < 2 {
							fail(w)
							return
						}
						if r.URL.Path == RoutePracticeGroup {
							respondRequested(w, r)
							return
						}
						respondJSON(w, 200, anyGood)
					})
					err := run(t.Context(), s.practice(t))
					if acceptedEnds[fault] && (name == "update" || name == "register PDS") {
						// Hero has accepted the request. Sent again, it could make a second record.
						if n := len(s.requests()); n != 1 || !Ambiguous(err) {
							t.Errorf("%d requests, want 1, and %v", n, err)
						}
						return
					}
					want := 3
					if name == "delete" {
						want = 4 // the list confirms it
					}
					if n := len(s.requests()); n != want || err != nil {
						t.Errorf("%d requests, want %d, and %v", n, want, err)
					}
				})
			})
		}
	}
}

func TestRetriesAreBounded(t *testing.T) {
	t.Parallel()
	for fault, fail := range faults {
		for retries, want := range map[int]int{-3: 1, 0: 1, 3: 4} {
			t.Run(fmt.Sprint(fault, " ", retries), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { fail(w) })
					p := s.practice(t, func(c *Config) { c.MaxRetries = retries })
					err := p.UpdateAdmin(t.Context(), "1", AdminUpdate{}, nil)
					if err == nil || !Ambiguous(err) {
						t.Errorf("got %v, want an ambiguous error", err)
					}
					if n := len(s.requests()); n != want {
						t.Errorf("%d requests, want %d", n, want)
					}
				})
			})
		}
	}
}

func TestOtherCallsAreSentOnce(t *testing.T) {
	t.Parallel()
	for fault, fail := range faults {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { fail(w) })
			_, err := s.practice(t).do(t.Context(), request{method: http.MethodPost, route: "/v1/x", body: "x"})
			if !Ambiguous(err) {
				t.Errorf("got %v, want an ambiguous error", err)
			}
			if n := len(s.requests()); n != 1 {
				t.Errorf("%d requests, want 1", n)
			}
		})
	}
}

func TestRefusalsAreNotRepeated(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 401, 403, 404, 409, 422, 501} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { respondJSON(w, status, ``) })
		err := s.practice(t).UpdateAdmin(t.Context(), "1", AdminUpdate{}, nil)
		if e := as[*APIError](t, err); e.Status != status || Ambiguous(err) || len(s.requests()) != 1 {
			t.Errorf("%d: got %v after %d requests", status, err, len(s.requests()))
		}
	}
}

func TestAmbiguityOutlastsLaterAttempts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
			if n == 0 {
				drop()
			}
			respondJSON(w, 400, `{}`)
		})
		_, err := s.practice(t).UpsertPatient(t.Context(), Registration{NHSNumber: Value("9434765919")}, nil)
		if as[*APIError](t, err).Status != 400 || !Ambiguous(err) {
			t.Errorf("got %v, want an ambiguous 400", err)
		}
	})
}

func TestTooManyRequestsIsAlwaysRepeated(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{"empty": "", "JSON": `{"message":"slow down"}`, "HTML": "<html>"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := serve(t, func(w http.ResponseWriter, _ *http.Request, n int) {
					if n < 2 {
						respondJSON(w, 429, body)
						return
					}
					respondJSON(w, 200, `{}`)
				})
				if _, err := s.practice(t).do(t.Context(), request{method: http.MethodPost, route: "/v1/x"}); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestRefusedConnectionIsAlwaysRepeated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, attempts := serve(t, nil), 0
		_ = s.Close()
		p := s.practice(t, func(c *Config) {
			c.Observe = func(_ context.Context, a Attempt) {
				attempts++
				if a.Problem != ProblemRefused {
					t.Errorf("problem %q", a.Problem)
				}
			}
		})
		_, err := p.do(t.Context(), request{method: http.MethodPost, route: "/v1/x"})
		if e := as[*TransportError](t, err); e.Problem != ProblemRefused || e.Ambiguous || attempts != 3 {
			t.Errorf("got %+v after %d attempts", e, attempts)
		}
	})
}

func TestUntrustedCertificateIsNotRepeated(t *testing.T) {
	t.Parallel()
	s := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(s.Close)
	attempts := 0
	client, err := New(Config{Endpoint: s.URL, APIKey: "key", MaxRetries: 2, Observe: func(context.Context, Attempt) { attempts++ }})
	if err != nil {
		t.Fatal(err)
	}
	p, _ := client.Practice("1")
	_, err = p.GetPatient(t.Context(), "1")
	if e := as[*TransportError](t, err); e.Problem != ProblemCertificate || attempts != 1 {
		t.Errorf("got %+v after %d attempts", e, attempts)
	}
}
