// SPDX-License-Identifier: MPL-2.0

package tools

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// script runs a script of the repository and returns its output and exit status.
func script(t *testing.T, name string, arguments ...string) (said string, code int) {
	t.Helper()
	command := exec.CommandContext(t.Context(), filepath.Join("scripts", name), arguments...)
	command.Dir = root
	out, err := command.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(out), command.ProcessState.ExitCode()
}

// A pipeline that runs the check must be able to tell a refutation from a missing document.
func TestScripts_contractCheckEndsInThreeWays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		arguments []string
		code      int
		says      string
	}{
		"no document":    {[]string{""}, 2, "make contract-check FILE="},
		"a missing one":  {[]string{"nowhere.yaml"}, 2, "unreadable"},
		"another one":    {[]string{"README.md"}, 2, "unreadable"},
		"the contract's": {[]string{"internal/contract/openapi.yaml"}, 0, "fine"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if said, code := script(t, "contract-check", c.arguments...); code != c.code || !strings.Contains(said, c.says) {
				t.Errorf("exit status %d, want %d and %q:\n%s", code, c.code, c.says, said)
			}
		})
	}
}

// An archive must contain the licence of each module that is linked into its program.
func TestScripts_noticesNameEachLinkedModule(t *testing.T) {
	t.Parallel()
	for _, linked := range []string{".", "./internal/cmd/heromock"} {
		t.Run(linked, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "a folder", "NOTICES.txt")
			if said, code := script(t, "notices", linked, file); code != 0 {
				t.Fatalf("exit status %d:\n%s", code, said)
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			notices := string(text)
			list := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}{{end}}{{end}}", linked)
			list.Dir = root
			out, err := list.Output()
			if err != nil {
				t.Fatal(err)
			}
			modules := strings.Fields(strings.ReplaceAll(string(out), " ", "@"))
			if len(modules) == 0 {
				t.Error("no module is linked")
			}
			for _, module := range modules {
				if !strings.Contains(notices, "==== "+strings.ReplaceAll(module, "@", " ")+"\n") {
					t.Errorf("there is no notice for %s", module)
				}
			}
			for _, text := range []string{"==== Go go", "Redistribution and use in source and binary forms"} {
				if !strings.Contains(notices, text) {
					t.Errorf("no notice contains %q", text)
				}
			}
		})
	}
}
