package provider_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider"
)

// settingsProtocol talks to the provider about a first apply of
// hero_practice_group_settings as Terraform would. Warnings and the attribute
// of an error are seen here; the CLI's harness shows neither.
type settingsProtocol struct {
	t      *testing.T
	server tfprotov6.ProviderServer
	object tftypes.Type
}

const settingsType = "hero_practice_group_settings"

func newSettingsProtocol(t *testing.T, mock *heromock.Server) *settingsProtocol {
	t.Helper()
	server := providerserver.NewProtocol6(provider.New("test")())()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	p := &settingsProtocol{t: t, server: server, object: schemas.ResourceSchemas[settingsType].Block.ValueType()}
	providerType := schemas.Provider.ValueType()
	resp, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		Config: p.encode(providerType, terraformValue(t, providerType, members{
			"endpoint": mock.URL(), "api_key": mock.APIKey(), "practice_group_id": "1001", "max_retries": 0,
		})),
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(resp.Diagnostics) > 0 {
		t.Fatalf("configuring the provider: %v", findings(resp.Diagnostics))
	}
	return p
}

// terraformValue gives a plain Go value a Terraform type; the attributes that
// an object does not name are null.
func terraformValue(t *testing.T, typ tftypes.Type, v any) tftypes.Value {
	t.Helper()
	if given, ok := v.(tftypes.Value); ok {
		return given
	}
	named, isObject := v.(members)
	object, ok := typ.(tftypes.Object)
	if !isObject || !ok {
		return tftypes.NewValue(typ, v)
	}
	values := map[string]tftypes.Value{}
	for name, member := range object.AttributeTypes {
		values[name] = terraformValue(t, member, named[name])
	}
	for name := range named {
		if _, ok := values[name]; !ok {
			t.Fatalf("the schema has no attribute %s", name)
		}
	}
	return tftypes.NewValue(typ, values)
}

func (p *settingsProtocol) encode(typ tftypes.Type, v tftypes.Value) *tfprotov6.DynamicValue {
	p.t.Helper()
	encoded, err := tfprotov6.NewDynamicValue(typ, v)
	if err != nil {
		p.t.Fatal(err)
	}
	return &encoded
}

func (p *settingsProtocol) value(v any) *tfprotov6.DynamicValue {
	p.t.Helper()
	return p.encode(p.object, terraformValue(p.t, p.object, v))
}

// text is a top-level text of a state; ok is false when the state is null.
func (p *settingsProtocol) text(state *tfprotov6.DynamicValue, name string) (value string, ok bool) {
	p.t.Helper()
	decoded, err := state.Unmarshal(p.object)
	if err != nil {
		p.t.Fatal(err)
	}
	if decoded.IsNull() {
		return "", false
	}
	var values map[string]tftypes.Value
	if err := decoded.As(&values); err != nil {
		p.t.Fatal(err)
	}
	if err := values[name].As(&value); err != nil {
		p.t.Fatal(err)
	}
	return value, true
}

func (p *settingsProtocol) validate(config members) []*tfprotov6.Diagnostic {
	p.t.Helper()
	resp, err := p.server.ValidateResourceConfig(p.t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: settingsType, Config: p.value(config),
		ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.Diagnostics
}

// plan is the plan of a first apply, or of a destroy when config is nil.
func (p *settingsProtocol) plan(prior *tfprotov6.DynamicValue, config any) (*tfprotov6.DynamicValue, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp, err := p.server.PlanResourceChange(p.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: settingsType, PriorState: prior, ProposedNewState: p.value(config), Config: p.value(config),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.PlannedState, resp.Diagnostics
}

func (p *settingsProtocol) apply(prior, planned *tfprotov6.DynamicValue, config any) (*tfprotov6.DynamicValue, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp, err := p.server.ApplyResourceChange(p.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: settingsType, PriorState: prior, PlannedState: planned, Config: p.value(config),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.NewState, resp.Diagnostics
}

// adopt plans and applies; the findings are the apply's.
func (p *settingsProtocol) adopt(config members) (*tfprotov6.DynamicValue, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	planned, _ := p.plan(p.value(nil), config)
	return p.apply(p.value(nil), planned, config)
}

func (p *settingsProtocol) read(state *tfprotov6.DynamicValue) (*tfprotov6.DynamicValue, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp, err := p.server.ReadResource(p.t.Context(), &tfprotov6.ReadResourceRequest{TypeName: settingsType, CurrentState: state})
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.NewState, resp.Diagnostics
}

// finding is a diagnostic in short: "warning address.town: summary", and its detail.
type finding struct{ head, detail string }

func findings(diags []*tfprotov6.Diagnostic) []finding {
	var list []finding
	for _, d := range diags {
		head := strings.ToLower(d.Severity.String())
		if at := attributeName(d.Attribute); at != "" {
			head += " " + at
		}
		list = append(list, finding{head + ": " + d.Summary, d.Detail})
	}
	return list
}

func attributeName(at *tftypes.AttributePath) string {
	var names []string
	for _, step := range at.Steps() {
		if name, ok := step.(tftypes.AttributeName); ok {
			names = append(names, string(name))
		}
	}
	return strings.Join(names, ".")
}

// wantFindings checks the heads of diagnostics, in order.
func wantFindings(t *testing.T, got []*tfprotov6.Diagnostic, heads ...string) []finding {
	t.Helper()
	list := findings(got)
	var gotHeads []string
	for _, f := range list {
		gotHeads = append(gotHeads, f.head)
	}
	if diff := cmp.Diff(heads, gotHeads); diff != "" {
		t.Fatalf("diagnostics (-want +got):\n%s\n%q", diff, list)
	}
	return list
}

// wantWords checks that a detail has some words in it and not others.
func (f finding) wantWords(t *testing.T, wanted, unwanted []string) {
	t.Helper()
	for _, word := range wanted {
		if !strings.Contains(f.detail, word) {
			t.Errorf("%q does not say %q", f.detail, word)
		}
	}
	for _, word := range unwanted {
		if strings.Contains(f.detail, word) {
			t.Errorf("%q says %q", f.detail, word)
		}
	}
}
