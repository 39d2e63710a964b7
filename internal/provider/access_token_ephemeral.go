// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// newAccessTokenEphemeral adds neither Renew nor Close: a renewal could not pass on another token,
// and Hero has no way to revoke one.
func newAccessTokenEphemeral() ephemeral.EphemeralResource {
	return &ephemeralLookup{
		name:   "access_token",
		schema: accessTokenSchema,
		model:  func() lookupModel { return new(accessTokenModel) },
	}
}

type accessTokenModel struct {
	practiceScoped
	AccessToken types.String `tfsdk:"access_token"`
	ExpiresAt   types.String `tfsdk:"expires_at"`
}

func accessTokenSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "A token for the embeddable Elements of a practice group (`POST /v1/access_token`), valid for half an hour. It is in neither plan nor state.\n\n" +
			"Terraform asks for the token whenever it needs it, which is at least once in a plan and once more in an apply, and gets a new one each time. " +
			"That is harmless: earlier tokens stay valid until they expire. The token is not renewed during a run, because Terraform cannot exchange the value of an " +
			"ephemeral resource that is in use. Where the token is used more than half an hour into an apply, use another `hero_access_token` that depends on what takes so long.",
		Attributes: map[string]schema.Attribute{
			"practice_group_id": ephemeralAttribute(practiceGroupIDDataSourceAttribute()),
			"access_token": schema.StringAttribute{
				Computed: true, Sensitive: true,
				MarkdownDescription: "The token, a JSON Web Token. Never null. Meant for servers; it is not a credential for Hero's API.",
			},
			"expires_at": schema.StringAttribute{
				Computed:            true,
				MarkdownDescription: "When the token expires, an RFC 3339 date-time in UTC: as the token itself says, or else half an hour after it was made. Never null. That tokens say so themselves is inferred.",
			},
		},
	}
}

func (m *accessTokenModel) read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics) {
	token, err := practice.CreateAccessToken(ctx)
	if err != nil {
		addError(diags, "get an access token", practice, err, nil)
		return
	}
	m.AccessToken = types.StringValue(token.Token)
	m.ExpiresAt = types.StringValue(token.ExpiresAt.UTC().Format(time.RFC3339))
}
