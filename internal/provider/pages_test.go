// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// The test follows the README and the guides from top to bottom, as a reader would:
// it saves files, runs commands in a shell, and compares the output with what the
// page shows. `terraform` is whichever CLI the tests use, the provider comes from a
// mirror as version 0.1.0, and Hero is a mock.

// pageRun says how to follow one page. The first line of a block is its name.
type pageRun struct {
	seed func(*heromock.Server)
	// saved are the files in which to save blocks that the page itself contains.
	saved map[string]string
	// before is what a reader does before a block, named by its first line or its whole
	// text, or before the first block under a heading. It also checks what the text says.
	before map[string]func(*testing.T, *workspace, *heromock.Server)
	// notRun are the blocks and commands that no test can run, with the reason.
	notRun map[string]string
	// restarts are headings below which the reader begins in an empty folder. The step
	// before such a heading still runs in the old one.
	restarts []string
	after    func(*testing.T, *workspace, *heromock.Server)
}

func TestAccPages_everyBlockRuns(t *testing.T) {
	t.Parallel()
	for _, file := range pagesWithBlocks(t) {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			page, known := pageRuns[file]
			if !known {
				t.Fatalf("nothing says how to follow %s: add it to pageRuns", file)
			}
			mock := heromock.Listen(t)
			if page.seed != nil {
				page.seed(mock)
			}
			page.walk(t, mock, blocksOf(t, file))
		})
	}
}

// pagesWithBlocks returns the pages that have blocks.
func pagesWithBlocks(t testing.TB) []string {
	t.Helper()
	guides, err := filepath.Glob(filepath.Join(repository, "templates", "guides", "*.md.tmpl"))
	if err != nil || len(guides) < 4 {
		t.Fatalf("%d guides, %v", len(guides), err)
	}
	files := []string{"README.md", "templates/index.md.tmpl"}
	for _, guide := range guides {
		files = append(files, "templates/guides/"+filepath.Base(guide))
	}
	return slices.DeleteFunc(files, func(file string) bool { return len(blocksOf(t, file)) == 0 })
}

// block is a fenced block of a page, or an example that it shows.
type block struct {
	heading  string // the heading above it
	language string
	text     string
	example  string // its file, "" for a block of the page itself
}

func (b block) first() string {
	first, _, _ := strings.Cut(b.text, "\n")
	return first
}

var pageBlock = regexp.MustCompile("(?m)^## .*$|^```(\\w+)\n((?s:.*?))^```$|\\{\\{ tffile \"([^\"]+)\" \\}\\}|\\{\\{ codefile \"(\\w+)\" \"([^\"]+)\" \\}\\}")

// requests matches a block that lists requests to Hero.
var requests = regexp.MustCompile(`^(POST|PATCH|DELETE) /`)

func blocksOf(t testing.TB, file string) (blocks []block) {
	t.Helper()
	heading := ""
	for _, m := range pageBlock.FindAllStringSubmatch(readRepository(t, file), -1) {
		switch {
		case m[1] != "":
			blocks = append(blocks, block{heading: heading, language: m[1], text: m[2]})
		case m[3] != "":
			blocks = append(blocks, block{heading: heading, language: "terraform", example: m[3], text: readRepository(t, m[3])})
		case m[5] != "":
			blocks = append(blocks, block{heading: heading, language: m[4], example: m[5], text: readRepository(t, m[5])})
		default:
			heading = m[0]
		}
	}
	return blocks
}

