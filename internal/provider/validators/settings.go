// SPDX-License-Identifier: MPL-2.0

package validators

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// AdditionalSettings refuses a value that is not an object of settings, settings that have their
// own attribute, and settings that Hero only reports.
func AdditionalSettings(typed, readOnly []string) validator.Dynamic {
	return additionalSettings{
		description: "must be an object without the settings that have an attribute of their own",
		typed:       typed, readOnly: readOnly,
	}
}

type additionalSettings struct {
	description
	typed, readOnly []string
}

func (v additionalSettings) ValidateDynamic(_ context.Context, req validator.DynamicRequest, resp *validator.DynamicResponse) {
	if !isSet(req.ConfigValue) || req.ConfigValue.IsUnderlyingValueUnknown() || req.ConfigValue.IsUnderlyingValueNull() {
		return
	}
	var settings map[string]attr.Value
	switch value := req.ConfigValue.UnderlyingValue().(type) {
	case types.Object:
		settings = value.Attributes()
	case types.Map:
		settings = value.Elements()
	default:
		resp.Diagnostics.AddAttributeError(req.Path, "Additional settings must be an object",
			`Write the settings as names and values, such as { booking_enabled = true }.`)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		if slices.Contains(v.typed, name) {
			resp.Diagnostics.AddAttributeError(req.Path.AtName(name), "Setting has an attribute of its own",
				fmt.Sprintf("Set the attribute %q of this resource instead of additional_settings.%s.", name, name))
		}
		if slices.Contains(v.readOnly, name) {
			resp.Diagnostics.AddAttributeError(req.Path.AtName(name), "Setting is read-only",
				fmt.Sprintf("Hero reports %q but does not let it be changed. Remove it from additional_settings.", name))
		}
	}
}
