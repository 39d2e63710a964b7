// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"bytes"
	"context"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
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
		t.Fatal("the provider's schema is no object")
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

// wantOneError checks that there is one error, on the attribute and with each of
// the texts.
func wantOneError(t testing.TB, diags diag.Diagnostics, attribute string, texts ...string) {
	t.Helper()
	if diags.ErrorsCount() != 1 {
		t.Fatalf("got %d errors, want 1: %v", diags.ErrorsCount(), diags)
	}
	got := diags.Errors()[0]
	if at, ok := got.(diag.DiagnosticWithPath); !ok || !at.Path().Equal(path.Root(attribute)) {
		t.Errorf("the error is not on %q: %v", attribute, got)
	}
	for _, text := range texts {
		if !strings.Contains(got.Summary()+"\n"+got.Detail(), text) {
			t.Errorf("the error does not say %q:\n%s\n%s", text, got.Summary(), got.Detail())
		}
	}
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
	for name, c := range map[string]struct {
		block     providerSettings
		attribute string
		texts     []string
	}{
		"no environment": {
			providerSettings{"api_key": "key"},
			"environment",
			[]string{"production", "https://api.herohealth.net", "staging", "https://api.staging.htech.app", "mock", "HERO_ENVIRONMENT", "HERO_ENDPOINT"},
		},
		"environment and endpoint":   {goodSettings.and(providerSettings{"environment": "staging"}), "endpoint", []string{`"environment" and "endpoint"`}},
		"no key":                     {providerSettings{"environment": "staging"}, "api_key", []string{"HERO_API_KEY", "Settings > My Practice > API Key"}},
		"blank key":                  {goodSettings.and(providerSettings{"api_key": " \n"}), "api_key", []string{"HERO_API_KEY"}},
		"line break in the key":      {goodSettings.and(providerSettings{"api_key": "first\nsecond"}), "api_key", []string{"line break"}},
		"NUL in the key":             {goodSettings.and(providerSettings{"api_key": "first\x00second"}), "api_key", []string{"control character"}},
		"typographic dash in key":    {goodSettings.and(providerSettings{"api_key": "first–second"}), "api_key", []string{"non-ASCII"}},
		"line break in the practice": {goodSettings.and(providerSettings{"practice_group_id": "10\n01"}), "practice_group_id", []string{"line break"}},
		"practice outside the guard": {
			goodSettings.and(providerSettings{"allowed_practice_group_ids": []tftypes.Value{tftypes.NewValue(tftypes.String, "1002")}}), "practice_group_id",
			[]string{`"1001"`, "allowed_practice_group_ids", "nothing was sent"},
		},
		"endpoint without a scheme": {goodSettings.and(providerSettings{"endpoint": "hero.example"}), "endpoint", []string{"https://"}},
		"endpoint of another kind":  {goodSettings.and(providerSettings{"endpoint": "ftp://hero.example"}), "endpoint", []string{"https://"}},
		"endpoint without a host":   {goodSettings.and(providerSettings{"endpoint": "https:///v1"}), "endpoint", []string{"no host"}},
		"endpoint with a query":     {goodSettings.and(providerSettings{"endpoint": "https://hero.example?x=1"}), "endpoint", []string{"query"}},
		"endpoint with a fragment":  {goodSettings.and(providerSettings{"endpoint": "https://hero.example#x"}), "endpoint", []string{"fragment"}},
		"endpoint with a password":  {goodSettings.and(providerSettings{"endpoint": "https://u:first@hero.example"}), "endpoint", []string{"password"}},
		"endpoint that is no URL":   {goodSettings.and(providerSettings{"endpoint": "https://[first"}), "endpoint", []string{"not a URL"}},
		"plain http":                {goodSettings.and(providerSettings{"endpoint": "http://hero.example"}), "endpoint", []string{"unencrypted"}},
		"plain http, private host":  {goodSettings.and(providerSettings{"endpoint": "http://10.0.0.1"}), "endpoint", []string{"unencrypted"}},
		"plain http, loopback name": {goodSettings.and(providerSettings{"endpoint": "http://localhost.example"}), "endpoint", []string{"unencrypted"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp := configureProvider(t, c.block)
			wantOneError(t, resp.Diagnostics, c.attribute, c.texts...)
			for _, e := range resp.Diagnostics {
				if strings.Contains(e.Detail(), "first") {
					t.Errorf("the error shows a part of what it refuses: %s", e.Detail())
				}
			}
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
			if len(resp.Diagnostics) != 0 {
				t.Errorf("unexpected diagnostics: %v", resp.Diagnostics)
			}
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
		texts     []string
	}{
		"environment":         {"environment", notKnown, []string{"HERO_ENVIRONMENT", "-target"}},
		"endpoint":            {"endpoint", notKnown, []string{"HERO_ENDPOINT", "-target"}},
		"key":                 {"api_key", notKnown, []string{"HERO_API_KEY", "-target"}},
		"practice group":      {"practice_group_id", notKnown, []string{"HERO_PRACTICE_GROUP_ID", "-target"}},
		"guard":               {"allowed_practice_group_ids", notKnown, []string{"-target"}},
		"member of the guard": {"allowed_practice_group_ids", unknownMember, []string{"-target"}},
		"time-out":            {"request_timeout", notKnown, []string{"-target"}},
		"retries":             {"max_retries", notKnown, []string{"-target"}},
		"rate":                {"requests_per_second", notKnown, []string{"-target"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp := configureProvider(t, goodSettings.and(providerSettings{c.attribute: c.value}))
			wantOneError(t, resp.Diagnostics, c.attribute, append(c.texts, c.attribute, "only known after an apply")...)
		})
	}
}

// Environment variables belong to the process, so these cases run one by one.
func TestConfigure_readsTheEnvironment(t *testing.T) {
	t.Run("everything", func(t *testing.T) {
		t.Setenv("HERO_ENVIRONMENT", "staging")
		t.Setenv("HERO_API_KEY", " key\n")
		t.Setenv("HERO_PRACTICE_GROUP_ID", " 1001 ")
		resp := configureProvider(t, nil)
		if len(resp.Diagnostics) != 0 {
			t.Fatalf("unexpected diagnostics: %v", resp.Diagnostics)
		}
		if data, _ := resp.ResourceData.(*providerData); data.practiceGroupID != "1001" {
			t.Errorf("practice group %q, want the trimmed 1001", data.practiceGroupID)
		}
	})
	t.Run("the block wins", func(t *testing.T) {
		t.Setenv("HERO_ENDPOINT", "ftp://not-used.example")
		t.Setenv("HERO_API_KEY", "not\nused")
		t.Setenv("HERO_PRACTICE_GROUP_ID", "1002")
		resp := configureProvider(t, goodSettings)
		if len(resp.Diagnostics) != 0 {
			t.Fatalf("unexpected diagnostics: %v", resp.Diagnostics)
		}
		if data, _ := resp.ResourceData.(*providerData); data.practiceGroupID != "1001" {
			t.Errorf("practice group %q, want the block's 1001", data.practiceGroupID)
		}
	})
	t.Run("environment that does not exist", func(t *testing.T) {
		t.Setenv("HERO_ENVIRONMENT", "live")
		wantOneError(t, configureProvider(t, providerSettings{"api_key": "key"}).Diagnostics, "environment", "HERO_ENVIRONMENT", "production", "staging", "mock")
	})
	t.Run("bad endpoint", func(t *testing.T) {
		t.Setenv("HERO_ENDPOINT", "http://hero.example")
		wantOneError(t, configureProvider(t, providerSettings{"api_key": "key"}).Diagnostics, "endpoint", "HERO_ENDPOINT", "unencrypted")
	})
	t.Run("another endpoint than production's", func(t *testing.T) {
		t.Setenv("HERO_ENDPOINT", "http://127.0.0.1:4010")
		resp := configureProvider(t, providerSettings{"api_key": "key", "environment": "production"})
		wantOneError(t, resp.Diagnostics, "environment", "Production named", "HERO_ENDPOINT", "unset HERO_ENDPOINT")
		if data, _ := resp.ResourceData.(*providerData); data.client != nil {
			t.Error("a client was made all the same")
		}
	})
	t.Run("bad key", func(t *testing.T) {
		t.Setenv("HERO_API_KEY", "one\ntwo")
		wantOneError(t, configureProvider(t, providerSettings{"environment": "mock"}).Diagnostics, "api_key", "line break")
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
		"HERO_ENDPOINT over the other one": {envEnvironment: "production", envEndpoint: "https://hero.example", want: "https://hero.example"},
		"endpoint over HERO_ENVIRONMENT":   {endpoint: "https://hero.example", envEnvironment: "production", want: "https://hero.example"},
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
		wantOneError(t, diags, "practice_group_id", "HERO_PRACTICE_GROUP_ID", "provider block")
	})
	t.Run("configuration", func(t *testing.T) {
		t.Parallel()
		var diags diag.Diagnostics
		if (&providerData{}).practice(types.StringValue("1001"), &diags) != nil || !diags.HasError() {
			t.Errorf("an unconfigured provider gave a practice, or no error: %v", diags)
		}
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
