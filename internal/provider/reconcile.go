// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// refreshString is what the state should hold after a response of Hero's. A field
// that is absent keeps what Terraform knows, null and "" are the same emptiness,
// and another spelling of the same meaning is no change.
func refreshString(known herotypes.String, live hero.String) herotypes.String {
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
	return kind.Value(writtenForm(kind.Value(value)))
}

// writtenForm is a known string as a person would write it, where it has such a form:
// Hero stores a date of birth as a point in time, on the day before for a summer
// birthday, and matches on the form with the date alone.
func writtenForm(v herotypes.String) string {
	if v.Kind() == herotypes.NHSNumber || v.Kind() == herotypes.DateOfBirth {
		return v.Normal()
	}
	return v.ValueString()
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

// reconciler brings a plan and Hero's answer to a write together. After an apply
// the state must be the plan, so only unknown values are taken from Hero; what
// Hero stored otherwise is collected, by name, for one warning.
type reconciler struct {
	differs []string
}

func (s *reconciler) string(name string, planned, configured herotypes.String, live hero.String) herotypes.String {
	if planned.IsUnknown() {
		return refreshString(planned, live)
	}
	if !configured.IsNull() && !live.IsAbsent() && !refreshString(planned, live).Equal(planned) {
		s.differs = append(s.differs, name)
	}
	return planned
}

func (s *reconciler) bool(name string, planned, configured types.Bool, live hero.Bool) types.Bool {
	if planned.IsUnknown() {
		return refreshBool(planned, live)
	}
	if !configured.IsNull() && !live.IsAbsent() && !refreshBool(planned, live).Equal(planned) {
		s.differs = append(s.differs, name)
	}
	return planned
}

// warn names the attributes, never the values: they may be a patient's.
func (s *reconciler) warn(diags *diag.Diagnostics, thing string) {
	if len(s.differs) == 0 {
		return
	}
	diags.AddWarning("Hero stored something else",
		"Hero accepted what was sent for "+thing+", but now reports other values of: "+strings.Join(s.differs, ", ")+
			". The next plan shows the difference. If it never settles, write the values the way Hero stores them, or leave the attributes unset.")
}

// changes are the names of the attributes that a write sends.
type changes struct {
	// sent names every attribute that changes; overwritten those of them that
	// held another value before.
	sent, overwritten []string
}

func (c *changes) empty() bool { return len(c.sent) == 0 }

func (c *changes) add(name string, overwrites bool) {
	c.sent = append(c.sent, name)
	if overwrites {
		c.overwritten = append(c.overwritten, name)
	}
}

// unconfiguredNote tells what stays next to overwritten members of the same object, of
// which what names the parts. It is said and not planned: Terraform plans a new
// object once more inside the apply, and ends the run when a value is not the
// one of the first plan, as when somebody has changed it in Hero since.
func (c *changes) unconfiguredNote(object, what string, staying []string) string {
	overwrites := slices.ContainsFunc(c.overwritten, func(name string) bool { return strings.HasPrefix(name, object+".") })
	if !overwrites || len(staying) == 0 {
		return ""
	}
	return fmt.Sprintf("\n\n%s that are not configured stay next to the new ones, as Hero has them:\n\n  %s\n\n"+
		"Make sure that they fit. To change one, configure it. The plan says \"known after apply\", because they may change in Hero before that.", what, strings.Join(staying, "\n  "))
}

// addIfChanged reports and notes a planned text that means something else than the
// prior one.
func (c *changes) addIfChanged(name string, planned, prior herotypes.String) bool {
	changed := stringChanged(planned, prior)
	if changed {
		c.add(name, prior.ValueString() != "")
	}
	return changed
}

// stringChanged reports a planned value that means something else than the
// prior one; an attribute that is not managed is planned as it was.
func stringChanged(planned, prior herotypes.String) bool {
	return isSet(planned) && !planned.Kind().Same(planned.ValueString(), prior.ValueString())
}
