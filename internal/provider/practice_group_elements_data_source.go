package provider

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

var _ datasource.DataSourceWithConfigure = (*practiceGroupElementsDataSource)(nil)

func newPracticeGroupElementsDataSource() datasource.DataSource {
	return &practiceGroupElementsDataSource{}
}

type practiceGroupElementsDataSource struct{ dataSourceBase }

type practiceGroupElementsModel struct {
	PracticeGroupID types.String   `tfsdk:"practice_group_id"`
	Elements        []elementModel `tfsdk:"elements"`
	Attributes      types.Dynamic  `tfsdk:"attributes"`
}

type elementModel struct {
	Version types.String `tfsdk:"version"`
}

func (d *practiceGroupElementsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_practice_group_elements"
}

func (d *practiceGroupElementsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The embeddable components (Elements) that are assigned to a practice group (`GET /v1/me/elements`). " +
			"All data sources of a practice group share one request in a run.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDDataSourceAttribute(),
			"elements": schema.ListNestedAttribute{
				Computed: true,
				MarkdownDescription: "The assigned components, in Hero's order. Empty when there is none. Their `config` and `element` are free objects, " +
					"which a list cannot hold: read them from `attributes`. Documented.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"version": schema.StringAttribute{Computed: true, MarkdownDescription: "Version of the component, or null. Documented."},
				}},
			},
			"attributes": schema.DynamicAttribute{
				Computed: true,
				MarkdownDescription: "The entries whole, as Hero gave them and in the same order: `attributes[0].config`, `attributes[0].element`. " +
					"The two are documented as objects (`element` may be null), their members are undocumented.",
			},
		},
	}
}

func (d *practiceGroupElementsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model practiceGroupElementsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	practice := d.practice(model.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	elements, err := practice.Elements(ctx)
	if err != nil {
		addError(&resp.Diagnostics, "read elements of practice group "+practice.ID(), practice, err, nil)
		return
	}
	model.PracticeGroupID = types.StringValue(practice.ID())
	model.fill(elements, &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

func (m *practiceGroupElementsModel) fill(elements []hero.Element, diags *diag.Diagnostics) {
	m.Elements = make([]elementModel, 0, len(elements))
	raw := make([]json.RawMessage, 0, len(elements))
	for _, element := range elements {
		m.Elements = append(m.Elements, elementModel{Version: text(element.Version)})
		raw = append(raw, objectJSON(element.Raw))
	}
	m.Attributes = passThrough(joinRaw(raw), path.Root("attributes"), diags)
}
