package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
)

var _ ephemeral.EphemeralResourceWithConfigure = (*patientBillingInfoEphemeral)(nil)

func newPatientBillingInfoEphemeral() ephemeral.EphemeralResource {
	return &patientBillingInfoEphemeral{}
}

// patientBillingInfoEphemeral reads what the data source of the same name
// reads, and leaves nothing of it in plan or state.
type patientBillingInfoEphemeral struct{ ephemeralBase }

func (e *patientBillingInfoEphemeral) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_patient_billing_info"
}

func (e *patientBillingInfoEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: billingInfoSource +
			"Unlike the data source of the same name it leaves nothing in plan or state. Terraform reads it anew in each plan and each apply, " +
			"once `patient_id` is known.",
		Attributes: ephemeralAttributes(billingInfoAttributes()),
	}
}

func (e *patientBillingInfoEphemeral) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var model patientBillingInfoModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	model.read(ctx, e.providerData, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Result.Set(ctx, model)...)
}
