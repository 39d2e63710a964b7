// SPDX-License-Identifier: MPL-2.0

// Command floor is a provider that sends no request. It is built on the framework alone,
// so its time and memory are Terraform's and the framework's own. Its resource has the
// attributes of a random_pet.
package main

import (
	"context"
	"crypto/rand"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func main() {
	err := providerserver.Serve(context.Background(), func() provider.Provider { return floor{} }, providerserver.ServeOpts{
		Address: "registry.terraform.io/herohealth/floor", ProtocolVersion: 6,
	})
	if err != nil {
		log.Fatal(err)
	}
}

type floor struct{}

func (floor) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "floor"
}

func (floor) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (floor) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (floor) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (floor) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return pet{} }}
}

type pet struct{}

type petModel struct {
	ID        types.String `tfsdk:"id"`
	Keepers   types.Map    `tfsdk:"keepers"`
	Length    types.Int64  `tfsdk:"length"`
	Prefix    types.String `tfsdk:"prefix"`
	Separator types.String `tfsdk:"separator"`
}

func (pet) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "floor_pet"
}

func (pet) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	replaces := []planmodifier.String{stringplanmodifier.RequiresReplace()}
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"id":      schema.StringAttribute{Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()}},
		"keepers": schema.MapAttribute{ElementType: types.StringType, Optional: true, PlanModifiers: []planmodifier.Map{mapplanmodifier.RequiresReplace()}},
		"length": schema.Int64Attribute{
			Optional: true, Computed: true, Default: int64default.StaticInt64(2), PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplace()},
		},
		"prefix":    schema.StringAttribute{Optional: true, PlanModifiers: replaces},
		"separator": schema.StringAttribute{Optional: true, Computed: true, Default: stringdefault.StaticString("-"), PlanModifiers: replaces},
	}}
}

func (pet) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var planned petModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &planned)...)
	if resp.Diagnostics.HasError() {
		return
	}
	planned.ID = types.StringValue(planned.Prefix.ValueString() + planned.Separator.ValueString() + rand.Text())
	resp.Diagnostics.Append(resp.State.Set(ctx, planned)...)
}

// Read keeps the state, because there is no API to ask.
func (pet) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

// Update is never called, because each change replaces a pet.
func (pet) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}

func (pet) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