func (p *pageRun) walk(t *testing.T, mock *heromock.Server, blocks []block) {
	t.Helper()
	used := map[string]bool{}
	w, last := newReader(t, mock), result{}
	for i, b := range blocks {
		do := func(names ...string) {
			for _, name := range slices.Compact(names) {
				if step := p.before[name]; step != nil {
					used[name] = true
					step(t, w, mock)
				}
			}
		}
		if i == 0 || blocks[i-1].heading != b.heading {
			do(b.heading)
			if slices.Contains(p.restarts, b.heading) {
				used[b.heading] = true
				w = newReader(t, mock)
			}
		}
		do(b.first(), strings.TrimSpace(b.text))
		switch {
		case p.notRun[b.first()] != "" && b.language != "shell":
			used[b.first()] = true
		case b.example != "":
			w.writeExample(b)
		case b.language == "shell":
			// The output that the page shows says whether the last command fails.
			fails := i+1 < len(blocks) && blocks[i+1].language == "text" && strings.Contains(blocks[i+1].text, "Error: ")
			last = p.runShell(t, w, b, used, fails)
		case b.language == "text" && !requests.MatchString(b.text):
			wantExcerpt(t, last, b.text)
		case b.language == "text":
			wantWrites(t, mock, strings.Split(strings.TrimSpace(b.text), "\n")...)
		case p.saved[b.first()] != "":
			used[b.first()] = true
			w.write(p.saved[b.first()], b.text)
		default:
			t.Errorf("nothing says what to do with the block %q", b.first())
		}
	}
	if p.after != nil {
		p.after(t, w, mock)
	}
	for _, names := range []map[string]bool{keys(p.saved), keys(p.before), keys(p.notRun)} {
		for name := range names {
			if !used[name] {
				t.Errorf("the page has no block %q", name)
			}
		}
	}
	for _, heading := range p.restarts {
		if !used[heading] {
			t.Errorf("the page has no blocks under %q", heading)
		}
	}
}

func (p *pageRun) runShell(t *testing.T, w *workspace, b block, used map[string]bool, fails bool) result {
	t.Helper()
	var last result
	for command := range strings.Lines(b.text) {
		command = strings.TrimSpace(command)
		used[command] = true
		switch {
		case command == "" || strings.HasPrefix(command, "#"):
		case p.notRun[command] != "":
		case strings.Contains(command, "terraform query") && !cliHas(t, "Terraform", 14):
			t.Log("not run, because it needs Terraform 1.14: " + command)
		default:
			last = w.shell(command)
			if (last.code != 0) != (fails && strings.HasSuffix(b.text, command+"\n")) {
				t.Fatalf("%q exited with %d:\n%s", command, last.code, last.out)
			}
		}
	}
	return last
}

// wantExcerpt checks that an output contains what a page shows of it. A line that has
// only an ellipsis stands for any number of lines.
func wantExcerpt(t *testing.T, r result, excerpt string) {
	t.Helper()
	if strings.Contains(r.out, "OpenTofu ") {
		return // its plans have another wording
	}
	rest := r.out
	for shown := range strings.SplitSeq(excerpt, "…\n") {
		_, after, found := strings.Cut(rest, strings.Trim(shown, "\n"))
		if !found {
			t.Errorf("the page shows\n%s\nbut the output does not have it at that place:\n%s", shown, r.out)
			return
		}
		rest = after
	}
}

// newReader returns an empty folder in which `terraform init` finds the provider.
func newReader(t *testing.T, mock *heromock.Server) *workspace {
	t.Helper()
	w := newWorkspace(t, mock)
	w.remove("versions.tf")
	delete(w.env, "TF_INPUT") // the reader answers questions
	root := providerMirror(t)
	w.env["TF_CLI_CONFIG_FILE"] = filepath.Join(root, "mirror.tfrc")
	w.env["PATH"] = filepath.Join(root, "path") + string(os.PathListSeparator) + os.Getenv("PATH")
	w.env["TF_VAR_hero_key"] = mock.APIKey()
	return w
}

// writeExample saves an example's file as the page shows it.
func (w *workspace) writeExample(b block) {
	w.t.Helper()
	_, name, _ := strings.Cut(b.example, "examples/")
	if below := strings.SplitN(name, "/", 2); len(below) == 2 && !strings.HasPrefix(name, "resources/") {
		name = below[1]
	} else {
		name = filepath.Base(name)
	}
	w.write(name, b.text)
}

// clone returns another folder with the same files and the same Hero.
func (w *workspace) clone() *workspace {
	w.t.Helper()
	c := &workspace{t: w.t, dir: w.t.TempDir(), env: w.env}
	if err := os.CopyFS(c.dir, os.DirFS(w.dir)); err != nil {
		w.t.Fatal(err)
	}
	return c
}

func keys[V any](m map[string]V) map[string]bool {
	names := map[string]bool{}
	for name := range m {
		names[name] = true
	}
	return names
}
