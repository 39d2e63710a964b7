// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

type adminPrescriberModel struct {
	ID                   types.String     `tfsdk:"id"`
	PracticeGroupID      types.String     `tfsdk:"practice_group_id"`
	AdminID              types.String     `tfsdk:"admin_id"`
	ExternalPrescriberID herotypes.String `tfsdk:"external_prescriber_id"`
	PrescriberDetails    types.Object     `tfsdk:"prescriber_details"`
}

func (m *adminPrescriberModel) identity() any {
	return objectIdentity{PracticeGroupID: m.PracticeGroupID, ID: m.AdminID}
}

var prescriberFields nestedFields[hero.PrescriberDetails, hero.PrescriberDetails] = func(object types.Object) fields[hero.PrescriberDetails, hero.PrescriberDetails] {
	return fields[hero.PrescriberDetails, hero.PrescriberDetails]{
		{"name", newString(herotypes.Text), func(d *hero.PrescriberDetails) hero.String { return d.Name }, func(d *hero.PrescriberDetails) *hero.String { return &d.Name }},
		{"email", newString(herotypes.Email), func(d *hero.PrescriberDetails) hero.String { return d.Email }, func(d *hero.PrescriberDetails) *hero.String { return &d.Email }},
		{"registration_code", newString(herotypes.Text), func(d *hero.PrescriberDetails) hero.String { return d.RegistrationCode }, func(d *hero.PrescriberDetails) *hero.String { return &d.RegistrationCode }},
	}.read(object)
}

// adminPrescriberFromHero is the prior state of a first apply: what Hero holds now.
func adminPrescriberFromHero(live *hero.Admin) adminPrescriberModel {
	var m adminPrescriberModel
	m.refresh(live)
	return m
}

// refresh brings the model up to what Hero reports.
func (m *adminPrescriberModel) refresh(live *hero.Admin) {
	m.ExternalPrescriberID = refreshString(m.ExternalPrescriberID, live.ExternalPrescriberID)
	m.PrescriberDetails = prescriberFields.refresh(m.PrescriberDetails, live.PrescriberDetails)
}

// reconcile fills in what the plan left open, and collects what Hero stored
// differently.
func (m *adminPrescriberModel) reconcile(configured *adminPrescriberModel, live *hero.Admin, r *reconciler) {
	m.ExternalPrescriberID = r.string("external_prescriber_id", m.ExternalPrescriberID, configured.ExternalPrescriberID, live.ExternalPrescriberID)
	m.PrescriberDetails = prescriberFields.reconcile(r, "prescriber_details", m.PrescriberDetails, configured.PrescriberDetails, live.PrescriberDetails)
}

// prescriberDiff is what to send to take Hero from prior to planned.
type prescriberDiff struct {
	changes
	update hero.AdminUpdate
}

// diffPrescriber compares a plan with what Hero is known to hold: the state on an update, Hero's
// response on a first apply. live has the details that the plan does not name.
func diffPrescriber(planned, prior *adminPrescriberModel, live *hero.Admin) prescriberDiff {
	var d prescriberDiff
	if d.addIfChanged("external_prescriber_id", planned.ExternalPrescriberID, prior.ExternalPrescriberID) {
		d.update.ExternalPrescriberID = hero.Null[string]() // Hero refuses an empty string here
		if v := planned.ExternalPrescriberID.Sent(); v != "" {
			d.update.ExternalPrescriberID = hero.Value(v)
		}
	}
	if isSet(planned.PrescriberDetails) {
		d.details(planned.PrescriberDetails, prior.PrescriberDetails, live)
	}
	return d
}

// details sends all details when any of them changed: Hero does not document whether it
// merges partial ones or replaces the old ones.
func (d *prescriberDiff) details(planned, prior types.Object, live *hero.Admin) {
	var update hero.PrescriberDetails
	held := nestedResponse(live.PrescriberDetails)
	before := prescriberFields(prior)
	changed, anything := false, false
	for i, f := range prescriberFields(planned) {
		value, _ := f.valueIn(held).Get()
		cleared := false
		if d.addIfChanged("prescriber_details."+f.name, *f.value, *before[i].value) {
			value = f.value.Sent()
			changed, cleared = true, value == ""
		}
		// Hero refuses an empty e-mail address, so a cleared one is left out.
		if value != "" || (cleared && f.value.Kind() != herotypes.Email) {
			*f.request(&update) = hero.Value(value)
		}
		anything = anything || value != ""
	}
	switch {
	case !changed:
	case anything:
		d.update.PrescriberDetails = hero.Value(update)
	default:
		d.update.PrescriberDetails = hero.Null[hero.PrescriberDetails]()
	}
}

// adminPrescriberAttribute finds the attribute for a field of PATCH /v1/admins/{id}.
var adminPrescriberAttribute = attributesNamed(nil, append([]string{"external_prescriber_id", "prescriber_details"},
	prescriberFields(types.Object{}).names("prescriber_details.")...)...)
