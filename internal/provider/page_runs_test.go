// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// carol is a row of the example's table.
const carol = "p03,999 010 1264,1970-02-03,Carol,Testpatient,Other,,carol@example.com,\n"

const byMake = "make builds the demo and runs all tests, this one included"

// pageRuns says how to follow each page with blocks, by file.
var pageRuns = map[string]pageRun{
	"README.md": {
		saved: map[string]string{"terraform {": "main.tf"},
		notRun: map[string]string{
			"make demo   # see it in action: plan, apply, plan again and destroy, against a mock server on this machine": byMake,
			"make test   # run all tests, including the acceptance tests":                                                byMake,
			"main.go                        starts the provider        -> internal/server, internal/provider":            "is a map of the source, which TestDocs_filesThatAreNamedExist and the linter check",
		},
	},
	"templates/index.md.tmpl":                 {}, // shows one file, which TestAccExamples_everyFolderPlans plans
	"templates/guides/patient-data.md.tmpl":   {}, // shows files only, as the next two do
	"templates/guides/many-practices.md.tmpl": {},
	"templates/guides/keys.md.tmpl":           {},
	"templates/guides/pipeline.md.tmpl":       {}, // TestAccPipeline runs its scripts
	"templates/guides/policy-as-code.md.tmpl": {
		notRun: map[string]string{
			"terraform show -json plan.tfplan | opa eval --stdin-input --data hero.rego --fail-defined --format raw 'data.hero.deny[_]'": "TestAccPolicy does so, with opa from its own module",
		},
	},
	"templates/guides/troubleshooting.md.tmpl": {
		before: map[string]func(*testing.T, *workspace, *heromock.Server){
			"TF_LOG_PROVIDER=DEBUG terraform plan": func(t *testing.T, w *workspace, _ *heromock.Server) {
				t.Helper()
				w.write("main.tf", readRepository(t, "examples/first-steps/main.tf"))
				w.shell("terraform init")
			},
		},
	},
	"templates/guides/import-an-existing-practice.md.tmpl": {
		seed:     seedForExamples,
		restarts: []string{"## Without terraform query"},
		before: map[string]func(*testing.T, *workspace, *heromock.Server){
			// A CLI without queries has not written the file.
			"awk '{ print } /^resource \"hero_webhook\"/ { print \"  lifecycle {\\n    create_before_destroy = true\\n  }\\n\" }' generated.tf > estate.tf": func(t *testing.T, w *workspace, _ *heromock.Server) {
				t.Helper()
				if !cliHas(t, "Terraform", 14) {
					w.write("generated.tf", "")
				}
			},
			"## Without terraform query": func(t *testing.T, w *workspace, _ *heromock.Server) {
				t.Helper()
				if !cliHas(t, "Terraform", 14) {
					return
				}
				webhooks := regexp.MustCompile(`(?m)^resource "hero_webhook" .*\n  lifecycle \{\n    create_before_destroy = true\n  \}\n`)
				if protected := webhooks.FindAllString(w.read("estate.tf"), -1); len(protected) != 2 {
					t.Errorf("%d webhooks have create_before_destroy, want those of two practices:\n%s", len(protected), w.read("estate.tf"))
				}
			},
			"# The ids come from look-ups, so nobody copies them by hand.": func(t *testing.T, w *workspace, _ *heromock.Server) {
				t.Helper()
				w.write("main.tf", readRepository(t, "examples/import-estate/main.tf"))
				w.shell("terraform init")
			},
		},
		after: importIsWrittenDown,
	},
	"templates/guides/testing-modules.md.tmpl": {
		notRun: map[string]string{
			"go build -o heromock ./internal/cmd/heromock": "builds into the checkout; the reader of this test has been given the command, built in the same way",
		},
		before: map[string]func(*testing.T, *workspace, *heromock.Server){
			"# A module for one practice, with tests that need neither Hero nor an account.": func(t *testing.T, w *workspace, _ *heromock.Server) {
				t.Helper()
				for _, name := range []string{"outputs.tf", "variables.tf"} {
					w.write(name, readRepository(t, "examples/module-with-tests/"+name))
				}
			},
		},
	},
	"templates/guides/upgrading.md.tmpl": {
		notRun: map[string]string{
			"terraform providers lock -platform=linux_amd64 -platform=darwin_arm64 -platform=windows_amd64": "asks a registry for the builds of other systems",
		},
		after: func(t *testing.T, _ *workspace, mock *heromock.Server) {
			t.Helper()
			wantWrites(t, mock)
		},
	},
	"templates/guides/first-steps.md.tmpl": {
		notRun: map[string]string{
			"make demo":                              byMake,
			"make mirror":                            "TestAccMirror installs from such a mirror",
			"go run ./internal/cmd/heromock -- bash": "waits for a reader at the keyboard; the tests are such a shell",
			"provider_installation {":                "TestAccMirror installs with such a file",
			"export TF_CLI_CONFIG_FILE=/path/to/the/repository/.tools/mirror.tfrc": "names a folder of the reader's",
		},
		after: func(t *testing.T, _ *workspace, mock *heromock.Server) {
			t.Helper()
			wantWrites(t, mock, "PATCH /v1/me")
		},
	},
	"templates/guides/rotate-a-webhook-key.md.tmpl": {
		before: map[string]func(*testing.T, *workspace, *heromock.Server){
			"## 2. Rotate": func(t *testing.T, w *workspace, mock *heromock.Server) {
				t.Helper()
				w.edit("main.tf", "2026-01", "2026-02")
				mock.ResetJournal()
				mock.OnRequest(func(r heromock.Request) {
					if len(mock.Webhooks("1001")) == 0 {
						t.Errorf("there is no webhook at %s %s", r.Method, r.Route)
					}
				})
			},
			"## 3. Check": func(t *testing.T, _ *workspace, mock *heromock.Server) {
				t.Helper()
				mock.OnRequest(func(heromock.Request) {})
				if onlyWebhook(t, mock, "1001")["signing_key"] != "new-key" {
					t.Error("the webhook has the old key")
				}
			},
		},
		after: rotationThatFailsHalfWay,
	},
	"templates/guides/test-patients-from-csv.md.tmpl": {
		saved: map[string]string{"moved {": "moved.tf"},
		before: map[string]func(*testing.T, *workspace, *heromock.Server){
			"moved {": func(t *testing.T, w *workspace, mock *heromock.Server) {
				t.Helper()
				// A blank cell, such as the sex, is not sent.
				for _, r := range mock.Writes() {
					if r.Body["nhs_number"] == "9990101256" && r.Has("sex") || r.Body["nhs_number"] == "9990101264" && (r.Has("mobile") || r.Has("postcode")) {
						t.Error("a blank cell was sent")
					}
				}
				w.edit("patients.csv", "p02,", "p20,")
				mock.ResetJournal()
			},
			"## A row that goes": func(t *testing.T, w *workspace, mock *heromock.Server) {
				t.Helper()
				wantWrites(t, mock) // the new key stands for the same patient
				w.edit("patients.csv", carol, "")
			},
			"## A row that comes back": func(_ *testing.T, w *workspace, _ *heromock.Server) {
				w.write("patients.csv", w.read("patients.csv")+carol)
			},
			"# Rows that were removed once, and are back.": func(t *testing.T, w *workspace, mock *heromock.Server) {
				t.Helper()
				adopting := w.clone()
				adopting.edit("main.tf", "  for_each = local.patients\n", "  for_each       = local.patients\n  adopt_existing = true\n")
				adopting.shell("terraform apply -auto-approve")
				wantWrites(t, mock, "POST /v1/patients/register")
				mock.ResetJournal()
			},
			"terraform destroy -auto-approve": func(t *testing.T, w *workspace, mock *heromock.Server) {
				t.Helper()
				w.wantNoChanges()
				wantWrites(t, mock)
			},
		},
		after: func(t *testing.T, w *workspace, mock *heromock.Server) {
			t.Helper()
			if left := w.shell("terraform state list").out; left != "" {
				t.Errorf("the state still has %s", left)
			}
			if people := len(mock.Patients("1001")); people != 3 {
				t.Errorf("Hero has %d patients, want those of the table", people)
			}
			wantWrites(t, mock)
		},
	},
}

