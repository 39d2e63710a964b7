package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

func (d *patientsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Patients of a practice group that match all given filters (`GET /v3/patients`), from all pages of Hero's answer. At least one filter is needed. " +
			"How closely Hero compares names is not documented. An entry shows less than `hero_patient`, and may be a person whom only the connected record system knows. " +
			"Data sources are stored in the Terraform state, this patient data included; the sensitive attributes are hidden from plans only.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDDataSourceAttribute(),
			"first_name":        patientFilter(herotypes.Plain, "Keep only patients of this first name. Documented."),
			"last_name":         patientFilter(herotypes.Plain, "Keep only patients of this last name. Documented."),
			"dob": patientFilter(herotypes.DateOfBirth, "Keep only patients born on this date, `YYYY-MM-DD`. "+
				"A date-time can be given too, of which the date in Europe/London counts. Documented."),
			"nhs_number":     patientFilter(herotypes.NHSNumber, "Keep only patients of this NHS number, ten digits; spaces do not matter. Documented."),
			"ehr_partner_id": patientFilter(herotypes.Plain, "Keep only patients of this id in the connected record system. Documented."),
			"patients": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The patients, in Hero's order. Empty when none matches. Documented.",
				NestedObject:        schema.NestedAttributeObject{Attributes: patientSummaryAttributes()},
			},
			"attributes": schema.DynamicAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "The entries whole, as Hero gave them and in the same order, with members that are not typed above: " +
					"`attributes[0].identifiers`. Undocumented by nature.",
			},
		},
	}
}

func patientFilter(kind *herotypes.Kind, description string) schema.StringAttribute {
	return schema.StringAttribute{
		CustomType: kind.Type(), Optional: true, Sensitive: true,
		MarkdownDescription: description,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1), kind.Valid()},
	}
}

func patientSummaryAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id": recordHandle("Hero's id of the patient (`hero_id`), decimal digits, as `hero_patient` takes it. " +
			"Null when only the connected record system knows the patient. Documented; its meaning when null is inferred."),
		"uid":            recordHandle("Hero's second, unique id of the patient (`hero_uid`), or null. Documented."),
		"ehr_partner_id": personal("Id of the patient in the connected record system, or null. Documented."),
		"emis_id":        personal("Id of the patient in EMIS, or null. Documented."),
		"ods_code":       personal("ODS code of an organisation that the record belongs to, or null. The member is documented, its meaning is inferred."),
		"nhs_number":     personal("NHS number, ten digits without spaces, or null. Documented."),
		"dob":            personal("Date of birth as `YYYY-MM-DD`, or null. Documented."),
		"deceased_at":    personal("When the patient died, as an RFC 3339 date-time, or null. Documented."),
		"title":          personal("Form of address, for instance `Mrs`, or null. Documented."),
		"first_name":     personal("First name, or null. Documented."),
		"last_name":      personal("Last name, or null. Documented."),
		"sex":            personal("Sex: `Not known`, `Not specified`, `Male`, `Female`, `Other` or null. Documented."),
		"email":          personal("E-mail address, or null. Documented."),
		"mobile":         personal("Mobile number as Hero writes it, commonly in E.164 form, or null. Documented."),
		"line_1":         personal("First line of the address, or null. Documented."),
		"line_2":         personal("Second line of the address, or null. Documented."),
		"line_3":         personal("Third line of the address, or null. Documented."),
		"town":           personal("Town or city, or null. Documented."),
		"county":         personal("County, or null. Documented."),
		"postcode":       personal("Postcode, or null. Documented."),
		"last_sync_at":   personal("When the record was last synchronised, as an RFC 3339 date-time, or null. Documented."),
		"data_source":    recordHandle("Where the record came from: `hero`, `emis`, `pds`, `gha`, `systm_one` or null. Documented."),
		"restricted":     schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether access to the record is restricted, or null. Documented."},
		"ehr_registered": schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the patient is registered in the connected record system, or null. " +
			"The member is documented, its meaning is inferred."},
	}
}
