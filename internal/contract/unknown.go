// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
)

// Unknown lists the names in a request that the contract does not have: query
// parameters as "?name", body fields as JSON pointers. Every name is known in an
// object that the description marks as incomplete or as open to further fields.
// The list is empty when the API has no such operation.
func (c *Contract) Unknown(r *http.Request, body []byte) []string {
	route, _, err := c.find(r.Method, r.URL.EscapedPath())
	if err != nil {
		return nil
	}
	var names []string
	for name := range r.URL.Query() {
		if !slices.ContainsFunc(parameters(route), func(p *openapi3.ParameterRef) bool {
			return p.Value.In == openapi3.ParameterInQuery && p.Value.Name == name
		}) {
			names = append(names, "?"+name)
		}
	}
	if declared := route.Operation.RequestBody; declared != nil {
		var value any
		if json.Unmarshal(body, &value) == nil {
			schema := declared.Value.Content[jsonMediaType].Schema.Value
			names = append(names, unknownFields([]*openapi3.Schema{schema}, value, nil, false)...)
		}
	}
	slices.Sort(names)
	return names
}

func parameters(route *routers.Route) openapi3.Parameters {
	return slices.Concat(route.PathItem.Parameters, route.Operation.Parameters)
}

// unknownFields checks a value against several schemas at once, because each part
// or alternative of a composed schema describes some of the fields. open is true
// inside an incomplete object: the objects in it may be incomplete too, as the
// settings' sample is, which breaks off in the middle of the address.
func unknownFields(schemas []*openapi3.Schema, value any, path []string, open bool) []string {
	schemas = flatten(schemas)
	open = open || slices.ContainsFunc(schemas, isIncomplete)
	var names []string
	switch value := value.(type) {
	case map[string]any:
		for name, field := range value {
			here := append(slices.Clone(path), name)
			described, known := fieldSchemas(schemas, name)
			if !known {
				if !open {
					names = append(names, pointer(here))
				}
				continue
			}
			names = append(names, unknownFields(described, field, here, open)...)
		}
	case []any:
		var items []*openapi3.Schema
		for _, schema := range schemas {
			if schema.Items != nil {
				items = append(items, schema.Items.Value)
			}
		}
		for i, item := range value {
			here := append(slices.Clone(path), strconv.Itoa(i))
			names = append(names, unknownFields(items, item, here, open)...)
		}
	}
	return names
}

func fieldSchemas(schemas []*openapi3.Schema, name string) (described []*openapi3.Schema, known bool) {
	if len(schemas) == 0 {
		return nil, true
	}
	for _, schema := range schemas {
		if property := schema.Properties[name]; property != nil {
			described, known = append(described, property.Value), true
		}
	}
	if known {
		return described, true
	}
	for _, schema := range schemas {
		if further := schema.AdditionalProperties.Schema; further != nil {
			return []*openapi3.Schema{further.Value}, true
		}
		if open := schema.AdditionalProperties.Has; open != nil && *open {
			return nil, true
		}
	}
	return nil, false
}

func flatten(schemas []*openapi3.Schema) []*openapi3.Schema {
	var flat []*openapi3.Schema
	for _, schema := range schemas {
		flat = append(flat, schema)
		for _, composed := range []openapi3.SchemaRefs{schema.AllOf, schema.AnyOf, schema.OneOf} {
			for _, part := range composed {
				flat = append(flat, flatten([]*openapi3.Schema{part.Value})...)
			}
		}
	}
	return flat
}

func isIncomplete(schema *openapi3.Schema) bool {
	incomplete, _ := schema.Extensions["x-incomplete"].(bool)
	return incomplete
}
