// SPDX-License-Identifier: MPL-2.0

package main

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// normalise rewrites equivalent notations of OpenAPI as one: a value that may be null has
// null among its types, as in OpenAPI 3.1, and a choice of forms is oneOf. Hero's pages do
// not say whether a value may match several of them.
func normalise(doc *openapi3.T) {
	seen := map[*openapi3.Schema]bool{}
	var visit func(*openapi3.SchemaRef)
	visit = func(ref *openapi3.SchemaRef) {
		if ref == nil || ref.Value == nil || seen[ref.Value] {
			return
		}
		schema := ref.Value
		seen[schema] = true
		if schema.Nullable && schema.Type != nil {
			types := append(slices.Clone(*schema.Type), openapi3.TypeNull)
			schema.Type, schema.Nullable = &types, false
		}
		if len(schema.OneOf) == 0 {
			schema.OneOf, schema.AnyOf = schema.AnyOf, nil
		}
		visit(schema.Items)
		visit(schema.AdditionalProperties.Schema)
		for _, member := range schema.Properties {
			visit(member)
		}
		for _, part := range slices.Concat(schema.AllOf, schema.OneOf, schema.AnyOf) {
			visit(part)
		}
	}
	for _, item := range doc.Paths.Map() {
		for _, o := range item.Operations() {
			visit(body(o))
			for status := range o.Responses.Map() {
				visit(answer(o, status))
			}
		}
	}
}
