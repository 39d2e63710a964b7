// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// mark is the place of something that the contract marks as inferred.
type mark struct {
	place
	schema *openapi3.Schema // nil for an operation
	// form: the mark is on one of several forms of a body.
	form bool
}

// place is an operation as a whole, or a value in its request or a response: path leads
// from the whole value to the marked one, as oasdiff writes it.
type place struct {
	status string // of a response, "" for a request
	name   string // of a parameter
	path   string // such as data/items/name
	whole  bool   // the operation
}

func (p place) String() string {
	at := ""
	if p.path != "" {
		at = ", " + p.path
	}
	switch {
	case p.whole:
		return "the operation"
	case p.name != "":
		return "parameter " + p.name + at
	case p.status != "":
		return "answer " + p.status + at
	}
	return "request" + at
}

const (
	provenance = "x-provenance"
	inferred   = "inferred"
)

// marks returns the marks in an operation of the contract, each place once.
func marks(o *openapi3.Operation) (found []mark) {
	if o.Extensions[provenance] == inferred {
		found = append(found, mark{place: place{whole: true}})
	}
	add := func(at place, schema *openapi3.SchemaRef) {
		walk(at, schema, nil, func(m mark) {
			if !slices.ContainsFunc(found, func(other mark) bool { return other.place == m.place && other.form == m.form }) {
				found = append(found, m)
			}
		})
	}
	for _, parameter := range o.Parameters {
		add(place{name: parameter.Value.Name}, parameter.Value.Schema)
	}
	add(place{}, body(o))
	for _, status := range slices.Sorted(maps.Keys(o.Responses.Map())) {
		add(place{status: status}, answer(o, status))
	}
	return found
}

// walk visits each mark in a value, outer ones first. around are the enclosing schemas,
// at which a recursive one stops.
func walk(at place, ref *openapi3.SchemaRef, around []*openapi3.Schema, visit func(mark)) {
	if ref == nil || ref.Value == nil || slices.Contains(around, ref.Value) {
		return
	}
	schema := ref.Value
	around = append(slices.Clone(around), schema)
	if isInferred(ref) {
		visit(mark{place: at, schema: schema})
	}
	below := func(step string) place {
		at := at
		at.path = strings.TrimPrefix(at.path+"/"+step, "/")
		return at
	}
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		walk(below(name), schema.Properties[name], around, visit)
	}
	walk(below("items"), schema.Items, around, visit)
	for _, part := range schema.AllOf {
		walk(at, part, around, visit)
	}
	for _, form := range slices.Concat(schema.OneOf, schema.AnyOf) {
		walk(at, form, around, func(m mark) {
			m.form = m.form || m.schema == form.Value
			visit(m)
		})
	}
}

// String names the place and, for a form, the members that it requires.
func (m mark) String() string {
	if !m.form {
		return m.place.String()
	}
	return fmt.Sprintf("%s with no more than %s", m.place, strings.Join(slices.Sorted(maps.Keys(demands(m.schema)[0])), ", "))
}

// isInferred looks at the reference first, because its mark is about one use of the schema.
func isInferred(ref *openapi3.SchemaRef) bool {
	if said, ok := ref.Extensions[provenance]; ok {
		return said == inferred
	}
	return ref.Value.Extensions[provenance] == inferred
}

func body(o *openapi3.Operation) *openapi3.SchemaRef {
	if o.RequestBody == nil || o.RequestBody.Value == nil {
		return nil
	}
	return inJSON(o.RequestBody.Value.Content)
}

func answer(o *openapi3.Operation, status string) *openapi3.SchemaRef {
	response := o.Responses.Value(status)
	if response == nil || response.Value == nil {
		return nil
	}
	return inJSON(response.Value.Content)
}

func inJSON(content openapi3.Content) *openapi3.SchemaRef {
	if media := content.Get("application/json"); media != nil {
		return media.Schema
	}
	return nil
}

// values returns the schemas that another file has at the place, one for each form that
// the value can have there.
func (p place) values(o *openapi3.Operation) []*openapi3.Schema {
	var start *openapi3.SchemaRef
	switch {
	case p.name != "":
		for _, parameter := range o.Parameters {
			if parameter.Value.Name == p.name {
				start = parameter.Value.Schema
			}
		}
	case p.status != "":
		start = answer(o, p.status)
	default:
		start = body(o)
	}
	found := forms(start, nil)
	for step := range strings.SplitSeq(p.path, "/") {
		if step == "" {
			continue
		}
		var next []*openapi3.Schema
		for _, schema := range found {
			if step == "items" && schema.Items != nil {
				next = append(next, forms(schema.Items, nil)...)
			}
			next = append(next, forms(schema.Properties[step], nil)...)
		}
		found = next
	}
	return found
}

// forms returns a schema, its parts and its alternatives.
func forms(ref *openapi3.SchemaRef, around []*openapi3.Schema) []*openapi3.Schema {
	if ref == nil || ref.Value == nil || slices.Contains(around, ref.Value) {
		return nil
	}
	around = append(slices.Clone(around), ref.Value)
	all := []*openapi3.Schema{ref.Value}
	for _, part := range slices.Concat(ref.Value.AllOf, ref.Value.OneOf, ref.Value.AnyOf) {
		all = append(all, forms(part, around)...)
	}
	return all
}
