// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"

	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
)

var _ ephemeral.EphemeralResourceWithConfigure = (*ephemeralLookup)(nil)

// ephemeralLookup is an ephemeral resource, made as lookup is: a model of either
// kind shows the same, but here it leaves nothing in plan or state.
type ephemeralLookup struct {
	*providerData
	name   string // without the provider's name in front
	schema func() schema.Schema
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

// ephemeralAttributes are the attributes of a data source for the ephemeral
// resource that reads the same, so that the two cannot drift apart. The
// framework has types of its own for either kind of schema, with the same fields.
func ephemeralAttributes(attributes map[string]dsschema.Attribute) map[string]schema.Attribute {
	out := make(map[string]schema.Attribute, len(attributes))
	for name, a := range attributes {
		out[name] = ephemeralAttribute(a)
	}
	return out
}

func ephemeralAttribute(attribute dsschema.Attribute) schema.Attribute {
	switch a := attribute.(type) {
	case dsschema.StringAttribute:
		return schema.StringAttribute(a)
	case dsschema.BoolAttribute:
		return schema.BoolAttribute(a)
	case dsschema.Int64Attribute:
		return schema.Int64Attribute(a)
	case dsschema.DynamicAttribute:
		return schema.DynamicAttribute(a)
	case dsschema.MapAttribute:
		return schema.MapAttribute(a)
	case dsschema.SingleNestedAttribute:
		return schema.SingleNestedAttribute{
			Attributes: ephemeralAttributes(a.Attributes),
			Required:   a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive,
			MarkdownDescription: a.MarkdownDescription, Validators: a.Validators,
		}
	case dsschema.ListNestedAttribute:
		return schema.ListNestedAttribute{
			NestedObject: schema.NestedAttributeObject{Attributes: ephemeralAttributes(a.NestedObject.Attributes)},
			Required:     a.Required, Optional: a.Optional, Computed: a.Computed, Sensitive: a.Sensitive,
			MarkdownDescription: a.MarkdownDescription, Validators: a.Validators,
		}
	}
	// All schemas are built whenever the provider starts, so a user cannot meet this.
	panic(fmt.Sprintf("no ephemeral form of %T", attribute))
}
