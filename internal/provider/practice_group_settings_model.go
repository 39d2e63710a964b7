// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

type practiceGroupSettingsModel struct {
	ID                             types.String     `tfsdk:"id"`
	PracticeGroupID                types.String     `tfsdk:"practice_group_id"`
	Name                           herotypes.String `tfsdk:"name"`
	Sector                         herotypes.String `tfsdk:"sector"`
	Address                        types.Object     `tfsdk:"address"`
	PrescriptionPartnerEnabled     types.Bool       `tfsdk:"prescription_partner_enabled"`
	PrescriptionPartner            herotypes.String `tfsdk:"prescription_partner"`
	PrescriptionPartnerCredentials types.Object     `tfsdk:"prescription_partner_credentials"`
	AdditionalSettings             types.Dynamic    `tfsdk:"additional_settings"`
}

type credentialsModel struct {
	Email             herotypes.String `tfsdk:"email"`
	PasswordWO        types.String     `tfsdk:"password_wo"`
	PasswordWOVersion types.String     `tfsdk:"password_wo_version"`
}

var credentialsTypes = map[string]attr.Type{
	"email":               herotypes.Email.Type(),
	"password_wo":         types.StringType,
	"password_wo_version": types.StringType,
}

type practiceGroupIdentity struct {
	PracticeGroupID types.String `tfsdk:"practice_group_id"`
}

func (m *practiceGroupSettingsModel) identity() any {
	return practiceGroupIdentity{PracticeGroupID: m.PracticeGroupID}
}

func (m *practiceGroupSettingsModel) fields() fields[hero.PracticeGroup, hero.PracticeGroupUpdate] {
	return fields[hero.PracticeGroup, hero.PracticeGroupUpdate]{
		{"name", &m.Name, func(g *hero.PracticeGroup) hero.String { return g.Name }, func(u *hero.PracticeGroupUpdate) *hero.String { return &u.Name }},
		{"prescription_partner", &m.PrescriptionPartner, func(g *hero.PracticeGroup) hero.String { return g.PrescriptionPartner }, func(u *hero.PracticeGroupUpdate) *hero.String { return &u.PrescriptionPartner }},
		{"sector", &m.Sector, func(g *hero.PracticeGroup) hero.String { return g.Sector }, nil},
	}
}

var addressFields nestedFields[hero.Address, notSent] = func(object types.Object) fields[hero.Address, notSent] {
	return fields[hero.Address, notSent]{
		{"line_1", newString(herotypes.Text), func(a *hero.Address) hero.String { return a.Line1 }, nil},
		{"line_2", newString(herotypes.Text), func(a *hero.Address) hero.String { return a.Line2 }, nil},
		{"line_3", newString(herotypes.Text), func(a *hero.Address) hero.String { return a.Line3 }, nil},
		{"town", newString(herotypes.Text), func(a *hero.Address) hero.String { return a.Town }, nil},
		{"county", newString(herotypes.Text), func(a *hero.Address) hero.String { return a.County }, nil},
		{"postcode", newString(herotypes.Postcode), func(a *hero.Address) hero.String { return a.Postcode }, nil},
		{"country", newString(herotypes.Text), func(a *hero.Address) hero.String { return a.Country }, nil},
	}.read(object)
}

// credentialsOf decodes the object; all fields of a null or unknown one are null.
func credentialsOf(ctx context.Context, object types.Object, diags *diag.Diagnostics) credentialsModel {
	c := credentialsModel{Email: herotypes.Email.Null()}
	if isSet(object) {
		diags.Append(object.As(ctx, &c, basetypes.ObjectAsOptions{})...)
	}
	return c
}

// withoutPassword is the object in the form that the state may hold.
func (c credentialsModel) withoutPassword(ctx context.Context, diags *diag.Diagnostics) types.Object {
	c.PasswordWO = types.StringNull()
	object, d := types.ObjectValueFrom(ctx, credentialsTypes, c)
	diags.Append(d...)
	return object
}

// refresh brings the model up to what Hero reports.
func (m *practiceGroupSettingsModel) refresh(ctx context.Context, live *hero.PracticeGroup, diags *diag.Diagnostics) {
	m.fields().refresh(live)
	m.PrescriptionPartnerEnabled = refreshBool(m.PrescriptionPartnerEnabled, live.PrescriptionPartnerEnabled)
	m.Address = addressFields.refresh(m.Address, live.Address)
	m.refreshCredentials(ctx, live, diags)
	m.AdditionalSettings = refreshAdditional(m.AdditionalSettings, live.Raw, diags)
}

