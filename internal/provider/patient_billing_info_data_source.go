// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	ephemeralschema "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

func newPatientBillingInfoDataSource() datasource.DataSource {
	return &lookup{
		name:   "patient_billing_info",
		schema: patientBillingInfoSchema,
		model:  func() lookupModel { return new(patientBillingInfoModel) },
	}
}

type patientBillingInfoModel struct {
	practiceScoped
	PatientID         types.String    `tfsdk:"patient_id"`
	ID                types.String    `tfsdk:"id"`
	ExternalBillingID types.String    `tfsdk:"external_billing_id"`
	Insurance         *insuranceModel `tfsdk:"insurance"`
	BillingNote       types.String    `tfsdk:"billing_note"`
	Confidential      types.Bool      `tfsdk:"confidential"`
}

type insuranceModel struct {
	Insurer          types.String `tfsdk:"insurer"`
	MembershipNumber types.String `tfsdk:"membership_number"`
	AuthCode         types.String `tfsdk:"auth_code"`
}

// billingInfoSource begins the description of the data source and of the ephemeral
// resource.
const billingInfoSource = "How a patient is billed (`GET /v1/patients/{id}/billing_info`). The members are those of the vendor's sample answer; each may be null. "

func patientBillingInfoSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: billingInfoSource +
			"Data sources are stored in the Terraform state, and so is this patient data; sensitive attributes are hidden only in plans. " +
			"The ephemeral resource of the same name stores nothing.",
		Attributes: billingInfoAttributes(),
	}
}

func billingInfoAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"practice_group_id":   practiceGroupIDDataSourceAttribute(),
		"patient_id":          patientIDAttribute(),
		"id":                  computedString("Hero's id of the billing information."),
		"external_billing_id": personalString("Id of the patient in an external billing system. Null when there is none."),
		"insurance": schema.SingleNestedAttribute{
			Computed: true, Sensitive: true,
			MarkdownDescription: "Private medical insurance. Null when there is none.",
			Attributes: map[string]schema.Attribute{
				"insurer":           personalString("Name of the insurer, or null."),
				"membership_number": personalString("Membership number with the insurer, or null."),
				"auth_code":         personalString("Authorisation code of the insurer, or null."),
			},
		},
		"billing_note": personalString("Note on billing. Null when there is none."),
		"confidential": schema.BoolAttribute{
			Computed: true, Sensitive: true,
			MarkdownDescription: "Whether billing is confidential. Null when Hero does not say.",
		},
	}
}

func (m *patientBillingInfoModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	info, err := practice.GetBillingInfo(ctx, m.PatientID.ValueString())
	if err != nil {
		addPatientError(diags, "read billing info of", m.PatientID.ValueString(), practice, err, nil)
		return
	}
	m.ID = stringValue(info.ID)
	m.ExternalBillingID = stringValue(info.ExternalBillingID)
	if insurance, ok := info.Insurance.Get(); ok {
		m.Insurance = &insuranceModel{
			Insurer:          stringValue(insurance.Insurer),
			MembershipNumber: stringValue(insurance.MembershipNumber),
			AuthCode:         stringValue(insurance.AuthCode),
		}
	}
	m.BillingNote = stringValue(info.BillingNote)
	m.Confidential = boolValue(info.Confidential)
}

func newPatientBillingInfoEphemeral() ephemeral.EphemeralResource {
	return &ephemeralLookup{
		name:   "patient_billing_info",
		schema: patientBillingInfoEphemeralSchema,
		model:  func() lookupModel { return new(patientBillingInfoModel) },
	}
}

func patientBillingInfoEphemeralSchema() ephemeralschema.Schema {
	return ephemeralschema.Schema{
		MarkdownDescription: billingInfoSource +
			"Unlike the data source of the same name, it leaves nothing in plan or state. Terraform reads it again in each plan and each apply, " +
			"once `patient_id` is known.",
		Attributes: ephemeralAttributes(billingInfoAttributes()),
	}
}
