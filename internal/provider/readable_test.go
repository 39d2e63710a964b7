// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"regexp"
	"strings"
	"testing"
)

var (
	pageHead     = regexp.MustCompile(`(?s)\A---\n.*?\n---\n`)
	fencedBlock  = regexp.MustCompile("(?s)```.*?```")
	codeSpan     = regexp.MustCompile("`[^`]*`")
	linkTarget   = regexp.MustCompile(`\]\([^)]*\)`)
	paragraphEnd = regexp.MustCompile(`\n\s*\n|\n\s*[-*] |\n\d+\. |\n?\|`)
	sentenceEnd  = regexp.MustCompile(`[.!?]\s`)
	word         = regexp.MustCompile(`[\w'’]+`)
	american     = regexp.MustCompile(`\b(\w*(avior|oloriz|aniz|ializ|ogniz|oniz|thoriz)\w*|colors?|centers?|licenses?|canceled|labeled|catalogs?|favor\w*|fulfill)\b`) //nolint:misspell // what is looked for
)

const longestSentence = 34 // words, a name in code being one

// The pages are for people who run practices, and who read them once.
func TestDocs_arePlainAndBritish(t *testing.T) {
	t.Parallel()
	sentences := 0
	for page, text := range samplePages(t) {
		if !strings.HasSuffix(page, ".md") {
			continue
		}
		text = pageHead.ReplaceAllString(text, "")
		text = fencedBlock.ReplaceAllString(text, "")
		text = linkTarget.ReplaceAllString(codeSpan.ReplaceAllString(text, "X"), "]")
		for _, found := range american.FindAllString(text, -1) {
			t.Errorf("%s: %q is not the British spelling", page, found)
		}
		for _, paragraph := range paragraphEnd.Split(text, -1) {
			for _, sentence := range sentenceEnd.Split(paragraph, -1) {
				sentences++
				if words := len(word.FindAllString(sentence, -1)); words > longestSentence {
					t.Errorf("%s: make two sentences of these %d words: %s", page, words, strings.Join(strings.Fields(sentence), " "))
				}
			}
		}
	}
	if sentences < 1000 {
		t.Errorf("only %d sentences were found", sentences)
	}
}
