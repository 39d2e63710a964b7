// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// What users copy from examples and guides must be safe to copy: it leaves no
// key in a saved plan, and no personal value in an address.

// savedPlan saves a plan and gives what `terraform show -json` makes of it,
// which hides nothing that is only sensitive.
func (w *workspace) savedPlan(args ...string) string {
	w.t.Helper()
	w.mustRun(append([]string{"plan", "-out=saved.tfplan"}, args...)...)
	shown := w.mustRun("show", "-json", "saved.tfplan").out
	at := strings.Index(shown, `{"format_version"`)
	if at < 0 {
		w.t.Fatalf("the saved plan is not shown:\n%s", shown)
	}
	return shown[at:]
}

// secretsOf are the API key and every answer to a variable of the workspace, by
// the variable's name.
func secretsOf(w *workspace, mock *heromock.Server) map[string]string {
	secrets := map[string]string{"API key": mock.APIKey()}
	for name, value := range w.env {
		if name, ok := strings.CutPrefix(name, "TF_VAR_"); ok {
			secrets[name] = value
		}
	}
	return secrets
}

// inSavedPlans are the variables whose values cannot be kept out of a plan: the
// headers of a webhook are in the state, because Hero lists them, and so is what
// a look-up was asked.
var inSavedPlans = []string{"receiver_token", "patient_id", "nhs_number", "dob"}

type shownPlan struct {
	ResourceChanges []struct {
		Address string `json:"address"`
		Change  struct {
			After any `json:"after"`
		} `json:"change"`
	} `json:"resource_changes"`
}

var addressKey = regexp.MustCompile(`\["([^"]*)"\]`)

// wantQuietPlan checks a saved plan, as `terraform show -json` gives it.
func wantQuietPlan(t testing.TB, shown string, secrets map[string]string) {
	t.Helper()
	for name, secret := range secrets {
		texts := []string{secret}
		var each map[string]string
		if json.Unmarshal([]byte(secret), &each) == nil { // a map of secrets
			texts = nil
			for _, text := range each {
				texts = append(texts, text)
			}
		}
		for _, text := range texts {
			if strings.Contains(shown, text) != slices.Contains(inSavedPlans, name) {
				t.Errorf("%s: in the saved plan is %v; a variable that is ephemeral is not", name, strings.Contains(shown, text))
			}
		}
	}
	var plan shownPlan
	if err := json.Unmarshal([]byte(shown), &plan); err != nil {
		t.Fatal(err)
	}
	for _, change := range plan.ResourceChanges {
		values := personalValues(change.Change.After)
		for _, key := range addressKey.FindAllStringSubmatch(change.Address, -1) {
			_, err := canonical.ParseNHSNumber(key[1])
			if err == nil || strings.Contains(key[1], "@") || slices.Contains(values, key[1]) {
				t.Errorf("the address %s, which every plan shows, tells about a person", change.Address)
			}
		}
	}
}

// personalValues are the texts below any attribute that describes a person.
func personalValues(value any) (found []string) {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			if text, ok := member.(string); ok && slices.Contains(personal, name) {
				found = append(found, text)
			}
			found = append(found, personalValues(member)...)
		}
	case []any:
		for _, entry := range v {
			found = append(found, personalValues(entry)...)
		}
	}
	return found
}

// personalKey is a map of a for expression whose keys tell about a person.
var personalKey = regexp.MustCompile(`\bfor \w+(, \w+)? in [^\n]*:[^\n]*\b(nhs_number|dob|first_name|last_name|forename|surname|mobile|landline|postcode)\b[^\n]*=>`)

func TestExamples_noKeyTellsAboutAPerson(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		`for_each = { for p in csvdecode(file("people.csv")) : p.nhs_number => p }`,
		`people = { for i, p in local.people : "${p.first_name}-${i}" => p }`,
	} {
		if !personalKey.MatchString(bad) {
			t.Errorf("not noticed: %s", bad)
		}
	}
	var files []string
	for _, root := range []string{"examples", "templates", "README.md", "CONTRIBUTING.md", "internal/provider"} {
		err := filepath.WalkDir(filepath.Join(repository, root), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Base(path) == "quiet_examples_test.go" {
				return err
			}
			files = append(files, path)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(files) < 100 {
		t.Errorf("only %d files were found", len(files))
	}
	for _, path := range files {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if found := personalKey.Find(content); found != nil {
			t.Errorf("%s: keyed by what tells about a person: %s", path, found)
		}
	}
}
