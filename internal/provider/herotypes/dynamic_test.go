// SPDX-License-Identifier: MPL-2.0

package herotypes

import (
	"context"
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func mustFromJSON(t *testing.T, text string) attr.Value {
	t.Helper()
	v, err := FromJSON([]byte(text))
	if err != nil {
		t.Fatalf("FromJSON(%s): %v", text, err)
	}
	return v
}

func mustToText(t *testing.T, v attr.Value) string {
	t.Helper()
	decoded, err := ToJSON(v)
	if err != nil {
		t.Fatalf("ToJSON: %v", err)
	}
	text, err := json.Marshal(decoded)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func number(t *testing.T, text string) types.Number {
	t.Helper()
	f, err := parseNumber(json.Number(text))
	if err != nil {
		t.Fatal(err)
	}
	return types.NumberValue(f)
}

func numberSet(numbers ...int64) types.Set {
	var elements []attr.Value
	for _, n := range numbers {
		elements = append(elements, types.Int64Value(n))
	}
	return types.SetValueMust(types.Int64Type, elements)
}

func object(members map[string]attr.Value) types.Object {
	memberTypes := make(map[string]attr.Type, len(members))
	for name, m := range members {
		memberTypes[name] = m.Type(context.Background())
	}
	return types.ObjectValueMust(memberTypes, members)
}

func TestFromJSON(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		in   string
		want attr.Value
	}{
		"null":    {"null", types.DynamicNull()},
		"boolean": {"true", types.BoolValue(true)},
		"string":  {`"a\u00e9"`, types.StringValue("aé")},
		"integer": {"12345678901234567890123", number(t, "12345678901234567890123")},
		"decimal": {"0.1", number(t, "0.1")},
		"array": {`[1,"a",null]`, types.TupleValueMust(
			[]attr.Type{types.NumberType, types.StringType, types.DynamicType},
			[]attr.Value{number(t, "1"), types.StringValue("a"), types.DynamicNull()})},
		"empty array":  {"[]", types.TupleValueMust([]attr.Type{}, []attr.Value{})},
		"object":       {`{"a":{"b":null}}`, object(map[string]attr.Value{"a": object(map[string]attr.Value{"b": types.DynamicNull()})})},
		"empty object": {" {} ", object(map[string]attr.Value{})},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := mustFromJSON(t, test.in); !got.Equal(test.want) {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestFromJSONRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"nothing":       "",
		"blank":         "  ",
		"cut":           `{"name":"secretvalue`,
		"not JSON":      "<html>secretvalue</html>",
		"two values":    `{"a":"secretvalue"} {"b":1}`,
		"a loose brace": `{}}`,
		"endless":       `1e99999999999`,
	}
	for name, in := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v, err := FromJSON([]byte(in))
			if err == nil {
				t.Fatalf("accepted as %s", v)
			}
			if strings.Contains(err.Error(), "secretvalue") {
				t.Errorf("the error quotes the text: %v", err)
			}
			if _, err := DynamicFromJSON([]byte(in)); err == nil {
				t.Error("DynamicFromJSON accepts it")
			}
		})
	}
}

func TestDynamicFromJSON(t *testing.T) {
	t.Parallel()
	tests := map[string]types.Dynamic{
		"null": types.DynamicNull(),
		`"a"`:  types.DynamicValue(types.StringValue("a")),
	}
	for in, want := range tests {
		if got, err := DynamicFromJSON([]byte(in)); err != nil || !got.Equal(want) {
			t.Errorf("%s: got %s, %v, want %s", in, got, err, want)
		}
	}
}

