// SPDX-License-Identifier: MPL-2.0

package herotypes

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var (
	_ basetypes.StringTypable                    = StringType{}
	_ basetypes.StringValuableWithSemanticEquals = String{}
)

// StringType is the CustomType of attributes that hold a kind of string. The zero value
// is the type of Text.
type StringType struct {
	basetypes.StringType
	kind *Kind
}

// String is a string value of some kind. The zero value is a null of Text.
type String struct {
	basetypes.StringValue
	kind *Kind
}

// Type returns the attribute type of the kind.
func (k *Kind) Type() StringType { return StringType{kind: k} }

// Value returns a known string.
func (k *Kind) Value(s string) String {
	return String{StringValue: basetypes.NewStringValue(s), kind: k}
}

// Null returns a null of the kind.
func (k *Kind) Null() String {
	return String{StringValue: basetypes.NewStringNull(), kind: k}
}

// Unknown returns an unknown of the kind.
func (k *Kind) Unknown() String {
	return String{StringValue: basetypes.NewStringUnknown(), kind: k}
}

// Pointer returns a null if p is nil, and a known string otherwise.
func (k *Kind) Pointer(p *string) String {
	return String{StringValue: basetypes.NewStringPointerValue(p), kind: k}
}

func orPlain(k *Kind) *Kind {
	if k == nil {
		return Text
	}
	return k
}

// Equal reports whether the other type is of the same kind.
func (t StringType) Equal(other attr.Type) bool {
	o, ok := other.(StringType)
	return ok && orPlain(t.kind) == orPlain(o.kind)
}

// String names the type and its kind in the framework's messages.
func (t StringType) String() string {
	return fmt.Sprintf("herotypes.TextType[%s]", orPlain(t.kind).Name)
}

// ValueFromString returns the value as a String of the type's kind.
func (t StringType) ValueFromString(_ context.Context, v basetypes.StringValue) (basetypes.StringValuable, diag.Diagnostics) {
	return String{StringValue: v, kind: orPlain(t.kind)}, nil
}

// ValueFromTerraform returns the value as a String of the type's kind.
func (t StringType) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	v, err := t.StringType.ValueFromTerraform(ctx, in)
	if err != nil {
		return nil, fmt.Errorf("reading a %s: %w", orPlain(t.kind).Name, err)
	}
	s, ok := v.(basetypes.StringValue)
	if !ok {
		return nil, fmt.Errorf("reading a %s: unexpected value type %T", orPlain(t.kind).Name, v)
	}
	return String{StringValue: s, kind: orPlain(t.kind)}, nil
}

// ValueType returns a String. Only its Go type matters.
func (t StringType) ValueType(context.Context) attr.Value {
	return String{kind: orPlain(t.kind)}
}

// Kind returns the kind of the string, never nil.
func (v String) Kind() *Kind { return orPlain(v.kind) }

// Normal returns the meaning of a known string, which is its normal form if it has one,
// and "" for null and unknown.
func (v String) Normal() string { return v.Kind().Meaning(v.ValueString()) }

// Sent returns a known string in the form that is sent to Hero, and "" for null and unknown.
func (v String) Sent() string { return v.Kind().Sent(v.ValueString()) }

// IsEmpty reports whether the string is null or says nothing, which are the same to Hero. An
// unknown string may still say something.
func (v String) IsEmpty() bool { return !v.IsUnknown() && v.Kind().IsEmpty(v.ValueString()) }

// Type returns the attribute type of the string's kind.
func (v String) Type(context.Context) attr.Type { return v.Kind().Type() }

// String says whether there is a value, but never which one: the framework writes it to its trace
// log, and it may be a patient's.
func (v String) String() string {
	switch {
	case v.IsNull():
		return attr.NullValueString
	case v.IsUnknown():
		return attr.UnknownValueString
	}
	return "(" + v.Kind().Name + ")"
}

// Equal reports whether the other value is the same string, letter by letter, of the
// same kind. StringSemanticEquals compares meanings.
func (v String) Equal(other attr.Value) bool {
	o, ok := other.(String)
	return ok && v.Kind() == o.Kind() && v.StringValue.Equal(o.StringValue)
}

// StringSemanticEquals reports whether two known strings mean the same. The framework
// asks after a create, a read and an update, but not in a plan: see Kind.KeepState.
func (v String) StringSemanticEquals(_ context.Context, other basetypes.StringValuable) (bool, diag.Diagnostics) {
	o, ok := other.(String)
	if !ok {
		return false, diag.Diagnostics{diag.NewErrorDiagnostic(
			"Unable to compare two texts",
			fmt.Sprintf("This is a bug in the provider: a value of type %T was compared with a %s.", other, v.Kind().Name),
		)}
	}
	return v.Kind().Same(v.ValueString(), o.ValueString()), nil
}
