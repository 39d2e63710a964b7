// SPDX-License-Identifier: MPL-2.0

// Command schema prepares the documentation: it prints the schemas of the provider
// for the documentation generator and completes the pages that the generator writes.
//
// It asks the provider and not a CLI, because a CLI leaves out the kinds of object
// that it does not support (list resources before Terraform 1.14, for instance), and
// the documentation must not depend on the CLI that happens to be installed.
//
//	schema              prints the schemas, as `terraform providers schema -json` does
//	schema inferred     prints the page about what is inferred
//	schema finish DOCS  adds what the generator cannot to its pages in a folder
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/herohealth/terraform-provider-hero/internal/provider"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "schema:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string, out io.Writer) error {
	server := providerserver.NewProtocol6(provider.New("docs")())()
	schema, err := export(ctx, server)
	if err != nil {
		return err
	}
	switch {
	case len(arguments) == 0:
		err = printSchemas(schema, out)
	case len(arguments) == 1 && arguments[0] == "inferred":
		_, err = io.WriteString(out, inferredPage(schema))
	case len(arguments) == 2 && arguments[0] == "finish":
		return finish(arguments[1], schema)
	default:
		return errors.New("usage: schema [inferred | finish DOCS]")
	}
	if err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	return nil
}

func printSchemas(schema *tfjson.ProviderSchema, out io.Writer) error {
	return json.NewEncoder(out).Encode(tfjson.ProviderSchemas{
		FormatVersion: "1.0",
		// The generator reads the default namespace, not the provider's own.
		Schemas: map[string]*tfjson.ProviderSchema{"registry.terraform.io/hashicorp/hero": schema},
	})
}

func export(ctx context.Context, server tfprotov6.ProviderServer) (*tfjson.ProviderSchema, error) {
	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err == nil {
		err = asError(schemas.Diagnostics)
	}
	if err != nil {
		return nil, fmt.Errorf("asking the provider for its schemas: %w", err)
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err == nil {
		err = asError(identities.Diagnostics)
	}
	if err != nil {
		return nil, fmt.Errorf("asking the provider for its identity schemas: %w", err)
	}
	return convertProvider(schemas, identities)
}

func asError(diagnostics []*tfprotov6.Diagnostic) error {
	var errs []error
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			errs = append(errs, fmt.Errorf("%s: %s", d.Summary, d.Detail))
		}
	}
	return errors.Join(errs...)
}
