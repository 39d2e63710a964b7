// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// workspace is a directory with a configuration, in which the real CLI runs the
// real provider binary. It is for tests of what a user reads, of files that the
// CLI writes, and of the provider's process. resource.TestCase is for the rest.
type workspace struct {
	t   testing.TB
	dir string
	env map[string]string
}

// result is what a command printed, including standard error, and its exit code.
type result struct {
	out  string
	code int
}

// text returns the output without the CLI's line breaks, for comparing sentences.
func (r result) text() string { return strings.Join(strings.Fields(r.out), " ") }

// contains reports whether the output has a text, however its lines are broken.
func (r result) contains(text string) bool {
	return strings.Contains(r.text(), strings.Join(strings.Fields(text), " "))
}

// newWorkspace makes a directory that declares the provider, and an environment
// that points it to the mock's practice group 1001. mock may be nil for tests
// that set the provider up in another way.
func newWorkspace(t testing.TB, mock *heromock.Server) *workspace {
	t.Helper()
	if os.Getenv(resource.EnvTfAcc) == "" {
		t.Skipf("runs Terraform, which needs %s set", resource.EnvTfAcc)
	}
	w := &workspace{t: t, dir: t.TempDir(), env: map[string]string{
		"CHECKPOINT_DISABLE": "1",
		"TF_IN_AUTOMATION":   "1",
		"TF_INPUT":           "0",
		"TF_CLI_ARGS":        "-no-color", //nolint:misspell // the CLI's spelling
		"TF_CLI_CONFIG_FILE": cliConfig(t),
	}}
	if mock != nil {
		w.env["HERO_ENDPOINT"] = mock.URL()
		w.env["HERO_API_KEY"] = mock.APIKey()
		w.env["HERO_PRACTICE_GROUP_ID"] = "1001"
	}
	w.write("versions.tf", `
terraform {
  required_providers {
    hero = { source = "herohealth/hero" }
  }
}
`)
	return w
}

func (w *workspace) write(name, content string) {
	w.t.Helper()
	path := filepath.Join(w.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

func (w *workspace) read(name string) string {
	w.t.Helper()
	content, err := os.ReadFile(filepath.Join(w.dir, name))
	if err != nil {
		w.t.Fatal(err)
	}
	return string(content)
}

func (w *workspace) remove(name string) {
	w.t.Helper()
	if err := os.Remove(filepath.Join(w.dir, name)); err != nil {
		w.t.Fatal(err)
	}
}

// run runs the CLI in the workspace. A command that fails is a result too.
func (w *workspace) run(args ...string) result {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 3*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, cliPath(w.t), args...)
	command.Dir = w.dir
	command.WaitDelay = 10 * time.Second
	command.Env = w.environment()
	out, err := command.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || ctx.Err() != nil) {
		w.t.Fatalf("running %q: %v\n%s", args, err, out)
	}
	return result{out: string(out), code: command.ProcessState.ExitCode()}
}

// environment is the workspace's own environment, and that of the tests without
// anything that configures the CLI or the provider.
func (w *workspace) environment() []string {
	environment := slices.DeleteFunc(os.Environ(), func(entry string) bool {
		return strings.HasPrefix(entry, "TF_") || strings.HasPrefix(entry, "HERO_")
	})
	for name, value := range w.env {
		environment = append(environment, name+"="+value)
	}
	return environment
}

// mustRun runs a command that must succeed.
func (w *workspace) mustRun(args ...string) result {
	w.t.Helper()
	r := w.run(args...)
	if r.code != 0 {
		w.t.Fatalf("%q exited with %d:\n%s", args, r.code, r.out)
	}
	return r
}

// mustFail runs a command that must fail and print each of the texts.
func (w *workspace) mustFail(command []string, texts ...string) result {
	w.t.Helper()
	r := w.run(command...)
	if r.code != 1 {
		w.t.Fatalf("%q exited with %d, want an error:\n%s", command, r.code, r.out)
	}
	for _, text := range texts {
		if !r.contains(text) {
			w.t.Errorf("%q does not print %q:\n%s", command, text, r.out)
		}
	}
	return r
}

// wantNoChanges fails if the plan is not empty.
func (w *workspace) wantNoChanges() {
	w.t.Helper()
	// -detailed-exitcode: 0 is an empty plan, 2 a plan with changes.
	if r := w.run("plan", "-detailed-exitcode"); r.code != 0 {
		w.t.Errorf("the plan is not empty, or failed (exit code %d):\n%s", r.code, r.out)
	}
}

// cliPath returns the Terraform or OpenTofu to use, chosen in the same way as for
// the acceptance tests.
func cliPath(t testing.TB) string {
	t.Helper()
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return path
	}
	for _, name := range []string{"terraform", "tofu"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("no Terraform or OpenTofu found: put one on PATH, or name it in TF_ACC_TERRAFORM_PATH")
	return ""
}

// cliConfig returns the path of a CLI configuration that uses the provider of this
// source tree instead of a registry's.
func cliConfig(t testing.TB) string {
	t.Helper()
	dir, err := builtProvider()
	if err != nil {
		t.Fatalf("building the provider: %v", err)
	}
	return filepath.Join(dir, "cli.tfrc")
}

// builtProvider builds the provider once for all tests of the process.
var builtProvider = sync.OnceValues(func() (dir string, err error) {
	dir, err = sharedDirs.make("hero-provider-test-")
	if err != nil {
		return "", err
	}
	// The context is not a test's, because the binary outlives each test.
	build := exec.CommandContext(context.Background(), "go", "build", "-o", filepath.Join(dir, "terraform-provider-hero"), "../..")
	if out, err := build.CombinedOutput(); err != nil {
		return dir, fmt.Errorf("%w\n%s", err, out)
	}
	config := fmt.Sprintf(`
provider_installation {
  dev_overrides {
    "registry.terraform.io/herohealth/hero" = %[1]q
    "registry.opentofu.org/herohealth/hero" = %[1]q
  }
  direct {}
}
`, dir)
	return dir, os.WriteFile(filepath.Join(dir, "cli.tfrc"), []byte(config), 0o600)
})

// sharedDirs are temporary folders that several tests use. TestMain removes them after the last test.
var sharedDirs tempDirs

type tempDirs struct {
	mu    sync.Mutex
	names []string
}

func (d *tempDirs) make(pattern string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	name, err := os.MkdirTemp("", pattern)
	if err == nil {
		d.names = append(d.names, name)
	}
	return name, err
}

func (d *tempDirs) remove() {
	for _, name := range d.names {
		_ = os.RemoveAll(name) // a leftover temporary folder does not fail a test
	}
}
