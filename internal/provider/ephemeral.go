package provider

import (
	"fmt"

	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
)

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
