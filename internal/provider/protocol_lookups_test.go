// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

// dataReader reads data sources through the protocol, as Terraform would, and shows
// whole states, warnings and the attribute of an error. The acceptance tests show that
// Terraform itself accepts the values.
type dataReader struct{ *protocol }

func newDataReader(t testing.TB, mock *heromock.Server) *dataReader {
	t.Helper()
	return &dataReader{newProtocol(t, mock, nil)}
}

func (r *dataReader) validate(name string, config members) []*tfprotov6.Diagnostic {
	r.t.Helper()
	resp, err := r.server.ValidateDataResourceConfig(r.t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: name, Config: r.encode(r.schemas.DataSourceSchemas[name].ValueType(), config),
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return resp.Diagnostics
}

// read validates and reads. The state is nil after an error, because Terraform then
// ignores it.
func (r *dataReader) read(name string, config members) (state any, diagnostics []*tfprotov6.Diagnostic) {
	r.t.Helper()
	if found := r.validate(name, config); len(found) > 0 {
		return nil, found
	}
	typ := r.schemas.DataSourceSchemas[name].ValueType()
	resp, err := r.server.ReadDataSource(r.t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: name, Config: r.encode(typ, config)})
	if err != nil {
		r.t.Fatal(err)
	}
	for _, d := range resp.Diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			return nil, resp.Diagnostics
		}
	}
	value, err := resp.State.Unmarshal(typ)
	if err != nil {
		r.t.Fatal(err)
	}
	return plain(r.t, value), resp.Diagnostics
}

// wantState checks that a read gives no diagnostics and exactly this state: attributes
// that are not given must be null. The practice group is 1001 unless given.
func (r *dataReader) wantState(name string, config, want members) {
	r.t.Helper()
	got, diagnostics := r.read(name, config)
	wantDiagnostics(r.t, diagnostics)
	all := members{"practice_group_id": "1001"}
	maps.Copy(all, want)
	if diff := cmp.Diff(r.complete(r.schemas.DataSourceSchemas[name].Block.Attributes, all), got); diff != "" {
		r.t.Errorf("state (-want +got):\n%s", diff)
	}
}

// wantError checks that a read gives exactly one error.
func (r *dataReader) wantError(name string, config members, head string) diagtest.Diagnostics {
	r.t.Helper()
	_, diagnostics := r.read(name, config)
	return wantDiagnostics(r.t, diagnostics, head)
}

// complete adds a null for each attribute that is not given, nested ones too.
func (r *dataReader) complete(attributes []*tfprotov6.SchemaAttribute, given members) any {
	r.t.Helper()
	all := members{}
	for _, a := range attributes {
		value := given[a.Name]
		if a.NestedType != nil {
			switch nested := value.(type) {
			case members:
				value = r.complete(a.NestedType.Attributes, nested)
			case []members:
				list := []any{}
				for _, entry := range nested {
					list = append(list, r.complete(a.NestedType.Attributes, entry))
				}
				value = list
			}
		}
		all[a.Name] = value
	}
	for name := range given {
		if _, ok := all[name]; !ok {
			r.t.Errorf("the schema has no attribute %s", name)
		}
	}
	return all
}

// textsOf is a set of strings in a configuration.
func textsOf(values ...string) tftypes.Value {
	var elements []tftypes.Value
	for _, value := range values {
		elements = append(elements, tftypes.NewValue(tftypes.String, value))
	}
	return tftypes.NewValue(tftypes.Set{ElementType: tftypes.String}, elements)
}

// respondWith makes the mock respond to a route with a body that it would never make itself.
func respondWith(mock *heromock.Server, route, body string) {
	mock.ClearFaults()
	mock.Inject(heromock.Fault{Route: route, Body: body})
}

// wantQuery checks the query of the first request since the journal was last reset,
// without its paging, and that all requests are to the route.
func wantQuery(t testing.TB, mock *heromock.Server, route string, want url.Values) {
	t.Helper()
	journal := mock.Journal()
	mock.ResetJournal()
	if len(journal) == 0 || slices.ContainsFunc(journal, func(r heromock.Request) bool { return r.Route != route }) {
		t.Fatalf("%d requests, want only requests to %s", len(journal), route)
	}
	got := journal[0].Query
	got.Del("page_index")
	got.Del("page_size")
	for _, values := range got {
		slices.Sort(values)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("query (-want +got):\n%s", diff)
	}
}

// refusal is the body of a 400 that names a field.
func refusal(member string) string {
	return fmt.Sprintf(`{"error":true,"statusCode":400,"message":[{"code":"custom","expected":"a date in the past","path":[%q]}]}`, member)
}

func jsonOf(t testing.TB, v any) string {
	t.Helper()
	encoded, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}

func decoded(t testing.TB, text string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// open validates and opens an ephemeral resource. The result is nil after an error.
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

// actions returns the part of the protocol that is about actions.
func (p *protocol) actions() tfprotov6.ActionServer {
	p.t.Helper()
	server, ok := p.server.(tfprotov6.ActionServer)
	if !ok {
		p.t.Fatal("the provider server has no actions")
	}
	return server
}

func (p *protocol) actionConfig(name string, config members) *tfprotov6.DynamicValue {
	p.t.Helper()
	schema := p.schemas.ActionSchemas[name]
	if schema == nil {
		p.t.Fatalf("the provider has no action %s", name)
	}
	return p.encode(schema.Schema.ValueType(), config)
}

// planRequest validates and plans the action hero_request.
func (p *protocol) planRequest(config members) []*tfprotov6.Diagnostic {
	p.t.Helper()
	encoded := p.actionConfig(requestName, config)
	validated, err := p.actions().ValidateActionConfig(p.t.Context(), &tfprotov6.ValidateActionConfigRequest{ActionType: requestName, Config: encoded})
	p.must(err)
	if hasError(validated.Diagnostics) {
		return validated.Diagnostics
	}
	planned, err := p.actions().PlanAction(p.t.Context(), &tfprotov6.PlanActionRequest{ActionType: requestName, Config: encoded})
	p.must(err)
	return append(validated.Diagnostics, planned.Diagnostics...)
}

// invokeRequest invokes the action hero_request without a plan, and returns its
// progress messages and its diagnostics.
func (p *protocol) invokeRequest(config members) (progress []string, diagnostics []*tfprotov6.Diagnostic) {
	p.t.Helper()
	encoded := p.actionConfig(requestName, config)
	stream, err := p.actions().InvokeAction(p.t.Context(), &tfprotov6.InvokeActionRequest{ActionType: requestName, Config: encoded})
	p.must(err)
	ended := false
	for event := range stream.Events {
		switch event := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			progress = append(progress, event.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			ended, diagnostics = true, event.Diagnostics
		default:
			p.t.Fatalf("unknown event %T", event)
		}
	}
	if !ended {
		p.t.Fatal("the action never ended")
	}
	return progress, diagnostics
}
