// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"

	tfjson "github.com/hashicorp/terraform-json"
)

func convertProvider(
	in *tfprotov6.GetProviderSchemaResponse, identities *tfprotov6.GetResourceIdentitySchemasResponse,
) (*tfjson.ProviderSchema, error) {
	var (
		out tfjson.ProviderSchema
		err error
	)
	if out.ConfigSchema, err = convertSchema(in.Provider); err != nil {
		return nil, fmt.Errorf("provider: %w", err)
	}
	if out.ResourceSchemas, err = convertAll(in.ResourceSchemas, convertSchema); err != nil {
		return nil, fmt.Errorf("resource %w", err)
	}
	if out.DataSourceSchemas, err = convertAll(in.DataSourceSchemas, convertSchema); err != nil {
		return nil, fmt.Errorf("data source %w", err)
	}
	if out.EphemeralResourceSchemas, err = convertAll(in.EphemeralResourceSchemas, convertSchema); err != nil {
		return nil, fmt.Errorf("ephemeral resource %w", err)
	}
	if out.ListResourceSchemas, err = convertAll(in.ListResourceSchemas, convertSchema); err != nil {
		return nil, fmt.Errorf("list resource %w", err)
	}
	if out.ActionSchemas, err = convertAll(in.ActionSchemas, convertAction); err != nil {
		return nil, fmt.Errorf("action %w", err)
	}
	if out.ResourceIdentitySchemas, err = convertAll(identities.IdentitySchemas, convertIdentity); err != nil {
		return nil, fmt.Errorf("identity of resource %w", err)
	}
	if out.Functions, err = convertAll(in.Functions, convertFunction); err != nil {
		return nil, fmt.Errorf("function %w", err)
	}
	return &out, nil
}

