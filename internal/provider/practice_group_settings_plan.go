// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// settingsDiff is what to send to take Hero from prior to planned.
type settingsDiff struct {
	changes
	update hero.PracticeGroupUpdate
}

// diffSettings compares a plan with what Hero is known to hold: the state on an update, Hero's
// response on a first apply. live has the lines of the address that the plan does not name.
func diffSettings(ctx context.Context, planned, prior practiceGroupSettingsModel, live *hero.PracticeGroup, diags *diag.Diagnostics) settingsDiff {
	var d settingsDiff
	before := prior.fields().sendable()
	for i, f := range planned.fields().sendable() {
		if d.addIfChanged(f.name, *f.value, *before[i].value) {
			*f.request(&d.update) = hero.Value(f.value.Sent())
		}
	}
	if p := planned.PrescriptionPartnerEnabled; isSet(p) && !p.Equal(prior.PrescriptionPartnerEnabled) {
		d.add("prescription_partner_enabled", isSet(prior.PrescriptionPartnerEnabled))
		d.update.PrescriptionPartnerEnabled = hero.Value(p.ValueBool())
	}
	if isSet(planned.Address) {
		d.address(planned.Address, prior.Address, live)
	}
	email := credentialsOf(ctx, planned.PrescriptionPartnerCredentials, diags).Email
	if d.addIfChanged("prescription_partner_credentials.email", email, credentialsOf(ctx, prior.PrescriptionPartnerCredentials, diags).Email) {
		d.credentials().Email = hero.Value(email.Sent())
	}
	d.additional(planned, prior, diags)
	return d
}

// address sends the whole address when any line of it changed: Hero does not document
// whether it merges a partial address or replaces the old one.
func (d *settingsDiff) address(planned, prior types.Object, live *hero.PracticeGroup) {
	before := addressFields(prior)
	changed := map[string]any{}
	for i, f := range addressFields(planned) {
		if d.addIfChanged("address."+f.name, *f.value, *before[i].value) {
			changed[f.name] = f.value.Sent()
		}
	}
	if len(changed) > 0 {
		d.update.Address = liveAddress(live)
		maps.Copy(d.update.Address, changed)
	}
}

// completeAddress adds the configured lines that Hero's response left out. It refuses an address if the response left out any
// other line that is known: Hero may replace the whole address, and would lose that line. A missing line that nobody has seen
// either means nothing, because Hero promises none of them.
func (d *settingsDiff) completeAddress(configured, prior types.Object, live *hero.PracticeGroup, diags *diag.Diagnostics) {
	if d.update.Address == nil {
		return
	}
	held, before := nestedResponse(live.Address), addressFields(prior)
	var missing []string
	for i, f := range addressFields(configured) {
		switch {
		case !f.valueIn(held).IsAbsent():
		case isSet(*f.value):
			d.update.Address[f.name] = f.value.Sent()
		case live.Address.IsAbsent() || !before[i].value.IsEmpty():
			missing = append(missing, f.name)
		}
	}
	if len(missing) > 0 {
		diags.AddAttributeError(path.Root("address"), "Address cannot be changed",
			fmt.Sprintf("The address goes to Hero as a whole, and Hero's answer to GET /v1/me left out lines that are not configured: %s. Sending the address without them could clear them, so nothing was sent.\n\n"+
				"Run the same command again. If it fails again, configure these lines too, with \"\" for a line that should be empty.", strings.Join(missing, ", ")))
	}
}

// liveAddress is Hero's own address without its nulls. Fields that this provider does
// not know go back unchanged.
func liveAddress(live *hero.PracticeGroup) map[string]any {
	out := map[string]any{}
	if live == nil {
		return out
	}
	address, _ := live.Address.Get()
	for name, raw := range address.Raw {
		var value any
		if err := json.Unmarshal(raw, &value); err == nil && value != nil {
			out[name] = value
		}
	}
	return out
}

// completeCredentials adds the password, which is only in the configuration, if its version
// changed. If the e-mail address or the password is sent, it adds the other one if that is known:
// Hero does not document whether it merges credentials, and one without the other could leave the
// practice without a working account. A new e-mail address is another account, so the configured
// password goes with it whatever its version.
func (d *settingsDiff) completeCredentials(ctx context.Context, configured, planned, prior practiceGroupSettingsModel, live *hero.PracticeGroup, diags *diag.Diagnostics) {
	wanted := credentialsOf(ctx, configured.PrescriptionPartnerCredentials, diags)
	version := credentialsOf(ctx, planned.PrescriptionPartnerCredentials, diags).PasswordWOVersion
	rotated := isSet(version) && !version.Equal(credentialsOf(ctx, prior.PrescriptionPartnerCredentials, diags).PasswordWOVersion)
	password := wanted.PasswordWO.ValueString()
	if rotated && password != "" {
		d.add("prescription_partner_credentials.password_wo", false)
		d.credentials()
	}
	if d.update.Credentials == nil {
		return
	}
	if password != "" {
		d.update.Credentials.Password = hero.Value(password)
	}
	if d.update.Credentials.Email.IsAbsent() {
		held, _ := live.PrescriptionPartnerCredentials.Get()
		email, _ := held.Email.Get()
		if isSet(wanted.Email) {
			email = wanted.Email.Sent()
		}
		if email != "" {
			d.update.Credentials.Email = hero.Value(email)
		}
	}
}

func (d *settingsDiff) credentials() *hero.PartnerCredentialsUpdate {
	if d.update.Credentials == nil {
		d.update.Credentials = &hero.PartnerCredentialsUpdate{}
	}
	return d.update.Credentials
}

