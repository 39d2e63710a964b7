// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// keyMap is a value of api_keys; nil and notKnown are values of it too.
func keyMap(pairs map[string]any) map[string]tftypes.Value {
	values := map[string]tftypes.Value{}
	for id, key := range pairs {
		values[id] = tftypes.NewValue(tftypes.String, key)
	}
	return values
}

var ownKeySettings = providerSettings{
	"endpoint": "https://hero.example", "api_keys": keyMap(map[string]any{"1001": " own-1001\n", "1002": "own-1002"}),
}

// keySource is which key would act for a practice group, or why none does.
func keySource(t testing.TB, data any, group string) (hero.KeySource, diag.Diagnostics) {
	t.Helper()
	d, ok := data.(*providerData)
	if !ok {
		t.Fatalf("got %T", data)
	}
	var diags diag.Diagnostics
	practice := d.practice(types.StringValue(group), &diags)
	if practice == nil {
		return 0, diags
	}
	return practice.KeySource(), diags
}

func TestKeys_whichOneActs(t *testing.T) {
	for name, c := range map[string]struct {
		block providerSettings
		env   map[string]string
		want  map[string]hero.KeySource
		none  []string
	}{
		"own alone":      {ownKeySettings, nil, map[string]hero.KeySource{"1001": hero.OwnKey, "1002": hero.OwnKey}, []string{"1003"}},
		"own and common": {ownKeySettings.and(providerSettings{"api_key": "common"}), nil, map[string]hero.KeySource{"1001": hero.OwnKey, "1003": hero.CommonKey}, nil},
		"common of the environment": {
			ownKeySettings, map[string]string{"HERO_API_KEY": "common"}, map[string]hero.KeySource{"1001": hero.OwnKey, "1003": hero.CommonKey}, nil,
		},
		"environment": {
			providerSettings{"environment": "staging"}, map[string]string{"HERO_API_KEYS": ` {"1001": " own-1001 "} `}, map[string]hero.KeySource{"1001": hero.OwnKey}, []string{"1002"},
		},
		"the block wins over the environment": {
			ownKeySettings, map[string]string{"HERO_API_KEYS": `{"1003": "`}, map[string]hero.KeySource{"1001": hero.OwnKey}, []string{"1003"},
		},
		"an empty map counts as unset": {
			goodSettings.and(providerSettings{"api_keys": keyMap(nil)}), nil, map[string]hero.KeySource{"1001": hero.OnlyKey}, nil,
		},
		"an empty object counts as unset": {
			goodSettings, map[string]string{"HERO_API_KEYS": "{}"}, map[string]hero.KeySource{"1001": hero.OnlyKey}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			for variable, value := range c.env {
				t.Setenv(variable, value)
			}
			resp := configureProvider(t, c.block)
			if len(resp.Diagnostics) != 0 {
				t.Fatalf("unexpected diagnostics: %v", resp.Diagnostics)
			}
			for group, want := range c.want {
				if got, diags := keySource(t, resp.ResourceData, group); got != want || diags.HasError() {
					t.Errorf("practice group %s has key source %d, want %d: %v", group, got, want, diags)
				}
			}
			for _, group := range c.none {
				_, diags := keySource(t, resp.ResourceData, group)
				wantOneError(t, diags, "practice_group_id", "No API key", `"`+group+`"`, "api_keys", "HERO_API_KEYS", "api_key", "nothing was sent")
			}
		})
	}
}

func TestKeys_refused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pairs map[string]any
		texts []string
	}{
		"empty":              {map[string]any{"1001": "secret", "1002": " ", "1003": ""}, []string{"Hero API key missing", "api_keys", "practice group 1002, 1003"}},
		"null":               {map[string]any{"1001": "secret", "1002": nil}, []string{"practice group 1002"}},
		"line break":         {map[string]any{"1001": "sec\nret", "1002": "secret"}, []string{"Invalid Hero API key", "line break", "practice group 1001"}},
		"not ASCII":          {map[string]any{"1002": "secret–"}, []string{"non-ASCII", "practice group 1002"}},
		"no id":              {map[string]any{"": "secret"}, []string{"Invalid practice group id", "values are their keys"}},
		"id with a space":    {map[string]any{"secret ": "1001"}, []string{"Invalid practice group id", "begins or ends with a space"}},
		"id with line break": {map[string]any{"sec\nret": "1001"}, []string{"Invalid practice group id"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp := configureProvider(t, providerSettings{"endpoint": "https://hero.example", "api_keys": keyMap(c.pairs)})
			wantOneError(t, resp.Diagnostics, "api_keys", c.texts...)
			for _, d := range resp.Diagnostics {
				if strings.Contains(said(d), "sec") {
					t.Errorf("the error shows a key: %s", said(d))
				}
			}
		})
	}
}

