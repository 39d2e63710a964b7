// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"io"
	"log"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// textMap is a map of strings in a configuration.
func textMap(pairs map[string]string) tftypes.Value {
	values := map[string]tftypes.Value{}
	for name, text := range pairs {
		values[name] = tftypes.NewValue(tftypes.String, text)
	}
	return tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, values)
}

func providerCases() []diagnosticCase {
	// block returns a complete provider block with changed settings. A nil removes one.
	block := func(settings members) members {
		config := members{"endpoint": "https://hero.example", "api_key": "key", "practice_group_id": "1001"}
		maps.Copy(config, settings)
		return config
	}
	texts := tftypes.Set{ElementType: tftypes.String}
	setOfNull := tftypes.NewValue(texts, []tftypes.Value{tftypes.NewValue(tftypes.String, nil)})
	keys := func(pairs map[string]string) members {
		return block(members{"api_key": nil, "api_keys": textMap(pairs)})
	}
	fromEnv := map[string]string{}
	list := []diagnosticCase{
		{"provider: no environment", configuring(block(members{"endpoint": nil})), nil},
		{"provider: mistyped environment", configuring(block(members{"endpoint": nil, "environment": "prod"})), nil},
		{"provider: bad TF_APPEND_USER_AGENT", configuring(block(nil)), map[string]string{"TF_APPEND_USER_AGENT": "pipeline/7\nX-Team: a"}},
		{"provider: mistyped HERO_ENVIRONMENT", configuring(block(members{"endpoint": nil})), map[string]string{"HERO_ENVIRONMENT": "prod"}},
		{"provider: environment and endpoint", configuring(block(members{"environment": "staging"})), nil},
		{"provider: HERO_ENDPOINT against production", configuring(block(members{"endpoint": nil, "environment": "production"})), map[string]string{"HERO_ENDPOINT": "https://hero.example"}},
		{"provider: HERO_ENDPOINT against staging", configuring(block(members{"endpoint": nil, "environment": "staging"})), map[string]string{"HERO_ENDPOINT": "https://hero.example"}},
		{"provider: HERO_ENDPOINT against HERO_ENVIRONMENT", configuring(block(members{"endpoint": nil})), map[string]string{"HERO_ENVIRONMENT": "production", "HERO_ENDPOINT": "https://hero.example"}},
		{"provider: HERO_ENDPOINT leads to production", configuring(block(members{"endpoint": nil, "environment": "staging"})), map[string]string{"HERO_ENDPOINT": "https://api.herohealth.net"}},
		{"provider: endpoint leads to production", configuring(block(members{"endpoint": "https://API.herohealth.net"})), map[string]string{"HERO_ENVIRONMENT": "staging"}},
		{"provider: endpoint against HERO_ENVIRONMENT", configuring(block(nil)), map[string]string{"HERO_ENVIRONMENT": "production"}},
		{"provider: HTTP/2 is logged", configuring(block(nil)), map[string]string{"GODEBUG": "http2debug=2"}},
		{"provider: no key", configuring(block(members{"api_key": nil})), nil},
		{"provider: key with a line break", configuring(block(members{"api_key": "one\ntwo"})), nil},
		{"provider: keys, an empty one", configuring(keys(map[string]string{"1001": "key", "1002": " "})), nil},
		{"provider: keys, one with a line break", configuring(keys(map[string]string{"1001": "one\ntwo"})), nil},
		{"provider: keys, name and key swapped", configuring(keys(map[string]string{"one\ntwo": "1001"})), nil},
		{"provider: practice group with a line break", configuring(block(members{"practice_group_id": "10\n01"})), nil},
		{"provider: key and practice group swapped", configuring(block(members{"api_key": "1001", "practice_group_id": "hk_1"})), nil},
		{"provider: key and practice group of another form swapped", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			_, diagnostics := (&dataReader{s.with(members{"api_key": "0b5e7c1e-aa11", "practice_group_id": s.mock.APIKey()}, settingsType).protocol}).read("hero_practice_group", nil)
			return diagnostics
		}, nil},
		{"provider: keys, keyed by keys", configuring(keys(map[string]string{"hk_1": "1001"})), nil},
		{"provider: key as practice group", configuring(block(members{"practice_group_id": "key"})), nil},
		{"provider: key in the guard", configuring(block(members{"allowed_practice_group_ids": textsOf("1001", "key")})), nil},
		{"provider: practice group outside the guard", configuring(block(members{"allowed_practice_group_ids": textsOf("1002")})), nil},
		{"provider: empty practice group", configuring(block(members{"practice_group_id": ""})), nil},
		{"provider: empty guard", configuring(block(members{"allowed_practice_group_ids": textsOf()})), nil},
		{"provider: empty entry in the guard", configuring(block(members{"allowed_practice_group_ids": textsOf("1001", "")})), nil},
		{"provider: null in the guard", configuring(block(members{"allowed_practice_group_ids": setOfNull})), nil},
		{"provider: duration without a unit", configuring(block(members{"request_timeout": "30"})), nil},
		{"provider: too many retries", configuring(block(members{"max_retries": 21})), nil},
		{"provider: rate of zero", configuring(block(members{"requests_per_second": 0})), nil},
		{"provider: key not known yet", configuring(block(members{"api_key": unknown})), nil},
		{"provider: time-out not known yet", configuring(block(members{"request_timeout": unknown})), nil},
		{"provider: no practice group", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.with(members{"practice_group_id": nil}, webhookType)
			return p.plan(p.none(), members{"event_type": confirmed, "url": receiver}).Diagnostics
		}, nil},
		{"provider: no key for a practice group", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.with(members{"api_key": nil, "api_keys": textMap(map[string]string{"1001": s.mock.APIKey()})}, webhookType)
			return p.plan(p.none(), members{"practice_group_id": "1002", "event_type": confirmed, "url": receiver}).Diagnostics
		}, fromEnv},
		{"provider: object outside the guard", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.with(members{"allowed_practice_group_ids": textsOf("1001")}, webhookType)
			return p.plan(p.none(), members{"practice_group_id": "1002", "event_type": confirmed, "url": receiver}).Diagnostics
		}, nil},
		{"provider: object of a practice group with a line break", planning(webhookType, members{"practice_group_id": "10\n02", "event_type": confirmed, "url": receiver}), nil},
		{"provider: not configured", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(webhookType)
			p.server = protocolServer(nil)
			_, diagnostics := p.importID("wh_1")
			return diagnostics
		}, nil},
	}
	for name, endpoint := range map[string]string{
		"no URL": "http://[::1", "another scheme": "ftp://hero.example", "no host": "https://", "a password": "https://user:password@hero.example",
		"a query": "https://hero.example?a=b", "in clear": "http://hero.example",
	} {
		list = append(list, diagnosticCase{"provider: endpoint, " + name, configuring(block(members{"endpoint": endpoint})), nil})
	}
	for name, value := range map[string]string{
		"no object": `["a"]`, "no JSON": `{"1001":`, "a name that is none": `{1001:"a"}`, "a number": `{"1001":1}`, "twice": `{"1001":"a","1001":"b"}`, "no end": `{"1001":"a"`, "more": `{"1001":"a"} {}`,
	} {
		list = append(list, diagnosticCase{"provider: HERO_API_KEYS, " + name, configuring(block(members{"api_key": nil})), map[string]string{"HERO_API_KEYS": value}})
	}
	return sortedByName(list)
}

