// SPDX-License-Identifier: MPL-2.0

package main

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParse(t *testing.T) {
	t.Setenv("TF_ACC_TERRAFORM_PATH", "terraform")
	s, err := parse([]string{"-patients", "100, 1000", "-practices=", "-webhooks", "7", "-latency", "0,50", "-backend", "local", "-runs", "3", "-limit", "10m"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.patients, []int{100, 1000}) || len(s.practices) != 0 || !slices.Equal(s.webhooks, []int{7}) || !slices.Equal(s.latencies, []time.Duration{0, 50 * time.Millisecond}) ||
		!slices.Equal(s.backends, []string{backendLocal}) || s.runs != 3 || s.limit != 10*time.Minute {
		t.Errorf("got %+v", s)
	}
	for _, wrong := range [][]string{{"-patients", "many"}, {"-backend", "s3"}, {"-runs", "0"}, {"unasked"}} {
		if _, err := parse(wrong, io.Discard); err == nil {
			t.Errorf("%q was taken", wrong)
		}
	}
	t.Setenv("TF_ACC_TERRAFORM_PATH", "")
	if _, err := parse(nil, io.Discard); err == nil {
		t.Error("no CLI was taken")
	}
}

func TestWorkloads(t *testing.T) {
	t.Parallel()
	all := workloads(settings{patients: []int{3}, practices: []int{2}, webhooks: []int{4}})
	want := []workload{{patients, 3, 3}, {webhooks, 4, 4}, {practices, 2, 18}}
	if !slices.Equal(all, want) {
		t.Fatalf("got %+v, want %+v", all, want)
	}
	if last := workloads(settings{patients: []int{400}, practices: []int{1000}})[1]; last.kind != patients {
		t.Errorf("what takes longest is not %s", last.title())
	}
	if lines := strings.Count(all[0].files(ofHero)["patients.csv"], "\n"); lines != 4 {
		t.Errorf("the table of 3 patients has %d lines", lines)
	}
	if got := all[2].groups(); got != "1001,1002" {
		t.Errorf("the mock has the practice groups %s", got)
	}
	for _, w := range all {
		hero := w.files(ofHero)
		for resource, c := range map[string]contents{"hero_": ofHero, "floor_pet": ofPets, "terraform_data": ofData} {
			files := w.files(c)
			whole := strings.Join(slices.Collect(maps.Values(files)), "\n")
			if len(files) != len(hero) || strings.Contains(whole, "COUNT") || !strings.Contains(whole, "resource \""+resource) {
				t.Errorf("%s of %s is wrong:\n%s", resource, w.title(), whole)
			}
			if c != ofHero && strings.Contains(whole, "hero_") {
				t.Errorf("%s of %s is not without the provider:\n%s", resource, w.title(), whole)
			}
		}
	}
}

// Of many objects not everything is measured.
func TestCases(t *testing.T) {
	t.Parallel()
	s := settings{mostFull: 1000, latencies: []time.Duration{0, 50 * time.Millisecond}}
	for _, test := range []struct {
		workload workload
		want     []string
	}{
		{workload{patients, 1000, 1000}, []string{"floor_pet", "terraform_data", "hero at 0 ms", "hero at 50 ms"}},
		{workload{patients, 4000, 4000}, []string{"floor_pet", "hero at 0 ms"}},
		{workload{practices, 1000, 9000}, []string{"floor_pet", "hero at 0 ms"}},
		{workload{webhooks, 100, 100}, []string{"floor_pet", "hero at 0 ms"}},
	} {
		var got []string
		for _, c := range cases(s, test.workload, backendHTTP) {
			got = append(got, c.name())
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.workload.title(), got, test.want)
		}
	}
}

