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

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// textMap is a map of texts in a configuration.
func textMap(pairs map[string]string) tftypes.Value {
	values := map[string]tftypes.Value{}
	for name, text := range pairs {
		values[name] = tftypes.NewValue(tftypes.String, text)
	}
	return tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, values)
}

func provokedProvider() []provocation {
	// block is a complete provider block with other settings; a nil takes one out.
	block := func(settings members) members {
		config := members{"endpoint": "https://hero.example", "api_key": "key", "practice_group_id": "1001"}
		maps.Copy(config, settings)
		return config
	}
	keys := func(pairs map[string]string) members {
		return block(members{"api_key": nil, "api_keys": textMap(pairs)})
	}
	fromEnv := map[string]string{}
	list := []provocation{
		{"provider: no environment", configuring(block(members{"endpoint": nil})), nil},
		{"provider: mistyped environment", configuring(block(members{"endpoint": nil, "environment": "prod"})), nil},
		{"provider: mistyped HERO_ENVIRONMENT", configuring(block(members{"endpoint": nil})), map[string]string{"HERO_ENVIRONMENT": "prod"}},
		{"provider: environment and endpoint", configuring(block(members{"environment": "staging"})), nil},
		{"provider: HERO_ENDPOINT against production", configuring(block(members{"endpoint": nil, "environment": "production"})), map[string]string{"HERO_ENDPOINT": "https://hero.example"}},
		{"provider: HERO_ENDPOINT against staging", configuring(block(members{"endpoint": nil, "environment": "staging"})), map[string]string{"HERO_ENDPOINT": "https://hero.example"}},
		{"provider: no key", configuring(block(members{"api_key": nil})), nil},
		{"provider: key with a line break", configuring(block(members{"api_key": "one\ntwo"})), nil},
		{"provider: keys, an empty one", configuring(keys(map[string]string{"1001": "key", "1002": " "})), nil},
		{"provider: keys, one with a line break", configuring(keys(map[string]string{"1001": "one\ntwo"})), nil},
		{"provider: keys, name and key swapped", configuring(keys(map[string]string{"one\ntwo": "1001"})), nil},
		{"provider: practice group with a line break", configuring(block(members{"practice_group_id": "10\n01"})), nil},
		{"provider: practice group outside the guard", configuring(block(members{"allowed_practice_group_ids": textsOf("1002")})), nil},
		{"provider: empty practice group", configuring(block(members{"practice_group_id": ""})), nil},
		{"provider: empty guard", configuring(block(members{"allowed_practice_group_ids": textsOf()})), nil},
		{"provider: empty entry in the guard", configuring(block(members{"allowed_practice_group_ids": textsOf("1001", "")})), nil},
		{"provider: duration without a unit", configuring(block(members{"request_timeout": "30"})), nil},
		{"provider: too many retries", configuring(block(members{"max_retries": 21})), nil},
		{"provider: rate of zero", configuring(block(members{"requests_per_second": 0})), nil},
		{"provider: key not known yet", configuring(block(members{"api_key": unknown})), nil},
		{"provider: time-out not known yet", configuring(block(members{"request_timeout": unknown})), nil},
		{"provider: no practice group", func(s *scene) []*tfprotov6.Diagnostic {
			p := s.with(members{"practice_group_id": nil}, webhookType)
			return p.plan(p.none(), members{"event_type": confirmed, "url": receiver}).Diagnostics
		}, nil},
		{"provider: no key for a practice group", func(s *scene) []*tfprotov6.Diagnostic {
			p := s.with(members{"api_key": nil, "api_keys": textMap(map[string]string{"1001": s.mock.APIKey()})}, webhookType)
			return p.plan(p.none(), members{"practice_group_id": "1002", "event_type": confirmed, "url": receiver}).Diagnostics
		}, fromEnv},
		{"provider: object outside the guard", func(s *scene) []*tfprotov6.Diagnostic {
			p := s.with(members{"allowed_practice_group_ids": textsOf("1001")}, webhookType)
			return p.plan(p.none(), members{"practice_group_id": "1002", "event_type": confirmed, "url": receiver}).Diagnostics
		}, nil},
		{"provider: object of a practice group with a line break", planning(webhookType, members{"practice_group_id": "10\n02", "event_type": confirmed, "url": receiver}), nil},
		{"provider: not configured", func(s *scene) []*tfprotov6.Diagnostic {
			p := s.resource(webhookType)
			p.server = protocolServer(s.t)
			_, said := p.importID("wh_1")
			return said
		}, nil},
	}
	for name, endpoint := range map[string]string{
		"no URL": "http://[::1", "another scheme": "ftp://hero.example", "no host": "https://", "a password": "https://user:password@hero.example",
		"a query": "https://hero.example?a=b", "in clear": "http://hero.example",
	} {
		list = append(list, provocation{"provider: endpoint, " + name, configuring(block(members{"endpoint": endpoint})), nil})
	}
	for name, value := range map[string]string{
		"no object": `["a"]`, "no JSON": `{"1001":`, "a name that is none": `{1001:"a"}`, "a number": `{"1001":1}`, "twice": `{"1001":"a","1001":"b"}`, "no end": `{"1001":"a"`, "more": `{"1001":"a"} {}`,
	} {
		list = append(list, provocation{"provider: HERO_API_KEYS, " + name, configuring(block(members{"api_key": nil})), map[string]string{"HERO_API_KEYS": value}})
	}
	return sorted(list)
}

