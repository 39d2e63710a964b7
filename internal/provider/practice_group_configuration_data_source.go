package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var _ datasource.DataSourceWithConfigure = (*practiceGroupConfigurationDataSource)(nil)

func newPracticeGroupConfigurationDataSource() datasource.DataSource {
	return &practiceGroupConfigurationDataSource{}
}

type practiceGroupConfigurationDataSource struct{ dataSourceBase }

type practiceGroupConfigurationModel struct {
	PracticeGroupID types.String  `tfsdk:"practice_group_id"`
	Configuration   types.Dynamic `tfsdk:"configuration"`
}

func (d *practiceGroupConfigurationDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_practice_group_configuration"
}

func (d *practiceGroupConfigurationDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Configuration of a practice group (`GET /v1/me/configuration`), which can be read but not changed through the API. The operation is documented, " +
			"the members of its answer are not, so it is passed through as it is. All data sources of a practice group share one request in a run.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": practiceGroupIDDataSourceAttribute(),
			"configuration": schema.DynamicAttribute{
				Computed: true,
				MarkdownDescription: "The configuration as Hero gave it: `configuration.booking.enabled`. Members may come and go, so read them with `try`. " +
					"Null when Hero reports none. Its members are undocumented.",
			},
		},
	}
}

func (d *practiceGroupConfigurationDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model practiceGroupConfigurationModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	practice := d.practice(model.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	configuration, err := practice.Configuration(ctx)
	if err != nil {
		addError(&resp.Diagnostics, "read configuration of practice group "+practice.ID(), practice, err, nil)
		return
	}
	model.PracticeGroupID = types.StringValue(practice.ID())
	model.Configuration = passThrough(configuration, path.Root("configuration"), &resp.Diagnostics)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
