// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/boolplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

var patientSex = herotypes.OneOf("sex", "Not known", "Not specified", "Male", "Female", "Other")

// patientTitle has the full list that Hero documents.
var patientTitle = herotypes.OneOf("title",
	"Baron", "Baroness", "Brigadier", "Count", "Colonel", "Countess", "Captain", "Dame", "The Dowager Viscountess", "Dr",
	"Duchess", "Duke", "Earl", "His Excellency", "Father", "H.E. Ambassador Mr", "H.E. Mr", "H.E. Mrs", "Her Grace", "His Grace",
	"The Hon", "The Hon Mr", "The Hon Mrs", "HRH", "HRH Prince", "HRH Princess", "Insurance", "HM King", "Lady", "Lord", "Major",
	"Master", "Miss", "Mr", "Mrs", "Ms", "Mss", "Mx", "Pr", "Professor", "HM Queen", "Rabbi", "Reverend", "Sheikh", "Sheikha", "Sir",
	"The", "Viscount", "Viscountess",
)

var patientDataSources = []string{"hero", "emis", "pds", "gha", "systm_one"}

func (r *patientResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A patient of a practice group (`POST /v1/patients/register`, `GET /v1/patients/{id}`).\n\n" +
			"**Nobody is overwritten by accident.** Registering creates or overwrites: Hero looks for the NHS number and date of birth, and overwrites the record that it finds. " +
			"So the provider looks first, and the plan fails when the person exists, or when a record cannot be told from the person's. [Import](#import) the record to be safe; `adopt_existing` overwrites it. " +
			"A patient without an NHS number is looked for by names and date of birth, and is never overwritten. Records with the same names and date of birth, but without the NHS number that is configured, are named in a warning of the plan: " +
			"the person may then have two.\n\n" +
			"**Destroying** the resource only removes it from the Terraform state. Hero cannot delete a patient." + notManaged + ", with one exception. Hero requires part of the record with " +
			"each change: the NHS number, the date of birth, both names, and the mobile number or the e-mail address. The provider sends these as they are in the state. Hero does not report `landline` and `caller`, so they show " +
			"what was last configured.\n\n" +
			"**When Hero gives no clear answer** to a registration, it may still take effect, seconds later. The provider then looks for the person, for 15 seconds or the `request_timeout` if that is longer, and takes the " +
			"record that appears, with a warning. If none does, the apply fails and says what to check. The next apply looks before it writes.\n\n" +
			"**When a number becomes known only during the apply**, and differs from the record's, Terraform ends with *Provider produced inconsistent final plan* and calls it a bug in the " +
			"provider. Nothing has been sent for the patient. Plan again: the new plan knows the number and says what the change means. The same happens, with any resource, when a saved plan is applied with a different " +
			"`HERO_PRACTICE_GROUP_ID` from the one it was made with. Terraform gives a provider no way to say it better.\n\n" +
			"A `moved` block turns a `hero_pds_patient` into a `hero_patient`, or the other way round: it is the same record in Hero, and the move makes no request. `landline`, `caller` and `adopt_existing`, " +
			"which the other resource does not have, are null afterwards, so the next plan sets those that are configured in place.\n\n" +
			"**Patient data.** Everything that describes the person is sensitive, so plans do not show it. The Terraform state does hold it: keep the state where " +
			"patient data is allowed. Hero's own ids and the source of the data (`id`, `uid`, `data_source`) are not sensitive.",
		Attributes: patientAttributes(),
	}
}

func patientAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"practice_group_id": practiceGroupIDResourceAttribute(),
		"id":                reportedString("Hero's id of the patient, decimal digits."),
		"uid":               reportedString("Hero's second, unique id of the patient. Null when Hero reports none."),
		"nhs_number": notClearable(patientString(herotypes.NHSNumber, "NHS number, ten digits; spaces do not matter. Ten equal digits are a placeholder and are refused, because Hero would treat strangers as one person. "+
			"Hero matches on it together with `dob`, and it belongs to one person: if Hero has it with another date of birth, plan and apply are refused. "+
			"Without it Hero cannot match, so such a patient can be registered but not changed. Another number is another person: changing it replaces the resource, "+
			"and the old record stays in Hero. If Hero itself has changed the record's number, put the new one into the configuration. A restricted record that hides its number keeps the one that is known.", herotypes.NHSNumber.Valid())),
		"dob": notClearable(patientString(herotypes.DateOfBirth, "Date of birth as `YYYY-MM-DD`, or as a date-time; its date in Europe/London counts. Needed to register. "+
			"A change is refused while Hero has the NHS number with the old date, because it would make a second record: correct the date in Hero.", herotypes.DateOfBirth.ValidDay())),
		"first_name": notClearable(patientString(herotypes.Text, "First name. Needed to register.")),
		"last_name":  notClearable(patientString(herotypes.Text, "Last name. Needed to register.")),
		"sex":        notClearable(patientString(patientSex, "Sex: `Not known`, `Not specified`, `Male`, `Female` or `Other`.")),
		"title":      patientString(patientTitle, "Form of address; `\"\"` clears it. One of:"+validators.MarkdownListByInitial(patientTitle.Values)),
		"mobile": notClearable(patientString(herotypes.Phone, "Mobile number, UK national or international form; both mean the same. "+
			"Needed to register unless `email` is given.")),
		"landline": unreported(herotypes.Phone, patientString(herotypes.Phone, "Landline number, UK national or international form. Hero does not report it, so Terraform keeps what was "+
			"last set and sees no drift; `\"\"` clears it. For an imported patient without an NHS number, it is recorded and not sent.")),
		"email": patientString(herotypes.Email, "E-mail address; case does not matter. Needed to register unless `mobile` is given. "+
			"That it can stand in for a mobile number is inferred. `\"\"` clears it."),
		"address_line_1": patientString(herotypes.Text, "First line of the address; `\"\"` clears it."),
		"address_line_2": patientString(herotypes.Text, "Second line of the address; `\"\"` clears it."),
		"address_line_3": patientString(herotypes.Text, "Third line of the address; `\"\"` clears it."),
		"town":           patientString(herotypes.Text, "Town or city; `\"\"` clears it."),
		"county":         patientString(herotypes.Text, "County; `\"\"` clears it."),
		"postcode":       patientString(herotypes.Postcode, "UK postcode; case and spacing do not matter; `\"\"` clears it."),
		"country":        patientString(herotypes.Text, "Country; `\"\"` clears it."),
		"ehr_partner_id": patientString(herotypes.Text, "Id of the patient in the connected record system; `\"\"` clears it."),
		"data_source": schema.StringAttribute{
			CustomType: herotypes.Text.Type(), Optional: true, Computed: true,
			MarkdownDescription: "Where the record came from. Hero reports `hero`, `emis`, `pds`, `gha` or `systm_one`; which of them it accepts is not documented, " +
				"so another value causes a warning and not an error.",
			PlanModifiers: []planmodifier.String{herotypes.Text.KeepState()},
			Validators:    []validator.String{validators.NotBlank(), validators.KnownValues("data source", patientDataSources...)},
		},
		"caller": unreported(herotypes.Text, patientString(herotypes.Text, "Sent with the registration unchanged. Hero's sample request has it, its meaning is not documented, and Hero does not report it. "+
			"For an imported patient without an NHS number, it is recorded and not sent.")),
		"adopt_existing": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Whether to adopt a patient who already exists, and overwrite the record with what is configured, when the resource is created. " +
				"With `true`, plans do not look for a patient that has an NHS number, and the create only checks whether Hero has the number with another date of birth, which is refused. Has no effect without an NHS number, because Hero cannot match then. Defaults to `false`. Kept by Terraform only.",
		},
		"status": personalReported("Whether the record is `archived` or `unarchived`."),
		"restricted": schema.BoolAttribute{
			Computed: true, Sensitive: true,
			MarkdownDescription: "Whether access to the record is restricted.",
			PlanModifiers:       []planmodifier.Bool{boolplanmodifier.UseStateForUnknown()},
		},
	}
}
