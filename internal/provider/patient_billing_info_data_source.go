package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

var _ datasource.DataSourceWithConfigure = (*patientBillingInfoDataSource)(nil)

func newPatientBillingInfoDataSource() datasource.DataSource { return &patientBillingInfoDataSource{} }

type patientBillingInfoDataSource struct{ dataSourceBase }

type patientBillingInfoModel struct {
	PracticeGroupID   types.String `tfsdk:"practice_group_id"`
	PatientID         types.String `tfsdk:"patient_id"`
	ID                types.String `tfsdk:"id"`
	ExternalBillingID types.String `tfsdk:"external_billing_id"`
	Insurance         types.Object `tfsdk:"insurance"`
	BillingNote       types.String `tfsdk:"billing_note"`
	Confidential      types.Bool   `tfsdk:"confidential"`
}

var insuranceTypes = map[string]attr.Type{
	"insurer":           types.StringType,
	"membership_number": types.StringType,
	"auth_code":         types.StringType,
}

func (d *patientBillingInfoDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_patient_billing_info"
}

// billingInfoSource tells where the values come from.
const billingInfoSource = "How a patient is billed (`GET /v1/patients/{id}/billing_info`). The members are those of the vendor's sample answer; each may be null. "

func (d *patientBillingInfoDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: billingInfoSource +
			"Data sources are stored in the Terraform state, this patient data included; the sensitive attributes are hidden from plans only. " +
			"The ephemeral resource of the same name stores nothing.",
		Attributes: billingInfoAttributes(),
	}
}

func billingInfoAttributes() map[string]schema.Attribute {
	private := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, Sensitive: true, MarkdownDescription: description}
	}
	return map[string]schema.Attribute{
		"practice_group_id":   practiceGroupIDDataSourceAttribute(),
		"patient_id":          patientIDAttribute(),
		"id":                  schema.StringAttribute{Computed: true, MarkdownDescription: "Hero's id of the billing information. Documented."},
		"external_billing_id": private("Id of the patient in an external billing system. Null when there is none. Documented."),
		"insurance": schema.SingleNestedAttribute{
			Computed: true, Sensitive: true,
			MarkdownDescription: "Private medical insurance. Null when there is none. Documented.",
			Attributes: map[string]schema.Attribute{
				"insurer":           private("Name of the insurer, or null. Documented."),
				"membership_number": private("Membership number with the insurer, or null. Documented."),
				"auth_code":         private("Authorisation code of the insurer, or null. Documented."),
			},
		},
		"billing_note": private("Note on billing. Null when there is none. Documented."),
		"confidential": schema.BoolAttribute{
			Computed: true, Sensitive: true,
			MarkdownDescription: "Whether billing is confidential. Null when Hero does not say. Documented.",
		},
	}
}

func (d *patientBillingInfoDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model patientBillingInfoModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	model.read(ctx, d.providerData, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

// read fills in what Hero holds for the patient. It does nothing but add to
// diags after an error.
func (m *patientBillingInfoModel) read(ctx context.Context, data *providerData, diags *diag.Diagnostics) {
	practice := data.practice(m.PracticeGroupID, diags)
	if diags.HasError() {
		return
	}
	info, err := practice.GetBillingInfo(ctx, m.PatientID.ValueString())
	if err != nil {
		addError(diags, "read billing info of patient "+m.PatientID.ValueString(), practice, err, nil)
		return
	}
	m.PracticeGroupID = types.StringValue(practice.ID())
	m.fill(info)
}

func (m *patientBillingInfoModel) fill(info *hero.BillingInfo) {
	m.ID = text(info.ID)
	m.ExternalBillingID = text(info.ExternalBillingID)
	m.BillingNote = text(info.BillingNote)
	m.Confidential = boolean(info.Confidential)
	m.Insurance = types.ObjectNull(insuranceTypes)
	if insurance, ok := info.Insurance.Get(); ok {
		m.Insurance = types.ObjectValueMust(insuranceTypes, map[string]attr.Value{
			"insurer":           text(insurance.Insurer),
			"membership_number": text(insurance.MembershipNumber),
			"auth_code":         text(insurance.AuthCode),
		})
	}
}
