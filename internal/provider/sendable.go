// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

// Whatever Hero holds is allowed in a configuration, however odd, because an import writes it
// there. Only a plan knows what would be sent, so the plan refuses an odd value.

// refuseUnsendable reports the named fields whose planned values Hero could not take. object is the
// object of the fields, or "" for fields of the resource itself.
func (fs fields[Response, Request]) refuseUnsendable(names []string, object string, diags *diag.Diagnostics) {
	at, prefix := path.Empty(), ""
	if object != "" {
		at, prefix = path.Root(object), object+"."
	}
	for _, f := range fs {
		switch {
		case !slices.Contains(names, prefix+f.name) || !isSet(*f.value):
		case f.value.Kind() == herotypes.Postcode:
			fs.warnForeignPostcode(*f.value, at.AtName(f.name), diags)
		default:
			refuseUnsendable(*f.value, at.AtName(f.name), diags)
		}
	}
}

func refuseUnsendable(value herotypes.String, at path.Path, diags *diag.Diagnostics) {
	kind := value.Kind()
	_, err := kind.Normal(value.ValueString())
	switch {
	case err == nil:
	case errors.Is(err, canonical.ErrCredentials):
		// Not on the attribute: Terraform shows its line, and the password in it.
		diags.AddError("URL with credentials",
			"The URL has a user name or a password in it, and URLs are shown in plans and logs. Put the secret into headers. A webhook that Hero already has may keep such a URL, but this plan would send it.")
	case kind.Values != nil:
		diags.AddAttributeError(at, "Invalid "+kind.Name, validators.NotListed(value.ValueString(), kind.Values))
	default:
		diags.AddAttributeError(at, "Invalid "+kind.Name, "This is "+err.Error()+".")
	}
}

// britishCountries are, in lower case, the names of countries with British postcodes. No country at
// all counts as one of them.
var britishCountries = []string{
	"", "united kingdom", "the united kingdom", "uk", "u.k.", "gb", "gbr", "great britain", "britain", "england", "scotland", "wales", "cymru", "northern ireland",
	"jersey", "guernsey", "isle of man", "gibraltar",
}

// warnForeignPostcode treats a postcode of another form as mistyped, unless the country says that
// it is foreign.
func (fs fields[Response, Request]) warnForeignPostcode(postcode herotypes.String, at path.Path, diags *diag.Diagnostics) {
	for _, f := range fs.named("country") {
		if f.value.IsUnknown() || !slices.Contains(britishCountries, canonical.Label.Meaning(f.value.ValueString())) {
			return
		}
	}
	if _, err := postcode.Kind().Normal(postcode.ValueString()); err != nil {
		diags.AddAttributeWarning(at, "Postcode that is not British",
			"This is "+err.Error()+". It is sent as it is written. If it belongs to another country, set the country too, and this warning goes away.")
	}
}

// notClearable is for a string that Hero cannot clear. An empty text is refused if Hero has a
// value, and otherwise asks for nothing.
func notClearable(attribute schema.StringAttribute) schema.StringAttribute {
	attribute.PlanModifiers = append(attribute.PlanModifiers, notClearableString{})
	return attribute
}

type notClearableString struct{}

// Description says what the modifier does.
func (notClearableString) Description(context.Context) string {
	return "Refuses to clear what Hero cannot clear."
}

// MarkdownDescription says what the modifier does.
func (m notClearableString) MarkdownDescription(ctx context.Context) string {
	return m.Description(ctx)
}

// PlanModifyString implements planmodifier.String.
func (notClearableString) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	empty := isSet(req.ConfigValue) && canonical.Text.IsEmpty(req.ConfigValue.ValueString())
	if empty && !canonical.Text.IsEmpty(req.StateValue.ValueString()) {
		resp.Diagnostics.AddAttributeError(req.Path, "Empty value",
			"Hero does not accept an empty string here, so the value cannot be cleared. Give a value, or leave the attribute unset (or null) to leave Hero's value alone.")
	}
}