// provokedRequests are the ways in which a request can end, at a read.
func provokedRequests() []provocation {
	reads := func(f heromock.Fault) func(*scene) []*tfprotov6.Diagnostic {
		f.Route = settingsRoute
		return looking("hero_practice_group", members{}, f)
	}
	page := "<html><body>Bad gateway</body></html>"
	list := []provocation{
		{"request: 400 in Hero's words", reads(heromock.Fault{Status: 400, Body: `{"error":true,"statusCode":400,"message":"name is taken"}`}), nil},
		{"request: 400 with members", reads(heromock.Fault{Status: 400, Body: refusal("postcode")}), nil},
		{"request: 401", reads(heromock.Fault{Status: 401}), nil},
		{"request: 401 for a practice group's own key", func(s *scene) []*tfprotov6.Diagnostic {
			p := s.with(members{"api_key": nil, "api_keys": textMap(map[string]string{"1001": s.mock.APIKey()})}, settingsType)
			s.mock.Inject(heromock.Fault{Status: 401})
			return p.plan(p.none(), members{"name": "Riverside Surgery"}).Diagnostics
		}, nil},
		{"request: 401 for the key of the others", func(s *scene) []*tfprotov6.Diagnostic {
			p := s.with(members{"api_keys": textMap(map[string]string{"1002": s.mock.APIKey()})}, settingsType)
			s.mock.Inject(heromock.Fault{Status: 401})
			return p.plan(p.none(), members{"name": "Riverside Surgery"}).Diagnostics
		}, nil},
		{"request: 403", reads(heromock.Fault{Status: 403}), nil},
		{"request: 404 in Hero's words", reads(heromock.Fault{Status: 404, Body: `{"error":true,"statusCode":404,"message":"Not here"}`}), nil},
		{"request: 404 without a word", reads(heromock.Fault{Status: 404}), nil},
		{"request: 409", reads(heromock.Fault{Status: 409}), nil},
		{"request: 429", reads(heromock.Fault{Status: 429}), nil},
		{"request: 429 for a long time", reads(heromock.Fault{Status: 429, RetryAfter: "900"}), nil},
		{"request: 500", reads(heromock.Fault{Status: 500}), nil},
		{"request: page of a gateway", reads(heromock.Fault{Status: 502, Body: page, ContentType: "text/html"}), nil},
		{"request: page and success", reads(heromock.Fault{Body: page, ContentType: "text/html"}), nil},
		{"request: redirect", reads(heromock.Fault{Status: 302, Body: page, ContentType: "text/html"}), nil},
		{"request: JSON of another shape", reads(heromock.Fault{Body: `[]`}), nil},
		{"request: cut body", reads(heromock.Fault{CutBody: true}), nil},
		{"request: lost connection", reads(heromock.Fault{DropBefore: true}), nil},
		{"request: lost connection of a write", creating(settingsType, members{"name": "Riverside Surgery"}, heromock.Fault{Method: http.MethodPatch, DropAfter: true}), nil},
		{"request: list that is cut", looking("hero_webhooks", members{}, heromock.Fault{Route: routeWebhooks, Body: `{"data":[],"count":5}`}), nil},
		{"request: list without its entries", looking("hero_admins", members{}, heromock.Fault{Route: adminsRoute, Body: `{"data":null,"count":5}`}), nil},
		{"request: paged list that is empty", looking("hero_admins", members{}, heromock.Fault{Route: adminsRoute, Body: `{"data":[],"count":5}`}), nil},
		{"request: paged list that repeats itself", looking("hero_admins", members{}, heromock.Fault{Route: adminsRoute, Body: `{"data":[{"id":"1"}],"count":5}`}), nil},
		{"request: created without an id", creating(webhookType, members{"event_type": confirmed, "url": receiver}, heromock.Fault{Method: http.MethodPost, Body: `{"event_type":"appointment.confirmed"}`}), nil},
		{"request: no host of that name", unreached("https://hero.invalid"), nil},
		{"request: nobody listens", func(s *scene) []*tfprotov6.Diagnostic {
			free := httptest.NewServer(http.NotFoundHandler())
			free.Close()
			return unreached(free.URL)(s)
		}, nil},
		{"request: certificate that is not trusted", func(s *scene) []*tfprotov6.Diagnostic {
			untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
			untrusted.Config.ErrorLog = log.New(io.Discard, "", 0) // of the handshake that comes to nothing
			untrusted.StartTLS()
			defer untrusted.Close()
			return unreached(untrusted.URL)(s)
		}, nil},
		{"request: time-out", func(s *scene) []*tfprotov6.Diagnostic {
			p := s.with(members{"request_timeout": "50ms"}, settingsType)
			s.mock.Inject(heromock.Fault{Route: settingsRoute, Stall: time30s})
			return p.plan(p.none(), members{"name": "Riverside Surgery"}).Diagnostics
		}, nil},
		{"request: interrupted", func(s *scene) []*tfprotov6.Diagnostic {
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

// unreached plans against an endpoint at which nobody of Hero's is.
func unreached(endpoint string) func(*scene) []*tfprotov6.Diagnostic {
	return func(s *scene) []*tfprotov6.Diagnostic {
		p := s.with(members{"endpoint": endpoint}, settingsType)
		return p.plan(p.none(), members{"name": strings.Repeat("a", 3)}).Diagnostics
	}
}
