// SPDX-License-Identifier: MPL-2.0

package herotypes

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

// Valid returns a validator that refuses strings without a normal form. It is for values that make
// no sense anywhere, such as a wrong check digit, and for values that are always sent, such
// as a filter. Anything else is allowed in a configuration, because Hero may hold it; a plan
// refuses it if it would be sent.
func (k *Kind) Valid() validator.String { return valid{kind: k} }

// ValidDay returns a validator for dates of birth that refuses a day which no calendar
// has. A date in another form, or from long ago, may be what Hero holds.
func (k *Kind) ValidDay() validator.String { return valid{kind: k, only: canonical.ErrNoSuchDay} }

type valid struct {
	kind *Kind
	only error // the one reason to refuse, nil for any
}

// Description says what the validator accepts.
func (v valid) Description(context.Context) string { return "must be a valid " + v.kind.Name }

// MarkdownDescription says what the validator accepts.
func (v valid) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString implements validator.String. The error never has the value.
func (v valid) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !known(req.ConfigValue) {
		return
	}
	value := req.ConfigValue.ValueString()
	_, err := v.kind.Normal(value)
	switch {
	case err == nil, v.only != nil && !errors.Is(err, v.only):
	case errors.Is(err, canonical.ErrCredentials): // Hero may hold a URL with credentials
	case v.kind.Values != nil:
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+v.kind.Name, validators.NotListed(value, v.kind.Values))
	default:
		// The error leaves out the path, because the path of a set's element quotes the element.
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+v.kind.Name, "This is "+err.Error()+".")
	}
}
