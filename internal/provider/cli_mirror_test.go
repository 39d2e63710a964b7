// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// providerMirror is a folder with
//
//	mirror.tfrc  a CLI configuration, with which `terraform init` installs the provider of this source tree as version 0.1.0
//	path/        the commands of the guides: terraform, tofu and heromock
func providerMirror(t testing.TB) string {
	t.Helper()
	provider, err := builtProvider()
	if err != nil {
		t.Fatalf("building the provider: %v", err)
	}
	root, err := mirror(provider, cliPath(t))
	if err != nil {
		t.Fatalf("making a mirror: %v", err)
	}
	return root
}

var mirror = func() func(provider, cli string) (string, error) {
	var (
		once sync.Once
		dir  string
		err  error
	)
	return func(provider, cli string) (string, error) {
		once.Do(func() { dir, err = makeMirror(provider, cli) })
		return dir, err
	}
}()

func makeMirror(provider, cli string) (dir string, err error) {
	if dir, err = sharedDirs.make("hero-mirror-test-"); err != nil {
		return "", err
	}
	path := filepath.Join(dir, "path")
	err = os.MkdirAll(path, 0o700)
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		folder := filepath.Join(dir, "mirror", host, "herohealth", "hero", "0.1.0", runtime.GOOS+"_"+runtime.GOARCH)
		err = errors.Join(err, os.MkdirAll(folder, 0o700),
			os.Link(filepath.Join(provider, "terraform-provider-hero"), filepath.Join(folder, "terraform-provider-hero_v0.1.0")))
	}
	for _, name := range []string{"terraform", "tofu"} { // scripts and not links, because a CLI may look at its own name
		err = errors.Join(err, os.WriteFile(filepath.Join(path, name), fmt.Appendf(nil, "#!/bin/sh\nexec %q \"$@\"\n", cli), 0o700))
	}
	build := exec.CommandContext(context.Background(), "go", "build", "-o", filepath.Join(path, "heromock"), "../cmd/heromock")
	if out, failed := build.CombinedOutput(); failed != nil {
		err = errors.Join(err, fmt.Errorf("%w\n%s", failed, out))
	}
	config := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", filepath.Join(dir, "mirror"))
	return dir, errors.Join(err, os.WriteFile(filepath.Join(dir, "mirror.tfrc"), []byte(config), 0o600))
}

// shell runs a command line in the workspace, and answers yes to every question.
func (w *workspace) shell(command string) result {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 3*time.Minute)
	defer cancel()
	bash := exec.CommandContext(ctx, "bash", "-eu", "-c", command)
	bash.Dir = w.dir
	bash.Stdin = strings.NewReader("yes\n")
	bash.WaitDelay = 10 * time.Second
	bash.Env = w.environment()
	out, err := bash.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || ctx.Err() != nil) {
		w.t.Fatalf("running %q: %v\n%s", command, err, out)
	}
	return result{out: string(out), code: bash.ProcessState.ExitCode()}
}