// refreshCredentials only refreshes credentials that are configured: the object has a write-only
// attribute, so it cannot be computed.
func (m *practiceGroupSettingsModel) refreshCredentials(ctx context.Context, live *hero.PracticeGroup, diags *diag.Diagnostics) {
	if !isSet(m.PrescriptionPartnerCredentials) {
		m.PrescriptionPartnerCredentials = types.ObjectNull(credentialsTypes)
		return
	}
	c := credentialsOf(ctx, m.PrescriptionPartnerCredentials, diags)
	liveCredentials, _ := live.PrescriptionPartnerCredentials.Get()
	c.Email = refreshString(c.Email, liveCredentials.Email)
	m.PrescriptionPartnerCredentials = c.withoutPassword(ctx, diags)
}

// reconcile fills in what the plan left open, and collects what Hero stored
// differently.
func (m *practiceGroupSettingsModel) reconcile(ctx context.Context, configured *practiceGroupSettingsModel, live *hero.PracticeGroup, r *reconciler, diags *diag.Diagnostics) {
	m.fields().reconcile(r, "", configured.fields(), live)
	m.PrescriptionPartnerEnabled = r.bool("prescription_partner_enabled",
		m.PrescriptionPartnerEnabled, configured.PrescriptionPartnerEnabled, live.PrescriptionPartnerEnabled)
	m.Address = addressFields.reconcile(r, "address", m.Address, configured.Address, live.Address)

	if isSet(m.PrescriptionPartnerCredentials) {
		c, wanted := credentialsOf(ctx, m.PrescriptionPartnerCredentials, diags), credentialsOf(ctx, configured.PrescriptionPartnerCredentials, diags)
		liveCredentials, _ := live.PrescriptionPartnerCredentials.Get()
		c.Email = r.string("prescription_partner_credentials.email", c.Email, wanted.Email, liveCredentials.Email)
		m.PrescriptionPartnerCredentials = c.withoutPassword(ctx, diags)
	}

	after := dynamicEntries(refreshAdditional(m.AdditionalSettings, live.Raw, diags))
	planned := dynamicEntries(m.AdditionalSettings)
	for _, name := range slices.Sorted(maps.Keys(planned)) {
		if !herotypes.EqualJSON(planned[name], after[name]) {
			r.differs = append(r.differs, "additional_settings."+name)
		}
	}
}

// settingsAttribute finds the attribute for a field of PATCH /v1/me. A field without an
// attribute of its own can only be an additional setting.
func settingsAttribute(field []string) (path.Path, bool) {
	at, ok := typedSettingAttribute(field)
	if !ok && len(field) > 0 {
		return path.Root("additional_settings"), true
	}
	return at, ok
}

var typedSettingAttribute = attributesNamed(map[string]string{"prescription_partner_credentials.password": "prescription_partner_credentials.password_wo"},
	slices.Concat(
		new(practiceGroupSettingsModel).fields().sendable().names(""),
		[]string{
			"prescription_partner_enabled", "address",
			"prescription_partner_credentials", "prescription_partner_credentials.email", "prescription_partner_credentials.password",
		},
		addressFields(types.Object{}).names("address."),
	)...)

// dynamicEntries are the attributes of a dynamic object, or the elements of a dynamic
// map.
func dynamicEntries(d types.Dynamic) map[string]attr.Value {
	switch v := d.UnderlyingValue().(type) {
	case types.Object:
		return v.Attributes()
	case types.Map:
		return v.Elements()
	}
	return nil
}

// refreshAdditional refreshes the settings that the configuration names. A setting that Hero does
// not report stays as it is.
func refreshAdditional(known types.Dynamic, raw map[string]json.RawMessage, diags *diag.Diagnostics) types.Dynamic {
	if !isSet(known) || known.IsUnderlyingValueNull() || known.IsUnderlyingValueUnknown() {
		return known
	}
	changed := false
	values := maps.Clone(dynamicEntries(known))
	for name, value := range values {
		live, ok := raw[name]
		if !ok {
			continue
		}
		followed, err := refreshSetting(value, live)
		if err != nil {
			diags.AddAttributeWarning(path.Root("additional_settings").AtName(name), "Setting cannot be compared",
				"What Hero reports for this setting cannot be turned into a Terraform value, so its drift is not shown.")
			continue
		}
		if !herotypes.EqualJSON(value, followed) {
			values[name] = followed
			changed = true
		}
	}
	if !changed {
		return known
	}
	return types.DynamicValue(objectOf(values))
}

// refreshSetting is herotypes.Follow, but also for a null: here a null is sent like any other
// value, so it can drift too.
func refreshSetting(value attr.Value, live json.RawMessage) (attr.Value, error) {
	if value.IsNull() && herotypes.SaysNothing(live) {
		return value, nil
	}
	if value.IsNull() {
		return herotypes.FromJSON(live)
	}
	return herotypes.Follow(value, live)
}

func objectOf(values map[string]attr.Value) types.Object {
	attrTypes := make(map[string]attr.Type, len(values))
	for name, value := range values {
		attrTypes[name] = value.Type(context.Background())
	}
	return types.ObjectValueMust(attrTypes, values)
}
