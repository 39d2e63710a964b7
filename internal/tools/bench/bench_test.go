// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// Each kind of object is measured once, small, with the real CLI.
func TestAccBench(t *testing.T) {
	t.Parallel()
	if os.Getenv("TF_ACC") == "" {
		t.Skip("runs Terraform: set TF_ACC, as make test does")
	}
	out := filepath.Join(t.TempDir(), "report.md")
	arguments := []string{"-patients", "2", "-practices", "1", "-webhooks", "3", "-latency", "0,1", "-backend", "http", "-out", out}
	if err := bench(t.Context(), arguments, t.Output()); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	peaks := `\d+ \| \d+` // of the CLI and of the provider
	if runtime.GOOS != "linux" {
		peaks = ` \| `
	}
	for heading, rows := range map[string][]string{
		"2 patients":                 {`apply \| hero at 0 ms .* 6`, `plan \| hero at 1 ms .* 2`, `apply \| terraform_data .* \|`},
		"1 practices (9 objects)":    {`apply \| hero at 0 ms .* 1\d`, `plan \| hero at 1 ms .* 2`, `plan \| floor_pet .*` + peaks + ` \|`},
		"3 webhooks of one practice": {`apply \| hero at 0 ms .* [45]`, `plan \| hero at 0 ms .* 1`, `plan \| floor_pet .*` + peaks + ` \|`},
	} {
		_, section, _ := strings.Cut(string(text), "\n## "+heading+", state: http\n")
		section, _, _ = strings.Cut(section, "\n## ")
		for _, row := range rows {
			if !regexp.MustCompile(`(?m)^\| ` + row + ` \|$`).MatchString(section) {
				t.Errorf("%s: no row is %s:\n%s", heading, row, section)
			}
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, wrong := range [][]string{{"-patients", "many"}, {"-backend", "s3"}, {"-runs", "0"}, {"argument"}} {
		if _, err := parse(wrong); err == nil {
			t.Errorf("%q is accepted", wrong)
		}
	}
	s, err := parse([]string{"-patients", "7, 5000", "-practices=", "-out", "report.md"})
	if err != nil || s.out != filepath.Join(root, "report.md") {
		t.Fatalf("the report goes to %q: %v", s.out, err)
	}
	var got []string
	for _, p := range parts(s) {
		title := p.Title()
		for _, r := range p.rows {
			title += ", " + r.name
		}
		got = append(got, title)
	}
	if want := []string{
		"7 patients, state: http, floor_pet, terraform_data, hero at 0 ms, hero at 50 ms",
		"7 patients, state: local, floor_pet, terraform_data, hero at 0 ms, hero at 50 ms",
		"1000 webhooks of one practice, state: http, floor_pet, hero at 0 ms",
		"5000 patients, state: http, floor_pet, hero at 0 ms",
	}; !slices.Equal(got, want) {
		t.Errorf("parts %q, want %q", got, want)
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	one := func(apply, plan figures) (runs [len(steps)][]figures) { return [...][]figures{{apply}, {plan}} }
	pets := &row{name: floorPet, resource: floorPet, runs: [...][]figures{
		apply: {{seconds: 30, cpu: 8, cliPeak: 100}, {seconds: 10, cpu: 8, cliPeak: 100}, {seconds: 9, cpu: 8}},
		plan:  {{seconds: 4, cpu: 5, providerCPU: 2, cliPeak: 90, providerPeak: 120}},
	}}
	data := &row{name: terraformData, resource: terraformData, runs: one(figures{seconds: 8, cpu: 7, cliPeak: 99}, figures{seconds: 3, cpu: 4, cliPeak: 80})}
	at50 := &row{name: "hero at 50 ms", resource: hero, latency: 50 * time.Millisecond, runs: one(
		figures{seconds: 22, cpu: 16, providerCPU: 6, cliPeak: 150, providerPeak: 70, requests: 2000},
		figures{seconds: 10.8, cpu: 10, providerCPU: 4, cliPeak: 99, providerPeak: 60, requests: 1000})}
	at0 := &row{name: "hero at 0 ms", resource: hero, runs: one(figures{seconds: 10.5, cpu: 8}, figures{seconds: 5, cpu: 5, providerPeak: 90})}
	got := report{
		settings: settings{Arguments: "-patients 1000", Runs: 3, Limit: time.Hour},
		Machine:  "a machine", CLI: "Terraform v1.11.4", Began: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Left: []string{"9 patients, state: http"},
		Parts: []*part{
			{kind: patients, size: 1000, backend: backendHTTP, Took: time.Minute, rows: []*row{pets, data, at50}},
			{kind: patients, size: 4000, backend: backendHTTP, rows: []*row{pets, at0}},
			{kind: patients, size: 100, backend: backendHTTP, rows: []*row{pets, at0}},
			{kind: patients, size: 1000, backend: backendLocal, rows: []*row{pets, at0}},
		},
	}.String()
	for _, want := range []string{
		"`make bench BENCHARGS='-patients 1000'` on 2 January 2026", "- Machine: a machine\n- CLI: Terraform v1.11.4\n- Runs of each: 3;", "Not measured, because the limit of 1h0m0s was reached: 9 patients, state: http.\n",
		"\n## 1000 patients, state: http\n\nMeasured in 1m0s.\n\n| step |",
		"| apply | floor_pet | 10.0 | | 8.0 |  | 100 |  | |\n",
		"| plan | floor_pet | 4.0 | | 5.0 | 2.0 | 90 | 120 | |\n",
		"| plan | terraform_data | 3.0 | | 4.0 |  | 80 |  | |\n",
		// 2,000 requests, ten at a time, take 10 s.
		"| apply | hero at 50 ms | 22.0 (1.10 ×) | 20.0 | 16.0 (2.00 ×) | 6.0 | 150 (1.50 ×) | 70 | 2000 |\n",
		"| plan | hero at 50 ms | 10.8 (1.20 ×) | 9.0 | 10.0 (2.00 ×) | 4.0 (2.00 ×) | 99 (1.10 ×) | 60 (0.50 ×) | 1000 |\n",
		// Ratios of 100 patients and of local state have no target.
		"| --- | --- | --- | --- |\n" +
			"| plan of 1000 patients at 50 ms | 1.20 × | 2.00 × | at most 1.10 ×: missed |\n" +
			"| apply of 1000 patients at 50 ms | 1.10 × | 2.00 × | at most 1.10 × |\n" +
			"| peak of the provider in a plan of 1000 patients | 0.50 × | | at most 1.00 × |\n" +
			"| plan of 4000 patients | 1.25 × | 1.00 × | at most 1.25 × |\n" +
			"| apply of 4000 patients | 1.05 × | 1.00 × | at most 1.15 × |\n" +
			"| peak of the provider in a plan of 4000 patients, against that of 1000 | 1.50 × | | at most 1.50 × |\n\n## What",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the report does not say\n%s\nbut\n%s", want, got)
		}
	}
}
