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
	PracticeGroupID                types.String   `tfsdk:"practice_group_id"`
	Name                           herotypes.Text `tfsdk:"name"`
	Sector                         herotypes.Text `tfsdk:"sector"`
	Address                        types.Object   `tfsdk:"address"`
	PrescriptionPartnerEnabled     types.Bool     `tfsdk:"prescription_partner_enabled"`
	PrescriptionPartner            herotypes.Text `tfsdk:"prescription_partner"`
	PrescriptionPartnerCredentials types.Object   `tfsdk:"prescription_partner_credentials"`
	AdditionalSettings             types.Dynamic  `tfsdk:"additional_settings"`
}

type addressModel struct {
	Line1    herotypes.Text `tfsdk:"line_1"`
	Line2    herotypes.Text `tfsdk:"line_2"`
	Line3    herotypes.Text `tfsdk:"line_3"`
	Town     herotypes.Text `tfsdk:"town"`
	County   herotypes.Text `tfsdk:"county"`
	Postcode herotypes.Text `tfsdk:"postcode"`
	Country  herotypes.Text `tfsdk:"country"`
}

type credentialsModel struct {
	Email             herotypes.Text `tfsdk:"email"`
	PasswordWO        types.String   `tfsdk:"password_wo"`
	PasswordWOVersion types.String   `tfsdk:"password_wo_version"`
}

var addressTypes = map[string]attr.Type{
	"line_1":   herotypes.Plain.Type(),
	"line_2":   herotypes.Plain.Type(),
	"line_3":   herotypes.Plain.Type(),
	"town":     herotypes.Plain.Type(),
	"county":   herotypes.Plain.Type(),
	"postcode": herotypes.Postcode.Type(),
	"country":  herotypes.Plain.Type(),
}

var credentialsTypes = map[string]attr.Type{
	"email":               herotypes.Email.Type(),
	"password_wo":         types.StringType,
	"password_wo_version": types.StringType,
}

// textMember pairs an attribute with the member of Hero's answer.
type textMember struct {
	name  string
	known *herotypes.Text
	live  hero.Text
}

func (m *practiceGroupSettingsModel) texts(live *hero.PracticeGroup) []textMember {
	return []textMember{
		{"name", &m.Name, live.Name},
		{"sector", &m.Sector, live.Sector},
		{"prescription_partner", &m.PrescriptionPartner, live.PrescriptionPartner},
	}
}

func (m *addressModel) texts(live hero.Address) []textMember {
	return []textMember{
		{"line_1", &m.Line1, live.Line1},
		{"line_2", &m.Line2, live.Line2},
		{"line_3", &m.Line3, live.Line3},
		{"town", &m.Town, live.Town},
		{"county", &m.County, live.County},
		{"postcode", &m.Postcode, live.Postcode},
		{"country", &m.Country, live.Country},
	}
}

// emptyAddress has the right kinds, which a zero addressModel lacks.
func emptyAddress() addressModel {
	a := addressModel{Postcode: herotypes.Postcode.Null()}
	for _, t := range a.texts(hero.Address{}) {
		if t.name != "postcode" {
			*t.known = herotypes.Plain.Null()
		}
	}
	return a
}

// decodeObject reads an object into a model; a null or unknown object leaves
// the model as it is.
func decodeObject(ctx context.Context, o types.Object, into any, diags *diag.Diagnostics) {
	if isSet(o) {
		diags.Append(o.As(ctx, into, basetypes.ObjectAsOptions{})...)
	}
}

func encodeObject(ctx context.Context, t map[string]attr.Type, from any, diags *diag.Diagnostics) types.Object {
	o, d := types.ObjectValueFrom(ctx, t, from)
	diags.Append(d...)
	return o
}

// refresh brings the model up to what Hero answered.
func (m *practiceGroupSettingsModel) refresh(ctx context.Context, live *hero.PracticeGroup, diags *diag.Diagnostics) {
	for _, t := range m.texts(live) {
		*t.known = refreshText(*t.known, t.live)
	}
	m.PrescriptionPartnerEnabled = refreshBool(m.PrescriptionPartnerEnabled, live.PrescriptionPartnerEnabled)
	m.Address = refreshAddress(ctx, m.Address, live, diags)
	m.refreshCredentials(ctx, live, diags)
	m.AdditionalSettings = followAdditional(m.AdditionalSettings, live.Raw, diags)
}

