// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// warnOverwritten names the settings whose values in Hero an apply would
// overwrite and which the plan does not show: all of them at a first apply,
// where there is no state, and later those that Terraform does not read unless
// they are configured.
func warnOverwritten(ctx context.Context, practice *hero.Practice, configured, planned practiceGroupSettingsModel, state *practiceGroupSettingsModel, diags *diag.Diagnostics) {
	if state != nil && !comesIntoView(planned, state) {
		return
	}
	live, err := practice.GetPracticeGroup(ctx)
	if err != nil {
		addLookError(diags, "read practice group settings", practice, err)
		return
	}
	prior := settingsFromHero(ctx, planned, live, diags)
	diff := diffSettings(ctx, planned, prior, live, diags)
	overwritten := diff.overwritten
	advice := "To see the old values in the plan, import the resource first: terraform import <address> " + practice.ID() +
		diff.stayNote("address", "Lines of the address", addressTexts.staying(configured.Address, live.Address))
	if state != nil {
		overwritten = slices.DeleteFunc(overwritten, func(name string) bool { return !hidden(name, state) })
		advice = "The plan cannot show the old values, because Terraform looks at these settings only once they are configured. The data source " +
			"hero_practice_group shows them, in its attribute \"attributes\". To keep one, configure its present value, or leave it unset."
	}
	if len(overwritten) > 0 {
		// The practice group is in the summary, because Terraform shows only one of several warnings of the same summary.
		diags.AddWarning("Existing settings of practice group "+practice.ID()+" will be overwritten",
			fmt.Sprintf("Practice group %s has other values than configured for: %s. Applying this plan overwrites them. %s",
				practice.ID(), strings.Join(overwritten, ", "), advice))
	}
}

// comesIntoView reports that the plan has settings of which the state has none.
func comesIntoView(planned practiceGroupSettingsModel, state *practiceGroupSettingsModel) bool {
	if isSet(planned.PrescriptionPartnerCredentials) && !isSet(state.PrescriptionPartnerCredentials) {
		return true
	}
	known := members(state.AdditionalSettings)
	for name := range members(planned.AdditionalSettings) {
		if _, ok := known[name]; !ok {
			return true
		}
	}
	return false
}

// hidden reports a setting, by the name of its attribute, of which the state has
// no value.
func hidden(name string, state *practiceGroupSettingsModel) bool {
	if setting, ok := strings.CutPrefix(name, "additional_settings."); ok {
		_, known := members(state.AdditionalSettings)[setting]
		return !known
	}
	return strings.HasPrefix(name, "prescription_partner_credentials.") && !isSet(state.PrescriptionPartnerCredentials)
}
