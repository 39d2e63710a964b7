// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	rschema "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/provider"
	"github.com/herohealth/terraform-provider-hero/internal/provider/herotypes"
)

// The tests in this file apply to every object of the provider. They check the schemas
// that Terraform gets, so they cover objects added later without a line here.

const repository = "../.."

// objectKind is a kind of object, and the place of its files.
type objectKind struct {
	schemas map[string]*tfprotov6.Schema
	block   string // its block in a configuration
	folder  string // in examples/ and docs/
	example string // pattern of its example's file name
}

// allSchemas returns the schemas as Terraform gets them. The framework checks each
// implementation first, and reports problems as diagnostics.
func allSchemas(t testing.TB) *tfprotov6.GetProviderSchemaResponse {
	t.Helper()
	resp, err := protocolServer(nil).GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	wantDiagnostics(t, resp.Diagnostics)
	return resp
}

func objectKinds(t testing.TB) []objectKind {
	t.Helper()
	all := allSchemas(t)
	actions := map[string]*tfprotov6.Schema{}
	for name, action := range all.ActionSchemas {
		actions[name] = action.Schema
	}
	return []objectKind{
		{all.ResourceSchemas, "resource", "resources", "resource.tf"},
		{all.DataSourceSchemas, "data", "data-sources", "data-source.tf"},
		{all.EphemeralResourceSchemas, "ephemeral", "ephemeral-resources", "ephemeral-resource.tf"},
		{all.ListResourceSchemas, "list", "list-resources", "list-resource*.tfquery.hcl"},
		{actions, "action", "actions", "action.tf"},
	}
}

// eachObject runs a check for every object, in a fixed order.
func eachObject(t *testing.T, check func(t *testing.T, kind objectKind, name string, schema *tfprotov6.Schema)) {
	t.Helper()
	for _, kind := range objectKinds(t) {
		for _, name := range slices.Sorted(maps.Keys(kind.schemas)) {
			t.Run(kind.block+" "+name, func(t *testing.T) {
				t.Parallel()
				check(t, kind, name, kind.schemas[name])
			})
		}
	}
}

// walk visits every attribute, nested ones after their parent. hidden is true if the
// attribute or a parent is sensitive.
func walk(attributes []*tfprotov6.SchemaAttribute, at string, hidden bool, visit func(at string, a *tfprotov6.SchemaAttribute, hidden bool)) {
	for _, a := range attributes {
		here, covered := at+a.Name, hidden || a.Sensitive
		visit(here, a, covered)
		if a.NestedType != nil {
			walk(a.NestedType.Attributes, here+".", covered, visit)
		}
	}
}

func wantDescription(t testing.TB, what, text string, kind tfprotov6.StringKind) {
	t.Helper()
	switch {
	case len(text) < 7:
		t.Errorf("%s: the description %q is too short to say what it means", what, text)
	case kind != tfprotov6.StringKindMarkdown:
		t.Errorf("%s: the description is not Markdown", what)
	}
}

func TestSchemas_everythingIsDescribed(t *testing.T) {
	t.Parallel()
	described := func(t *testing.T, name string, schema *tfprotov6.Schema) {
		t.Helper()
		wantDescription(t, name, schema.Block.Description, schema.Block.DescriptionKind)
		if len(schema.Block.BlockTypes) != 0 {
			t.Errorf("%s has blocks, which a configuration cannot compute; use nested attributes", name)
		}
		walk(schema.Block.Attributes, "", false, func(at string, a *tfprotov6.SchemaAttribute, _ bool) {
			wantDescription(t, name+"."+at, a.Description, a.DescriptionKind)
		})
	}
	described(t, "provider", allSchemas(t).Provider)
	eachObject(t, func(t *testing.T, _ objectKind, name string, schema *tfprotov6.Schema) {
		t.Helper()
		described(t, name, schema)
	})
	for name, f := range allSchemas(t).Functions {
		wantDescription(t, name, f.Description, f.DescriptionKind)
		wantDescription(t, name+" (summary)", f.Summary, tfprotov6.StringKindMarkdown)
		for _, p := range f.Parameters {
			wantDescription(t, name+"("+p.Name+")", p.Description, p.DescriptionKind)
		}
	}
}

func TestSchemas_everyObjectTakesAPracticeGroup(t *testing.T) {
	t.Parallel()
	eachObject(t, func(t *testing.T, kind objectKind, _ string, schema *tfprotov6.Schema) {
		t.Helper()
		i := slices.IndexFunc(schema.Block.Attributes, func(a *tfprotov6.SchemaAttribute) bool { return a.Name == "practice_group_id" })
		if i < 0 {
			t.Fatal("there is no practice_group_id")
		}
		a := schema.Block.Attributes[i]
		// The provider never fills in an attribute of a list or an action.
		if !a.Optional || a.Sensitive || a.Computed == (kind.block == "list" || kind.block == "action") {
			t.Errorf("practice_group_id: optional %v, computed %v, sensitive %v", a.Optional, a.Computed, a.Sensitive)
		}
	})
}

