package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
)

var _ ephemeral.EphemeralResourceWithConfigure = (*patientPaymentMethodsEphemeral)(nil)

func newPatientPaymentMethodsEphemeral() ephemeral.EphemeralResource {
	return &patientPaymentMethodsEphemeral{}
}

// patientPaymentMethodsEphemeral reads what the data source of the same name
// reads, and leaves nothing of it in plan or state.
type patientPaymentMethodsEphemeral struct{ ephemeralBase }

func (e *patientPaymentMethodsEphemeral) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_patient_payment_methods"
}

func (e *patientPaymentMethodsEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: paymentMethodsSource +
			"Unlike the data source of the same name it leaves nothing in plan or state. Terraform reads it anew in each plan and each apply, " +
			"once `patient_id` is known.",
		Attributes: ephemeralAttributes(paymentMethodsAttributes()),
	}
}

func (e *patientPaymentMethodsEphemeral) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var model patientPaymentMethodsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	model.read(ctx, e.providerData, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Result.Set(ctx, model)...)
}
