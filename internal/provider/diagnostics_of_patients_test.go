// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func provokedPatients() []provocation {
	// existing plans a person of whom Hero has a record.
	existing := func(record, who person) func(*scene) []*tfprotov6.Diagnostic {
		return func(s *scene) []*tfprotov6.Diagnostic {
			s.mock.AddPatient("1001", record.record())
			p := s.resource(patientType)
			return p.plan(p.none(), who).Diagnostics
		}
	}
	elsewhere := heromock.Fault{Method: http.MethodGet, Route: routePatients, Body: `{"count":1,"data":[
		{"hero_id":null,"nhs_number":"999 000 0018","dob":"1990-06-15","identifiers":[],"first_name":"Ada","last_name":"Lovelace"}]}`}
	knownElsewhere := func(who person) func(*scene) []*tfprotov6.Diagnostic {
		return func(s *scene) []*tfprotov6.Diagnostic {
			s.mock.Inject(elsewhere)
			p := s.resource(patientType)
			return p.plan(p.none(), who).Diagnostics
		}
	}
	late := heromock.Fault{Method: http.MethodPost, Route: routeRegister, Status: 504, Late: time.Second}
	lost := heromock.Fault{Method: http.MethodPost, Route: routeRegister, DropBefore: true}
	read := func(f heromock.Fault) heromock.Fault { f.Method, f.Route = http.MethodGet, routePatient; return f }
	return []provocation{
		{"patient: nothing configured", planning(patientType, person{}), nil},
		{"patient: new, and there already", existing(ada(), ada()), nil},
		{"patient: new, and there by name", existing(grace(), grace()), nil},
		{"patient: new, and known to the record system only", knownElsewhere(ada()), nil},
		{"patient: new, and known to the record system only by name", knownElsewhere(ada().without("nhs_number")), nil},
		{"patient: replaced, and there already", func(s *scene) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			made := p.created(ada())
			again := p.again()
			noted := again.plan(made, ada())
			return again.plan(instance{state: p.value(nil), private: noted.private}, ada()).Diagnostics
		}, nil},
		{"patient: replaced by one who is there already", func(s *scene) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			made := p.created(ada())
			other := ada().with("nhs_number", "9990000026")
			s.mock.AddPatient("1001", other.record())
			again := p.again()
			noted := again.plan(made, other)
			return again.plan(instance{state: p.value(nil), private: noted.private}, other).Diagnostics
		}, nil},
		{"patient: new, and in the state already", func(s *scene) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			made, _ := p.read(p.created(ada()))
			_ = made
			return p.plan(p.none(), ada()).Diagnostics
		}, nil},
		{"patient: look-up before the create fails", func(s *scene) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			s.mock.Inject(heromock.Fault{Route: routePatients, Status: 403})
			return p.plan(p.none(), ada()).Diagnostics
		}, nil},
		{"patient: list of the look-up is cut", func(s *scene) []*tfprotov6.Diagnostic {
			for range 3 {
				s.mock.AddPatient("1001", ada().with("dob", "1950-01-01").record())
			}
			p := s.resource(patientType)
			s.mock.Inject(heromock.Fault{Method: http.MethodGet, Route: routePatients, CutList: true})
			return p.plan(p.none(), ada()).Diagnostics
		}, nil},
		{"patient: another NHS number", changing(patientType, ada(), ada().with("nhs_number", "9990000026")), nil},
		{"patient: change of one whom Hero cannot match", changing(patientType, grace(), grace().with("mobile", "07700 900457", "town", "Leeds")), nil},
		{"patient: imported without an NHS number, with a landline", func(s *scene) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			imported, _ := p.importID(s.mock.AddPatient("1001", grace().record()))
			return p.plan(imported, grace().with("landline", "0113 496 0000")).Diagnostics
		}, nil},
		{"patient: destroyed", destroying(patientType, ada()), nil},
		{"patient: gone", refreshing(patientType, ada(), read(heromock.Fault{Status: 404, Body: `{"message":"not found"}`})), nil},
		{"patient: refused member", creating(patientType, ada(), heromock.Fault{Method: http.MethodPost, Route: routeRegister, Status: 400, Body: refusal("dob")}), nil},
		{"patient: refused member in other words", creating(patientType, ada(), heromock.Fault{
			Method: http.MethodPost, Route: routeRegister, Status: 400, Body: `{"error":true,"statusCode":400,"message":[{"code":"Born on 1990-06-15?","path":["dob"]}]}`,
		}), nil},
		{"patient: registration without a clear end", creating(patientType, ada(), late), nil},
		{"patient: the same, and Hero asks to wait", creating(patientType, grace(), heromock.Fault{
			Method: http.MethodPost, Route: routeRegister, Status: 503, RetryAfter: "400",
		}), nil},
		{"patient: the same, of one whom Hero cannot match", creating(patientType, grace(), late), nil},
		{"patient: the same, and the look after it fails", func(s *scene) []*tfprotov6.Diagnostic {
			s.mock.After(http.MethodPost, routeRegister, func() { s.mock.Inject(heromock.Fault{Route: routePatients, Status: 403}) })
			return creating(patientType, grace(), heromock.Fault{Method: http.MethodPost, Route: routeRegister, DropAfter: true})(s)
		}, nil},
		{"patient: the same, and two records come of it", func(s *scene) []*tfprotov6.Diagnostic {
			s.mock.After(http.MethodPost, routeRegister, func() { s.mock.AddPatient("1001", grace().record()) })
			return creating(patientType, grace(), heromock.Fault{Method: http.MethodPost, Route: routeRegister, DropAfter: true})(s)
		}, nil},
		{"patient: registration that never arrives", creating(patientType, grace(), lost), nil},
		{"patient: not read back", creating(patientType, ada(), read(heromock.Fault{Status: 500})), nil},
		{"patient: stored otherwise", func(s *scene) []*tfprotov6.Diagnostic {
			s.mock.After(http.MethodPost, routeRegister, func() {
				for _, p := range s.mock.Patients("1001") {
					id, _ := p["id"].(string)
					s.mock.UpdatePatient("1001", id, members{"town": "York"})
				}
			})
			return creating(patientType, ada().with("town", "Leeds"))(s)
		}, nil},
		{"patient: changed on another record", func(s *scene) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			made := p.created(ada())
			changed := ada().with("town", "Leeds")
			planned := p.plan(made, changed)
			s.mock.Inject(heromock.Fault{Method: http.MethodPost, Route: routeRegister, Body: `{"patient_id":"777"}`})
			_, said := p.apply(made, planned, changed)
			return said
		}, nil},
		{"patient: declared twice", twice("patient"), nil},
		{"patient: declared twice, without an NHS number", twice("patient without an NHS number"), nil},
		{"patient: one record at two addresses", func(s *scene) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			made, _ := p.importID(s.mock.AddPatient("1001", grace().record()))
			p = p.onePlan()
			p.plan(made, grace())
			return p.plan(made, grace()).Diagnostics
		}, nil},
	}
}

