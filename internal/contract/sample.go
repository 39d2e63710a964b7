// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// Sample returns a successful response to an operation, built from the description:
// the first example or enumeration value where there is one, a fixed string or
// number otherwise, one entry in each list. body is nil when the response has none.
// ok is false when the API has no such operation.
func (c *Contract) Sample(method, template string) (status int, body any, ok bool) {
	path := c.paths.Value(template)
	if path == nil || path.GetOperation(method) == nil {
		return 0, nil, false
	}
	responses := path.GetOperation(method).Responses
	for _, code := range slices.Sorted(maps.Keys(responses.Map())) {
		status, err := strconv.Atoi(code)
		if err != nil || status >= http.StatusMultipleChoices {
			continue
		}
		if content := responses.Status(status).Value.Content[jsonMediaType]; content != nil {
			return status, sample(content.Schema.Value), true
		}
		return status, nil, true
	}
	return http.StatusOK, nil, true
}

func sample(schema *openapi3.Schema) any {
	switch {
	case len(schema.Examples) > 0:
		return schema.Examples[0]
	case schema.Example != nil:
		return schema.Example
	case len(schema.Enum) > 0:
		return schema.Enum[0]
	case schema.Default != nil:
		return schema.Default
	case len(schema.AnyOf) > 0:
		return sample(schema.AnyOf[0].Value)
	case len(schema.OneOf) > 0:
		return sample(schema.OneOf[0].Value)
	case schema.Type.Includes(openapi3.TypeArray):
		return []any{sample(schema.Items.Value)}
	case schema.Type.Includes(openapi3.TypeNumber), schema.Type.Includes(openapi3.TypeInteger):
		return 0
	case schema.Type.Includes(openapi3.TypeBoolean):
		return true
	case schema.Type.Includes(openapi3.TypeString):
		return sampleString(schema)
	}
	object := map[string]any{}
	for _, part := range schema.AllOf {
		if fields, ok := sample(part.Value).(map[string]any); ok {
			maps.Copy(object, fields)
		}
	}
	for name, property := range schema.Properties {
		object[name] = sample(property.Value)
	}
	return object
}

func sampleString(schema *openapi3.Schema) string {
	switch schema.Format {
	case "date-time":
		return "2019-08-24T14:15:22Z"
	case "email":
		return "user@example.com"
	case "uri":
		return "https://example.com"
	}
	if schema.Pattern == `^\d+$` {
		return "123"
	}
	return "string"
}
