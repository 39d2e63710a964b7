// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"reflect"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// decode and encode replace Get and Set of the framework's states and plans, which
// compile a regular expression for each field of the model at each call
// (hashicorp/terraform-plugin-framework#725): a third of what a read of a patient
// allocates. The patch "Compile the pattern of field names once" in CONTRIBUTING.md
// makes them unnecessary, and a test then says so.

// typedSchema is a schema of any kind.
type typedSchema interface{ Type() attr.Type }

// layout says which attribute each field of a model has.
type layout struct {
	object tftypes.Object
	fields []modelField
}

type modelField struct {
	name  string
	index int
	typ   attr.Type
}

// layouts holds the layout of each model used so far, by the model's type. A model has the same
// schema whether it is read from a state, a plan or a configuration.
var layouts sync.Map

func layoutOf(ctx context.Context, schema typedSchema, model reflect.Type) (*layout, error) {
	if known, ok := layouts.Load(model); ok {
		return known.(*layout), nil //nolint:errcheck,forcetypeassert // it holds nothing else
	}
	object, ok := schema.Type().(attr.TypeWithAttributeTypes)
	if !ok {
		return nil, fmt.Errorf("the schema of %s is not an object", model)
	}
	l := &layout{}
	if l.object, ok = object.TerraformType(ctx).(tftypes.Object); !ok {
		return nil, fmt.Errorf("the schema of %s is not an object", model)
	}
	attributes := object.AttributeTypes()
	for i := range model.NumField() {
		name := model.Field(i).Tag.Get("tfsdk")
		typ, ok := attributes[name]
		if !ok || !reflect.TypeOf(typ.ValueType(ctx)).AssignableTo(model.Field(i).Type) {
			return nil, fmt.Errorf("the schema has no attribute for the field %s of %s", model.Field(i).Name, model)
		}
		l.fields = append(l.fields, modelField{name, i, typ})
	}
	if len(l.fields) != len(attributes) {
		return nil, fmt.Errorf("%s does not have a field for each attribute of the schema", model)
	}
	layouts.Store(model, l)
	return l, nil
}

// object is a resource in the form that a call receives.
type object interface {
	tfsdk.Config | tfsdk.Plan | tfsdk.State
}

// decode reads an object into the model that the pointer points to.
func decode[Object object](ctx context.Context, from Object, model any) (diags diag.Diagnostics) {
	target, source := reflect.ValueOf(model).Elem(), tfsdk.State(from)
	l, err := layoutOf(ctx, source.Schema, target.Type())
	var values map[string]tftypes.Value
	if err == nil && source.Raw.IsNull() {
		err = fmt.Errorf("there is no object to read into %s", target.Type())
	}
	if err == nil {
		err = source.Raw.As(&values)
	}
	if err != nil {
		addCodecError(&diags, err)
		return diags
	}
	for _, f := range l.fields {
		value, err := f.typ.ValueFromTerraform(ctx, values[f.name])
		if err != nil {
			addCodecError(&diags, fmt.Errorf("%s: %w", f.name, err))
			continue
		}
		target.Field(f.index).Set(reflect.ValueOf(value))
	}
	return diags
}

// encode returns the value of an object. model is a model or a pointer to one.
func encode(ctx context.Context, schema typedSchema, model any) (value tftypes.Value, diags diag.Diagnostics) {
	source := reflect.Indirect(reflect.ValueOf(model))
	l, err := layoutOf(ctx, schema, source.Type())
	if err != nil {
		addCodecError(&diags, err)
		return tftypes.Value{}, diags
	}
	values := make(map[string]tftypes.Value, len(l.fields))
	for _, f := range l.fields {
		value, ok := reflect.TypeAssert[attr.Value](source.Field(f.index))
		if !ok {
			addCodecError(&diags, fmt.Errorf("%s is not an attribute value", f.name))
			continue
		}
		if values[f.name], err = value.ToTerraformValue(ctx); err != nil {
			addCodecError(&diags, fmt.Errorf("%s: %w", f.name, err))
		}
	}
	if err := tftypes.ValidateValue(l.object, values); err != nil {
		addCodecError(&diags, err)
	}
	if diags.HasError() {
		return tftypes.Value{}, diags
	}
	return tftypes.NewValue(l.object, values), diags
}

// addCodecError reports a model that does not fit its schema. No configuration and
// no response of Hero can cause this.
func addCodecError(diags *diag.Diagnostics, err error) {
	diags.AddError("Unable to convert an object", "This is a bug in the provider; please report it: "+err.Error()+".")
}
