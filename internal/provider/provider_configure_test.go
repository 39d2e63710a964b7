// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"bytes"
	"context"
	"maps"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// providerSettings are attributes of a provider block; those left out are null.
type providerSettings map[string]any

func (s providerSettings) and(more providerSettings) providerSettings {
	out := maps.Clone(s)
	maps.Copy(out, more)
	return out
}

var (
	goodSettings = providerSettings{"endpoint": "https://hero.example", "api_key": "key", "practice_group_id": "1001"}
	notKnown     = tftypes.UnknownValue
)

// configureProvider runs Configure with a provider block.
func configureProvider(t testing.TB, block providerSettings) *provider.ConfigureResponse {
	t.Helper()
	ctx := context.Background()
	p := New("test")()
	var schema provider.SchemaResponse
	p.Schema(ctx, provider.SchemaRequest{}, &schema)
	object, ok := schema.Schema.Type().TerraformType(ctx).(tftypes.Object)
	if !ok {
		t.Fatal("the provider's schema is not an object")
	}
	values := map[string]tftypes.Value{}
	for name, kind := range object.AttributeTypes {
		values[name] = tftypes.NewValue(kind, block[name])
	}
	for name := range block {
		if _, ok := values[name]; !ok {
			t.Fatalf("the provider has no attribute %q", name)
		}
	}
	req := provider.ConfigureRequest{
		TerraformVersion: "1.11.0",
		Config:           tfsdk.Config{Raw: tftypes.NewValue(object, values), Schema: schema.Schema},
	}
	var resp provider.ConfigureResponse
	p.Configure(ctx, req, &resp)
	return &resp
}

func TestConfigure_handsOutOneStructAndMakesNoRequest(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	for name, block := range map[string]providerSettings{
		"ready":   {"endpoint": mock.URL(), "api_key": mock.APIKey(), "practice_group_id": "1001"},
		"refused": {"endpoint": mock.URL(), "practice_group_id": "1001"},
		"unknown": {"endpoint": mock.URL(), "api_key": notKnown, "practice_group_id": "1001"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp := configureProvider(t, block)
			data, ok := resp.ResourceData.(*providerData)
			if !ok || data == nil {
				t.Fatalf("resources get %T", resp.ResourceData)
			}
			for kind, got := range map[string]any{
				"data sources": resp.DataSourceData, "ephemeral resources": resp.EphemeralResourceData,
				"actions": resp.ActionData, "list resources": resp.ListResourceData,
			} {
				if got != data {
					t.Errorf("%s get %v, want what resources get", kind, got)
				}
			}
			if ready := data.client != nil; ready != (name == "ready") || ready == resp.Diagnostics.HasError() {
				t.Errorf("client made: %v, diagnostics: %v", ready, resp.Diagnostics)
			}
			if len(mock.Journal()) != 0 {
				t.Errorf("Configure made %d requests", len(mock.Journal()))
			}
		})
	}
}

