// SPDX-License-Identifier: MPL-2.0

package validators_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

var wantDiagnostics = diagtest.WantFramework

func check(v validator.String, value types.String) diag.Diagnostics {
	var resp validator.StringResponse
	v.ValidateString(context.Background(), validator.StringRequest{Path: path.Root("value"), ConfigValue: value}, &resp)
	return resp.Diagnostics
}

func TestStrings(t *testing.T) {
	t.Parallel()
	const nothing, warning, failure = "", "warning*", "error*"
	admin := validators.NumericID("admin", "hero_admins")
	source := validators.KnownValues("data source", "hero", "emis")
	for name, c := range map[string]struct {
		validator validator.String
		value     types.String
		want      string
	}{
		"open, listed":      {source, types.StringValue("emis"), nothing},
		"open, other value": {source, types.StringValue("canary"), warning},
		"open, empty":       {source, types.StringValue(""), nothing},
		"open, null":        {source, types.StringNull(), nothing},
		"open, unknown":     {source, types.StringUnknown(), nothing},

		"not blank, text":    {validators.NotBlank(), types.StringValue("canary"), nothing},
		"not blank, empty":   {validators.NotBlank(), types.StringValue(""), failure},
		"not blank, blank":   {validators.NotBlank(), types.StringValue(" \t"), failure},
		"not blank, null":    {validators.NotBlank(), types.StringNull(), nothing},
		"not blank, unknown": {validators.NotBlank(), types.StringUnknown(), nothing},

		"id":          {admin, types.StringValue("70"), nothing},
		"id, zeros":   {admin, types.StringValue("000101"), failure},
		"id, a blank": {admin, types.StringValue("101 "), failure},
		"id, empty":   {admin, types.StringValue(""), failure},
		"id, other":   {admin, types.StringValue("canary"), failure},
		"id, null":    {admin, types.StringNull(), nothing},
		"id, unknown": {admin, types.StringUnknown(), nothing},

		"patient id":                 {validators.PatientID(), types.StringValue("123"), nothing},
		"patient id, ten digits":     {validators.PatientID(), types.StringValue("9990123454"), nothing},
		"patient id, zeros":          {validators.PatientID(), types.StringValue("000101"), failure},
		"patient id, blanks":         {validators.PatientID(), types.StringValue(" 101"), failure},
		"patient id, NHS number":     {validators.PatientID(), types.StringValue("999 012 3454 canary"), failure},
		"patient id, another string": {validators.PatientID(), types.StringValue("canary"), nothing},
		"patient id, null":           {validators.PatientID(), types.StringNull(), nothing},
		"patient id, unknown":        {validators.PatientID(), types.StringUnknown(), nothing},

		"path":                      {validators.RequestPath(), types.StringValue("/v1/short_links"), nothing},
		"path, ten digits":          {validators.RequestPath(), types.StringValue("/v1/things/9990123454"), nothing},
		"path, encoded NHS number":  {validators.RequestPath(), types.StringValue("/v1/canary/999%20012%203454"), failure},
		"path, without a version":   {validators.RequestPath(), types.StringValue("canary"), failure},
		"path, escape that is not":  {validators.RequestPath(), types.StringValue("/v1/canary/%zz"), failure},
		"path, null":                {validators.RequestPath(), types.StringNull(), nothing},
		"path, unknown":             {validators.RequestPath(), types.StringUnknown(), nothing},
		"receiver":                  {validators.Receiver(), types.StringValue("https://receiver.example"), nothing},
		"receiver, not encrypted":   {validators.Receiver(), types.StringValue(" http://canary.example "), warning},
		"receiver, on this machine": {validators.Receiver(), types.StringValue("https://LOCALHOST:8080/"), warning},
		"receiver, of mixed script": {validators.Receiver(), types.StringValue("https://c\u0430nary.example/"), warning},
		"receiver, not a URL":       {validators.Receiver(), types.StringValue("http://[canary"), nothing},
		"receiver, null":            {validators.Receiver(), types.StringNull(), nothing},
		"receiver, unknown":         {validators.Receiver(), types.StringUnknown(), nothing},

		"secret":             {validators.Secret("password"), types.StringValue("canary sécret "), nothing},
		"secret, line break": {validators.Secret("password"), types.StringValue("canary\n"), failure},
		"secret, of Windows": {validators.Secret("password"), types.StringValue("canary\r\n"), failure},
		"secret, null":       {validators.Secret("password"), types.StringNull(), nothing},
		"secret, unknown":    {validators.Secret("password"), types.StringUnknown(), nothing},

		"duration":             {validators.PositiveDuration(), types.StringValue("1m30s"), nothing},
		"duration, no unit":    {validators.PositiveDuration(), types.StringValue("30"), failure},
		"duration, zero":       {validators.PositiveDuration(), types.StringValue("0s"), failure},
		"duration, negative":   {validators.PositiveDuration(), types.StringValue("-1s"), failure},
		"duration, other unit": {validators.PositiveDuration(), types.StringValue("1d"), failure},
		"duration, null":       {validators.PositiveDuration(), types.StringNull(), nothing},
		"duration, unknown":    {validators.PositiveDuration(), types.StringUnknown(), nothing},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := check(c.validator, c.value)
			if c.want == nothing {
				wantDiagnostics(t, diags)
				return
			}
			wantDiagnostics(t, diags, c.want).Without("canary")
		})
	}
}

