// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// plans.golden is what a reviewer reads about each resource, in a plan of each kind.
// Only values that the apply decides are shown as known after apply.
func TestAccPlanTexts_ofEachResource(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	mock.UpdatePracticeGroup("1001", members{"address": members{"line_1": "1 High Street", "town": "Leeds", "county": "West Yorkshire", "postcode": "LS1 4AP"}})
	mock.UpdateAdmin("1001", "501", members{"external_prescriber_id": "SRX-1", "prescriber_details": members{"name": "Dr Archer", "registration_code": "7000001"}})
	w := newWorkspace(t, mock)
	write := func(settings, prescriber, patient, traced, webhook string) {
		w.write("main.tf", fmt.Sprintf(`
resource "hero_practice_group_settings" "this" {
  name    = "Riverside Surgery"
  address = { line_1 = "2 Riverside", %s }
}
resource "hero_admin_prescriber" "this" {
  admin_id           = "501"
  prescriber_details = { name = %q }
}
resource "hero_patient" "this" {
  nhs_number = "999 012 3454"
  dob        = "1990-06-15"
  first_name = "Robin"
  last_name  = "Example"
  mobile     = "07700 900123"
  %s
}
resource "hero_pds_patient" "this" {
  nhs_number = "999 000 1014"
  dob        = "1992-01-01"
  %s
  depends_on = [hero_patient.this] # so that each has the same id in every run
}
resource "hero_webhook" "this" {
  event_type = "appointment.confirmed"
  %s
}
`, settings, prescriber, patient, traced, webhook))
	}
	var all strings.Builder
	note := func(title string) {
		t.Helper()
		fmt.Fprintf(&all, "### %s\n\n%s\n", title, planText(w.mustRun("plan", "-out=saved.tfplan").out))
	}

	write(`town = "London", postcode = "N1 9GU"`, "Dr King", "", "", `url = "https://a.example.com/hero"`)
	note("new, or adopted")
	w.mustRun("apply", "saved.tfplan")
	w.wantNoChanges()

	write(`town = "York", postcode = "N1 9GU"`, "Dr Kingsley", `email = "robin@example.com"`, `ehr_partner_id = "ehr-7"`, `url = "https://b.example.com/hero"`)
	note("changed, or replaced")
	w.mustRun("apply", "saved.tfplan")
	w.wantNoChanges()

	write(`town = "York", postcode = "N1 9GU"`, "Dr Kingsley", `email = "robin@example.com"`, `ehr_partner_id = "ehr-7"`, "url = \"https://b.example.com/hero\"\n"+
		`description = "configured now"`)
	note("replaced for what Hero does not report")
	w.mustRun("apply", "saved.tfplan")
	w.wantNoChanges()

	webhook, patient, traced := onlyWebhook(t, mock, "1001")["id"], "", ""
	for _, p := range mock.Patients("1001") {
		if id, _ := p["id"].(string); p["nhs_number"] == "9990001014" {
			traced = id
		} else {
			patient = id
		}
	}
	w.remove("terraform.tfstate")
	w.write("imports.tf", fmt.Sprintf(`
import {
  to = hero_practice_group_settings.this
  id = "1001"
}
import {
  to = hero_admin_prescriber.this
  id = "501"
}
import {
  to = hero_patient.this
  id = %q
}
import {
  to = hero_pds_patient.this
  id = %q
}
import {
  to = hero_webhook.this
  id = %q
}
`, patient, traced, webhook))
	// Each plan has one warning per summary, because of several the CLI shows whichever comes first.
	write(`town = "York", postcode = "N1 9GU"`, "Dr Kingsley", `email = "robin@example.com"`, "", "url = \"https://b.example.com/hero\"\n"+`description = "configured now"`)
	note("imported")
	write(`town = "Leeds", postcode = "N1 9GU"`, "Dr Archer", "", `ehr_partner = "emis"`, "url = \"https://b.example.com/hero\"")
	note("imported with other values")

	wantGolden(t, "plans.golden", all.String())
}

var (
	plannedActions = regexp.MustCompile(`(?s)will perform the following actions:\n(.*?\nPlan: [^\n]*)`)
	plannedWarning = regexp.MustCompile(`(?s)^(.*?)\n\n  with (\S+),\n.*$`)
	// differing matches lines that the CLIs write in different ways.
	differing   = regexp.MustCompile(`(?m)^.*(\(write-only attribute\)|# \(imported from ).*\n`)
	hiddenCount = regexp.MustCompile(`\(\d+ unchanged attributes? hidden\)`)
	plannedTime = regexp.MustCompile(`"\d{4}-\d\d-\d\dT[^"]*"`)
	plannedUID  = regexp.MustCompile(`"[0-9a-f]{8}-[0-9a-f-]{27}"`)
)

// planText returns a plan's changes and the summaries of its warnings, without what
// differs from run to run or from CLI to CLI. The details of warnings are in
// diagnostics.golden.
func planText(out string) string {
	changes := plannedActions.FindStringSubmatch(out)
	if changes == nil {
		return out
	}
	_, after, _ := strings.Cut(out, changes[0])
	text := strings.TrimLeft(changes[1], "\n") + "\n"
	var warnings []string
	for _, warning := range strings.Split(after, "\nWarning: ")[1:] {
		warnings = append(warnings, "\nWarning: "+plannedWarning.ReplaceAllString(strings.TrimSpace(warning), "$1 ($2)")+"\n")
	}
	slices.Sort(warnings)
	text += strings.Join(warnings, "")
	text = differing.ReplaceAllString(text, "")
	text = hiddenCount.ReplaceAllString(text, "(unchanged attributes hidden)")
	text = plannedTime.ReplaceAllString(text, `"<time>"`)
	return plannedUID.ReplaceAllString(text, `"<uid>"`)
}

// Somebody may change Hero between plan and apply. The plan does not have the lines of
// the address that stay as values, only in a warning: Terraform plans a new object again
// inside the apply, and fails if a value differs from the first plan.
func TestAccPlanTexts_whatChangesInHeroBeforeTheApplyStays(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	address := func(county string) members {
		return members{"line_1": "1 High Street", "town": "Leeds", "county": county, "postcode": "LS1 4AP"}
	}
	mock.UpdatePracticeGroup("1001", members{"address": address("West Yorkshire")})
	w := newWorkspace(t, mock)
	w.write("main.tf", `
resource "hero_practice_group_settings" "this" {
  address = { town = "London" }
}
`)
	if plan := w.mustRun("plan", "-out=saved.tfplan"); !plan.contains(`county = "West Yorkshire"`) {
		t.Errorf("the plan does not say what stays:\n%s", plan.out)
	}
	mock.UpdatePracticeGroup("1001", members{"name": "Renamed Surgery", "address": address("Yorkshire")})
	w.mustRun("apply", "saved.tfplan")
	held := mock.PracticeGroup("1001")
	if got, _ := held["address"].(map[string]any); got["county"] != "Yorkshire" || got["town"] != "London" || held["name"] != "Renamed Surgery" {
		t.Errorf("Hero has %v, want the values that were entered since and the configured ones", held)
	}
	w.wantNoChanges()
}

var update = flag.Bool("update", false, "write the golden files anew")

// wantGolden compares a text with a file in testdata, or writes the file if the tests
// run with -update.
func wantGolden(t testing.TB, name, text string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), text); diff != "" {
		t.Errorf("%s (-want +got): read the difference, then write the file with: go test ./internal/provider -run %s -update\n%s", path, t.Name(), diff)
	}
}