func TestConfigure_refuses(t *testing.T) {
	t.Parallel()
	guarding1002 := []tftypes.Value{tftypes.NewValue(tftypes.String, "1002")}
	const badKey, badEndpoint = "error api_key: Invalid Hero API key", "error endpoint: Invalid Hero endpoint"
	for name, c := range map[string]struct {
		block providerSettings
		want  string
		names []string // what the detail names
	}{
		"no environment": {
			providerSettings{"api_key": "key"},
			"error environment: Hero environment missing",
			[]string{"production", "https://api.herohealth.net", "staging", "https://api.staging.htech.app", "mock", "HERO_ENVIRONMENT", "HERO_ENDPOINT"},
		},
		"environment and endpoint":   {goodSettings.and(providerSettings{"environment": "staging"}), "error endpoint: Two services named", []string{`"environment"`, `"endpoint"`}},
		"no key":                     {providerSettings{"environment": "staging"}, "error api_key: Hero API key missing", []string{"HERO_API_KEY"}},
		"blank key":                  {goodSettings.and(providerSettings{"api_key": " \n"}), "error api_key: Hero API key missing", []string{"HERO_API_KEY"}},
		"line break in the key":      {goodSettings.and(providerSettings{"api_key": "first\nsecond"}), badKey, nil},
		"NUL in the key":             {goodSettings.and(providerSettings{"api_key": "first\x00second"}), badKey, nil},
		"typographic dash in key":    {goodSettings.and(providerSettings{"api_key": "first–second"}), badKey, nil},
		"line break in the practice": {goodSettings.and(providerSettings{"practice_group_id": "10\n01"}), "error practice_group_id: Invalid practice group", nil},
		"practice outside the guard": {
			goodSettings.and(providerSettings{"allowed_practice_group_ids": guarding1002}),
			"error practice_group_id: Practice group not allowed",
			[]string{`"1001"`, "allowed_practice_group_ids"},
		},
		"endpoint without a scheme": {goodSettings.and(providerSettings{"endpoint": "hero.example"}), badEndpoint, nil},
		"endpoint of another kind":  {goodSettings.and(providerSettings{"endpoint": "ftp://hero.example"}), badEndpoint, nil},
		"endpoint without a host":   {goodSettings.and(providerSettings{"endpoint": "https:///v1"}), badEndpoint, nil},
		"endpoint with a query":     {goodSettings.and(providerSettings{"endpoint": "https://hero.example?x=1"}), badEndpoint, nil},
		"endpoint with a fragment":  {goodSettings.and(providerSettings{"endpoint": "https://hero.example#x"}), badEndpoint, nil},
		"endpoint with a password":  {goodSettings.and(providerSettings{"endpoint": "https://u:first@hero.example"}), badEndpoint, nil},
		"endpoint that is no URL":   {goodSettings.and(providerSettings{"endpoint": "https://[first"}), badEndpoint, nil},
		"plain http":                {goodSettings.and(providerSettings{"endpoint": "http://hero.example"}), badEndpoint, nil},
		"plain http, private host":  {goodSettings.and(providerSettings{"endpoint": "http://10.0.0.1"}), badEndpoint, nil},
		"plain http, loopback name": {goodSettings.and(providerSettings{"endpoint": "http://localhost.example"}), badEndpoint, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantDiagnostics(t, configureProvider(t, c.block).Diagnostics, c.want).Containing(c.names...).Without("first")
		})
	}
}

func TestConfigure_accepts(t *testing.T) {
	t.Parallel()
	for name, block := range map[string]providerSettings{
		"environment":        {"environment": "staging", "api_key": "key", "practice_group_id": "1001"},
		"no practice group":  {"environment": "production", "api_key": "key"},
		"key to be trimmed":  goodSettings.and(providerSettings{"api_key": " key\n"}),
		"http to IPv4 loop":  goodSettings.and(providerSettings{"endpoint": "http://127.0.0.1:4010"}),
		"http to IPv6 loop":  goodSettings.and(providerSettings{"endpoint": "http://[::1]:4010"}),
		"http to localhost":  goodSettings.and(providerSettings{"endpoint": "http://LOCALHOST:4010/base"}),
		"practice in guard":  goodSettings.and(providerSettings{"allowed_practice_group_ids": []tftypes.Value{tftypes.NewValue(tftypes.String, "1001")}}),
		"numbers and a time": goodSettings.and(providerSettings{"request_timeout": "5s", "max_retries": 0, "requests_per_second": 2.5}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp := configureProvider(t, block)
			wantDiagnostics(t, resp.Diagnostics)
			if data, ok := resp.ResourceData.(*providerData); !ok || data.client == nil {
				t.Error("no client was made")
			}
		})
	}
}

