// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

const (
	defaultRequestTimeout = 30 * time.Second
	defaultMaxRetries     = 4
)

// Configure checks the form of the settings and makes no request, so that a plan of
// functions alone works without a network.
func (p *heroProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	data := &providerData{}
	// Hand this out before any early return: every kind of object must find a struct of the right
	// type, however Configure ends.
	resp.ResourceData = data
	resp.DataSourceData = data
	resp.EphemeralResourceData = data
	resp.ActionData = data
	resp.ListResourceData = data
	data.pulumi = isPulumi(req.TerraformVersion)
	data.claims.enabled = p.validated.Swap(false) && !data.pulumi

	var model providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	var notKnown diag.Diagnostics
	refuseUnknown(model, &notKnown)
	if notKnown.HasError() && req.ClientCapabilities.DeferralAllowed {
		// The framework then defers each object without asking it. A Terraform that was not told to defer
		// still allows it during an apply, where everything is known.
		resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
		return
	}
	resp.Diagnostics.Append(notKnown...)
	if resp.Diagnostics.HasError() {
		return
	}

	keys, keysGiven := model.apiKeys(&resp.Diagnostics)
	config := hero.Config{
		Endpoint:                model.endpoint(&resp.Diagnostics),
		APIKey:                  model.apiKey(!keysGiven, &resp.Diagnostics),
		APIKeys:                 keys,
		AllowedPracticeGroupIDs: elementStrings(model.AllowedPracticeGroupIDs),
		UserAgent:               userAgent(req.TerraformVersion, p.version, &resp.Diagnostics),
		RequestTimeout:          defaultRequestTimeout,
		MaxRetries:              defaultMaxRetries,
		RequestsPerSecond:       model.RequestsPerSecond.ValueFloat64(),
		Observe:                 observe,
	}
	if d, err := time.ParseDuration(model.RequestTimeout.ValueString()); err == nil {
		config.RequestTimeout = d
	}
	if !model.MaxRetries.IsNull() {
		config.MaxRetries = int(model.MaxRetries.ValueInt64())
	}
	if resp.Diagnostics.HasError() {
		return
	}

	if hero.HTTP2Logged() {
		resp.Diagnostics.AddWarning("HTTP/2 switched off",
			"The environment variable GODEBUG contains http2debug, which makes Go log the headers and bodies of HTTP/2: the API key and patient data. So the provider uses HTTP/1.1 to talk to Hero. "+
				"What Terraform and the provider tell each other may still be logged. Unset GODEBUG, and delete what has been logged with it.")
	}
	if p.adjust != nil {
		p.adjust(&config)
	}
	client, err := hero.New(config)
	if err != nil {
		resp.Diagnostics.AddError("Unable to set up the Hero client", err.Error())
		return
	}
	for _, id := range config.AllowedPracticeGroupIDs {
		if _, err := client.Practice(id); errors.Is(err, hero.ErrPracticeGroupIDKey) {
			addInvalidPracticeGroup(&resp.Diagnostics, path.Root("allowed_practice_group_ids"), true)
			return
		}
	}
	group := stringOrEnv(model.PracticeGroupID, "HERO_PRACTICE_GROUP_ID")
	if group != "" {
		if _, err := client.Practice(group); err != nil {
			addPracticeError(&resp.Diagnostics, group, err)
			return
		}
	}
	data.client = client
	data.practiceGroupID = group
	data.allowedPracticeGroupIDs = config.AllowedPracticeGroupIDs
}

// refuseUnknown reports settings that are only known after an apply. No client can be
// made from them, and a half-configured one could act for the wrong practice.
func refuseUnknown(m providerModel, diags *diag.Diagnostics) {
	for _, s := range []struct {
		name  string
		value attr.Value
		env   string
	}{
		{"environment", m.Environment, "HERO_ENVIRONMENT"},
		{"endpoint", m.Endpoint, "HERO_ENDPOINT"},
		{"api_key", m.APIKey, "HERO_API_KEY"},
		{"api_keys", m.APIKeys, "HERO_API_KEYS"},
		{"practice_group_id", m.PracticeGroupID, "HERO_PRACTICE_GROUP_ID"},
		{"allowed_practice_group_ids", m.AllowedPracticeGroupIDs, ""},
		{"request_timeout", m.RequestTimeout, ""},
		{"max_retries", m.MaxRetries, ""},
		{"requests_per_second", m.RequestsPerSecond, ""},
	} {
		unknown := s.value.IsUnknown()
		switch v := s.value.(type) {
		case types.Set:
			unknown = unknown || slices.ContainsFunc(v.Elements(), attr.Value.IsUnknown)
		case types.Map:
			unknown = unknown || slices.ContainsFunc(slices.Collect(maps.Values(v.Elements())), attr.Value.IsUnknown)
		}
		if !unknown {
			continue
		}
		advice := "Set it to a value that is known when planning, such as a variable"
		if s.env != "" {
			advice += ", or leave it out and set the environment variable " + s.env
		}
		diags.AddAttributeError(path.Root(s.name), "Provider setting is not known yet",
			fmt.Sprintf("%q depends on something that is known only after an apply, so the provider cannot be configured. %s; or first apply what it depends on, with -target.", s.name, advice))
	}
}

