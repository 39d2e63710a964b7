// SPDX-License-Identifier: MPL-2.0

package main

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"testing"
)

// Terraform downloads the provider into each working directory and in each job of a pipeline, so it must be small.
func TestStrippedBinaryIsSmall(t *testing.T) {
	t.Parallel()
	const most = 25_000_000
	binary := filepath.Join(t.TempDir(), "provider")
	// A release trims paths too. That makes it smaller still, but here it would recompile everything.
	build := exec.CommandContext(t.Context(), "go", "build", "-ldflags", "-s -w", "-o", binary, ".")
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	info, err := os.Stat(binary)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%.1f MB for %s/%s", float64(info.Size())/1e6, runtime.GOOS, runtime.GOARCH)
	if info.Size() > most {
		t.Errorf("%d bytes, want at most %d", info.Size(), most)
	}
}

// The environment decides about the garbage collector: GOGC disables both defaults, GOMEMLIMIT only the limit.
func TestCollectRarely(t *testing.T) {
	for name, test := range map[string]struct {
		percent, limit string
		wantPercent    int
		wantLimit      int64
	}{
		"nothing said": {"", "", gcPercent, memoryLimit},
		"a percentage": {"50", "", 100, math.MaxInt64},
		"a limit":      {"", "1GiB", gcPercent, math.MaxInt64},
		"both":         {"off", "1GiB", 100, math.MaxInt64},
	} {
		t.Run(name, func(t *testing.T) {
			percent, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(math.MaxInt64)
			defer func() { debug.SetGCPercent(percent); debug.SetMemoryLimit(limit) }()
			t.Setenv("GOGC", test.percent)
			t.Setenv("GOMEMLIMIT", test.limit)
			collectRarely()
			if got := debug.SetGCPercent(100); got != test.wantPercent {
				t.Errorf("GOGC is %d, want %d", got, test.wantPercent)
			}
			if got := debug.SetMemoryLimit(-1); got != test.wantLimit {
				t.Errorf("the limit is %d, want %d", got, test.wantLimit)
			}
		})
	}
}

func TestLogsWanted(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		environ []string
		want    bool
	}{
		"nothing said":      {[]string{"PATH=/bin", "TF_IN_AUTOMATION=1"}, false},
		"empty":             {[]string{"TF_LOG="}, false},
		"everything":        {[]string{"TF_LOG=TRACE"}, true},
		"providers":         {[]string{"TF_LOG_PROVIDER=DEBUG"}, true},
		"SDK":               {[]string{"TF_LOG_SDK=TRACE"}, true},
		"this provider's":   {[]string{"TF_LOG_PROVIDER_HERO_API=DEBUG"}, true},
		"a file to log to":  {[]string{"TF_LOG_PATH=log"}, true},
		"another variable":  {[]string{"MY_TF_LOG=TRACE"}, false},
		"no value whatever": {[]string{"TF_LOG"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := logsWanted(test.environ); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
