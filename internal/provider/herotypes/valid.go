// SPDX-License-Identifier: MPL-2.0

package herotypes

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// Valid returns a validator that refuses strings without a normal form. Every attribute
// of the kind that can be configured needs it: the type itself accepts any string,
// because no value that Hero already holds, or that somebody entered elsewhere, may
// keep a record from being read.
func (k *Kind) Valid() validator.String { return valid{kind: k} }

type valid struct{ kind *Kind }

// Description says what the validator accepts.
func (v valid) Description(context.Context) string { return "must be a valid " + v.kind.Name }

// MarkdownDescription says what the validator accepts.
func (v valid) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString implements validator.String. The error never has the value.
func (v valid) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !known(req.ConfigValue) {
		return
	}
	if _, err := v.kind.Normal(req.ConfigValue.ValueString()); err != nil {
		// The error leaves out the path, because that of a set's element quotes the
		// element.
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+v.kind.Name, "This is "+err.Error()+".")
	}
}
