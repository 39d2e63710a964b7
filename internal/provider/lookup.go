// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	ephemeralschema "github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/provider/validators"
)

var _ datasource.DataSourceWithConfigure = (*lookup)(nil)

// lookup is a data source. This file has what all of them have in common; each one's own file has
// its schema, its model and its request.
//
// A data source that validates several arguments together embeds lookup and adds the framework's
// method for that, as hero_patients does.
type lookup struct {
	*providerData
	name   string // without the provider's name before it
	schema func() schema.Schema
	model  func() lookupModel // a new, empty one
}

// lookupModel has the arguments of a look-up and, after read, its results.
type lookupModel interface {
	// practiceGroup is the attribute practice_group_id. Embedding practiceScoped
	// provides it.
	practiceGroup() *types.String
	// read makes the request and fills in the response, or adds an error.
	read(ctx context.Context, practice *hero.Practice, diags *diag.Diagnostics)
}

// practiceScoped is embedded in the model of every look-up.
type practiceScoped struct {
	PracticeGroupID types.String `tfsdk:"practice_group_id"`
}

func (s *practiceScoped) practiceGroup() *types.String { return &s.PracticeGroupID }

func (l *lookup) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	l.providerData = dataFrom(req.ProviderData, &resp.Diagnostics)
}

func (l *lookup) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + l.name
}

func (l *lookup) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = l.schema()
}

func (l *lookup) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	model := l.model()
	l.readModel(ctx, req.Config, model, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}

// readModel decodes the configuration into the model and reads it. Data sources and
// ephemeral resources differ only in where they put the result.
func (d *providerData) readModel(ctx context.Context, config tfsdk.Config, model lookupModel, diags *diag.Diagnostics) {
	diags.Append(config.Get(ctx, model)...)
	group := model.practiceGroup()
	practice := d.practice(*group, diags)
	if diags.HasError() {
		return
	}
	*group = types.StringValue(practice.ID())
	model.read(ctx, practice, diags)
}

// entriesAndRaw returns the entries of a response for the list attribute and, complete and in the
// same order, for "attributes".
func entriesAndRaw[Entry interface{ JSON() json.RawMessage }, Model any](entries []Entry, model func(Entry) Model, diags *diag.Diagnostics) ([]Model, types.Dynamic) {
	models := make([]Model, len(entries)) // no entries make an empty list, not null
	raw := make([]json.RawMessage, len(entries))
	for i, e := range entries {
		models[i], raw[i] = model(e), e.JSON()
	}
	return models, passThrough(joinRaw(raw), path.Root("attributes"), diags)
}

// computedString is a string that Hero reports and plans may show.
func computedString(description string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}

func computedBool(description string) schema.BoolAttribute {
	return schema.BoolAttribute{Computed: true, MarkdownDescription: description}
}

// personalString describes a person, so no plan shows it.
func personalString(description string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, Sensitive: true, MarkdownDescription: description}
}

func personalBool(description string) schema.BoolAttribute {
	return schema.BoolAttribute{Computed: true, Sensitive: true, MarkdownDescription: description}
}

func personalStringList(description string) schema.ListAttribute {
	return schema.ListAttribute{ElementType: types.StringType, Computed: true, Sensitive: true, MarkdownDescription: description}
}

func patientIDAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Required:            true,
		MarkdownDescription: "Hero's id of the patient, decimal digits. Never an NHS number.",
		Validators:          []validator.String{validators.NotBlank(), validators.PatientID()},
	}
}

const (
	// withoutSecretsDescription says what each pass-through leaves out.
	withoutSecretsDescription = "Members whose names suggest a secret (`password`, `secret`, `token`, `signing_key`, `api_key`, `credential`, in any spelling) are left out. "
	undocumentedDescription   = "Undocumented, and passed on as received. It is sensitive for that reason; use `nonsensitive` for what you know to be harmless."
)

func rawEntriesAttribute() schema.DynamicAttribute {
	return schema.DynamicAttribute{
		Computed: true, Sensitive: true,
		MarkdownDescription: "The complete entries, as Hero gave them and in the same order, with members that have no attribute above: `attributes[0].name`. " + withoutSecretsDescription + undocumentedDescription,
	}
}

// idFilter is a query parameter that lists ids.
func idFilter(description string) schema.SetAttribute {
	return schema.SetAttribute{
		ElementType: types.StringType, Optional: true,
		MarkdownDescription: description,
		// Hero would treat an empty list as no filter at all, the opposite of what the user means.
		Validators: idSetValidators(),
	}
}

func availabilityFilter(plural string) schema.BoolAttribute {
	return schema.BoolAttribute{
		Optional:            true,
		MarkdownDescription: "Keep only " + plural + " that have free slots (`true`) or have none (`false`). No filter when unset. That `false` inverts the filter is inferred.",
	}
}

var _ ephemeral.EphemeralResourceWithConfigure = (*ephemeralLookup)(nil)

// ephemeralLookup is an ephemeral resource built like lookup. It leaves nothing in plan
// or state.
type ephemeralLookup struct {
	*providerData
	name   string // without the provider's name before it
	schema func() ephemeralschema.Schema
	model  func() lookupModel // a new, empty one
}

func (l *ephemeralLookup) Configure(_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse) {
	l.providerData = dataFrom(req.ProviderData, &resp.Diagnostics)
}

func (l *ephemeralLookup) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + l.name
}

func (l *ephemeralLookup) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = l.schema()
}

func (l *ephemeralLookup) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	model := l.model()
	l.readModel(ctx, req.Config, model, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Result.Set(ctx, model)...)
}

// ephemeralAttributes makes the attributes of an ephemeral resource from those of the data source
// that reads the same thing, so that the two cannot drift apart. The framework has separate types
// for the two kinds of schema, with the same fields.
func ephemeralAttributes(attributes map[string]schema.Attribute) map[string]ephemeralschema.Attribute {
	out := make(map[string]ephemeralschema.Attribute, len(attributes))
	for name, a := range attributes {
		out[name] = ephemeralAttribute(a)
	}
	return out
}

func ephemeralAttribute(attribute schema.Attribute) ephemeralschema.Attribute {
	switch a := attribute.(type) {
	case schema.StringAttribute:
		return ephemeralschema.StringAttribute(a)
	case schema.BoolAttribute:
		return ephemeralschema.BoolAttribute(a)
	case schema.Int64Attribute:
		return ephemeralschema.Int64Attribute(a)
	case schema.DynamicAttribute:
		return ephemeralschema.DynamicAttribute(a)
	case schema.MapAttribute:
		return ephemeralschema.MapAttribute(a)
	case schema.SingleNestedAttribute:
		return ephemeralschema.SingleNestedAttribute{
			Attributes: ephemeralAttributes(a.Attributes),
			Required:   a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive,
			MarkdownDescription: a.MarkdownDescription, Validators: a.Validators,
		}
	case schema.ListNestedAttribute:
		return ephemeralschema.ListNestedAttribute{
			NestedObject: ephemeralschema.NestedAttributeObject{Attributes: ephemeralAttributes(a.NestedObject.Attributes)},
			Required:     a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive,
			MarkdownDescription: a.MarkdownDescription, Validators: a.Validators,
		}
	}
	// All schemas are built when the provider starts, so no user can get here.
	panic(fmt.Sprintf("no ephemeral form of %T", attribute))
}
