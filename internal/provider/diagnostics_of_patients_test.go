// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func patientCases() []diagnosticCase {
	// existing plans a person of whom Hero already has a record.
	existing := func(record, who person) func(*diagnosticTest) []*tfprotov6.Diagnostic {
		return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.AddPatient("1001", record.record())
			p := s.resource(patientType)
			return p.plan(p.none(), who).Diagnostics
		}
	}
	elsewhere := heromock.Fault{Method: http.MethodGet, Route: routePatients, Body: `{"count":1,"data":[
		{"hero_id":null,"nhs_number":"999 000 0018","dob":"1990-06-15","identifiers":[],"first_name":"Ada","last_name":"Lovelace"}]}`}
	knownElsewhere := func(who person) func(*diagnosticTest) []*tfprotov6.Diagnostic {
		return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.Inject(elsewhere)
			p := s.resource(patientType)
			return p.plan(p.none(), who).Diagnostics
		}
	}
	late := heromock.Fault{Method: http.MethodPost, Route: routeRegister, Status: 504, Late: tooLate}
	lost := heromock.Fault{Method: http.MethodPost, Route: routeRegister, DropBefore: true}
	read := func(f heromock.Fault) heromock.Fault { f.Method, f.Route = http.MethodGet, routePatient; return f }
	return []diagnosticCase{
		{"patient: nothing configured", planning(patientType, person{}), nil},
		{"patient: new, and there already", existing(ada(), ada()), nil},
		{"patient: new, and there in a form that cannot be compared", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.Inject(heromock.Fault{Method: http.MethodGet, Route: routePatients, Body: `{"count":1,"data":[{"hero_id":"7","nhs_number":"999*****18","dob":"1990-06-15"}]}`})
			return planning(patientType, ada())(s)
		}, nil},
		{"patient: new, and there in a restricted record", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.Inject(heromock.Fault{Method: http.MethodGet, Route: routePatients, Body: `{"count":1,"data":[{"hero_id":"7","dob":"1990-06-15","restricted":true}]}`})
			return planning(patientType, ada())(s)
		}, nil},
		{"patient: new, and there by name with an odd date", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.Inject(heromock.Fault{Method: http.MethodGet, Route: routePatients, Body: `{"count":1,"data":[{"hero_id":"7","first_name":"Grace","last_name":"Hopper","dob":"09/12/1985"}]}`})
			return planning(patientType, grace())(s)
		}, nil},
		{"patient: new, and somebody was there", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			mustSetTrait(s.t, s.mock, "archived-hidden")
			s.mock.AddPatient("1001", ada().with("status", "archived", "notes", "old").record())
			return creating(patientType, ada())(s)
		}, nil},
		{"patient: new, and the number has another date", existing(ada().with("dob", "1990-06-16"), ada()), nil},
		{"patient: new, and the number has another date in the record system", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.Inject(heromock.Fault{Method: http.MethodGet, Route: routePatients, Body: `{"count":1,"data":[{"hero_id":null,"nhs_number":"9990000018","dob":"1990-06-16"}]}`})
			return planning(patientType, ada())(s)
		}, nil},
		{"patient: new, and there without the number", existing(ada().without("nhs_number"), ada()), nil},
		{"patient: new, and the search for a record without the number fails", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.Inject(heromock.Fault{Route: routePatients, Status: 403, Skip: 1})
			return planning(patientType, ada())(s)
		}, nil},
		{"patient: another date of birth", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			made, corrected := p.mustCreate(ada()), ada().with("dob", "1990-06-16")
			again := p.newProcess()
			noted := again.plan(made, corrected)
			return again.plan(instance{state: p.value(nil), private: noted.private}, corrected).Diagnostics
		}, nil},
		{"patient: registered at once by two", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.Before(http.MethodPost, routeRegister, func() { s.mock.AddPatient("1001", grace().record()) })
			return creating(patientType, grace())(s)
		}, nil},
		{"patient: registered, and nobody could look whether twice", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.After(http.MethodPost, routeRegister, func() {
				s.mock.Inject(heromock.Fault{Method: http.MethodGet, Route: "/v3/patients", Body: "{}"})
			})
			_, diagnostics := s.resource(patientType).create(grace())
			return diagnostics
		}, nil},
		{"patient: one number with two dates", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(patientType).newPlanProcess()
			p.plan(p.none(), ada())
			return p.plan(p.none(), ada().with("dob", "1990-06-16")).Diagnostics
		}, nil},
		{"patient: new, and there by name", existing(grace(), grace()), nil},
		{"patient: new, and known to the record system only", knownElsewhere(ada()), nil},
		{"patient: new, and known to the record system only by name", knownElsewhere(ada().without("nhs_number")), nil},
		{"patient: replaced, and there already", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			made := p.mustCreate(ada())
			again := p.newProcess()
			noted := again.plan(made, ada())
			return again.plan(instance{state: p.value(nil), private: noted.private}, ada()).Diagnostics
		}, nil},
		{"patient: replaced by one who is there already", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			made := p.mustCreate(ada())
			other := ada().with("nhs_number", "9990000026")
			s.mock.AddPatient("1001", other.record())
			again := p.newProcess()
			noted := again.plan(made, other)
			return again.plan(instance{state: p.value(nil), private: noted.private}, other).Diagnostics
		}, nil},
		{"patient: new, and in the state already", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			made, _ := p.read(p.mustCreate(ada()))
			_ = made
			return p.plan(p.none(), ada()).Diagnostics
		}, nil},
		{"patient: look-up before the create fails", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			s.mock.Inject(heromock.Fault{Route: routePatients, Status: 403})
			return p.plan(p.none(), ada()).Diagnostics
		}, nil},
		{"patient: list of the look-up is cut", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			for range 3 {
				s.mock.AddPatient("1001", ada().with("dob", "1950-01-01").record())
			}
			p := s.resource(patientType)
			s.mock.Inject(heromock.Fault{Method: http.MethodGet, Route: routePatients, CutList: true})
			return p.plan(p.none(), ada()).Diagnostics
		}, nil},
		{"patient: NHS number, cleared", changing(patientType, ada(), ada().with("nhs_number", "")), nil},
		{"patient: another NHS number", changing(patientType, ada(), ada().with("nhs_number", "9990000026")), nil},
		{"patient: change of one whom Hero cannot match", changing(patientType, grace(), grace().with("mobile", "07700 900457", "town", "Leeds")), nil},
		{"patient: imported without an NHS number, with a landline", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			imported, _ := p.importID(s.mock.AddPatient("1001", grace().record()))
			return p.plan(imported, grace().with("landline", "0113 496 0000")).Diagnostics
		}, nil},
		{"patient: destroyed", destroying(patientType, ada()), nil},
		{"patient: gone", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			made := p.mustCreate(ada())
			s.mock.RemovePatient("1001", p.text(made, "id"))
			time.Sleep(time.Minute)
			_, diagnostics := p.newProcess().read(made)
			return diagnostics
		}, nil},
		{"patient: gone right after the create", refreshing(patientType, ada(), read(heromock.Fault{Status: 404, Body: `{"message":"not found"}`})), nil},
		{"patient: gone by one answer, and found by another", later(patientType, ada(), read(heromock.Fault{Status: 404, Body: `{"message":"not found"}`})), nil},
		{"patient: gone, and nothing confirms it", later(patientType, ada(), read(heromock.Fault{Status: 404, Body: `{"message":"not found"}`}), heromock.Fault{Route: routePatients, Status: 403}), nil},
		{"patient: merged into another", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			return refreshing(patientType, ada(), read(heromock.Fault{Body: `{"id":"777","first_name":"Augusta"}`}))(s)
		}, nil},
		{"patient: an empty answer", refreshing(patientType, ada(), read(heromock.Fault{Body: `{}`})), nil},
		{"patient: an error in a success", refreshing(patientType, ada(), read(heromock.Fault{Body: `{"error":true,"message":"Ada Lovelace"}`})), nil},
		{"patient: refused member", creating(patientType, ada(), heromock.Fault{Method: http.MethodPost, Route: routeRegister, Status: 400, Body: refusal("dob")}), nil},
		{"patient: refused member in other words", creating(patientType, ada(), heromock.Fault{
			Method: http.MethodPost, Route: routeRegister, Status: 400, Body: `{"error":true,"statusCode":400,"message":[{"code":"Born on 1990-06-15?","path":["dob"]}]}`,
		}), nil},
		{"patient: registration without a clear end", creating(patientType, ada(), late), nil},
		{"patient: the same, and Hero asks to wait", creating(patientType, grace(), heromock.Fault{
			Method: http.MethodPost, Route: routeRegister, Status: 503, RetryAfter: "400",
		}), nil},
		{"patient: the same, of one whom Hero cannot match", creating(patientType, grace(), late), nil},
		{"patient: the same, and the look after it fails", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.After(http.MethodPost, routeRegister, func() { s.mock.Inject(heromock.Fault{Route: routePatients, Status: 403}) })
			return creating(patientType, grace(), heromock.Fault{Method: http.MethodPost, Route: routeRegister, DropAfter: true})(s)
		}, nil},
		{"patient: the same, and two records come of it", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.After(http.MethodPost, routeRegister, func() { s.mock.AddPatient("1001", grace().record()) })
			return creating(patientType, grace(), heromock.Fault{Method: http.MethodPost, Route: routeRegister, DropAfter: true})(s)
		}, nil},
		{"patient: lost registration, and the record appears", creating(patientType, grace(), heromock.Fault{Method: http.MethodPost, Route: routeRegister, DropAfter: true}), nil},
		{"patient: registration that never arrives", creating(patientType, grace(), lost), nil},
		{"patient: no registration leaves soon after a look", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.Inject(heromock.Fault{Method: http.MethodPost, Route: routeRegister, Status: 429, RetryAfter: "30"})
			p := s.with(members{"max_retries": nil}, patientType)
			_, diagnostics := p.create(ada())
			return diagnostics
		}, nil},
		{"patient: not read back", creating(patientType, ada(), read(heromock.Fault{Status: 500})), nil},
		{"patient: not read back, and the connection is lost", creating(patientType, ada(), read(heromock.Fault{DropBefore: true})), nil},
		{"patient: registered without an id", creating(patientType, ada(), heromock.Fault{Method: http.MethodPost, Route: routeRegister, Body: `{"id":"1"}`}), nil},
		{"patient: stored otherwise", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.After(http.MethodPost, routeRegister, func() {
				for _, p := range s.mock.Patients("1001") {
					id, _ := p["id"].(string)
					s.mock.UpdatePatient("1001", id, members{"town": "York"})
				}
			})
			return creating(patientType, ada().with("town", "Leeds"))(s)
		}, nil},
		{"patient: changed on another record", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			made := p.mustCreate(ada())
			changed := ada().with("town", "Leeds")
			planned := p.plan(made, changed)
			s.mock.Inject(heromock.Fault{Method: http.MethodPost, Route: routeRegister, Body: `{"patient_id":"777"}`})
			_, diagnostics := p.apply(made, planned, changed)
			return diagnostics
		}, nil},
		{"patient: number changed by Hero", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			made := p.mustCreate(ada())
			s.mock.UpdatePatient("1001", p.text(made, "id"), members{"nhs_number": "9990000026"})
			p = p.newProcess()
			read, _ := p.read(made)
			return p.plan(read, ada()).Diagnostics
		}, nil},
		{"patient: restricted, imported and changed", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			imported, _ := p.importID(s.mock.AddPatient("1001", members{"dob": "1990-06-15", "restricted": true}))
			return p.plan(imported, person{"nhs_number": "9990000018", "dob": "1990-06-15", "town": "Leeds"}).Diagnostics
		}, nil},
		{"patient: changed, and the record lacks what Hero demands", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			imported, _ := p.importID(s.mock.AddPatient("1001", members{"nhs_number": "9990000018", "dob": "1990-06-15", "first_name": "Ada"}))
			return p.plan(imported, person{"nhs_number": "9990000018", "dob": "1990-06-15", "town": "Leeds"}).Diagnostics
		}, nil},
		{"patient: corrected since the plan", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			made, changed := p.mustCreate(ada()), ada().with("town", "Leeds")
			planned := p.plan(made, changed)
			s.mock.UpdatePatient("1001", p.text(made, "id"), members{"nhs_number": "9990000026", "dob": "1990-06-16"})
			_, diagnostics := p.apply(made, planned, changed)
			return diagnostics
		}, nil},
		{"patient: a date of birth that cannot be read", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			made := p.mustCreate(ada())
			s.mock.UpdatePatient("1001", p.text(made, "id"), members{"dob": "15/06/1990"})
			_, diagnostics := p.newProcess().read(made)
			return diagnostics
		}, nil},
		{"patient: changed, and the date of birth cannot be read", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			made, changed := p.mustCreate(ada()), ada().with("town", "Leeds")
			s.mock.UpdatePatient("1001", p.text(made, "id"), members{"dob": "15/06/1990"})
			_, diagnostics := p.apply(made, p.plan(made, changed), changed)
			return diagnostics
		}, nil},
		{"patient: declared twice", declaringTwice("patient"), nil},
		{"patient: declared twice, without an NHS number", declaringTwice("patient without an NHS number"), nil},
		{"patient: one record at two addresses", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(patientType)
			made, _ := p.importID(s.mock.AddPatient("1001", grace().record()))
			p = p.newPlanProcess()
			p.plan(made, grace())
			return p.plan(made, grace()).Diagnostics
		}, nil},
	}
}