// requestCases are the ways in which the request of a read can end.
func requestCases() []diagnosticCase {
	reads := func(f heromock.Fault) func(*diagnosticTest) []*tfprotov6.Diagnostic {
		f.Route = settingsRoute
		return looking("hero_practice_group", members{}, f)
	}
	page := "<html><body>Bad gateway</body></html>"
	list := []diagnosticCase{
		{"request: 400 in Hero's words", reads(heromock.Fault{Status: 400, Body: `{"error":true,"statusCode":400,"message":"name is taken"}`}), nil},
		{"request: 400 with members", reads(heromock.Fault{Status: 400, Body: refusal("postcode")}), nil},
		{"request: 401", reads(heromock.Fault{Status: 401}), nil},
		{"request: 401 for a practice group's own key", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.with(members{"api_key": nil, "api_keys": textMap(map[string]string{"1001": s.mock.APIKey()})}, settingsType)
			s.mock.Inject(heromock.Fault{Status: 401})
			return p.plan(p.none(), members{"name": "Riverside Surgery"}).Diagnostics
		}, nil},
		{"request: 401 for the key of the others", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.with(members{"api_keys": textMap(map[string]string{"1002": s.mock.APIKey()})}, settingsType)
			s.mock.Inject(heromock.Fault{Status: 401})
			return p.plan(p.none(), members{"name": "Riverside Surgery"}).Diagnostics
		}, nil},
		{"request: 403", reads(heromock.Fault{Status: 403}), nil},
		{"request: 404 in Hero's words", reads(heromock.Fault{Status: 404, Body: `{"error":true,"statusCode":404,"message":"Not here"}`}), nil},
		{"request: 404 without a word", reads(heromock.Fault{Status: 404}), nil},
		{"request: 407 of a proxy", reads(heromock.Fault{Status: 407, Body: page, ContentType: "text/html"}), nil},
		{"request: 409", reads(heromock.Fault{Status: 409}), nil},
		{"request: 429", reads(heromock.Fault{Status: 429}), nil},
		{"request: 429 until the time is used up", usedUpQuota(1), nil},
		{"request: 429 after the time was used up", usedUpQuota(2), nil},
		{"request: 429 for a long time", reads(heromock.Fault{Status: 429, RetryAfter: "900"}), nil},
		{"request: 500", reads(heromock.Fault{Status: 500}), nil},
		{"request: page of a gateway", reads(heromock.Fault{Status: 502, Body: page, ContentType: "text/html"}), nil},
		{"request: page and success", reads(heromock.Fault{Body: page, ContentType: "text/html"}), nil},
		{"request: redirect", reads(heromock.Fault{Status: 302, Body: page, ContentType: "text/html"}), nil},
		{"request: JSON of another shape", reads(heromock.Fault{Body: `[]`}), nil},
		{"request: JSON of another shape, for a list", looking("hero_webhooks", members{}, heromock.Fault{Body: `{"items":[]}`}), nil},
		{"request: JSON that is too deep", reads(heromock.Fault{Body: strings.Repeat("[", 101) + strings.Repeat("]", 101)}), nil},
		{"request: list that is too long", looking("hero_admins", members{}, heromock.Fault{
			Route: adminsRoute, Body: `[` + strings.Repeat(`{"id":"1"},`, hero.MaxListEntries) + `{"id":"1"}]`,
		}), nil},
		{"request: cut body", reads(heromock.Fault{CutBody: true}), nil},
		{"request: lost connection", reads(heromock.Fault{DropBefore: true}), nil},
		{"request: lost connection of a write", creating(settingsType, members{"name": "Riverside Surgery"}, heromock.Fault{Method: http.MethodPatch, DropAfter: true}), nil},
		{"request: list that is cut", looking("hero_webhooks", members{}, heromock.Fault{Route: routeWebhooks, Body: `{"data":[],"count":5}`}), nil},
		{"request: list without its entries", looking("hero_admins", members{}, heromock.Fault{Route: adminsRoute, Body: `{"data":null,"count":5}`}), nil},
		{"request: paged list that is empty", looking("hero_admins", members{}, heromock.Fault{Route: adminsRoute, Body: `{"data":[],"count":5}`}), nil},
		{"request: paged list that repeats itself", looking("hero_admins", members{}, heromock.Fault{Route: adminsRoute, Body: `{"data":[{"id":"1"}],"count":5}`}), nil},
		{"request: created without an id", creating(webhookType, members{"event_type": confirmed, "url": receiver}, heromock.Fault{Method: http.MethodPost, Body: `{"event_type":"appointment.confirmed"}`}), nil},
		{"request: time-out of a write", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(settingsType)
			planned := p.plan(p.none(), members{"name": "Riverside Surgery"})
			s.mock.Inject(heromock.Fault{Method: http.MethodPatch, Route: settingsRoute, Stall: time.Hour})
			_, diagnostics := p.apply(p.none(), planned, members{"name": "Riverside Surgery"})
			return diagnostics
		}, nil},
		{unknownHost, unreached("https://hero.invalid"), nil},
		{"request: nobody listens", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.Close()
			p := s.resource(settingsType)
			return p.plan(p.none(), members{"name": "Riverside Surgery"}).Diagnostics
		}, nil},
		{untrustedCertificate, func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
			untrusted.Config.ErrorLog = log.New(io.Discard, "", 0) // the failed handshake
			untrusted.StartTLS()
			defer untrusted.Close()
			return unreached(untrusted.URL)(s)
		}, nil},
		{"request: time-out", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(settingsType)
			s.mock.Inject(heromock.Fault{Route: settingsRoute, Stall: time.Hour})
			return p.plan(p.none(), members{"name": "Riverside Surgery"}).Diagnostics
		}, nil},
		{"request: interrupted", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := s.resource(settingsType)
			ctx, cancel := context.WithCancel(s.t.Context())
			cancel()
			made := instance{state: p.value(members{"practice_group_id": "1001"})}
			resp, err := p.server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{TypeName: settingsType, CurrentState: made.state})
			p.must(err)
			return resp.Diagnostics
		}, nil},
	}
	return list
}

