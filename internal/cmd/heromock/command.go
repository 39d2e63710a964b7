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

// The command must not inherit these: the first chooses an environment instead of the mock's
// endpoint, and the second overrides the mock's key.
const (
	environmentVariable = "HERO_ENVIRONMENT"
	keysVariable        = "HERO_API_KEYS"
)

// The exit statuses that a shell would return.
const (
	exitNotFound    = 127
	exitSignalAbove = 128
)

// environment returns the variables that point the provider at the mock.
func environment(mock *heromock.Server) []string {
	variables := []string{
		"HERO_ENDPOINT=" + mock.URL(),
		"HERO_API_KEY=" + mock.APIKey(),
		"HERO_PRACTICE_GROUP_ID=" + mock.PracticeGroups()[0],
	}
	if keys := mock.APIKeys(); len(keys) > 0 {
		encoded, err := json.Marshal(keys)
		if err != nil {
			panic(fmt.Sprintf("encoding keys: %v", err)) // a map of strings always encodes
		}
		variables = append(variables, keysVariable+"="+string(encoded))
	}
	return variables
}

// runCommand runs a command against the mock and returns its exit status.
func runCommand(command []string, mock *heromock.Server, std streams, signals <-chan os.Signal) int {
	child := exec.CommandContext(context.Background(), command[0], command[1:]...) //nolint:gosec // to run this command is the purpose
	child.Stdin, child.Stdout, child.Stderr = std.in, std.out, std.err
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); name != environmentVariable && name != keysVariable {
			child.Env = append(child.Env, variable)
		}
	}
	// The last value of a variable wins.
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
			// A terminal sends an interrupt to the command too. A second one
			// makes Terraform exit without cleaning up.
			if received == os.Interrupt && terminal {
				continue
			}
			// An error means that the command has ended: done reports it next.
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
