// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	rschema "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// What Hero holds need not be valid: records come from elsewhere, and were
// typed by people. It is read as it is, and only what is configured is refused.

func TestPatient_managesARecordWithOddValues(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t, func(o *heromock.Options) { o.Plain = true })
	id := mock.AddPatient("1001", ada().with("mobile", "ask her daughter", "email", "none", "postcode", "unknown").record())
	p := newResourceProtocol(t, mock, patientType)
	imported, diagnostics := p.importID(id)
	wantFindings(t, diagnostics)
	p.wantNothingPlanned(imported, person{})
	wantMembersOf(t, p.members(imported), members{"mobile": "ask her daughter", "email": "none", "postcode": "unknown"})
	made, diagnostics := p.run(imported, person{"town": "York"})
	wantFindings(t, diagnostics)
	p.again().wantNothingPlanned(made, person{"town": "York"})
	wantMembers(t, onlyPatient(t, mock, "1001"), members{"town": "York", "mobile": "ask her daughter", "postcode": "unknown"})
}

func TestPatient_invalidValueKnownOnlyAfterAnApplyIsNotSent(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	planned := p.plan(p.none(), ada().with("nhs_number", unknownValue))
	wantFindings(t, planned.Diagnostics)
	late := ada().with("nhs_number", "999 000 0019")
	_, diagnostics := p.again().carryOut(p.none(), planned, late)
	wantDiagnostics(t, diagnostics, late, []string{"error nhs_number: Invalid NHS number"})
	wantWrites(t, mock)
}

func TestSettings_readsAnOddPostcode(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.UpdatePracticeGroup("1001", members{"address": members{"line_1": "1 High Street", "postcode": "unknown"}})
	p := newResourceProtocol(t, mock, settingsType)
	state, diagnostics := p.create(members{"name": "Riverside Surgery"})
	wantFindings(t, diagnostics)
	_, diagnostics = p.read(state)
	wantFindings(t, diagnostics)
}

// A kind of text that can be configured has to be validated by the schema.
func TestSchemas_configurableTextsAreValidated(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	p := provider.NewImpatient("test")()
	for _, construct := range p.Resources(ctx) {
		var resp resource.SchemaResponse
		construct().Schema(ctx, resource.SchemaRequest{}, &resp)
		wantValidatedTexts(t, attributesOf(resp.Schema.Attributes))
	}
	for _, construct := range p.DataSources(ctx) {
		var resp datasource.SchemaResponse
		construct().Schema(ctx, datasource.SchemaRequest{}, &resp)
		wantValidatedTexts(t, attributesOf(resp.Schema.Attributes))
	}
}

// schemaAttribute is what attributes of all kinds of object have in common.
type schemaAttribute interface {
	GetType() attr.Type
	IsRequired() bool
	IsOptional() bool
}

func attributesOf[A schemaAttribute](given map[string]A) map[string]schemaAttribute {
	all := map[string]schemaAttribute{}
	for name, a := range given {
		all[name] = a
	}
	return all
}

func wantValidatedTexts(t testing.TB, attributes map[string]schemaAttribute) {
	t.Helper()
	for name, a := range attributes {
		switch nested := a.(type) {
		case rschema.SingleNestedAttribute:
			wantValidatedTexts(t, attributesOf(nested.Attributes))
		case dsschema.SingleNestedAttribute:
			wantValidatedTexts(t, attributesOf(nested.Attributes))
		}
		text, ok := a.GetType().(herotypes.TextType)
		if !ok || !a.IsRequired() && !a.IsOptional() {
			continue
		}
		value, _ := text.ValueType(t.Context()).(herotypes.Text)
		kind := value.Kind()
		if kind == herotypes.Plain {
			continue // any text is valid
		}
		validated := false
		if v, ok := a.(interface{ StringValidators() []validator.String }); ok {
			for _, one := range v.StringValidators() {
				validated = validated || one == kind.Valid()
			}
		}
		if !validated {
			t.Errorf("%s can be configured, but no validator refuses what is no %s", name, kind.Name)
		}
	}
}
