package provider_test

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider"
)

// listProtocol queries the provider as Terraform 1.14 and later would, so that
// the tests of queries run with every CLI. It is the only way to see which
// requests a query makes that is stopped half-way.
type listProtocol struct {
	t         *testing.T
	server    tfprotov6.ProviderServer
	schemas   *tfprotov6.GetProviderSchemaResponse
	identity  map[string]tftypes.Type
	diagnosed []*tfprotov6.Diagnostic // by the last query
}

// listed is one result; the resource is nil when none was asked for.
type listed struct {
	name     string
	identity members
	resource members
}

// query is a list block.
type query struct {
	limit           int64
	includeResource bool
	stopAfter       int // the consumer wants no more than this; 0: all
	config          members
}

func newListProtocol(t *testing.T, mock *heromock.Server, settings members) *listProtocol {
	t.Helper()
	p := &listProtocol{t: t, server: providerserver.NewProtocol6(provider.New("test")())(), identity: map[string]tftypes.Type{}}
	var err error
	p.schemas, err = p.server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	p.must(err)
	identities, err := p.server.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	p.must(err)
	for name, schema := range identities.IdentitySchemas {
		p.identity[name] = schema.ValueType()
	}
	given := members{"endpoint": mock.URL(), "api_key": mock.APIKey(), "practice_group_id": "1001", "max_retries": 0}
	maps.Copy(given, settings)
	resp, err := p.server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: p.encode(p.schemas.Provider.ValueType(), given)})
	p.must(err)
	wantFindings(t, resp.Diagnostics)
	return p
}

func (p *listProtocol) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *listProtocol) encode(typ tftypes.Type, v any) *tfprotov6.DynamicValue {
	p.t.Helper()
	encoded, err := tfprotov6.NewDynamicValue(typ, terraformValue(p.t, typ, v))
	p.must(err)
	return &encoded
}

func (p *listProtocol) decode(typ tftypes.Type, v *tfprotov6.DynamicValue) members {
	p.t.Helper()
	if v == nil {
		return nil
	}
	decoded, err := v.Unmarshal(typ)
	p.must(err)
	object, _ := plain(p.t, decoded).(members)
	return object
}

func (p *listProtocol) validate(name string, config members) []*tfprotov6.Diagnostic {
	p.t.Helper()
	resp, err := p.listServer().ValidateListResourceConfig(p.t.Context(), &tfprotov6.ValidateListResourceConfigRequest{
		TypeName: name, Config: p.encode(p.schemas.ListResourceSchemas[name].Block.ValueType(), config),
	})
	p.must(err)
	return resp.Diagnostics
}

func (p *listProtocol) listServer() tfprotov6.ListResourceServer {
	p.t.Helper()
	server, ok := p.server.(tfprotov6.ListResourceServer)
	if !ok {
		p.t.Fatal("the provider has no list resources")
	}
	return server
}

// run gives the results of a query and keeps its diagnostics.
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
			continue // diagnostics alone, as Terraform takes it
		}
		one := listed{name: result.DisplayName, identity: p.decode(p.identity[name], result.Identity.IdentityData)}
		if result.Resource != nil {
			one.resource = p.decode(p.schemas.ResourceSchemas[name].Block.ValueType(), result.Resource)
		}
		found = append(found, one)
		if q.stopAfter > 0 && len(found) == q.stopAfter {
			break
		}
	}
	return found
}

// mustRun is a query that has nothing to report.
func (p *listProtocol) mustRun(name string, q query) []listed {
	p.t.Helper()
	found := p.run(name, q)
	wantFindings(p.t, p.diagnosed)
	return found
}

// wantListed checks the results of a query, names and identities.
func wantListed(t *testing.T, got []listed, want ...listed) {
	t.Helper()
	var bare []listed
	for _, one := range got {
		bare = append(bare, listed{name: one.name, identity: one.identity})
	}
	if diff := cmp.Diff(want, bare, cmp.AllowUnexported(listed{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("results (-want +got):\n%s", diff)
	}
}

// wantImported checks that a result has the resource that an import of the same
// object gives.
func wantImported(t *testing.T, mock *heromock.Server, name, id string, got members) {
	t.Helper()
	p := newResourceProtocol(t, mock, name)
	imported, diags := p.importID(id)
	wantFindings(t, diags)
	if diff := cmp.Diff(p.members(imported), got); diff != "" {
		t.Errorf("the resource is not what an import gives (-import +query):\n%s", diff)
	}
}

// listOf is a list of texts in a configuration.
func listOf(values ...string) tftypes.Value {
	elements := []tftypes.Value{}
	for _, value := range values {
		elements = append(elements, tftypes.NewValue(tftypes.String, value))
	}
	return tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, elements)
}
