package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

var (
	_ datasource.DataSourceWithConfigure      = (*patientDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*patientDataSource)(nil)
)

func newPatientDataSource() datasource.DataSource { return &patientDataSource{} }

type patientDataSource struct{ dataSourceBase }

// patientRecordModel is a record as Hero shows it; patientModel is the one
// that Terraform manages.
type patientRecordModel struct {
	PracticeGroupID         types.String   `tfsdk:"practice_group_id"`
	ID                      types.String   `tfsdk:"id"`
	NHSNumber               herotypes.Text `tfsdk:"nhs_number"`
	DOB                     herotypes.Text `tfsdk:"dob"`
	UID                     types.String   `tfsdk:"uid"`
	EMISID                  types.String   `tfsdk:"emis_id"`
	EHRPartnerID            types.String   `tfsdk:"ehr_partner_id"`
	DeceasedAt              types.String   `tfsdk:"deceased_at"`
	Title                   types.String   `tfsdk:"title"`
	FirstName               types.String   `tfsdk:"first_name"`
	LastName                types.String   `tfsdk:"last_name"`
	Sex                     types.String   `tfsdk:"sex"`
	SexChangedAt            types.String   `tfsdk:"sex_changed_at"`
	Email                   types.String   `tfsdk:"email"`
	Emails                  types.List     `tfsdk:"emails"`
	Mobile                  types.String   `tfsdk:"mobile"`
	AddressLine1            types.String   `tfsdk:"address_line_1"`
	AddressLine2            types.String   `tfsdk:"address_line_2"`
	AddressLine3            types.String   `tfsdk:"address_line_3"`
	Town                    types.String   `tfsdk:"town"`
	County                  types.String   `tfsdk:"county"`
	Postcode                types.String   `tfsdk:"postcode"`
	Country                 types.String   `tfsdk:"country"`
	Notes                   types.String   `tfsdk:"notes"`
	VerificationCredentials types.List     `tfsdk:"verification_credentials"`
	LastSyncAt              types.String   `tfsdk:"last_sync_at"`
	DataSource              types.String   `tfsdk:"data_source"`
	Restricted              types.Bool     `tfsdk:"restricted"`
	Status                  types.String   `tfsdk:"status"`
	Attributes              types.Dynamic  `tfsdk:"attributes"`
}

func (d *patientDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_patient"
}

// ValidateConfig demands one way to find the patient. A value that is not
// known yet may turn out null, so it decides nothing.
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

func (d *patientDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model patientRecordModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	practice := d.practice(model.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if model.ID.IsNull() {
		model.ID = types.StringValue(lookUpPatient(ctx, practice, model, &resp.Diagnostics))
	}
	if resp.Diagnostics.HasError() {
		return
	}
	patient, err := practice.GetPatient(ctx, model.ID.ValueString())
	if err != nil {
		addError(&resp.Diagnostics, "read patient "+model.ID.ValueString(), practice, err, nil)
		return
	}
	model.PracticeGroupID = types.StringValue(practice.ID())
	model.fill(patient, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

// lookUpPatient finds the id of the one patient with an NHS number and a date
// of birth. It adds an error when there is none or more than one.
func lookUpPatient(ctx context.Context, practice *hero.Practice, m patientRecordModel, diags *diag.Diagnostics) string {
	found, ids, err := findPatient(ctx, practice, patientModel{NHSNumber: m.NHSNumber, DOB: m.DOB})
	at := path.Root("nhs_number")
	switch {
	case err != nil:
		addError(diags, "look the patient up", practice, err, sameNames("nhs_number", "dob"))
	case !found:
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
				`Look at them in Hero, then set "id" to the one that is meant, instead of "nhs_number" and "dob".`,
				practice.ID(), len(ids), strings.Join(ids, ", ")))
	default:
		return ids[0]
	}
	return ""
}

func (m *patientRecordModel) fill(p *hero.Patient, diags *diag.Diagnostics) {
	m.NHSNumber = plainForm(refreshText(m.NHSNumber, p.NHSNumber), m.NHSNumber)
	m.DOB = plainForm(refreshText(m.DOB, p.DOB), m.DOB)
	m.UID = text(p.UID)
	m.EMISID = text(p.EMISID)
	m.EHRPartnerID = text(p.EHRPartnerID)
	m.DeceasedAt = text(p.DeceasedAt)
	m.Title = text(p.Title)
	m.FirstName = text(p.FirstName)
	m.LastName = text(p.LastName)
	m.Sex = text(p.Sex)
	m.SexChangedAt = text(p.SexChangedAt)
	m.Email = text(p.Email)
	m.Emails = textList(p.Emails)
	m.Mobile = text(p.Mobile)
	m.AddressLine1 = text(p.AddressLine1)
	m.AddressLine2 = text(p.AddressLine2)
	m.AddressLine3 = text(p.AddressLine3)
	m.Town = text(p.Town)
	m.County = text(p.County)
	m.Postcode = text(p.Postcode)
	m.Country = text(p.Country)
	m.Notes = text(p.Notes)
	m.VerificationCredentials = textList(p.VerificationCredentials)
	m.LastSyncAt = text(p.LastSyncAt)
	m.DataSource = text(p.DataSource)
	m.Restricted = boolean(p.Restricted)
	m.Status = text(p.Status)
	m.Attributes = passThrough(objectJSON(p.Raw), path.Root("attributes"), diags)
}
