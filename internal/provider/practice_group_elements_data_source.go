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

func newPracticeGroupElementsDataSource() datasource.DataSource {
	return &lookup{
		name:   "practice_group_elements",
		schema: practiceGroupElementsSchema,
		model:  func() lookupModel { return new(practiceGroupElementsModel) },
	}
}

type practiceGroupElementsModel struct {
	practiceScoped
	Elements   []elementModel `tfsdk:"elements"`
	Attributes types.Dynamic  `tfsdk:"attributes"`
}

type elementModel struct {
	Version types.String `tfsdk:"version"`
}

func practiceGroupElementsSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "The embeddable components (Elements) that are assigned to a practice group (`GET /v1/me/elements`). " +
			"All data sources of a practice group share one request in a run.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDDataSourceAttribute(),
			"elements": schema.ListNestedAttribute{
				Computed: true,
				MarkdownDescription: "The assigned components, in Hero's order. Empty when there are none. Their `config` and `element` are free objects, " +
					"which a list cannot hold: read them from `attributes`.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"version": computedString("Version of the component, or null."),
				}},
			},
			"attributes": schema.DynamicAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "The complete entries, as Hero gave them and in the same order: `attributes[0].config`, `attributes[0].element`. " +
					"Both are objects, and `element` may be null. " + withoutSecretsDescription + undocumentedDescription,
			},
		},
	}
}

func (m *practiceGroupElementsModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	elements, err := practice.Elements(ctx)
	if err != nil {
		addError(diags, "read elements of "+shownPractice(practice), practice, err, nil)
		return
	}
	m.Elements, m.Attributes = entriesAndRaw(elements, elementEntry, diags)
}

func elementEntry(element hero.Element) elementModel {
	return elementModel{Version: stringValue(element.Version)}
}
