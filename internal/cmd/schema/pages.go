// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
)

// kind is a kind of object, with the folder of its pages.
type kind struct {
	title, folder string
	blocks        map[string]*tfjson.SchemaBlock
}

func (k kind) anchor(name string) string { return k.folder + "-" + name }

func kinds(schema *tfjson.ProviderSchema) []kind {
	actions := map[string]*tfjson.SchemaBlock{}
	for name, action := range schema.ActionSchemas {
		actions[name] = action.Block
	}
	return []kind{
		{"Resource", "resources", blocksOf(schema.ResourceSchemas)},
		{"Data Source", "data-sources", blocksOf(schema.DataSourceSchemas)},
		{"Ephemeral Resource", "ephemeral-resources", blocksOf(schema.EphemeralResourceSchemas)},
		{"List Resource", "list-resources", blocksOf(schema.ListResourceSchemas)},
		{"Action", "actions", actions},
	}
}

func blocksOf(schemas map[string]*tfjson.Schema) map[string]*tfjson.SchemaBlock {
	blocks := map[string]*tfjson.SchemaBlock{}
	for name, schema := range schemas {
		blocks[name] = schema.Block
	}
	return blocks
}

// subcategories maps each object, without "hero_", and each function to its heading in
// the registry's menu.
var subcategories = map[string]string{
	"practice_group":               "Practice group",
	"practice_group_capabilities":  "Practice group",
	"practice_group_configuration": "Practice group",
	"practice_group_elements":      "Practice group",
	"practice_group_settings":      "Practice group",
	"admin_prescriber":             "Practice group",
	"access_token":                 "Practice group",

	"patient":                 "Patients",
	"patients":                "Patients",
	"pds_patient":             "Patients",
	"patient_billing_info":    "Patients",
	"patient_payment_methods": "Patients",
	"nhs_number":              "Patients",
	"nhs_number_valid":        "Patients",

	"webhook":  "Webhooks",
	"webhooks": "Webhooks",

	"admin":             "Look-ups",
	"admins":            "Look-ups",
	"appointment_type":  "Look-ups",
	"appointment_types": "Look-ups",
	"form":              "Look-ups",
	"forms":             "Look-ups",
	"location":          "Look-ups",
	"locations":         "Look-ups",
	"practitioner":      "Look-ups",
	"practitioners":     "Look-ups",

	"request": "Other requests",
}

// finish completes the generated pages of a folder: each gets its subcategory, and the
// page of an object gets a link to what is inferred.
func finish(docs string, schema *tfjson.ProviderSchema) error {
	pages, err := filepath.Glob(filepath.Join(docs, "*", "*.md"))
	if err != nil {
		return err
	}
	for _, page := range pages {
		folder, name := filepath.Base(filepath.Dir(page)), strings.TrimSuffix(filepath.Base(page), ".md")
		if folder == "guides" {
			continue // the menu has a heading for guides
		}
		content, err := os.ReadFile(page) //nolint:gosec // the generator has just written it
		if err != nil {
			return err
		}
		finished, err := finishPage(string(content), folder, name, schema)
		if err != nil {
			return err
		}
		if err := os.WriteFile(page, []byte(finished), 0o600); err != nil { //nolint:gosec // the caller names the folder
			return err
		}
	}
	return nil
}

// longDescription matches a description of several paragraphs in the front matter. A
// search result should show only the first.
var longDescription = regexp.MustCompile(`\A((?s:.*?)\ndescription: \|-\n[^\n]*)(?:\n  [^\n]*|\n *)+\n---\n`)

func finishPage(content, folder, name string, schema *tfjson.ProviderSchema) (string, error) {
	const unset = "\nsubcategory: \"\"\n"
	subcategory := subcategories[name]
	if subcategory == "" || !strings.Contains(content, unset) {
		return "", fmt.Errorf("%s/%s.md has no subcategory: add %q to the table in internal/cmd/schema/pages.go", folder, name, name)
	}
	content = strings.Replace(content, unset, fmt.Sprintf("\nsubcategory: %q\n", subcategory), 1)
	content = longDescription.ReplaceAllString(content, "$1\n---\n")
	if folder == "functions" {
		return content, nil // a function does not use Hero's API
	}
	return strings.TrimRight(content, "\n") + "\n\n" + sourceSection(folder, "hero_"+name, schema) + "\n", nil
}

// sourceSection returns the section that says where the content of a page comes from.
func sourceSection(folder, name string, schema *tfjson.ProviderSchema) string {
	const from = "## Source\n\nWhat this page says about the API comes from Hero's public documentation"
	for _, k := range kinds(schema) {
		if k.folder == folder && k.blocks[name] != nil && len(statements(k.blocks[name])) > 0 {
			return from + ", except for [what is inferred](../guides/what-is-inferred.md#" + k.anchor(name) + ")."
		}
	}
	return from + ". [What is inferred](../guides/what-is-inferred.md) lists the exceptions of other pages."
}
