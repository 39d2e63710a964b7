// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// refreshText is what the state should hold for a text after Hero answered:
// a member missing from the answer keeps what Terraform knows, null and "" are
// the same emptiness, and another spelling of the same meaning is no change.
func refreshText(known herotypes.Text, live hero.Text) herotypes.Text {
	kind := known.Kind()
	value, ok := live.Get()
	switch {
	case live.IsAbsent():
		if known.IsUnknown() {
			return kind.Null()
		}
		return known
	case !ok || value == "":
		if known.ValueString() == "" && !known.IsUnknown() {
			return known
		}
		return kind.Null()
	case !known.IsNull() && !known.IsUnknown() && kind.Same(known.ValueString(), value):
		return known
	}
	return kind.Value(value)
}

// textMember pairs an attribute with the member of Hero's answer.
type textMember struct {
	name  string
	known *herotypes.Text
	live  hero.Text
}

func refreshTexts(members []textMember) {
	for _, t := range members {
		*t.known = refreshText(*t.known, t.live)
	}
}

func refreshBool(known types.Bool, live hero.Bool) types.Bool {
	value, ok := live.Get()
	switch {
	case ok:
		return types.BoolValue(value)
	case live.IsNull(), known.IsUnknown():
		return types.BoolNull()
	}
	return known
}

// settler brings a plan and Hero's answer to a write together. After an apply
// the state must be the plan, so only unknown values are taken from Hero; what
// Hero stored otherwise is collected, by name, for one warning.
type settler struct {
	differs []string
}

func (s *settler) text(name string, planned, configured herotypes.Text, live hero.Text) herotypes.Text {
	if planned.IsUnknown() {
		return refreshText(planned, live)
	}
	if !configured.IsNull() && !live.IsAbsent() && !refreshText(planned, live).Equal(planned) {
		s.differs = append(s.differs, name)
	}
	return planned
}

// texts settles the members of a plan; configured are the same ones of the
// configuration. prefix is the path of the object around them.
func (s *settler) texts(prefix string, planned, configured []textMember) {
	for i, t := range planned {
		*t.known = s.text(prefix+t.name, *t.known, *configured[i].known, t.live)
	}
}

func (s *settler) bool(name string, planned, configured types.Bool, live hero.Bool) types.Bool {
	if planned.IsUnknown() {
		return refreshBool(planned, live)
	}
	if !configured.IsNull() && !live.IsAbsent() && !refreshBool(planned, live).Equal(planned) {
		s.differs = append(s.differs, name)
	}
	return planned
}

// warn names the attributes, never the values: they may be a patient's.
func (s *settler) warn(diags *diag.Diagnostics, thing string) {
	if len(s.differs) == 0 {
		return
	}
	diags.AddWarning("Hero stored something else",
		"Hero accepted what was sent for "+thing+", but now reports other values of: "+strings.Join(s.differs, ", ")+
			". The next plan shows the difference. If it never settles, write the values the way Hero stores them, or leave the attributes unset.")
}

func isSet(v attr.Value) bool { return !v.IsNull() && !v.IsUnknown() }
