package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
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

func quoted(values []string) string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = fmt.Sprintf("%q", v)
	}
	return strings.Join(out, ", ")
}
