// SPDX-License-Identifier: MPL-2.0

package herotypes

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

// Follow brings a known value up to date with live JSON, but only as far as the known value goes.
// Where both mean the same, the known value stays as it is, its type included. They are compared as
// in EqualJSON, except that texts are compared as canonical.Text, and null, "" and {} are the same.
// In an object or a map, only the fields that it names are compared, and a field that the live
// object lacks keeps its value. Lists and tuples are compared element by element if they have as
// many elements as the live array. Anything else becomes the live value: an object for a map, a
// tuple for a list.
//
// A null at the top names nothing and stays a null. A dynamic value comes back as a
// dynamic value. The error is ErrUnknown if any part of known is unknown.
func Follow(known attr.Value, live []byte) (attr.Value, error) {
	liveValue, err := decode(live)
	if err != nil {
		return nil, err
	}
	inner := underlying(known)
	if inner.IsNull() {
		return known, nil
	}
	v, err := follow(inner, liveValue)
	if err != nil {
		return nil, err
	}
	if _, ok := known.(basetypes.DynamicValue); ok {
		return asDynamic(v), nil
	}
	return v, nil
}

// underlying returns what a dynamic value holds. A dynamic null or unknown holds nothing, so it is
// returned as it is.
func underlying(v attr.Value) attr.Value {
	if d, ok := v.(basetypes.DynamicValue); ok && d.UnderlyingValue() != nil {
		return d.UnderlyingValue()
	}
	return v
}

func follow(known attr.Value, live any) (attr.Value, error) {
	current, err := ToJSON(known)
	if err != nil {
		return nil, err
	}
	if sameMeaning(current, live) {
		return known, nil
	}
	known = underlying(known)
	switch live := live.(type) {
	case map[string]any:
		switch k := known.(type) {
		case basetypes.ObjectValue:
			return followMembers(known, k.Attributes(), live)
		case basetypes.MapValue:
			return followMembers(known, k.Elements(), live)
		}
	case []any:
		switch k := known.(type) {
		case basetypes.TupleValue:
			return followElements(known, k.Elements(), live)
		case basetypes.ListValue:
			return followElements(known, k.Elements(), live)
		}
	}
	return fromAny(live)
}

func sameMeaning(known, live any) bool {
	if text, ok := known.(string); ok {
		other, isText := live.(string)
		if isText && canonical.Text.Same(text, other) {
			return true
		}
	}
	return equalAny(known, live) || saysNothing(known) && saysNothing(live)
}

// SaysNothing reports whether JSON is null, a text without a visible character, or {}.
func SaysNothing(raw []byte) bool {
	v, err := decode(raw)
	return err == nil && saysNothing(v)
}

func saysNothing(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return canonical.Text.IsEmpty(v)
	case map[string]any:
		return len(v) == 0
	}
	return false
}

func followMembers(known attr.Value, members map[string]attr.Value, live map[string]any) (attr.Value, error) {
	// A null object names no fields, so the live value replaces it.
	if known.IsNull() {
		return fromAny(live)
	}
	changed := false
	for name, member := range members {
		liveMember, present := live[name]
		if !present {
			continue
		}
		v, err := follow(member, liveMember)
		if err != nil {
			return nil, err
		}
		changed = changed || !v.Equal(member)
		members[name] = v
	}
	if !changed {
		return known, nil
	}
	return newObject(members)
}

func followElements(known attr.Value, elements []attr.Value, live []any) (attr.Value, error) {
	if known.IsNull() || len(elements) != len(live) {
		return fromAny(live)
	}
	changed := false
	for i, element := range elements {
		v, err := follow(element, live[i])
		if err != nil {
			return nil, err
		}
		changed = changed || !v.Equal(element)
		elements[i] = v
	}
	if !changed {
		return known, nil
	}
	return newTuple(elements)
}