func TestStateStore(t *testing.T) {
	t.Parallel()
	store := httptest.NewServer(&stateStore{})
	defer store.Close()
	ask := func(method, body string) (int, string) {
		req, err := http.NewRequestWithContext(t.Context(), method, store.URL, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close() //nolint:errcheck // it was read
		got, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(got)
	}
	if status, _ := ask(http.MethodGet, ""); status != http.StatusNotFound {
		t.Errorf("no state yet: %d", status)
	}
	if status, _ := ask(http.MethodPost, "state"); status != http.StatusOK {
		t.Errorf("storing: %d", status)
	}
	if status, got := ask(http.MethodGet, ""); status != http.StatusOK || got != "state" {
		t.Errorf("got %d %q", status, got)
	}
}

func TestWhatLinuxTells(t *testing.T) {
	t.Parallel()
	parent, seconds, ok := parseStat("77 (a (very) odd name) S 42 77 1 0 -1 4194560 1 2 3 4 150 50 0 0 20 0 9")
	if parent != 42 || seconds != 2 || !ok {
		t.Errorf("got %d, %v, %t", parent, seconds, ok)
	}
	if _, _, ok := parseStat("77 (short) S 42"); ok {
		t.Error("half a line was taken")
	}
	if got := parsePeak("VmPeak:\t  9 kB\nVmHWM:\t  1000 kB\nVmRSS:\t 5 kB\n"); got != 1.024 {
		t.Errorf("got %v MB", got)
	}
	if got := parsePeak("Name:\tkthreadd\n"); got != 0 {
		t.Errorf("got %v MB", got)
	}
}

// Requests belong to the command during which they were made.
func TestCountRequests(t *testing.T) {
	t.Parallel()
	start := time.Now()
	at := func(seconds int) time.Time { return start.Add(time.Duration(seconds) * time.Second) }
	var lines strings.Builder
	for _, seconds := range []int{-1, 0, 1, 2, 5, 6, 9} {
		lines.WriteString(`{"method":"GET","time":"` + at(seconds).Format(time.RFC3339Nano) + `"}` + "\n")
	}
	journal := filepath.Join(t.TempDir(), "journal")
	if err := os.WriteFile(journal, []byte(lines.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	apply, plan := measurement{began: at(0).Add(-time.Millisecond), ended: at(3)}, measurement{began: at(4), ended: at(7)}
	if err := countRequests(journal, &apply, &plan); err != nil || apply.requests != 3 || plan.requests != 2 {
		t.Errorf("got %d and %d, %v", apply.requests, plan.requests, err)
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	pets := outcome{
		setup: setup{contents: ofPets},
		apply: []measurement{{seconds: 30}, {seconds: 10, cpu: 8, cliPeak: 100}, {seconds: 9}},
		plan:  []measurement{{seconds: 4, cpu: 5, providerCPU: 2, cliPeak: 90, providerPeak: 120}},
	}
	pets.apply[0].cpu, pets.apply[2].cpu, pets.apply[0].cliPeak, pets.apply[2].cliPeak = 8, 8, 100, 100
	data := outcome{setup: setup{contents: ofData}, apply: []measurement{{seconds: 8, cpu: 7, cliPeak: 99}}, plan: []measurement{{seconds: 3, cpu: 4, cliPeak: 80}}}
	hero := outcome{
		setup: setup{latency: 50 * time.Millisecond},
		apply: []measurement{{seconds: 22, cpu: 16, providerCPU: 6, cliPeak: 150, providerPeak: 70, requests: 2000}},
		plan:  []measurement{{seconds: 10.8, cpu: 10, providerCPU: 4, cliPeak: 99, providerPeak: 60, requests: 1000}},
	}
	many := outcome{plan: []measurement{{seconds: 5, cpu: 5, providerPeak: 90}}, apply: []measurement{{seconds: 10.5, cpu: 8}}}
	r := report{
		settings: settings{arguments: []string{"-patients", "1000"}, runs: 3, mostFull: 1000, limit: time.Hour}, left: []string{"9 patients, state: http"}, machine: "a machine", cli: "Terraform v1.11.4", began: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		parts: []part{
			{workload: workload{patients, 1000, 1000}, backend: backendHTTP, took: time.Minute, outcomes: []outcome{pets, data, hero}},
			{workload: workload{patients, 4000, 4000}, backend: backendHTTP, outcomes: []outcome{pets, many}},
			{workload: workload{patients, 100, 100}, backend: backendHTTP, outcomes: []outcome{pets, many}},
			{workload: workload{patients, 1000, 1000}, backend: backendLocal, outcomes: []outcome{pets, many}},
		},
	}
	got := r.String()
	for _, want := range []string{
		"`make bench BENCHARGS='-patients 1000'` on 2 January 2026", "- Machine: a machine", "- CLI: Terraform v1.11.4", "## 1000 patients, state: http", "Measured in 1m0s.",
		"Of more than 1000 objects", notes, "Not measured, because 1h0m0s were over: 9 patients, state: http.",
		"| apply | floor_pet | 10.0 | | 8.0 |  | 100 |  | |",
		"| plan | floor_pet | 4.0 | | 5.0 | 2.0 | 90 | 120 | |",
		"| plan | terraform_data | 3.0 | | 4.0 |  | 80 |  | |",
		// 2,000 requests, ten at a time, take 10 s.
		"| apply | hero at 50 ms | 22.0 (1.10 ×) | 20.0 | 16.0 (2.00 ×) | 6.0 | 150 (1.50 ×) | 70 | 2000 |",
		"| plan | hero at 50 ms | 10.8 (1.20 ×) | 9.0 | 10.0 (2.00 ×) | 4.0 (2.00 ×) | 99 (1.10 ×) | 60 (0.50 ×) | 1000 |",
		"| apply of 1000 patients at 50 ms | 1.10 × | 2.00 × | at most 1.10 × |",
		"| plan of 1000 patients at 50 ms | 1.20 × | 2.00 × | at most 1.10 ×: missed |",
		"| plan of 4000 patients | 1.25 × | 1.00 × | at most 1.25 × |",
		"| peak of the provider in a plan of 1000 patients | 0.50 × | | at most 1.00 × |",
		"| peak of the provider in a plan of 4000 patients, against that of 1000 | 1.50 × | | at most 1.50 × |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the report does not say %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "of 100 patients |") || strings.Count(got, "apply of 1000 patients") != 1 {
		t.Errorf("a target is held against what it is not of:\n%s", got)
	}
}

func TestCleanEnvironment(t *testing.T) {
	t.Parallel()
	got := cleanEnvironment([]string{"PATH=/bin", "TF_LOG=TRACE", "HERO_ENDPOINT=x", "HOME=/root"})
	if !slices.Equal(got, []string{"PATH=/bin", "HOME=/root"}) {
		t.Errorf("got %q", got)
	}
}
