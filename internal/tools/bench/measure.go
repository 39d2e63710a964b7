// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// The commands that are measured: an apply from nothing, and a plan after it.
const (
	apply = iota
	plan
)

var steps = [...]string{apply: "apply", plan: "plan"}

// figures are the measurements of one command. Memory is in MB, or 0 if the system
// does not report it.
type figures [6]float64

const (
	seconds = iota
	cpu     // of the CLI and the provider together
	providerCPU
	cliPeak
	providerPeak
	requests
)

// lab holds what is built once, in a directory of its own.
type lab struct{ dir, cli, version, mock, journal, tfrc string }

// newLab builds stripped binaries, as a release does, and puts the providers where the
// CLI installs them from.
func newLab(ctx context.Context, dir, cli string) (*lab, error) {
	path := func(elements ...string) string { return filepath.Join(dir, filepath.Join(elements...)) }
	provider := func(name string) string {
		return path("mirror/registry.terraform.io/herohealth", name, "99.0.0", runtime.GOOS+"_"+runtime.GOARCH, "terraform-provider-"+name+"_v99.0.0")
	}
	l := &lab{dir: dir, cli: cli, mock: path("heromock"), journal: path("journal"), tfrc: path("cli.tfrc")}
	for _, arguments := range [][]string{
		{"-C", root, "build", "-ldflags=-s -w", "-o", provider("hero"), "."},
		{"-C", root, "build", "-ldflags=-s -w", "-o", l.mock, "./internal/cmd/heromock"},
		// With the provider's go.mod, the floor uses the same version of the framework.
		{"build", "-modfile=" + root + "/go.mod", "-ldflags=-s -w", "-o", provider("floor"), "./floor"},
	} {
		if said, err := exec.CommandContext(ctx, "go", arguments...).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("go %s: %w\n%s", strings.Join(arguments, " "), err, said)
		}
	}
	version, err := exec.CommandContext(ctx, cli, "version").Output()
	if err != nil {
		return nil, fmt.Errorf("TF_ACC_TERRAFORM_PATH is %q, want a CLI, which make bench finds: %w", cli, err)
	}
	l.version, _, _ = strings.Cut(string(version), "\n")
	return l, os.WriteFile(l.tfrc, fmt.Appendf(nil, "provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", path("mirror")), 0o600)
}

// measure goes through all rows in each run, so that figures that are compared are
// measured under the same load.
func (l *lab) measure(ctx context.Context, p *part, runs int, progress io.Writer) error {
	for range runs {
		for _, r := range p.rows {
			measured, err := l.measureRow(ctx, p, r)
			if err != nil {
				return fmt.Errorf("%s: %w", r.name, err)
			}
			for step := range steps {
				r.runs[step] = append(r.runs[step], measured[step])
			}
			fmt.Fprintf(progress, "%s, %s: apply %.1f s, plan %.1f s\n", p.Title(), r.name, measured[apply][seconds], measured[plan][seconds])
		}
	}
	return nil
}

func (l *lab) measureRow(ctx context.Context, p *part, r *row) (measured [len(steps)]figures, err error) {
	dir, err := os.MkdirTemp(l.dir, "workspace")
	if err != nil {
		return measured, err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // it is in the lab's directory
	if err := p.write(dir, r.resource); err != nil {
		return measured, err
	}
	if p.backend == backendHTTP {
		state := httptest.NewServer(stateStore())
		defer state.Close()
		block := fmt.Appendf(nil, "terraform {\n  backend \"http\" {\n    address = %q\n  }\n}\n", state.URL)
		if err := os.WriteFile(filepath.Join(dir, "backend.tf"), block, 0o600); err != nil {
			return measured, err
		}
	}
	mock, environment, err := l.startMock(ctx, p, r)
	if err != nil {
		return measured, err
	}
	var applied time.Time
	if _, err = l.run(ctx, dir, environment, "init"); err == nil {
		measured[apply], err = l.run(ctx, dir, environment, "apply", "-auto-approve")
		applied = time.Now()
	}
	if err == nil {
		// The exit code shows that the plan is empty. Otherwise the figures mean nothing.
		measured[plan], err = l.run(ctx, dir, environment, "plan", "-detailed-exitcode")
	}
	// The mock writes its journal when it ends.
	if err := errors.Join(err, mock.Process.Signal(syscall.SIGTERM), mock.Wait()); err != nil {
		return measured, err
	}
	journal, err := os.ReadFile(l.journal)
	for line := range strings.Lines(string(journal)) {
		var request struct{ Time time.Time }
		err = errors.Join(err, json.Unmarshal([]byte(line), &request))
		step := apply
		if request.Time.After(applied) {
			step = plan
		}
		measured[step][requests]++
	}
	return measured, err
}

// stateStore returns an HTTP backend that holds one state in memory.
func stateStore() http.HandlerFunc {
	var mu sync.Mutex
	var state []byte
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		switch body, err := io.ReadAll(r.Body); {
		case err != nil:
			w.WriteHeader(http.StatusBadRequest)
		case r.Method == http.MethodPost:
			state = body
		case state == nil:
			w.WriteHeader(http.StatusNotFound)
		default:
			_, _ = w.Write(state) // the CLI notices a truncated state
		}
	}
}

