// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

// misplacedKey has the form of a practice group id, so that no check of the form stops it.
const misplacedKey = "hk_misplaced-canary_7"

// wantNoMisplacedKey checks that there is an error, and that no diagnostic contains the key.
func wantNoMisplacedKey(t *testing.T, diagnostics []*tfprotov6.Diagnostic) {
	t.Helper()
	if !hasError(diagnostics) {
		t.Errorf("there is no error: %q", diagtest.Texts(diagnostics))
	}
	diagtest.Of(t, diagnostics).Without("canary", "misplaced")
}

// A key in the place of another setting is neither printed nor sent.
func TestKeys_misplacedInTheProviderBlock(t *testing.T) {
	for name, c := range map[string]struct {
		env    map[string]string
		config members
	}{
		"variables swapped":              {map[string]string{"HERO_API_KEY": "1001", "HERO_PRACTICE_GROUP_ID": misplacedKey}, nil},
		"a key of letters swapped":       {nil, members{"api_key": "practice-abc123", "practice_group_id": misplacedKey}},
		"keys of letters, wrong way":     {nil, members{"api_keys": members{misplacedKey: "practice-abc123"}, "practice_group_id": "practice-abc123"}},
		"arguments swapped":              {nil, members{"api_key": "1001", "practice_group_id": misplacedKey}},
		"the key twice":                  {nil, members{"api_key": misplacedKey, "practice_group_id": misplacedKey}},
		"a practice's own key as its id": {nil, members{"api_keys": members{"1001": misplacedKey}, "practice_group_id": misplacedKey}},
		"keys the wrong way round":       {map[string]string{"HERO_API_KEYS": `{"` + misplacedKey + `":"1001"}`}, members{"practice_group_id": "1001"}},
		"keys as names and values":       {nil, members{"api_keys": members{misplacedKey: misplacedKey}, "practice_group_id": "1001"}},
		"keys of each other":             {nil, members{"api_keys": members{"1001": misplacedKey, misplacedKey: "hk_other"}, "practice_group_id": "1001"}},
		"in the guard":                   {nil, members{"api_key": misplacedKey, "allowed_practice_group_ids": textsOf("1001", misplacedKey)}},
		"with a space, in the guard":     {nil, members{"api_key": "key", "allowed_practice_group_ids": textsOf(misplacedKey + " x")}},
		"as practice group, with a dot":  {nil, members{"api_key": "key", "practice_group_id": misplacedKey + ".x"}},
		"as practice group, too long":    {nil, members{"api_key": "key", "practice_group_id": misplacedKey + strings.Repeat("x", 64)}},
		"as time-out":                    {nil, members{"api_key": misplacedKey, "practice_group_id": "1001", "request_timeout": misplacedKey}},
		"as environment":                 {nil, members{"api_key": misplacedKey, "practice_group_id": "1001", "endpoint": nil, "environment": misplacedKey}},
		"as endpoint":                    {nil, members{"api_key": misplacedKey, "practice_group_id": "1001", "endpoint": misplacedKey}},
	} {
		t.Run(name, func(t *testing.T) {
			for variable, value := range c.env {
				t.Setenv(variable, value)
			}
			config := members{"endpoint": "https://hero.example"}
			maps.Copy(config, c.config)
			wantNoMisplacedKey(t, configuring(config)(&diagnosticTest{t: t}))
		})
	}
}

func TestKeys_misplacedInAnObject(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t, func(o *heromock.Options) { o.APIKey = misplacedKey })
	p := newProtocol(t, mock, nil)
	for _, s := range subjects() {
		r := p.resource(s.resource)
		for _, id := range []string{misplacedKey, misplacedKey + "/1", misplacedKey + "/" + misplacedKey, "1001/" + misplacedKey + "/x", " " + misplacedKey} {
			_, diagnostics := r.importID(id)
			wantNoMisplacedKey(t, diagnostics)
		}
		config := s.config
		if who, ok := config.(person); ok {
			config = who.with("practice_group_id", misplacedKey)
		} else {
			config = maps.Clone(nested(config))
			nested(config)["practice_group_id"] = misplacedKey
		}
		wantNoMisplacedKey(t, r.plan(r.none(), config).Diagnostics)
	}
	_, diagnostics := (&dataReader{p}).read("hero_webhooks", members{"practice_group_id": misplacedKey})
	wantNoMisplacedKey(t, diagnostics)
	_, diagnostics = p.open("hero_access_token", members{"practice_group_id": misplacedKey + "."})
	wantNoMisplacedKey(t, diagnostics)
	if requests := mock.Journal(); len(requests) != 0 {
		t.Errorf("%d requests were sent", len(requests))
	}
}

// An id in an undocumented form cannot be told from a key. Hero refuses a swap of the two, and that error does not show the key either.
func TestKeys_swappedWithAnIDOfAnotherForm(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t, func(o *heromock.Options) { o.APIKey = misplacedKey })
	p := newProtocol(t, mock, members{"api_key": "0b5e7c1e-aa11", "practice_group_id": misplacedKey})
	for _, s := range subjects() {
		r := p.resource(s.resource)
		planned := r.plan(r.none(), s.config)
		if hasError(planned.Diagnostics) {
			wantNoMisplacedKey(t, planned.Diagnostics)
			continue
		}
		_, diagnostics := r.apply(r.none(), planned, s.config)
		wantNoMisplacedKey(t, diagnostics)
	}
	for name, read := range readFuncs(t, p) {
		diagnostics, _ := read(p)
		if !hasError(diagnostics) {
			t.Errorf("%s: no error", name)
		}
		diagtest.Of(t, diagnostics).Without("canary", "misplaced")
	}
}

// A key in the place of an object's id is sent, because it may be an id, but shown nowhere.
func TestKeys_misplacedAsTheIDOfAnObject(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t, func(o *heromock.Options) { o.APIKey = misplacedKey })
	p := newProtocol(t, mock, nil)
	for name, given := range map[string]members{
		"hero_patient": {"id": misplacedKey}, "hero_patient_billing_info": {"patient_id": misplacedKey}, "hero_patient_payment_methods": {"patient_id": misplacedKey},
		"hero_admin": {"id": misplacedKey}, "hero_appointment_type": {"id": misplacedKey}, "hero_form": {"id": misplacedKey}, "hero_location": {"id": misplacedKey},
		"hero_practitioner": {"id": misplacedKey}, "hero_request": {"path": "/v1/patients/" + misplacedKey},
	} {
		_, diagnostics := (&dataReader{p}).read(name, given)
		wantNoMisplacedKey(t, diagnostics)
	}
	r := p.resource(prescriberType)
	wantNoMisplacedKey(t, r.plan(r.none(), members{"admin_id": misplacedKey}).Diagnostics)
}
