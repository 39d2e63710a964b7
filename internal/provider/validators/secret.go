// SPDX-License-Identifier: MPL-2.0

package validators

import (
	"context"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// Secret refuses a secret with a control character, such as the line break at the end of a file:
// the receiver's copy of the secret will not have it. name says what the value is, such as "signing
// key".
func Secret(name string) validator.String {
	return secret{description: "must have no line break and no other control character", name: name}
}

type secret struct {
	description
	name string
}

func (v secret) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if isSet(req.ConfigValue) && strings.ContainsFunc(req.ConfigValue.ValueString(), unicode.IsControl) {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid "+v.name,
			"The "+v.name+" contains a line break or another control character, as text that was read from a file often does. Remove it, for instance with trimspace(file(\"…\")).")
	}
}
