// SPDX-License-Identifier: MPL-2.0

package main

import (
	_ "embed"
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"time"
)

//go:embed report.md.tmpl
var reportTemplate string

// report is the content of BENCHMARKS.md.
type report struct {
	settings
	Machine, CLI string
	Began        time.Time
	Parts        []*part
	Left         []string // what the time limit left out
}

func (r report) String() string {
	var b strings.Builder
	text := template.Must(template.New("").Funcs(template.FuncMap{"join": strings.Join}).Parse(reportTemplate))
	if err := text.Execute(&b, r); err != nil {
		panic(err) // the template does not fit the report
	}
	return b.String()
}

// median returns the median of each figure separately.
func (r *row) median(step int) (m figures) {
	for i := range m {
		var values []float64
		for _, f := range r.runs[step] {
			values = append(values, f[i])
		}
		slices.Sort(values)
		m[i] = values[len(values)/2]
	}
	return m
}

// floor returns what a row is compared with: the pets in the first row, plus the time
// that Hero takes to respond at the row's latency.
func (p *part) floor(step int, r *row) figures {
	const parallelism = 10 // of the CLI, by default
	f := p.rows[0].median(step)
	f[seconds] += r.median(step)[requests] * r.latency.Seconds() / parallelism
	return f
}

// Table returns a line for each step and row.
func (p *part) Table() (lines []string) {
	for step, name := range steps {
		for _, r := range p.rows {
			m, floor, expected, made := r.median(step), figures{}, "", ""
			if r.resource == hero {
				floor = p.floor(step, r)
				expected, made = fmt.Sprintf("%.1f ", floor[seconds]), fmt.Sprintf("%.0f ", m[requests])
			}
			cell := func(figure, decimals int) string { return cell(m[figure], floor[figure], decimals) }
			lines = append(lines, fmt.Sprintf("| %s | %s | %s | %s| %s | %s | %s | %s | %s|", name, r.name, cell(seconds, 1), expected,
				cell(cpu, 1), cell(providerCPU, 1), cell(cliPeak, 0), cell(providerPeak, 0), made))
		}
	}
	return lines
}

// cell returns a figure and, if there is a floor, its ratio to the floor.
func cell(figure, floor float64, decimals int) string {
	if figure == 0 {
		return ""
	}
	text := strconv.FormatFloat(figure, 'f', decimals, 64)
	if floor > 0 {
		text += fmt.Sprintf(" (%.2f ×)", figure/floor)
	}
	return text
}

// fewestObjects is the smallest number for which a ratio means much: below it, starting and ending the command dominates.
const fewestObjects = 900

// Targets returns a line for each ratio that has a target. All are with state in an HTTP backend.
func (r report) Targets() (lines []string) {
	const few, many = 1000, 4000
	peaks := map[int]float64{} // of the provider, by number of patients
	for _, p := range r.Parts {
		if p.backend != backendHTTP || p.objects() < fewestObjects {
			continue
		}
		for _, row := range p.rows {
			if row.resource != hero {
				continue
			}
			lines = append(lines, p.target(plan, row), p.target(apply, row))
			if p.kind == patients && peaks[p.size] == 0 {
				peaks[p.size] = row.median(plan)[providerPeak]
			}
		}
		if floor := p.rows[0].median(plan)[providerPeak]; p.kind == patients && p.size <= few && peaks[p.size] > 0 && floor > 0 {
			lines = append(lines, target("peak of the provider in a plan of "+p.subject(), peaks[p.size]/floor, "", 1))
		}
	}
	if peaks[few] > 0 && peaks[many] > 0 {
		what := fmt.Sprintf("peak of the provider in a plan of %d patients, against that of %d", many, few)
		lines = append(lines, target(what, peaks[many]/peaks[few], "", 1.5))
	}
	return lines
}

// target compares the time of a step with its upper limit.
func (p *part) target(step int, r *row) string {
	what, most := steps[step]+" of "+p.subject(), 1.15
	switch {
	case r.latency > 0:
		what, most = fmt.Sprintf("%s at %d ms", what, r.latency.Milliseconds()), 1.1
	case p.kind == patients && step == plan:
		most = 1.25
	}
	m, floor := r.median(step), p.floor(step, r)
	return target(what, m[seconds]/floor[seconds], fmt.Sprintf("%.2f × ", m[cpu]/floor[cpu]), most)
}

func target(what string, ratio float64, ofCPU string, most float64) string {
	verdict := fmt.Sprintf("at most %.2f ×", most)
	if ratio > most {
		verdict += ": missed"
	}
	return fmt.Sprintf("| %s | %.2f × | %s| %s |", what, ratio, ofCPU, verdict)
}

// machine describes the machine that the figures come from, as far as the system reports it.
func machine() string {
	text := []string{runtime.GOOS + "/" + runtime.GOARCH, fmt.Sprintf("%d cores", runtime.NumCPU())}
	for _, source := range []struct{ file, pattern, format string }{
		{"/proc/cpuinfo", `model name\s*: (.+)`, "%s"},
		{"/proc/meminfo", `MemTotal:\s*(.+)`, "%s of memory"},
		{"/proc/loadavg", `^(\S+)`, "load at the start %s"},
	} {
		if found := regexp.MustCompile(source.pattern).FindStringSubmatch(read(source.file)); found != nil {
			text = append(text, fmt.Sprintf(source.format, found[1]))
		}
	}
	return strings.Join(text, ", ")
}