// declaringTwice plans two instances of an object that only one may manage.
func declaringTwice(thing string) func(*diagnosticTest) []*tfprotov6.Diagnostic {
	return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
		c := declaredTwiceCases()[thing]
		p := s.resource(c.resource).newPlanProcess()
		p.plan(p.none(), c.first)
		return p.plan(p.none(), c.second).Diagnostics
	}
}

func pdsPatientCases() []diagnosticCase {
	answered := func(f heromock.Fault) heromock.Fault { f.Method, f.Route = http.MethodPost, pdsRoute; return f }
	return []diagnosticCase{
		{"PDS patient: nothing configured", planning(pdsType, person{}), nil},
		{"PDS patient: a name alone", planning(pdsType, person{"dob": "1992-01-01", "surname": "Traced"}), nil},
		{"PDS patient: number and names", validating(pdsType, irisByNumber().with("surname", "Traced")), nil},
		{"PDS patient: empty surname", planning(pdsType, irisByName().with("surname", " ")), nil},
		{"PDS patient: not found by number", creating(pdsType, person{"nhs_number": "9990001030", "dob": "1970-03-03"}), nil},
		{"PDS patient: not found by name", creating(pdsType, person{"forename": "Nora", "surname": "Nobody", "dob": "1970-03-03", "postcode": "LS1 4AP"}), nil},
		{"PDS patient: identity check", creating(pdsType, person{"nhs_number": "9990001022", "dob": "1985-07-20"}), nil},
		{"PDS patient: identity check with a link elsewhere", creating(pdsType, irisByNumber(), answered(heromock.Fault{Body: `{"message":"Prove it","login_url":"https://hero.example/?dob=1992-01-01"}`})), nil},
		{"PDS patient: identity check without a link", creating(pdsType, irisByNumber(), answered(heromock.Fault{Body: `{"message":"Prove it"}`})), nil},
		{"PDS patient: registered without an id", creating(pdsType, irisByNumber(), answered(heromock.Fault{Body: `{"id":"1"}`})), nil},
		{"PDS patient: refused", creating(pdsType, irisByNumber(), answered(heromock.Fault{Status: 403})), nil},
		{"PDS patient: the look before the trace fails", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.Inject(heromock.Fault{Route: routePatients, Status: 403})
			return planning(pdsType, irisByNumber())(s)
		}, nil},
		{"PDS patient: not read back", creating(pdsType, irisByNumber(), heromock.Fault{Method: http.MethodGet, Route: routePatient, Status: 500}), nil},
		{"PDS patient: another record than asked for", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			id := s.mock.AddPatient("1001", members{"nhs_number": summerChild, "dob": "1992-01-01", "first_name": "Iris"})
			return creating(pdsType, irisByNumber(), answered(heromock.Fault{Body: `{"patient_id":"` + id + `"}`}))(s)
		}, nil},
		{"PDS patient: another person", changing(pdsType, irisByNumber(), irisByNumber().with("dob", "1992-01-02")), nil},
		{"PDS patient: imported, with a partner", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(pdsType)
			imported, _ := p.importID(s.mock.AddPatient("1001", members{"nhs_number": irisNumber, "dob": "1992-01-01"}))
			return p.plan(imported, irisByNumber().with("ehr_partner", "emis")).Diagnostics
		}, nil},
		{"PDS patient: declared twice", declaringTwice("PDS patient by names"), nil},
	}
}

