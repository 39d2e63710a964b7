// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	frameworkprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	frameworkresource "github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// vault is a provider of a secret store with one secret, as its users have one
// beside ours.
type vault struct{ secret map[string]string }

func newVault(secret map[string]string) func() (tfprotov6.ProviderServer, error) {
	return providerserver.NewProtocol6WithError(&vault{secret})
}

var _ frameworkprovider.ProviderWithEphemeralResources = (*vault)(nil)

func (v *vault) Metadata(_ context.Context, _ frameworkprovider.MetadataRequest, resp *frameworkprovider.MetadataResponse) {
	resp.TypeName = "vault"
}

func (v *vault) Schema(context.Context, frameworkprovider.SchemaRequest, *frameworkprovider.SchemaResponse) {
}

func (v *vault) Configure(context.Context, frameworkprovider.ConfigureRequest, *frameworkprovider.ConfigureResponse) {
}

func (v *vault) Resources(context.Context) []func() frameworkresource.Resource { return nil }

func (v *vault) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (v *vault) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{func() ephemeral.EphemeralResource { return &vaultSecret{v} }}
}

type vaultSecret struct{ *vault }

func (s *vaultSecret) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_secret"
}

func (s *vaultSecret) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"data": schema.MapAttribute{Computed: true, Sensitive: true, ElementType: types.StringType},
	}}
}

func (s *vaultSecret) Open(ctx context.Context, _ ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	resp.Diagnostics.Append(resp.Result.SetAttribute(ctx, path.Root("data"), s.secret)...)
}
