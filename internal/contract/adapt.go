// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
)

// neverSeen are schemas of answers whose members were worked out from guides or
// from other operations. Whether they can be null is open, so null is valid.
var neverSeen = []string{"PracticeGroup", "Location", "Practitioner", "PaymentSource"}

// adapt mends what the description cannot mean as it is written, in memory: the
// file stays the one that is passed around.
func adapt(doc *openapi3.T) error {
	// A mock has an address of its own, and its own way to refuse a key.
	doc.Servers = nil
	doc.Security = nil

	// The answer of a PDS registration is exactly one of a patient reference and
	// a demand for identity verification. The latter requires no member, so a
	// patient reference matches both and no answer would ever be valid.
	demand := doc.Components.Schemas["IdentityVerificationRequired"]
	if demand == nil {
		return fmt.Errorf("schema %q is missing", "IdentityVerificationRequired")
	}
	demand.Value.Required = []string{"message", "login_url"}

	for _, name := range neverSeen {
		schema := doc.Components.Schemas[name]
		if schema == nil {
			return fmt.Errorf("schema %q is missing", name)
		}
		schema.Value.Properties = nullableMembers(schema.Value.Properties)
	}
	return nil
}

// nullableMembers copies what it changes, because a member may refer to a schema
// that requests use as well, and nothing says that a request may send null.
func nullableMembers(members openapi3.Schemas) openapi3.Schemas {
	nullable := make(openapi3.Schemas, len(members))
	for name, member := range members {
		copied := *member.Value
		types := append(copied.Type.Clone(), openapi3.TypeNull)
		copied.Type = &types
		copied.Properties = nullableMembers(copied.Properties)
		nullable[name] = &openapi3.SchemaRef{Value: &copied}
	}
	return nullable
}
