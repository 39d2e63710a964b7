// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// TestMain lets the test binary act as the command that the mock runs.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "child" {
		os.Exit(child(os.Args[2:]))
	}
	os.Exit(m.Run())
}

func child(arguments []string) int {
	switch arguments[0] {
	case "exit":
		status, _ := strconv.Atoi(arguments[1])
		return status
	case "environment":
		fmt.Printf("%q %q", os.Getenv("HERO_PRACTICE_GROUP_ID"), os.Getenv("HERO_ENVIRONMENT"))
	case "keys":
		fmt.Print(os.Getenv("HERO_API_KEYS"))
	case "get":
		status, err := get(os.Getenv("HERO_ENDPOINT")+arguments[1], os.Getenv("HERO_API_KEY"), os.Getenv("HERO_PRACTICE_GROUP_ID"))
		fmt.Print(status, err)
	case "copy":
		_, _ = io.Copy(os.Stdout, os.Stdin)
	case "wait":
		received := make(chan os.Signal, 1)
		signal.Notify(received, syscall.SIGTERM)
		fmt.Println("ready")
		<-received
		return 7
	case "killed":
		if self, err := os.FindProcess(os.Getpid()); err == nil {
			_ = self.Kill()
		}
		time.Sleep(time.Minute)
	}
	return 0
}

func get(address, key, group string) (int, error) {
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, address, nil)
	if err != nil {
		return 0, err
	}
	request.Header.Set("x-api-key", key)
	request.Header.Set("x-practice-group-id", group)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}

// output collects what the mock and its command write concurrently.
type output struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buffer.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buffer.String()
}

// result is the exit status and the output of a run.
type result struct {
	status   int
	out, err string
}

func launch(t *testing.T, in string, arguments ...string) result {
	t.Helper()
	var out, errs output
	status := run(arguments, streams{strings.NewReader(in), &out, &errs}, make(chan os.Signal))
	return result{status, out.String(), errs.String()}
}

func TestCommand(t *testing.T) {
	t.Parallel()
	self := os.Args[0]
	tests := map[string]struct {
		arguments []string
		status    int
		out, err  string // a part of the output; "" = no output
	}{
		"status":           {arguments: []string{"--", self, "child", "exit", "0"}},
		"another status":   {arguments: []string{"--", self, "child", "exit", "42"}, status: 42},
		"killed":           {arguments: []string{"--", self, "child", "killed"}, status: 128 + 9},
		"no such command":  {arguments: []string{"--", "no-such-command-anywhere"}, status: 127, err: "no-such-command-anywhere"},
		"input":            {arguments: []string{"--", self, "child", "copy"}, out: "typed"},
		"environment":      {arguments: []string{"-practice-groups", "7,8", "--", self, "child", "environment"}, out: `"7" ""`},
		"a request":        {arguments: []string{"-api-key", "other", "--", self, "child", "get", "/v1/me"}, out: "200 <nil>"},
		"keys":             {arguments: []string{"-api-keys", `{"1001":"it's a"}`, "--", self, "child", "keys"}, out: `{"1001":"it's a"}`},
		"a key of its own": {arguments: []string{"-api-keys", `{"1001":"a"}`, "--", self, "child", "get", "/v1/me"}, out: "401 <nil>"},
		"a logged request": {arguments: []string{"-log", "--", self, "child", "get", "/v1/me"}, out: "200 <nil>", err: "GET /v1/me 200"},
		"a fault":          {arguments: []string{"-fault", "GET /v1/me status=503", "--", self, "child", "get", "/v1/me"}, out: "503 <nil>"},
		"a violation":      {arguments: []string{"--", self, "child", "get", "/v1/none"}, out: "404 <nil>", err: "violation"},
		"static":           {arguments: []string{"-static", "--", self, "child", "get", "/v1/patients/1"}, out: "200 <nil>"},
		"without dashes":   {arguments: []string{self, "child", "exit", "3"}, status: 3},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := launch(t, "typed", test.arguments...)
			if got.status != test.status {
				t.Errorf("status %d, want %d", got.status, test.status)
			}
			for want, written := range map[string]string{test.out: got.out, test.err: got.err} {
				if (want == "") != (written == "") || !strings.Contains(written, want) {
					t.Errorf("%q was written, want %q in it", written, want)
				}
			}
		})
	}
}

// This cannot run in parallel, because it sets variables.
func TestCommand_environmentIsReplaced(t *testing.T) {
	t.Setenv("HERO_ENVIRONMENT", "production")
	t.Setenv("HERO_PRACTICE_GROUP_ID", "666")
	t.Setenv("HERO_API_KEYS", `{"1001":"somebody's"}`)
	got := launch(t, "", "--", os.Args[0], "child", "environment")
	if want := `"1001" ""`; got.out != want {
		t.Errorf("the command sees %s, want %s", got.out, want)
	}
	if got := launch(t, "", "--", os.Args[0], "child", "keys"); got.out != "" {
		t.Errorf("the command sees keys that are not the mock's: %s", got.out)
	}
}

