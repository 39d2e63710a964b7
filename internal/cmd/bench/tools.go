// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

const (
	module  = "github.com/herohealth/terraform-provider-hero"
	apiKey  = "bench-api-key" //nolint:gosec // the mock's
	version = "99.0.0"        // of the providers, in the mirror that the CLI installs them from
)

// tools are what is built once, in a directory that is gone afterwards.
type tools struct {
	dir     string
	cli     string
	version string // what the CLI calls itself
	mock    string
}

func newTools(ctx context.Context, cli string) (*tools, error) {
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return nil, fmt.Errorf("making a directory: %w", err)
	}
	t := &tools{dir: dir, cli: cli, mock: filepath.Join(dir, "heromock")}
	if err := t.build(ctx); err != nil {
		t.remove()
		return nil, err
	}
	return t, nil
}

func (t *tools) remove() { _ = os.RemoveAll(t.dir) } // in the system's directory for what can go

func (t *tools) build(ctx context.Context) error {
	for name, pkg := range map[string]string{"hero": module, "floor": module + "/internal/cmd/bench/floor"} {
		if err := t.mirror(ctx, name, pkg); err != nil {
			return err
		}
	}
	if err := build(ctx, module+"/internal/cmd/heromock", t.mock); err != nil {
		return err
	}
	config := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", filepath.Join(t.dir, "mirror"))
	if err := os.WriteFile(t.cliConfig(), []byte(config), 0o600); err != nil {
		return fmt.Errorf("writing the CLI's configuration: %w", err)
	}
	answer, err := exec.CommandContext(ctx, t.cli, "version").Output() //nolint:gosec // what the user named
	if err != nil {
		return fmt.Errorf("asking %s for its version: %w", t.cli, err)
	}
	t.version, _, _ = strings.Cut(string(answer), "\n")
	return nil
}

// mirror builds a provider into the registry of each CLI, so that either finds it.
func (t *tools) mirror(ctx context.Context, name, pkg string) error {
	var provider string
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		folder := filepath.Join(t.dir, "mirror", host, "herohealth", name, version, runtime.GOOS+"_"+runtime.GOARCH)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return fmt.Errorf("making the mirror: %w", err)
		}
		binary := filepath.Join(folder, "terraform-provider-"+name+"_v"+version)
		if provider == "" {
			provider = binary
			if err := build(ctx, pkg, binary); err != nil {
				return err
			}
		} else if err := os.Link(provider, binary); err != nil {
			return fmt.Errorf("filling the mirror: %w", err)
		}
	}
	return nil
}

// build makes a stripped binary, as a release is.
func build(ctx context.Context, pkg, binary string) error {
	command := exec.CommandContext(ctx, "go", "build", "-ldflags", "-s -w", "-o", binary, pkg) //nolint:gosec // constants and a directory of our own
	if said, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("building %s: %w\n%s", pkg, err, said)
	}
	return nil
}

func (t *tools) cliConfig() string { return filepath.Join(t.dir, "cli.tfrc") }

// mockProcess is a running mock.
type mockProcess struct {
	command *exec.Cmd
	url     string
	journal string
}

func (t *tools) startMock(ctx context.Context, c setup) (*mockProcess, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	m := &mockProcess{url: "http://" + address, journal: filepath.Join(t.dir, "journal")}
	m.command = exec.CommandContext(ctx, t.mock, //nolint:gosec // built above
		"-addr", address, "-api-key", apiKey, "-page-size", "100", "-practice-groups", c.workload.groups(), "-latency", c.latency.String(), "-journal", m.journal)
	m.command.Cancel = func() error { return m.command.Process.Signal(syscall.SIGTERM) }
	m.command.WaitDelay = 10 * time.Second
	if err := m.command.Start(); err != nil {
		return nil, fmt.Errorf("starting the mock: %w", err)
	}
	if err := answers(ctx, address); err != nil {
		return nil, errors.Join(err, m.stop())
	}
	return m, nil
}

// stop ends the mock, which writes its journal then.
func (m *mockProcess) stop() error {
	if err := m.command.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("ending the mock: %w", err)
	}
	if err := m.command.Wait(); err != nil {
		return fmt.Errorf("the mock ended badly: %w", err)
	}
	return nil
}

func freeAddress(ctx context.Context) (string, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("looking for a free port: %w", err)
	}
	defer listener.Close() //nolint:errcheck // it was not used
	return listener.Addr().String(), nil
}

// answers waits for whatever answer of a server.
func answers(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address, nil)
		if err != nil {
			return fmt.Errorf("asking the mock: %w", err)
		}
		res, err := http.DefaultClient.Do(req)
		if err == nil {
			return res.Body.Close()
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the mock does not answer: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}