// These cases need a real network, so they run outside the bubble.
const (
	unknownHost          = "request: no host of that name"
	untrustedCertificate = "request: certificate that is not trusted"
)

// usedUpQuota reads the given number of times while Hero refuses everything.
func usedUpQuota(reads int) func(*diagnosticTest) []*tfprotov6.Diagnostic {
	return func(s *diagnosticTest) (last []*tfprotov6.Diagnostic) {
		s.mock.Inject(heromock.Fault{Status: 429, RetryAfter: "60"})
		reader := &dataReader{newProtocol(s.t, s.mock, members{"max_retries": 1})}
		for range reads {
			_, last = reader.read("hero_practice_group", nil)
		}
		return last
	}
}

// unreached plans against an endpoint at which there is no Hero.
func unreached(endpoint string) func(*diagnosticTest) []*tfprotov6.Diagnostic {
	return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
		p := s.with(members{"endpoint": endpoint}, settingsType)
		p.server = protocolServer(nil) // with real connections
		p.configure()
		return p.plan(p.none(), members{"name": strings.Repeat("a", 3)}).Diagnostics
	}
}

// customRequestCases are about hero_request.
func customRequestCases() []diagnosticCase {
	text := func(s string) tftypes.Value { return tftypes.NewValue(tftypes.String, s) }
	object := func(value tftypes.Value) tftypes.Value {
		return tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"text": tftypes.String}}, map[string]tftypes.Value{"text": value})
	}
	action := func(more members) members {
		config := members{"method": "POST", "path": "/v1/short_links", "body": object(text("a"))}
		maps.Copy(config, more)
		return config
	}
	planned := func(more members) func(*diagnosticTest) []*tfprotov6.Diagnostic {
		return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			return newProtocol(s.t, s.mock, nil).planRequest(action(more))
		}
	}
	sent := func(more members, f heromock.Fault) func(*diagnosticTest) []*tfprotov6.Diagnostic {
		return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.Inject(f)
			_, diagnostics := newProtocol(s.t, s.mock, nil).invokeRequest(action(more))
			return diagnostics
		}
	}
	read := func(more members, faults ...heromock.Fault) func(*diagnosticTest) []*tfprotov6.Diagnostic {
		config := members{"path": "/v1/short_links"}
		maps.Copy(config, more)
		return looking(requestName, config, faults...)
	}
	texts := tftypes.List{ElementType: tftypes.String}
	return []diagnosticCase{
		{"own request: GET as an action", planned(members{"method": "GET"}), nil},
		{"own request: what a resource manages", planned(members{"path": "/v1/webhooks"}), nil},
		{"own request: path without a version", planned(members{"path": "short_links"}), nil},
		{"own request: path with a query", planned(members{"path": "/v1/short_links?status=a"}), nil},
		{"own request: path with dots", planned(members{"path": "/v1/../short_links"}), nil},
		{"own request: path with an empty step", planned(members{"path": "/v1/short_links/"}), nil},
		{"own request: path with an encoded slash", planned(members{"path": "/v1/short%2Flinks"}), nil},
		{"own request: path with a space", planned(members{"path": "/v1/short links"}), nil},
		{"own request: NHS number in the path", planned(members{"path": "/v1/things/999%20012%203454"}), nil},
		{"own request: parameter without a name", planned(members{"query": members{"": listOf("a")}}), nil},
		{"own request: parameter without a value", planned(members{"query": members{"status": tftypes.NewValue(texts, nil)}}), nil},
		{"own request: no body", planned(members{"body": nil}), nil},
		{"own request: JSON as a text", planned(members{"body": textOf(`{"text":"hello"}`)}), nil},
		{"own request: null in the body", planned(members{"body": object(tftypes.NewValue(tftypes.String, nil))}), nil},
		{"own request: DELETE with a body", planned(members{"method": "DELETE"}), nil},
		{"own request: refused", sent(nil, heromock.Fault{Status: http.StatusForbidden}), nil},
		{"own request: no answer", sent(nil, heromock.Fault{DropBefore: true}), nil},
		{"own request: no answer, and repeated", sent(members{"safe_to_repeat": true}, heromock.Fault{DropBefore: true}), nil},
		{"own request: read, a page and all pages", read(members{"pages": true, "query": members{"page_index": listOf("1")}}), nil},
		{"own request: read, parameter without a value", read(members{"query": members{"status": listOf()}}), nil},
		{"own request: read, path without a version", read(members{"path": "short_links"}), nil},
		{"own request: read, refused", read(nil, heromock.Fault{Status: http.StatusForbidden}), nil},
		{"own request: read, of another practice group", read(nil, heromock.Fault{Body: `{"data":[{"id":"bl_1","practice_group_id":"1001"},{"id":"bl_2","practice_group_id":1002}],"count":2}`}), nil},
		{"own request: answered for another practice group", sent(nil, heromock.Fault{Body: `{"practice_group_id":"1002"}`}), nil},
		{"own request: read, what has no form in Terraform", read(nil, heromock.Fault{Body: `{"a":1e999999999999}`}), nil},
	}
}

