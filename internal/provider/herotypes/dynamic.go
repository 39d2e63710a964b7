// SPDX-License-Identifier: MPL-2.0

package herotypes

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// numberPrecision is the precision of Terraform's own numbers, in bits.
const numberPrecision = 512

// plainExponent limits the numbers that are written without an exponent, in bits.
const plainExponent = 1024

// ErrUnknown means that a value is not fully known yet, and so has no JSON.
var ErrUnknown = errors.New("the value is not known yet")

// FromJSON returns JSON as a Terraform value: an object as an object, an array as a tuple, and null
// as a dynamic null. Terraform makes the same of a null in a configuration, and it converts to any
// type. The error never quotes the JSON.
func FromJSON(raw []byte) (attr.Value, error) {
	v, err := decode(raw)
	if err != nil {
		return nil, err
	}
	return fromAny(v)
}

// DynamicFromJSON returns FromJSON's value as a dynamic value.
func DynamicFromJSON(raw []byte) (basetypes.DynamicValue, error) {
	v, err := FromJSON(raw)
	if err != nil {
		return basetypes.NewDynamicUnknown(), err
	}
	return asDynamic(v), nil
}

// ToJSON returns a value of any type as something that encoding/json writes:
// map[string]any, []any or Set, string, json.Number, bool or nil. Nil counts as null. The
// error is ErrUnknown if any part of the value is unknown.
func ToJSON(v attr.Value) (any, error) {
	if v == nil {
		return nil, nil
	}
	tv, err := v.ToTerraformValue(context.Background())
	if err != nil {
		return nil, fmt.Errorf("reading a dynamic value: %w", err)
	}
	return toAny(tv)
}

// Set is the elements of a set, whose order means nothing.
type Set []any

// EqualJSON reports whether two values are the same in JSON. It compares numbers as float64,
// because most programs read them as that, objects and maps by their fields, tuples and lists by
// their elements in order, and sets by their elements in any order. A value that is not fully known
// equals nothing.
func EqualJSON(a, b attr.Value) bool {
	ja, err := ToJSON(a)
	if err != nil {
		return false
	}
	jb, err := ToJSON(b)
	return err == nil && equalAny(ja, jb)
}

func asDynamic(v attr.Value) basetypes.DynamicValue {
	if d, ok := v.(basetypes.DynamicValue); ok {
		return d
	}
	return basetypes.NewDynamicValue(v)
}

func decode(raw []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("not valid JSON near byte %d of %d", d.InputOffset(), len(raw))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("not valid JSON: something follows the value that ends at byte %d", d.InputOffset())
	}
	return v, nil
}

func fromAny(v any) (attr.Value, error) {
	switch v := v.(type) {
	case nil:
		return basetypes.NewDynamicNull(), nil
	case bool:
		return basetypes.NewBoolValue(v), nil
	case string:
		return basetypes.NewStringValue(v), nil
	case json.Number:
		f, err := parseNumber(v)
		if err != nil {
			return nil, err
		}
		return basetypes.NewNumberValue(f), nil
	case []any:
		elements := make([]attr.Value, len(v))
		for i, e := range v {
			var err error
			if elements[i], err = fromAny(e); err != nil {
				return nil, err
			}
		}
		return newTuple(elements)
	case map[string]any:
		members := make(map[string]attr.Value, len(v))
		for name, m := range v {
			var err error
			if members[name], err = fromAny(m); err != nil {
				return nil, err
			}
		}
		return newObject(members)
	default:
		return nil, fmt.Errorf("unexpected Go type %T in decoded JSON", v)
	}
}

// newObject takes the types from the values, so the result is always valid.
func newObject(members map[string]attr.Value) (attr.Value, error) {
	memberTypes := make(map[string]attr.Type, len(members))
	for name, m := range members {
		memberTypes[name] = m.Type(context.Background())
	}
	v, diags := basetypes.NewObjectValue(memberTypes, members)
	if diags.HasError() {
		return nil, errors.New("the members of an object do not have the types they name")
	}
	return v, nil
}

// newTuple takes the types from the elements, so the result is always valid.
func newTuple(elements []attr.Value) (attr.Value, error) {
	elementTypes := make([]attr.Type, len(elements))
	for i, e := range elements {
		elementTypes[i] = e.Type(context.Background())
	}
	v, diags := basetypes.NewTupleValue(elementTypes, elements)
	if diags.HasError() {
		return nil, errors.New("the elements of a tuple do not have the types they name")
	}
	return v, nil
}

