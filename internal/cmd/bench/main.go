// SPDX-License-Identifier: MPL-2.0

// Command bench measures plans and applies of the real CLI over many objects,
// beside two floors: the same number of objects of a provider on the same
// framework that talks to nobody, and of terraform_data, which Terraform has
// built in. The mock server is a process of its own.
//
//	make bench
//	make bench BENCHARGS='-patients 100,1000 -practices= -latency 0'
//
// The CLI is the one that TF_ACC_TERRAFORM_PATH names; scripts/with-cli finds one.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s, err := parse(os.Args[1:], os.Stderr)
	if err == nil {
		err = bench(ctx, s, os.Stdout)
	}
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop was called
	}
}

// settings are the command line.
type settings struct {
	arguments []string
	cli       string
	patients  []int
	practices []int
	webhooks  []int
	latencies []time.Duration
	backends  []string
	mostFull  int
	runs      int
	limit     time.Duration
	out       string
}

func parse(arguments []string, usage io.Writer) (settings, error) {
	s := settings{
		arguments: arguments, cli: os.Getenv("TF_ACC_TERRAFORM_PATH"),
		patients: []int{100, 1000, 4000}, practices: []int{100, 1000}, webhooks: []int{1000},
		latencies: []time.Duration{0, 50 * time.Millisecond}, backends: []string{backendHTTP, backendLocal},
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(usage)
	flags.Func("patients", "how many patients, `numbers` with commas between, empty for none (default 100,1000,4000)", listOf(&s.patients, strconv.Atoi))
	flags.Func("practices", "how many practices, each with settings and 8 webhooks, `numbers` (default 100,1000)", listOf(&s.practices, strconv.Atoi))
	flags.Func("webhooks", "how many webhooks of one practice, `numbers` (default 1000)", listOf(&s.webhooks, strconv.Atoi))
	flags.Func("latency", "what Hero takes for an answer, `milliseconds` (default 0,50)", listOf(&s.latencies, func(text string) (time.Duration, error) {
		milliseconds, err := strconv.Atoi(text)
		return time.Duration(milliseconds) * time.Millisecond, err
	}))
	flags.Func("backend", "where the state is, `http` or local (default http,local)", listOf(&s.backends, func(text string) (string, error) {
		if text != backendHTTP && text != backendLocal {
			return "", fmt.Errorf("%q is neither %s nor %s", text, backendHTTP, backendLocal)
		}
		return text, nil
	}))
	flags.IntVar(&s.mostFull, "most-full", 1000, "most `objects` of which everything is measured; of more only the first latency and the first backend, beside floor_pet alone")
	flags.IntVar(&s.runs, "runs", 1, "how `often` to measure each; the median is reported")
	flags.DurationVar(&s.limit, "limit", 30*time.Minute, "the `time` after which nothing more is measured")
	flags.StringVar(&s.out, "out", "BENCHMARKS.md", "`file` to write the report to")
	if err := flags.Parse(arguments); err != nil {
		return settings{}, err
	}
	if s.cli == "" {
		return settings{}, errors.New("TF_ACC_TERRAFORM_PATH names no Terraform: run it as make bench")
	}
	if s.runs < 1 || flags.NArg() > 0 {
		return settings{}, fmt.Errorf("%d runs and the arguments %q are not possible", s.runs, flags.Args())
	}
	return s, nil
}

// listOf reads a list with commas; an empty text is an empty list.
func listOf[T any](list *[]T, read func(string) (T, error)) func(string) error {
	return func(text string) error {
		*list = nil
		if text == "" {
			return nil
		}
		for part := range strings.SplitSeq(text, ",") {
			one, err := read(strings.TrimSpace(part))
			if err != nil {
				return err
			}
			*list = append(*list, one)
		}
		return nil
	}
}

// bench measures everything and writes the report, which is written anew after
// each part: what was measured before an interruption is kept.
func bench(ctx context.Context, s settings, progress io.Writer) error {
	tools, err := newTools(ctx, s.cli)
	if err != nil {
		return err
	}
	defer tools.remove()
	limited, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	r := report{settings: s, machine: describeMachine(), cli: tools.version, began: time.Now()}
	for _, w := range workloads(s) {
		for i, backend := range s.backends {
			if i > 0 && !s.inFull(w) {
				continue
			}
			began := time.Now()
			p, err := measurePart(limited, tools, s, w, backend, progress)
			p.took = time.Since(began)
			switch {
			case err == nil:
				r.parts = append(r.parts, p)
			case limited.Err() != nil && ctx.Err() == nil:
				r.left = append(r.left, w.title()+", state: "+backend)
			default:
				return fmt.Errorf("%s, state %s: %w", w.title(), backend, err)
			}
			if err := os.WriteFile(s.out, []byte(r.String()), 0o644); err != nil { //nolint:gosec // to be read by anybody
				return fmt.Errorf("writing the report: %w", err)
			}
		}
	}
	return nil
}

// inFull reports a workload that is measured in every way there is. The others
// would take hours: with local state Terraform's own work grows with the square
// of the objects.
func (s settings) inFull(w workload) bool { return w.objects <= s.mostFull && w.kind != webhooks }

// part is a workload with its state in one place: the floors, and the provider
// at each latency.
type part struct {
	workload workload
	backend  string
	took     time.Duration
	outcomes []outcome
}

func cases(s settings, w workload, backend string) []setup {
	all := []setup{{workload: w, backend: backend, contents: ofPets}}
	if s.inFull(w) {
		all = append(all, setup{workload: w, backend: backend, contents: ofData})
	}
	for i, latency := range s.latencies {
		if i == 0 || s.inFull(w) {
			all = append(all, setup{workload: w, backend: backend, latency: latency})
		}
	}
	return all
}

func measurePart(ctx context.Context, t *tools, s settings, w workload, backend string, progress io.Writer) (part, error) {
	p := part{workload: w, backend: backend}
	for _, c := range cases(s, w, backend) {
		p.outcomes = append(p.outcomes, outcome{setup: c})
	}
	// A whole round each time, so that the floors and what is held against them
	// share the machine's mood.
	for range s.runs {
		for i := range p.outcomes {
			o := &p.outcomes[i]
			apply, plan, err := t.measure(ctx, o.setup)
			if err != nil {
				return part{}, err
			}
			o.apply, o.plan = append(o.apply, apply), append(o.plan, plan)
			fmt.Fprintf(progress, "%s, state %s, %s: apply %.1f s, plan %.1f s\n", w.title(), backend, o.setup.name(), apply.seconds, plan.seconds)
		}
	}
	return p, nil
}

// outcome are the measurements of one setup, one for each run.
type outcome struct {
	setup       setup
	apply, plan []measurement
}

// median is the median of each figure by itself.
func median(all []measurement) measurement {
	pick := func(figure func(measurement) float64) float64 {
		var values []float64
		for _, m := range all {
			values = append(values, figure(m))
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	return measurement{
		seconds:      pick(func(m measurement) float64 { return m.seconds }),
		cpu:          pick(func(m measurement) float64 { return m.cpu }),
		providerCPU:  pick(func(m measurement) float64 { return m.providerCPU }),
		cliPeak:      pick(func(m measurement) float64 { return m.cliPeak }),
		providerPeak: pick(func(m measurement) float64 { return m.providerPeak }),
		requests:     int(pick(func(m measurement) float64 { return float64(m.requests) })),
	}
}
