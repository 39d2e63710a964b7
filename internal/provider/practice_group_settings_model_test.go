// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// decodedGroup returns a response as the client decodes it.
func decodedGroup(t testing.TB, text string) *hero.PracticeGroup {
	t.Helper()
	var g hero.PracticeGroup
	if err := json.Unmarshal([]byte(text), &g); err != nil {
		t.Fatal(err)
	}
	return &g
}

var addressTypes = addressFields(types.Object{}).types()

// addressOf returns an address with the given lines; the others are null.
func addressOf(t testing.TB, lines map[string]string) types.Object {
	t.Helper()
	address := addressFields(types.Object{})
	for _, line := range address {
		if v, ok := lines[line.name]; ok {
			*line.value = line.value.Kind().Value(v)
		}
	}
	return address.object()
}

func dynamic(t testing.TB, text string) types.Dynamic {
	t.Helper()
	v, err := herotypes.DynamicFromJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestRefreshAddress(t *testing.T) {
	t.Parallel()
	null, unknown := types.ObjectNull(addressTypes), types.ObjectUnknown(addressTypes)
	leeds := addressOf(t, map[string]string{"line_1": "1 High Street", "town": "Leeds", "postcode": "ls14ap"})
	tests := map[string]struct {
		known types.Object
		live  string
		want  types.Object
	}{
		"absent keeps an address":     {leeds, `{}`, leeds},
		"absent keeps null":           {null, `{}`, null},
		"absent settles an unknown":   {unknown, `{}`, null},
		"null empties an address":     {leeds, `{"address":null}`, addressOf(t, nil)},
		"null keeps null":             {null, `{"address":null}`, null},
		"null settles an unknown":     {unknown, `{"address":null}`, null},
		"no object counts as absent":  {leeds, `{"address":"1 High Street"}`, leeds},
		"address fills null":          {null, `{"address":{"town":"Leeds","uprn":42}}`, addressOf(t, map[string]string{"town": "Leeds"})},
		"address settles an unknown":  {unknown, `{"address":{"town":"Leeds"}}`, addressOf(t, map[string]string{"town": "Leeds"})},
		"same meaning stays":          {leeds, `{"address":{"line_1":"1 High Street","town":"Leeds","postcode":"LS1 4AP"}}`, leeds},
		"lines change on their own":   {leeds, `{"address":{"town":"York","line_1":null}}`, addressOf(t, map[string]string{"town": "York", "postcode": "ls14ap"})},
		"empty address says no lines": {leeds, `{"address":{}}`, leeds},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := addressFields.refresh(test.known, decodedGroup(t, test.live).Address); !got.Equal(test.want) {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestRefreshCredentials(t *testing.T) {
	t.Parallel()
	credentials := func(email herotypes.String) types.Object {
		return types.ObjectValueMust(credentialsTypes, map[string]attr.Value{
			"email": email, "password_wo": types.StringNull(), "password_wo_version": types.StringValue("1"),
		})
	}
	null, kind := types.ObjectNull(credentialsTypes), herotypes.Email
	known := credentials(kind.Value("RX@practice.example"))
	tests := map[string]struct {
		known types.Object
		live  string
		want  types.Object
	}{
		"not configured":     {null, `{"prescription_partner_credentials":{"email":"rx@practice.example"}}`, null},
		"same meaning":       {known, `{"prescription_partner_credentials":{"email":"rx@practice.example"}}`, known},
		"another":            {known, `{"prescription_partner_credentials":{"email":"b@practice.example"}}`, credentials(kind.Value("b@practice.example"))},
		"null":               {known, `{"prescription_partner_credentials":{"email":null}}`, credentials(kind.Null())},
		"object not shown":   {known, `{}`, known},
		"e-mail not shown":   {known, `{"prescription_partner_credentials":{}}`, known},
		"password not taken": {known, `{"prescription_partner_credentials":{"password":"secret"}}`, known},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			m := practiceGroupSettingsModel{PrescriptionPartnerCredentials: test.known}
			m.refreshCredentials(t.Context(), decodedGroup(t, test.live), &diags)
			if !m.PrescriptionPartnerCredentials.Equal(test.want) {
				t.Errorf("got %s, want %s", m.PrescriptionPartnerCredentials, test.want)
			}
			wantDiagnostics(t, diags)
		})
	}
}

func TestFollowAdditional(t *testing.T) {
	t.Parallel()
	const known = `{"days":7,"sms":{"on":true},"list":["a","b"],"off":null}`
	tests := map[string]struct{ known, live, want string }{
		"equal":                 {known, `{"days":7.0,"sms":{"on":true,"more":1},"list":["a","b"],"off":null,"other":1}`, known},
		"nothing reported":      {known, `{}`, known},
		"named members":         {known, `{"days":8,"sms":{"on":false,"more":1}}`, `{"days":8,"sms":{"on":false},"list":["a","b"],"off":null}`},
		"null, and from null":   {known, `{"days":null,"off":true}`, `{"days":null,"sms":{"on":true},"list":["a","b"],"off":true}`},
		"list of another size":  {known, `{"list":["a"]}`, `{"days":7,"sms":{"on":true},"list":["a"],"off":null}`},
		"another type":          {known, `{"days":"7"}`, `{"days":"7","sms":{"on":true},"list":["a","b"],"off":null}`},
		"null manages nothing":  {`null`, `{"days":8}`, `null`},
		"empty manages nothing": {`{}`, `{"days":8}`, `{}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var diags diag.Diagnostics
			got := refreshAdditional(dynamic(t, test.known), decodedGroup(t, test.live).Raw, &diags)
			if !herotypes.EqualJSON(got, dynamic(t, test.want)) {
				t.Errorf("got %s, want %s", got, test.want)
			}
			wantDiagnostics(t, diags)
		})
	}

	t.Run("unknown stays", func(t *testing.T) {
		t.Parallel()
		var diags diag.Diagnostics
		if got := refreshAdditional(types.DynamicUnknown(), decodedGroup(t, `{"days":8}`).Raw, &diags); !got.IsUnknown() {
			t.Errorf("got %s", got)
		}
		wantDiagnostics(t, diags)
	})
	t.Run("a map keeps its type while it is equal", func(t *testing.T) {
		t.Parallel()
		var diags diag.Diagnostics
		known := types.DynamicValue(types.MapValueMust(types.StringType, map[string]attr.Value{"a": types.StringValue("1")}))
		if got := refreshAdditional(known, decodedGroup(t, `{"a":"1"}`).Raw, &diags); !got.Equal(known) {
			t.Errorf("got %s", got)
		}
		wantDiagnostics(t, diags)
	})
	t.Run("a value without a Terraform form", func(t *testing.T) {
		t.Parallel()
		var diags diag.Diagnostics
		known := dynamic(t, `{"days":7}`)
		got := refreshAdditional(known, map[string]json.RawMessage{"days": []byte(`1e999999999`)}, &diags)
		if !got.Equal(known) || diags.WarningsCount() != 1 || diags.HasError() {
			t.Errorf("got %s, %v; want the known value and a warning", got, diags)
		}
	})
}

func TestSettingsAttribute(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		member []string
		want   string
		ok     bool
	}{
		"nothing":              {nil, "", false},
		"name":                 {[]string{"name"}, "name", true},
		"partner":              {[]string{"prescription_partner"}, "prescription_partner", true},
		"partner enabled":      {[]string{"prescription_partner_enabled"}, "prescription_partner_enabled", true},
		"address":              {[]string{"address"}, "address", true},
		"line":                 {[]string{"address", "line_1"}, "address.line_1", true},
		"unknown line":         {[]string{"address", "email"}, "address", true},
		"credentials":          {[]string{"prescription_partner_credentials"}, "prescription_partner_credentials", true},
		"e-mail":               {[]string{"prescription_partner_credentials", "email"}, "prescription_partner_credentials.email", true},
		"password":             {[]string{"prescription_partner_credentials", "password"}, "prescription_partner_credentials.password_wo", true},
		"unknown credential":   {[]string{"prescription_partner_credentials", "town"}, "prescription_partner_credentials", true},
		"an unknown setting":   {[]string{"booking_enabled"}, "additional_settings", true},
		"inside an unknown":    {[]string{"sms", "limits", "0"}, "additional_settings", true},
		"inside a known value": {[]string{"name", "0"}, "name", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := settingsAttribute(test.member)
			if diff := cmp.Diff(test.want, got.String()); diff != "" || ok != test.ok {
				t.Errorf("%v: %t %s", test.member, ok, diff)
			}
		})
	}
}