// harmless are the attributes of patient objects that say nothing about a person: ids,
// and what Hero stores about the record itself. All other attributes must be sensitive.
var harmless = []string{
	"id", "uid", "patient_id", "practice_group_id", "data_source", "adopt_existing", "ehr_partner",
	"hero_id", "hero_uid", "include_archived", "page_size", "limit",
}

func TestSchemas_patientDataIsSensitive(t *testing.T) {
	t.Parallel()
	eachObject(t, func(t *testing.T, kind objectKind, name string, schema *tfprotov6.Schema) {
		t.Helper()
		if !strings.Contains(name, "patient") || kind.block == "list" {
			return // other objects hold no patient data; a list block has no sensitive attributes in the protocol
		}
		walk(schema.Block.Attributes, "", false, func(at string, a *tfprotov6.SchemaAttribute, hidden bool) {
			if a.NestedType == nil && !hidden && !slices.Contains(harmless, a.Name) {
				t.Errorf("%s is not sensitive", at)
			}
		})
	})
}

// personal are the attributes that describe a person, whatever harmless says.
var personal = []string{
	"nhs_number", "dob", "title", "first_name", "last_name", "forename", "surname", "sex", "email", "emails", "mobile", "landline",
	"address_line_1", "address_line_2", "address_line_3", "line_1", "line_2", "line_3", "town", "county", "postcode", "country",
	"ehr_partner_id", "emis_id", "caller", "notes", "deceased_at", "attributes", "external_billing_id", "billing_note",
	"status", "restricted", "ehr_registered", "confidential", "insurer", "membership_number", "auth_code", "brand", "last4", "exp_month", "exp_year", "fingerprint",
}

// An attribute that describes a person must be sensitive even if its name gets into
// harmless by mistake.
func TestSchemas_personalAttributesAreSensitive(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, kind := range objectKinds(t) {
		for name, schema := range kind.schemas {
			if !strings.Contains(name, "patient") || kind.block == "list" {
				continue // as above
			}
			walk(schema.Block.Attributes, "", false, func(at string, a *tfprotov6.SchemaAttribute, hidden bool) {
				seen[a.Name] = true
				if slices.Contains(personal, a.Name) && !hidden {
					t.Errorf("%s %s: %s describes a person and is not sensitive", kind.block, name, at)
				}
			})
		}
	}
	for _, name := range personal {
		if !seen[name] {
			t.Errorf("no patient object has an attribute %s, so the test proves nothing about it", name)
		}
	}
}

// Nobody knows in advance what a user's own request is about, so all of its content
// counts as patient data.
func TestSchemas_contentOfRequestsIsSensitive(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, kind := range objectKinds(t) {
		schema := kind.schemas["hero_request"]
		if schema == nil {
			continue
		}
		walk(schema.Block.Attributes, "", false, func(at string, a *tfprotov6.SchemaAttribute, hidden bool) {
			if slices.Contains([]string{"query", "body", "response"}, at) {
				seen++
				if !hidden {
					t.Errorf("%s: %s is not sensitive", kind.block, at)
				}
			}
			if (at == "body") != a.WriteOnly {
				t.Errorf("%s: %s: write-only is %v", kind.block, at, a.WriteOnly)
			}
		})
	}
	if seen != 6 { // query three times, response twice, body once
		t.Errorf("%d attributes were checked, want 6", seen)
	}
}

// A response that is passed on whole may contain anything.
func TestSchemas_passThroughsAreSensitive(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, kind := range objectKinds(t) {
		for name, schema := range kind.schemas {
			walk(schema.Block.Attributes, "", false, func(at string, a *tfprotov6.SchemaAttribute, hidden bool) {
				if a.Type != nil && a.Type.Is(tftypes.DynamicPseudoType) {
					seen++
					if !hidden {
						t.Errorf("%s %s: %s is not sensitive", kind.block, name, at)
					}
				}
			})
		}
	}
	if seen < 20 {
		t.Errorf("only %d attributes were checked", seen)
	}
}

func TestSchemas_secretsAreWriteOnlyWithAVersion(t *testing.T) {
	t.Parallel()
	eachObject(t, func(t *testing.T, kind objectKind, _ string, schema *tfprotov6.Schema) {
		t.Helper()
		if kind.block == "action" {
			return // an action has no state, so no version could show a new value
		}
		attributes := map[string]*tfprotov6.SchemaAttribute{}
		walk(schema.Block.Attributes, "", false, func(at string, a *tfprotov6.SchemaAttribute, _ bool) { attributes[at] = a })
		for at, a := range attributes {
			if a.WriteOnly != strings.HasSuffix(at, "_wo") {
				t.Errorf("%s: write-only is %v, but the name says otherwise", at, a.WriteOnly)
			}
			if !a.WriteOnly {
				continue
			}
			if !a.Sensitive {
				t.Errorf("%s is write-only but not sensitive", at)
			}
			if version := attributes[at+"_version"]; version == nil || version.WriteOnly || !version.Optional {
				t.Errorf("%s has no optional %s_version that is stored in the state", at, at)
			}
		}
	})
}

