// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const billingRoute = "/v1/patients/{id}/billing_info"

// billingOf reads the billing info of patients, one data source each.
func billingOf(ids ...string) string {
	var b strings.Builder
	for i, id := range ids {
		fmt.Fprintf(&b, "data \"hero_patient_billing_info\" \"p%d\" {\n  patient_id = %q\n}\n", i, id)
	}
	return b.String()
}

func TestAccProvider_isConfiguredByTheEnvironment(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	id := mock.AddPatient("1001", map[string]any{"dob": "1990-01-01"})
	w := newWorkspace(t, mock)
	w.env["TF_APPEND_USER_AGENT"] = "network-pipeline/7"
	w.write("main.tf", billingOf(id))
	w.mustRun("apply", "-auto-approve")

	journal := mock.Journal()
	if len(journal) == 0 {
		t.Fatal("no request was made")
	}
	agent := regexp.MustCompile(`^Terraform/[0-9]\S* \(\+https://www\.terraform\.io\) terraform-provider-hero/dev network-pipeline/7$`)
	for _, r := range journal {
		if !agent.MatchString(r.UserAgent) {
			t.Errorf("%s %s: user agent %q", r.Method, r.Route, r.UserAgent)
		}
		if r.PracticeGroup != "1001" {
			t.Errorf("%s %s: practice group %q", r.Method, r.Route, r.PracticeGroup)
		}
	}
}

func TestAccTexts_errorsOfTheProviderBlock(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		env   map[string]string
		block string
		texts []string
	}{
		{
			"no environment",
			map[string]string{"HERO_ENDPOINT": ""},
			``,
			[]string{
				"Error: Hero environment missing", `provider "hero"`, "production https://api.herohealth.net", "staging https://api.staging.htech.app",
			},
		},
		{
			"environment misspelt", nil, `environment = "prod"`,
			[]string{"Error: Unknown Hero environment", `"environment"`, "staging https://api.staging.htech.app"},
		},
		{
			"no key",
			map[string]string{"HERO_API_KEY": " "},
			``,
			[]string{"Error: Hero API key missing", `"api_key"`, "HERO_API_KEY"},
		},
		{
			"no practice group",
			map[string]string{"HERO_PRACTICE_GROUP_ID": ""},
			``,
			[]string{"Error: Practice group missing", `data.hero_patient_billing_info.p0`, "HERO_PRACTICE_GROUP_ID"},
		},
		{
			"unknown setting", nil, `api_key = terraform_data.later.output`,
			[]string{"Error: Provider setting is not known yet", "api_key = terraform_data.later.output", "HERO_API_KEY", "-target"},
		},
		{"time-out", nil, `request_timeout = "30"`, []string{"Error: Invalid duration", `"30"`}},
		{"retries", nil, `max_retries = 21`, []string{"Error: Invalid Attribute Value", "max_retries", "got: 21"}},
		{"rate", nil, `requests_per_second = 0`, []string{"Error: Invalid Attribute Value", "requests_per_second", "0.01"}},
		{"empty guard", nil, `allowed_practice_group_ids = []`, []string{"Error: Invalid Attribute Value", "allowed_practice_group_ids", "got: 0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Listen(t)
			w := newWorkspace(t, mock)
			maps.Copy(w.env, c.env)
			w.write("main.tf", "provider \"hero\" {\n  "+c.block+"\n}\nresource \"terraform_data\" \"later\" {\n  input = plantimestamp()\n}\n"+billingOf("123"))
			w.mustFail([]string{"plan"}, c.texts...)
			if n := len(mock.Journal()); n != 0 {
				t.Errorf("%d requests were made", n)
			}
		})
	}
}

// diagnostics.golden shows what terraform-plugin-framework-validators refuses. This test
// is about the limits of what it accepts.
func TestProvider_settingsHaveBounds(t *testing.T) {
	t.Parallel()
	set := func(entries ...any) tftypes.Value {
		var values []tftypes.Value
		for _, entry := range entries {
			values = append(values, tftypes.NewValue(tftypes.String, entry))
		}
		return tftypes.NewValue(tftypes.Set{ElementType: tftypes.String}, values)
	}
	const value, guard = "Invalid Attribute Value", "allowed_practice_group_ids"
	for name, c := range map[string]struct {
		setting string
		given   any
		want    []string
	}{
		"no retry":             {"max_retries", 0, nil},
		"most retries":         {"max_retries", 20, nil},
		"fewer than no retry":  {"max_retries", -1, []string{"error max_retries: " + value}},
		"too many retries":     {"max_retries", 21, []string{"error max_retries: " + value}},
		"retries left out":     {"max_retries", nil, nil},
		"slowest rate":         {"requests_per_second", 0.01, nil},
		"no rate":              {"requests_per_second", 0, []string{"error requests_per_second: " + value}},
		"rate left out":        {"requests_per_second", nil, nil},
		"guard":                {guard, set("1001", "1002"), nil},
		"guard, left out":      {guard, nil, nil},
		"guard, empty":         {guard, set(), []string{"error " + guard + ": " + value}},
		"guard, empty entry":   {guard, set("1001", ""), []string{"error " + guard + ": Empty value"}},
		"guard, blank entry":   {guard, set("1001", " \t"), []string{"error " + guard + ": Empty value"}},
		"guard, null entry":    {guard, set("1001", nil), []string{"error " + guard + ": Null Set Value"}},
		"guard, unknown entry": {guard, set("1001", tftypes.UnknownValue), []string{"error " + guard + ": Provider setting is not known yet"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := members{"endpoint": "https://hero.example", "api_key": "key", "practice_group_id": "1001", c.setting: c.given}
			wantDiagnostics(t, configuring(config)(&diagnosticTest{t: t}), c.want...)
		})
	}
}

