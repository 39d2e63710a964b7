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

// SECURITY.md and the guide on patient data say where values are shown in clear text.
// That depends on Terraform, so this test runs the CLI.
func TestAccSensitivePlans_whereValuesStandInClear(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	w := newWorkspace(t, mock)
	w.write("main.tf", `
provider "hero" { api_key = var.api_key }

variable "api_key" { ephemeral = true }
variable "signing_key" { ephemeral = true }
variable "first_name" { sensitive = true }

resource "hero_patient" "test" {
  for_each   = { p01 = "1987-07-29" }
  nhs_number = "999 012 3454"
  dob        = each.value
  first_name = var.first_name
  last_name  = "Literalperson"
  mobile     = "07700 900123"
}

resource "hero_webhook" "test" {
  event_type             = "appointment.confirmed"
  url                    = "https://receiver.example.com/hero"
  signing_key_wo         = var.signing_key
  signing_key_wo_version = "1"
}

resource "hero_webhook" "literal" {
  event_type             = "appointment.cancelled"
  url                    = "https://receiver.example.com/hero"
  signing_key_wo         = "literal-signing-key"
  signing_key_wo_version = "1"
}

output "dob" {
  value     = hero_patient.test["p01"].dob
  sensitive = true
}
`)
	delete(w.env, "HERO_API_KEY")
	w.env["TF_VAR_api_key"] = mock.APIKey()
	w.env["TF_VAR_signing_key"] = "ephemeral-signing-key"
	w.env["TF_VAR_first_name"] = "Variableperson"

	values := []string{mock.APIKey(), "ephemeral-signing-key", "literal-signing-key", "1987-07-29", "Variableperson", "Literalperson"}
	for _, c := range []struct {
		what  string
		text  func() string
		shown string // which of the values, in their order
	}{
		{"plan as text", func() string { return w.mustRun("plan", "-out=saved.tfplan").out }, "------"},
		{"saved plan as text", func() string { return w.mustRun("show", "saved.tfplan").out }, "------"},
		{"saved plan as JSON", func() string { return w.mustRun("show", "-json", "saved.tfplan").out }, "--xxxx"},
		{"log of Terraform and provider", func() string {
			w.env["TF_LOG"], w.env["TF_LOG_PATH"] = "TRACE", "all.log"
			w.mustRun("apply", "saved.tfplan")
			delete(w.env, "TF_LOG")
			return w.read("all.log")
		}, "------"},
		{"state as text", func() string { return w.mustRun("show").out }, "------"},
		{"state as JSON", func() string { return w.mustRun("show", "-json").out }, "---xxx"},
		{"state file", func() string { return w.read("terraform.tfstate") }, "---xxx"},
		{"outputs", func() string { return w.mustRun("output").out }, "------"},
		{"one output", func() string { return w.mustRun("output", "dob").out }, "---x--"},
		{"outputs as JSON", func() string { return w.mustRun("output", "-json").out }, "---x--"},
		{"events of an apply as JSON", func() string { return w.mustRun("apply", "-auto-approve", "-json").out }, "------"},
		{"saved plan without a change", func() string { return w.savedPlan() }, "--xxxx"},
	} {
		text := c.text()
		if text == "" {
			t.Errorf("%s: empty", c.what)
		}
		for i, value := range values {
			if got, want := strings.Contains(text, value), c.shown[i] == 'x'; got != want {
				t.Errorf("%s: it contains %q: %v, want %v", c.what, value, got, want)
			}
		}
	}

	// If an expression fails, Terraform itself shows its values, unless they come from a
	// sensitive variable. It also shows the line that an error is about.
	w.edit("main.tf", "dob        = each.value", "dob        = tonumber(each.value)")
	w.mustFail([]string{"plan"}, `each.value is "1987-07-29"`)
	w.edit("main.tf", "dob        = tonumber(each.value)", "dob        = each.value", "first_name = var.first_name", "first_name = tonumber(var.first_name)")
	if r := w.mustFail([]string{"plan"}, "tonumber(var.first_name)"); r.contains("Variableperson") {
		t.Errorf("a sensitive variable is shown:\n%s", r.out)
	}
	w.edit("main.tf", "first_name = tonumber(var.first_name)", "first_name = var.first_name", "dob        = each.value", `dob        = "1987-29-07"`)
	w.mustFail([]string{"plan"}, `dob        = "1987-29-07"`)
}

// Examples and guides must be safe to copy: they leave no key in a saved plan, and no
// personal value in an address.

// savedPlan saves a plan and returns it as `terraform show -json` prints it, which
// does not hide sensitive values.
func (w *workspace) savedPlan(args ...string) string {
	w.t.Helper()
	w.mustRun(append([]string{"plan", "-out=saved.tfplan"}, args...)...)
	shown := w.mustRun("show", "-json", "saved.tfplan").out
	at := strings.Index(shown, `{"format_version"`)
	if at < 0 {
		w.t.Fatalf("the output does not contain the saved plan:\n%s", shown)
	}
	return shown[at:]
}

// secretsOf returns the API key, and the value of every variable of the workspace by
// its name.
func secretsOf(w *workspace, mock *heromock.Server) map[string]string {
	secrets := map[string]string{"API key": mock.APIKey()}
	for name, value := range w.env {
		if name, ok := strings.CutPrefix(name, "TF_VAR_"); ok {
			secrets[name] = value
		}
	}
	return secrets
}

// inSavedPlans are the variables whose values are always in a saved plan: a webhook's
// headers are in the state, because Hero lists them, and so are the arguments of a
// look-up.
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

// wantQuietPlan checks a saved plan in the form of `terraform show -json`.
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
				t.Errorf("%s: it is in the saved plan: %v; an ephemeral variable would not be", name, strings.Contains(shown, text))
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
				t.Errorf("the address %s, which every plan shows, reveals something about a person", change.Address)
			}
		}
	}
}

// personalValues returns the texts of all attributes that describe a person.
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

// personalKey matches a for expression whose keys reveal something about a person.
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
			if err != nil || entry.IsDir() || filepath.Base(path) == "sensitive_plans_test.go" {
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
			t.Errorf("%s: a key reveals something about a person: %s", path, found)
		}
	}
}
