// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// refreshString is what the state should hold for a text after Hero answered:
// a member missing from the answer keeps what Terraform knows, null and "" are
// the same emptiness, and another spelling of the same meaning is no change.
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
	return kind.Value(value)
}

// stringField pairs an attribute with the member of Hero's answer.
type stringField struct {
	name  string
	known *herotypes.String
	live  hero.String
}

func refreshStrings(members []stringField) {
	for _, t := range members {
		*t.known = refreshString(*t.known, t.live)
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

// strings settles the members of a plan; configured are the same ones of the
// configuration. prefix is the path of the object around them.
func (s *reconciler) strings(prefix string, planned, configured []stringField) {
	for i, t := range planned {
		*t.known = s.string(prefix+t.name, *t.known, *configured[i].known, t.live)
	}
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

func isSet(v attr.Value) bool { return !v.IsNull() && !v.IsUnknown() }

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

// stayNote tells what stays next to overwritten members of the same object, of
// which what names the parts. It is said and not planned: Terraform plans a new
// object once more inside the apply, and ends the run when a value is not the
// one of the first plan, as when somebody has changed it in Hero since.
func (c *changes) stayNote(object, what string, staying []string) string {
	overwrites := slices.ContainsFunc(c.overwritten, func(name string) bool { return strings.HasPrefix(name, object+".") })
	if !overwrites || len(staying) == 0 {
		return ""
	}
	return fmt.Sprintf("\n\n%s that are not configured stay next to the new ones, as Hero has them:\n\n  %s\n\n"+
		"Make sure that they fit. To change one, configure it. The plan says \"known after apply\", because they may change in Hero before that.", what, strings.Join(staying, "\n  "))
}

// text reports and notes a planned text that means something else than the
// prior one.
func (c *changes) text(name string, planned, prior herotypes.String) bool {
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

// A nested object that holds nothing but texts (an address, a prescriber's
// details, demographics) is described by one function of type nestedStrings; the
// rest is the same for all of them.

// nestedStrings pairs the attributes of an object with the members of Hero's
// answer, in the API's order. Of an object that is null or unknown all
// attributes are null.
type nestedStrings[Live any] func(object types.Object, live Live) []stringField

// newText is a place for an attribute of an object, to be read by readTexts.
// Only a text that was made by its kind has the right one.
func newText(kind *herotypes.Kind) *herotypes.String {
	null := kind.Null()
	return &null
}

// readTexts fills the attributes of an object in.
func readTexts(object types.Object, members []stringField) []stringField {
	attributes := object.Attributes()
	for _, t := range members {
		if value, ok := attributes[t.name].(herotypes.String); ok {
			*t.known = value
		}
	}
	return members
}

// textsObject is the reverse of readTexts.
func textsObject(members []stringField) types.Object {
	values := make(map[string]attr.Value, len(members))
	for _, t := range members {
		values[t.name] = *t.known
	}
	return types.ObjectValueMust(textTypes(members), values)
}

func textTypes(members []stringField) map[string]attr.Type {
	all := make(map[string]attr.Type, len(members))
	for _, t := range members {
		all[t.name] = t.known.Kind().Type()
	}
	return all
}

// reported are the members of an answer; a null in the place of the object
// means that each of them is null.
func (texts nestedStrings[Live]) reported(object types.Object, live hero.Nullable[Live]) []stringField {
	value, _ := live.Get()
	members := texts(object, value)
	if live.IsNull() {
		for i := range members {
			members[i].live = hero.Null[string]()
		}
	}
	return members
}

// staying are the members that Hero has a value for and the configuration does
// not name, as lines of a configuration.
func (texts nestedStrings[Live]) staying(configured types.Object, live hero.Nullable[Live]) (lines []string) {
	for _, t := range texts.reported(configured, live) {
		if value, _ := t.live.Get(); value != "" && t.known.IsNull() {
			lines = append(lines, fmt.Sprintf("%s = %q", t.name, hero.Printable(value)))
		}
	}
	return lines
}

// refresh is refreshText for the object.
func (texts nestedStrings[Live]) refresh(known types.Object, live hero.Nullable[Live]) types.Object {
	_, reported := live.Get()
	members := texts.reported(known, live)
	switch {
	case !reported && !isSet(known):
		return types.ObjectNull(textTypes(members))
	case live.IsAbsent():
		return known
	}
	refreshStrings(members)
	return textsObject(members)
}

// reconcile is reconciler.text for the object, which bears the given name.
func (texts nestedStrings[Live]) reconcile(s *reconciler, name string, planned, configured types.Object, live hero.Nullable[Live]) types.Object {
	switch {
	case planned.IsUnknown():
		return texts.refresh(planned, live)
	case planned.IsNull():
		return planned
	}
	members := texts.reported(planned, live)
	s.strings(name+".", members, texts.reported(configured, live))
	return textsObject(members)
}
