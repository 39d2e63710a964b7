// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// goMod is what `go mod edit -json` says of a go.mod.
type goMod struct {
	Require []struct {
		Path, Version string
		Indirect      bool
	}
	Tool []struct{ Path string }
}

// Dependabot passes over a tool unless it is named, and says nothing.
func TestTools_dependabotSeesEachVersion(t *testing.T) {
	t.Parallel()
	config, err := os.ReadFile(".github/dependabot.yml")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(config), `directories: ["/internal/tools/*"]`) {
		t.Error("dependabot.yml no longer names the directories of the tools")
	}
	files, err := filepath.Glob("internal/tools/*/go.mod")
	if err != nil || len(files) == 0 {
		t.Fatalf("no module of a tool found: %v", err)
	}
	for _, file := range files {
		pins := pinned(readGoMod(t, file))
		if len(pins) == 0 {
			t.Errorf("%s pins nothing", file)
		}
		for _, pin := range pins {
			if !strings.Contains(string(config), "      - dependency-name: "+pin+"\n        dependency-type: all\n") {
				t.Errorf("%s pins %s, which dependabot.yml does not name under \"allow\": nobody would hear of a new version", file, pin)
			}
		}
	}
}

// A new minor version of a CLI comes as Dependabot's change of its pin. The tests
// have to run with it, and the README to say so.
func TestTools_ciRunsTheNewestCLIs(t *testing.T) {
	t.Parallel()
	workflow, err := os.ReadFile(".github/workflows/test.yml")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	matrices := regexp.MustCompile(`version: \[.*"(1\.\d+)\.\*"\]`).FindAllSubmatch(workflow, -1)
	pins := readGoMod(t, "internal/tools/cli/go.mod")
	for i, cli := range []struct{ module, says string }{
		{"github.com/hashicorp/terraform", "Terraform 1.11 to "},
		{"github.com/opentofu/opentofu", "OpenTofu 1.11 and "},
	} {
		minor := pins.minor(cli.module)
		if len(matrices) != 2 || minor == "" || string(matrices[i][1]) != minor {
			t.Errorf("internal/tools/cli/go.mod pins %s %q; the newest versions in test.yml are %q", cli.module, minor, matrices)
		}
		if !strings.Contains(string(readme), cli.says+minor) {
			t.Errorf("the README does not say that CI runs with %s", cli.says+minor)
		}
	}
}

// minor is the minor version of a requirement, as 1.16.
func (m goMod) minor(module string) string {
	for _, require := range m.Require {
		if parts := strings.Split(strings.TrimPrefix(require.Version, "v"), "."); require.Path == module && len(parts) == 3 {
			return parts[0] + "." + parts[1]
		}
	}
	return ""
}

// versioned is a command that runs or installs one version of a package.
var versioned = regexp.MustCompile(`\bgo (run|install|tool) .*/\S*@`)

// A version beside a tool's name, outside a go.mod, is one that Dependabot does not see.
func TestTools_noVersionOutsideGoMod(t *testing.T) {
	t.Parallel()
	files := []string{"GNUmakefile", ".ci/run"}
	for _, pattern := range []string{"scripts/*", ".github/workflows/*"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("nothing found at %s: %v", pattern, err)
		}
		files = append(files, found...)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if versioned.MatchString(line) {
				t.Errorf("%s names a version itself; give the tool a module under internal/tools: %s", file, strings.TrimSpace(line))
			}
		}
	}
}

// A tag of an action can be moved to other code, a commit cannot.
func TestTools_actionsArePinnedByCommit(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(".github/workflows/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no workflow found: %v", err)
	}
	pin := regexp.MustCompile(`^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			_, action, ok := strings.Cut(strings.TrimSpace(line), "uses: ")
			if ok && !strings.HasPrefix(action, "./") && !pin.MatchString(action) {
				t.Errorf("%s: %s is not pinned by its commit, with the version behind it", file, action)
			}
		}
	}
}

func readGoMod(t *testing.T, file string) goMod {
	t.Helper()
	edit := exec.CommandContext(t.Context(), "go", "mod", "edit", "-json", file)
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

// pinned are the modules that a go.mod is there for: those of its tools, and
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
