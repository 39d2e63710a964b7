// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// listProtocol queries the provider as Terraform 1.14 and later would, so that the
// tests of queries need no such CLI. It is also the only way to see which requests a
// query makes if it is stopped half-way.
type listProtocol struct {
	*protocol
	diagnosed []*tfprotov6.Diagnostic // from the last query
}

// listed is one result. The resource is nil unless the query includes it.
type listed struct {
	name     string
	identity members
	resource members
}

// query is a list block.
type query struct {
	limit           int64
	includeResource bool
	stopAfter       int // the consumer stops after this many; 0: never
	config          members
}

func newListProtocol(t testing.TB, mock *heromock.Server, settings members) *listProtocol {
	t.Helper()
	return &listProtocol{protocol: newProtocol(t, mock, settings)}
}

func (p *listProtocol) validate(name string, config members) []*tfprotov6.Diagnostic {
	p.t.Helper()
	resp, err := p.listServer().ValidateListResourceConfig(p.t.Context(), &tfprotov6.ValidateListResourceConfigRequest{
		TypeName: name, Config: p.encode(p.schemas.ListResourceSchemas[name].Block.ValueType(), config),
	})
	p.must(err)
	return resp.Diagnostics
}

// object decodes an object into plain Go values.
func (p *listProtocol) object(typ tftypes.Type, v *tfprotov6.DynamicValue) members {
	p.t.Helper()
	object, _ := plain(p.t, p.decode(typ, v)).(members)
	return object
}

func (p *listProtocol) listServer() tfprotov6.ListResourceServer {
	p.t.Helper()
	server, ok := p.server.(tfprotov6.ListResourceServer)
	if !ok {
		p.t.Fatal("the provider has no list resources")
	}
	return server
}

// run returns the results of a query and keeps its diagnostics.
func (p *listProtocol) run(name string, q query) (found []listed) {
	p.t.Helper()
	config := q.config
	if config == nil {
		config = members{}
	}
	stream, err := p.listServer().ListResource(p.t.Context(), &tfprotov6.ListResourceRequest{
		TypeName: name, Limit: q.limit, IncludeResource: q.includeResource,
		Config: p.encode(p.schemas.ListResourceSchemas[name].Block.ValueType(), config),
	})
	p.must(err)
	p.diagnosed = nil
	for result := range stream.Results {
		p.diagnosed = append(p.diagnosed, result.Diagnostics...)
		if result.Identity == nil {
			continue // Terraform treats such a result as diagnostics only
		}
		one := listed{name: result.DisplayName, identity: p.object(p.identities[name].ValueType(), result.Identity.IdentityData)}
		if result.Resource != nil {
			one.resource = p.object(p.schemas.ResourceSchemas[name].Block.ValueType(), result.Resource)
		}
		found = append(found, one)
		if q.stopAfter > 0 && len(found) == q.stopAfter {
			break
		}
	}
	return found
}

// mustRun is like run, for a query without diagnostics.
func (p *listProtocol) mustRun(name string, q query) []listed {
	p.t.Helper()
	found := p.run(name, q)
	wantDiagnostics(p.t, p.diagnosed)
	return found
}

// wantListed checks the names and identities of a query's results.
func wantListed(t testing.TB, got []listed, want ...listed) {
	t.Helper()
	var bare []listed
	for _, one := range got {
		bare = append(bare, listed{name: one.name, identity: one.identity})
	}
	if diff := cmp.Diff(want, bare, cmp.AllowUnexported(listed{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
}

// wantImported checks that a result's resource is the same as after an import of the
// object.
func wantImported(t testing.TB, mock *heromock.Server, name, id string, got members) {
	t.Helper()
	p := newResourceProtocol(t, mock, name)
	imported, diags := p.importID(id)
	wantDiagnostics(t, diags)
	if diff := cmp.Diff(p.members(imported), got); diff != "" {
		t.Errorf("the resource is not as after an import (-import +query):\n%s", diff)
	}
}

// listOf is a list of strings in a configuration.
func listOf(values ...string) tftypes.Value {
	elements := []tftypes.Value{}
	for _, value := range values {
		elements = append(elements, tftypes.NewValue(tftypes.String, value))
	}
	return tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, elements)
}