func (m providerModel) endpoint(diags *diag.Diagnostics) string {
	at := path.Root("endpoint")
	if m.Endpoint.ValueString() != "" && m.Environment.ValueString() != "" {
		diags.AddAttributeError(at, "Two services named",
			`Both "environment" and "endpoint" are set. Keep the one that names the service to use.`)
		return ""
	}
	endpoint := stringOrEnv(m.Endpoint, "HERO_ENDPOINT")
	environment := stringOrEnv(m.Environment, "HERO_ENVIRONMENT")
	if endpoint == "" && environment == "" {
		diags.AddAttributeError(path.Root("environment"), "Hero environment missing",
			"The provider does not choose an environment for you, because production holds real patients. Set \"environment\" in the provider block, "+
				"or the environment variable HERO_ENVIRONMENT, to one of:\n\n"+environmentChoices()+
				"\nFor another base URL, such as a mock server's, set \"endpoint\" or HERO_ENDPOINT instead.")
		return ""
	}
	base, ok := environments[environment]
	if environment != "" && !ok {
		addUnknownEnvironment(path.Root("environment"), "HERO_ENVIRONMENT", environment, diags)
		return ""
	}
	if endpoint == "" {
		return base
	}
	base, err := hero.CheckEndpoint(endpoint)
	if err != nil {
		diags.AddAttributeError(at, "Invalid Hero endpoint",
			endpointProblem(err)+" Set \"endpoint\" (or HERO_ENDPOINT) to a base URL such as https://api.staging.htech.app.")
		return ""
	}
	if !m.endpointFits(environment, base, diags) {
		return ""
	}
	if configured := m.Environment.ValueString(); configured != "" {
		diags.AddAttributeWarning(path.Root("environment"), "Environment not used",
			fmt.Sprintf("The environment variable HERO_ENDPOINT is set and replaces the environment %q of the configuration. Unset it if you did not mean that.", configured))
	}
	return base
}

func endpointProblem(err error) string {
	switch {
	case errors.Is(err, hero.ErrEndpointScheme):
		return "The endpoint must start with https:// (or http:// for a loopback address)."
	case errors.Is(err, hero.ErrEndpointUserInfo):
		return "The endpoint must not contain a user name or password."
	case errors.Is(err, hero.ErrEndpointPlainHTTP):
		return "Plain http:// is refused for hosts other than loopback addresses, because it would send the API key and patient data unencrypted. Use https://."
	}
	return fmt.Sprintf("The endpoint %v.", err)
}

func stringOrEnv(value types.String, env string) string {
	if text := strings.TrimSpace(value.ValueString()); text != "" {
		return text
	}
	return strings.TrimSpace(os.Getenv(env))
}

func userAgent(terraform, version string, diags *diag.Diagnostics) string {
	if terraform == "" {
		terraform = "unknown"
	}
	agent := fmt.Sprintf("Terraform/%s (+https://www.terraform.io) terraform-provider-hero/%s", terraform, version)
	extra := strings.TrimSpace(os.Getenv("TF_APPEND_USER_AGENT"))
	switch {
	case strings.ContainsFunc(extra, unicode.IsControl):
		diags.AddError("Invalid environment variable TF_APPEND_USER_AGENT",
			"TF_APPEND_USER_AGENT has a line break or another control character in it, which no HTTP header can have. It is added to the User-Agent of each request: set it to plain text, such as network-pipeline/7, or unset it.")
	case extra != "":
		agent += " " + extra
	}
	return agent
}