func refreshAddress(ctx context.Context, known types.Object, live *hero.PracticeGroup, diags *diag.Diagnostics) types.Object {
	liveAddress, ok := live.Address.Get()
	if !ok && !isSet(known) {
		return types.ObjectNull(addressTypes)
	}
	if live.Address.IsAbsent() {
		return known
	}
	address := emptyAddress()
	decodeObject(ctx, known, &address, diags)
	for _, t := range address.texts(liveAddress) {
		if !ok {
			t.live = hero.Null[string]()
		}
		*t.known = refreshText(*t.known, t.live)
	}
	return encodeObject(ctx, addressTypes, address, diags)
}

// refreshCredentials only looks at credentials that are configured: the
// object holds a write-only member and so cannot be computed.
func (m *practiceGroupSettingsModel) refreshCredentials(ctx context.Context, live *hero.PracticeGroup, diags *diag.Diagnostics) {
	if !isSet(m.PrescriptionPartnerCredentials) {
		m.PrescriptionPartnerCredentials = types.ObjectNull(credentialsTypes)
		return
	}
	var c credentialsModel
	decodeObject(ctx, m.PrescriptionPartnerCredentials, &c, diags)
	liveCredentials, _ := live.PrescriptionPartnerCredentials.Get()
	c.Email = refreshText(c.Email, liveCredentials.Email)
	c.PasswordWO = types.StringNull()
	m.PrescriptionPartnerCredentials = encodeObject(ctx, credentialsTypes, c, diags)
}

// settle fills what the plan left open from Hero's answer and collects what
// Hero stored otherwise.
func (m *practiceGroupSettingsModel) settle(ctx context.Context, configured practiceGroupSettingsModel, live *hero.PracticeGroup, s *settler, diags *diag.Diagnostics) {
	configuredTexts := configured.texts(live)
	for i, t := range m.texts(live) {
		*t.known = s.text(t.name, *t.known, *configuredTexts[i].known, t.live)
	}
	m.PrescriptionPartnerEnabled = s.bool("prescription_partner_enabled",
		m.PrescriptionPartnerEnabled, configured.PrescriptionPartnerEnabled, live.PrescriptionPartnerEnabled)

	if isSet(m.Address) {
		liveAddress, _ := live.Address.Get()
		planned, wanted := emptyAddress(), emptyAddress()
		decodeObject(ctx, m.Address, &planned, diags)
		decodeObject(ctx, configured.Address, &wanted, diags)
		wantedTexts := wanted.texts(liveAddress)
		for i, t := range planned.texts(liveAddress) {
			*t.known = s.text("address."+t.name, *t.known, *wantedTexts[i].known, t.live)
		}
		m.Address = encodeObject(ctx, addressTypes, planned, diags)
	} else if m.Address.IsUnknown() {
		m.Address = refreshAddress(ctx, m.Address, live, diags)
	}

	if isSet(m.PrescriptionPartnerCredentials) {
		var c, wanted credentialsModel
		decodeObject(ctx, m.PrescriptionPartnerCredentials, &c, diags)
		decodeObject(ctx, configured.PrescriptionPartnerCredentials, &wanted, diags)
		liveCredentials, _ := live.PrescriptionPartnerCredentials.Get()
		c.Email = s.text("prescription_partner_credentials.email", c.Email, wanted.Email, liveCredentials.Email)
		c.PasswordWO = types.StringNull()
		m.PrescriptionPartnerCredentials = encodeObject(ctx, credentialsTypes, c, diags)
	}

	after := members(followAdditional(m.AdditionalSettings, live.Raw, diags))
	planned := members(m.AdditionalSettings)
	for _, name := range sortedNames(planned) {
		if !herotypes.EqualJSON(planned[name], after[name]) {
			s.differs = append(s.differs, "additional_settings."+name)
		}
	}
}

// members are the entries of a dynamic object or map, by name.
func members(d types.Dynamic) map[string]attr.Value {
	switch v := d.UnderlyingValue().(type) {
	case types.Object:
		return v.Attributes()
	case types.Map:
		return v.Elements()
	}
	return nil
}

// followAdditional is the drift of additional_settings: only the members that
// the configuration names are looked at, and one that Hero does not report
// stays as it is known.
func followAdditional(known types.Dynamic, raw map[string]json.RawMessage, diags *diag.Diagnostics) types.Dynamic {
	if !isSet(known) || known.IsUnderlyingValueNull() || known.IsUnderlyingValueUnknown() {
		return known
	}
	changed := false
	values := maps.Clone(members(known))
	for name, value := range values {
		live, ok := raw[name]
		if !ok {
			continue
		}
		followed, err := followSetting(value, live)
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

// followSetting differs from herotypes.Follow in the null: it is sent like any
// other value here, so it has drift too.
func followSetting(value attr.Value, live json.RawMessage) (attr.Value, error) {
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

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