func TestProvider_guardRefusesBeforeAnyRequest(t *testing.T) {
	t.Parallel()
	for name, attempt := range map[string]func(p *protocol) []*tfprotov6.Diagnostic{
		"resource": func(p *protocol) []*tfprotov6.Diagnostic {
			settings := p.resource(settingsType)
			return settings.plan(settings.none(), members{"practice_group_id": "1002", "name": "Mistaken"}).Diagnostics
		},
		"patient": func(p *protocol) []*tfprotov6.Diagnostic {
			patient := p.resource(patientType)
			return patient.plan(patient.none(), ada().with("practice_group_id", "1002")).Diagnostics
		},
		"data source": func(p *protocol) []*tfprotov6.Diagnostic {
			_, diagnostics := (&dataReader{p}).read(methodsData, members{"practice_group_id": "1002", "patient_id": "123"})
			return diagnostics
		},
		"import": func(p *protocol) []*tfprotov6.Diagnostic {
			_, diagnostics := p.resource(patientType).importID("1002/123")
			return diagnostics
		},
		"import of settings": func(p *protocol) []*tfprotov6.Diagnostic {
			_, diagnostics := p.resource(settingsType).importID("1002")
			return diagnostics
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newProtocol(t, mock, members{"allowed_practice_group_ids": textsOf("1001", "1003")})
			wantDiagnostics(t, attempt(p), "error practice_group_id: Practice group not allowed").Containing(`"1002"`, "allowed_practice_group_ids")
			if n := len(mock.Journal()); n != 0 {
				t.Errorf("%d requests were made", n)
			}
		})
	}
}

func TestProvider_retriesAsOftenAsSet(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		setting any
		want    int
	}{
		"none":        {0, 1},
		"two":         {2, 3},
		"the default": {nil, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) {
				mock := heromock.Start(t)
				id := mock.AddPatient("1001", map[string]any{"dob": "1990-01-01"})
				mock.Inject(heromock.Fault{Route: billingRoute, Status: http.StatusServiceUnavailable})
				r := &dataReader{newProtocol(t, mock, members{"max_retries": c.setting})}
				r.wantError(billingData, members{"patient_id": id}, "error: Unable to read billing info of patient "+id).
					Containing("503 Service Unavailable")
				if got := mock.Count(http.MethodGet, billingRoute); got != c.want {
					t.Errorf("%d attempts, want %d", got, c.want)
				}
			})
		})
	}
}

func TestProvider_requestTimeoutEndsAnAttempt(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		id := mock.AddPatient("1001", map[string]any{"dob": "1990-01-01"})
		mock.Inject(heromock.Fault{Route: billingRoute, Stall: time.Hour})
		start := time.Now()
		r := &dataReader{newProtocol(t, mock, members{"request_timeout": "20s", "max_retries": 1})}
		r.wantError(billingData, members{"patient_id": id}, "error: Unable to read billing info of patient "+id).
			Containing("GET /v1/patients/{id}/billing_info: timeout", "request_timeout")
		if took := time.Since(start); took < 40*time.Second || took > 41*time.Second { // two time-outs, and up to half a second between them
			t.Errorf("the error took %s", took)
		}
		if got := mock.Count(http.MethodGet, billingRoute); got != 2 {
			t.Errorf("%d attempts, want 2", got)
		}
	})
}

func TestProvider_requestsPerSecondHoldsForAllObjects(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		var ids []string
		for range 5 {
			ids = append(ids, mock.AddPatient("1001", map[string]any{"dob": "1990-01-01"}))
		}
		r := &dataReader{newProtocol(t, mock, members{"requests_per_second": 4})}
		inParallel(len(ids), len(ids), func(i int) {
			r.read(billingData, members{"patient_id": ids[i]})
		})
		for i, request := range mock.Journal() {
			if after := request.Time.Sub(mock.Journal()[0].Time); after != time.Duration(i)*time.Second/4 {
				t.Errorf("request %d arrived %s after the first", i+1, after)
			}
		}
		if n := len(mock.Journal()); n != len(ids) {
			t.Errorf("%d requests, want %d", n, len(ids))
		}
	})
}

func TestProvider_repeatsARequestTimeoutOfHeros(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		injectOnce(mock, heromock.Fault{Status: http.StatusRequestTimeout}, http.MethodPatch, settingsRoute, 0)
		p := newProtocol(t, mock, members{"max_retries": 1}).resource(settingsType)
		p.mustCreate(members{"name": "Riverside Surgery"})
		if n := mock.Count(http.MethodPatch, settingsRoute); n != 2 {
			t.Errorf("%d attempts, want 2", n)
		}
	})
}