func TestSchemas_resourcesHaveIdentityAndImport(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	identities, err := protocolServer(nil).GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	wantDiagnostics(t, identities.Diagnostics)
	for _, construct := range provider.New("test")().Resources(ctx) {
		r := construct()
		var meta resource.MetadataResponse
		r.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "hero"}, &meta)
		if _, ok := r.(resource.ResourceWithImportState); !ok {
			t.Errorf("%s cannot be imported", meta.TypeName)
		}
		identity := identities.IdentitySchemas[meta.TypeName]
		if identity == nil {
			t.Errorf("%s has no identity", meta.TypeName)
			continue
		}
		for _, a := range identity.IdentityAttributes {
			if a.Name != "id" && a.Name != "practice_group_id" {
				t.Errorf("%s: the identity has %q; it is shown everywhere, so it may contain only Hero's own ids", meta.TypeName, a.Name)
			}
			if a.RequiredForImport == a.OptionalForImport || (a.Name == "practice_group_id" && a.RequiredForImport) {
				t.Errorf("%s.%s: required for import %v, optional %v", meta.TypeName, a.Name, a.RequiredForImport, a.OptionalForImport)
			}
			wantDescription(t, meta.TypeName+" identity "+a.Name, a.Description, tfprotov6.StringKindMarkdown)
		}
	}
}

func TestSchemas_everyObjectHasExampleDocsAndTest(t *testing.T) {
	t.Parallel()
	tests := testFiles(t)
	eachObject(t, func(t *testing.T, kind objectKind, name string, _ *tfprotov6.Schema) {
		t.Helper()
		wanted := []string{
			filepath.Join("examples", kind.folder, name, kind.example),
			filepath.Join("docs", kind.folder, strings.TrimPrefix(name, "hero_")+".md"),
		}
		if kind.block == "resource" {
			for _, file := range []string{"import.sh", "import-by-string-id.tf", "import-by-identity.tf"} {
				wanted = append(wanted, filepath.Join("examples", kind.folder, name, file))
			}
		}
		wantFiles(t, wanted...)
		if !regexp.MustCompile(kind.block + ` \\?"` + name + `\\?"`).MatchString(tests) {
			t.Errorf("no test configures %s %q", kind.block, name)
		}
	})
	for name := range allSchemas(t).Functions {
		wantFiles(t, filepath.Join("examples", "functions", name, "function.tf"), filepath.Join("docs", "functions", name+".md"))
		if !strings.Contains(tests, "provider::hero::"+name+"(") {
			t.Errorf("no test calls provider::hero::%s", name)
		}
	}
}

// wantFiles checks that a file matches each pattern.
func wantFiles(t testing.TB, patterns ...string) {
	t.Helper()
	for _, pattern := range patterns {
		if found, err := filepath.Glob(filepath.Join(repository, pattern)); err != nil || len(found) == 0 {
			t.Errorf("%s is missing", pattern)
		}
	}
}

// testFiles returns the text of all test files of the package.
func testFiles(t testing.TB) string {
	t.Helper()
	names, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(content)
	}
	return b.String()
}

// The schema must validate every kind of string that can be configured.
func TestSchemas_configurableTextsAreValidated(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	p := provider.New("test")()
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

// schemaAttribute is what the attributes of all kinds of objects have in common.
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
		text, ok := a.GetType().(herotypes.StringType)
		if !ok || !a.IsRequired() && !a.IsOptional() {
			continue
		}
		value, _ := text.ValueType(t.Context()).(herotypes.String)
		kind := value.Kind()
		_, ofResource := a.(rschema.StringAttribute)
		always := kind == herotypes.NHSNumber || kind == herotypes.DateOfBirth || kind == herotypes.URL
		if kind == herotypes.Text || ofResource && !always {
			continue // any string is valid, or a plan checks it: TestSendable_everyKindIsChecked
		}
		wanted, validated := kind.Valid(), false
		if ofResource && kind == herotypes.DateOfBirth {
			wanted = kind.ValidDay() // Hero may hold another form: TestSendable_dateOfBirthThatHeroHolds
		}
		if v, ok := a.(interface{ StringValidators() []validator.String }); ok {
			for _, one := range v.StringValidators() {
				validated = validated || one == wanted
			}
		}
		if !validated {
			t.Errorf("%s can be configured, but no validator checks that it is a %s", name, kind.Name)
		}
	}
}
