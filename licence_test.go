// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Each file is given the line once, at its place, and keeps everything else.
func TestLicence_checkFindsWhatWriteMends(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	script, err := os.ReadFile("scripts/licence")
	if err != nil {
		t.Fatal(err)
	}
	const (
		line   = "SPDX-License-Identifier: MPL-2.0"
		goFile = "// Package a is documented.\npackage a\n"
		shell  = "#!/bin/sh\n# Says hello.\necho hello\n"
	)
	before := map[string]string{
		"scripts/licence":         string(script),
		"scripts/hello":           shell,
		".ci/run":                 shell,
		"internal/a.go":           goFile,
		"internal/b.go":           "//go:build linux\n\npackage a",
		"internal/done.go":        "// " + line + "\n\npackage a\n",
		"internal/late.go":        "package a\n\n// " + line + "\n",
		"examples/e/example.go":   goFile,
		"internal/.hidden/h.go":   goFile,
		"internal/testdata/a.txt": "text\n",
	}
	after := map[string]string{
		"scripts/hello":    "#!/bin/sh\n# " + line + "\n#\n# Says hello.\necho hello\n",
		".ci/run":          "#!/bin/sh\n# " + line + "\n#\n# Says hello.\necho hello\n",
		"internal/a.go":    "// " + line + "\n\n" + goFile,
		"internal/b.go":    "// " + line + "\n\n//go:build linux\n\npackage a",
		"internal/late.go": "// " + line + "\n\npackage a\n\n// " + line + "\n",
	}
	for name, text := range before {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	run := func(mode string) (string, error) {
		out, err := exec.CommandContext(t.Context(), "bash", filepath.Join(dir, "scripts/licence"), mode).CombinedOutput()
		return string(out), err
	}

	out, err := run("check")
	if err == nil {
		t.Error("check passes although files lack the line")
	}
	for name := range before {
		_, lacks := after[name]
		if named := strings.Contains(out, name+"\n"); named != lacks {
			t.Errorf("check on %s: named is %v, lacking the line is %v", name, named, lacks)
		}
	}
	for range 2 { // the second time there is nothing to do
		if out, err := run("write"); err != nil {
			t.Fatalf("write: %v\n%s", err, out)
		}
		for name, text := range before {
			want := text
			if changed, ok := after[name]; ok {
				want = changed
			}
			got, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil || string(got) != want {
				t.Errorf("%s after write: %v\n%s\nwant\n%s", name, err, got, want)
			}
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "scripts/hello")); err != nil || info.Mode().Perm()&0o100 == 0 {
		t.Errorf("a script can no longer be run: %v", err)
	}
	if out, err := run("check"); err != nil {
		t.Errorf("check after write: %v\n%s", err, out)
	}
}