func TestCommand_receivesSignals(t *testing.T) {
	t.Parallel()
	signals := make(chan os.Signal, 1)
	reader, writer := io.Pipe()
	status := make(chan int, 1)
	go func() {
		status <- run([]string{"--", os.Args[0], "child", "wait"}, streams{nil, writer, io.Discard}, signals)
		_ = writer.Close()
	}()
	if line, err := bufio.NewReader(reader).ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("the command printed %q, %v", line, err)
	}
	signals <- syscall.SIGTERM
	if got := <-status; got != 7 {
		t.Errorf("status %d, want the command's", got)
	}
}

func TestAlone_untilInterrupted(t *testing.T) {
	t.Parallel()
	signals := make(chan os.Signal, 1)
	signals <- os.Interrupt
	var out, errs bytes.Buffer
	if status := run(nil, streams{nil, &out, &errs}, signals); status != 0 {
		t.Errorf("status %d: %s", status, errs.String())
	}
	for _, want := range []string{"export HERO_ENDPOINT=http://127.0.0.1:", "export HERO_API_KEY=mock-api-key", "export HERO_PRACTICE_GROUP_ID=1001", "unset HERO_ENVIRONMENT HERO_API_KEYS"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, out.String())
		}
	}
}

// An address that other machines can reach gets a warning.
func TestAlone_warnsBeyondLoopback(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{"127.0.0.1:0": false, "localhost:0": false, "0.0.0.0:0": true, ":0": true} {
		signals := make(chan os.Signal, 1)
		signals <- os.Interrupt
		var out, errs bytes.Buffer
		if status := run([]string{"-addr", address}, streams{nil, &out, &errs}, signals); status != 0 {
			t.Errorf("%s: status %d: %s", address, status, errs.String())
		}
		if got := strings.Contains(errs.String(), "can be reached from other machines"); got != want {
			t.Errorf("%s: warned %t: %s", address, got, errs.String())
		}
	}
}

// The printed commands are pasted into a shell, so values must be quoted.
func TestAlone_keysOfPracticeGroups(t *testing.T) {
	t.Parallel()
	signals := make(chan os.Signal, 1)
	signals <- os.Interrupt
	var out, errs bytes.Buffer
	if status := run([]string{"-api-keys", `{"1001":"it's a"}`}, streams{nil, &out, &errs}, signals); status != 0 {
		t.Errorf("status %d: %s", status, errs.String())
	}
	for _, want := range []string{`export HERO_API_KEYS='{"1001":"it'\''s a"}'`, "unset HERO_ENVIRONMENT\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, out.String())
		}
	}
}

func TestRun_wrongUsage(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	state := filepath.Join(folder, "state.json")
	if err := os.WriteFile(state, []byte(`{"practice_groups":{"7":{}}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		status    int
		arguments []string
	}{
		"help":             {0, []string{"-h"}},
		"no such flag":     {2, []string{"-nothing"}},
		"fault":            {2, []string{"-fault", "GET"}},
		"keys":             {2, []string{"-api-keys", "1001=a"}},
		"unknown practice": {1, []string{"-api-keys", `{"7":"a"}`}},
		"page size":        {1, []string{"-page-size", "-1"}},
		"no seed file":     {1, []string{"-seed", filepath.Join(folder, "none")}},
		"seed file":        {1, []string{"-seed", state}},
		"journal":          {1, []string{"-journal", folder, "--", os.Args[0], "child", "exit", "0"}},
		"journal, command": {5, []string{"-journal", folder, "--", os.Args[0], "child", "exit", "5"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := launch(t, "", test.arguments...)
			if got.status != test.status || got.err == "" {
				t.Errorf("status %d, want %d; printed %q", got.status, test.status, got.err)
			}
		})
	}
}

func TestSeedAndJournal(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	state, journal := filepath.Join(folder, "state.json"), filepath.Join(folder, "journal.jsonl")
	if err := os.WriteFile(state, []byte(`{"practice_groups":{"1001":{"patients":[{"patient":{"id":"42","dob":"1990-06-15"}}]}}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	got := launch(t, "", "-seed", state, "-journal", journal, "--", os.Args[0], "child", "get", "/v1/patients/42")
	if got.status != 0 || got.out != "200 <nil>" {
		t.Fatalf("%+v", got)
	}
	content, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")
	if len(lines) != 1 {
		t.Fatalf("%d lines, want 1", len(lines))
	}
	var entry heromock.Request
	if err := json.Unmarshal([]byte(lines[0]), &entry); err != nil {
		t.Fatal(err)
	}
	if entry.Route != "/v1/patients/{id}" || entry.Status != 200 || entry.PracticeGroup != "1001" || entry.KeyOf != heromock.KeyCommon {
		t.Errorf("%+v", entry)
	}
	if info, err := os.Stat(journal); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the file: %v, %v", info.Mode(), err)
	}
}

func TestExitStatus_otherError(t *testing.T) {
	t.Parallel()
	var errs bytes.Buffer
	if status := exitStatus(errors.New("broken pipe"), streams{err: &errs}); status != exitFailure || errs.Len() == 0 {
		t.Errorf("status %d, printed %q", status, errs.String())
	}
}