// rotationThatFailsHalfWay rotates a key while Hero refuses the deletion: both webhooks
// exist, and the next apply deletes the old one.
func rotationThatFailsHalfWay(t *testing.T, w *workspace, mock *heromock.Server) {
	t.Helper()
	w.edit("main.tf", "2026-02", "2026-03")
	mock.Inject(heromock.Fault{Method: http.MethodDelete, Route: "/v1/webhooks/{id}", Status: http.StatusForbidden, Count: 1})
	const apply = "TF_VAR_signing_key=newest-key terraform apply"
	if out := w.shell(apply); out.code != 1 || len(mock.Webhooks("1001")) != 2 {
		t.Errorf("want both webhooks after an apply that fails half-way:\n%s", out.out)
	}
	if out := w.shell(apply); out.code != 0 || len(mock.Webhooks("1001")) != 1 {
		t.Errorf("the next apply does not delete the old webhook:\n%s", out.out)
	}
}

// importIsWrittenDown follows the last step of the guide: it replaces the look-ups by the
// output of the console, and removes the import blocks.
func importIsWrittenDown(t *testing.T, w *workspace, mock *heromock.Server) {
	t.Helper()
	w.wantNoChanges()
	written := w.read("imports.tf")
	for name, lookUp := range map[string]*regexp.Regexp{
		"webhooks":    regexp.MustCompile(`(?s)(  webhooks = ).*?\n  \]\.\.\.\)\n`),
		"prescribers": regexp.MustCompile(`(?s)(  prescribers = ).*?\n  \]\)\)\n`),
	} {
		found := w.shell("echo 'local." + name + "' | terraform console").out
		if !lookUp.MatchString(written) {
			t.Fatalf("%s is not looked up as expected:\n%s", name, written)
		}
		written = lookUp.ReplaceAllStringFunc(written, func(text string) string {
			return lookUp.FindStringSubmatch(text)[1] + found
		})
	}
	written = regexp.MustCompile(`(?ms)^(data|import) .*?^\}\n`).ReplaceAllString(written, "")
	w.write("imports.tf", written)
	w.wantNoChanges()
	wantWrites(t, mock)
}
