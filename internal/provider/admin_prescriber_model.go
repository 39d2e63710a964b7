package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

type adminPrescriberModel struct {
	PracticeGroupID      types.String   `tfsdk:"practice_group_id"`
	AdminID              types.String   `tfsdk:"admin_id"`
	ExternalPrescriberID herotypes.Text `tfsdk:"external_prescriber_id"`
	PrescriberDetails    types.Object   `tfsdk:"prescriber_details"`
}

type prescriberDetailsModel struct {
	Name             herotypes.Text `tfsdk:"name"`
	Email            herotypes.Text `tfsdk:"email"`
	RegistrationCode herotypes.Text `tfsdk:"registration_code"`
}

var prescriberDetailsTypes = map[string]attr.Type{
	"name":              herotypes.Plain.Type(),
	"email":             herotypes.Email.Type(),
	"registration_code": herotypes.Plain.Type(),
}

func (m *prescriberDetailsModel) texts(live hero.PrescriberDetails) []textMember {
	return []textMember{
		{"name", &m.Name, live.Name},
		{"email", &m.Email, live.Email},
		{"registration_code", &m.RegistrationCode, live.RegistrationCode},
	}
}

// prescriberDetailsOf reads the object; of a null or unknown one all members are null.
func prescriberDetailsOf(ctx context.Context, o types.Object, diags *diag.Diagnostics) prescriberDetailsModel {
	m := prescriberDetailsModel{Name: herotypes.Plain.Null(), Email: herotypes.Email.Null(), RegistrationCode: herotypes.Plain.Null()}
	decodeObject(ctx, o, &m, diags)
	return m
}

// adminPrescriberFromHero is the prior of a first apply: what Hero holds now.
func adminPrescriberFromHero(ctx context.Context, live *hero.Admin, diags *diag.Diagnostics) adminPrescriberModel {
	m := adminPrescriberModel{ExternalPrescriberID: herotypes.Plain.Null(), PrescriberDetails: types.ObjectNull(prescriberDetailsTypes)}
	m.refresh(ctx, live, diags)
	return m
}

// refresh brings the model up to what Hero answered.
func (m *adminPrescriberModel) refresh(ctx context.Context, live *hero.Admin, diags *diag.Diagnostics) {
	m.ExternalPrescriberID = refreshText(m.ExternalPrescriberID, live.ExternalPrescriberID)
	m.PrescriberDetails = refreshDetails(ctx, m.PrescriberDetails, live, diags)
}

func refreshDetails(ctx context.Context, known types.Object, live *hero.Admin, diags *diag.Diagnostics) types.Object {
	liveDetails, ok := live.PrescriberDetails.Get()
	if !ok && !isSet(known) {
		return types.ObjectNull(prescriberDetailsTypes)
	}
	if live.PrescriberDetails.IsAbsent() {
		return known
	}
	if !ok {
		liveDetails = noDetails
	}
	details := prescriberDetailsOf(ctx, known, diags)
	for _, t := range details.texts(liveDetails) {
		*t.known = refreshText(*t.known, t.live)
	}
	return encodeObject(ctx, prescriberDetailsTypes, details, diags)
}

// noDetails is what a null in the place of the details means.
var noDetails = hero.PrescriberDetails{Name: hero.Null[string](), Email: hero.Null[string](), RegistrationCode: hero.Null[string]()}

