// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	tfjson "github.com/hashicorp/terraform-json"
)

// The documentation generator reads the schemas with tfjson.
func TestRun_printsWhatTheGeneratorReads(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(t.Context(), nil, &out); err != nil {
		t.Fatal(err)
	}
	var document tfjson.ProviderSchemas
	if err := json.Unmarshal(out.Bytes(), &document); err != nil {
		t.Fatalf("reading the document back: %v", err)
	}
	schema := document.Schemas["registry.terraform.io/hashicorp/hero"]
	if schema == nil {
		t.Fatal("the provider is missing")
	}
	if key := schema.ConfigSchema.Block.Attributes["api_key"]; key == nil || !key.Sensitive || !key.Optional {
		t.Errorf("api_key: got %+v, want an optional, sensitive attribute", key)
	}
	patient := schema.ResourceSchemas["hero_patient"]
	if patient == nil || !patient.Block.Attributes["nhs_number"].Sensitive {
		t.Error("hero_patient has no sensitive nhs_number")
	}
	settings := schema.ResourceSchemas["hero_practice_group_settings"]
	if settings == nil {
		t.Fatal("hero_practice_group_settings is missing")
	}
	credentials := settings.Block.Attributes["prescription_partner_credentials"].AttributeNestedType
	if credentials == nil || credentials.NestingMode != tfjson.SchemaNestingModeSingle {
		t.Fatalf("prescription_partner_credentials: got %+v, want a single nested attribute", credentials)
	}
	if !credentials.Attributes["password_wo"].WriteOnly {
		t.Error("password_wo is not write-only")
	}
	if request := schema.ActionSchemas["hero_request"]; request == nil || !request.Block.Attributes["body"].WriteOnly {
		t.Error("the action hero_request has no write-only body")
	}
	if schema.ResourceIdentitySchemas["hero_patient"] == nil {
		t.Error("the identity of hero_patient is missing")
	}
}

func TestConvertProvider(t *testing.T) {
	t.Parallel()
	schema := &tfprotov6.Schema{Version: 2, Block: &tfprotov6.SchemaBlock{
		Description: "A *thing*.", DescriptionKind: tfprotov6.StringKindMarkdown, Deprecated: true,
		Attributes: []*tfprotov6.SchemaAttribute{
			{Name: "any", Type: tftypes.DynamicPseudoType, Computed: true, Sensitive: true},
			{Name: "strings", Type: tftypes.Set{ElementType: tftypes.String}, Required: true},
			{Name: "parts", Optional: true, NestedType: &tfprotov6.SchemaObject{
				Nesting:    tfprotov6.SchemaObjectNestingModeList,
				Attributes: []*tfprotov6.SchemaAttribute{{Name: "key", Type: tftypes.String, WriteOnly: true}},
			}},
		},
		BlockTypes: []*tfprotov6.SchemaNestedBlock{{
			TypeName: "timeouts", Nesting: tfprotov6.SchemaNestedBlockNestingModeSingle, MaxItems: 1, Block: &tfprotov6.SchemaBlock{},
		}},
	}}
	wantBlock := `{"description":"A *thing*.","description_kind":"markdown","deprecated":true,
		"attributes":{
			"any":{"type":"dynamic","description_kind":"plain","computed":true,"sensitive":true},
			"strings":{"type":["set","string"],"description_kind":"plain","required":true},
			"parts":{"description_kind":"plain","optional":true,"nested_type":{"nesting_mode":"list",
				"attributes":{"key":{"type":"string","description_kind":"plain","write_only":true}}}}},
		"block_types":{"timeouts":{"nesting_mode":"single","max_items":1,"block":{"description_kind":"plain"}}}}`
	wantSchema := `{"version":2,"block":` + wantBlock + `}`

	got, err := convertProvider(&tfprotov6.GetProviderSchemaResponse{
		Provider:                 schema,
		ResourceSchemas:          map[string]*tfprotov6.Schema{"r": schema},
		DataSourceSchemas:        map[string]*tfprotov6.Schema{"d": schema},
		EphemeralResourceSchemas: map[string]*tfprotov6.Schema{"e": schema},
		ListResourceSchemas:      map[string]*tfprotov6.Schema{"l": schema},
		ActionSchemas:            map[string]*tfprotov6.ActionSchema{"a": {Schema: schema}},
		Functions: map[string]*tfprotov6.Function{"f": {
			Summary: "Short.", Description: "Long.", Return: &tfprotov6.FunctionReturn{Type: tftypes.Bool},
			Parameters:        []*tfprotov6.FunctionParameter{{Name: "p", Type: tftypes.String, AllowNullValue: true, Description: "P."}},
			VariadicParameter: &tfprotov6.FunctionParameter{Name: "v", Type: tftypes.Number},
		}},
	}, &tfprotov6.GetResourceIdentitySchemasResponse{
		IdentitySchemas: map[string]*tfprotov6.ResourceIdentitySchema{"r": {
			Version: 1,
			IdentityAttributes: []*tfprotov6.ResourceIdentitySchemaAttribute{
				{Name: "id", Type: tftypes.String, RequiredForImport: true, Description: "Id."},
				{Name: "practice_group_id", Type: tftypes.String, OptionalForImport: true},
			},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}

	want := `{"provider":` + wantSchema + `,"resource_schemas":{"r":` + wantSchema + `},"data_source_schemas":{"d":` + wantSchema + `},
		"ephemeral_resource_schemas":{"e":` + wantSchema + `},"list_resource_schemas":{"l":` + wantSchema + `},
		"action_schemas":{"a":{"block":` + wantBlock + `}},
		"functions":{"f":{"summary":"Short.","description":"Long.","return_type":"bool",
			"parameters":[{"name":"p","description":"P.","is_nullable":true,"type":"string"}],
			"variadic_parameter":{"name":"v","type":"number"}}},
		"resource_identity_schemas":{"r":{"version":1,"attributes":{
			"id":{"type":"string","description":"Id.","required_for_import":true},
			"practice_group_id":{"type":"string","optional_for_import":true}}}}}`
	if diff := cmp.Diff(decode(t, []byte(want)), decode(t, encode(t, got))); diff != "" {
		t.Errorf("converted schemas differ (-want +got):\n%s", diff)
	}
}

func TestAsError(t *testing.T) {
	t.Parallel()
	warning := &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: "careful"}
	if err := asError([]*tfprotov6.Diagnostic{warning}); err != nil {
		t.Errorf("a warning became the error %q", err)
	}
	failure := &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityError, Summary: "broken", Detail: "why"}
	err := asError([]*tfprotov6.Diagnostic{warning, failure})
	if err == nil || err.Error() != "broken: why" {
		t.Errorf("got error %v, want broken: why", err)
	}
}

func encode(t *testing.T, value any) []byte {
	t.Helper()
	encoded, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func decode(t *testing.T, encoded []byte) any {
	t.Helper()
	var value any
	if err := json.Unmarshal(encoded, &value); err != nil {
		t.Fatal(err)
	}
	return value
}