func (d *settingsDiff) additional(planned, prior practiceGroupSettingsModel, diags *diag.Diagnostics) {
	before := dynamicEntries(prior.AdditionalSettings)
	values := dynamicEntries(planned.AdditionalSettings)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		old, known := before[name]
		if known && herotypes.EqualJSON(values[name], old) {
			continue
		}
		value, err := herotypes.ToJSON(values[name])
		if errors.Is(err, herotypes.ErrUnknown) {
			continue // only while planning
		}
		if err != nil {
			diags.AddAttributeError(path.Root("additional_settings"), "Setting cannot be sent",
				"The value of "+name+" cannot be written as JSON. Use strings, numbers, booleans, lists and objects.")
			continue
		}
		d.add("additional_settings."+name, known && !old.IsNull())
		if d.update.Additional == nil {
			d.update.Additional = map[string]any{}
		}
		d.update.Additional[name] = value
	}
}

// settingsFromHero is the prior state of a first apply: what Hero holds now. Of the additional
// settings, it has those that the plan sets and Hero reports.
func settingsFromHero(ctx context.Context, planned practiceGroupSettingsModel, live *hero.PracticeGroup, diags *diag.Diagnostics) practiceGroupSettingsModel {
	prior := practiceGroupSettingsModel{PrescriptionPartnerCredentials: credentialsOf(ctx, types.Object{}, diags).withoutPassword(ctx, diags)}
	prior.refresh(ctx, live, diags)

	reported := maps.Clone(dynamicEntries(planned.AdditionalSettings))
	maps.DeleteFunc(reported, func(name string, value attr.Value) bool {
		_, ok := live.Raw[name]
		_, err := herotypes.ToJSON(value)
		return !ok || err != nil // a value that is not known yet cannot be compared
	})
	if len(reported) > 0 {
		prior.AdditionalSettings = refreshAdditional(types.DynamicValue(objectOf(reported)), live.Raw, diags)
	}
	return prior
}

// warnOverwritten names the settings that an apply would overwrite although the plan does not show
// the old value: all of them at a first apply, when there is no state, and later those that
// Terraform only reads once they are configured.
func warnOverwritten(ctx context.Context, practice *hero.Practice, configured, planned practiceGroupSettingsModel, state *practiceGroupSettingsModel, diags *diag.Diagnostics) {
	if state != nil && !newlyManaged(planned, state) {
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
	if state == nil {
		planned.refuseUnsendable(ctx, diff.sent, prior.Address, diags)
	}
	advice := "To see the old values in the plan, import the resource first: terraform import <address> " + practice.ID() +
		diff.unconfiguredNote("address", "Lines of the address", addressFields.unconfigured(configured.Address, live.Address))
	if state != nil {
		overwritten = slices.DeleteFunc(overwritten, func(name string) bool { return !notInState(name, state) })
		advice = "The plan cannot show the old values, because Terraform looks at these settings only once they are configured. The data source " +
			"hero_practice_group shows them, in its attribute \"attributes\". To keep one, configure its current value, or leave it unset."
	}
	if len(overwritten) > 0 {
		// Terraform shows only one of several warnings with the same summary, so the
		// practice group is in it.
		diags.AddWarning("Existing settings of practice group "+practice.ID()+" will be overwritten",
			fmt.Sprintf("Practice group %s has values that differ from the configuration: %s. Applying this plan overwrites them. %s",
				practice.ID(), strings.Join(overwritten, ", "), advice))
	}
}

// refuseUnsendable takes lines of the address that are not known yet from held, Hero's own address.
func (m *practiceGroupSettingsModel) refuseUnsendable(ctx context.Context, sent []string, held types.Object, diags *diag.Diagnostics) {
	address, before := addressFields(m.Address), addressFields(held)
	for i, line := range address {
		if line.value.IsUnknown() {
			*line.value = *before[i].value
		}
	}
	address.refuseUnsendable(sent, "address", diags)
	if slices.Contains(sent, "prescription_partner_credentials.email") {
		refuseUnsendable(credentialsOf(ctx, m.PrescriptionPartnerCredentials, diags).Email, path.Root("prescription_partner_credentials").AtName("email"), diags)
	}
}

// nameAdditional names the additional settings whose values a plan changes. They are sensitive as a
// whole, so the plan shows neither the values nor which of them change.
func nameAdditional(practice *hero.Practice, overwritten []string, diags *diag.Diagnostics) {
	var names []string
	for _, name := range overwritten {
		if setting, ok := strings.CutPrefix(name, "additional_settings."); ok {
			names = append(names, setting)
		}
	}
	if len(names) > 0 {
		diags.AddAttributeWarning(path.Root("additional_settings"), "Additional settings of practice group "+practice.ID()+" change",
			"The plan hides additional_settings, because Hero documents none of them. Applying this plan overwrites: "+strings.Join(names, ", ")+".")
	}
}

// newlyManaged reports whether the plan has settings that the state lacks.
func newlyManaged(planned practiceGroupSettingsModel, state *practiceGroupSettingsModel) bool {
	if isSet(planned.PrescriptionPartnerCredentials) && !isSet(state.PrescriptionPartnerCredentials) {
		return true
	}
	known := dynamicEntries(state.AdditionalSettings)
	for name := range dynamicEntries(planned.AdditionalSettings) {
		if _, ok := known[name]; !ok {
			return true
		}
	}
	return false
}

// notInState reports whether the state has no value of a setting; name is its
// attribute.
func notInState(name string, state *practiceGroupSettingsModel) bool {
	if setting, ok := strings.CutPrefix(name, "additional_settings."); ok {
		_, known := dynamicEntries(state.AdditionalSettings)[setting]
		return !known
	}
	return strings.HasPrefix(name, "prescription_partner_credentials.") && !isSet(state.PrescriptionPartnerCredentials)
}