func TestKeys_unknown(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]any{
		"all": notKnown,
		"one": keyMap(map[string]any{"1001": "own", "1002": notKnown}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp := configureProvider(t, goodSettings.and(providerSettings{"api_keys": value}))
			wantOneError(t, resp.Diagnostics, "api_keys", "only known after an apply", "HERO_API_KEYS", "-target")
		})
	}
}

// The environment is the process's, so these run one by one.
func TestKeys_badEnvironment(t *testing.T) {
	for name, c := range map[string]struct{ value, says string }{
		"a key alone":           {"secret", "not a JSON object"},
		"a list":                {`["secret"]`, "not a JSON object"},
		"cut":                   {`{"1001": "secret"`, "not valid JSON"},
		"cut in a key":          {`{"1001": "secr`, "not valid JSON"},
		"comma at the end":      {`{"1001": "secret",}`, "not valid JSON"},
		"name without quotes":   {`{secret: "1001"}`, "not valid JSON"},
		"number":                {`{"1001": 5551234}`, "not a text"},
		"null":                  {`{"1001": null}`, "not a text"},
		"object":                {`{"1001": {"key": "secret"}}`, "not a text"},
		"twice":                 {`{"1001": "secret", "1001": "other secret"}`, "in it twice"},
		"something after it":    {`{"1001": "secret"} "secret"`, "follows after the JSON object"},
		"broken after it":       {`{"1001": "secret"} secret`, "follows after the JSON object"},
		"line break in one key": {`{"1001": "sec\nret"}`, "practice group 1001"},
		"empty key":             {`{"1001": ""}`, "practice group 1001"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("HERO_API_KEYS", c.value)
			resp := configureProvider(t, providerSettings{"environment": "staging"})
			wantOneError(t, resp.Diagnostics, "api_keys", "HERO_API_KEYS", c.says)
			for _, d := range resp.Diagnostics {
				for _, part := range []string{"secr", "555"} {
					if strings.Contains(said(d), part) {
						t.Errorf("the error shows the content: %s", said(d))
					}
				}
			}
			if data, _ := resp.ResourceData.(*providerData); data.client != nil {
				t.Error("a client was made all the same")
			}
		})
	}
}

// The default practice group of the block must have a key too, and the guard
// holds whatever the keys are.
func TestKeys_defaultPracticeGroupAndGuard(t *testing.T) {
	t.Parallel()
	resp := configureProvider(t, ownKeySettings.and(providerSettings{"practice_group_id": "1003"}))
	wantOneError(t, resp.Diagnostics, "practice_group_id", "No API key", `"1003"`)
	guard := []tftypes.Value{tftypes.NewValue(tftypes.String, "1001"), tftypes.NewValue(tftypes.String, "1003")}
	resp = configureProvider(t, ownKeySettings.and(providerSettings{"allowed_practice_group_ids": guard}))
	_, diags := keySource(t, resp.ResourceData, "1002")
	wantOneError(t, diags, "practice_group_id", "not allowed", `"1002"`)
	_, diags = keySource(t, resp.ResourceData, "1003")
	wantOneError(t, diags, "practice_group_id", "No API key", `"1003"`)
}

func TestKeys_doNotChooseThePracticeGroup(t *testing.T) {
	t.Parallel()
	resp := configureProvider(t, ownKeySettings)
	_, diags := keySource(t, resp.ResourceData, "")
	wantOneError(t, diags, "practice_group_id", "Practice group missing", "api_keys does not choose", "each object names its own")
}
