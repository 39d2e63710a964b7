// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	tfjson "github.com/hashicorp/terraform-json"

	"github.com/herohealth/terraform-provider-hero/internal/provider"
)

const docs = "../../../docs"

var subcategoryLine = regexp.MustCompile(`(?m)^subcategory: "(.*)"$`)

// The menu leaves out a page without a subcategory. This test reads the committed pages.
func TestPages_haveASubcategoryAndASource(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob(filepath.Join(docs, "*", "*.md"))
	if err != nil || len(pages) < 30 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	used := map[string]int{}
	for _, page := range pages {
		folder := filepath.Base(filepath.Dir(page))
		if folder == "guides" {
			continue
		}
		content := read(t, page)
		line := subcategoryLine.FindStringSubmatch(content)
		if line == nil || line[1] == "" {
			t.Errorf("%s has no subcategory: run make generate", page)
			continue
		}
		used[line[1]]++
		if folder != "functions" && !strings.Contains(content, "](../guides/what-is-inferred.md") {
			t.Errorf("%s does not link to what is inferred", page)
		}
	}
	for name := range subcategories {
		if !slices.ContainsFunc(pages, func(page string) bool { return filepath.Base(page) == name+".md" }) {
			t.Errorf("the table has a subcategory for %q, which has no page", name)
		}
	}
	for _, want := range []string{"Practice group", "Patients", "Webhooks", "Look-ups"} {
		if used[want] == 0 {
			t.Errorf("no page has the subcategory %q", want)
		}
	}
}

func TestFinishPage_demandsASubcategory(t *testing.T) {
	t.Parallel()
	_, err := finishPage("---\nsubcategory: \"\"\n---\n", "resources", "novelty", &tfjson.ProviderSchema{})
	if err == nil || !strings.Contains(err.Error(), `add "novelty" to the table`) {
		t.Errorf("an object without a subcategory gives the error %v", err)
	}
}

func TestOpenSentences(t *testing.T) {
	t.Parallel()
	for description, want := range map[string][]string{
		"Name of it.":           nil,
		"Name of it. Inferred.": {"Inferred."},
		"Its unit is not documented, e.g. in pence. `x` is fine. What it does is inferred.\n\nAnd more.": {"Its unit is not documented, e.g. in pence.", "What it does is inferred."},
		"Undocumented, and passed on.": {"Undocumented, and passed on."},
	} {
		if diff := cmp.Diff(want, openSentences(description)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", description, diff)
		}
	}
}

// The page lists every statement, and it tells users about everything that the contract
// marks as inferred.
func TestInferredPage_isComplete(t *testing.T) {
	t.Parallel()
	schema, err := export(context.Background(), providerserver.NewProtocol6(provider.New("test")())())
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	if err := run(t.Context(), []string{"inferred"}, &page); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, kind := range kinds(schema) {
		for name, block := range kind.blocks {
			for _, s := range statements(block) {
				n++
				if !strings.Contains(page.String(), s.line()+"\n") {
					t.Errorf("the page lacks a statement about %s: %s", name, s.sentence)
				}
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d statements", n)
	}
	for _, place := range inferredInContract(t) {
		where, known := saidOnPage[place]
		switch {
		case !known:
			t.Errorf("the contract calls %s inferred, and nothing says whether users read about it: add it to saidOnPage", place)
		case where != "" && !strings.Contains(page.String(), where):
			t.Errorf("the contract calls %s inferred, and the page does not say %q", place, where)
		}
	}
}

// saidOnPage maps each mark in the contract to what the page says about it, or to "" if
// nothing in the provider depends on it.
var saidOnPage = map[string]string{
	"merge/preview patient_id":     "",
	"webhooks/{id} delete":         "The route of the deletion is inferred",
	"booking_links post":           "",
	"UnknownObject":                "`attributes`: Undocumented",
	"ValidationIssue items":        "",
	"Location id":                  "The members of a location are not documented",
	"Location name":                "The members of a location are not documented",
	"PractitionerList":             "The members of a practitioner are not documented",
	"Practitioner id":              "The members of a practitioner are not documented",
	"Practitioner name":            "That Hero does so as `name`, or as `first_name` and `last_name`, is inferred.",
	"Practitioner first_name":      "That Hero does so as `name`, or as `first_name` and `last_name`, is inferred.",
	"Practitioner last_name":       "That Hero does so as `name`, or as `first_name` and `last_name`, is inferred.",
	"Address country":              "`address.country`: Its name is inferred",
	"PracticeGroup":                "Its answer is not documented",
	"AuthenticatedAs":              "",
	"PracticeGroupUpdate password": "",
	"PatientList items":            "",
	"PaymentMethodList":            "The answer is not documented",
	"PatientRegistrationByEmail":   "`email`: That it can stand in for a mobile number is inferred.",
	"WebhookList":                  "`webhooks`: That an entry has the members of the answer to a create is inferred.",
	"Admin prescriber_details":     "That Hero reports the members that it accepts is inferred.",
	"BookingLinkUpdate from_date":  "",
	"BookingLinkUpdate to_date":    "",
	"MessageSend":                  "",
}

var contractKey = regexp.MustCompile(`^( *)(?:- )?([\w/{}.-]+):`)

// inferredInContract returns the places that the contract marks as inferred, each as its
// path or schema and the innermost key below it.
func inferredInContract(t *testing.T) (places []string) {
	t.Helper()
	type key struct {
		indent int
		name   string
	}
	var keys []key
	for line := range strings.Lines(read(t, "../../contract/openapi.yaml")) {
		match := contractKey.FindStringSubmatch(line)
		if match == nil {
			continue
		}
		keys = slices.DeleteFunc(keys, func(k key) bool { return k.indent >= len(match[1]) })
		if strings.TrimSpace(line) == "x-provenance: inferred" {
			top := slices.IndexFunc(keys, func(k key) bool { return strings.HasPrefix(k.name, "/") || k.indent == 4 })
			place := keys[top].name
			for _, prefix := range []string{"/v1/patients/{id}/", "/v1/"} {
				place = strings.TrimPrefix(place, prefix)
			}
			if last := keys[len(keys)-1].name; last != keys[top].name {
				place += " " + last
			}
			places = append(places, place)
		}
		keys = append(keys, key{len(match[1]), match[2]})
	}
	if len(places) < 10 {
		t.Errorf("only %d marks in the contract", len(places))
	}
	return places
}

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