// twice plans two of a thing that can have one owner only.
func twice(thing string) func(*scene) []*tfprotov6.Diagnostic {
	return func(s *scene) []*tfprotov6.Diagnostic {
		c := thingsOwnedTwice()[thing]
		p := s.resource(c.resource).onePlan()
		p.plan(p.none(), c.first)
		return p.plan(p.none(), c.second).Diagnostics
	}
}

func provokedTracedPatients() []provocation {
	answered := func(f heromock.Fault) heromock.Fault { f.Method, f.Route = http.MethodPost, pdsRoute; return f }
	return []provocation{
		{"PDS patient: nothing configured", planning(pdsType, person{}), nil},
		{"PDS patient: a name alone", planning(pdsType, person{"dob": "1992-01-01", "surname": "Traced"}), nil},
		{"PDS patient: number and names", validating(pdsType, irisByNumber().with("surname", "Traced")), nil},
		{"PDS patient: empty surname", validating(pdsType, irisByName().with("surname", " ")), nil},
		{"PDS patient: not found by number", creating(pdsType, person{"nhs_number": "9990001030", "dob": "1970-03-03"}), nil},
		{"PDS patient: not found by name", creating(pdsType, person{"forename": "Nora", "surname": "Nobody", "dob": "1970-03-03", "postcode": "LS1 4AP"}), nil},
		{"PDS patient: identity check", creating(pdsType, person{"nhs_number": "9990001022", "dob": "1985-07-20"}), nil},
		{"PDS patient: identity check without a link", creating(pdsType, irisByNumber(), answered(heromock.Fault{Body: `{"message":"Prove it","login_url":"https://hero.example/?dob=1992-01-01"}`})), nil},
		{"PDS patient: refused", creating(pdsType, irisByNumber(), answered(heromock.Fault{Status: 403})), nil},
		{"PDS patient: not read back", creating(pdsType, irisByNumber(), heromock.Fault{Method: http.MethodGet, Route: routePatient, Status: 500}), nil},
		{"PDS patient: another record than asked for", func(s *scene) []*tfprotov6.Diagnostic {
			id := s.mock.AddPatient("1001", members{"nhs_number": summerChild, "dob": "1992-01-01", "first_name": "Iris"})
			return creating(pdsType, irisByNumber(), answered(heromock.Fault{Body: `{"patient_id":"` + id + `"}`}))(s)
		}, nil},
		{"PDS patient: another person", changing(pdsType, irisByNumber(), irisByNumber().with("dob", "1992-01-02")), nil},
		{"PDS patient: imported, with a partner", func(s *scene) []*tfprotov6.Diagnostic {
			p := s.resource(pdsType)
			imported, _ := p.importID(s.mock.AddPatient("1001", members{"nhs_number": irisNumber, "dob": "1992-01-01"}))
			return p.plan(imported, irisByNumber().with("ehr_partner", "emis")).Diagnostics
		}, nil},
		{"PDS patient: declared twice", twice("PDS patient by names"), nil},
	}
}
