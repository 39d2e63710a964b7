// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// A nested object that holds nothing but texts (an address, a prescriber's
// details, demographics) is described by one function of type nestedTexts; the
// rest is the same for all of them.

// nestedTexts pairs the attributes of an object with the members of Hero's
// answer, in the API's order. Of an object that is null or unknown all
// attributes are null.
type nestedTexts[Live any] func(object types.Object, live Live) []textMember

// newText is a place for an attribute of an object, to be read by readTexts.
// Only a text that was made by its kind has the right one.
func newText(kind *herotypes.Kind) *herotypes.Text {
	null := kind.Null()
	return &null
}

// readTexts fills the attributes of an object in.
func readTexts(object types.Object, members []textMember) []textMember {
	attributes := object.Attributes()
	for _, t := range members {
		if value, ok := attributes[t.name].(herotypes.Text); ok {
			*t.known = value
		}
	}
	return members
}

// textsObject is the reverse of readTexts.
func textsObject(members []textMember) types.Object {
	values := make(map[string]attr.Value, len(members))
	for _, t := range members {
		values[t.name] = *t.known
	}
	return types.ObjectValueMust(textTypes(members), values)
}

func textTypes(members []textMember) map[string]attr.Type {
	all := make(map[string]attr.Type, len(members))
	for _, t := range members {
		all[t.name] = t.known.Kind().Type()
	}
	return all
}

// reported are the members of an answer; a null in the place of the object
// means that each of them is null.
func (texts nestedTexts[Live]) reported(object types.Object, live hero.Member[Live]) []textMember {
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
func (texts nestedTexts[Live]) staying(configured types.Object, live hero.Member[Live]) (lines []string) {
	for _, t := range texts.reported(configured, live) {
		if value, _ := t.live.Get(); value != "" && t.known.IsNull() {
			lines = append(lines, fmt.Sprintf("%s = %q", t.name, hero.Printable(value)))
		}
	}
	return lines
}

// refresh is refreshText for the object.
func (texts nestedTexts[Live]) refresh(known types.Object, live hero.Member[Live]) types.Object {
	_, reported := live.Get()
	members := texts.reported(known, live)
	switch {
	case !reported && !isSet(known):
		return types.ObjectNull(textTypes(members))
	case live.IsAbsent():
		return known
	}
	refreshTexts(members)
	return textsObject(members)
}

// settle is settler.text for the object, which bears the given name.
func (texts nestedTexts[Live]) settle(s *settler, name string, planned, configured types.Object, live hero.Member[Live]) types.Object {
	switch {
	case planned.IsUnknown():
		return texts.refresh(planned, live)
	case planned.IsNull():
		return planned
	}
	members := texts.reported(planned, live)
	s.texts(name+".", members, texts.reported(configured, live))
	return textsObject(members)
}
