// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

func TestIsWebhookID(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bool{
		"wh_1": true, "123": true, "5f0c7d1e-0000-4000-8000-000000000001": true, "a.b:c": true,
		"": false, " ": false, "wh 1": false, "wh\t1": false, "wh_1\n": false, "wh/1": false, "wh\u200b1": false, "wh\u00a01": false, "wh\x001": false,
	} {
		if isWebhookID(id) != want {
			t.Errorf("isWebhookID(%q) = %t", id, !want)
		}
	}
}

func TestRefreshHeaders(t *testing.T) {
	t.Parallel()
	type headers = map[string]string
	null, unknown := types.MapNull(types.StringType), types.MapUnknown(types.StringType)
	of := func(h headers) types.Map {
		elements := map[string]attr.Value{}
		for name, value := range h {
			elements[name] = types.StringValue(value)
		}
		return types.MapValueMust(types.StringType, elements)
	}
	absent := hero.Nullable[headers]{}
	tests := map[string]struct {
		known       types.Map
		live        hero.Nullable[headers]
		createdHere bool
		want        types.Map
	}{
		"absent, unknown":    {unknown, absent, false, null},
		"absent, null":       {null, absent, false, null},
		"absent, known":      {of(headers{"X-A": "1"}), absent, false, of(headers{"X-A": "1"})},
		"null is none":       {null, hero.Null[headers](), false, of(nil)},
		"null where some":    {of(headers{"X-A": "1"}), hero.Null[headers](), false, of(nil)},
		"none":               {unknown, hero.Value(headers{}), false, of(nil)},
		"some":               {unknown, hero.Value(headers{"x-a": "1"}), false, of(headers{"x-a": "1"})},
		"respelled":          {of(headers{"X-A": "1"}), hero.Value(headers{"x-a": "1"}), false, of(headers{"X-A": "1"})},
		"changed":            {of(headers{"X-A": "1"}), hero.Value(headers{"x-a": "2"}), false, of(headers{"x-a": "2"})},
		"none and not known": {null, hero.Value(headers{}), false, of(nil)},
		"none sent":          {null, hero.Value(headers{}), true, null},
		"none sent, null":    {null, hero.Null[headers](), true, null},
		"none sent, but one": {null, hero.Value(headers{"x-a": "1"}), true, of(headers{"x-a": "1"})},
		"masked":             {of(headers{"X-A": "secret"}), hero.Value(headers{"x-a": "****"}), false, of(headers{"X-A": "secret"})},
		"shortened":          {of(headers{"X-A": "secret"}), hero.Value(headers{"x-a": "se***"}), true, of(headers{"X-A": "secret"})},
		"masked, another":    {of(headers{"X-A": "secret"}), hero.Value(headers{"x-a": "ot***"}), false, of(headers{"x-a": "ot***"})},
		"masked, other name": {of(headers{"X-A": "secret"}), hero.Value(headers{"x-b": "****"}), false, of(headers{"x-b": "****"})},
		"masked, not known":  {null, hero.Value(headers{"x-a": "****"}), false, null},
		"none sent, masked":  {null, hero.Value(headers{"x-a": "****"}), true, of(headers{"x-a": "****"})},
		"taken away":         {of(headers{"X-A": "1"}), hero.Value(headers{}), true, of(nil)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := refreshHeaders(test.known, test.live, test.createdHere); !got.Equal(test.want) {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// Headers that Hero adds itself do not count as stored differently.
func TestWebhookSettle_headers(t *testing.T) {
	t.Parallel()
	none := types.MapNull(types.StringType)
	some := types.MapValueMust(types.StringType, map[string]attr.Value{"X-A": types.StringValue("1")})
	own := hero.Webhook{Headers: hero.Value(map[string]string{"x-hero": "1"})}
	for name, test := range map[string]struct {
		planned, configured types.Map
		live                hero.Webhook
		want                types.Map
		differs             []string
	}{
		"not configured":         {none, none, hero.Webhook{}, none, nil},
		"added by Hero":          {none, none, own, none, nil},
		"as configured":          {some, some, hero.Webhook{Headers: hero.Value(map[string]string{"x-a": "1"})}, some, nil},
		"masked":                 {some, some, hero.Webhook{Headers: hero.Value(map[string]string{"x-a": "****"})}, some, nil},
		"otherwise":              {some, some, own, some, []string{"headers"}},
		"not known when planned": {types.MapUnknown(types.StringType), some, hero.Webhook{Headers: hero.Value(map[string]string{"X-A": "1"})}, some, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, configured := webhookModel{Headers: test.planned}, webhookModel{Headers: test.configured}
			var s reconciler
			m.reconcile(&configured, &test.live, &s)
			if diff := cmp.Diff(test.differs, s.differs); diff != "" || !m.Headers.Equal(test.want) {
				t.Errorf("headers are %s, want %s; differs (-want +got):\n%s", m.Headers, test.want, diff)
			}
		})
	}
}

func TestWebhookChanged(t *testing.T) {
	t.Parallel()
	base := webhookModel{
		EventType: herotypes.Text.Value("appointment.confirmed"), URL: herotypes.URL.Value("https://a.example/"),
		Description: herotypes.Text.Null(), Headers: types.MapNull(types.StringType), SigningKeyWOVersion: types.StringNull(),
	}
	with := func(change func(*webhookModel)) webhookModel { m := base; change(&m); return m }
	none := types.MapValueMust(types.StringType, nil)
	some := types.MapValueMust(types.StringType, map[string]attr.Value{"X-A": types.StringValue("1")})
	described := with(func(m *webhookModel) { m.Description = herotypes.Text.Value("a") })
	keyed := with(func(m *webhookModel) { m.SigningKeyWOVersion = types.StringValue("1") })
	headed := with(func(m *webhookModel) { m.Headers = some })
	tests := map[string]struct {
		planned, state     webhookModel
		createdHere        bool
		replaced, recorded []string
	}{
		"nothing":                     {base, base, false, nil, nil},
		"description of an import":    {described, base, false, nil, []string{"description"}},
		"description of our own":      {described, base, true, []string{"description"}, nil},
		"other description":           {with(func(m *webhookModel) { m.Description = herotypes.Text.Value("b") }), described, false, []string{"description"}, nil},
		"description not known yet":   {with(func(m *webhookModel) { m.Description = herotypes.Text.Unknown() }), described, false, []string{"description"}, nil},
		"version of an import":        {keyed, base, false, nil, []string{"signing_key_wo_version"}},
		"version left out":            {base, keyed, true, nil, nil},
		"headers of an import":        {headed, base, false, nil, []string{"headers"}},
		"headers where there is none": {headed, with(func(m *webhookModel) { m.Headers = none }), false, []string{"headers"}, nil},
		"url":                         {with(func(m *webhookModel) { m.URL = herotypes.URL.Value("https://b.example/") }), base, false, []string{"url"}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			replaced, recorded := test.planned.changed(&test.state, test.createdHere)
			if diff := cmp.Diff([][]string{test.replaced, test.recorded}, [][]string{replaced, recorded}); diff != "" {
				t.Errorf("replaced and recorded (-want +got):\n%s", diff)
			}
		})
	}
}
