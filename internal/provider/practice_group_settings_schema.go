// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

// typedSettings are the fields of Hero's response that have an attribute of their own.
var typedSettings = []string{"name", "address", "prescription_partner_enabled", "prescription_partner", "prescription_partner_credentials"}

// readOnlySettings are the fields of Hero's response that nobody can set.
var readOnlySettings = []string{"id", "sector", "authenticated_as"}

func (r *practiceGroupSettingsResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Settings of a practice group (`GET` and `PATCH /v1/me`).\n\n" +
			"**The practice group already exists.** Without an import, the first apply adopts it: it sends only the configured settings that differ, and the plan warns about each value that it overwrites. " +
			"[Import](#import) it, so that the plan shows each difference. Use one block for each practice group.\n\n" +
			"**Destroying** the resource only removes it from the Terraform state. The settings stay in Hero as they are." + notManaged + ", with two exceptions. When one line of the address changes, the whole address is sent, " +
			"with the other lines as Hero has them. When the password of the partner changes, the e-mail address that belongs to it is sent too. `\"\"` clears a string. " +
			"`prescription_partner_credentials` shows nothing if you leave it out.",
		Attributes: map[string]schema.Attribute{
			"id":                sameID("practice_group_id", "The practice group's id"),
			"practice_group_id": practiceGroupIDResourceAttribute(),
			"name": settingString(herotypes.Text,
				"Name of the practice group."),
			"sector":  reportedString("Sector that the practice group works in, for instance `nhs`. Null when Hero does not report it. It cannot be changed through the API."),
			"address": settingsAddressAttribute(),
			"prescription_partner_enabled": schema.BoolAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Whether prescriptions go through the prescription partner.",
				PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
			},
			"prescription_partner": settingString(herotypes.Text,
				"Which prescription partner the practice group uses. The documentation shows `signature_rx`. Other values are not published, so an unknown one causes a warning and not an error.",
				validators.KnownValues("prescription partner", "signature_rx")),
			"prescription_partner_credentials": settingsCredentialsAttribute(),
			"additional_settings": schema.DynamicAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "Further settings as an object, for settings that Hero has and this provider does not know yet. They are sent under the names given " +
					"here, unchanged (null as null), and only these members are compared with Hero's answer. A setting that has an attribute of its own is refused here. " +
					"Plans hide the values and name the settings that change. The state holds the values in clear, so do not put secrets here. Undocumented, and sent unchanged.",
				PlanModifiers: []planmodifier.Dynamic{herotypes.KeepDynamic()},
				Validators:    []validator.Dynamic{validators.AdditionalSettings(typedSettings, readOnlySettings)},
			},
		},
	}
}

func settingsAddressAttribute() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional: true, Computed: true,
		MarkdownDescription: "Postal address. When any line changes, the whole address is sent, because the API does not say whether it merges a partial address. " +
			"Lines that are not configured are then sent as Hero has them.",
		PlanModifiers: []planmodifier.Object{objectplanmodifier.UseStateForUnknown()},
		Attributes: map[string]schema.Attribute{
			"line_1":   settingString(herotypes.Text, "First line of the address."),
			"line_2":   settingString(herotypes.Text, "Second line of the address."),
			"line_3":   settingString(herotypes.Text, "Third line of the address."),
			"town":     settingString(herotypes.Text, "Town or city."),
			"county":   settingString(herotypes.Text, "County."),
			"postcode": settingString(herotypes.Postcode, "UK postcode; case and spacing do not matter."),
			"country":  settingString(herotypes.Text, "Country. Its name is inferred, because the published text ends after its first letters."),
		},
	}
}

func settingsCredentialsAttribute() schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		Optional: true,
		MarkdownDescription: "Credentials for the prescription partner. When either of them changes, both are sent as far as they are known, because the API does " +
			"not say whether it merges a part of them. " +
			"Terraform cannot show Hero's value here, because the object holds a write-only member; the plan warns when an e-mail address that it has not shown is overwritten.",
		Attributes: map[string]schema.Attribute{
			"email": settingString(herotypes.Email, "E-mail address of the partner account; case does not matter."),
			"password_wo": schema.StringAttribute{
				Optional: true, WriteOnly: true, Sensitive: true,
				MarkdownDescription: "Password of the partner account. Write-only: it is in neither state nor plan, and can come from an ephemeral value. " +
					"It is sent when `password_wo_version` changes or, since it belongs to the account, when `email` does, and at no other time. " +
					"An answer from Hero without any content is an error, because nothing then shows that the password is stored.",
				Validators: []validator.String{
					validators.NotBlank(), validators.Secret("password"),
					stringvalidator.AlsoRequires(path.MatchRelative().AtParent().AtName("password_wo_version")),
				},
			},
			"password_wo_version": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Any text, for instance `1` or a date. Change it to send `password_wo` again. Kept by Terraform only; Hero does not know it. " +
					"After an import it is unset, so the first apply sends the password.",
				Validators: []validator.String{
					validators.NotBlank(),
					stringvalidator.AlsoRequires(path.MatchRelative().AtParent().AtName("password_wo")),
				},
			},
		},
	}
}
