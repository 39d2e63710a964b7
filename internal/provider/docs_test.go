// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"cmp"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

var (
	namedFile = regexp.MustCompile(`\b(internal|examples|templates|scripts|docs)/[\w./<>-]*\w`)
	// A diff is for another repository and names that repository's files.
	diffBlock = regexp.MustCompile("(?s)```diff\n.*?```")
)

// A newcomer opens the files that these pages name, so the files must exist. For a
// name with a placeholder, such as internal/provider/<name>_data_source.go, the
// folder must exist.
func TestDocs_filesThatAreNamedExist(t *testing.T) {
	t.Parallel()
	for page, atLeast := range map[string]int{"README.md": 10, "CONTRIBUTING.md": 20} {
		named := namedFile.FindAllString(diffBlock.ReplaceAllString(readRepository(t, page), ""), -1)
		if len(named) < atLeast {
			t.Errorf("%s names only %d files", page, len(named))
		}
		for _, name := range named {
			if known, _, open := strings.Cut(name, "<"); open {
				name = path.Dir(known)
			}
			if _, err := os.Stat(filepath.Join(repository, name)); err != nil {
				t.Errorf("%s names %s, which does not exist", page, name)
			}
		}
	}
}

// The guide on patient data shows only configurations that a test plans.
func TestDocs_guideOnPatientDataShowsWhatIsTested(t *testing.T) {
	t.Parallel()
	guide := readRepository(t, "templates/guides/patient-data.md.tmpl")
	if strings.Count(guide, "{{ tffile ") < 2 || strings.Contains(guide, "```") {
		t.Error("the guide has configuration that no test plans")
	}
}

// Every example that a page shows is planned by a test.
func TestDocs_everyExampleShownIsPlanned(t *testing.T) {
	t.Parallel()
	elsewhere := map[string]string{
		"network-opentofu": "TestAccNetworkOpenTofu", // only OpenTofu can read it
		"pipeline":         "TestAccPipeline",
		"policy":           "TestAccPolicy",
	}
	planned := map[string]bool{}
	for _, folder := range exampleFolders(t) {
		planned[folder.name] = true
	}
	shown, tests := 0, testFiles(t)
	for _, page := range pagesWithBlocks(t) {
		for _, b := range blocksOf(t, page) {
			if b.example == "" {
				continue
			}
			shown++
			folder, _, _ := strings.Cut(path.Dir(strings.TrimPrefix(b.example, "examples/")), "/"+modules+"/")
			if !planned[folder] && !planned[path.Dir(folder)] && !strings.Contains(tests, "func "+cmp.Or(elsewhere[folder], "?")) {
				t.Errorf("%s shows %s, which no test plans", page, b.example)
			}
		}
	}
	if shown < 20 {
		t.Errorf("the pages show only %d examples", shown)
	}
}

// Nobody reads fifty values in one sentence, so the page lists them. None of them is empty.
func TestDocs_titlesAreAList(t *testing.T) {
	t.Parallel()
	_, list, found := strings.Cut(readRepository(t, "docs/resources/patient.md"), "Form of address; `\"\"` clears it. One of:\n")
	list, _, _ = strings.Cut(list, "\n- ")
	titles := regexp.MustCompile("`[^`]*`").FindAllString(list, -1)
	if !found || len(titles) != 49 || strings.Count(list, "\n") < 10 || slices.Contains(titles, "``") {
		t.Errorf("not a list of the 49 titles: %q", list)
	}
}

// The guide on testing names each part that a seed file can have.
func TestDocs_guideOnTestingNamesEveryPartOfASeed(t *testing.T) {
	t.Parallel()
	guide := readRepository(t, "templates/guides/testing-modules.md.tmpl")
	parts := regexp.MustCompile("`json:\"(\\w+)\"`").FindAllStringSubmatch(readRepository(t, "internal/heromock/seed.go"), -1)
	if len(parts) < 15 {
		t.Errorf("only %d parts are found", len(parts))
	}
	for _, part := range parts {
		if !strings.Contains(guide, "`"+part[1]+"`") {
			t.Errorf("the guide does not name %q", part[1])
		}
	}
}

// The README and the first page in the registry link to every guide.
func TestDocs_everyGuideIsLinked(t *testing.T) {
	t.Parallel()
	guides, err := filepath.Glob(filepath.Join(repository, "docs", "guides", "*.md"))
	if err != nil || len(guides) < 8 {
		t.Fatalf("%d guides, %v", len(guides), err)
	}
	for page, folder := range map[string]string{"README.md": "docs/guides/", "templates/index.md.tmpl": "guides/"} {
		content := readRepository(t, page)
		for _, guide := range guides {
			if link := "](" + folder + filepath.Base(guide) + ") |"; !strings.Contains(content, link) {
				t.Errorf("the table of %s has no line for %s", page, filepath.Base(guide))
			}
		}
	}
}

var requiredProvider = regexp.MustCompile(`source\s*= "herohealth/hero"\n(.*)\n`)

func TestDocs_everyExamplePinsTheVersion(t *testing.T) {
	t.Parallel()
	pinned := 0
	for page, text := range samplePages(t) {
		for _, after := range requiredProvider.FindAllStringSubmatch(text, -1) {
			pinned++
			if strings.TrimSpace(after[1]) != `version = "~> 0.1"` {
				t.Errorf("%s requires the provider without a version", page)
			}
		}
	}
	if pinned < 15 {
		t.Errorf("only %d places require the provider", pinned)
	}
}

