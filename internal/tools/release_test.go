// SPDX-License-Identifier: MPL-2.0

package tools

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	jobName  = regexp.MustCompile(`(?m)^  ([a-z]+):\n`)
	stepRuns = regexp.MustCompile(`(?m)^ +(?:- )?(?:run|uses): (.*)$`)
	usesKey  = regexp.MustCompile(`secrets\.|(?m)^ +environment:`)
)

// releaseJobs returns the jobs of the release workflow, without comments.
func releaseJobs(t *testing.T) map[string]string {
	t.Helper()
	_, text, _ := strings.Cut(regexp.MustCompile(`(?m) *#.*$`).ReplaceAllString(read(t, ".github/workflows/release.yml"), ""), "\njobs:\n")
	jobs := map[string]string{}
	starts := jobName.FindAllStringSubmatchIndex(text, -1)
	for i, start := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		jobs[text[start[2]:start[3]]] = text[start[0]:end]
	}
	if names := slices.Sorted(maps.Keys(jobs)); !slices.Equal(names, []string{"attest", "build", "release", "test"}) {
		t.Fatalf("the jobs are %q", names)
	}
	return jobs
}

// Any code that runs in the same job as the key can steal it, so only the signing runs there, after a review.
func TestRelease_nothingButTheSigningMeetsTheKey(t *testing.T) {
	t.Parallel()
	jobs := releaseJobs(t)
	for name, job := range jobs {
		if name != "release" && usesKey.MatchString(job) {
			t.Errorf("the job %s has a secret or an environment", name)
		}
	}
	for _, file := range glob(t, ".github/workflows/*.yml") {
		if file != ".github/workflows/release.yml" && usesKey.MatchString(read(t, file)) {
			t.Errorf("%s has a secret or an environment", file)
		}
	}
	signing := jobs["release"]
	for _, wanted := range []string{"\n    environment: release\n", "\n    needs: [build, attest]\n"} {
		if !strings.Contains(signing, wanted) {
			t.Errorf("the job release lacks %q", strings.TrimSpace(wanted))
		}
	}
	var does []string
	for _, match := range stepRuns.FindAllStringSubmatch(signing, -1) {
		action, _, _ := strings.Cut(match[1], "@")
		does = append(does, strings.Join(strings.Fields(action)[:min(3, len(strings.Fields(action)))], " "))
	}
	if want := []string{"actions/checkout", "actions/download-artifact", "scripts/sign-release dist", "gh release create"}; !slices.Equal(does, want) {
		t.Errorf("the job release does %q, want only %q", does, want)
	}
	if before, _, _ := strings.Cut(signing, "scripts/sign-release"); strings.Contains(before, "secrets.") || strings.Count(signing, "secrets.") != 2 {
		t.Error("a step other than the signing has the key or its passphrase")
	}
}

// A job that builds runs the code of many modules, so it has no right to write.
func TestRelease_theBuildCanOnlyRead(t *testing.T) {
	t.Parallel()
	build := releaseJobs(t)["build"]
	if strings.Contains(build, "permissions:") || strings.Contains(build, "token:") {
		t.Error("the job build may do more than read")
	}
	if text := read(t, ".github/workflows/release.yml"); !strings.Contains(text, "\npermissions:\n  contents: read\n\njobs:") {
		t.Error("the workflow allows more than reading")
	}
	if config := read(t, ".goreleaser.yml"); strings.Contains(config, "\nsigns:") || !strings.Contains(config, "\nrelease:\n  disable: true\n") {
		t.Error("goreleaser signs or publishes, but it runs in the build job")
	}
}

// Each archive has two attestations: where it comes from, and what is in it.
func TestRelease_eachArchiveIsAttested(t *testing.T) {
	t.Parallel()
	job := releaseJobs(t)["attest"]
	for text, count := range map[string]int{
		"uses: actions/attest@": 2, "\n          subject-path: ${{ matrix.archive }}\n": 2, "\n          sbom-path: ${{ matrix.archive }}.sbom.json\n": 1,
		"\n        archive: ${{ fromJSON(needs.build.outputs.archives) }}\n": 1, "\n      id-token: write\n": 1, "\n      attestations: write\n": 1,
	} {
		if got := strings.Count(job, text); got != count {
			t.Errorf("the job attest has %q %d times, want %d", strings.TrimSpace(text), got, count)
		}
	}
	if strings.Contains(job, "run:") {
		t.Error("the job attest runs a command, whose output it could attest")
	}
	config := read(t, ".goreleaser.yml")
	for _, id := range []string{"provider", "heromock"} {
		if !strings.Contains(config, "  - id: "+id+"\n    artifacts: archive\n    ids: ["+id+"]\n") {
			t.Errorf("the archives %s have no list of components", id)
		}
	}
}

