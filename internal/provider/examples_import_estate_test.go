// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// estateFiles are the files of the configuration in the guide "Import an existing
// practice", which shows only these.
var estateFiles = []string{"main.tf", "estate.tfquery.hcl"}

const estateFolder = "examples/import-estate"

// estate is how many objects of each type seedEstate makes.
var estate = map[string]int{settingsType: 3, webhookType: 24, prescriberType: 6, patientType: 10}

// seedEstate makes three practices in use, each with a webhook for each event type
// and two prescribers, and ten patients. Terraform manages none of it.
func seedEstate(mock *heromock.Server) {
	for i, group := range mock.PracticeGroups() {
		for _, event := range []string{
			"appointment.confirmed", "appointment.cancelled", "appointment.rescheduled", "prescription.issued",
			"patient.medical-record-updated", "patient.added-to-sequence", "write-to-record.succeeded", "write-to-record.failed",
		} {
			seedWebhook(mock, group, members{
				"event_type": event, "url": "https://Receiver.example.com:443/hero?practice=" + group, "description": "Live",
				"signing_key": signingKey, "headers": map[string]any{"X-Receiver-Token": headerValue},
			})
		}
		admins := mock.Admins(group)
		mock.UpdateAdmin(group, fmt.Sprint(admins[0]["id"]), members{"external_prescriber_id": "rx-" + group})
		mock.UpdateAdmin(group, fmt.Sprint(admins[1]["id"]), members{
			"prescriber_details": map[string]any{"name": "Dr Ben Baker", "email": "Ben.Baker@Practice.example"},
		})
		mock.UpdatePracticeGroup(group, members{"prescription_partner": "signature_rx", "prescription_partner_enabled": i == 0})
	}
	for i := range 10 {
		patient := members{"first_name": fmt.Sprintf("Zebedee%d", i), "last_name": "Testpatient", "dob": "1987-07-28T23:00:00Z", "email": "z.test@example.com"}
		if i%2 == 0 {
			patient["title"], patient["postcode"], patient["ehr_partner_id"] = "Mr", "ls14ap", fmt.Sprintf("ehr-%d", i)
		}
		mock.AddPatient(mock.PracticeGroups()[i%3], patient)
	}
}

// The test follows each step of the guide "Import an existing practice", from an empty
// folder: everything is imported, and nothing is written to Hero.
func TestAccEstate_isImportedWithoutAWrite(t *testing.T) {
	t.Parallel()
	if !cliHas(t, "Terraform", 14) {
		t.Skip("terraform query came with Terraform 1.14, and OpenTofu has none")
	}
	mock := heromock.Listen(t)
	seedEstate(mock)
	w := newWorkspace(t, mock)
	w.remove("versions.tf") // the guide's files have the same block
	for _, name := range estateFiles {
		w.write(name, readRepository(t, filepath.Join(estateFolder, name)))
	}

	queried := w.mustRun("query", "-generate-config-out=generated.tf")
	wantEstate(t, "query", regexp.MustCompile(`(?m)^list\.(hero_\w+)\.`), queried.out)
	generated := w.read("generated.tf")
	wantEstate(t, "generated resources", regexp.MustCompile(`(?m)^resource "(hero_\w+)" `), generated)
	wantEstate(t, "generated imports", regexp.MustCompile(`(?m)^  to += (hero_\w+)\.`), generated)
	for _, private := range []string{"Zebedee", "1987-07", "z.test", "ehr-", "Ada", signingKey, headerValue} {
		if strings.Contains(queried.out+generated, private) {
			t.Errorf("the query shows %q, or its generated files contain it", private)
		}
	}
	if strings.Contains(queried.out, "limit") {
		t.Errorf("the limits of the guide are too low:\n%s", queried.out)
	}

	planned := w.mustRun("plan")
	if !planned.contains("Plan: 43 to import, 0 to add, 0 to change, 0 to destroy.") {
		t.Fatalf("the plan does more than import:\n%s", planned.out)
	}
	applied := w.mustRun("apply", "-auto-approve")
	if !applied.contains("Apply complete! Resources: 43 imported, 0 added, 0 changed, 0 destroyed.") {
		t.Fatalf("the apply does more than import:\n%s", applied.out)
	}
	wantEstate(t, "state", regexp.MustCompile(`(?m)^(hero_\w+)\.`), w.mustRun("state", "list").out)
	w.wantNoChanges()
	w.write("generated.tf", importBlocks.ReplaceAllString(generated, "")) // they have done their work
	w.wantNoChanges()
	wantWrites(t, mock)
}

var importBlocks = regexp.MustCompile(`(?ms)^import \{$.*?^\}\n`)

// wantEstate counts the objects of each type that a text names. The pattern's first
// group is the type.
func wantEstate(t testing.TB, what string, pattern *regexp.Regexp, text string) {
	t.Helper()
	got := map[string]int{}
	for _, match := range pattern.FindAllStringSubmatch(text, -1) {
		got[match[1]]++
	}
	if diff := cmp.Diff(estate, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// The guide shows the files that the test uses, and names its commands.
func TestEstate_guideShowsWhatIsTested(t *testing.T) {
	t.Parallel()
	guide := readRepository(t, "templates/guides/import-an-existing-practice.md.tmpl")
	for _, name := range estateFiles {
		if !strings.Contains(guide, `{{ tffile "`+estateFolder+"/"+name+`" }}`) {
			t.Errorf("the guide does not show %s", name)
		}
	}
	for _, command := range []string{"terraform query -generate-config-out=generated.tf", "terraform plan", "terraform apply"} {
		if !strings.Contains(guide, command+"\n") {
			t.Errorf("the guide does not say to run %q", command)
		}
	}
	if strings.Contains(guide, "```terraform") {
		t.Error("the guide has configuration that no test runs")
	}
}

func readRepository(t testing.TB, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(repository, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
