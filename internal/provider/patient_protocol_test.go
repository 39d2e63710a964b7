package provider_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider"
)

// unknownValue stands for a value that is known after the apply only.
const unknownValue = "terraform_data.unknown"

// patientProtocol talks to the provider about hero_patient as Terraform would.
// It shows what the CLI's outcome does not: the attribute of an error, the
// text of a warning, and which of two steps a request belongs to.
type patientProtocol struct {
	t        *testing.T
	server   tfprotov6.ProviderServer
	object   tftypes.Object
	computed map[string]bool
}

func newPatientProtocol(t *testing.T, mock *heromock.Server) *patientProtocol {
	t.Helper()
	server := providerserver.NewProtocol6(provider.New("test")())()
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatalf("reading the schemas: %v", err)
	}
	p := &patientProtocol{t: t, server: server, computed: map[string]bool{}}
	block := schemas.ResourceSchemas["hero_patient"].Block
	p.object, _ = block.ValueType().(tftypes.Object)
	for _, a := range block.Attributes {
		p.computed[a.Name] = a.Computed
	}
	settings, _ := schemas.Provider.ValueType().(tftypes.Object)
	configured, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		Config: p.encode(settings, p.value(settings, map[string]any{
			"endpoint": mock.URL(), "api_key": mock.APIKey(), "practice_group_id": "1001", "max_retries": 0,
		})),
	})
	if err != nil || len(configured.Diagnostics) > 0 {
		t.Fatalf("configuring the provider: %v %v", err, diagnosticTexts(configured.Diagnostics))
	}
	return p
}

// value is an object with the given attributes; the others are null.
func (p *patientProtocol) value(object tftypes.Object, given map[string]any) tftypes.Value {
	members := map[string]tftypes.Value{}
	for name, typ := range object.AttributeTypes {
		members[name] = tftypes.NewValue(typ, given[name])
	}
	return tftypes.NewValue(object, members)
}

func (p *patientProtocol) config(a person) tftypes.Value {
	given := map[string]any{}
	for name, value := range a {
		switch value {
		case "true":
			given[name] = true
		case unknownValue:
			given[name] = tftypes.UnknownValue
		default:
			given[name] = value
		}
	}
	return p.value(p.object, given)
}

func (p *patientProtocol) from(members map[string]tftypes.Value) tftypes.Value {
	return tftypes.NewValue(p.object, members)
}

func (p *patientProtocol) null() tftypes.Value { return tftypes.NewValue(p.object, nil) }

func (p *patientProtocol) encode(typ tftypes.Type, v tftypes.Value) *tfprotov6.DynamicValue {
	p.t.Helper()
	encoded, err := tfprotov6.NewDynamicValue(typ, v)
	if err != nil {
		p.t.Fatalf("encoding a value: %v", err)
	}
	return &encoded
}

func (p *patientProtocol) decode(v *tfprotov6.DynamicValue) tftypes.Value {
	p.t.Helper()
	decoded, err := v.Unmarshal(p.object)
	if err != nil {
		p.t.Fatalf("decoding a value: %v", err)
	}
	return decoded
}

// proposed merges as Terraform does: what is configured, else what the
// provider computed before.
func (p *patientProtocol) proposed(prior, config tftypes.Value) tftypes.Value {
	before, after := p.members(prior), p.members(config)
	for name, value := range after {
		if old, ok := before[name]; ok && value.IsNull() && p.computed[name] {
			after[name] = old
		}
	}
	return p.from(after)
}

func (p *patientProtocol) members(v tftypes.Value) map[string]tftypes.Value {
	p.t.Helper()
	members := map[string]tftypes.Value{}
	if err := v.As(&members); err != nil {
		p.t.Fatalf("reading an object: %v", err)
	}
	return members
}

// text is a text of a state, "" when it is null.
func (p *patientProtocol) text(state tftypes.Value, name string) string {
	p.t.Helper()
	member := p.members(state)[name]
	if !member.IsKnown() || member.IsNull() {
		return ""
	}
	var s string
	if err := member.As(&s); err != nil {
		p.t.Fatalf("reading %s: %v", name, err)
	}
	return s
}

func (p *patientProtocol) validate(a person) []*tfprotov6.Diagnostic {
	p.t.Helper()
	resp, err := p.server.ValidateResourceConfig(p.t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: "hero_patient", Config: p.encode(p.object, p.config(a)),
	})
	p.must(err)
	return resp.Diagnostics
}

