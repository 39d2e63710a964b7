// SPDX-License-Identifier: MPL-2.0

// Package tools tests what builds, checks and releases the provider: the tools'
// modules, the scripts and the workflows.
package tools

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// root is the repository's root.
const root = "../.."

// goMod is a go.mod as `go mod edit -json` prints it.
type goMod struct {
	Require []struct {
		Path, Version string
		Indirect      bool
	}
	Tool []struct{ Path string }
}

// Dependabot silently ignores a tool unless its configuration names it.
func TestTools_dependabotSeesEachVersion(t *testing.T) {
	t.Parallel()
	config := read(t, ".github/dependabot.yml")
	if !strings.Contains(config, `directories: ["/internal/tools/*"]`) {
		t.Error("dependabot.yml no longer names the directories of the tools")
	}
	for _, file := range glob(t, "internal/tools/*/go.mod") {
		pins := pinned(readGoMod(t, file))
		if len(pins) == 0 {
			t.Errorf("%s pins nothing", file)
		}
		for _, pin := range pins {
			if !strings.Contains(config, "      - dependency-name: "+pin+"\n        dependency-type: all\n") {
				t.Errorf("%s pins %s, which dependabot.yml does not name under \"allow\": nobody would learn of a new version", file, pin)
			}
		}
	}
}

// A new minor version of a CLI arrives when Dependabot changes its pin. The tests
// must run with it, and the README must say so.
func TestTools_ciRunsTheNewestCLIs(t *testing.T) {
	t.Parallel()
	readme := read(t, "README.md")
	matrices := regexp.MustCompile(`version: \[.*"(1\.\d+)\.\*"\]`).FindAllStringSubmatch(read(t, ".github/workflows/test.yml"), -1)
	pins := readGoMod(t, "internal/tools/cli/go.mod")
	for i, cli := range []struct{ module, says string }{
		{"github.com/hashicorp/terraform", "Terraform 1.11 to "},
		{"github.com/opentofu/opentofu", "OpenTofu 1.11 and "},
	} {
		minor := pins.minor(cli.module)
		if len(matrices) != 2 || minor == "" || matrices[i][1] != minor {
			t.Errorf("internal/tools/cli/go.mod pins %s %q; the newest versions in test.yml are %q", cli.module, minor, matrices)
		}
		if !strings.Contains(readme, cli.says+minor) {
			t.Errorf("the README does not say that CI runs with %s", cli.says+minor)
		}
	}
}

// minor returns the minor version of a requirement, such as 1.16.
func (m goMod) minor(module string) string {
	for _, require := range m.Require {
		if parts := strings.Split(strings.TrimPrefix(require.Version, "v"), "."); require.Path == module && len(parts) == 3 {
			return parts[0] + "." + parts[1]
		}
	}
	return ""
}

// versioned matches a command that runs or installs one version of a package.
var versioned = regexp.MustCompile(`\bgo (run|install|tool) .*/\S*@`)

// Dependabot does not see a version that stands outside a go.mod.
func TestTools_noVersionOutsideGoMod(t *testing.T) {
	t.Parallel()
	for _, file := range slices.Concat([]string{"GNUmakefile", ".ci/run"}, glob(t, "scripts/*"), glob(t, ".github/workflows/*")) {
		for line := range strings.Lines(read(t, file)) {
			if versioned.MatchString(line) {
				t.Errorf("%s names a version; give the tool a module under internal/tools instead: %s", file, strings.TrimSpace(line))
			}
		}
	}
}