func toAny(v tftypes.Value) (any, error) {
	switch {
	case !v.IsKnown():
		return nil, ErrUnknown
	case v.IsNull():
		return nil, nil
	}
	switch t := v.Type(); {
	case t.Is(tftypes.String):
		return as[string](v)
	case t.Is(tftypes.Bool):
		return as[bool](v)
	case t.Is(tftypes.Number):
		f, err := as[big.Float](v)
		if err != nil {
			return nil, err
		}
		return formatNumber(&f)
	case t.Is(tftypes.Set{}):
		elements, err := elementsToAny(v)
		return Set(elements), err
	case t.Is(tftypes.List{}), t.Is(tftypes.Tuple{}):
		return elementsToAny(v)
	case t.Is(tftypes.Object{}), t.Is(tftypes.Map{}):
		return membersToAny(v)
	default:
		return nil, fmt.Errorf("a value of type %s has no JSON", t)
	}
}

func as[T any](v tftypes.Value) (T, error) {
	var out T
	if err := v.As(&out); err != nil {
		return out, fmt.Errorf("reading a value of type %s: %w", v.Type(), err)
	}
	return out, nil
}

func elementsToAny(v tftypes.Value) ([]any, error) {
	elements, err := as[[]tftypes.Value](v)
	if err != nil {
		return nil, err
	}
	out := make([]any, len(elements))
	for i, e := range elements {
		if out[i], err = toAny(e); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func membersToAny(v tftypes.Value) (any, error) {
	members, err := as[map[string]tftypes.Value](v)
	if err != nil {
		return nil, err
	}
	out := make(map[string]any, len(members))
	for name, m := range members {
		if out[name], err = toAny(m); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func parseNumber(n json.Number) (*big.Float, error) {
	f, _, err := big.ParseFloat(n.String(), 10, numberPrecision, big.ToNearestEven)
	if err != nil || f.IsInf() {
		return nil, errors.New("a number in the JSON is too large")
	}
	return f, nil
}

// formatNumber writes out all digits of an integer, because a receiver may refuse 1e+06, and some
// take more digits than float64 has. A fraction gets float64's digits: 1/3 has 155 here, and would
// come back with 16.
func formatNumber(f *big.Float) (json.Number, error) {
	if f.IsInf() {
		return "", errors.New("infinity has no JSON")
	}
	if nearest, _ := f.Float64(); !f.IsInt() && nearest != 0 {
		f = big.NewFloat(nearest)
	}
	format := byte('f')
	if e := f.MantExp(nil); e > plainExponent || e < -plainExponent {
		format = 'e'
	}
	return json.Number(f.Text(format, -1)), nil
}

func equalAny(a, b any) bool {
	switch a := a.(type) {
	case json.Number:
		b, ok := b.(json.Number)
		return ok && equalNumber(a, b)
	case Set:
		return equalInAnyOrder(a, elementsOf(b))
	case []any:
		if set, ok := b.(Set); ok {
			return equalInAnyOrder(set, a)
		}
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, equalAny)
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for name := range a {
			other, ok := b[name]
			if !ok || !equalAny(a[name], other) {
				return false
			}
		}
		return true
	default:
		return a == b
	}
}

func elementsOf(v any) []any {
	if set, ok := v.(Set); ok {
		return set
	}
	list, _ := v.([]any)
	return list
}

// equalInAnyOrder treats the list as a set: each must have all elements of the other.
func equalInAnyOrder(set Set, list []any) bool {
	if list == nil || len(set) != len(list) {
		return false
	}
	left := slices.Clone(list)
	for _, element := range set {
		i := slices.IndexFunc(left, func(other any) bool { return equalAny(element, other) })
		if i < 0 {
			return false
		}
		left = slices.Delete(left, i, i+1)
	}
	return true
}

// equalNumber compares by all digits those numbers that float64 cannot hold.
func equalNumber(a, b json.Number) bool {
	fa, err := parseNumber(a)
	if err != nil {
		return false
	}
	fb, err := parseNumber(b)
	if err != nil {
		return false
	}
	na, _ := fa.Float64()
	nb, _ := fb.Float64()
	if math.IsInf(na, 0) || na == 0 {
		return fa.Cmp(fb) == 0
	}
	return na == nb
}