func (p *patientProtocol) plan(prior tftypes.Value, a person) *tfprotov6.PlanResourceChangeResponse {
	p.t.Helper()
	config := p.config(a)
	proposed := config
	if !prior.IsNull() {
		proposed = p.proposed(prior, config)
	}
	resp, err := p.server.PlanResourceChange(p.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: "hero_patient", PriorState: p.encode(p.object, prior),
		ProposedNewState: p.encode(p.object, proposed), Config: p.encode(p.object, config),
	})
	p.must(err)
	return resp
}

// apply carries out a plan of a.
func (p *patientProtocol) apply(prior tftypes.Value, a person, planned *tfprotov6.PlanResourceChangeResponse) *tfprotov6.ApplyResourceChangeResponse {
	p.t.Helper()
	resp, err := p.server.ApplyResourceChange(p.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "hero_patient", PriorState: p.encode(p.object, prior), PlannedState: planned.PlannedState,
		Config: p.encode(p.object, p.config(a)), PlannedPrivate: planned.PlannedPrivate,
	})
	p.must(err)
	return resp
}

func (p *patientProtocol) planDestroy(prior tftypes.Value) *tfprotov6.PlanResourceChangeResponse {
	p.t.Helper()
	none := p.encode(p.object, p.null())
	resp, err := p.server.PlanResourceChange(p.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: "hero_patient", PriorState: p.encode(p.object, prior), ProposedNewState: none, Config: none,
	})
	p.must(err)
	return resp
}

func (p *patientProtocol) destroy(prior tftypes.Value, planned *tfprotov6.PlanResourceChangeResponse) *tfprotov6.ApplyResourceChangeResponse {
	p.t.Helper()
	resp, err := p.server.ApplyResourceChange(p.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "hero_patient", PriorState: p.encode(p.object, prior), PlannedState: planned.PlannedState,
		Config: p.encode(p.object, p.null()), PlannedPrivate: planned.PlannedPrivate,
	})
	p.must(err)
	return resp
}

// created plans and applies a new patient, and returns the state.
func (p *patientProtocol) created(a person) tftypes.Value {
	p.t.Helper()
	planned := p.plan(p.null(), a)
	if len(planned.Diagnostics) > 0 {
		p.t.Fatalf("planning a patient: %q", diagnosticTexts(planned.Diagnostics))
	}
	applied := p.apply(p.null(), a, planned)
	if len(applied.Diagnostics) > 0 {
		p.t.Fatalf("creating a patient: %q", diagnosticTexts(applied.Diagnostics))
	}
	return p.decode(applied.NewState)
}

func (p *patientProtocol) read(state tftypes.Value) (tftypes.Value, []*tfprotov6.Diagnostic) {
	p.t.Helper()
	resp, err := p.server.ReadResource(p.t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: "hero_patient", CurrentState: p.encode(p.object, state),
	})
	p.must(err)
	return p.decode(resp.NewState), resp.Diagnostics
}

func (p *patientProtocol) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("the provider server failed: %v", err)
	}
}

// diagnosticTexts writes diagnostics as "severity attribute: summary: detail".
func diagnosticTexts(diags []*tfprotov6.Diagnostic) []string {
	var list []string
	for _, d := range diags {
		at := ""
		if d.Attribute != nil {
			at = strings.TrimSuffix(strings.TrimPrefix(d.Attribute.String(), `AttributeName("`), `")`)
		}
		list = append(list, strings.ToLower(d.Severity.String())+" "+at+": "+d.Summary+": "+d.Detail)
	}
	return list
}

// wantDiagnostics checks diagnostics, in any order, each by the beginning of its
// text and by words further on, and that no value of the patient is in them.
func wantDiagnostics(t *testing.T, got []*tfprotov6.Diagnostic, private person, want ...[]string) {
	t.Helper()
	left := diagnosticTexts(got)
	for _, words := range want {
		found := slices.IndexFunc(left, func(text string) bool {
			return strings.HasPrefix(text, words[0]) && !slices.ContainsFunc(words[1:], func(w string) bool { return !strings.Contains(text, w) })
		})
		if found < 0 {
			t.Errorf("no diagnostic with %q; left are %q", words, left)
			continue
		}
		left = slices.Delete(left, found, found+1)
	}
	if len(left) > 0 {
		t.Errorf("further diagnostics: %q", left)
	}
	for name, value := range private {
		if len(value) > 1 && slices.ContainsFunc(diagnosticTexts(got), func(text string) bool { return strings.Contains(text, value) }) {
			t.Errorf("the value of %s stands in a diagnostic: %q", name, diagnosticTexts(got))
		}
	}
}
