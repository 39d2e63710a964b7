// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// field pairs a string attribute of a model with the field of the same name in
// Hero's responses and requests.
type field[Response, Request any] struct {
	name     string
	value    *herotypes.String           // the attribute in the model
	response func(*Response) hero.String // nil when Hero never reports it
	request  func(*Request) *hero.String // nil when it is not sent through the table
}

// fields are all fields of a model, in the API's order.
type fields[Response, Request any] []field[Response, Request]

// notSent is the Request of fields that are sent another way.
type notSent struct{}

// valueIn is what Hero reports for the field. live is nil if Hero reports null for the whole
// object, which makes each of its fields null.
func (f field[Response, Request]) valueIn(live *Response) hero.String {
	switch {
	case f.response == nil:
		return hero.String{}
	case live == nil:
		return hero.Null[string]()
	}
	return f.response(live)
}

// refresh brings the attributes up to what Hero reports.
func (fs fields[Response, Request]) refresh(live *Response) {
	for _, f := range fs {
		*f.value = refreshString(*f.value, f.valueIn(live))
	}
}

// reconcile is reconciler.string for each field. configured has the same fields of the
// configuration, and prefix is the path of the object around them.
func (fs fields[Response, Request]) reconcile(r *reconciler, prefix string, configured fields[Response, Request], live *Response) {
	for i, f := range fs {
		*f.value = r.string(prefix+f.name, *f.value, *configured[i].value, f.valueIn(live))
	}
}

// sendable are the fields that requests can contain.
func (fs fields[Response, Request]) sendable() fields[Response, Request] {
	return slices.DeleteFunc(slices.Clone(fs), func(f field[Response, Request]) bool { return f.request == nil })
}

// reportable are the fields that Hero's responses can contain.
func (fs fields[Response, Request]) reportable() fields[Response, Request] {
	return slices.DeleteFunc(slices.Clone(fs), func(f field[Response, Request]) bool { return f.response == nil })
}

func (fs fields[Response, Request]) named(names ...string) fields[Response, Request] {
	return slices.DeleteFunc(slices.Clone(fs), func(f field[Response, Request]) bool { return !slices.Contains(names, f.name) })
}

// names are the fields' names, each after prefix.
func (fs fields[Response, Request]) names(prefix string) []string {
	names := make([]string, len(fs))
	for i, f := range fs {
		names[i] = prefix + f.name
	}
	return names
}

// values are the attributes that have a value, by name.
func (fs fields[Response, Request]) values() map[string]herotypes.String {
	values := map[string]herotypes.String{}
	for _, f := range fs {
		if isSet(*f.value) && !f.value.IsEmpty() {
			values[f.name] = *f.value
		}
	}
	return values
}

// set is the reverse of values; what values lacks stays as it is.
func (fs fields[Response, Request]) set(values map[string]herotypes.String) {
	for _, f := range fs {
		if value, ok := values[f.name]; ok {
			*f.value = value
		}
	}
}

// nestedFields are the fields of an object that holds nothing but strings, such as an address. If
// the object is null or unknown, all of them are null.
type nestedFields[Response, Request any] func(types.Object) fields[Response, Request]

// newString makes room for an attribute of an object, for read to fill in. Only a string that comes
// from its kind knows the kind.
func newString(kind *herotypes.Kind) *herotypes.String {
	null := kind.Null()
	return &null
}

func (fs fields[Response, Request]) read(object types.Object) fields[Response, Request] {
	attributes := object.Attributes()
	for _, f := range fs {
		if value, ok := attributes[f.name].(herotypes.String); ok {
			*f.value = value
		}
	}
	return fs
}

// object is the reverse of read.
func (fs fields[Response, Request]) object() types.Object {
	values := make(map[string]attr.Value, len(fs))
	for _, f := range fs {
		values[f.name] = *f.value
	}
	return types.ObjectValueMust(fs.types(), values)
}

func (fs fields[Response, Request]) types() map[string]attr.Type {
	all := make(map[string]attr.Type, len(fs))
	for _, f := range fs {
		all[f.name] = f.value.Kind().Type()
	}
	return all
}

// nestedResponse is what field.valueIn takes for a nested object.
func nestedResponse[Response any](live hero.Nullable[Response]) *Response {
	if live.IsNull() {
		return nil
	}
	value, _ := live.Get() // all fields of an absent object are absent
	return &value
}

// refresh is refreshString for the object.
func (of nestedFields[Response, Request]) refresh(known types.Object, live hero.Nullable[Response]) types.Object {
	_, reported := live.Get()
	switch {
	case !reported && !isSet(known):
		return types.ObjectNull(of(known).types())
	case live.IsAbsent():
		return known
	}
	nested := of(known)
	nested.refresh(nestedResponse(live))
	return nested.object()
}

// reconcile is reconciler.string for the object of the given name.
func (of nestedFields[Response, Request]) reconcile(r *reconciler, name string, planned, configured types.Object, live hero.Nullable[Response]) types.Object {
	switch {
	case planned.IsUnknown():
		return of.refresh(planned, live)
	case planned.IsNull():
		return planned
	}
	nested := of(planned)
	nested.reconcile(r, name+".", of(configured), nestedResponse(live))
	return nested.object()
}

// unconfigured are the values that Hero holds and the configuration does not
// name, as lines of a configuration.
func (of nestedFields[Response, Request]) unconfigured(configured types.Object, live hero.Nullable[Response]) (lines []string) {
	response := nestedResponse(live)
	for _, f := range of(configured) {
		if value, _ := f.valueIn(response).Get(); !f.value.Kind().IsEmpty(value) && f.value.IsNull() {
			lines = append(lines, fmt.Sprintf("%s = %q", f.name, hero.Printable(value)))
		}
	}
	return lines
}
