// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// setup is what is measured: an apply from nothing, and a plan after it.
type setup struct {
	workload workload
	backend  string
	contents contents
	latency  time.Duration
}

func (c setup) name() string {
	switch c.contents {
	case ofPets:
		return "floor_pet"
	case ofData:
		return "terraform_data"
	}
	return fmt.Sprintf("hero at %d ms", c.latency.Milliseconds())
}

// measurement is one command of the CLI. Memory is in MB; what the system does
// not tell is 0.
type measurement struct {
	seconds      float64
	cpu          float64 // of the CLI and the provider together
	providerCPU  float64
	cliPeak      float64
	providerPeak float64
	requests     int

	began, ended time.Time
}

func (t *tools) measure(ctx context.Context, c setup) (apply, plan measurement, err error) {
	dir, err := os.MkdirTemp(t.dir, "workspace")
	if err != nil {
		return apply, plan, fmt.Errorf("making a workspace: %w", err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // inside a directory that goes as a whole
	for name, content := range c.workload.files(c.contents) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return apply, plan, fmt.Errorf("making a workspace: %w", err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			return apply, plan, fmt.Errorf("making a workspace: %w", err)
		}
	}
	end, err := storeState(ctx, dir, c.backend)
	if err != nil {
		return apply, plan, err
	}
	defer end()
	mock, err := t.startMock(ctx, c)
	if err != nil {
		return apply, plan, err
	}
	apply, plan, err = t.commands(ctx, dir, mock.url)
	if stopped := mock.stop(); err == nil {
		err = stopped
	}
	if err == nil {
		err = countRequests(mock.journal, &apply, &plan)
	}
	return apply, plan, err
}

func (t *tools) commands(ctx context.Context, dir, url string) (apply, plan measurement, err error) {
	if _, err := t.run(ctx, dir, url, "init"); err != nil {
		return apply, plan, err
	}
	if apply, err = t.run(ctx, dir, url, "apply", "-auto-approve"); err != nil {
		return apply, plan, err
	}
	// The exit code says that nothing is to change, without which the figures mean nothing.
	plan, err = t.run(ctx, dir, url, "plan", "-detailed-exitcode")
	return apply, plan, err
}

// run runs the CLI, which must succeed, and watches its memory.
func (t *tools) run(ctx context.Context, dir, url, name string, arguments ...string) (measurement, error) {
	command := exec.CommandContext(ctx, t.cli, append([]string{name, "-no-color"}, arguments...)...) //nolint:gosec,misspell // what the user named; the CLI's spelling
	command.Dir = dir
	command.Env = append(cleanEnvironment(os.Environ()),
		"CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_INPUT=0", "TF_CLI_CONFIG_FILE="+t.cliConfig(),
		"HERO_ENDPOINT="+url, "HERO_API_KEY="+apiKey, "HERO_PRACTICE_GROUP_ID=1001")
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 20 * time.Second
	var said strings.Builder
	command.Stdout, command.Stderr = &said, &said

	m := measurement{began: time.Now()}
	if err := command.Start(); err != nil {
		return m, fmt.Errorf("starting %s: %w", t.cli, err)
	}
	watched := watch(command.Process.Pid)
	err := command.Wait()
	m.ended = time.Now()
	seen := watched.stop()
	if err != nil {
		return m, fmt.Errorf("%s %s: %w\n%s", filepath.Base(t.cli), name, err, lastOf(said.String()))
	}
	m.seconds = m.ended.Sub(m.began).Seconds()
	// What the system counts for a process includes the children it has waited for.
	m.cpu = (command.ProcessState.UserTime() + command.ProcessState.SystemTime()).Seconds()
	m.cliPeak, m.providerPeak, m.providerCPU = seen.cliPeak, seen.providerPeak, seen.providerCPU
	return m, nil
}

// cleanEnvironment leaves out whatever would change what the CLI and the
// provider do, logs above all.
func cleanEnvironment(environ []string) (kept []string) {
	for _, variable := range environ {
		if !strings.HasPrefix(variable, "TF_") && !strings.HasPrefix(variable, "HERO_") {
			kept = append(kept, variable)
		}
	}
	return kept
}

func lastOf(said string) string {
	const most = 2000
	return said[max(0, len(said)-most):]
}

// countRequests counts those of the mock's journal that belong to each command.
func countRequests(journal string, commands ...*measurement) error {
	file, err := os.Open(journal) //nolint:gosec // in a directory of our own
	if err != nil {
		return fmt.Errorf("opening the journal: %w", err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	decoder := json.NewDecoder(bufio.NewReader(file))
	for decoder.More() {
		var request struct{ Time time.Time }
		if err := decoder.Decode(&request); err != nil {
			return fmt.Errorf("reading the journal: %w", err)
		}
		for _, m := range commands {
			if !request.Time.Before(m.began) && !request.Time.After(m.ended) {
				m.requests++
			}
		}
	}
	return nil
}
