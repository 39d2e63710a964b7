// SPDX-License-Identifier: MPL-2.0

// Package validators refuses, or warns about, configured values that Hero could not take or could
// misunderstand.
//
// A validator of terraform-plugin-framework-validators is used wherever its text is enough. The
// ones here exist because that module quotes the refused value, which may be a patient's or a
// secret, or because the text must say what to write instead. No text of this package quotes what
// was refused, except where it says why that is harmless.
package validators

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

// description is both descriptions of a validator.
type description string

func (d description) Description(context.Context) string         { return string(d) }
func (d description) MarkdownDescription(context.Context) string { return string(d) }

func isSet(v attr.Value) bool { return !v.IsNull() && !v.IsUnknown() }

func isBlank(s string) bool { return canonical.Text.IsEmpty(s) }

// NotBlank refuses an empty or blank string where a name or an id is needed.
func NotBlank() validator.String { return notBlank{description: "must not be empty"} }

type notBlank struct{ description }

func (notBlank) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if isSet(req.ConfigValue) && isBlank(req.ConfigValue.ValueString()) {
		resp.Diagnostics.AddAttributeError(req.Path, "Empty value",
			"An empty string names nothing. Write a value or, where the attribute is optional, leave it out (or set it to null).")
	}
}

// KnownValues warns about a value outside a list that may be incomplete. name says what the value
// is, such as "event type".
func KnownValues(name string, values ...string) validator.String {
	return knownValues{
		description: description("known values: " + strings.Join(values, ", ") + "; others are passed on with a warning"),
		name:        name, values: values,
	}
}

type knownValues struct {
	description
	name   string
	values []string
}

func (v knownValues) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	value := canonical.Text.Meaning(req.ConfigValue.ValueString())
	if !isSet(req.ConfigValue) || value == "" || slices.Contains(v.values, value) {
		return
	}
	resp.Diagnostics.AddAttributeWarning(req.Path, "Unknown "+v.name,
		"It is not one of the values that Hero documents"+Nearest(value, v.values)+":\n\n"+QuotedList(v.values)+
			"\n\nCheck its spelling. There may be others that are not documented, so it is sent as it is.")
}

// PositiveDuration refuses a text that is not a Go duration above zero. A duration is a setting of
// the provider, so its text may quote it.
func PositiveDuration() validator.String {
	return positiveDuration{description: "must be a duration such as 30s"}
}

type positiveDuration struct{ description }

func (positiveDuration) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !isSet(req.ConfigValue) {
		return
	}
	if d, err := time.ParseDuration(req.ConfigValue.ValueString()); err != nil || d <= 0 {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid duration",
			"This is not a duration above zero. Write a number with a unit, such as 30s, 1m30s or 500ms.")
	}
}
