// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// The mock's variables have to be the only ones: one of these chooses an
// environment in place of an endpoint, the other wins over the mock's key.
const (
	environmentVariable = "HERO_ENVIRONMENT"
	keysVariable        = "HERO_API_KEYS"
)

// Exit statuses a shell would give.
const (
	exitNotFound    = 127
	exitSignalAbove = 128
)

// environment is what points the provider at the mock.
func environment(mock *heromock.Server) []string {
	variables := []string{
		"HERO_ENDPOINT=" + mock.URL(),
		"HERO_API_KEY=" + mock.APIKey(),
		"HERO_PRACTICE_GROUP_ID=" + mock.PracticeGroups()[0],
	}
	if keys := mock.APIKeys(); len(keys) > 0 {
		text, err := json.Marshal(keys)
		if err != nil {
			panic(fmt.Sprintf("encoding keys: %v", err)) // they are texts
		}
		variables = append(variables, keysVariable+"="+string(text))
	}
	return variables
}

// runCommand runs a command against the mock and returns its exit status.
func runCommand(command []string, mock *heromock.Server, std streams, signals <-chan os.Signal) int {
	child := exec.CommandContext(context.Background(), command[0], command[1:]...) //nolint:gosec // what it is for
	child.Stdin, child.Stdout, child.Stderr = std.in, std.out, std.err
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); name != environmentVariable && name != keysVariable {
			child.Env = append(child.Env, variable)
		}
	}
	// Of a variable that is there twice the last one counts.
	child.Env = append(child.Env, environment(mock)...)
	if err := child.Start(); err != nil {
		fmt.Fprintln(std.err, "heromock: starting the command:", err)
		return exitNotFound
	}
	done := make(chan error, 1)
	go func() { done <- child.Wait() }()
	terminal := hasTerminal()
	for {
		select {
		case received := <-signals:
			// A terminal sends an interrupt to the command as well. Twice would
			// make Terraform give up without cleaning up.
			if received == os.Interrupt && terminal {
				continue
			}
			// It may have ended a moment ago, which done tells next.
			_ = child.Process.Signal(received)
		case err := <-done:
			return exitStatus(err, std)
		}
	}
}

func hasTerminal() bool {
	terminal, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	_ = terminal.Close()
	return true
}

func exitStatus(err error, std streams) int {
	if err == nil {
		return 0
	}
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		fmt.Fprintln(std.err, "heromock: running the command:", err)
		return exitFailure
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return exitSignalAbove + int(status.Signal())
	}
	return exit.ExitCode()
}
