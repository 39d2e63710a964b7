// SPDX-License-Identifier: MPL-2.0

// Command heromock runs the mock of the Hero Health Public API, alone or for as long
// as a command runs:
//
//	go run ./internal/cmd/heromock [flags]
//	go run ./internal/cmd/heromock [flags] -- terraform apply
//
// It exits with the status of the command. go run turns every failure into status 1:
// build the binary if the exact status matters.
//
// Flags, files and processes belong here; what the mock does belongs in heromock.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"syscall"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// The exit statuses of heromock itself; otherwise it exits with that of the command.
const (
	exitFailure = 1
	exitUsage   = 2
)

func main() {
	// First of all, so that no signal ends the mock while its command runs on.
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	os.Exit(run(os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}, signals))
}

// streams are the standard streams that a command inherits.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

func run(arguments []string, std streams, signals <-chan os.Signal) int {
	settings, err := parse(arguments, std.err)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(std.err, "heromock:", err)
		return exitUsage
	}
	if len(settings.command) == 0 || settings.log {
		settings.options.Logf = func(format string, args ...any) { fmt.Fprintf(std.err, format+"\n", args...) }
	}
	mock, err := start(settings)
	if err != nil {
		fmt.Fprintln(std.err, "heromock:", err)
		return exitFailure
	}
	if beyondThisMachine(settings.options.Addr) {
		fmt.Fprintln(std.err, "heromock: warning: "+settings.options.Addr+" can be reached from other machines, in clear, by whoever has the key, which may be the well-known one. "+
			"Keep no real data in the mock, and listen on 127.0.0.1 where nobody else needs it.")
	}
	status := 0
	if len(settings.command) > 0 {
		status = runCommand(settings.command, mock, std, signals)
	} else {
		explain(std.out, mock)
		<-signals
	}
	mock.Close()
	for _, violation := range mock.Violations() {
		fmt.Fprintln(std.err, "heromock: violation:", violation)
	}
	if err := writeJournal(settings.journal, mock.Journal()); err != nil {
		fmt.Fprintln(std.err, "heromock:", err)
		if status == 0 {
			status = exitFailure
		}
	}
	return status
}

func start(settings settings) (*heromock.Server, error) {
	var state []byte
	if settings.seed != "" {
		var err error
		if state, err = os.ReadFile(settings.seed); err != nil {
			return nil, fmt.Errorf("reading the state to start with: %w", err)
		}
	}
	mock, err := heromock.New(settings.options)
	if err != nil {
		return nil, err
	}
	if state != nil {
		if err := mock.Seed(state); err != nil {
			mock.Close()
			return nil, err
		}
	}
	for _, fault := range settings.faults {
		mock.Inject(fault)
	}
	return mock, nil
}

// beyondThisMachine reports whether an address to listen on is not a loopback address.
func beyondThisMachine(address string) bool {
	host, _, err := net.SplitHostPort(address)
	ip := net.ParseIP(host)
	return err == nil && !strings.EqualFold(host, "localhost") && (ip == nil || !ip.IsLoopback())
}

func explain(out io.Writer, mock *heromock.Server) {
	fmt.Fprintf(out, "The mock of the Hero Health Public API is up. Point the provider at it with\n\n")
	unset := environmentVariable
	if len(mock.APIKeys()) == 0 {
		unset += " " + keysVariable
	}
	for _, variable := range environment(mock) {
		name, value, _ := strings.Cut(variable, "=")
		fmt.Fprintf(out, "  export %s=%s\n", name, shellWord(value))
	}
	fmt.Fprintf(out, "  unset %s\n\nThe network has the practice groups %q. Interrupt ends the mock, and all it holds.\n",
		unset, mock.PracticeGroups())
}

var plainWord = regexp.MustCompile(`^[\w./:-]+$`)

// shellWord quotes s so that a shell reads it as one word.
func shellWord(s string) string {
	if plainWord.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
