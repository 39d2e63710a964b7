// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// The tests plan every folder below examples/ that has a configuration, and each of its
// import files separately, and run each command of an import.sh. wantQuietPlan, in
// sensitive_plans_test.go, checks what a saved plan reveals. A new folder needs no line
// here if it uses only these objects, in practice group 1001 or 1002: patient 123,
// webhook wh_1, message 70001, and what a practice group of the mock has at the start,
// such as admin 501.
func seedForExamples(mock *heromock.Server) {
	for _, group := range []string{"1001", "1002"} {
		mock.AddPatient(group, map[string]any{
			"id": "123", "nhs_number": "9990101264", "dob": "1970-02-03", "first_name": "Carol", "last_name": "Testpatient", "mobile": "+447700900125",
		})
		mock.SetBillingInfo(group, "123", map[string]any{"insurance": map[string]any{"insurer": "Example Mutual", "membership_number": "EM-1", "auth_code": nil}})
		mock.SetPaymentMethods(group, "123", []any{map[string]any{"id": "pm_1", "type": "card", "brand": "visa", "last4": "4242", "exp_month": 4, "exp_year": 2031}})
		mock.AddWebhook(group, map[string]any{"id": "wh_1", "event_type": "appointment.confirmed", "url": "https://hooks.example/hero"})
		if err := mock.Seed([]byte(`{"practice_groups": {"` + group + `": {"messages": [{"id": "70001", "text": "See you at nine."}]}}}`)); err != nil {
			panic(err) // the line above is wrong
		}
	}
}

func TestAccExamples_everyFolderPlans(t *testing.T) {
	t.Parallel()
	for _, folder := range exampleFolders(t) {
		t.Run(folder.name, func(t *testing.T) {
			t.Parallel()
			folder.needsActions(t)
			mock := heromock.Listen(t)
			seedForExamples(mock)
			w := folder.workspace(t, mock, func(file string) bool { return !isImport(file) })
			wantQuietPlan(t, w.savedPlan(), secretsOf(w, mock))
			folder.wantNoWrites(t, mock)
		})
		for _, file := range folder.files {
			switch {
			case strings.HasSuffix(file, ".tfquery.hcl"):
				t.Run(folder.name+"/"+file, func(t *testing.T) { t.Parallel(); folder.query(t, file) })
			case isImport(file):
				t.Run(folder.name+"/"+file, func(t *testing.T) { t.Parallel(); folder.planImport(t, file) })
			case file == "import.sh":
				t.Run(folder.name+"/"+file, func(t *testing.T) { t.Parallel(); folder.runImports(t, file) })
			}
		}
	}
}

type exampleFolder struct {
	path  string
	name  string // below examples/
	files []string
}