// settle fills what the plan left open from Hero's answer and collects what
// Hero stored otherwise.
func (m *adminPrescriberModel) settle(ctx context.Context, configured adminPrescriberModel, live *hero.Admin, s *settler, diags *diag.Diagnostics) {
	m.ExternalPrescriberID = s.text("external_prescriber_id", m.ExternalPrescriberID, configured.ExternalPrescriberID, live.ExternalPrescriberID)
	if !isSet(m.PrescriberDetails) {
		if m.PrescriberDetails.IsUnknown() {
			m.PrescriberDetails = refreshDetails(ctx, m.PrescriberDetails, live, diags)
		}
		return
	}
	liveDetails, _ := live.PrescriberDetails.Get()
	if live.PrescriberDetails.IsNull() {
		liveDetails = noDetails
	}
	planned, wanted := prescriberDetailsOf(ctx, m.PrescriberDetails, diags), prescriberDetailsOf(ctx, configured.PrescriberDetails, diags)
	wantedTexts := wanted.texts(liveDetails)
	for i, t := range planned.texts(liveDetails) {
		*t.known = s.text("prescriber_details."+t.name, *t.known, *wantedTexts[i].known, t.live)
	}
	m.PrescriberDetails = encodeObject(ctx, prescriberDetailsTypes, planned, diags)
}

// prescriberDiff is what has to be sent to bring Hero from prior to planned.
type prescriberDiff struct {
	update hero.AdminUpdate
	// sent names every attribute that changes; overwritten those of them that
	// held another value before.
	sent, overwritten []string
}

func (d *prescriberDiff) empty() bool { return len(d.sent) == 0 }

// changes reports and notes a planned value that means something else than the
// prior one.
func (d *prescriberDiff) changes(name string, planned, prior herotypes.Text) bool {
	if !textChanged(planned, prior) {
		return false
	}
	d.sent = append(d.sent, name)
	if prior.ValueString() != "" {
		d.overwritten = append(d.overwritten, name)
	}
	return true
}

// diffPrescriber compares a plan with what Hero is known to hold: the state on
// an update, Hero's answer on a first apply. live supplies the details that the
// plan does not name.
func diffPrescriber(ctx context.Context, planned, prior adminPrescriberModel, live *hero.Admin, diags *diag.Diagnostics) prescriberDiff {
	var d prescriberDiff
	if d.changes("external_prescriber_id", planned.ExternalPrescriberID, prior.ExternalPrescriberID) {
		d.update.ExternalPrescriberID = hero.Null[string]() // Hero takes no empty text here
		if v := planned.ExternalPrescriberID.ValueString(); v != "" {
			d.update.ExternalPrescriberID = hero.Value(v)
		}
	}
	if isSet(planned.PrescriberDetails) {
		d.details(prescriberDetailsOf(ctx, planned.PrescriberDetails, diags), prescriberDetailsOf(ctx, prior.PrescriberDetails, diags), live)
	}
	return d
}

// details are sent whole when any of them changed: Hero does not document
// whether partial details are merged or take the place of the old ones.
func (d *prescriberDiff) details(planned, prior prescriberDetailsModel, live *hero.Admin) {
	held, _ := live.PrescriberDetails.Get()
	var whole hero.PrescriberDetails
	members := []*hero.Text{&whole.Name, &whole.Email, &whole.RegistrationCode}
	priors := prior.texts(held)
	changed, anything := false, false
	for i, t := range planned.texts(held) {
		value, _ := t.live.Get()
		cleared := false
		if d.changes("prescriber_details."+t.name, *t.known, *priors[i].known) {
			value = t.known.ValueString()
			changed, cleared = true, value == ""
		}
		// An empty address is none, so Hero would refuse it.
		if value != "" || (cleared && t.known.Kind() != herotypes.Email) {
			*members[i] = hero.Value(value)
		}
		anything = anything || value != ""
	}
	switch {
	case !changed:
	case anything:
		d.update.PrescriberDetails = hero.Value(whole)
	default:
		d.update.PrescriberDetails = hero.Null[hero.PrescriberDetails]()
	}
}

// adminPrescriberAttribute finds the attribute of a member of PATCH /v1/admins/{id}.
func adminPrescriberAttribute(member []string) (path.Path, bool) {
	at, ok := sameNames("external_prescriber_id", "prescriber_details")(member)
	if ok && len(member) > 1 {
		if _, known := prescriberDetailsTypes[member[1]]; known && member[0] == "prescriber_details" {
			at = at.AtName(member[1])
		}
	}
	return at, ok
}
