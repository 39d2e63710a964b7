package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// The stock validators print the refused value; these do not, because it may
// be a patient's.

// closedList refuses a value outside a list that is known in full.
type closedList struct {
	what   string
	values []string
}

func (v closedList) Description(context.Context) string {
	return "must be one of: " + strings.Join(v.values, ", ")
}

func (v closedList) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v closedList) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !isSet(req.ConfigValue) || slices.Contains(v.values, req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+v.what,
		fmt.Sprintf("Hero knows the following values, and compares case too: %s.", quoted(v.values)))
}

// openList warns about a value outside a list of which only a part is known.
type openList struct {
	what   string
	values []string
}

func knownValues(what string, values ...string) validator.String {
	return openList{what: what, values: values}
}

func (v openList) Description(context.Context) string {
	return "known values: " + strings.Join(v.values, ", ") + "; others are passed on with a warning"
}

func (v openList) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v openList) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !isSet(req.ConfigValue) || req.ConfigValue.ValueString() == "" || slices.Contains(v.values, req.ConfigValue.ValueString()) {
		return
	}
	resp.Diagnostics.AddAttributeWarning(req.Path, "Unknown "+v.what,
		fmt.Sprintf("The values of this attribute that are known from Hero's documentation are: %s. The list is not complete, so the value is sent as it is; check its spelling.", quoted(v.values)))
}

// notEmpty refuses "" where Hero does not accept it, so nothing can clear the
// attribute.
type notEmpty struct{}

func (notEmpty) Description(context.Context) string { return "must not be empty" }

func (v notEmpty) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (notEmpty) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !isSet(req.ConfigValue) || strings.TrimSpace(req.ConfigValue.ValueString()) != "" {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Empty value",
		"Hero does not accept an empty text here, so the value cannot be cleared. Give a value, or leave the attribute unset (or null) to leave Hero's value alone.")
}

// positiveDuration accepts Go durations above zero.
type positiveDuration struct{}

func (positiveDuration) Description(context.Context) string { return "must be a duration such as 30s" }

func (v positiveDuration) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (positiveDuration) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !isSet(req.ConfigValue) {
		return
	}
	if d, err := time.ParseDuration(req.ConfigValue.ValueString()); err != nil || d <= 0 {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid duration",
			fmt.Sprintf("%q is not a duration above zero. Write a number with a unit, such as 30s, 1m30s or 500ms.", req.ConfigValue.ValueString()))
	}
}

// additionalSettings refuses what cannot be an object of settings, and names
// that have an attribute of their own.
type additionalSettings struct{}

func (additionalSettings) Description(context.Context) string {
	return "must be an object without the settings that have an attribute of their own"
}

func (v additionalSettings) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

var typedSettings = []string{"name", "address", "prescription_partner_enabled", "prescription_partner", "prescription_partner_credentials"}

// readOnlySettings are members of Hero's answer that cannot be set.
var readOnlySettings = []string{"id", "sector", "authenticated_as"}

func (additionalSettings) ValidateDynamic(_ context.Context, req validator.DynamicRequest, resp *validator.DynamicResponse) {
	if !isSet(req.ConfigValue) || req.ConfigValue.IsUnderlyingValueUnknown() || req.ConfigValue.IsUnderlyingValueNull() {
		return
	}
	switch req.ConfigValue.UnderlyingValue().(type) {
	case types.Object, types.Map:
	default:
		resp.Diagnostics.AddAttributeError(req.Path, "Additional settings must be an object",
			`Write the settings as names and values, such as { booking_enabled = true }.`)
		return
	}
	for _, name := range sortedNames(members(req.ConfigValue)) {
		if slices.Contains(typedSettings, name) {
			resp.Diagnostics.AddAttributeError(req.Path.AtName(name), "Setting has an attribute of its own",
				fmt.Sprintf("Set the attribute %q of this resource instead of additional_settings.%s.", name, name))
		}
		if slices.Contains(readOnlySettings, name) {
			resp.Diagnostics.AddAttributeError(req.Path.AtName(name), "Setting is read-only",
				fmt.Sprintf("Hero reports %q but does not let it be changed. Remove it from additional_settings.", name))
		}
	}
}

func quoted(values []string) string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = fmt.Sprintf("%q", v)
	}
	return strings.Join(out, ", ")
}
