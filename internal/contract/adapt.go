// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
)

// inferred lists schemas of responses whose fields were inferred from guides or
// from other operations. Nobody knows whether they can be null, so null is valid.
var inferred = []string{"PracticeGroup", "Location", "Practitioner", "PaymentSource"}

// adapt changes, in memory, what the description cannot mean as written. The file itself stays as
// published.
func adapt(doc *openapi3.T) error {
	// The mock has its own address and refuses a key in its own way.
	doc.Servers = nil
	doc.Security = nil

	// The response to a PDS registration is exactly one of a patient reference and
	// a demand for identity verification. The latter requires no field, so a
	// patient reference would match both and no response would be valid.
	demand := doc.Components.Schemas["IdentityVerificationRequired"]
	if demand == nil {
		return fmt.Errorf("schema %q is missing", "IdentityVerificationRequired")
	}
	demand.Value.Required = []string{"message", "login_url"}

	for _, name := range inferred {
		schema := doc.Components.Schemas[name]
		if schema == nil {
			return fmt.Errorf("schema %q is missing", name)
		}
		schema.Value.Properties = nullableFields(schema.Value.Properties)
	}
	return nil
}

// nullableFields copies what it changes: a field may refer to a schema that
// requests use too, and a request may not send null.
func nullableFields(fields openapi3.Schemas) openapi3.Schemas {
	nullable := make(openapi3.Schemas, len(fields))
	for name, field := range fields {
		copied := *field.Value
		types := append(copied.Type.Clone(), openapi3.TypeNull)
		copied.Type = &types
		copied.Properties = nullableFields(copied.Properties)
		nullable[name] = &openapi3.SchemaRef{Value: &copied}
	}
	return nullable
}
