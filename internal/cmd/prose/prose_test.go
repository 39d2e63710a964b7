// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

var repository = os.DirFS("../../..")

// Readers judge what the report says. This test checks that the report leaves
// nothing out.
func TestReport_readsTheWholeRepository(t *testing.T) {
	t.Parallel()
	if _, err := report(repository); err != nil {
		t.Error(err)
	}
	texts, err := codeTexts(repository)
	if err != nil || len(texts) < 200 {
		t.Errorf("%d texts in the code, error %v", len(texts), err)
	}
	pages, err := readPages(repository)
	if err != nil || len(pages) < 40 {
		t.Errorf("%d pages, error %v", len(pages), err)
	}
	sentences, descriptions := 0, 0
	for _, p := range pages {
		sentences += len(p.sentences())
		descriptions += len(described.FindAllString(p.text, -1))
	}
	if sentences < 1000 || descriptions < 300 {
		t.Errorf("%d sentences and %d descriptions in the documentation", sentences, descriptions)
	}
	entries, err := readGolden(repository)
	if err != nil || len(entries) < 200 {
		t.Errorf("%d entries in the golden file, error %v", len(entries), err)
	}
}

func TestReport_failsWithoutARepository(t *testing.T) {
	t.Parallel()
	if _, err := report(fstest.MapFS{}); err == nil {
		t.Error("a folder without documentation is accepted as the repository")
	}
}

func TestLongSentences(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", maxSentenceWords) + "word."
	for name, c := range map[string]struct {
		text string
		want int
	}{
		"two of them":       {long + "\n\n- " + long, 2},
		"as long as may be": {strings.Repeat("word ", maxSentenceWords) + ".", 0},
		"two sentences":     {strings.Repeat("word ", maxSentenceWords) + ". And more.", 0},
		"two paragraphs":    {strings.Repeat("word ", maxSentenceWords) + "\n\nAnd more.", 0},
		"front matter":      {"---\ndescription: " + long + "\n---\nFew words.", 0},
		"code":              {"Run this:\n\n```\n" + long + "\n```\n\nand `" + long + "`, or [this](" + long + ").", 0},
	} {
		if got := longSentences(page{"page.md", c.text}); len(got) != c.want {
			t.Errorf("%s: got %q, want %d findings", name, got, c.want)
		}
	}
}

func TestPoorDescriptions(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]int{
		"- `town` (String) Name of the town.":                                      0,
		"- `town` (String) Name of the town":                                       1,
		"- `title` (String) One of:\n  - `Mr`":                                     0,
		"- `address` (Attributes) Address. (see [below for nested schema](#a))":    0,
		"- `address` (Attributes) The address (see [below for nested schema](#a))": 1,
		"- `town` (String) Documented by Hero.":                                    1,
		"- `town` (String) Undocumented.":                                          0,
		"- `town` (String) Town. When unset, it is not managed.":                   1,
	} {
		if got := poorDescriptions(page{"page.md", line}); len(got) != want {
			t.Errorf("%s: got %q, want %d findings", line, got, want)
		}
	}
}

func TestMissingFrom(t *testing.T) {
	t.Parallel()
	entries := []string{"error: Unable to read patient 7 Hero answered 404. Check the id."}
	for text, want := range map[string]int{
		"unable to read patient":               0,
		"Unable to read %s %[2]d":              0,
		"Hero answered\n%d.":                   0,
		"Hero answered in other words":         1,
		"Unexpected provider data":             0, // one of unreachable
		"Unable to read patient 7 Hero 100%%.": 1,
	} {
		var got []string
		for _, finding := range missingFrom(entries, []codeText{{"file.go:1", text}}) {
			if strings.HasPrefix(finding, "file.go:1: ") {
				got = append(got, finding)
			}
		}
		if len(got) != want {
			t.Errorf("%s: got %q, want %d findings", text, got, want)
		}
	}
}

func TestCodeTexts(t *testing.T) {
	t.Parallel()
	const code = `package provider

const described = "a constant of only a description"

func (r *thing) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = "what Terraform reads in a schema"
}

func read() {
	diags.AddError("Short summary", "detail")
	diags.AddAttributeWarning(path.Root("a name of an attribute"), "Other summary", "A detail with four words.")
	say(things{Description: "a description of four words", Text: "a text of four words"})
	panic("this is a bug of ours")
}
`
	texts, err := codeTexts(fstest.MapFS{
		"internal/provider/code.go":      {Data: []byte(code)},
		"internal/provider/code_test.go": {Data: []byte("package provider\n\nconst text = \"a text of a test\"\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, text := range texts {
		got = append(got, text.text)
	}
	want := []string{"Short summary", "a name of an attribute", "Other summary", "A detail with four words.", "a text of four words"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("texts (-want +got):\n%s", diff)
	}
	if at := texts[0].at; at != "internal/provider/code.go:10" {
		t.Errorf("the first text is at %s", at)
	}
}