func exampleFolders(t testing.TB) []exampleFolder {
	t.Helper()
	root := filepath.Join(repository, "examples")
	byFolder := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err == nil && entry.IsDir() && entry.Name() == modules {
			return filepath.SkipDir
		}
		if err == nil && !entry.IsDir() {
			byFolder[filepath.Dir(path)] = append(byFolder[filepath.Dir(path)], entry.Name())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var folders []exampleFolder
	for path, files := range byFolder {
		if slices.ContainsFunc(files, isConfiguration) {
			folders = append(folders, exampleFolder{path, strings.TrimPrefix(path, root+string(filepath.Separator)), files})
		}
	}
	if len(folders) == 0 {
		t.Fatal("there are no examples")
	}
	slices.SortFunc(folders, func(a, b exampleFolder) int { return strings.Compare(a.name, b.name) })
	return folders
}

// modules is a folder inside an example, which is planned as a part of it.
const modules = "modules"

func isConfiguration(file string) bool {
	return strings.HasSuffix(file, ".tf") || strings.HasSuffix(file, ".tfquery.hcl")
}

func isImport(file string) bool { return strings.HasPrefix(file, "import-") }

func (f exampleFolder) needsActions(t testing.TB) {
	t.Helper()
	if strings.HasPrefix(f.name, "actions") {
		needActions(t)
	}
}

// workspace returns a workspace with the wanted files of the folder and values for its variables.
func (f exampleFolder) workspace(t testing.TB, mock *heromock.Server, wanted func(file string) bool) *workspace {
	t.Helper()
	w := newWorkspace(t, mock)
	for _, file := range f.files {
		if !wanted(file) {
			continue
		}
		content, err := os.ReadFile(filepath.Join(f.path, file))
		if err != nil {
			t.Fatal(err)
		}
		w.write(file, string(content))
		if strings.Contains(string(content), "required_providers") {
			w.remove("versions.tf")
		}
		maps.Copy(w.env, openVariables(string(content), mock))
	}
	w.copyModules(f.path)
	return w
}

// copyModules copies the modules of an example, if it has any, and has the CLI install them.
func (w *workspace) copyModules(example string) {
	w.t.Helper()
	from := filepath.Join(example, modules)
	if _, err := os.Stat(from); err != nil {
		return
	}
	if err := os.CopyFS(filepath.Join(w.dir, modules), os.DirFS(from)); err != nil {
		w.t.Fatal(err)
	}
	w.mustRun("get")
}

var variableBlock = regexp.MustCompile(`(?ms)^variable "(\w+)" \{.*?^\}`)

// knownAnswers are the values of variables that are not secrets: those with which
// seedForExamples makes the patient.
var knownAnswers = map[string]string{"patient_id": "123", "nhs_number": "999 010 1264", "dob": "1970-02-03"}

// openVariables returns values for the variables without a default, by their names in
// the environment: the known value, or else a secret, or a map with a secret for every
// practice group. An API key is the mock's, and the mock accepts the keys of a map.
func openVariables(configuration string, mock *heromock.Server) map[string]string {
	answers := map[string]string{}
	for _, block := range variableBlock.FindAllStringSubmatch(configuration, -1) {
		name := "TF_VAR_" + block[1]
		switch {
		case regexp.MustCompile(`(?m)^  default\s*=`).MatchString(block[0]):
		case knownAnswers[block[1]] != "":
			answers[name] = knownAnswers[block[1]]
		case strings.Contains(block[0], "map(string)"):
			answers[name] = keysOf(mock, "secret-of-")
			if block[1] == "api_keys" {
				for _, group := range mock.PracticeGroups() {
					mock.SetAPIKey(group, "secret-of-"+group)
				}
			}
		case regexp.MustCompile(`(?m)^  api_key\s*= var\.` + block[1] + `$`).MatchString(configuration), strings.HasSuffix(block[1], "api_key"):
			answers[name] = mock.APIKey()
		default:
			answers[name] = "secret-" + block[1]
		}
	}
	return answers
}

func (f exampleFolder) planImport(t testing.TB, file string) {
	t.Helper()
	if strings.Contains(file, "identity") && !cliHas(t, "Terraform", 12) && !cliHas(t, "OpenTofu", 12) {
		t.Skip("import blocks with an identity need Terraform 1.12 or OpenTofu 1.12")
	}
	mock := heromock.Listen(t)
	seedForExamples(mock)
	w := f.workspace(t, mock, func(name string) bool { return name == file })
	w.write(file, toGenerateFrom(t, w.read(file)))
	wantQuietPlan(t, w.savedPlan("-generate-config-out=generated.tf"), secretsOf(w, mock))
	f.wantNoWrites(t, mock)
}

var importCommand = regexp.MustCompile(`(?m)^terraform import (\w+)\.(\w+) (\S+)$`)

func (f exampleFolder) runImports(t testing.TB, file string) {
	t.Helper()
	mock := heromock.Listen(t)
	seedForExamples(mock)
	content, err := os.ReadFile(filepath.Join(f.path, file))
	if err != nil {
		t.Fatal(err)
	}
	commands := importCommand.FindAllStringSubmatch(string(content), -1)
	if len(commands) == 0 {
		t.Fatal("there is no import command")
	}
	for _, c := range commands {
		w := newWorkspace(t, mock)
		w.write("main.tf", "resource \""+c[1]+"\" \""+c[2]+"\" {}\n")
		w.mustRun("import", c[1]+"."+c[2], c[3])
	}
	f.wantNoWrites(t, mock)
}

func (f exampleFolder) query(t testing.TB, file string) {
	t.Helper()
	if !cliHas(t, "Terraform", 14) {
		t.Skip("terraform query came with Terraform 1.14")
	}
	mock := heromock.Listen(t)
	seedForExamples(mock)
	w := f.workspace(t, mock, func(name string) bool { return name == file })
	w.write("provider.tf", "provider \"hero\" {}\n")
	w.mustRun("query")
	f.wantNoWrites(t, mock)
}

// wantNoWrites allows requests for access tokens, which some examples open.
func (f exampleFolder) wantNoWrites(t testing.TB, mock *heromock.Server) {
	t.Helper()
	for _, r := range mock.Writes() {
		if r.Route != "/v1/access_token" {
			t.Errorf("%s %s was sent", r.Method, r.Route)
		}
	}
}

// cliHas reports whether the CLI is the product and at least its version 1.minor.
func cliHas(t testing.TB, product string, minor int) bool {
	t.Helper()
	version := regexp.MustCompile(`(Terraform|OpenTofu) v1\.(\d+)`).FindStringSubmatch(newWorkspace(t, nil).mustRun("version").out)
	if version == nil {
		t.Fatal("the CLI does not print its version")
	}
	have, err := strconv.Atoi(version[2])
	if err != nil {
		t.Fatal(err)
	}
	return version[1] == product && have >= minor
}

// The next tests run the example module's own tests with the CLI's test command:
// against the mock server, as a whole, and with the CLI's mock of the provider.
func TestAccTerraformTest_moduleAgainstTheMockServer(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	w := exampleWorkspace(t, mock, "module-with-tests")
	if out := w.mustRun("test", "-filter=tests/mock_server.tftest.hcl"); !out.contains("Success! 2 passed, 0 failed.") {
		t.Errorf("want two runs that pass:\n%s", out.out)
	}
	for request, want := range map[string]int{"PATCH /v1/me": 1, postWebhook: 2, deleteWebhook: 2} { // the test command cleans up after itself
		method, route, _ := strings.Cut(request, " ")
		if got := mock.Count(method, route); got != want {
			t.Errorf("%s was sent %d times, want %d", request, got, want)
		}
	}
	if left := len(mock.Webhooks("1001")); left != 0 {
		t.Errorf("%d webhooks are left behind", left)
	}
}

// All test files together, as a reader runs them, with one server. Each file uses a
// practice group of its own.
func TestAccTerraformTest_moduleAsAWhole(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	w := exampleWorkspace(t, mock, "module-with-tests")
	if err := mock.Seed([]byte(w.read("tests/practice.json"))); err != nil {
		t.Fatal(err)
	}
	if out := w.mustRun("test"); !out.contains("Success! 7 passed, 0 failed.") {
		t.Errorf("want seven runs that pass:\n%s", out.out)
	}
}

func TestAccTerraformTest_moduleWithAMockedProvider(t *testing.T) {
	t.Parallel()
	w := exampleWorkspace(t, nil, "module-with-tests")
	command := []string{"test", "-filter=tests/without_a_server.tftest.hcl"}
	if out := w.mustRun(command...); !out.contains("Success! 3 passed, 0 failed.") {
		t.Errorf("want three runs that pass:\n%s", out.out)
	}
	// The tests notice if the module no longer sets the practice group.
	w.edit("main.tf", "practice_group_id = var.practice_group_id\n  event_type", "event_type")
	w.mustFail(command, "The webhook belongs to another practice.", "2 passed, 1 failed")
}
