// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

var (
	sampleNHSNumber = regexp.MustCompile(`\b999[ -]?\d{3}[ -]?\d{4}\b`)
	samplePhone     = regexp.MustCompile(`(?:\+44|\b0)\d{2,4} ?\d{3} ?\d{3,4}\b`)
	samplePostcode  = regexp.MustCompile(`(?i)\b[a-z]{2}\d ?\d[a-z]{2}\b`)
	sampleEmail     = regexp.MustCompile(`[\w.+-]+@[\w.-]+\w`)
	// literalNHSNumber is one that stands in the configuration.
	literalNHSNumber = regexp.MustCompile(`nhs_number\s*=\s*"|nhs_number\("`)
)

// samplePages are the files that users copy from.
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

// What users copy passes the provider's own checks, and is nobody's.
func TestSamples_passTheChecks(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for page, text := range samplePages(t) {
		for _, c := range []struct {
			kind    *canonical.Kind
			pattern *regexp.Regexp
			nobody  string // in the normal form of what is nobody's
		}{
			{canonical.NHSNumber, sampleNHSNumber, "^999"},
			{canonical.Phone, samplePhone, `^\+44(7700900|1632960)`},
			{canonical.Postcode, samplePostcode, ""},
			{canonical.Email, sampleEmail, "example"},
		} {
			for _, sample := range c.pattern.FindAllString(text, -1) {
				seen[c.kind.Name]++
				if normal, err := c.kind.Normal(sample); err != nil || !regexp.MustCompile(c.nobody).MatchString(normal) {
					t.Errorf("%s: %q may not stand there as a %s", page, sample, c.kind.Name)
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
