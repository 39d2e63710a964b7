// SPDX-License-Identifier: MPL-2.0

// Command bench measures plans and applies of many objects with the real CLI, and
// writes BENCHMARKS.md. For comparison it measures two floors with as many objects:
// floor_pet, from a provider that uses the same framework and sends no request, and
// terraform_data, which is built into Terraform.
//
//	make bench
//	make bench BENCHARGS='-patients 100,1000 -practices= -latency 0'
package main

import (
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// root is the repository, seen from this module, in which make starts the command.
const root = "../../.."

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := bench(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// settings are what the command line says.
type settings struct {
	Arguments string
	numbers   map[string][]int // by flag: patients, practices, webhooks, latency
	backends  []string
	Runs      int
	Limit     time.Duration
	out       string
}

func parse(arguments []string) (settings, error) {
	s := settings{Arguments: strings.Join(arguments, " "), numbers: map[string][]int{}}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	numbers := map[string]*string{
		patients:  flags.String(patients, "100,1000,4000", "`numbers` of patients, comma between, empty for none"),
		practices: flags.String(practices, "100,1000", "`numbers` of practices, each with settings and 8 webhooks"),
		webhooks:  flags.String(webhooks, "1000", "`numbers` of webhooks of one practice"),
		latency:   flags.String(latency, "0,50", "`milliseconds` that Hero takes to respond"),
	}
	backends := flags.String("backend", backendHTTP+","+backendLocal, "`where` the state is")
	flags.IntVar(&s.Runs, "runs", 1, "how `often` to measure each; the report has the median")
	flags.DurationVar(&s.Limit, "limit", 30*time.Minute, "the `time` after which nothing more is measured")
	flags.StringVar(&s.out, "out", "BENCHMARKS.md", "`file` to write the report to, relative to the repository")
	if err := flags.Parse(arguments); err != nil {
		return s, err
	}
	list := func(text string) []string {
		return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
	}
	for name, text := range numbers {
		for _, field := range list(*text) {
			number, err := strconv.Atoi(field)
			if err != nil {
				return s, fmt.Errorf("-%s is %q, want numbers", name, *text)
			}
			s.numbers[name] = append(s.numbers[name], number)
		}
	}
	for _, backend := range list(*backends) {
		if backend != backendHTTP && backend != backendLocal {
			return s, fmt.Errorf("-backend has %q, want %s or %s", backend, backendHTTP, backendLocal)
		}
		s.backends = append(s.backends, backend)
	}
	if s.Runs < 1 || flags.NArg() > 0 {
		return s, fmt.Errorf("want at least one run and nothing but flags, got %d runs and %q", s.Runs, flags.Args())
	}
	if !filepath.IsAbs(s.out) {
		s.out = filepath.Join(root, s.out)
	}
	return s, nil
}

// bench writes the report after each part, so that an interruption loses one part only.
func bench(ctx context.Context, arguments []string, progress io.Writer) error {
	s, err := parse(arguments)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // in the system's directory for temporary files
	l, err := newLab(ctx, dir, os.Getenv("TF_ACC_TERRAFORM_PATH"))
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, s.Limit)
	defer cancel()
	r := report{settings: s, CLI: l.version, Machine: machine(), Began: time.Now().UTC()}
	for _, p := range parts(s) {
		began := time.Now()
		err := l.measure(limited, p, s.Runs, progress)
		p.Took = time.Since(began).Round(time.Second)
		switch {
		case err == nil:
			r.Parts = append(r.Parts, p)
		case limited.Err() != nil && ctx.Err() == nil:
			r.Left = append(r.Left, p.Title())
		default:
			return fmt.Errorf("%s: %w", p.Title(), err)
		}
		if err := os.WriteFile(s.out, []byte(r.String()), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// Names of flags, of configurations, and of rows in the report.
const (
	patients  = "patients"
	practices = "practices"
	webhooks  = "webhooks"
	latency   = "latency"

	hero          = "hero"
	floorPet      = "floor_pet"
	terraformData = "terraform_data"

	backendHTTP  = "http"
	backendLocal = "local"
)

// part is a section of the report: objects of one kind and number, with one kind of backend.
type part struct {
	kind    string // patients, practices or webhooks
	size    int
	backend string
	rows    []*row
	Took    time.Duration
}

// row is one line of a part: a floor, or the provider at a latency.
type row struct {
	name     string
	resource string
	latency  time.Duration
	runs     [len(steps)][]figures
}

// mostInFull is the largest number of objects that is measured in every way. More would
// take hours, because Terraform's own work grows with the square of the number of objects
// in local state.
const mostInFull = 1000

// parts returns the parts in order of size, so that the time limit leaves out the largest.
func parts(s settings) (all []*part) {
	for _, kind := range []string{patients, webhooks, practices} {
		for _, size := range s.numbers[kind] {
			for i, backend := range s.backends {
				p := &part{kind: kind, size: size, backend: backend, rows: []*row{{name: floorPet, resource: floorPet}}}
				full := p.objects() <= mostInFull && kind != webhooks
				if !full && i > 0 {
					continue
				}
				if full {
					p.rows = append(p.rows, &row{name: terraformData, resource: terraformData})
				}
				for i, ms := range s.numbers[latency] {
					if full || i == 0 {
						p.rows = append(p.rows, &row{name: fmt.Sprintf("hero at %d ms", ms), resource: hero, latency: time.Duration(ms) * time.Millisecond})
					}
				}
				all = append(all, p)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *part) int { return a.size - b.size })
	return all
}

func (p *part) objects() int {
	if p.kind == practices {
		return 9 * p.size // the settings and 8 webhooks
	}
	return p.size
}

func (p *part) subject() string {
	return map[string]string{
		patients:  fmt.Sprintf("%d patients", p.size),
		practices: fmt.Sprintf("%d practices (%d objects)", p.size, p.objects()),
		webhooks:  fmt.Sprintf("%d webhooks of one practice", p.size),
	}[p.kind]
}

// Title is the heading of the section.
func (p *part) Title() string { return p.subject() + ", state: " + p.backend }

// practiceGroups returns the ids that the mock starts with.
func (p *part) practiceGroups() string {
	ids := []string{"1001"}
	for i := 1; p.kind == practices && i < p.size; i++ {
		ids = append(ids, strconv.Itoa(1001+i))
	}
	return strings.Join(ids, ",")
}

//go:embed configurations
var configurations embed.FS

// write writes a configuration with the provider's resources, or with those of a floor.
func (p *part) write(dir, resource string) error {
	sources := map[string]string{"main.tf": resource}
	if p.kind == practices {
		sources = map[string]string{"main.tf": "modules", "practice/main.tf": resource, "practice/variables.tf": "variables"}
	}
	for name, source := range sources {
		text, err := configurations.ReadFile("configurations/" + p.kind + "/" + source + ".tf")
		path := filepath.Join(dir, name)
		if err := errors.Join(err, os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, text, 0o600)); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(dir, "patients.csv"), patientsCSV(p.size), 0o600)
}

// patientsCSV returns made-up people, with valid NHS numbers that are never issued.
func patientsCSV(n int) []byte {
	text := []byte("nhs_number,dob,first_name,last_name,mobile,postcode\n")
	for serial, made := 0, 0; made < n; serial++ {
		digits, sum := fmt.Sprintf("999%06d", serial), 0
		for i, digit := range digits {
			sum += (10 - i) * int(digit-'0')
		}
		if check := (11 - sum%11) % 11; check < 10 {
			text = fmt.Appendf(text, "%s%d,19%02d-%02d-15,Person,Number %d,07700 90%04d,ls1 4ap\n", digits, check, 40+made%60, 1+made%12, made, made%10000)
			made++
		}
	}
	return text
}
