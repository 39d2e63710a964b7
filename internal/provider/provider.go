// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

var (
	_ provider.Provider                       = (*heroProvider)(nil)
	_ provider.ProviderWithActions            = (*heroProvider)(nil)
	_ provider.ProviderWithEphemeralResources = (*heroProvider)(nil)
	_ provider.ProviderWithFunctions          = (*heroProvider)(nil)
	_ provider.ProviderWithListResources      = (*heroProvider)(nil)
	_ provider.ProviderWithValidateConfig     = (*heroProvider)(nil)
)

// New returns a constructor of the provider. version goes into the User-Agent.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &heroProvider{version: version} }
}

type heroProvider struct {
	version string
	// adjust changes the client's configuration, so that tests can put a mock in place of
	// the network. It is nil outside tests.
	adjust func(*hero.Config)
	// validated: the configuration was validated since the provider was last
	// configured; see claims.
	validated atomic.Bool
}

type providerModel struct {
	Environment             types.String  `tfsdk:"environment"`
	Endpoint                types.String  `tfsdk:"endpoint"`
	APIKey                  types.String  `tfsdk:"api_key"`
	APIKeys                 types.Map     `tfsdk:"api_keys"`
	PracticeGroupID         types.String  `tfsdk:"practice_group_id"`
	AllowedPracticeGroupIDs types.Set     `tfsdk:"allowed_practice_group_ids"`
	RequestTimeout          types.String  `tfsdk:"request_timeout"`
	MaxRetries              types.Int64   `tfsdk:"max_retries"`
	RequestsPerSecond       types.Float64 `tfsdk:"requests_per_second"`
}

func (p *heroProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "hero"
	resp.Version = p.version
}

func (p *heroProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages practice groups of [Hero Health](https://herohealth.net) through its Public API: their settings, " +
			"webhooks, patients and prescribers, with look-ups, short-lived tokens, and queries for what already exists. The provider makes no request until an object needs one.",
		Attributes: map[string]schema.Attribute{
			"environment": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Which Hero service to talk to. `production` is `" + environments["production"] + "` with real patients, " +
					"`staging` is `" + environments["staging"] + "` with test data. `mock` is the vendor's sample server, which gives fixed answers, often about " +
					"objects other than the one requested, and keeps nothing, so use it only for lists. There is no default, because production holds real patients. " +
					"Can also be set with `HERO_ENVIRONMENT`. Not used when `endpoint` is set.",
				Validators: []validator.String{environmentName{}},
			},
			"endpoint": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Base URL to use instead of an environment's, for instance of a mock server. Must be `https`, or `http` to a " +
					"loopback address. Can also be set with `HERO_ENDPOINT`, which replaces `environment`. An endpoint together with `production` is an error, and so " +
					"is the host of an environment other than the one named, whichever arguments and variables name them.",
			},
			"api_key": schema.StringAttribute{
				Optional:  true,
				Sensitive: true,
				MarkdownDescription: "API key, sent as the header `x-api-key` for every practice group that has none in `api_keys`. A key belongs to one practice group and one partner. " +
					"Can also be set with `HERO_API_KEY`, which keeps it out of the configuration. A variable for it needs `ephemeral = true`: " +
					"one that is only `sensitive` is in clear in a saved plan.",
			},
			"api_keys": schema.MapAttribute{
				Optional:    true,
				Sensitive:   true,
				ElementType: types.StringType,
				MarkdownDescription: "API keys of practice groups that have one of their own, by practice group id. Such a key takes precedence over `api_key`. Without `api_key`, " +
					"a practice group that has no entry is refused before a request is made. An empty map counts as unset. Can also be set with `HERO_API_KEYS`, a JSON object such as " +
					"`{\"1001\":\"…\",\"1002\":\"…\"}`, which is not read when the argument is set. Takes ephemeral values, such as from an ephemeral resource of a secret store; " +
					"a variable for it needs `ephemeral = true`.",
			},
			"practice_group_id": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Practice group of the request, sent as the header `x-practice-group-id`, wherever an object does not name its own: 1 to 64 letters, digits, `-` and `_`. " +
					"What has another form, or is an API key, is refused and not repeated. Can also be set with `HERO_PRACTICE_GROUP_ID`.",
				Validators: practiceGroupIDValidators(),
			},
			"allowed_practice_group_ids": schema.SetAttribute{
				Optional:    true,
				ElementType: types.StringType,
				MarkdownDescription: "The only practice groups this configuration may touch. Anything else is refused before a request is made. " +
					"When unset, every practice group that a key can reach is allowed.",
				Validators: practiceGroupSetValidators(),
			},
			"request_timeout": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "How long one attempt of a request may take, as a Go duration such as `30s` or `1m`. Defaults to `30s`. " +
					"If a create gets no clear answer, the provider looks for its result for the same time, but at least 15 seconds.",
				Validators: []validator.String{validators.PositiveDuration()},
			},
			"max_retries": schema.Int64Attribute{
				Optional: true,
				MarkdownDescription: fmt.Sprintf("How often to repeat a request that failed for a temporary reason (time-out, refused connection, server "+
					"error). A request that could create a second record is never repeated blindly. Defaults to `4`; `0` switches retries off. "+
					"Refusals for too many requests (429) do not count: all requests with the same key pause, then go out one by one, and practice groups take turns. "+
					"The pauses of a run take at most %.0f minutes for each key, and each request that Hero accepts gives back one minute. When none is left, a request fails as soon as Hero refuses it.", hero.MaxThrottling.Minutes()),
				Validators: []validator.Int64{int64validator.Between(0, 20)},
			},
			"requests_per_second": schema.Float64Attribute{
				Optional: true,
				MarkdownDescription: "Maximum number of requests a second with one key, shared by all objects of this provider block whose practice groups have that key. " +
					"Hero's own limit is part of the partner agreement. Unlimited when unset.",
				Validators: []validator.Float64{float64validator.AtLeast(0.01)},
			},
		},
	}
}

func (p *heroProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		newAdminPrescriberResource,
		newPatientResource,
		newPDSPatientResource,
		newPracticeGroupSettingsResource,
		newWebhookResource,
	}
}

func (p *heroProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		newAdminDataSource,
		newAdminsDataSource,
		newAppointmentTypeDataSource,
		newAppointmentTypesDataSource,
		newFormDataSource,
		newFormsDataSource,
		newLocationDataSource,
		newLocationsDataSource,
		newPatientBillingInfoDataSource,
		newPatientDataSource,
		newPatientPaymentMethodsDataSource,
		newPatientsDataSource,
		newPracticeGroupCapabilitiesDataSource,
		newPracticeGroupConfigurationDataSource,
		newPracticeGroupDataSource,
		newPracticeGroupElementsDataSource,
		newPractitionerDataSource,
		newPractitionersDataSource,
		newRequestDataSource,
		newWebhooksDataSource,
	}
}

func (p *heroProvider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		newAccessTokenEphemeral,
		newPatientBillingInfoEphemeral,
		newPatientPaymentMethodsEphemeral,
		newRequestEphemeral,
	}
}

func (p *heroProvider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{
		newAdminPrescriberList,
		newPatientList,
		newPracticeGroupSettingsList,
		newWebhookList,
	}
}

func (p *heroProvider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{
		newRequestAction,
	}
}

func (p *heroProvider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		newNHSNumberFunction,
		newNHSNumberValidFunction,
	}
}

// ValidateConfig only records that the process is about to serve a single plan; see
// claims.
func (p *heroProvider) ValidateConfig(context.Context, provider.ValidateConfigRequest, *provider.ValidateConfigResponse) {
	p.validated.Store(true)
}