// convertAll converts the values of a map. An error begins with the key.
func convertAll[In, Out any](in map[string]In, convert func(In) (Out, error)) (map[string]Out, error) {
	out := make(map[string]Out, len(in))
	for name, value := range in {
		converted, err := convert(value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out[name] = converted
	}
	return out, nil
}

func convertSchema(in *tfprotov6.Schema) (*tfjson.Schema, error) {
	block, err := convertBlock(in.Block)
	if err != nil {
		return nil, err
	}
	return &tfjson.Schema{Version: uint64(in.Version), Block: block}, nil //nolint:gosec // versions count from 0
}

func convertAction(in *tfprotov6.ActionSchema) (*tfjson.ActionSchema, error) {
	block, err := convertBlock(in.Schema.Block)
	if err != nil {
		return nil, err
	}
	return &tfjson.ActionSchema{Block: block}, nil
}

func convertBlock(in *tfprotov6.SchemaBlock) (*tfjson.SchemaBlock, error) {
	attributes, err := convertAttributes(in.Attributes)
	if err != nil {
		return nil, err
	}
	out := &tfjson.SchemaBlock{
		Attributes:      attributes,
		Description:     in.Description,
		DescriptionKind: descriptionKind(in.DescriptionKind),
		Deprecated:      in.Deprecated,
		NestedBlocks:    make(map[string]*tfjson.SchemaBlockType, len(in.BlockTypes)),
	}
	for _, nested := range in.BlockTypes {
		block, err := convertBlock(nested.Block)
		if err != nil {
			return nil, fmt.Errorf("block %s: %w", nested.TypeName, err)
		}
		out.NestedBlocks[nested.TypeName] = &tfjson.SchemaBlockType{
			NestingMode: nestingMode(nested.Nesting),
			Block:       block,
			MinItems:    uint64(nested.MinItems), //nolint:gosec // never negative
			MaxItems:    uint64(nested.MaxItems), //nolint:gosec // never negative
		}
	}
	return out, nil
}

func convertAttributes(in []*tfprotov6.SchemaAttribute) (map[string]*tfjson.SchemaAttribute, error) {
	out := make(map[string]*tfjson.SchemaAttribute, len(in))
	for _, attribute := range in {
		converted, err := convertAttribute(attribute)
		if err != nil {
			return nil, fmt.Errorf("attribute %s: %w", attribute.Name, err)
		}
		out[attribute.Name] = converted
	}
	return out, nil
}

func convertAttribute(in *tfprotov6.SchemaAttribute) (*tfjson.SchemaAttribute, error) {
	out := &tfjson.SchemaAttribute{
		Description:     in.Description,
		DescriptionKind: descriptionKind(in.DescriptionKind),
		Deprecated:      in.Deprecated,
		Required:        in.Required,
		Optional:        in.Optional,
		Computed:        in.Computed,
		Sensitive:       in.Sensitive,
		WriteOnly:       in.WriteOnly,
	}
	var err error
	if in.NestedType == nil {
		out.AttributeType, err = convertType(in.Type)
		return out, err
	}
	out.AttributeNestedType = &tfjson.SchemaNestedAttributeType{NestingMode: nestingMode(in.NestedType.Nesting)}
	out.AttributeNestedType.Attributes, err = convertAttributes(in.NestedType.Attributes)
	return out, err
}

func convertIdentity(in *tfprotov6.ResourceIdentitySchema) (*tfjson.IdentitySchema, error) {
	out := &tfjson.IdentitySchema{
		Version:    uint64(in.Version), //nolint:gosec // versions count from 0
		Attributes: make(map[string]*tfjson.IdentityAttribute, len(in.IdentityAttributes)),
	}
	for _, attribute := range in.IdentityAttributes {
		kind, err := convertType(attribute.Type)
		if err != nil {
			return nil, fmt.Errorf("attribute %s: %w", attribute.Name, err)
		}
		out.Attributes[attribute.Name] = &tfjson.IdentityAttribute{
			IdentityType:      kind,
			Description:       attribute.Description,
			RequiredForImport: attribute.RequiredForImport,
			OptionalForImport: attribute.OptionalForImport,
		}
	}
	return out, nil
}

func convertFunction(in *tfprotov6.Function) (*tfjson.FunctionSignature, error) {
	out := &tfjson.FunctionSignature{
		Summary:            in.Summary,
		Description:        in.Description,
		DeprecationMessage: in.DeprecationMessage,
	}
	var err error
	if out.ReturnType, err = convertType(in.Return.Type); err != nil {
		return nil, fmt.Errorf("return value: %w", err)
	}
	for _, parameter := range in.Parameters {
		converted, err := convertParameter(parameter)
		if err != nil {
			return nil, err
		}
		out.Parameters = append(out.Parameters, converted)
	}
	if in.VariadicParameter != nil {
		if out.VariadicParameter, err = convertParameter(in.VariadicParameter); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func convertParameter(in *tfprotov6.FunctionParameter) (*tfjson.FunctionParameter, error) {
	kind, err := convertType(in.Type)
	if err != nil {
		return nil, fmt.Errorf("parameter %s: %w", in.Name, err)
	}
	return &tfjson.FunctionParameter{
		Name:        in.Name,
		Description: in.Description,
		IsNullable:  in.AllowNullValue,
		Type:        kind,
	}, nil
}

// convertType goes through JSON, the only notation that both type systems share.
func convertType(in tftypes.Type) (cty.Type, error) {
	var out cty.Type
	encoded, err := json.Marshal(in)
	if err != nil {
		return out, fmt.Errorf("encoding type %s: %w", in, err)
	}
	if err := json.Unmarshal(encoded, &out); err != nil {
		return out, fmt.Errorf("decoding type %s: %w", in, err)
	}
	return out, nil
}

func descriptionKind(in tfprotov6.StringKind) tfjson.SchemaDescriptionKind {
	if in == tfprotov6.StringKindMarkdown {
		return tfjson.SchemaDescriptionKindMarkdown
	}
	return tfjson.SchemaDescriptionKindPlain
}

// nestingMode converts the mode of an attribute or of a block. The JSON form has the
// same names in lower case.
func nestingMode(in fmt.Stringer) tfjson.SchemaNestingMode {
	return tfjson.SchemaNestingMode(strings.ToLower(in.String()))
}
