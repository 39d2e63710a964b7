// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// described gives a validator its two descriptions.
type described string

func (d described) Description(context.Context) string         { return string(d) }
func (d described) MarkdownDescription(context.Context) string { return string(d) }

// filled refuses "" where a name or an id is wanted; notEmpty does where Hero
// holds a value that "" would clear.
func filled() validator.String { return filledText{described: "must not be empty"} }

type filledText struct{ described }

func (filledText) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if isSet(req.ConfigValue) && strings.TrimSpace(req.ConfigValue.ValueString()) == "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Empty value",
			"An empty text names nothing. Write a value or, where the attribute is optional, leave it out (or set it to null).")
	}
}

// filledList refuses a list or set of names or ids without entries, an entry
// that is empty or null, and one that stands in it twice.
type filledList struct{ described }

func filledEntries() filledList {
	return filledList{described: "must have at least one entry, none of them empty or twice"}
}

func (filledList) ValidateSet(_ context.Context, req validator.SetRequest, resp *validator.SetResponse) {
	if isSet(req.ConfigValue) {
		checkEntries(req.Path, req.ConfigValue.Elements(), &resp.Diagnostics)
	}
}

func (filledList) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	if isSet(req.ConfigValue) {
		checkEntries(req.Path, req.ConfigValue.Elements(), &resp.Diagnostics)
	}
}

func checkEntries(at path.Path, entries []attr.Value, diags *diag.Diagnostics) {
	if len(entries) == 0 {
		diags.AddAttributeError(at, "Empty list", "At least one entry is needed. Add it, or leave the attribute out (or set it to null).")
	}
	seen := map[string]bool{}
	for _, entry := range entries {
		text, ok := entry.(types.String)
		if !ok || text.IsUnknown() {
			continue
		}
		switch {
		case strings.TrimSpace(text.ValueString()) == "":
			diags.AddAttributeError(at, "Empty entry", "An entry of the list is empty or null. Write a value in its place, or remove it.")
			return
		case seen[text.ValueString()]:
			diags.AddAttributeError(at, "Repeated entry", fmt.Sprintf("The entry %q stands in the list twice. Remove one of the two.", text.ValueString()))
			return
		}
		seen[text.ValueString()] = true
	}
}

// Why a secret and its version go together.
const (
	versionNeeded = "Terraform keeps no secret, so it cannot see that one has changed. Set the version to any text, such as \"1\", and change it whenever the secret is to be sent again."
	secretNeeded  = "The version alone sends nothing: set the secret beside it. Where the secret is not managed here, leave both out."
)

// neededWith refuses an attribute without another one beside it; why says what
// the other one is for.
func neededWith(other, why string) validator.String {
	return together{described: described("needs " + other), other: other, why: why}
}

type together struct {
	described
	other, why string
}

func (v together) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() {
		return
	}
	var other types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, req.Path.ParentPath().AtName(v.other), &other)...)
	if other.IsNull() {
		resp.Diagnostics.AddAttributeError(req.Path, "Only one of two attributes is set",
			fmt.Sprintf("%q is set and %q is not, and they go together. %s", lastStep(req.Path), v.other, v.why))
	}
}

func lastStep(p path.Path) string {
	steps := p.Steps()
	return steps[len(steps)-1].String()
}

// notWith refuses a list beside another attribute that says the same; choose
// says which of them is for what.
type notWith struct {
	described
	other, choose string
}

func (v notWith) ValidateList(ctx context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	var other types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(v.other), &other)...)
	if !req.ConfigValue.IsNull() && !other.IsNull() {
		resp.Diagnostics.AddAttributeError(req.Path, "Only one of two attributes may be set",
			fmt.Sprintf("Both %q and %q are set. %s", lastStep(req.Path), v.other, v.choose))
	}
}

// numericID refuses what is no id of Hero's in decimal digits. lookup is the
// data source that lists the ids.
type numericID struct {
	described
	what, lookup string
}

func (v numericID) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if isSet(req.ConfigValue) && !isNumericID(req.ConfigValue.ValueString()) {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+v.what+" id",
			fmt.Sprintf("Hero's id of an %s is decimal digits and nothing else, such as 7. The data source %s lists the ids.", v.what, v.lookup))
	}
}

// wholeNumber refuses what is not between two numbers.
type wholeNumber struct {
	described
	least, most int64
}

func (v wholeNumber) ValidateInt64(_ context.Context, req validator.Int64Request, resp *validator.Int64Response) {
	if n := req.ConfigValue.ValueInt64(); isSet(req.ConfigValue) && (n < v.least || n > v.most) {
		resp.Diagnostics.AddAttributeError(req.Path, "Number out of range", fmt.Sprintf("Write a whole number from %d to %d.", v.least, v.most))
	}
}

// atLeast refuses what is less than a number.
type atLeast struct {
	described
	least float64
}

func (v atLeast) ValidateFloat64(_ context.Context, req validator.Float64Request, resp *validator.Float64Response) {
	if isSet(req.ConfigValue) && req.ConfigValue.ValueFloat64() < v.least {
		resp.Diagnostics.AddAttributeError(req.Path, "Number out of range", fmt.Sprintf("Write %v or more, or leave the attribute out.", v.least))
	}
}
