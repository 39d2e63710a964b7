package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var _ ephemeral.EphemeralResourceWithConfigure = (*accessTokenEphemeral)(nil)

func newAccessTokenEphemeral() ephemeral.EphemeralResource { return &accessTokenEphemeral{} }

// accessTokenEphemeral has neither Renew nor Close: a renewal could not hand
// out another token, and Hero has no way to revoke one.
type accessTokenEphemeral struct{ ephemeralBase }

type accessTokenModel struct {
	PracticeGroupID types.String `tfsdk:"practice_group_id"`
	AccessToken     types.String `tfsdk:"access_token"`
	ExpiresAt       types.String `tfsdk:"expires_at"`
}

func (e *accessTokenEphemeral) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_access_token"
}

func (e *accessTokenEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A token for the embeddable Elements of a practice group (`POST /v1/access_token`), valid for half an hour. It is in neither plan nor state.\n\n" +
			"Terraform asks for the token whenever it needs it, which is at least once in a plan and once more in an apply, and gets a new one each time. " +
			"That is harmless: earlier tokens stay valid until they expire. The token is not renewed during a run, because Terraform cannot exchange the value of an " +
			"ephemeral resource that is in use; where the token is used more than half an hour into an apply, use another `hero_access_token` that depends on what takes so long.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": ephemeralAttribute(practiceGroupIDDataSourceAttribute()),
			"access_token": schema.StringAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "The token, a JSON Web Token. Never null. Meant for servers; it is no credential of Hero's API. Documented.",
			},
			"expires_at": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "When the token expires, an RFC 3339 date-time in UTC: what the token says of itself, else half an hour after it was made. Never null. Inferred.",
			},
		},
	}
}

func (e *accessTokenEphemeral) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var model accessTokenModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	practice := e.practice(model.PracticeGroupID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	token, err := practice.CreateAccessToken(ctx)
	if err != nil {
		addError(&resp.Diagnostics, "get an access token", practice, err, nil)
		return
	}
	model.PracticeGroupID = types.StringValue(practice.ID())
	model.AccessToken = types.StringValue(token.Token)
	model.ExpiresAt = types.StringValue(token.ExpiresAt.UTC().Format(time.RFC3339))
	resp.Diagnostics.Append(resp.Result.Set(ctx, model)...)
}
