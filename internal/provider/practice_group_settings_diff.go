package provider

import (
	"context"
	"encoding/json"
	"errors"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// settingsDiff is what has to be sent to bring Hero from prior to planned.
type settingsDiff struct {
	update hero.PracticeGroupUpdate
	// sent names every attribute in update; overwritten those of them that
	// held another value before.
	sent, overwritten []string
}

func (d *settingsDiff) empty() bool { return len(d.sent) == 0 }

func (d *settingsDiff) add(name string, overwrites bool) {
	d.sent = append(d.sent, name)
	if overwrites {
		d.overwritten = append(d.overwritten, name)
	}
}

func (d *settingsDiff) text(name string, planned, prior herotypes.Text) hero.Text {
	if !textChanged(planned, prior) {
		return hero.Text{}
	}
	d.add(name, prior.ValueString() != "")
	return hero.Value(planned.ValueString())
}

// textChanged reports a planned value that means something else than the
// prior one; an attribute that is not managed is planned as it was.
func textChanged(planned, prior herotypes.Text) bool {
	return isSet(planned) && !planned.Kind().Same(planned.ValueString(), prior.ValueString())
}

// diffSettings compares a plan with what Hero is known to hold: the state on
// an update, Hero's answer on a first apply. live supplies the members of the
// address that the plan does not name.
func diffSettings(ctx context.Context, planned, prior practiceGroupSettingsModel, live *hero.PracticeGroup, diags *diag.Diagnostics) settingsDiff {
	var d settingsDiff
	d.update.Name = d.text("name", planned.Name, prior.Name)
	d.update.PrescriptionPartner = d.text("prescription_partner", planned.PrescriptionPartner, prior.PrescriptionPartner)
	if p := planned.PrescriptionPartnerEnabled; isSet(p) && !p.Equal(prior.PrescriptionPartnerEnabled) {
		d.add("prescription_partner_enabled", isSet(prior.PrescriptionPartnerEnabled))
		d.update.PrescriptionPartnerEnabled = hero.Value(p.ValueBool())
	}
	d.address(ctx, planned, prior, live, diags)
	d.credentialsEmail(ctx, planned, prior, diags)
	d.additional(planned, prior, diags)
	return d
}

// address is sent whole when any of it changed: Hero does not document whether
// a partial address is merged or takes the place of the old one.
func (d *settingsDiff) address(ctx context.Context, planned, prior practiceGroupSettingsModel, live *hero.PracticeGroup, diags *diag.Diagnostics) {
	if !isSet(planned.Address) {
		return
	}
	plannedAddress, priorAddress := emptyAddress(), emptyAddress()
	decodeObject(ctx, planned.Address, &plannedAddress, diags)
	decodeObject(ctx, prior.Address, &priorAddress, diags)
	priorTexts := priorAddress.texts(hero.Address{})
	changes := map[string]any{}
	for i, t := range plannedAddress.texts(hero.Address{}) {
		if textChanged(*t.known, *priorTexts[i].known) {
			d.add("address."+t.name, priorTexts[i].known.ValueString() != "")
			changes[t.name] = t.known.ValueString()
		}
	}
	if len(changes) > 0 {
		d.update.Address = liveAddress(live)
		maps.Copy(d.update.Address, changes)
	}
}

// liveAddress is Hero's own address without its nulls; members that this
// provider does not know go back as they came.
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

func (d *settingsDiff) credentialsEmail(ctx context.Context, planned, prior practiceGroupSettingsModel, diags *diag.Diagnostics) {
	plannedCredentials := credentialsModel{Email: herotypes.Email.Null()}
	priorCredentials := plannedCredentials
	decodeObject(ctx, planned.PrescriptionPartnerCredentials, &plannedCredentials, diags)
	decodeObject(ctx, prior.PrescriptionPartnerCredentials, &priorCredentials, diags)
	email := d.text("prescription_partner_credentials.email", plannedCredentials.Email, priorCredentials.Email)
	if !email.IsAbsent() {
		d.credentials().Email = email
	}
}

// password adds the write-only password, which is only in the configuration.
func (d *settingsDiff) password(password string) {
	d.add("prescription_partner_credentials.password_wo", false)
	d.credentials().Password = hero.Value(password)
}

func (d *settingsDiff) credentials() *hero.PartnerCredentialsUpdate {
	if d.update.Credentials == nil {
		d.update.Credentials = &hero.PartnerCredentialsUpdate{}
	}
	return d.update.Credentials
}

func (d *settingsDiff) additional(planned, prior practiceGroupSettingsModel, diags *diag.Diagnostics) {
	before := members(prior.AdditionalSettings)
	values := members(planned.AdditionalSettings)
	for _, name := range sortedNames(values) {
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
				"The value of "+name+" has no form in JSON. Use texts, numbers, booleans, lists and objects.")
			continue
		}
		d.add("additional_settings."+name, known && !old.IsNull())
		if d.update.Additional == nil {
			d.update.Additional = map[string]any{}
		}
		d.update.Additional[name] = value
	}
}

// settingsFromHero is the prior of a first apply: what Hero holds now. Of the
// additional settings it has those that the plan gives a value and Hero reports.
func settingsFromHero(ctx context.Context, planned practiceGroupSettingsModel, live *hero.PracticeGroup, diags *diag.Diagnostics) practiceGroupSettingsModel {
	credentials := credentialsModel{Email: herotypes.Email.Null()}
	prior := practiceGroupSettingsModel{
		Name:                           herotypes.Plain.Null(),
		Sector:                         herotypes.Plain.Null(),
		PrescriptionPartner:            herotypes.Plain.Null(),
		Address:                        types.ObjectNull(addressTypes),
		PrescriptionPartnerCredentials: encodeObject(ctx, credentialsTypes, credentials, diags),
	}
	prior.refresh(ctx, live, diags)

	reported := maps.Clone(members(planned.AdditionalSettings))
	maps.DeleteFunc(reported, func(name string, value attr.Value) bool {
		_, ok := live.Raw[name]
		_, err := herotypes.ToJSON(value)
		return !ok || err != nil // a value that is not known yet cannot be compared
	})
	if len(reported) > 0 {
		prior.AdditionalSettings = followAdditional(types.DynamicValue(objectOf(reported)), live.Raw, diags)
	}
	return prior
}
