// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
)

func newRequestEphemeral() ephemeral.EphemeralResource {
	return &ephemeralLookup{
		name:   "request",
		schema: requestEphemeralSchema,
		model:  func() lookupModel { return new(requestModel) },
	}
}

func requestEphemeralSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: requestSource + "Unlike the data source of the same name it leaves nothing in plan or state. Terraform reads it anew in each plan and each apply, " +
			"once its arguments are known.",
		Attributes: ephemeralAttributes(requestAttributes()),
	}
}