func TestToJSON(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		in   attr.Value
		want string
	}{
		"nil":             {nil, "null"},
		"null string":     {types.StringNull(), "null"},
		"null dynamic":    {types.DynamicNull(), "null"},
		"text of a kind":  {Postcode.Value("sw1a1aa"), `"sw1a1aa"`},
		"int64":           {types.Int64Value(1000000000), "1000000000"},
		"float64":         {types.Float64Value(0.1), "0.1"},
		"large integer":   {types.NumberValue(new(big.Float).SetInt(new(big.Int).Lsh(big.NewInt(1), 200))), new(big.Int).Lsh(big.NewInt(1), 200).String()},
		"many decimals":   {number(t, "0.12345678901234567890123456789"), "0.12345678901234568"},
		"a third":         {types.NumberValue(new(big.Float).Quo(new(big.Float).SetPrec(numberPrecision).SetInt64(1), big.NewFloat(3))), "0.3333333333333333"},
		"a small number":  {number(t, "1e-5000"), "1e-5000"},
		"many digits":     {number(t, "9007199254740993"), "9007199254740993"},
		"huge number":     {number(t, "1e5000"), "1e+5000"},
		"list":            {types.ListValueMust(types.StringType, []attr.Value{types.StringValue("a"), types.StringNull()}), `["a",null]`},
		"set":             {types.SetValueMust(types.BoolType, []attr.Value{types.BoolValue(true)}), "[true]"},
		"map":             {types.MapValueMust(types.Int64Type, map[string]attr.Value{"a": types.Int64Value(1)}), `{"a":1}`},
		"dynamic members": {types.DynamicValue(object(map[string]attr.Value{"a": types.DynamicValue(types.BoolValue(false))})), `{"a":false}`},
		"empty map":       {types.MapValueMust(types.BoolType, map[string]attr.Value{}), "{}"},
		"empty list":      {types.ListValueMust(types.BoolType, []attr.Value{}), "[]"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := mustToText(t, test.in); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestToJSONRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		in      attr.Value
		unknown bool
	}{
		"unknown":           {types.StringUnknown(), true},
		"unknown dynamic":   {types.DynamicUnknown(), true},
		"unknown in a list": {types.ListValueMust(types.StringType, []attr.Value{types.StringUnknown()}), true},
		"unknown in a map":  {types.MapValueMust(types.StringType, map[string]attr.Value{"a": types.StringUnknown()}), true},
		"infinity":          {types.NumberValue(new(big.Float).SetInf(true)), false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v, err := ToJSON(test.in)
			if err == nil || errors.Is(err, ErrUnknown) != test.unknown {
				t.Errorf("got %v, %v", v, err)
			}
			if EqualJSON(test.in, test.in) {
				t.Error("invalid JSON equals itself")
			}
		})
	}
}

func TestEqualJSON(t *testing.T) {
	t.Parallel()
	list := types.ListValueMust(types.Int64Type, []attr.Value{types.Int64Value(1), types.Int64Value(2)})
	tests := map[string]struct {
		a    attr.Value
		b    string
		want bool
	}{
		"list and tuple":           {list, "[1,2]", true},
		"other order":              {list, "[2,1]", false},
		"one more":                 {list, "[1,2,3]", false},
		"numbers by value":         {number(t, "100"), "1.00e2", true},
		"one number to float64":    {number(t, "9007199254740993"), "9007199254740992", true},
		"a third":                  {number(t, "0.33333333333333333333333333333333"), "0.3333333333333333", true},
		"close numbers":            {number(t, "0.3333333333333333"), "0.33333333333333326", false},
		"beyond float64":           {number(t, "1e5000"), "1e5001", false},
		"below float64":            {number(t, "1e-5000"), "0", false},
		"set in another order":     {numberSet(1, 2, 3), "[3,1,2]", true},
		"set with another element": {numberSet(1, 2), "[1,3]", false},
		"set with fewer elements":  {numberSet(1, 2), "[1,1]", false},
		"set and object":           {numberSet(1), `{"a":1}`, false},
		"set within":               {object(map[string]attr.Value{"a": numberSet(1, 2)}), `{"a":[2,1]}`, true},
		"number and text":          {number(t, "1"), `"1"`, false},
		"text and number":          {types.StringValue("1"), "1", false},
		"map and object":           {types.MapValueMust(types.BoolType, map[string]attr.Value{"a": types.BoolValue(true), "b": types.BoolNull()}), `{"b":null,"a":true}`, true},
		"null is not absent":       {object(map[string]attr.Value{"a": types.StringNull()}), "{}", false},
		"another name":             {object(map[string]attr.Value{"a": types.StringNull()}), `{"b":null}`, false},
		"object and array":         {object(map[string]attr.Value{}), "[]", false},
		"array and object":         {list, "{}", false},
		"nulls of any type":        {types.StringNull(), "null", true},
		"empty text is no null":    {types.StringValue(""), "null", false},
		"dynamic and what's in it": {types.DynamicValue(list), "[1,2]", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := mustFromJSON(t, test.b)
			if got := EqualJSON(test.a, b); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
			if got := EqualJSON(b, test.a); got != test.want {
				t.Errorf("the other way round: got %v, want %v", got, test.want)
			}
		})
	}
}
