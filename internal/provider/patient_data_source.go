// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

var _ datasource.DataSourceWithValidateConfig = (*patientDataSource)(nil)

type patientDataSource struct{ lookup }

func newPatientDataSource() datasource.DataSource {
	return &patientDataSource{lookup{
		name:   "patient",
		schema: patientRecordSchema,
		model:  func() lookupModel { return new(patientRecordModel) },
	}}
}

// patientRecordModel is a record as Hero reports it. patientModel is the one that
// Terraform manages.
type patientRecordModel struct {
	practiceScoped
	ID                      types.String     `tfsdk:"id"`
	NHSNumber               herotypes.String `tfsdk:"nhs_number"`
	DOB                     herotypes.String `tfsdk:"dob"`
	UID                     types.String     `tfsdk:"uid"`
	EMISID                  types.String     `tfsdk:"emis_id"`
	EHRPartnerID            types.String     `tfsdk:"ehr_partner_id"`
	DeceasedAt              types.String     `tfsdk:"deceased_at"`
	Title                   types.String     `tfsdk:"title"`
	FirstName               types.String     `tfsdk:"first_name"`
	LastName                types.String     `tfsdk:"last_name"`
	Sex                     types.String     `tfsdk:"sex"`
	SexChangedAt            types.String     `tfsdk:"sex_changed_at"`
	Email                   types.String     `tfsdk:"email"`
	Emails                  types.List       `tfsdk:"emails"`
	Mobile                  types.String     `tfsdk:"mobile"`
	AddressLine1            types.String     `tfsdk:"address_line_1"`
	AddressLine2            types.String     `tfsdk:"address_line_2"`
	AddressLine3            types.String     `tfsdk:"address_line_3"`
	Town                    types.String     `tfsdk:"town"`
	County                  types.String     `tfsdk:"county"`
	Postcode                types.String     `tfsdk:"postcode"`
	Country                 types.String     `tfsdk:"country"`
	Notes                   types.String     `tfsdk:"notes"`
	VerificationCredentials types.List       `tfsdk:"verification_credentials"`
	LastSyncAt              types.String     `tfsdk:"last_sync_at"`
	DataSource              types.String     `tfsdk:"data_source"`
	Restricted              types.Bool       `tfsdk:"restricted"`
	Status                  types.String     `tfsdk:"status"`
	Attributes              types.Dynamic    `tfsdk:"attributes"`
}

func patientRecordSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "One patient of a practice group (`GET /v1/patients/{id}`), found by `id`, or by `nhs_number` and `dob` together (`GET /v3/patients`), " +
			"which must match exactly one record. Members that Hero does not report, or reports as null, are null. Landline and caller are never reported. " +
			"Data sources are stored in the Terraform state, and so is this patient data; sensitive attributes are hidden only in plans.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDDataSourceAttribute(),
			"id": schema.StringAttribute{
				Optional: true, Computed: true,
				MarkdownDescription: "Hero's id of the patient, decimal digits. Never an NHS number. Conflicts with `nhs_number` and `dob`.",
				Validators:          []validator.String{validators.NotBlank(), validators.PatientID()},
			},
			"nhs_number": schema.StringAttribute{
				CustomType: herotypes.NHSNumber.Type(), Optional: true, Computed: true, Sensitive: true,
				MarkdownDescription: "NHS number, ten digits; spaces do not matter. A search by it needs `dob` too. Null when Hero has none.",
				Validators:          []validator.String{validators.NotBlank(), herotypes.NHSNumber.Valid()},
			},
			"dob": schema.StringAttribute{
				CustomType: herotypes.DateOfBirth.Type(), Optional: true, Computed: true, Sensitive: true,
				MarkdownDescription: "Date of birth as `YYYY-MM-DD`. A date-time is accepted too; its date in Europe/London counts. " +
					"A search by it needs `nhs_number` too. Null when Hero has none.",
				Validators: []validator.String{validators.NotBlank(), herotypes.DateOfBirth.Valid()},
			},
			"uid":                      computedString("Hero's second, unique id of the patient, or null."),
			"emis_id":                  personalString("Id of the patient in EMIS, or null."),
			"ehr_partner_id":           personalString("Id of the patient in the connected record system, or null."),
			"deceased_at":              personalString("When the patient died, as an RFC 3339 date-time, or null."),
			"title":                    personalString("Form of address, for instance `Mrs`, or null."),
			"first_name":               personalString("First name, or null."),
			"last_name":                personalString("Last name, or null."),
			"sex":                      personalString("Sex: `Not known`, `Not specified`, `Male`, `Female`, `Other` or null."),
			"sex_changed_at":           personalString("When the sex was changed, as an RFC 3339 date-time, or null."),
			"email":                    personalString("E-mail address, or null."),
			"emails":                   personalStringList("All e-mail addresses of the patient, or null."),
			"mobile":                   personalString("Mobile number as Hero writes it, commonly in E.164 form, or null."),
			"address_line_1":           personalString("First line of the address, or null."),
			"address_line_2":           personalString("Second line of the address, or null."),
			"address_line_3":           personalString("Third line of the address, or null."),
			"town":                     personalString("Town or city, or null."),
			"county":                   personalString("County, or null."),
			"postcode":                 personalString("Postcode, or null."),
			"country":                  personalString("Country, or null."),
			"notes":                    personalString("Notes on the patient, or null."),
			"verification_credentials": personalStringList("What the patient was verified by, or null. Its values are not documented."),
			"last_sync_at":             personalString("When the record was last synchronised, as an RFC 3339 date-time, or null."),
			"data_source":              computedString("Where the record came from: `hero`, `emis`, `pds`, `gha` or `systm_one`."),
			"restricted":               personalBool("Whether access to the record is restricted."),
			"status":                   personalString("Whether the record is `archived` or `unarchived`."),
			"attributes": schema.DynamicAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "The complete record, as Hero gave it, with members that have no attribute above: `attributes.name`. " + withoutSecretsDescription + "Undocumented, and passed on as received.",
			},
		},
	}
}

