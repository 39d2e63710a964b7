// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

// environments are the services that Hero documents, by the name that a user gives.
var environments = map[string]string{
	"production": "https://api.herohealth.net",
	"staging":    "https://api.staging.htech.app",
	"mock":       "https://developer.herohealth.net/_mock/apis/public-api/openapi",
}

// environmentOf is the environment whose host a base URL has, or "" for any other host.
func environmentOf(endpoint string) string {
	for name, base := range environments {
		if hostOf(base) == hostOf(endpoint) {
			return name
		}
	}
	return ""
}

// hostOf is the host of a base URL as name servers understand it: in lower case, and without a dot
// at its end.
func hostOf(endpoint string) string {
	parsed, err := url.Parse(endpoint)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(strings.ToLower(parsed.Hostname()), ".")
}

// endpointFits guards production both ways: whoever names it gets it, and whoever names another
// environment does not. Otherwise a mock's 404s could empty a production state, and a staging
// configuration could write to real patients.
func (m providerModel) endpointFits(environment, endpoint string, diags *diag.Diagnostics) bool {
	owner := environmentOf(endpoint)
	if environment == "" || owner == environment || (owner == "" && environment != "production") {
		return true
	}
	at, named := path.Root("environment"), fmt.Sprintf("environment = %q", environment)
	if m.Environment.ValueString() == "" {
		named = "HERO_ENVIRONMENT=" + environment
	}
	set, unset := "the environment variable HERO_ENDPOINT", "unset HERO_ENDPOINT"
	if m.Endpoint.ValueString() != "" {
		at, set, unset = path.Root("endpoint"), `"endpoint" of the provider block`, `remove "endpoint" from the provider block`
	}
	if owner == "" {
		diags.AddAttributeError(at, "Production named, another endpoint set",
			fmt.Sprintf("%s is set, but %s names another service, which does not hold what the state describes. Nothing was sent. "+
				"To work on production, %s. To work on the other service, remove that setting and use a state of its own.", named, set, unset))
		return false
	}
	diags.AddAttributeError(at, "Endpoint of another environment",
		fmt.Sprintf("%s is set, but %s leads to the host of %s (%s). Nothing was sent. To work on %s, %s. To work on %s, name that environment, with a key, a practice group and a state of its own.",
			named, set, owner, environments[owner], environment, unset, owner))
	return false
}

// environmentName refuses an environment that does not exist.
type environmentName struct{}

func (environmentName) Description(context.Context) string {
	return "must be production, staging or mock"
}

func (v environmentName) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (environmentName) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if _, ok := environments[req.ConfigValue.ValueString()]; isSet(req.ConfigValue) && !ok {
		addUnknownEnvironment(req.Path, `"environment"`, req.ConfigValue.ValueString(), &resp.Diagnostics)
	}
}

// addUnknownEnvironment lists the environments. setting is the argument or the environment
// variable, and given is the unknown environment that it names.
func addUnknownEnvironment(at path.Path, setting, given string, diags *diag.Diagnostics) {
	diags.AddAttributeError(at, "Unknown Hero environment",
		setting+" must be one of these"+validators.Nearest(given, slices.Sorted(maps.Keys(environments)))+":\n\n"+environmentChoices()+"\nFor another base URL, set \"endpoint\" or HERO_ENDPOINT instead.")
}

func environmentChoices() string {
	return "  production  " + environments["production"] + " (real patients)\n" +
		"  staging     " + environments["staging"] + " (test data)\n" +
		"  mock        the vendor's sample server, fixed answers, keeps nothing\n"
}
