package provider_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var namedFile = regexp.MustCompile(`\b(internal|examples|templates|scripts|docs)/[\w./<>-]*\w`)

// Whoever is new here starts with what these pages name. Of a name with a
// placeholder, such as internal/provider/<name>_data_source.go, the folder counts.
func TestDocs_filesThatAreNamedExist(t *testing.T) {
	t.Parallel()
	for page, atLeast := range map[string]int{"README.md": 10, "CONTRIBUTING.md": 20} {
		named := namedFile.FindAllString(readRepository(t, page), -1)
		if len(named) < atLeast {
			t.Errorf("%s names %d files only", page, len(named))
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

// The guide on patient data shows configuration that is planned in a test.
func TestDocs_guideOnPatientDataShowsWhatIsTested(t *testing.T) {
	t.Parallel()
	guide := readRepository(t, "templates/guides/patient-data.md.tmpl")
	if strings.Count(guide, "{{ tffile ") < 2 || strings.Contains(guide, "```") {
		t.Error("the guide has configuration that no test plans")
	}
}
