// SPDX-License-Identifier: MPL-2.0

package herotypes

import (
	"errors"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestFollow(t *testing.T) {
	t.Parallel()
	text := types.StringValue
	texts := func(s ...string) types.List {
		elements := make([]attr.Value, len(s))
		for i := range s {
			elements[i] = text(s[i])
		}
		return types.ListValueMust(types.StringType, elements)
	}
	textMap := types.MapValueMust(types.StringType, map[string]attr.Value{"a": text("x"), "b": text("y")})
	members := func(m map[string]attr.Value) attr.Value { return object(m) }
	tests := map[string]struct {
		known attr.Value
		live  string
		want  attr.Value
	}{
		"same keeps the type":         {texts("a"), `["a"]`, texts("a")},
		"further live members":        {members(map[string]attr.Value{"a": text("x")}), `{"a":"x","z":1}`, members(map[string]attr.Value{"a": text("x")})},
		"a changed member":            {members(map[string]attr.Value{"a": text("x"), "b": texts("k")}), `{"a":"y","b":["k"]}`, members(map[string]attr.Value{"a": text("y"), "b": texts("k")})},
		"a member of another type":    {members(map[string]attr.Value{"a": text("x")}), `{"a":1}`, members(map[string]attr.Value{"a": number(t, "1")})},
		"absent is not null":          {members(map[string]attr.Value{"a": text("x"), "b": text("y")}), `{"b":"y"}`, members(map[string]attr.Value{"a": text("x"), "b": text("y")})},
		"null is shown":               {members(map[string]attr.Value{"a": text("x")}), `{"a":null}`, members(map[string]attr.Value{"a": types.DynamicNull()})},
		"null stays its null":         {members(map[string]attr.Value{"a": types.StringNull()}), `{"a":null}`, members(map[string]attr.Value{"a": types.StringNull()})},
		"null was set":                {members(map[string]attr.Value{"a": types.DynamicNull()}), `{"a":"x"}`, members(map[string]attr.Value{"a": text("x")})},
		"null object was set":         {members(map[string]attr.Value{"a": types.ObjectNull(map[string]attr.Type{})}), `{"a":{"b":1}}`, members(map[string]attr.Value{"a": mustFromJSON(t, `{"b":1}`)})},
		"null list was set":           {members(map[string]attr.Value{"a": types.ListNull(types.StringType)}), `{"a":[]}`, members(map[string]attr.Value{"a": mustFromJSON(t, `[]`)})},
		"nested":                      {members(map[string]attr.Value{"a": members(map[string]attr.Value{"b": text("x")})}), `{"a":{"b":"y","c":1},"d":2}`, members(map[string]attr.Value{"a": members(map[string]attr.Value{"b": text("y")})})},
		"nested in a dynamic":         {members(map[string]attr.Value{"a": types.DynamicValue(members(map[string]attr.Value{"b": text("x")}))}), `{"a":{"b":"y","c":1}}`, members(map[string]attr.Value{"a": members(map[string]attr.Value{"b": text("y")})})},
		"map unchanged":               {textMap, `{"a":"x","b":"y","c":"z"}`, textMap},
		"map changed":                 {textMap, `{"a":"x","b":"z"}`, members(map[string]attr.Value{"a": text("x"), "b": text("z")})},
		"elements with new members":   {mustFromJSON(t, `[{"a":1},{"a":2}]`), `[{"a":1,"z":0},{"a":2,"z":0}]`, mustFromJSON(t, `[{"a":1},{"a":2}]`)},
		"an element changed":          {mustFromJSON(t, `[{"a":1},{"a":2}]`), `[{"a":1,"z":0},{"a":3,"z":0}]`, mustFromJSON(t, `[{"a":1},{"a":3}]`)},
		"a list's element changed":    {texts("a", "b"), `["a","c"]`, mustFromJSON(t, `["a","c"]`)},
		"an element more":             {texts("a"), `["a","b"]`, mustFromJSON(t, `["a","b"]`)},
		"set in another order":        {numberSet(1, 2, 3), "[3,2,1]", numberSet(1, 2, 3)},
		"set within":                  {members(map[string]attr.Value{"a": numberSet(1, 2), "b": text("x")}), `{"a":[2,1],"b":"y"}`, members(map[string]attr.Value{"a": numberSet(1, 2), "b": text("y")})},
		"a third":                     {number(t, "0.333333333333333333333333333333"), "0.3333333333333333", number(t, "0.333333333333333333333333333333")},
		"text with a blank at an end": {text("Ann "), `"Ann"`, text("Ann ")},
		"text in another form":        {members(map[string]attr.Value{"a": text("Zoe\u0308")}), `{"a":"Zo\u00eb"}`, members(map[string]attr.Value{"a": text("Zoe\u0308")})},
		"empty and null":              {members(map[string]attr.Value{"a": text("")}), `{"a":null}`, members(map[string]attr.Value{"a": text("")})},
		"null and empty":              {members(map[string]attr.Value{"a": types.StringNull()}), `{"a":{}}`, members(map[string]attr.Value{"a": types.StringNull()})},
		"empty object and null":       {members(map[string]attr.Value{"a": members(nil)}), `{"a":null}`, members(map[string]attr.Value{"a": members(nil)})},
		"empty list is something":     {members(map[string]attr.Value{"a": texts()}), `{"a":null}`, members(map[string]attr.Value{"a": types.DynamicNull()})},
		"set changed":                 {types.SetValueMust(types.StringType, []attr.Value{text("a")}), `["b"]`, mustFromJSON(t, `["b"]`)},
		"object became an array":      {members(map[string]attr.Value{"a": text("x")}), `["a"]`, mustFromJSON(t, `["a"]`)},
		"array became an object":      {texts("a"), `{"a":1}`, mustFromJSON(t, `{"a":1}`)},
		"nothing is named":            {types.DynamicNull(), `{"a":1}`, types.DynamicNull()},
		"nothing is named, typed":     {types.DynamicValue(types.ObjectNull(map[string]attr.Type{})), `{"a":1}`, types.DynamicValue(types.ObjectNull(map[string]attr.Type{}))},
		"dynamic stays dynamic":       {types.DynamicValue(members(map[string]attr.Value{"a": text("x")})), `{"a":"y"}`, types.DynamicValue(members(map[string]attr.Value{"a": text("y")}))},
		"dynamic same":                {types.DynamicValue(texts("a")), `["a"]`, types.DynamicValue(texts("a"))},
		"live is null, dynamic known": {types.DynamicValue(texts("a")), `null`, types.DynamicNull()},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := Follow(test.known, []byte(test.live))
			if err != nil {
				t.Fatal(err)
			}
			if !got.Equal(test.want) {
				t.Errorf("got %s, want %s", got, test.want)
			}
			again, err := Follow(got, []byte(test.live))
			if err != nil || !again.Equal(got) {
				t.Errorf("following it again gave %v, %v", again, err)
			}
		})
	}
}

func TestFollowRefuses(t *testing.T) {
	t.Parallel()
	if v, err := Follow(types.StringValue("a"), []byte(`{"a`)); err == nil {
		t.Errorf("cut JSON gave %s", v)
	}
	for name, unknown := range map[string]attr.Value{
		"itself":   types.DynamicUnknown(),
		"a member": object(map[string]attr.Value{"a": types.StringUnknown()}),
	} {
		if v, err := Follow(unknown, []byte(`{"a":"x"}`)); !errors.Is(err, ErrUnknown) {
			t.Errorf("%s unknown gave %v, %v", name, v, err)
		}
	}
}

// A number that has no Terraform value makes the whole value invalid, however deeply it is nested.
func TestNestedNumbersAreRefused(t *testing.T) {
	t.Parallel()
	known := mustFromJSON(t, `{"list":[1,2],"object":{"a":1}}`)
	for _, live := range []string{`{"list":[1,1e999999999999]}`, `{"object":{"a":1e999999999999}}`} {
		if _, err := FromJSON([]byte(live)); err == nil {
			t.Errorf("%s became a value", live)
		}
		if v, err := Follow(known, []byte(live)); err == nil {
			t.Errorf("%s was followed: %s", live, v)
		}
	}
}
