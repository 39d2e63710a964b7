// SPDX-License-Identifier: MPL-2.0

package main

import (
	_ "embed"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// report is BENCHMARKS.md.
type report struct {
	settings settings
	machine  string
	cli      string
	began    time.Time
	parts    []part
	left     []string // what the time was too short for
}

// notes are written by hand: what the figures do not say by themselves.
//
//go:embed notes.md
var notes string

func (r report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Benchmarks

Written by %s on %s.

- Machine: %s
- CLI: %s
- Runs of each: %d; a figure is their median

Each part is an apply from nothing and the plan after it, which finds nothing to change. There are two floors: as many
%s, whose provider is on the same framework and talks to nobody, and as many %s, which Terraform
has built in, without a provider's process. In brackets stands how often a figure is that of %[6]s in the same run.
"To be expected" is the time of %[6]s and, ten requests at a time, that of Hero's answers; what brackets say of the
seconds at a latency is how often they are that. CPU is that of Terraform and the provider together. A process's peak is
the most resident memory it had; MB are millions of bytes.

Of more than %[8]d objects, and of the webhooks of one practice, only the state in an HTTP backend and no latency are measured, beside
%[6]s alone: all of it would take hours. With local state Terraform's own work grows with the square of the objects.
`, "`make bench"+benchArguments(r.settings.arguments)+"`", r.began.UTC().Format("2 January 2006"), r.machine, r.cli, r.settings.runs,
		"`floor_pet`", "`terraform_data`", r.settings.mostFull)
	if len(r.left) > 0 {
		fmt.Fprintf(&b, "\nNot measured, because %s were over: %s.\n", r.settings.limit, strings.Join(r.left, "; "))
	}
	b.WriteString(r.targets())
	b.WriteString("\n" + notes)
	for _, p := range r.parts {
		p.write(&b)
	}
	return b.String()
}

func benchArguments(arguments []string) string {
	if len(arguments) == 0 {
		return ""
	}
	return " BENCHARGS='" + strings.Join(arguments, " ") + "'"
}

func (p part) write(b *strings.Builder) {
	fmt.Fprintf(b, "\n## %s, state: %s\n\nMeasured in %s.\n\n", p.workload.title(), p.backend, p.took.Round(time.Second))
	b.WriteString("| step | | seconds | to be expected | CPU seconds | of which the provider | CLI's peak, MB | provider's peak, MB | requests |\n")
	b.WriteString("| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n")
	for _, s := range steps {
		floor := p.floor(s)
		for _, o := range p.outcomes {
			m := median(s.of(o))
			if o.setup.contents != ofHero {
				fmt.Fprintf(b, "| %s | %s | %.1f | | %.1f | %s | %.0f | %s | |\n", s.name, o.setup.name(), m.seconds, m.cpu,
					unlessZero(m.providerCPU, 1), m.cliPeak, unlessZero(m.providerPeak, 0))
				continue
			}
			expected := expected(floor, m, o.setup.latency)
			fmt.Fprintf(b, "| %s | %s | %s | %.1f | %s | %s | %s | %s | %d |\n", s.name, o.setup.name(),
				against(m.seconds, expected, 1), expected, against(m.cpu, floor.cpu, 1), against(m.providerCPU, floor.providerCPU, 1),
				against(m.cliPeak, floor.cliPeak, 0), against(m.providerPeak, floor.providerPeak, 0), m.requests)
		}
	}
}

// step is one of the two commands that are measured.
type step struct {
	name string
	of   func(outcome) []measurement
}

var (
	apply = step{"apply", func(o outcome) []measurement { return o.apply }}
	plan  = step{"plan", func(o outcome) []measurement { return o.plan }}
	steps = []step{apply, plan}
)

// floor is what is held against: the first outcome, which is that of the pets.
func (p part) floor(s step) measurement { return median(s.of(p.outcomes[0])) }

// parallel is how many resources the CLI works on at a time.
const parallel = 10

// expected is what the floor takes and, at a latency, Hero's answers.
func expected(floor, m measurement, latency time.Duration) float64 {
	return floor.seconds + float64(m.requests)*latency.Seconds()/parallel
}

// against is a figure and how often it is another one.
func against(figure, base float64, decimals int) string {
	text := fmt.Sprintf("%.*f", decimals, figure)
	if base == 0 {
		return text
	}
	return fmt.Sprintf("%s (%.2f ×)", text, figure/base)
}

func unlessZero(figure float64, decimals int) string {
	if figure == 0 {
		return ""
	}
	return fmt.Sprintf("%.*f", decimals, figure)
}

// describeMachine says what the figures were measured on, as far as the system tells.
func describeMachine() string {
	text := fmt.Sprintf("%s/%s, %d cores", runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	if model := field("/proc/cpuinfo", "model name"); model != "" {
		text += ", " + model
	}
	if memory := field("/proc/meminfo", "MemTotal"); memory != "" {
		text += ", " + memory + " of memory"
	}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		text += ", load at the start " + strings.Fields(string(load))[0]
	}
	return text
}

// field is the first value of a name in a file of lines "name: value".
func field(file, name string) string {
	content, err := os.ReadFile(file) //nolint:gosec // a constant
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(content)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
