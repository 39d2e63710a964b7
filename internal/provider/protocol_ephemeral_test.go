// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// open validates and opens an ephemeral resource. It is nil after an error.
func (p *protocol) open(name string, config members) (members, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	schema := p.schemas.EphemeralResourceSchemas[name]
	if schema == nil {
		p.t.Fatalf("the provider has no ephemeral resource %s", name)
	}
	typ := schema.ValueType()
	validated, err := p.server.ValidateEphemeralResourceConfig(p.t.Context(), &tfprotov6.ValidateEphemeralResourceConfigRequest{
		TypeName: name, Config: p.encode(typ, config),
	})
	p.must(err)
	if hasError(validated.Diagnostics) {
		return nil, validated.Diagnostics
	}
	opened, err := p.server.OpenEphemeralResource(p.t.Context(), &tfprotov6.OpenEphemeralResourceRequest{TypeName: name, Config: p.encode(typ, config)})
	p.must(err)
	if hasError(opened.Diagnostics) {
		return nil, opened.Diagnostics
	}
	object, _ := plain(p.t, p.decode(typ, opened.Result)).(members)
	return object, opened.Diagnostics
}