// Most mistyped values have a wrong letter, punctuation mark, case or ending.
func TestNearest(t *testing.T) {
	t.Parallel()
	titles := []string{"Colonel", "Count", "Dr", "H.E. Mr", "Lord", "Major", "Master", "Mr", "Mrs", "Ms", "Pr", "Professor", "Reverend", "The Hon"}
	sexes := []string{"Not known", "Not specified", "Male", "Female", "Other"}
	events := []string{"appointment.confirmed", "appointment.cancelled", "patient.medical-record-updated"}
	for _, test := range []struct {
		mistyped string
		values   []string
		want     string
	}{
		{"Mr.", titles, "Mr"},
		{"mrs", titles, "Mrs"},
		{"DR.", titles, "Dr"},
		{"Prof", titles, "Professor"},
		{"the hon.", titles, "The Hon"},
		{"Mister", titles, "Mr"},
		{"missus", titles, "Mrs"},
		{"DOCTOR", titles, "Dr"},
		{"Prof.", titles, "Professor"},
		{"Rev'd", titles, "Reverend"},
		{"Col.", titles, "Colonel"},
		{"The Honourable", titles, "The Hon"},
		{"Doctor", []string{"Mr", "Mrs"}, ""}, // "Dr" is not among the values, so it is not suggested
		{"Captain", titles, ""},
		{"Bishop", titles, ""},
		{"F", sexes, "Female"},
		{"m", sexes, "Male"},
		{"Unknown", sexes, "Not known"},
		{"U", sexes, ""},
		{"", titles, ""},
		{"?", titles, ""},
		{"appointment.confirmd", events, "appointment.confirmed"},
		{"appointment_canceled", events, "appointment.cancelled"},
		{"patient.medical_record_updated", events, "patient.medical-record-updated"},
		{"invoice.paid", events, ""},
		{"femail", sexes, "Female"},
	} {
		want := ""
		if test.want != "" {
			want = fmt.Sprintf("; the nearest is %q", test.want)
		}
		if got := validators.Nearest(test.mistyped, test.values); got != want {
			t.Errorf("%q: %q, want %q", test.mistyped, got, want)
		}
	}
}

func TestStrings_describeThemselves(t *testing.T) {
	t.Parallel()
	for _, v := range []validator.String{
		validators.KnownValues("data source", "hero", "emis"), validators.NotBlank(), validators.Secret("password"), validators.PositiveDuration(),
	} {
		if plain := v.Description(t.Context()); plain == "" || v.MarkdownDescription(t.Context()) != plain {
			t.Errorf("%T does not describe itself", v)
		}
	}
}