func TestConfigure_unknownSettingNamesTheAttributeAndTheWayOut(t *testing.T) {
	t.Parallel()
	unknownMember := []tftypes.Value{tftypes.NewValue(tftypes.String, "1001"), tftypes.NewValue(tftypes.String, notKnown)}
	for name, c := range map[string]struct {
		attribute string
		value     any
		variable  string // the environment variable for the attribute
	}{
		"environment":         {"environment", notKnown, "HERO_ENVIRONMENT"},
		"endpoint":            {"endpoint", notKnown, "HERO_ENDPOINT"},
		"key":                 {"api_key", notKnown, "HERO_API_KEY"},
		"practice group":      {"practice_group_id", notKnown, "HERO_PRACTICE_GROUP_ID"},
		"guard":               {"allowed_practice_group_ids", notKnown, ""},
		"member of the guard": {"allowed_practice_group_ids", unknownMember, ""},
		"time-out":            {"request_timeout", notKnown, ""},
		"retries":             {"max_retries", notKnown, ""},
		"rate":                {"requests_per_second", notKnown, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp := configureProvider(t, goodSettings.and(providerSettings{c.attribute: c.value}))
			wantDiagnostics(t, resp.Diagnostics, "error "+c.attribute+": Provider setting is not known yet").Containing(`"`+c.attribute+`"`, c.variable, "-target")
		})
	}
}

// Environment variables belong to the process, so these cases do not run in parallel.
func TestConfigure_readsTheEnvironment(t *testing.T) {
	t.Run("everything", func(t *testing.T) {
		t.Setenv("HERO_ENVIRONMENT", "staging")
		t.Setenv("HERO_API_KEY", " key\n")
		t.Setenv("HERO_PRACTICE_GROUP_ID", " 1001 ")
		resp := configureProvider(t, nil)
		wantDiagnostics(t, resp.Diagnostics)
		if data, _ := resp.ResourceData.(*providerData); data.practiceGroupID != "1001" {
			t.Errorf("practice group %q, want the trimmed 1001", data.practiceGroupID)
		}
	})
	t.Run("the block wins", func(t *testing.T) {
		t.Setenv("HERO_ENDPOINT", "ftp://not-used.example")
		t.Setenv("HERO_API_KEY", "not\nused")
		t.Setenv("HERO_PRACTICE_GROUP_ID", "1002")
		resp := configureProvider(t, goodSettings)
		wantDiagnostics(t, resp.Diagnostics)
		if data, _ := resp.ResourceData.(*providerData); data.practiceGroupID != "1001" {
			t.Errorf("practice group %q, want the block's 1001", data.practiceGroupID)
		}
	})
	t.Run("environment that does not exist", func(t *testing.T) {
		t.Setenv("HERO_ENVIRONMENT", "live")
		wantDiagnostics(t, configureProvider(t, providerSettings{"api_key": "key"}).Diagnostics, "error environment: Unknown Hero environment").
			Containing("HERO_ENVIRONMENT", "production", "staging", "mock")
	})
	t.Run("bad endpoint", func(t *testing.T) {
		t.Setenv("HERO_ENDPOINT", "http://hero.example")
		wantDiagnostics(t, configureProvider(t, providerSettings{"api_key": "key"}).Diagnostics, "error endpoint: Invalid Hero endpoint").Containing("HERO_ENDPOINT")
	})
	t.Run("another endpoint than production's", func(t *testing.T) {
		t.Setenv("HERO_ENDPOINT", "http://127.0.0.1:4010")
		resp := configureProvider(t, providerSettings{"api_key": "key", "environment": "production"})
		wantDiagnostics(t, resp.Diagnostics, "error environment: Production named, another endpoint set").Containing("unset HERO_ENDPOINT")
		if data, _ := resp.ResourceData.(*providerData); data.client != nil {
			t.Error("a client was made in spite of the error")
		}
	})
	t.Run("bad key", func(t *testing.T) {
		t.Setenv("HERO_API_KEY", "one\ntwo")
		wantDiagnostics(t, configureProvider(t, providerSettings{"environment": "mock"}).Diagnostics, "error api_key: Invalid Hero API key")
	})
}

