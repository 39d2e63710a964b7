package main

import (
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
}

func (r report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, `# Benchmarks

Written by %s on %s.

- Machine: %s
- CLI: %s
- Runs of each: %d; a figure is their median

Each part is an apply from nothing and the plan after it, which finds nothing to change. The floor is the same number of
%s, which Terraform has built in: no process of a provider, no requests. In brackets stands how often a figure
is the floor's of the same run. "To be expected" is the floor's time and, ten requests at a time, that of Hero's answers;
what brackets say of the seconds at a latency is how often they are that. CPU is that of Terraform and the provider
together. A process's peak is the most resident memory it had; MB are millions of bytes.
`, "`make bench"+benchArguments(r.settings.arguments)+"`", r.began.UTC().Format("2 January 2006"), r.machine, r.cli, r.settings.runs, "`terraform_data`")
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
	for _, step := range []struct {
		name string
		of   func(outcome) []measurement
	}{
		{"apply", func(o outcome) []measurement { return o.apply }},
		{"plan", func(o outcome) []measurement { return o.plan }},
	} {
		floor := median(step.of(p.floor))
		fmt.Fprintf(b, "| %s | floor | %.1f | | %.1f | | %.0f | | |\n", step.name, floor.seconds, floor.cpu, floor.cliPeak)
		for _, o := range p.hero {
			m := median(step.of(o))
			expected := expected(floor, m, o.latency)
			fmt.Fprintf(b, "| %s | %d ms | %s | %.1f | %s | %.1f | %s | %.0f | %d |\n", step.name, o.latency.Milliseconds(),
				against(m.seconds, expected, 1), expected, against(m.cpu, floor.cpu, 1), m.providerCPU, against(m.cliPeak, floor.cliPeak, 0), m.providerPeak, m.requests)
		}
	}
}

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
