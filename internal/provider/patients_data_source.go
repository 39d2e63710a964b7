// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

var _ datasource.DataSourceWithConfigValidators = (*patientsDataSource)(nil)

type patientsDataSource struct{ lookup }

func newPatientsDataSource() datasource.DataSource {
	return &patientsDataSource{lookup{
		name:   "patients",
		schema: patientsSchema,
		model:  func() lookupModel { return new(patientsModel) },
	}}
}

type patientsModel struct {
	practiceScoped
	patientFilters
	Patients   []patientSummaryModel `tfsdk:"patients"`
	Attributes types.Dynamic         `tfsdk:"attributes"`
}

type patientSummaryModel struct {
	ID            types.String `tfsdk:"id"`
	UID           types.String `tfsdk:"uid"`
	EHRPartnerID  types.String `tfsdk:"ehr_partner_id"`
	EMISID        types.String `tfsdk:"emis_id"`
	ODSCode       types.String `tfsdk:"ods_code"`
	NHSNumber     types.String `tfsdk:"nhs_number"`
	DOB           types.String `tfsdk:"dob"`
	DeceasedAt    types.String `tfsdk:"deceased_at"`
	Title         types.String `tfsdk:"title"`
	FirstName     types.String `tfsdk:"first_name"`
	LastName      types.String `tfsdk:"last_name"`
	Sex           types.String `tfsdk:"sex"`
	Email         types.String `tfsdk:"email"`
	Mobile        types.String `tfsdk:"mobile"`
	Line1         types.String `tfsdk:"line_1"`
	Line2         types.String `tfsdk:"line_2"`
	Line3         types.String `tfsdk:"line_3"`
	Town          types.String `tfsdk:"town"`
	County        types.String `tfsdk:"county"`
	Postcode      types.String `tfsdk:"postcode"`
	LastSyncAt    types.String `tfsdk:"last_sync_at"`
	DataSource    types.String `tfsdk:"data_source"`
	Restricted    types.Bool   `tfsdk:"restricted"`
	EHRRegistered types.Bool   `tfsdk:"ehr_registered"`
}

func patientsSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Patients of a practice group that match all given filters (`GET /v3/patients`), from all pages of Hero's answer. At least one filter is needed. " +
			"How closely Hero compares names is not documented. An entry shows less than `hero_patient`, and may be a person whom only the connected record system knows. " +
			"Data sources are stored in the Terraform state, and so is this patient data; sensitive attributes are hidden only in plans.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDDataSourceAttribute(),
			"first_name":        patientFilter(herotypes.Text, "Keep only patients with this first name."),
			"last_name":         patientFilter(herotypes.Text, "Keep only patients with this last name."),
			"dob": patientFilter(herotypes.DateOfBirth, "Keep only patients born on this date, `YYYY-MM-DD`. "+
				"A date-time is accepted too; its date in Europe/London counts."),
			"nhs_number":     patientFilter(herotypes.NHSNumber, "Keep only patients with this NHS number, ten digits; spaces do not matter."),
			"ehr_partner_id": patientFilter(herotypes.Text, "Keep only patients with this id in the connected record system."),
			"patients": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The patients, in Hero's order. Empty when none match.",
				NestedObject:        schema.NestedAttributeObject{Attributes: patientSummaryAttributes()},
			},
			"attributes": schema.DynamicAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "The complete entries, as Hero gave them and in the same order, with members that have no attribute above: `attributes[0].identifiers`. " + withoutSecretsDescription +
					"Undocumented, and passed on as received.",
			},
		},
	}
}

func patientFilter(kind *herotypes.Kind, description string) schema.StringAttribute {
	return schema.StringAttribute{
		CustomType: kind.Type(), Optional: true, Sensitive: true,
		MarkdownDescription: description,
		Validators:          []validator.String{validators.NotBlank(), kind.Valid()},
	}
}

func patientSummaryAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id": computedString("Hero's id of the patient (`hero_id`), decimal digits, as `hero_patient` takes it. " +
			"Null when only the connected record system knows the patient; that null means this is inferred."),
		"uid":            computedString("Hero's second, unique id of the patient (`hero_uid`), or null."),
		"ehr_partner_id": personalString("Id of the patient in the connected record system, or null."),
		"emis_id":        personalString("Id of the patient in EMIS, or null."),
		"ods_code":       personalString("ODS code of an organisation that the record belongs to, or null. Its meaning is inferred."),
		"nhs_number":     personalString("NHS number, ten digits without spaces, or null."),
		"dob":            personalString("Date of birth as `YYYY-MM-DD`, or null."),
		"deceased_at":    personalString("When the patient died, as an RFC 3339 date-time, or null."),
		"title":          personalString("Form of address, for instance `Mrs`, or null."),
		"first_name":     personalString("First name, or null."),
		"last_name":      personalString("Last name, or null."),
		"sex":            personalString("Sex: `Not known`, `Not specified`, `Male`, `Female`, `Other` or null."),
		"email":          personalString("E-mail address, or null."),
		"mobile":         personalString("Mobile number as Hero writes it, commonly in E.164 form, or null."),
		"line_1":         personalString("First line of the address, or null."),
		"line_2":         personalString("Second line of the address, or null."),
		"line_3":         personalString("Third line of the address, or null."),
		"town":           personalString("Town or city, or null."),
		"county":         personalString("County, or null."),
		"postcode":       personalString("Postcode, or null."),
		"last_sync_at":   personalString("When the record was last synchronised, as an RFC 3339 date-time, or null."),
		"data_source":    computedString("Where the record came from: `hero`, `emis`, `pds`, `gha`, `systm_one` or null."),
		"restricted":     personalBool("Whether access to the record is restricted, or null."),
		"ehr_registered": personalBool("Whether the patient is registered in the connected record system, or null. " +
			"Its meaning is inferred."),
	}
}

// ConfigValidators requires a filter, because Hero refuses a search without one.
func (d *patientsDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{datasourcevalidator.AtLeastOneOf(patientFilterPaths...)}
}

func (m *patientsModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	var found []hero.PatientSummary
	for patient, err := range practice.SearchPatients(ctx, m.filter()) {
		if err != nil {
			addError(diags, "search for patients", practice, err, patientFilterAttribute())
			return
		}
		found = append(found, patient)
	}
	m.Patients, m.Attributes = entriesAndRaw(found, patientSummaryEntry, diags)
}

func patientSummaryEntry(p hero.PatientSummary) patientSummaryModel {
	id := types.StringNull()
	if p.HeroID() != "" {
		id = types.StringValue(p.HeroID())
	}
	return patientSummaryModel{
		ID:            id,
		UID:           stringValue(p.UID),
		EHRPartnerID:  stringValue(p.EHRPartnerID),
		EMISID:        stringValue(p.EMISID),
		ODSCode:       stringValue(p.ODSCode),
		NHSNumber:     writtenValue(herotypes.NHSNumber, p.NHSNumber),
		DOB:           writtenValue(herotypes.DateOfBirth, p.DOB),
		DeceasedAt:    stringValue(p.DeceasedAt),
		Title:         stringValue(p.Title),
		FirstName:     stringValue(p.FirstName),
		LastName:      stringValue(p.LastName),
		Sex:           stringValue(p.Sex),
		Email:         stringValue(p.Email),
		Mobile:        stringValue(p.Mobile),
		Line1:         stringValue(p.Line1),
		Line2:         stringValue(p.Line2),
		Line3:         stringValue(p.Line3),
		Town:          stringValue(p.Town),
		County:        stringValue(p.County),
		Postcode:      stringValue(p.Postcode),
		LastSyncAt:    stringValue(p.LastSyncAt),
		DataSource:    stringValue(p.DataSource),
		Restricted:    boolValue(p.Restricted),
		EHRRegistered: boolValue(p.EHRRegistered),
	}
}
