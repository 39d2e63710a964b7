package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

func (d *patientDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "One patient of a practice group (`GET /v1/patients/{id}`), found by `id`, or by `nhs_number` and `dob` together (`GET /v3/patients`), " +
			"which must match exactly one record. Members that Hero does not report, or reports as null, are null. Landline and caller are never reported. " +
			"Data sources are stored in the Terraform state, this patient data included; the sensitive attributes are hidden from plans only.",
		Attributes: patientRecordAttributes(),
	}
}

func patientRecordAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"practice_group_id": practiceGroupIDDataSourceAttribute(),
		"id": schema.StringAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: "Hero's id of the patient, decimal digits. Never an NHS number. Conflicts with `nhs_number` and `dob`. Documented.",
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
		},
		"nhs_number": schema.StringAttribute{
			CustomType: herotypes.NHSNumber.Type(), Optional: true, Computed: true, Sensitive: true,
			MarkdownDescription: "NHS number, ten digits; spaces do not matter. To find the patient by it, `dob` is needed too. Null when Hero has none. Documented.",
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1), herotypes.NHSNumber.Valid()},
		},
		"dob": schema.StringAttribute{
			CustomType: herotypes.DateOfBirth.Type(), Optional: true, Computed: true, Sensitive: true,
			MarkdownDescription: "Date of birth as `YYYY-MM-DD`. A date-time can be given too, of which the date in Europe/London counts. " +
				"To find the patient by it, `nhs_number` is needed too. Null when Hero has none. Documented.",
			Validators: []validator.String{stringvalidator.LengthAtLeast(1), herotypes.DateOfBirth.Valid()},
		},
		"uid":                      recordHandle("Hero's second, unique id of the patient, or null. Documented."),
		"emis_id":                  personal("Id of the patient in EMIS, or null. Documented."),
		"ehr_partner_id":           personal("Id of the patient in the connected record system, or null. Documented."),
		"deceased_at":              personal("When the patient died, as an RFC 3339 date-time, or null. Documented."),
		"title":                    personal("Form of address, for instance `Mrs`, or null. Documented."),
		"first_name":               personal("First name, or null. Documented."),
		"last_name":                personal("Last name, or null. Documented."),
		"sex":                      personal("Sex: `Not known`, `Not specified`, `Male`, `Female`, `Other` or null. Documented."),
		"sex_changed_at":           personal("When the sex was changed, as an RFC 3339 date-time, or null. Documented."),
		"email":                    personal("E-mail address, or null. Documented."),
		"emails":                   personalList("All e-mail addresses of the patient, or null. Documented."),
		"mobile":                   personal("Mobile number as Hero writes it, commonly in E.164 form, or null. Documented."),
		"address_line_1":           personal("First line of the address, or null. Documented."),
		"address_line_2":           personal("Second line of the address, or null. Documented."),
		"address_line_3":           personal("Third line of the address, or null. Documented."),
		"town":                     personal("Town or city, or null. Documented."),
		"county":                   personal("County, or null. Documented."),
		"postcode":                 personal("Postcode, or null. Documented."),
		"country":                  personal("Country, or null. Documented."),
		"notes":                    personal("Notes on the patient, or null. Documented."),
		"verification_credentials": personalList("What the patient was verified by, or null. The member is documented, its values are not."),
		"last_sync_at":             personal("When the record was last synchronised, as an RFC 3339 date-time, or null. Documented."),
		"data_source":              recordHandle("Where the record came from: `hero`, `emis`, `pds`, `gha` or `systm_one`. Documented."),
		"restricted":               schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether access to the record is restricted. Documented."},
		"status":                   recordHandle("Whether the record is `archived` or `unarchived`. Documented."),
		"attributes": schema.DynamicAttribute{
			Computed: true, Sensitive: true,
			MarkdownDescription: "The record whole, as Hero gave it, with members that are not typed above: `attributes.name`. Undocumented by nature.",
		},
	}
}

// personal is a text that describes a person.
func personal(description string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, Sensitive: true, MarkdownDescription: description}
}

func personalList(description string) schema.ListAttribute {
	return schema.ListAttribute{ElementType: types.StringType, Computed: true, Sensitive: true, MarkdownDescription: description}
}

// recordHandle is a text about the record that tells nothing of the person.
func recordHandle(description string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}
