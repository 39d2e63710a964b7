// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// stringValue is a field of a response as a plain Terraform value: absent and null are
// both null.
func stringValue(m hero.String) types.String {
	if v, ok := m.Get(); ok {
		return types.StringValue(v)
	}
	return types.StringNull()
}

func boolValue(m hero.Bool) types.Bool {
	if v, ok := m.Get(); ok {
		return types.BoolValue(v)
	}
	return types.BoolNull()
}

func int64Value(m hero.Int) types.Int64 {
	if v, ok := m.Get(); ok {
		return types.Int64Value(v)
	}
	return types.Int64Null()
}

func float64Value(m hero.Number) types.Float64 {
	if v, ok := m.Get(); ok {
		return types.Float64Value(v)
	}
	return types.Float64Null()
}

func stringListValue(m hero.Nullable[[]hero.String]) types.List {
	values, ok := m.Get()
	if !ok {
		return types.ListNull(types.StringType)
	}
	elements := make([]attr.Value, len(values))
	for i, value := range values {
		elements[i] = stringValue(value)
	}
	return types.ListValueMust(types.StringType, elements)
}

// stringSetValue drops duplicates, which a set must not have.
func stringSetValue(values []string) types.Set {
	elements := make([]attr.Value, 0, len(values))
	seen := map[string]bool{}
	for _, value := range values {
		if !seen[value] {
			seen[value] = true
			elements = append(elements, types.StringValue(value))
		}
	}
	return types.SetValueMust(types.StringType, elements)
}

// elementStrings are the elements of a configured list or set.
func elementStrings(collection interface{ Elements() []attr.Value }) []string {
	var out []string
	for _, e := range collection.Elements() {
		if s, ok := e.(types.String); ok {
			out = append(out, s.ValueString())
		}
	}
	return out
}

// writtenValue is stringValue, written as writtenForm does.
func writtenValue(kind *herotypes.Kind, m hero.String) types.String {
	if v, ok := m.Get(); ok {
		return types.StringValue(writtenForm(kind.Value(v)))
	}
	return types.StringNull()
}

// passThrough turns a response into a dynamic value, so that users can reach fields that this
// provider does not know. at is the attribute on which a failure is reported.
func passThrough(raw json.RawMessage, at path.Path, diags *diag.Diagnostics) types.Dynamic {
	if len(raw) == 0 {
		return types.DynamicNull()
	}
	value, err := dynamicWithoutSecrets(raw)
	if err != nil {
		diags.AddAttributeWarning(at, "Answer cannot be passed through",
			"Hero's answer cannot be turned into a Terraform value, so this attribute is null. The typed attributes are not affected.")
		return types.DynamicNull()
	}
	return value
}

// dynamicWithoutSecrets is what may be passed on of an undocumented answer: everything except the
// fields, at any depth, whose names show that they are secrets.
func dynamicWithoutSecrets(raw json.RawMessage) (types.Dynamic, error) {
	return herotypes.DynamicFromJSON(hero.WithoutFields(raw, namesSecret))
}

// joinRaw joins entries to a JSON array.
func joinRaw(entries []json.RawMessage) json.RawMessage {
	list := json.RawMessage{'['}
	for i, entry := range entries {
		if i > 0 {
			list = append(list, ',')
		}
		list = append(list, entry...)
	}
	return append(list, ']')
}

func isSet(v attr.Value) bool { return !v.IsNull() && !v.IsUnknown() }
