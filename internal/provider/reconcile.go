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

// refreshString is what the state should hold after a response. An absent field keeps what
// Terraform knows, null and text without a visible character both mean empty, and another spelling
// of the same meaning is no change. An unreadable date is no change either, because it proves
// nothing.
func refreshString(known herotypes.String, live hero.String) herotypes.String {
	kind := known.Kind()
	value, ok := live.Get()
	switch {
	case live.IsAbsent():
		if known.IsUnknown() {
			return kind.Null()
		}
		return known
	case isSet(known) && isUnreadableDate(kind, value):
		return known
	case !ok || kind.IsEmpty(value):
		if known.IsEmpty() {
			return known
		}
		return kind.Null()
	case isSet(known) && kind.Same(known.ValueString(), value):
		return known
	}
	return kind.Value(writtenForm(kind.Value(value)))
}

// isUnreadableDate reports whether Hero hides a date of birth, or shows it in an unknown form.
func isUnreadableDate(kind *herotypes.Kind, value string) bool {
	normal, err := kind.Normal(value)
	return kind == herotypes.DateOfBirth && (err != nil || normal == "")
}

// writtenForm is a known string as people write it: Hero stores a date of birth as a point in time,
// which is on the day before for a summer birthday, and matches on the date alone.
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

// reconciler compares a plan with Hero's response to a write. After an apply the state
// must be the plan, so only unknown values come from Hero. What Hero stored differently
// is collected, by name, for one warning.
type reconciler struct {
	differs []string
}

func (r *reconciler) string(name string, planned, configured herotypes.String, live hero.String) herotypes.String {
	if planned.IsUnknown() {
		return refreshString(planned, live)
	}
	if !configured.IsNull() && !live.IsAbsent() && !refreshString(planned, live).Equal(planned) {
		r.differs = append(r.differs, name)
	}
	return planned
}

func (r *reconciler) bool(name string, planned, configured types.Bool, live hero.Bool) types.Bool {
	if planned.IsUnknown() {
		return refreshBool(planned, live)
	}
	if !configured.IsNull() && !live.IsAbsent() && !refreshBool(planned, live).Equal(planned) {
		r.differs = append(r.differs, name)
	}
	return planned
}

// warn names the attributes, never their values, which may be a patient's.
func (r *reconciler) warn(diags *diag.Diagnostics, subject string) {
	if len(r.differs) == 0 {
		return
	}
	diags.AddWarning("Hero stored something else",
		"Hero accepted what was sent for "+subject+", but now reports other values for: "+strings.Join(r.differs, ", ")+
			". The next plan shows the difference. If it never settles, write the values the way Hero stores them, or leave the attributes unset.")
}

// changes are the names of the attributes that a write sends.
type changes struct {
	// sent names every attribute that changes, and overwritten those that held another
	// value before.
	sent, overwritten []string
}

func (c *changes) empty() bool { return len(c.sent) == 0 }

func (c *changes) add(name string, overwrites bool) {
	c.sent = append(c.sent, name)
	if overwrites {
		c.overwritten = append(c.overwritten, name)
	}
}

// unconfiguredNote lists the lines that stay next to overwritten ones of the same object; plural
// names them. It is a note and not a planned value: Terraform plans a new object again inside the
// apply, and ends the run if a value differs from the first plan. That would happen whenever
// somebody changed the value in Hero in between.
func (c *changes) unconfiguredNote(object, plural string, lines []string) string {
	overwrites := slices.ContainsFunc(c.overwritten, func(name string) bool { return strings.HasPrefix(name, object+".") })
	if !overwrites || len(lines) == 0 {
		return ""
	}
	return fmt.Sprintf("\n\n%s that are not configured stay next to the new ones, as Hero has them:\n\n  %s\n\n"+
		"Make sure that they match. To change one, configure it. The plan says \"known after apply\", because they may change in Hero before that.", plural, strings.Join(lines, "\n  "))
}

// addIfChanged adds an attribute if its planned value means something else than the
// prior one, and reports whether it does.
func (c *changes) addIfChanged(name string, planned, prior herotypes.String) bool {
	changed := stringChanged(planned, prior)
	if changed {
		c.add(name, !prior.IsEmpty())
	}
	return changed
}

// stringChanged reports whether a planned value means something else than the prior one. An
// attribute that is not managed is planned with its old value.
func stringChanged(planned, prior herotypes.String) bool {
	return isSet(planned) && !planned.Kind().Same(planned.ValueString(), prior.ValueString())
}
