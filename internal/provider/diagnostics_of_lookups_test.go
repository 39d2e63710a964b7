// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// provokedLookups are about data sources and ephemeral resources.
func provokedLookups() []provocation {
	refused := heromock.Fault{Status: 403}
	byNumber := members{"nhs_number": "999 000 0018", "dob": "1990-06-15"}
	list := []provocation{
		{"patient data: neither id nor number", looking(patientData, members{}), nil},
		{"patient data: empty id", looking(patientData, members{"id": ""}), nil},
		{"patient data: NHS number as id", looking(patientData, members{"id": "999 012 3454"}), nil},
		{"patient data: NHS number as id, in digits", looking(patientData, members{"id": "9990123454"}), nil},
		{"patient data: nobody", looking(patientData, byNumber), nil},
		{"patient data: nobody of that id", looking(patientData, members{"id": "404"}), nil},
		{"patient data: two records", func(s *scene) []*tfprotov6.Diagnostic {
			s.mock.AddPatient("1001", ada().record())
			s.mock.AddPatient("1001", ada().record())
			return looking(patientData, byNumber)(s)
		}, nil},
		{"patient data: known to the record system only", looking(patientData, byNumber, heromock.Fault{
			Route: routePatients, Body: `{"data":[{"nhs_number":"9990000018","dob":"1990-06-15","hero_id":null,"identifiers":[],"ehr_registered":true}],"count":1}`,
		}), nil},
		{"patient data: search fails", looking(patientData, byNumber, refused), nil},
		{"patients: no filter", looking(patientsData, members{}), nil},
		{"locations: empty filter", looking("hero_appointment_types", members{"location_ids": textsOf()}), nil},
		{"practice group: what cannot be passed through", looking("hero_practice_group_configuration", members{}, heromock.Fault{Body: `{"a":1e999999999999}`}), nil},
		{"admin: neither id nor e-mail address", looking("hero_admin", members{}), nil},
		{"admin: none of that e-mail address", looking("hero_admin", members{"email": "nobody@practice.example"}), nil},
		{"admin: two of that e-mail address", looking("hero_admin", members{"email": "ada@practice.example"}, heromock.Fault{
			Route: adminsRoute, Count: 1, Body: `{"data":[{"id":"1","email":"ada@practice.example"},{"id":null,"email":"ada@practice.example"}],"count":2}`,
		}), nil},
		{"admin: no e-mail address anywhere", looking("hero_admin", members{"email": "ada@practice.example"}, heromock.Fault{
			Route: adminsRoute, Body: `{"data":[{"id":"1"}],"count":1}`,
		}), nil},
		{"practitioner: refused, by name", looking("hero_practitioner", members{"name": "Dr King"}, refused), nil},
		{"form: refused, by title", looking("hero_form", members{"title": "Consent"}, refused), nil},
	}
	for name, config := range map[string]members{
		"hero_admins": {}, "hero_admin": {"id": "501"}, "hero_locations": {}, "hero_location": {"id": "1"}, "hero_appointment_types": {}, "hero_appointment_type": {"id": "1"},
		"hero_practitioners": {}, "hero_practitioner": {"id": "1"}, "hero_forms": {}, "hero_form": {"id": "1"}, "hero_webhooks": {}, patientsData: {"last_name": "Lovelace"},
		billingData: {"patient_id": "1"}, "hero_patient_payment_methods": {"patient_id": "1"}, "hero_practice_group": {}, "hero_practice_group_capabilities": {},
		"hero_practice_group_configuration": {}, "hero_practice_group_elements": {},
	} {
		list = append(list, provocation{"look-up refused: " + strings.TrimPrefix(name, "hero_"), looking(name, config, refused), nil})
	}
	list = append(list, provocation{"look-up refused: ephemeral access_token", func(s *scene) []*tfprotov6.Diagnostic {
		s.mock.Inject(refused)
		_, said := newProtocol(s.t, s.mock, nil).open("hero_access_token", members{})
		return said
	}, nil})
	return sorted(list)
}

// provokedQueries are about list resources.
func provokedQueries() []provocation {
	family := func(s *scene) *listProtocol {
		seedFamily(s.mock, 3)
		return newListProtocol(s.t, s.mock, nil)
	}
	querying := func(name string, q query, faults ...heromock.Fault) func(*scene) []*tfprotov6.Diagnostic {
		return func(s *scene) []*tfprotov6.Diagnostic {
			p := family(s)
			for _, f := range faults {
				s.mock.Inject(f)
			}
			p.run(name, q)
			return p.diagnosed
		}
	}
	refused := heromock.Fault{Status: 403}
	return []provocation{
		{"query: no filter for patients", func(s *scene) []*tfprotov6.Diagnostic { return family(s).validate(patientType, members{}) }, nil},
		{"query: practice_group_id and practice_group_ids", func(s *scene) []*tfprotov6.Diagnostic {
			return family(s).validate(settingsType, members{"practice_group_id": "1001", "practice_group_ids": listOf("1002")})
		}, nil},
		{"query: a practice group twice", func(s *scene) []*tfprotov6.Diagnostic {
			return family(s).validate(settingsType, members{"practice_group_ids": listOf("1001", "1001")})
		}, nil},
		{"query: limit", querying(patientType, query{limit: 2, config: testFamily}), nil},
		{"query: patients without an id", querying(patientType, query{config: testFamily}, heromock.Fault{
			Route: routePatients, Count: 1, Body: `{"data":[{"hero_id":null,"identifiers":[],"dob":"1987-07-29","ehr_registered":true}],"count":1}`,
		}), nil},
		{"query: a patient who is gone", querying(patientType, query{config: testFamily, includeResource: true}, heromock.Fault{
			Route: routePatient, Skip: 1, Count: 1, Status: http.StatusNotFound, Body: `{"message":"No patient found"}`,
		}), nil},
		{"query: a patient who cannot be read", querying(patientType, query{config: testFamily, includeResource: true}, heromock.Fault{Route: routePatient, Status: 403}), nil},
		{"query: patients refused", querying(patientType, query{config: testFamily}, refused), nil},
		{"query: webhooks refused", querying(webhookType, query{}, refused), nil},
		{"query: a webhook without an id", querying(webhookType, query{}, heromock.Fault{Body: `{"data":[{"event_type":"appointment.confirmed","url":"https://a.example.com"}],"count":1}`}), nil},
		{"query: admins refused", querying(prescriberType, query{}, refused), nil},
		{"query: settings refused", querying(settingsType, query{}, refused), nil},
		{"query: practice group outside the guard", func(s *scene) []*tfprotov6.Diagnostic {
			p := newListProtocol(s.t, s.mock, members{"allowed_practice_group_ids": textsOf("1001")})
			p.run(settingsType, query{config: members{"practice_group_id": "1004"}})
			return p.diagnosed
		}, nil},
	}
}