// ValidateConfig requires one way to find the patient. An unknown value may turn out
// null, so it decides nothing.
func (d *patientDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var model patientRecordModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() || model.ID.IsUnknown() || model.NHSNumber.IsUnknown() || model.DOB.IsUnknown() {
		return
	}
	byID := !model.ID.IsNull() && model.NHSNumber.IsNull() && model.DOB.IsNull()
	byNumber := model.ID.IsNull() && !model.NHSNumber.IsNull() && !model.DOB.IsNull()
	if !byID && !byNumber {
		resp.Diagnostics.AddError("Invalid combination of arguments",
			`Say which patient to read either by "id" alone, or by "nhs_number" and "dob" together.`)
	}
}

func (m *patientRecordModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	if m.ID.IsNull() {
		m.ID = types.StringValue(findPatientID(ctx, practice, m, diags))
		if diags.HasError() {
			return
		}
	}
	patient, err := practice.GetPatient(ctx, m.ID.ValueString())
	if err != nil {
		addPatientError(diags, "read", m.ID.ValueString(), practice, err, nil)
		return
	}
	m.fill(patient, diags)
}

// findPatientID returns the id of the patient with an NHS number and a date of birth. It adds an
// error unless there is exactly one.
func findPatientID(ctx context.Context, practice *hero.Practice, m *patientRecordModel, diags *diag.Diagnostics) string {
	records, err := practice.FindPerson(ctx, hero.Person{NHSNumber: m.NHSNumber.Normal(), DOB: m.DOB.Normal()})
	found := records.Same
	ids := hero.PatientIDs(found)
	at := path.Root("nhs_number")
	switch {
	case err != nil:
		addError(diags, "look the patient up", practice, err, attributesNamed(nil, "nhs_number", "dob"))
	case len(found) == 0:
		diags.AddAttributeError(at, "Patient not found",
			fmt.Sprintf("Practice group %s has no patient with this NHS number and date of birth. Check both, and the practice group. "+
				"The data source hero_patients also searches by names.", practice.ID()))
	case len(ids) == 0:
		diags.AddAttributeError(at, "Patient has no id in Hero",
			fmt.Sprintf("Practice group %s knows this patient, but Hero reports no id of its own for the record, so it cannot be read. "+
				"The data source hero_patients shows what the search found.", practice.ID()))
	case len(ids) > 1:
		diags.AddAttributeError(at, "Several patients found",
			fmt.Sprintf("Practice group %s has %d patients with this NHS number and date of birth. Their ids are %s. "+
				`Look at them in Hero, then set "id" to the one that you mean, instead of "nhs_number" and "dob".`,
				practice.ID(), len(ids), strings.Join(ids, ", ")))
	default:
		return ids[0]
	}
	return ""
}

func (m *patientRecordModel) fill(p *hero.Patient, diags *diag.Diagnostics) {
	m.NHSNumber = refreshString(m.NHSNumber, p.NHSNumber)
	m.DOB = refreshString(m.DOB, p.DOB)
	m.UID = stringValue(p.UID)
	m.EMISID = stringValue(p.EMISID)
	m.EHRPartnerID = stringValue(p.EHRPartnerID)
	m.DeceasedAt = stringValue(p.DeceasedAt)
	m.Title = stringValue(p.Title)
	m.FirstName = stringValue(p.FirstName)
	m.LastName = stringValue(p.LastName)
	m.Sex = stringValue(p.Sex)
	m.SexChangedAt = stringValue(p.SexChangedAt)
	m.Email = stringValue(p.Email)
	m.Emails = stringListValue(p.Emails)
	m.Mobile = stringValue(p.Mobile)
	m.AddressLine1 = stringValue(p.AddressLine1)
	m.AddressLine2 = stringValue(p.AddressLine2)
	m.AddressLine3 = stringValue(p.AddressLine3)
	m.Town = stringValue(p.Town)
	m.County = stringValue(p.County)
	m.Postcode = stringValue(p.Postcode)
	m.Country = stringValue(p.Country)
	m.Notes = stringValue(p.Notes)
	m.VerificationCredentials = stringListValue(p.VerificationCredentials)
	m.LastSyncAt = stringValue(p.LastSyncAt)
	m.DataSource = stringValue(p.DataSource)
	m.Restricted = boolValue(p.Restricted)
	m.Status = stringValue(p.Status)
	m.Attributes = passThrough(p.Raw, path.Root("attributes"), diags)
}
