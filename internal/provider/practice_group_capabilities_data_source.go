// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

func newPracticeGroupCapabilitiesDataSource() datasource.DataSource {
	return &lookup{
		name:   "practice_group_capabilities",
		schema: practiceGroupCapabilitiesSchema,
		model:  func() lookupModel { return new(practiceGroupCapabilitiesModel) },
	}
}

type practiceGroupCapabilitiesModel struct {
	practiceScoped
	Capabilities types.Set `tfsdk:"capabilities"`
}

func practiceGroupCapabilitiesSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "What Hero has switched on for a practice group (`GET /v1/me/capabilities`). Use it in preconditions, which stop a plan that relies on " +
			"something that the practice group does not have. All data sources of a practice group share one request in a run.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDDataSourceAttribute(),
			"capabilities": schema.SetAttribute{
				ElementType: types.StringType, Computed: true,
				MarkdownDescription: "Names of the capabilities, for instance `sms_messaging`; the full list is not published. Empty when there are none.",
			},
		},
	}
}

func (m *practiceGroupCapabilitiesModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	names, err := practice.Capabilities(ctx)
	if err != nil {
		addError(diags, "read capabilities of "+shownPractice(practice), practice, err, nil)
		return
	}
	m.Capabilities = stringSetValue(names)
}
