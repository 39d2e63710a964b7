// SPDX-License-Identifier: MPL-2.0

package herotypes

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

func TestStringRoundTrip(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	tests := map[string]struct {
		in   tftypes.Value
		want String
	}{
		"known":   {tftypes.NewValue(tftypes.String, "07700 900123"), Phone.Value("07700 900123")},
		"empty":   {tftypes.NewValue(tftypes.String, ""), Phone.Value("")},
		"null":    {tftypes.NewValue(tftypes.String, nil), Phone.Null()},
		"unknown": {tftypes.NewValue(tftypes.String, tftypes.UnknownValue), Phone.Unknown()},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v, err := Phone.Type().ValueFromTerraform(ctx, test.in)
			if err != nil {
				t.Fatal(err)
			}
			if !v.Equal(test.want) || !test.want.Equal(v) {
				t.Errorf("got %#v, want %#v", v, test.want)
			}
			if !v.Type(ctx).Equal(Phone.Type()) {
				t.Errorf("the value has the type %s", v.Type(ctx))
			}
			out, err := v.ToTerraformValue(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if !out.Equal(test.in) {
				t.Errorf("came back as %s", out)
			}
		})
	}
}

// The framework uses the type to make a value from a field's plain string.
func TestStringFromString(t *testing.T) {
	t.Parallel()
	v, diags := Phone.Type().ValueFromString(t.Context(), basetypes.NewStringValue("07700 900123"))
	if diags.HasError() || !v.Equal(Phone.Value("07700 900123")) {
		t.Errorf("got %#v, %v", v, diags)
	}
}

func TestStringTypeRefusesOtherTypes(t *testing.T) {
	t.Parallel()
	v, err := Phone.Type().ValueFromTerraform(t.Context(), tftypes.NewValue(tftypes.Bool, true))
	if err == nil {
		t.Errorf("a boolean became %#v", v)
	}
}

func TestStringTypeEqual(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		a, b attr.Type
		want bool
	}{
		"same kind":          {Phone.Type(), Phone.Type(), true},
		"other kind":         {Phone.Type(), Email.Type(), false},
		"zero value":         {StringType{}, Text.Type(), true},
		"framework's string": {Phone.Type(), basetypes.StringType{}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.a.Equal(test.b); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
	if Phone.Type().String() == Email.Type().String() {
		t.Error("two kinds have the same type name")
	}
}

func TestStringEqual(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		a, b attr.Value
		want bool
	}{
		"same":                      {Email.Value("a@b"), Email.Value("a@b"), true},
		"same meaning only":         {Email.Value("a@b"), Email.Value("A@B"), false},
		"other kind":                {Email.Value("a@b"), Text.Value("a@b"), false},
		"null and empty":            {Email.Null(), Email.Value(""), false},
		"null and unknown":          {Email.Null(), Email.Unknown(), false},
		"zero value is a null text": {String{}, Text.Null(), true},
		"framework's string":        {Text.Value("a"), basetypes.NewStringValue("a"), false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.a.Equal(test.b); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestStringParts(t *testing.T) {
	t.Parallel()
	text := "sw1a1aa"
	tests := map[string]struct {
		v      String
		kind   *Kind
		normal string
		null   bool
	}{
		"known":       {Postcode.Value(text), Postcode, "SW1A 1AA", false},
		"invalid":     {Email.Value("Nowhere "), Email, "Nowhere", false},
		"pointer":     {Postcode.Pointer(&text), Postcode, "SW1A 1AA", false},
		"nil pointer": {Postcode.Pointer(nil), Postcode, "", true},
		"null":        {Postcode.Null(), Postcode, "", true},
		"unknown":     {Postcode.Unknown(), Postcode, "", false},
		"zero value":  {String{}, Text, "", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.v.Kind() != test.kind || test.v.Normal() != test.normal || test.v.IsNull() != test.null {
				t.Errorf("got kind %s, normal form %q, null %v", test.v.Kind().Name, test.v.Normal(), test.v.IsNull())
			}
		})
	}
}

func TestStringSemanticEquals(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	if same, diags := NHSNumber.Value("943 476 5919").StringSemanticEquals(ctx, NHSNumber.Value("9434765919")); !same || diags.HasError() {
		t.Errorf("the same number: %v, %v", same, diags)
	}
	if same, diags := NHSNumber.Value("943 476 5919").StringSemanticEquals(ctx, NHSNumber.Value("4010232137")); same || diags.HasError() {
		t.Errorf("another number: %v, %v", same, diags)
	}
	if _, diags := NHSNumber.Value("943 476 5919").StringSemanticEquals(ctx, basetypes.NewStringValue("9434765919")); !diags.HasError() {
		t.Error("no error for a value of another type")
	}
}

func TestStringValidation(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		v    String
		want []string
	}{
		"valid":           {NHSNumber.Value("943 476 5919"), nil},
		"empty clears":    {NHSNumber.Value(""), nil},
		"null":            {NHSNumber.Null(), nil},
		"unknown":         {NHSNumber.Unknown(), nil},
		"zero value":      {String{}, nil},
		"NHS number":      {NHSNumber.Value("943 476 5918"), []string{"error attribute: Invalid NHS number"}},
		"date of birth":   {DateOfBirth.Value("1990-02-31"), []string{"error attribute: Invalid date of birth"}},
		"telephone":       {Phone.Value("0770"), []string{"error attribute: Invalid telephone number"}},
		"e-mail":          {Email.Value("jane.doe"), []string{"error attribute: Invalid e-mail address"}},
		"postcode":        {Postcode.Value("SW1A 1A"), []string{"error attribute: Invalid postcode"}},
		"URL with secret": {URL.Value("https://u:hunter2@example.net"), nil}, // a plan refuses it only where it would be sent
		"URL with port":   {URL.Value("https://u:hunter2@example.net:0"), nil},
		"URL, no scheme":  {URL.Value("example.net"), []string{"error attribute: Invalid URL"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var resp validator.StringResponse
			test.v.Kind().Valid().ValidateString(t.Context(), validator.StringRequest{Path: path.Root("attribute"), ConfigValue: test.v.StringValue}, &resp)
			diagtest.WantFramework(t, resp.Diagnostics, test.want...).Without(test.v.ValueString()+" ", "hunter2")
		})
	}
}

func TestTypesDescribeThemselves(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	for _, kind := range []*Kind{Text, NHSNumber, DateOfBirth, Phone, Email, Postcode, URL} {
		if v, ok := kind.Type().ValueType(ctx).(String); !ok || v.Kind() != kind {
			t.Errorf("the values of a %s are of type %T", kind.Name, kind.Type().ValueType(ctx))
		}
		want := "must be a valid " + kind.Name
		if got := kind.Valid(); got.Description(ctx) != want || got.MarkdownDescription(ctx) != want {
			t.Errorf("the validator of a %s describes itself as %q", kind.Name, got.Description(ctx))
		}
	}
}

func TestString_hidesItsValue(t *testing.T) {
	t.Parallel()
	for want, value := range map[string]String{
		"<null>":       Text.Null(),
		"<unknown>":    Text.Unknown(),
		"(NHS number)": NHSNumber.Value("999 555 1233"),
		"(text)":       Text.Value(""),
	} {
		if got := value.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