// lookupCases are about data sources and ephemeral resources.
func lookupCases() []diagnosticCase {
	refused := heromock.Fault{Status: 403}
	byNumber := members{"nhs_number": "999 000 0018", "dob": "1990-06-15"}
	list := []diagnosticCase{
		{"patient data: neither id nor number", looking(patientData, members{}), nil},
		{"patient data: empty id", looking(patientData, members{"id": ""}), nil},
		{"patient data: NHS number as id", looking(patientData, members{"id": "999 012 3454"}), nil},
		{"patient data: NHS number as id, in digits", looking(patientData, members{"id": "9990123454"}), nil},
		{"patient data: nobody", looking(patientData, byNumber), nil},
		{"patient data: nobody of that id", looking(patientData, members{"id": "404"}), nil},
		{"patient data: two records", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.AddPatient("1001", ada().record())
			s.mock.AddPatient("1001", ada().record())
			return looking(patientData, byNumber)(s)
		}, nil},
		{"patient data: known to the record system only", looking(patientData, byNumber, heromock.Fault{
			Route: routePatients, Body: `{"data":[{"nhs_number":"9990000018","dob":"1990-06-15","hero_id":null,"identifiers":[],"ehr_registered":true}],"count":1}`,
		}), nil},
		{"patient data: search fails", looking(patientData, byNumber, refused), nil},
		{"patients: no filter", looking(patientsData, members{}), nil},
		{"forms: type that is none", looking("hero_forms", members{"form_type": "Response"}), nil},
		{"locations: empty filter", looking("hero_appointment_types", members{"location_ids": textsOf()}), nil},
		{"practice group: what cannot be passed through", looking("hero_practice_group_configuration", members{}, heromock.Fault{Body: `{"a":1e999999999999}`}), nil},
		{"admin: neither id nor e-mail address", looking("hero_admin", members{}), nil},
		{"admin: id and e-mail address", looking("hero_admin", members{"id": "1", "email": "ada@practice.example"}), nil},
		{"admin: none of that e-mail address", looking("hero_admin", members{"email": "nobody@practice.example"}), nil},
		{"admin: two of that e-mail address", looking("hero_admin", members{"email": "ada@practice.example"}, heromock.Fault{
			Route: adminsRoute, Count: 1, Body: `{"data":[{"id":"1","email":"ada@practice.example"},{"id":null,"email":"ada@practice.example"}],"count":2}`,
		}), nil},
		{"admin: no e-mail address anywhere", looking("hero_admin", members{"email": "ada@practice.example"}, heromock.Fault{
			Route: adminsRoute, Body: `{"data":[{"id":"1"}],"count":1}`,
		}), nil},
		{"practitioner: refused, by name", looking("hero_practitioner", members{"name": "Dr King"}, refused), nil},
		{"patient: id with zeros in front", looking("hero_patient", members{"id": "000101"}), nil},
		{"location: none of that id", looking("hero_location", members{"id": "404"}), nil},
		{"billing info: id of another route", looking(billingData, members{"patient_id": ".."}), nil},
		{"form: refused, by title", looking("hero_form", members{"title": "Consent"}, refused), nil},
	}
	for name, config := range map[string]members{
		"hero_admins": {}, "hero_admin": {"id": "501"}, "hero_locations": {}, "hero_location": {"id": "1"}, "hero_appointment_types": {}, "hero_appointment_type": {"id": "1"},
		"hero_practitioners": {}, "hero_practitioner": {"id": "1"}, "hero_forms": {}, "hero_form": {"id": "1"}, "hero_webhooks": {}, patientsData: {"last_name": "Lovelace"},
		billingData: {"patient_id": "1"}, "hero_patient_payment_methods": {"patient_id": "1"}, "hero_practice_group": {}, "hero_practice_group_capabilities": {},
		"hero_practice_group_configuration": {}, "hero_practice_group_elements": {},
	} {
		list = append(list, diagnosticCase{"look-up refused: " + strings.TrimPrefix(name, "hero_"), looking(name, config, refused), nil})
	}
	token := func(f heromock.Fault) func(*diagnosticTest) []*tfprotov6.Diagnostic {
		return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			s.mock.Inject(f)
			_, diagnostics := newProtocol(s.t, s.mock, nil).open("hero_access_token", members{})
			return diagnostics
		}
	}
	list = append(list, diagnosticCase{"look-up refused: ephemeral access_token", token(refused), nil},
		diagnosticCase{"access token: none in the answer", token(heromock.Fault{Body: `{"token":"t"}`}), nil})
	return sortedByName(list)
}

