// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

func newPracticeGroupConfigurationDataSource() datasource.DataSource {
	return &lookup{
		name:   "practice_group_configuration",
		schema: practiceGroupConfigurationSchema,
		model:  func() lookupModel { return new(practiceGroupConfigurationModel) },
	}
}

type practiceGroupConfigurationModel struct {
	practiceScoped
	Configuration types.Dynamic `tfsdk:"configuration"`
}

func practiceGroupConfigurationSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Configuration of a practice group (`GET /v1/me/configuration`), which can be read but not changed through the API. " +
			"What is in it is not documented, so it is passed on as received, and sensitive. All data sources of a practice group share one request in a run.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDDataSourceAttribute(),
			"configuration": schema.DynamicAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "The configuration as Hero gave it: `configuration.booking.enabled`. " + withoutSecretsDescription + "Members may come and go, so read them with `try`. " +
					"Null when Hero reports none. " + undocumentedDescription,
			},
		},
	}
}

func (m *practiceGroupConfigurationModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	configuration, err := practice.Configuration(ctx)
	if err != nil {
		addError(diags, "read configuration of "+shownPractice(practice), practice, err, nil)
		return
	}
	m.Configuration = passThrough(configuration, path.Root("configuration"), diags)
}
