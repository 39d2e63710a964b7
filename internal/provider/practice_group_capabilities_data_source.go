package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var _ datasource.DataSourceWithConfigure = (*practiceGroupCapabilitiesDataSource)(nil)

func newPracticeGroupCapabilitiesDataSource() datasource.DataSource {
	return &practiceGroupCapabilitiesDataSource{}
}

type practiceGroupCapabilitiesDataSource struct{ dataSourceBase }

type practiceGroupCapabilitiesModel struct {
	PracticeGroupID types.String `tfsdk:"practice_group_id"`
	Capabilities    types.Set    `tfsdk:"capabilities"`
}

func (d *practiceGroupCapabilitiesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_practice_group_capabilities"
}

func (d *practiceGroupCapabilitiesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "What Hero has switched on for a practice group (`GET /v1/me/capabilities`). Meant for preconditions, which stop a plan before it counts on " +
			"something that the practice group does not have. All data sources of a practice group share one request in a run.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDDataSourceAttribute(),
			"capabilities": schema.SetAttribute{
				ElementType: types.StringType, Computed: true,
				MarkdownDescription: "Names of the capabilities, for instance `sms_messaging`; the full list is not published. Empty when there is none. Documented.",
			},
		},
	}
}

func (d *practiceGroupCapabilitiesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model practiceGroupCapabilitiesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	practice := d.practice(model.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	names, err := practice.Capabilities(ctx)
	if err != nil {
		addError(&resp.Diagnostics, "read capabilities of practice group "+practice.ID(), practice, err, nil)
		return
	}
	model.PracticeGroupID = types.StringValue(practice.ID())
	model.Capabilities = textSet(names)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