// queryCases are about list resources.
func queryCases() []diagnosticCase {
	family := func(s *diagnosticTest) *listProtocol {
		seedFamily(s.mock, 3)
		return newListProtocol(s.t, s.mock, nil)
	}
	querying := func(name string, q query, faults ...heromock.Fault) func(*diagnosticTest) []*tfprotov6.Diagnostic {
		return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := family(s)
			for _, f := range faults {
				s.mock.Inject(f)
			}
			p.run(name, q)
			return p.diagnosed
		}
	}
	refused := heromock.Fault{Status: 403}
	return []diagnosticCase{
		{"query: no filter for patients", func(s *diagnosticTest) []*tfprotov6.Diagnostic { return family(s).validate(patientType, members{}) }, nil},
		{"query: practice_group_id and practice_group_ids", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			return family(s).validate(settingsType, members{"practice_group_id": "1001", "practice_group_ids": listOf("1002")})
		}, nil},
		{"query: a practice group twice", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
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
		{"query: practice group outside the guard", func(s *diagnosticTest) []*tfprotov6.Diagnostic {
			p := newListProtocol(s.t, s.mock, members{"allowed_practice_group_ids": textsOf("1001")})
			p.run(settingsType, query{config: members{"practice_group_id": "1004"}})
			return p.diagnosed
		}, nil},
	}
}
