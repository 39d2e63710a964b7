// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
)

// openWords match the words for what Hero's documentation leaves open. A sentence without them
// is about something documented.
var openWords = regexp.MustCompile(`\b([Ii]nferred|[Uu]ndocumented|not documented|not published)\b`)

// sentenceEnd matches where a sentence of a description ends and another begins.
var sentenceEnd = regexp.MustCompile(`\.(\s+)(?:[A-Z*\[]|` + "`" + `)|\n+`)

// openSentences returns the sentences of a description that have openWords.
func openSentences(description string) (found []string) {
	rest := description
	for rest != "" {
		sentence := rest
		if end := sentenceEnd.FindStringIndex(rest); end != nil {
			sentence = rest[:end[0]+1]
		}
		rest = strings.TrimSpace(rest[len(sentence):])
		if openWords.MatchString(sentence) {
			found = append(found, strings.TrimSpace(sentence))
		}
	}
	return found
}

// statement is a sentence about something that the documentation leaves open, with its
// attributes, or none if it is about the object as a whole.
type statement struct {
	sentence   string
	attributes []string
}

// statements returns the statements about one object, with equal sentences merged.
func statements(block *tfjson.SchemaBlock) []statement {
	var all []statement
	add := func(attribute, description string) {
		for _, sentence := range openSentences(description) {
			i := slices.IndexFunc(all, func(s statement) bool { return s.sentence == sentence && attribute != "" && len(s.attributes) > 0 })
			switch {
			case i >= 0:
				all[i].attributes = append(all[i].attributes, attribute)
			case attribute == "":
				all = append(all, statement{sentence: sentence})
			default:
				all = append(all, statement{sentence, []string{attribute}})
			}
		}
	}
	add("", block.Description)
	eachAttribute(block.Attributes, "", add)
	return all
}

func eachAttribute(attributes map[string]*tfjson.SchemaAttribute, at string, visit func(attribute, description string)) {
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		a := attributes[name]
		visit(at+name, a.Description)
		if a.AttributeNestedType != nil {
			eachAttribute(a.AttributeNestedType.Attributes, at+name+".", visit)
		}
	}
}

func (s statement) line() string {
	what := s.sentence
	if what == "Inferred." {
		what = "That Hero reports it, and what it means."
	}
	if len(s.attributes) == 0 {
		return "- " + what
	}
	return "- `" + strings.Join(s.attributes, "`, `") + "`: " + what
}

const inferredHead = `---
page_title: "What is inferred"
description: |-
  Which parts of Hero's API its public documentation leaves open, and what this provider assumes about them.
---

# What is inferred

Hero's public documentation leaves parts of its API open. What this provider's pages say about the API comes from that documentation, except for the statements listed here.

- **Inferred** means worked out, for instance from a sample or from a similar operation. The provider is built so that a wrong inference does no harm: a member that never arrives is null, and one
  of another form is passed on in ` + "`attributes`" + `.
- **Undocumented**, **not documented** and **not published** mean that nobody outside Hero can know. The provider passes it on as received.

If Hero does something else, please [report it](https://github.com/herohealth/terraform-provider-hero/issues), without real patient data.
`

// inferredPage returns the page that lists every statement.
func inferredPage(schema *tfjson.ProviderSchema) string {
	var b strings.Builder
	b.WriteString(inferredHead)
	for _, kind := range kinds(schema) {
		for _, name := range slices.Sorted(maps.Keys(kind.blocks)) {
			found := statements(kind.blocks[name])
			if len(found) == 0 {
				continue
			}
			fmt.Fprintf(&b, "\n<a id=%q></a>\n\n## [%s](../%s/%s.md) (%s)\n\n", kind.anchor(name), name, kind.folder, strings.TrimPrefix(name, "hero_"), kind.title)
			for _, s := range found {
				b.WriteString(s.line() + "\n")
			}
		}
	}
	return b.String()
}
