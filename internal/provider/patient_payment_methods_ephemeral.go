// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
)

func newPatientPaymentMethodsEphemeral() ephemeral.EphemeralResource {
	return &ephemeralLookup{
		name:   "patient_payment_methods",
		schema: patientPaymentMethodsEphemeralSchema,
		model:  func() lookupModel { return new(patientPaymentMethodsModel) },
	}
}

func patientPaymentMethodsEphemeralSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: paymentMethodsSource +
			"Unlike the data source of the same name it leaves nothing in plan or state. Terraform reads it anew in each plan and each apply, " +
			"once `patient_id` is known.",
		Attributes: ephemeralAttributes(paymentMethodsAttributes()),
	}
}
