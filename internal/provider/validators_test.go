// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func validateText(v validator.String, value types.String) diag.Diagnostics {
	var resp validator.StringResponse
	v.ValidateString(context.Background(), validator.StringRequest{Path: path.Root("value"), ConfigValue: value}, &resp)
	return resp.Diagnostics
}

func TestValidators_ofTexts(t *testing.T) {
	t.Parallel()
	const nothing, warning, failure = "nothing", "warning", "error"
	sex := closedList{what: "sex", values: []string{"Male", "Female"}}
	source := knownValues("data source", "hero", "emis")
	for name, c := range map[string]struct {
		validator validator.String
		value     types.String
		want      string
	}{
		"closed, listed":      {sex, types.StringValue("Male"), nothing},
		"closed, other case":  {sex, types.StringValue("male"), failure},
		"closed, other value": {sex, types.StringValue("canary"), failure},
		"closed, empty":       {sex, types.StringValue(""), failure},
		"closed, null":        {sex, types.StringNull(), nothing},
		"closed, unknown":     {sex, types.StringUnknown(), nothing},

		"open, listed":      {source, types.StringValue("emis"), nothing},
		"open, other value": {source, types.StringValue("canary"), warning},
		"open, empty":       {source, types.StringValue(""), nothing},
		"open, null":        {source, types.StringNull(), nothing},
		"open, unknown":     {source, types.StringUnknown(), nothing},

		"not empty, text":    {notEmpty{}, types.StringValue("canary"), nothing},
		"not empty, empty":   {notEmpty{}, types.StringValue(""), failure},
		"not empty, blank":   {notEmpty{}, types.StringValue(" \t"), failure},
		"not empty, null":    {notEmpty{}, types.StringNull(), nothing},
		"not empty, unknown": {notEmpty{}, types.StringUnknown(), nothing},

		"duration":             {positiveDuration{}, types.StringValue("1m30s"), nothing},
		"duration, no unit":    {positiveDuration{}, types.StringValue("30"), failure},
		"duration, zero":       {positiveDuration{}, types.StringValue("0s"), failure},
		"duration, negative":   {positiveDuration{}, types.StringValue("-1s"), failure},
		"duration, other unit": {positiveDuration{}, types.StringValue("1d"), failure},
		"duration, null":       {positiveDuration{}, types.StringNull(), nothing},
		"duration, unknown":    {positiveDuration{}, types.StringUnknown(), nothing},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			diags := validateText(c.validator, c.value)
			got := nothing
			if diags.HasError() {
				got = failure
			} else if len(diags) > 0 {
				got = warning
			}
			if got != c.want {
				t.Errorf("got %s, want %s: %q", got, c.want, saidAll(diags))
			}
			if text := strings.Join(saidAll(diags), "\n"); strings.Contains(text, "canary") {
				t.Errorf("the text has the refused value: %s", text)
			}
		})
	}
}

func TestValidators_textsNameTheWayOut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		validator validator.String
		value     string
		want      string
	}{
		{
			closedList{what: "sex", values: []string{"Male", "Female"}},
			"x",
			"value: Invalid sex\nHero takes one of these values here, and compares case too:\n\n  \"Male\"\n  \"Female\"",
		},
		{
			knownValues("data source", "hero", "emis"), "x",
			"value: Unknown data source\nIt is none of the values that Hero documents:\n\n  \"hero\"\n  \"emis\"\n\n" +
				"Check its spelling. There may be others that are not documented, so it is sent as it is.",
		},
		{
			notEmpty{},
			"",
			"value: Empty value\nHero does not accept an empty text here, so the value cannot be cleared. Give a value, or leave the attribute unset (or null) to leave Hero's value alone.",
		},
		{
			positiveDuration{},
			"30",
			"value: Invalid duration\n\"30\" is not a duration above zero. Write a number with a unit, such as 30s, 1m30s or 500ms.",
		},
	} {
		if diff := cmp.Diff([]string{c.want}, saidAll(validateText(c.validator, types.StringValue(c.value)))); diff != "" {
			t.Error(diff)
		}
		ctx := context.Background()
		if c.validator.Description(ctx) == "" || c.validator.MarkdownDescription(ctx) != c.validator.Description(ctx) {
			t.Errorf("%T does not describe itself", c.validator)
		}
	}
}

func TestValidators_ofAdditionalSettings(t *testing.T) {
	t.Parallel()
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
		"text":               {types.DynamicValue(types.StringValue("a")), []string{`additional_settings: Additional settings must be an object`}},
		"list":               {types.DynamicValue(types.TupleValueMust(nil, nil)), []string{`additional_settings: Additional settings must be an object`}},
		"typed setting":      {object(map[string]attr.Value{"name": types.StringValue("a")}), []string{`additional_settings.name: Setting has an attribute of its own`}},
		"read-only setting":  {object(map[string]attr.Value{"sector": types.StringValue("a")}), []string{`additional_settings.sector: Setting is read-only`}},
		"typed name in maps": {types.DynamicValue(types.MapValueMust(types.StringType, map[string]attr.Value{"name": types.StringValue("b")})), []string{`additional_settings.name: Setting has an attribute of its own`}},
		"several at once": {
			object(map[string]attr.Value{"prescription_partner": types.StringValue("a"), "id": types.StringValue("a"), "address": types.StringValue("a")}),
			[]string{
				`additional_settings.address: Setting has an attribute of its own`,
				`additional_settings.id: Setting is read-only`,
				`additional_settings.prescription_partner: Setting has an attribute of its own`,
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var resp validator.DynamicResponse
			additionalSettings{}.ValidateDynamic(context.Background(),
				validator.DynamicRequest{Path: path.Root("additional_settings"), ConfigValue: c.value}, &resp)
			var got []string
			for _, text := range saidAll(resp.Diagnostics) {
				summary, _, _ := strings.Cut(text, "\n")
				got = append(got, summary)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