// signing is a folder with the script, a statement about the key, and files to sign.
type signing struct {
	dir         string
	key         string // armoured
	fingerprint string
}

func newSigning(t *testing.T) signing {
	t.Helper()
	if _, err := exec.LookPath("gpg"); err != nil && os.Getenv("GITHUB_ACTIONS") == "" {
		t.Skip("gpg is not installed")
	}
	s := signing{dir: t.TempDir()}
	home, err := os.MkdirTemp("", "gpg") //nolint:usetesting // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = exec.Command("gpgconf", "--homedir", home, "--kill", "gpg-agent").Run() //nolint:noctx // the test's context has ended
		_ = os.RemoveAll(home)
	})
	gpg := func(arguments ...string) string {
		t.Helper()
		command := exec.CommandContext(t.Context(), "gpg", append([]string{"--homedir", home, "--batch", "--pinentry-mode", "loopback", "--passphrase", "open sesame"}, arguments...)...)
		out, err := command.Output()
		if err != nil {
			t.Fatalf("gpg %q: %v", arguments, err)
		}
		return string(out)
	}
	gpg("--quick-generate-key", "Test key", "ed25519", "sign", "1d")
	s.key = gpg("--armor", "--export-secret-keys")
	s.fingerprint = regexp.MustCompile(`(?m)^fpr:+([0-9A-F]{40}):`).FindStringSubmatch(gpg("--with-colons", "--list-keys"))[1]
	s.write(t, "scripts/sign-release", read(t, "scripts/sign-release"))
	s.write(t, "dist/terraform-provider-hero_1.0.0_linux_amd64.zip", "archive")
	s.write(t, "dist/heromock_1.0.0_linux_amd64.zip", "mock")
	sum := exec.CommandContext(t.Context(), "sha256sum", "terraform-provider-hero_1.0.0_linux_amd64.zip")
	sum.Dir = filepath.Join(s.dir, "dist")
	out, err := sum.Output()
	if err != nil {
		t.Fatal(err)
	}
	s.write(t, "dist/terraform-provider-hero_1.0.0_SHA256SUMS", string(out))
	return s
}

func (s signing) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

// run signs, and returns the output and the signatures.
func (s signing) run(t *testing.T) (said string, signatures []string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), filepath.Join(s.dir, "scripts/sign-release"), "dist")
	command.Dir = s.dir
	command.Env = append(os.Environ(), "GPG_PRIVATE_KEY="+s.key, "GPG_PASSPHRASE=open sesame")
	out, err := command.CombinedOutput()
	signatures, globErr := filepath.Glob(filepath.Join(s.dir, "dist/*.sig"))
	if globErr != nil || (err != nil) == (len(signatures) > 0) {
		t.Errorf("error %v, signatures %q:\n%s", err, signatures, out)
	}
	return string(out), signatures
}

// Signing fails unless the key is the one that SECURITY.md states and the files are the build's.
func TestScripts_signReleaseChecksTheKey(t *testing.T) {
	t.Parallel()
	if security := read(t, "SECURITY.md"); !regexp.MustCompile("(?m)^Fingerprint of the signing key: (none yet, since nothing has been released\\.|`[0-9A-F ]{40,50}`)$").MatchString(security) {
		t.Error("SECURITY.md has no fingerprint line that scripts/sign-release understands")
	}
	s := newSigning(t)
	stated := func(fingerprint string) string {
		return "# Security\n\nFingerprint of the signing key: " + fingerprint + "\n"
	}
	right := stated("`" + s.fingerprint + "`")
	for _, c := range []struct{ name, security, says string }{
		{"none stated", stated("none yet"), "SECURITY.md states no fingerprint of a signing key"},
		{"cut short", stated("`" + s.fingerprint[:16] + "`"), "SECURITY.md states no fingerprint of a signing key"},
		{"another", stated("`" + strings.Repeat("0", 40) + "`"), "is not the one whose fingerprint SECURITY.md states"},
	} {
		s.write(t, "SECURITY.md", c.security)
		if said, signatures := s.run(t); !strings.Contains(said, c.says) || len(signatures) != 0 {
			t.Errorf("%s: printed %q, signatures %q", c.name, said, signatures)
		}
	}
	s.write(t, "SECURITY.md", right)
	s.write(t, "dist/terraform-provider-hero_1.0.0_linux_amd64.zip", "exchanged")
	if said, _ := s.run(t); !strings.Contains(said, "FAILED") {
		t.Errorf("a replaced archive is not refused: %q", said)
	}
	s.write(t, "dist/terraform-provider-hero_1.0.0_linux_amd64.zip", "archive")
	if said, signatures := s.run(t); len(signatures) != 2 || strings.Contains(said, "sesame") {
		t.Errorf("signatures %q, printed %q", signatures, said)
	}
}
