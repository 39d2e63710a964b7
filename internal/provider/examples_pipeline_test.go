// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// pipelineWorkspace returns a workspace with the test patients and the scripts of the pipeline.
func pipelineWorkspace(t *testing.T, mock *heromock.Server) *workspace {
	t.Helper()
	w := newReader(t, mock)
	for _, name := range []string{"main.tf", "patients.csv"} {
		w.write(name, readRepository(t, "examples/test-patients/"+name))
	}
	for _, name := range []string{"plan.sh", "apply.sh", "drift.sh"} {
		w.write("ci/"+name, readRepository(t, "examples/pipeline/"+name))
	}
	w.env["PLAN_PASSPHRASE"] = "canary-passphrase"
	w.shell("terraform init")
	return w
}

// idByNumber returns a patient's id: Terraform creates them in any order.
func idByNumber(t *testing.T, mock *heromock.Server, number string) string {
	t.Helper()
	for _, patient := range mock.Patients("1001") {
		if patient["nhs_number"] == number {
			return fmt.Sprint(patient["id"])
		}
	}
	t.Fatal("no patient has the NHS number")
	return ""
}

// The output of the steps shows no patient, the apply does what was planned, and the
// nightly run finds what somebody has changed in Hero.
func TestAccPipeline_plansAppliesAndFindsDrift(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	w := pipelineWorkspace(t, mock)
	step := func(script string, want int) result {
		t.Helper()
		out := w.shell("bash ci/" + script)
		if out.code != want {
			t.Fatalf("%s: exit status %d, want %d:\n%s", script, out.code, want, out.out)
		}
		return out
	}
	planned := step("plan.sh", 0)
	for name, text := range map[string]string{"the log": planned.out, "plan.txt": w.read("plan.txt"), "plan.tfplan.enc": w.read("plan.tfplan.enc")} {
		for _, private := range []string{"Testpatient", "9990101248", "999 010 1248", "canary-passphrase"} {
			if strings.Contains(text, private) {
				t.Errorf("%s has %q", name, private)
			}
		}
	}
	if !strings.Contains(w.read("plan.txt"), "Plan: 3 to add") {
		t.Errorf("plan.txt is not the plan:\n%s", w.read("plan.txt"))
	}
	wantWrites(t, mock)
	step("apply.sh", 0)
	if n := len(mock.Patients("1001")); n != 3 {
		t.Errorf("%d patients, want 3", n)
	}
	for _, name := range []string{"plan.tfplan", "plan.tfplan.enc"} {
		if _, err := os.Stat(filepath.Join(w.dir, name)); err == nil {
			t.Errorf("%s is left behind", name)
		}
	}
	step("drift.sh", 0)
	mock.UpdatePatient("1001", idByNumber(t, mock, "9990101248"), members{"postcode": "YO1 7HH"})
	if out := step("drift.sh", 2); !out.contains("Hero differs from the configuration") {
		t.Errorf("the drift is not reported:\n%s", out.out)
	}
}

// The guide's policy finds each breach in real plans, and quotes no patient.
func TestAccPolicy_refusesWhatItSays(t *testing.T) {
	t.Parallel()
	opa := builtOPA(t)
	for name, c := range map[string]struct {
		edit []string // of main.tf
		file string   // patients.csv
		want []string
	}{
		"as it should be": {},
		"environment from outside": {
			edit: []string{`environment                = "staging"`, `environment                = var.environment`},
			want: []string{"write the environment as a literal"},
		},
		"no guard":                       {edit: []string{"  allowed_practice_group_ids = [\"1001\"]\n", ""}, want: []string{"set allowed_practice_group_ids"}},
		"a number that is not for tests": {file: "999 010 1248=943 476 5919", want: []string{`hero_patient.test["p01"]: its NHS number does not begin with 999`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := pipelineWorkspace(t, heromock.Listen(t))
			w.write("variables.tf", "variable \"environment\" {\n  default = \"staging\"\n}\n")
			w.edit("main.tf", c.edit...)
			if before, after, ok := strings.Cut(c.file, "="); ok {
				w.edit("patients.csv", before, after)
			}
			w.write("hero.rego", readRepository(t, "examples/policy/hero.rego"))
			if out := w.shell("terraform plan -out=plan.tfplan"); out.code != 0 {
				t.Fatal(out.out)
			}
			out := w.shell("terraform show -json plan.tfplan | " + opa + " eval --stdin-input --data hero.rego --fail-defined --format raw 'data.hero.deny[_]'")
			if (out.code != 0) != (len(c.want) > 0) || slices.ContainsFunc(c.want, func(text string) bool { return !out.contains(text) }) {
				t.Errorf("exit status %d, want %q:\n%s", out.code, c.want, out.out)
			}
			if strings.Contains(out.out, "943") || strings.Contains(out.out, "Testpatient") {
				t.Errorf("the policy quotes a patient:\n%s", out.out)
			}
		})
	}
}

// builtOPA builds Open Policy Agent from the tool's module, which pins its version.
func builtOPA(t *testing.T) string {
	t.Helper()
	newWorkspace(t, nil) // skips without a CLI
	opa := filepath.Join(t.TempDir(), "opa")
	build := exec.CommandContext(t.Context(), "go", "build", "-modfile="+filepath.Join("internal", "tools", "opa", "go.mod"), "-o", opa, "github.com/open-policy-agent/opa")
	build.Dir = repository
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building opa: %v\n%s", err, out)
	}
	return opa
}

// A reader without an account can install a build of this source tree as the guide says.
func TestAccMirror_initInstallsTheBuild(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	w := newReader(t, mock)
	folder := filepath.Join(t.TempDir(), "a folder")
	out, err := exec.CommandContext(t.Context(), filepath.Join(repository, "scripts", "mirror"), folder).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	w.env["TF_CLI_CONFIG_FILE"] = filepath.Join(folder, "mirror.tfrc")
	if !strings.Contains(string(out), "export TF_CLI_CONFIG_FILE="+w.env["TF_CLI_CONFIG_FILE"]) {
		t.Errorf("the output does not say how to use the mirror:\n%s", out)
	}
	w.write("main.tf", readRepository(t, "examples/first-steps/main.tf"))
	for _, command := range []string{"terraform init", "terraform plan"} {
		if out := w.shell(command); out.code != 0 {
			t.Fatalf("%s:\n%s", command, out.out)
		}
	}
}
