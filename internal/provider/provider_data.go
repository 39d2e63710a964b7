// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// providerData is what Configure hands to every resource, data source,
// ephemeral resource and list resource.
type providerData struct {
	client          *hero.Client // nil when Configure failed
	practiceGroupID string       // the provider's default, "" when it has none
	// allowedPracticeGroupIDs are those of the provider block, empty when any is allowed.
	allowedPracticeGroupIDs []string
	claims                  claims
	patientsRead            patientsRead
	webhooks                managedWebhooks
}

// practice returns the client for the practice group that an object names, or
// for the provider's default. It is the only way to a request, so the guard
// of allowed_practice_group_ids cannot be passed by. It returns nil after
// adding an error.
func (d *providerData) practice(id types.String, diags *diag.Diagnostics) *hero.Practice {
	if d == nil || d.client == nil {
		diags.AddError("Hero provider is not configured",
			"The object was used before its provider block could be set up. Look for an earlier error about the provider block.")
		return nil
	}
	group := id.ValueString()
	if group == "" {
		group = d.practiceGroupID
	}
	if group == "" {
		diags.AddAttributeError(path.Root("practice_group_id"), "Practice group missing",
			`Neither this object nor the provider says which practice group to act for. Set "practice_group_id" here or in the provider block, or the environment variable HERO_PRACTICE_GROUP_ID. `+
				"An entry in api_keys does not choose a practice group: where there are several, each object names its own.")
		return nil
	}
	practice, err := d.client.Practice(group)
	if err != nil {
		addPracticeError(diags, group, err)
		return nil
	}
	return practice
}

// dataFrom turns the provider data that the framework passes around back into
// its type. It is nil while Terraform only validates.
func dataFrom(v any, diags *diag.Diagnostics) *providerData {
	if v == nil {
		return nil
	}
	data, ok := v.(*providerData)
	if !ok {
		diags.AddError("Unexpected provider data",
			fmt.Sprintf("Expected *providerData, got %T. This is a bug in the provider; please report it.", v))
	}
	return data
}

// resourceBase gives a resource, or a list resource, its Configure method.
type resourceBase struct{ *providerData }

func (b *resourceBase) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	b.providerData = dataFrom(req.ProviderData, &resp.Diagnostics)
}
