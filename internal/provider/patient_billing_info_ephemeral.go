// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
)

func newPatientBillingInfoEphemeral() ephemeral.EphemeralResource {
	return &ephemeralLookup{
		name:   "patient_billing_info",
		schema: patientBillingInfoEphemeralSchema,
		model:  func() lookupModel { return new(patientBillingInfoModel) },
	}
}

func patientBillingInfoEphemeralSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: billingInfoSource +
			"Unlike the data source of the same name it leaves nothing in plan or state. Terraform reads it anew in each plan and each apply, " +
			"once `patient_id` is known.",
		Attributes: ephemeralAttributes(billingInfoAttributes()),
	}
}