func TestConfigure_choosesTheEndpoint(t *testing.T) {
	for name, c := range map[string]struct {
		environment, endpoint       string
		envEnvironment, envEndpoint string
		want                        string
	}{
		"production":                       {environment: "production", want: "https://api.herohealth.net"},
		"staging":                          {environment: "staging", want: "https://api.staging.htech.app"},
		"the vendor's sample server":       {environment: "mock", want: "https://developer.herohealth.net/_mock/apis/public-api/openapi"},
		"endpoint":                         {endpoint: "https://hero.example/base/", want: "https://hero.example/base"},
		"environment variable":             {envEnvironment: "staging", want: "https://api.staging.htech.app"},
		"block over environment variable":  {environment: "production", envEnvironment: "staging", want: "https://api.herohealth.net"},
		"HERO_ENDPOINT over environment":   {environment: "staging", envEndpoint: "https://hero.example", want: "https://hero.example"},
		"HERO_ENDPOINT over the mock":      {environment: "mock", envEndpoint: "https://hero.example", want: "https://hero.example"},
		"HERO_ENDPOINT over the other one": {envEnvironment: "staging", envEndpoint: "https://hero.example", want: "https://hero.example"},
		"endpoint over HERO_ENVIRONMENT":   {endpoint: "https://hero.example", envEnvironment: "staging", want: "https://hero.example"},
		"production by its own host":       {environment: "production", envEndpoint: "https://API.herohealth.net/", want: "https://api.herohealth.net"},
		"production's host alone":          {envEndpoint: "https://api.herohealth.net", want: "https://api.herohealth.net"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("HERO_ENVIRONMENT", c.envEnvironment)
			t.Setenv("HERO_ENDPOINT", c.envEndpoint)
			var diags diag.Diagnostics
			got := providerModel{Environment: types.StringValue(c.environment), Endpoint: types.StringValue(c.endpoint)}.endpoint(&diags)
			if got != c.want || diags.HasError() {
				t.Errorf("endpoint %q with %v, want %q", got, diags, c.want)
			}
			if warned, want := len(diags) == 1, c.environment != "" && c.envEndpoint != ""; warned != want {
				t.Errorf("warned that the block's environment is not used: %v, want %v", warned, want)
			}
		})
	}
}

func TestPractice_saysWhatIsMissing(t *testing.T) {
	t.Parallel()
	t.Run("practice group", func(t *testing.T) {
		t.Parallel()
		resp := configureProvider(t, providerSettings{"endpoint": "https://hero.example", "api_key": "key"})
		data, _ := resp.ResourceData.(*providerData)
		var diags diag.Diagnostics
		if data.practice(types.StringNull(), &diags) != nil {
			t.Error("got a practice without an id")
		}
		wantDiagnostics(t, diags, "error practice_group_id: Practice group missing").Containing("HERO_PRACTICE_GROUP_ID")
	})
	t.Run("configuration", func(t *testing.T) {
		t.Parallel()
		var diags diag.Diagnostics
		if (&providerData{}).practice(types.StringValue("1001"), &diags) != nil {
			t.Error("an unconfigured provider gave a practice")
		}
		wantDiagnostics(t, diags, "error: Hero provider is not configured")
	})
}

func TestLogAttempt_writesOneLineWithoutValues(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		attempt hero.Attempt
		want    map[string]any
	}{
		"answered": {
			hero.Attempt{Method: "GET", Route: hero.RoutePatient, Status: 200, Duration: 1500 * time.Microsecond, Number: 1, RequestID: "r-1"},
			map[string]any{"method": "GET", "route": "/v1/patients/{id}", "status": 200.0, "duration_ms": 1.0, "attempt": 1.0, "request_id": "r-1"},
		},
		"no answer": {
			hero.Attempt{Method: "POST", Route: hero.RouteRegister, Duration: time.Second, Number: 3, Problem: hero.ProblemTimeout},
			map[string]any{
				"method": "POST", "route": "/v1/patients/register", "status": 0.0, "duration_ms": 1000.0, "attempt": 3.0, "request_id": "",
				"problem": "timeout",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			logAttempt(tflogtest.RootLogger(context.Background(), &out), c.attempt)
			lines, err := tflogtest.MultilineJSONDecode(&out)
			if err != nil {
				t.Fatal(err)
			}
			c.want["@level"], c.want["@message"], c.want["@module"] = "debug", "Hero API request", "provider.hero_api"
			if diff := cmp.Diff([]map[string]any{c.want}, lines); diff != "" {
				t.Error(diff)
			}
		})
	}
}