func TestAdditionalSettings(t *testing.T) {
	t.Parallel()
	settings := validators.AdditionalSettings([]string{"name", "address", "prescription_partner"}, []string{"id", "sector"})
	object := func(members map[string]attr.Value) types.Dynamic {
		kinds := map[string]attr.Type{}
		for name, value := range members {
			kinds[name] = value.Type(context.Background())
		}
		return types.DynamicValue(types.ObjectValueMust(kinds, members))
	}
	for name, c := range map[string]struct {
		value types.Dynamic
		want  []string
	}{
		"null":               {types.DynamicNull(), nil},
		"unknown":            {types.DynamicUnknown(), nil},
		"unknown object":     {types.DynamicValue(types.ObjectUnknown(map[string]attr.Type{"a": types.StringType})), nil},
		"null object":        {types.DynamicValue(types.ObjectNull(map[string]attr.Type{"a": types.StringType})), nil},
		"object":             {object(map[string]attr.Value{"booking_enabled": types.BoolValue(true), "later": types.StringUnknown()}), nil},
		"map":                {types.DynamicValue(types.MapValueMust(types.StringType, map[string]attr.Value{"a": types.StringValue("b")})), nil},
		"text":               {types.DynamicValue(types.StringValue("a")), []string{`error additional_settings: Additional settings must be an object`}},
		"list":               {types.DynamicValue(types.TupleValueMust(nil, nil)), []string{`error additional_settings: Additional settings must be an object`}},
		"typed setting":      {object(map[string]attr.Value{"name": types.StringValue("a")}), []string{`error additional_settings.name: Setting has an attribute of its own`}},
		"read-only setting":  {object(map[string]attr.Value{"sector": types.StringValue("a")}), []string{`error additional_settings.sector: Setting is read-only`}},
		"typed name in maps": {types.DynamicValue(types.MapValueMust(types.StringType, map[string]attr.Value{"name": types.StringValue("b")})), []string{`error additional_settings.name: Setting has an attribute of its own`}},
		"several at once": {
			object(map[string]attr.Value{"prescription_partner": types.StringValue("a"), "id": types.StringValue("a"), "address": types.StringValue("a")}),
			[]string{
				`error additional_settings.address: Setting has an attribute of its own`,
				`error additional_settings.id: Setting is read-only`,
				`error additional_settings.prescription_partner: Setting has an attribute of its own`,
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var resp validator.DynamicResponse
			settings.ValidateDynamic(context.Background(),
				validator.DynamicRequest{Path: path.Root("additional_settings"), ConfigValue: c.value}, &resp)
			wantDiagnostics(t, resp.Diagnostics, c.want...)
		})
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	const refused = "error value: Invalid headers"
	headers := func(pairs map[string]attr.Value) types.Map { return types.MapValueMust(types.StringType, pairs) }
	value := types.StringValue("canary")
	for name, c := range map[string]struct {
		headers types.Map
		want    []string
	}{
		"null":          {types.MapNull(types.StringType), nil},
		"unknown":       {types.MapUnknown(types.StringType), nil},
		"none":          {headers(nil), nil},
		"fine":          {headers(map[string]attr.Value{"X-Team_1~": value, "X-Empty": types.StringValue(""), "X-Later": types.StringUnknown()}), nil},
		"no name":       {headers(map[string]attr.Value{"": value}), []string{refused}},
		"blank in name": {headers(map[string]attr.Value{"X canary": value}), []string{refused}},
		"umlaut":        {headers(map[string]attr.Value{"X-canäry": value}), []string{refused}},
		"same name":     {headers(map[string]attr.Value{"X-Canary": value, "x-canary": value}), []string{refused}},
		"null value":    {headers(map[string]attr.Value{"X-Team": types.StringNull()}), []string{refused}},
		"line break":    {headers(map[string]attr.Value{"X-Team": types.StringValue("canary\nX-Other: 1")}), []string{refused}},
		"several":       {headers(map[string]attr.Value{"": value, "X canary": value}), []string{refused}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var resp validator.MapResponse
			validators.Headers().ValidateMap(t.Context(), validator.MapRequest{Path: path.Root("value"), ConfigValue: c.headers}, &resp)
			wantDiagnostics(t, resp.Diagnostics, c.want...).Without("canary", "Canary", "canäry")
		})
	}
}

