// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// page is a Markdown file that users read.
type page struct{ name, text string }

func readPages(root fs.FS) ([]page, error) {
	names := []string{"README.md"}
	err := fs.WalkDir(root, "docs", func(name string, _ fs.DirEntry, err error) error {
		if path.Ext(name) == ".md" {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("looking for the documentation: %w", err)
	}
	var pages []page
	for _, name := range names {
		content, err := fs.ReadFile(root, name)
		if err != nil {
			return nil, fmt.Errorf("reading the documentation: %w", err)
		}
		pages = append(pages, page{name, string(content)})
	}
	return pages, nil
}

const maxSentenceWords = 34 // a code span is one word

var (
	frontMatter  = regexp.MustCompile(`(?s)\A---\n.*?\n---\n`)
	fencedBlock  = regexp.MustCompile("(?s)```.*?```")
	codeSpan     = regexp.MustCompile("`[^`]*`")
	linkTarget   = regexp.MustCompile(`\]\([^)]*\)`)
	paragraphEnd = regexp.MustCompile(`\n\s*\n|\n\s*[-*] |\n\d+\. |\n?\|`)
	sentenceEnd  = regexp.MustCompile(`[.!?]\s`)
	word         = regexp.MustCompile(`[\w'’]+`)
)

// sentences returns the sentences of a page, without its code.
func (p page) sentences() (all []string) {
	text := fencedBlock.ReplaceAllString(frontMatter.ReplaceAllString(p.text, ""), "")
	text = linkTarget.ReplaceAllString(codeSpan.ReplaceAllString(text, "X"), "]")
	for _, paragraph := range paragraphEnd.Split(text, -1) {
		all = append(all, sentenceEnd.Split(paragraph, -1)...)
	}
	return all
}

func longSentences(p page) (findings []string) {
	for _, sentence := range p.sentences() {
		if words := len(word.FindAllString(sentence, -1)); words > maxSentenceWords {
			findings = append(findings, fmt.Sprintf("%s: %d words in one sentence: %s", p.name, words, normalSpace(sentence)))
		}
	}
	return findings
}

var (
	// described matches the line of an attribute on a generated page.
	described = regexp.MustCompile("(?m)^\\s*- `[^`]+` \\([^)]*\\) (.*)$")
	// saysDocumented matches a redundant claim: every description without a mark counts as documented.
	saysDocumented = regexp.MustCompile(`\b(D|is d|are d)ocumented\b`)
)

func poorDescriptions(p page) (findings []string) {
	for _, line := range described.FindAllStringSubmatch(p.text, -1) {
		complain := func(what string) { findings = append(findings, fmt.Sprintf("%s: %s: %s", p.name, what, line[1])) }
		description := linkTarget.ReplaceAllString(line[1], "]")
		if nested, _, found := strings.Cut(description, " (see [below for nested schema]"); found {
			description = nested
		}
		switch {
		case !strings.HasSuffix(description, ".") && !strings.HasSuffix(description, ":"):
			complain("the description is no sentence")
		case saysDocumented.MatchString(description):
			complain("only what is inferred or undocumented needs a mark")
		case strings.Contains(description, "When unset, it is not managed"):
			complain("the page says once that an unset attribute is not managed")
		}
	}
	return findings
}
