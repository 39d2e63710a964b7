// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// members are the entries of a dynamic object or map, by name.
func members(d types.Dynamic) map[string]attr.Value {
	switch v := d.UnderlyingValue().(type) {
	case types.Object:
		return v.Attributes()
	case types.Map:
		return v.Elements()
	}
	return nil
}

// followAdditional is the drift of additional_settings: only the members that
// the configuration names are looked at, and one that Hero does not report
// stays as it is known.
func followAdditional(known types.Dynamic, raw map[string]json.RawMessage, diags *diag.Diagnostics) types.Dynamic {
	if !isSet(known) || known.IsUnderlyingValueNull() || known.IsUnderlyingValueUnknown() {
		return known
	}
	changed := false
	values := maps.Clone(members(known))
	for name, value := range values {
		live, ok := raw[name]
		if !ok {
			continue
		}
		followed, err := followSetting(value, live)
		if err != nil {
			diags.AddAttributeWarning(path.Root("additional_settings").AtName(name), "Setting cannot be compared",
				"What Hero reports for this setting cannot be turned into a Terraform value, so its drift is not shown.")
			continue
		}
		if !herotypes.EqualJSON(value, followed) {
			values[name] = followed
			changed = true
		}
	}
	if !changed {
		return known
	}
	return types.DynamicValue(objectOf(values))
}

// followSetting differs from herotypes.Follow in the null: it is sent like any
// other value here, so it has drift too.
func followSetting(value attr.Value, live json.RawMessage) (attr.Value, error) {
	if value.IsNull() {
		return herotypes.FromJSON(live)
	}
	return herotypes.Follow(value, live)
}

func objectOf(values map[string]attr.Value) types.Object {
	attrTypes := make(map[string]attr.Type, len(values))
	for name, value := range values {
		attrTypes[name] = value.Type(context.Background())
	}
	return types.ObjectValueMust(attrTypes, values)
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
	for _, name := range slices.Sorted(maps.Keys(members(req.ConfigValue))) {
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