func TestRequestQuery(t *testing.T) {
	t.Parallel()
	const refused, twice = "error query: Invalid query", "error query: One page and all pages"
	texts := types.ListType{ElemType: types.StringType}
	list := func(values ...attr.Value) attr.Value { return types.ListValueMust(types.StringType, values) }
	value := types.StringValue("canary")
	for name, c := range map[string]struct {
		query map[string]attr.Value
		pages bool
		want  []string
	}{
		"none":            {nil, true, nil},
		"fine":            {map[string]attr.Value{"status": list(value, types.StringUnknown()), "later": types.ListUnknown(types.StringType)}, true, nil},
		"no name":         {map[string]attr.Value{"": list(value)}, false, []string{refused}},
		"null":            {map[string]attr.Value{"canary": types.ListNull(types.StringType)}, false, []string{refused}},
		"empty":           {map[string]attr.Value{"canary": list()}, false, []string{refused}},
		"null in a list":  {map[string]attr.Value{"canary": list(value, types.StringNull())}, false, []string{refused}},
		"a page":          {map[string]attr.Value{"page_index": list(value)}, false, nil},
		"a page, and all": {map[string]attr.Value{"page_index": list(value)}, true, []string{twice}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			query := types.MapValueMust(texts, c.query)
			shape := schema.Schema{Attributes: map[string]schema.Attribute{
				"query": schema.MapAttribute{ElementType: texts}, "pages": schema.BoolAttribute{},
			}}
			config := tfsdk.State{Schema: shape, Raw: tftypes.NewValue(shape.Type().TerraformType(t.Context()), nil)}
			if diags := config.Set(t.Context(), &struct {
				Query types.Map  `tfsdk:"query"`
				Pages types.Bool `tfsdk:"pages"`
			}{query, types.BoolValue(c.pages)}); diags.HasError() {
				t.Fatal(diags)
			}
			var resp validator.MapResponse
			validators.RequestQuery().ValidateMap(t.Context(),
				validator.MapRequest{Path: path.Root("query"), ConfigValue: query, Config: tfsdk.Config{Schema: shape, Raw: config.Raw}}, &resp)
			wantDiagnostics(t, resp.Diagnostics, c.want...).Without("canary")
		})
	}
}

func TestMarkdownList(t *testing.T) {
	t.Parallel()
	if got, want := validators.MarkdownList([]string{"b", "a"}), "\n  - `b`\n  - `a`"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := validators.MarkdownListByInitial([]string{"Mrs", "Dr", "", "Mr"}), "\n  - `Dr`\n  - `Mr`, `Mrs`"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestQuotedList_fitsTheScreen(t *testing.T) {
	t.Parallel()
	values := []string{""}
	for i := range 50 {
		values = append(values, fmt.Sprint(i, strings.Repeat("x", i%23)))
	}
	lines := strings.Split(validators.QuotedList(values), "\n")
	for _, line := range lines {
		if len(line) > 76 || !strings.HasPrefix(line, "  \"") {
			t.Errorf("the CLI would break the line %q", line)
		}
	}
	if all := strings.Join(lines, " "); strings.Count(all, "\"") != 2*(len(values)-1) || strings.Contains(all, `""`) {
		t.Errorf("want each value once in %q", all)
	}
	if got := validators.QuotedList([]string{"a", "b"}); got != "  \"a\"\n  \"b\"" {
		t.Errorf("got %q", got)
	}
}