// An action's tag can be moved to other code; a commit cannot.
func TestTools_actionsArePinnedByCommit(t *testing.T) {
	t.Parallel()
	pin := regexp.MustCompile(`^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	for _, file := range glob(t, ".github/workflows/*.yml") {
		for line := range strings.Lines(read(t, file)) {
			_, action, ok := strings.Cut(strings.TrimSpace(line), "uses: ")
			if ok && !strings.HasPrefix(action, "./") && !pin.MatchString(action) {
				t.Errorf("%s: %s is not pinned to a commit, followed by its version", file, action)
			}
		}
	}
}

// .ci/run uses the CLIs that the environment names or that are beside the checkout,
// and says which ones.
func TestScripts_ciSaysWhichCLIs(t *testing.T) {
	t.Parallel()
	cli := func(version string) string { return "#!/bin/sh\necho '" + version + "'\n" }
	beside := map[string]string{
		"shared/bin/terraform-1.9": cli("Terraform v1.99.9"), "shared/bin/terraform-1.16": cli("Terraform v1.16.2"), "shared/bin/tofu-1.12": cli("OpenTofu v1.12.6"),
	}
	for name, test := range map[string]struct {
		files       map[string]string
		environment []string // DIR is the folder that the checkout is in
		says        []string
		fails       bool
	}{
		"beside the checkout": {files: beside, says: []string{
			"=== with Terraform v1.11.4 (DIR/bin/terraform)\n", "make test TF_ACC_TERRAFORM_PATH=DIR/bin/terraform\n",
			"=== with Terraform v1.16.2 (../shared/bin/terraform-1.16)\n", "make testacc-complete TF_ACC_TERRAFORM_PATH=../shared/bin/terraform-1.16\n",
			"=== with OpenTofu v1.12.6 (../shared/bin/tofu-1.12)\n", "make testacc-differing TF_ACC_TERRAFORM_PATH=../shared/bin/tofu-1.12\n",
			"=== all passed, with Terraform v1.11.4 (DIR/bin/terraform), Terraform v1.16.2 (../shared/bin/terraform-1.16), OpenTofu v1.12.6 (../shared/bin/tofu-1.12)\n",
		}},
		"from the environment": {
			files:       map[string]string{"new": cli("Terraform v1.17.0"), "shared/bin/terraform-1.16": cli("Terraform v1.16.2")},
			environment: []string{"CI_NEWEST_TERRAFORM_PATH=DIR/new"},
			says:        []string{"=== passed with Terraform v1.11.4 (DIR/bin/terraform), Terraform v1.17.0 (DIR/new), without OpenTofu (CI_TOFU_PATH)\n"},
		},
		"none": {says: []string{"=== passed with Terraform v1.11.4 (DIR/bin/terraform), without the newest Terraform (CI_NEWEST_TERRAFORM_PATH), OpenTofu (CI_TOFU_PATH)\n"}},
		"one that is not there": {files: beside, environment: []string{"CI_TOFU_PATH=DIR/gone"}, fails: true, says: []string{
			"CI_TOFU_PATH is \"DIR/gone\", which is not an executable file.\n",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			files := map[string]string{
				"checkout/.ci/run": read(t, ".ci/run"), "checkout/scripts/with-cli": read(t, "scripts/with-cli"),
				"bin/terraform": cli("Terraform v1.11.4"), "bin/go": "#!/bin/sh\n", "bin/make": "#!/bin/sh\n",
			}
			maps.Copy(files, test.files)
			for file, text := range files {
				path := filepath.Join(dir, file)
				if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o755)); err != nil {
					t.Fatal(err)
				}
			}
			run := exec.CommandContext(t.Context(), "bash", filepath.Join(dir, "checkout/.ci/run"))
			run.Env = []string{"PATH=" + filepath.Join(dir, "bin") + ":" + os.Getenv("PATH")}
			for _, variable := range test.environment {
				run.Env = append(run.Env, strings.ReplaceAll(variable, "DIR", dir))
			}
			out, err := run.CombinedOutput()
			if (err != nil) != test.fails {
				t.Errorf("error %v", err)
			}
			for _, says := range test.says {
				if !strings.Contains(string(out), strings.ReplaceAll(says, "DIR", dir)) {
					t.Errorf("the output lacks %q:\n%s", says, out)
				}
			}
		})
	}
}

// golangci-lint checks the header of Go files only.
func TestScripts_nameTheLicence(t *testing.T) {
	t.Parallel()
	for _, file := range append(glob(t, "scripts/*"), ".ci/run") {
		if lines := strings.Split(read(t, file), "\n"); len(lines) < 2 || lines[1] != "# SPDX-License-Identifier: MPL-2.0" {
			t.Errorf("the second line of %s is not # SPDX-License-Identifier: MPL-2.0", file)
		}
	}
}

// glob returns the files of the repository that match a pattern, at least one.
func glob(t *testing.T, pattern string) (files []string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, pattern))
	if err != nil || len(paths) == 0 {
		t.Fatalf("nothing found at %s: %v", pattern, err)
	}
	for _, path := range paths {
		files = append(files, strings.TrimPrefix(filepath.ToSlash(path), root+"/"))
	}
	return files
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func readGoMod(t *testing.T, file string) goMod {
	t.Helper()
	edit := exec.CommandContext(t.Context(), "go", "mod", "edit", "-json", filepath.Join(root, file))
	edit.Stderr = os.Stderr
	out, err := edit.Output()
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	var mod goMod
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatal(err)
	}
	return mod
}

// pinned returns the modules whose versions a go.mod is for: those of its tools, and
// those that it requires directly.
func pinned(mod goMod) []string {
	var pins []string
	for _, require := range mod.Require {
		wanted := !require.Indirect
		for _, tool := range mod.Tool {
			wanted = wanted || strings.HasPrefix(tool.Path+"/", require.Path+"/")
		}
		if wanted {
			pins = append(pins, require.Path)
		}
	}
	return pins
}
