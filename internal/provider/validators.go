// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// The stock validators print the refused value, which may be a patient's, and
// say what is wrong. These say what to write instead.

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
		"Hero takes one of these values here, and compares case too:\n\n"+listed(v.values)+v.clearing())
}

// clearing is the sentence about "", which a list may have like any other value.
func (v closedList) clearing() string {
	if !slices.Contains(v.values, "") {
		return ""
	}
	return "\n\nAn empty text clears it."
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
		"It is none of the values that Hero documents:\n\n"+listed(v.values)+
			"\n\nCheck its spelling. There may be others that are not documented, so it is sent as it is.")
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

// listed are values for an error, in lines that begin with a space: the CLI
// breaks others wherever they are full. Many values share lines.
func listed(values []string) string {
	const few, width = 12, 70
	var b strings.Builder
	column := 0
	values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
	for i, v := range values {
		value := fmt.Sprintf("%q", v)
		switch {
		case i == 0 || len(values) <= few || column+len(value) > width:
			if i > 0 {
				b.WriteString("\n")
			}
			b.WriteString("  ")
			column = 2
		default:
			b.WriteString(" ")
			column++
		}
		b.WriteString(value)
		column += len(value)
		if len(values) > few && i < len(values)-1 {
			b.WriteString(",")
			column++
		}
	}
	return b.String()
}