// sortedByName sorts cases that come from a map.
func sortedByName(list []diagnosticCase) []diagnosticCase {
	slices.SortStableFunc(list, func(a, b diagnosticCase) int { return cmp.Compare(a.name, b.name) })
	return list
}

// valueCases are values whose form is invalid or suspicious.
func valueCases() (list []diagnosticCase) {
	for name, who := range map[string]person{
		"NHS number too short":               ada().with("nhs_number", "999 000 001"),
		"NHS number with a letter":           ada().with("nhs_number", "999 000 001O"),
		"NHS number, wrong check digit":      ada().with("nhs_number", "999 000 0019"),
		"NHS number, a placeholder":          ada().with("nhs_number", "999 999 9999"),
		"date in another order":              ada().with("dob", "15/06/1990"),
		"date that does not exist":           ada().with("dob", "1990-02-30"),
		"date in the future":                 ada().with("dob", "2990-06-15"),
		"date long ago":                      ada().with("dob", "1790-06-15"),
		"date with half a time":              ada().with("dob", "1990-06-15T25"),
		"mobile with two digits":             ada().with("mobile", "+44 12"),
		"mobile that is no number":           ada().with("mobile", "none"),
		"mobile that cannot be dialled":      ada().with("mobile", "00007072401"),
		"mobile too short":                   ada().with("mobile", "07700 90012"),
		"number of a trunk prefix":           ada().with("mobile", "0770090"),
		"landline without an area code":      ada().with("landline", "7946 0000"),
		"number of another country, short":   ada().with("mobile", "+33 1"),
		"number of another country, long":    ada().with("mobile", "+33 1 23 45 67 89 01 23"),
		"number of no country":               ada().with("mobile", "+999 123456789"),
		"number of another length":           ada().with("mobile", "+376 1234567"),
		"e-mail address that is none":        ada().with("email", "nobody"),
		"e-mail address with a display name": ada().with("email", "Ada <ada@example.com>"),
		"postcode that is none":              ada().with("postcode", "Leeds"),
		"sex that is none":                   ada().with("sex", "female"),
		"title that is none":                 ada().with("title", "Mister"),
		"data source that is not known":      ada().with("data_source", "emiss"),
	} {
		said := planning
		if who["data_source"] != "" {
			said = validating // a plan shows nothing
		}
		list = append(list, diagnosticCase{"value: " + name, said(patientType, who), nil})
	}
	webhook := func(more members) func(*diagnosticTest) []*tfprotov6.Diagnostic {
		config := members{"event_type": confirmed, "url": receiver}
		maps.Copy(config, more)
		return validating(webhookType, config)
	}
	function := func(number string) func(*diagnosticTest) []*tfprotov6.Diagnostic {
		return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			_, failure := callFunction(s.t, protocolServer(nil), "nhs_number", number, tftypes.String)
			return []*tfprotov6.Diagnostic{{Severity: tfprotov6.DiagnosticSeverityError, Summary: "Error in function call", Detail: failure.Text}}
		}
	}
	for name, run := range map[string]func(*diagnosticTest) []*tfprotov6.Diagnostic{
		"mistyped event type":           webhook(members{"event_type": "appointment.confirm"}),
		"empty event type":              webhook(members{"event_type": ""}),
		"URL without a scheme":          webhook(members{"url": "receiver.example.com"}),
		"URL without a host":            webhook(members{"url": "https://"}),
		"URL with a password":           planning(webhookType, members{"event_type": confirmed, "url": "https://user:password@receiver.example.com"}),
		"URL with an impossible port":   webhook(members{"url": "https://receiver.example.com:70000"}),
		"URL in clear":                  webhook(members{"url": "http://receiver.example.com"}),
		"header with a space":           webhook(members{"headers": members{"X Team": "a"}}),
		"header twice":                  webhook(members{"headers": members{"X-Team": "a", "x-team": "b"}}),
		"header that is null":           webhook(members{"headers": members{"X-Team": nil}}),
		"header with a line break":      webhook(members{"headers": members{"X-Team": "a\nb"}}),
		"signing key without a version": webhook(members{"signing_key_wo": "secret"}),
		"version without a signing key": webhook(members{"signing_key_wo_version": "1"}),
		"signing key with a line break": webhook(members{"signing_key_wo": "secret\n", "signing_key_wo_version": "1"}),
		"password with a line break":    validating(settingsType, members{"prescription_partner_credentials": members{"password_wo": "secret\n", "password_wo_version": "1"}}),
		"password without a version":    validating(settingsType, members{"prescription_partner_credentials": members{"password_wo": "secret"}}),
		"version without a password":    validating(settingsType, members{"prescription_partner_credentials": members{"password_wo_version": "1"}}),
		"partner that is not known":     validating(settingsType, members{"prescription_partner": "signature"}),
		"admin id that is none":         validating(prescriberType, members{"admin_id": "ada"}),
		"additional settings as text":   validating(settingsType, members{"additional_settings": tftypes.NewValue(tftypes.String, "booking")}),
		"additional settings, two that are none": validating(settingsType, members{"additional_settings": tftypes.NewValue(
			tftypes.Object{AttributeTypes: map[string]tftypes.Type{"name": tftypes.String, "sector": tftypes.String}},
			map[string]tftypes.Value{"name": tftypes.NewValue(tftypes.String, "a"), "sector": tftypes.NewValue(tftypes.String, "a")})}),
		"NHS number given to the function":                function("943 476 5918"),
		"NHS number given to the function, too short":     function("943 476 591"),
		"NHS number given to the function, with a letter": function("943 476 591O"),
		"NHS number given to the function, a placeholder": function("999 999 9999"),
	} {
		list = append(list, diagnosticCase{"value: " + name, run, nil})
	}
	return sortedByName(list)
}
