package provider

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

var (
	_ datasource.DataSourceWithConfigure      = (*patientsDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*patientsDataSource)(nil)
)

func newPatientsDataSource() datasource.DataSource { return &patientsDataSource{} }

type patientsDataSource struct{ dataSourceBase }

type patientsModel struct {
	PracticeGroupID types.String `tfsdk:"practice_group_id"`
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

func (d *patientsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_patients"
}

// ValidateConfig demands a filter.
func (d *patientsDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var model patientsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if !resp.Diagnostics.HasError() {
		model.demandOne(&resp.Diagnostics)
	}
}

func (d *patientsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model patientsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	practice := d.practice(model.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	var found []hero.PatientSummary
	for patient, err := range practice.SearchPatients(ctx, model.filter()) {
		if err != nil {
			addError(&resp.Diagnostics, "search for patients", practice, err, patientFilterAttribute())
			return
		}
		found = append(found, patient)
	}
	model.PracticeGroupID = types.StringValue(practice.ID())
	model.fill(found, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (m *patientsModel) fill(found []hero.PatientSummary, diags *diag.Diagnostics) {
	m.Patients = make([]patientSummaryModel, 0, len(found))
	raw := make([]json.RawMessage, 0, len(found))
	for _, patient := range found {
		m.Patients = append(m.Patients, summaryOf(patient))
		raw = append(raw, objectJSON(patient.Raw))
	}
	m.Attributes = passThrough(joinRaw(raw), path.Root("attributes"), diags)
}

func summaryOf(p hero.PatientSummary) patientSummaryModel {
	id := types.StringNull()
	if p.HeroID() != "" {
		id = types.StringValue(p.HeroID())
	}
	return patientSummaryModel{
		ID:            id,
		UID:           text(p.UID),
		EHRPartnerID:  text(p.EHRPartnerID),
		EMISID:        text(p.EMISID),
		ODSCode:       text(p.ODSCode),
		NHSNumber:     normalText(herotypes.NHSNumber, p.NHSNumber),
		DOB:           normalText(herotypes.DateOfBirth, p.DOB),
		DeceasedAt:    text(p.DeceasedAt),
		Title:         text(p.Title),
		FirstName:     text(p.FirstName),
		LastName:      text(p.LastName),
		Sex:           text(p.Sex),
		Email:         text(p.Email),
		Mobile:        text(p.Mobile),
		Line1:         text(p.Line1),
		Line2:         text(p.Line2),
		Line3:         text(p.Line3),
		Town:          text(p.Town),
		County:        text(p.County),
		Postcode:      text(p.Postcode),
		LastSyncAt:    text(p.LastSyncAt),
		DataSource:    text(p.DataSource),
		Restricted:    boolean(p.Restricted),
		EHRRegistered: boolean(p.EHRRegistered),
	}
}