var (
	sampleNHSNumber = regexp.MustCompile(`\b999[ -]?\d{3}[ -]?\d{4}\b`)
	samplePhone     = regexp.MustCompile(`(?:\+44|\b0)\d{2,4} ?\d{3} ?\d{3,4}\b`)
	samplePostcode  = regexp.MustCompile(`(?i)\b[a-z]{2}\d ?\d[a-z]{2}\b`)
	sampleEmail     = regexp.MustCompile(`[\w.+-]+@[\w-]+\.[\w.-]*\w`)
	// literalNHSNumber matches an NHS number that is written into a configuration.
	literalNHSNumber = regexp.MustCompile(`nhs_number\s*=\s*"|nhs_number\("`)
)

// samplePages returns the files that users copy from.
func samplePages(t *testing.T) map[string]string {
	t.Helper()
	var paths []string
	for _, root := range []string{"examples", "templates", "docs", "README.md"} {
		err := filepath.WalkDir(filepath.Join(repository, root), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			paths = append(paths, path)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	pages := map[string]string{}
	for _, path := range paths { // outside the walk, as the linter asks
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		pages[path] = string(content)
	}
	return pages
}

// Values that users copy must pass the provider's own checks and belong to nobody.
func TestSamples_passTheChecks(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for page, text := range samplePages(t) {
		for _, c := range []struct {
			kind    *canonical.Kind
			pattern *regexp.Regexp
			nobody  string // matches the normal form of values that belong to nobody
		}{
			{canonical.NHSNumber, sampleNHSNumber, "^999"},
			{canonical.Phone, samplePhone, `^\+44(7700900|1632960)`},
			{canonical.Postcode, samplePostcode, ""},
			{canonical.Email, sampleEmail, "example"},
		} {
			for _, sample := range c.pattern.FindAllString(text, -1) {
				seen[c.kind.Name]++
				if normal, err := c.kind.Normal(sample); err != nil || !regexp.MustCompile(c.nobody).MatchString(normal) {
					t.Errorf("%s: %q is not allowed as a %s", page, sample, c.kind.Name)
				}
			}
		}
	}
	for _, kind := range []*canonical.Kind{canonical.NHSNumber, canonical.Phone, canonical.Postcode, canonical.Email} {
		if seen[kind.Name] < 3 {
			t.Errorf("%d samples of a %s were found", seen[kind.Name], kind.Name)
		}
	}
}

// The guides advise against NHS numbers in the configuration.
func TestSamples_noNHSNumberIsALiteralOfAResource(t *testing.T) {
	t.Parallel()
	for page, text := range samplePages(t) {
		for line := range strings.Lines(text) {
			inVariable := strings.HasPrefix(line, "    nhs_number") // an object's member, in the default of a sensitive variable
			if literalNHSNumber.MatchString(line) && !inVariable {
				t.Errorf("%s: an NHS number is written into the configuration: %s", page, strings.TrimSpace(line))
			}
		}
	}
}

// The index lists every example, so that users find something to copy.
func TestDocs_indexOfExamplesIsComplete(t *testing.T) {
	t.Parallel()
	index := readRepository(t, "examples/README.md")
	folders, err := os.ReadDir(filepath.Join(repository, "examples"))
	if err != nil || len(folders) < 15 {
		t.Fatalf("%d folders, %v", len(folders), err)
	}
	for _, folder := range folders {
		if folder.IsDir() && !strings.Contains(index, "]("+folder.Name()+")") {
			t.Errorf("examples/README.md has no line for %s", folder.Name())
		}
	}
}

var (
	shownHeading   = regexp.MustCompile("(?m)^(#+) |^```")
	declaredName   = regexp.MustCompile(`(?ms)^(variable|output) "(\w+)" \{.*?^\}`)
	hasDescription = regexp.MustCompile(`(?m)^  description\s*= "`)
)

// Headings go down one level at a time, and variables and outputs have descriptions.
func TestSamples_areDescribedAndPagesGoDownStepByStep(t *testing.T) {
	t.Parallel()
	described := 0
	for page, text := range samplePages(t) {
		for _, block := range declaredName.FindAllStringSubmatch(text, -1) {
			described++
			if !hasDescription.MatchString(block[0]) {
				t.Errorf("%s: %s %s has no description", page, block[1], block[2])
			}
		}
		if !strings.Contains(page, ".md") {
			continue
		}
		level, inBlock := 0, false
		for _, heading := range shownHeading.FindAllStringSubmatch(text, -1) {
			switch {
			case heading[1] == "":
				inBlock = !inBlock
			case !inBlock:
				if len(heading[1]) > level+1 && level > 0 {
					t.Errorf("%s jumps from h%d to h%d", page, level, len(heading[1]))
				}
				level = len(heading[1])
			}
		}
	}
	if described < 60 {
		t.Errorf("only %d variables and outputs were found", described)
	}
}

// The sections that errors link to exist.
func TestDocs_errorsLinkToTroubleshooting(t *testing.T) {
	t.Parallel()
	guide := readRepository(t, "templates/guides/troubleshooting.md.tmpl")
	linked := map[string]bool{}
	for _, link := range regexp.MustCompile(`docs/guides/troubleshooting#(\w+)`).FindAllStringSubmatch(readRepository(t, "internal/provider/testdata/diagnostics.golden"), -1) {
		linked[link[1]] = true
		if !strings.Contains(guide, `<a id="`+link[1]+`"></a>`) {
			t.Errorf("an error links to #%s, which the guide does not have", link[1])
		}
	}
	if len(linked) < 5 {
		t.Errorf("errors link only to %v", linked)
	}
}