// startMock starts a mock server, in a process of its own so that its work is not
// measured. It returns the variables that point the CLI at it.
func (l *lab) startMock(ctx context.Context, p *part, r *row) (mock *exec.Cmd, environment []string, err error) {
	mock = exec.CommandContext(ctx, l.mock,
		"-page-size", "100", "-practice-groups", p.practiceGroups(), "-latency", r.latency.String(), "-journal", l.journal)
	out, err := mock.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := mock.Start(); err != nil {
		return nil, nil, err
	}
	environment = []string{fmt.Sprintf("TF_VAR_size=%d", p.size)}
	// Once it listens, it prints the variables to set, and then those to unset.
	for lines := bufio.NewScanner(out); lines.Scan() && !strings.HasPrefix(lines.Text(), "  unset "); {
		if variable, ok := strings.CutPrefix(lines.Text(), "  export "); ok {
			environment = append(environment, variable)
		}
	}
	return mock, environment, nil
}

// run runs a command of the CLI, which must succeed.
func (l *lab) run(ctx context.Context, dir string, environment []string, arguments ...string) (f figures, err error) {
	command := exec.CommandContext(ctx, l.cli, append(arguments, "-no-color")...) //nolint:misspell // the CLI's spelling
	command.Dir = dir
	// The caller's settings, above all logging, could distort the figures.
	command.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, "TF_") || strings.HasPrefix(variable, "HERO_")
	})
	command.Env = append(command.Env, "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_INPUT=0", "TF_CLI_CONFIG_FILE="+l.tfrc)
	command.Env = append(command.Env, environment...)
	// Terraform finishes its plan when it is interrupted, and its providers outlive it when it is killed.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
	var said strings.Builder
	command.Stdout, command.Stderr = &said, &said
	began := time.Now()
	if err := command.Start(); err != nil {
		return f, err
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	used := map[string]float64{} // by process: a command starts several providers, one after the other
	for running := true; running; {
		select {
		case err = <-ended:
			running = false
		case <-time.After(25 * time.Millisecond):
			f.sample(command.Process.Pid, used)
		}
	}
	f[seconds] = time.Since(began).Seconds()
	if err != nil {
		return f, fmt.Errorf("%s %s: %w\n%s", l.cli, arguments[0], err, said.String()[max(0, said.Len()-2000):])
	}
	for _, spent := range used {
		f[providerCPU] += spent
	}
	// The system adds the children that a process has waited for.
	f[cpu] = (command.ProcessState.UserTime() + command.ProcessState.SystemTime()).Seconds()
	return f, nil
}

// sample records what a CLI and its providers have used so far. It reads /proc, which
// only Linux has.
func (f *figures) sample(cli int, used map[string]float64) {
	_, peak := usage(strconv.Itoa(cli))
	f[cliPeak] = max(f[cliPeak], peak)
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", cli))
	for _, thread := range threads {
		for provider := range strings.FieldsSeq(read(thread)) {
			spent, peak := usage(provider)
			used[provider] = max(used[provider], spent)
			f[providerPeak] = max(f[providerPeak], peak)
		}
	}
}

// usage returns the CPU time of a process, in seconds, and its peak memory, in MB.
func usage(pid string) (spent, peak float64) {
	const ticksPerSecond = 100 // in /proc, on every kernel
	stat := read("/proc/" + pid + "/stat")
	// The process name may contain anything. User and system time are the 12th and 13th fields after it.
	if fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:]); len(fields) > 12 {
		user, _ := strconv.ParseFloat(fields[11], 64) // the kernel writes numbers
		system, _ := strconv.ParseFloat(fields[12], 64)
		spent = (user + system) / ticksPerSecond
	}
	if _, after, ok := strings.Cut(read("/proc/"+pid+"/status"), "VmHWM:"); ok {
		kibibytes, _ := strconv.ParseFloat(strings.Fields(after)[0], 64)
		peak = kibibytes * 1024 / 1e6
	}
	return spent, peak
}

// read returns "" if the process has ended.
func read(file string) string {
	content, _ := os.ReadFile(file)
	return string(content)
}
