// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// keyMap returns a value of api_keys. nil and notKnown are valid keys too.
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

// keySource returns which key is used for a practice group, or why there is none.
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

const noKey = "error practice_group_id: No API key for the practice group"

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
			wantDiagnostics(t, resp.Diagnostics)
			for group, want := range c.want {
				if got, diags := keySource(t, resp.ResourceData, group); got != want || diags.HasError() {
					t.Errorf("practice group %s has key source %d, want %d: %v", group, got, want, diags)
				}
			}
			for _, group := range c.none {
				_, diags := keySource(t, resp.ResourceData, group)
				wantDiagnostics(t, diags, noKey).Containing(`"`+group+`"`, "api_keys", "HERO_API_KEYS", "api_key")
			}
		})
	}
}

func TestKeys_refused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pairs map[string]any
		want  string
		names string // what the detail names
	}{
		"empty":              {map[string]any{"1001": "secret", "1002": " ", "1003": ""}, "error api_keys: Hero API key missing", "practice group 1002, 1003"},
		"null":               {map[string]any{"1001": "secret", "1002": nil}, "error api_keys: Hero API key missing", "practice group 1002"},
		"line break":         {map[string]any{"1001": "sec\nret", "1002": "secret"}, "error api_keys: Invalid Hero API key", "practice group 1001"},
		"not ASCII":          {map[string]any{"1002": "secret–"}, "error api_keys: Invalid Hero API key", "practice group 1002"},
		"no id":              {map[string]any{"": "secret"}, "error api_keys: Invalid practice group id", ""},
		"id with a space":    {map[string]any{"secret ": "1001"}, "error api_keys: Invalid practice group id", ""},
		"id with line break": {map[string]any{"sec\nret": "1001"}, "error api_keys: Invalid practice group id", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resp := configureProvider(t, providerSettings{"endpoint": "https://hero.example", "api_keys": keyMap(c.pairs)})
			wantDiagnostics(t, resp.Diagnostics, c.want).Containing("api_keys", c.names).Without("sec")
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
			wantDiagnostics(t, resp.Diagnostics, "error api_keys: Provider setting is not known yet").Containing("HERO_API_KEYS", "-target")
		})
	}
}

// Environment variables belong to the process, so these cases do not run in parallel.
func TestKeys_badEnvironment(t *testing.T) {
	const badVariable = "error api_keys: Invalid HERO_API_KEYS"
	for name, c := range map[string]struct {
		value, want string
		names       []string // what the detail names
	}{
		"a key alone":           {"secret", badVariable, nil},
		"a list":                {`["secret"]`, badVariable, nil},
		"cut":                   {`{"1001": "secret"`, badVariable, nil},
		"cut in a key":          {`{"1001": "secr`, badVariable, nil},
		"comma at the end":      {`{"1001": "secret",}`, badVariable, nil},
		"name without quotes":   {`{secret: "1001"}`, badVariable, nil},
		"number":                {`{"1001": 5551234}`, badVariable, nil},
		"null":                  {`{"1001": null}`, badVariable, nil},
		"object":                {`{"1001": {"key": "secret"}}`, badVariable, nil},
		"twice":                 {`{"1001": "secret", "1001": "other secret"}`, badVariable, nil},
		"something after it":    {`{"1001": "secret"} "secret"`, badVariable, nil},
		"broken after it":       {`{"1001": "secret"} secret`, badVariable, nil},
		"line break in one key": {`{"1001": "sec\nret"}`, "error api_keys: Invalid Hero API key", []string{"HERO_API_KEYS", "practice group 1001"}},
		"empty key":             {`{"1001": ""}`, "error api_keys: Hero API key missing", []string{"HERO_API_KEYS", "practice group 1001"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("HERO_API_KEYS", c.value)
			resp := configureProvider(t, providerSettings{"environment": "staging"})
			wantDiagnostics(t, resp.Diagnostics, c.want).Containing(c.names...).Without("secr", "555")
			if data, _ := resp.ResourceData.(*providerData); data.client != nil {
				t.Error("a client was made in spite of the error")
			}
		})
	}
}

// The default practice group must have a key too, and the guard applies whatever the
// keys are.
func TestKeys_defaultPracticeGroupAndGuard(t *testing.T) {
	t.Parallel()
	resp := configureProvider(t, ownKeySettings.and(providerSettings{"practice_group_id": "1003"}))
	wantDiagnostics(t, resp.Diagnostics, noKey).Containing(`"1003"`)
	guard := []tftypes.Value{tftypes.NewValue(tftypes.String, "1001"), tftypes.NewValue(tftypes.String, "1003")}
	resp = configureProvider(t, ownKeySettings.and(providerSettings{"allowed_practice_group_ids": guard}))
	_, diags := keySource(t, resp.ResourceData, "1002")
	wantDiagnostics(t, diags, "error practice_group_id: Practice group not allowed").Containing(`"1002"`)
	_, diags = keySource(t, resp.ResourceData, "1003")
	wantDiagnostics(t, diags, noKey).Containing(`"1003"`)
}

func TestKeys_doNotChooseThePracticeGroup(t *testing.T) {
	t.Parallel()
	resp := configureProvider(t, ownKeySettings)
	_, diags := keySource(t, resp.ResourceData, "")
	wantDiagnostics(t, diags, "error practice_group_id: Practice group missing").Containing("api_keys")
}
