// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

func (r *pdsPatientResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A patient of a practice group who is traced in the national Personal Demographics Service (PDS) and registered with what it knows " +
			"(`POST /v1/patients/register_pds`, `GET /v1/patients/{id}`).\n\n" +
			"**Ask** by `nhs_number` and `dob`, or by `forename`, `surname`, `dob` and `postcode`. Asking for another person replaces the resource, and the old record stays in Hero. " +
			"If Hero requires the person to prove who they are first, nothing is registered, and the error has Hero's message and link.\n\n" +
			"**A person whom the practice group already has** is not registered twice. That their record is not overwritten is inferred. Two resources that ask for the same person stand for one record. " +
			"If Hero has the `nhs_number` with another date of birth, plan and apply are refused, because that could make a second record.\n\n" +
			"**What was asked for** stays as it is configured, and `demographics` follows the record. Hero does not report the names and the postcode as they were given. " +
			"After an [import](#import) the state takes them over from the configuration, without sending anything.\n\n" +
			"**Destroying** the resource only removes it from the Terraform state. Hero cannot delete a patient.\n\n" +
			"A `moved` block turns a `hero_patient` into a `hero_pds_patient`, or the other way round: it is the same record in Hero, nothing is traced or registered, and the move makes no request. " +
			"What the other resource does not have (the names and the postcode to trace by, and `ehr_partner`) is recorded as after an import.\n\n" +
			"**Patient data.** Everything that describes the person is sensitive, so plans do not show it. The Terraform state does hold it: keep the state where " +
			"patient data is allowed. Hero's own ids and the name of the record system (`id`, `uid`, `ehr_partner`) are not sensitive.",
		Attributes: pdsPatientAttributes(),
	}
}

// shownWhenUnset ends the description of an attribute that Hero also reports.
const shownWhenUnset = " When unset, it shows what Hero reports."

func pdsPatientAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"practice_group_id": practiceGroupIDResourceAttribute(),
		"id":                reportedString("Hero's id of the patient, decimal digits."),
		"uid":               reportedString("Hero's second, unique id of the patient. Null when Hero reports none."),
		"nhs_number": notClearable(patientString(herotypes.NHSNumber, "NHS number to trace by, ten digits; spaces do not matter. Cannot be combined with `forename`, `surname` and `postcode`. "+
			"Changing it replaces the resource."+shownWhenUnset, herotypes.NHSNumber.Valid())),
		"dob": notClearable(patientString(herotypes.DateOfBirth, "Date of birth to trace by, as `YYYY-MM-DD`, or as a date-time; its date in Europe/London counts. Needed to register. "+
			"Changing it replaces the resource."+shownWhenUnset, herotypes.DateOfBirth.ValidDay())),
		"forename": notClearable(unreported(herotypes.Text, patientString(herotypes.Text, "First name to trace by; case does not matter. Null when not configured. Changing it replaces the resource. That it is needed with `surname` is inferred."))),
		"surname":  notClearable(unreported(herotypes.Text, patientString(herotypes.Text, "Last name to trace by; case does not matter. Null when not configured. Changing it replaces the resource. That it is needed with `forename` is inferred."))),
		"postcode": notClearable(unreported(herotypes.Postcode, patientString(herotypes.Postcode, "UK postcode to trace by; case and spacing do not matter. Null when not configured. Changing it replaces the resource. "+
			"That it is needed with the names is inferred."))),
		"ehr_partner": notClearable(schema.StringAttribute{
			CustomType: herotypes.Text.Type(), Optional: true, Computed: true,
			MarkdownDescription: "Record system to connect the patient with, sent unchanged. Its values are not published, and Hero does not report it: null when not configured. Changing it replaces the resource.",
			PlanModifiers:       []planmodifier.String{herotypes.Text.KeepStateOrNull()},
		}),
		"ehr_partner_id": notClearable(patientString(herotypes.Text, "Id of the patient in the connected record system. Changing it replaces the resource."+shownWhenUnset)),
		"status":         personalReported("Whether the record is `archived` or `unarchived`."),
		"restricted": schema.BoolAttribute{
			Computed: true, Sensitive: true,
			MarkdownDescription: "Whether access to the record is restricted.",
			PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
		},
		"demographics": schema.SingleNestedAttribute{
			Computed: true, Sensitive: true,
			MarkdownDescription: "What Hero's record says about the person: at first what was traced, later whatever Hero reports.",
			PlanModifiers:       []planmodifier.Object{objectplanmodifier.UseStateForUnknown()},
			Attributes:          demographicsAttributes(),
		},
	}
}

func demographicsAttributes() map[string]schema.Attribute {
	descriptions := map[string]string{
		"nhs_number":     "NHS number, ten digits.",
		"dob":            "Date of birth, `YYYY-MM-DD`.",
		"title":          "Form of address, for instance `Mrs`.",
		"first_name":     "First name.",
		"last_name":      "Last name.",
		"sex":            "`Not known`, `Not specified`, `Male`, `Female` or `Other`.",
		"mobile":         "Mobile number, commonly in international form.",
		"email":          "E-mail address.",
		"address_line_1": "First line of the address.",
		"address_line_2": "Second line of the address.",
		"address_line_3": "Third line of the address.",
		"town":           "Town or city.",
		"county":         "County.",
		"postcode":       "UK postcode.",
		"country":        "Country.",
	}
	all := map[string]schema.Attribute{}
	for _, f := range demographicsFields(types.Object{}) {
		all[f.name] = schema.StringAttribute{
			CustomType: f.value.Kind().Type(), Computed: true, Sensitive: true,
			MarkdownDescription: descriptions[f.name] + " Null when Hero reports none.",
		}
	}
	return all
}
