// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// exampleWorkspace returns a workspace with an unchanged copy of an example's folder.
func exampleWorkspace(t testing.TB, mock *heromock.Server, name string) *workspace {
	t.Helper()
	w := newWorkspace(t, mock)
	w.remove("versions.tf") // the example has its own
	if err := os.CopyFS(w.dir, os.DirFS(filepath.Join(repository, "examples", name))); err != nil {
		t.Fatal(err)
	}
	w.mustRun("get") // installs the modules of the example and of its tests
	return w
}

// edit replaces texts in a file, which must contain each of them.
func (w *workspace) edit(name string, oldNew ...string) {
	w.t.Helper()
	content := w.read(name)
	for pair := range slices.Chunk(oldNew, 2) {
		if !strings.Contains(content, pair[0]) {
			w.t.Fatalf("%s does not have %q", name, pair[0])
		}
		content = strings.Replace(content, pair[0], pair[1], 1)
	}
	w.write(name, content)
}

// keysOf returns a JSON map with a different text for each practice group of the mock.
func keysOf(mock *heromock.Server, prefix string) string {
	var pairs []string
	for _, group := range mock.PracticeGroups() {
		pairs = append(pairs, fmt.Sprintf("%q:%q", group, prefix+group))
	}
	return "{" + strings.Join(pairs, ",") + "}"
}

// countFor returns how many requests with a method were made for a practice group.
func countFor(mock *heromock.Server, group, method string) (n int) {
	for _, r := range mock.Journal() {
		if r.PracticeGroup == group && r.Method == method {
			n++
		}
	}
	return n
}

func TestAccNetwork_oneTableForAllPractices(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	w := exampleWorkspace(t, mock, "network")
	delete(w.env, "HERO_PRACTICE_GROUP_ID") // each object names its own practice
	w.env["TF_VAR_signing_keys"] = keysOf(mock, "canary-key-of-")

	if out := w.mustRun("apply", "-auto-approve"); !out.contains("3 imported, 24 added, 3 changed, 0 destroyed") {
		t.Errorf("want three practices with settings and eight webhooks:\n%s", out.out)
	}
	for _, group := range mock.PracticeGroups() {
		events := map[any]bool{}
		for _, webhook := range mock.Webhooks(group) {
			events[webhook["event_type"]] = true
			if webhook["signing_key"] != "canary-key-of-"+group || webhook["url"] != "https://receiver.example.com/hero/"+group {
				t.Errorf("a webhook of practice group %s has the key or the address of another one", group)
			}
		}
		if len(events) != 8 {
			t.Errorf("practice group %s has webhooks for %d events, want 8", group, len(events))
		}
	}
	if strings.Contains(w.read("terraform.tfstate"), "canary-key") {
		t.Error("the state has a signing key")
	}

	mock.ResetJournal()
	w.wantNoChanges()
	if got := len(mock.Journal()); got != 6 || mock.Count(http.MethodGet, routeWebhooks) != 3 {
		t.Errorf("a plan of 27 objects made %d requests, want two for each of three practices", got)
	}
}

// The plan refuses to remove a practice's line before the practice is retired. Then one
// practice gets a new signing key and another one is retired: the others must not
// change, and no event may be lost in the meantime.
func TestAccNetwork_aLineConcernsItsPracticeAlone(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	w := exampleWorkspace(t, mock, "network")
	w.env["TF_VAR_signing_keys"] = keysOf(mock, "old-")
	w.mustRun("apply", "-auto-approve")

	table := w.read("practices.csv")
	w.edit("practices.csv", "1003,yes,", "9999,no,")
	w.mustFail([]string{"plan"}, "Practice group not allowed", `"1003"`, "allowed_practice_group_ids")
	w.write("practices.csv", table)

	mock.ResetJournal()
	var missing atomic.Int32
	mock.OnRequest(func(heromock.Request) {
		if len(mock.Webhooks("1002")) < 8 {
			missing.Add(1)
		}
	})
	w.env["TF_VAR_signing_keys"] = keysOf(mock, "new-") // a new key for all, but only the version counts
	w.edit("practices.csv", "LS6 2AB,2026-01", "LS6 2AB,2026-02", "1003,yes", "1003,no")
	out := w.mustRun("apply", "-auto-approve")
	if !out.contains("8 added, 0 changed, 17 destroyed") || !out.contains("Practice group settings stay in Hero") {
		t.Errorf("want eight new webhooks, and a practice retired with a warning:\n%s", out.out)
	}
	for group, want := range map[string]struct{ posts, patches, deletes, webhooks int }{
		"1001": {0, 0, 0, 8},
		"1002": {8, 0, 8, 8},
		"1003": {0, 0, 8, 0},
	} {
		if posts := countFor(mock, group, http.MethodPost); posts != want.posts {
			t.Errorf("practice group %s: %d webhooks made, want %d", group, posts, want.posts)
		}
		if patches := countFor(mock, group, http.MethodPatch); patches != want.patches {
			t.Errorf("practice group %s: settings changed %d times, want %d", group, patches, want.patches)
		}
		if deletes := countFor(mock, group, http.MethodDelete); deletes != want.deletes {
			t.Errorf("practice group %s: %d webhooks deleted, want %d", group, deletes, want.deletes)
		}
		if webhooks := len(mock.Webhooks(group)); webhooks != want.webhooks {
			t.Errorf("practice group %s has %d webhooks, want %d", group, webhooks, want.webhooks)
		}
	}
	if n := missing.Load(); n > 0 {
		t.Errorf("an event of practice group 1002 had no webhook at %d requests", n)
	}

	// Once the practice is retired, its line can be removed.
	lines := strings.Split(strings.TrimSpace(w.read("practices.csv")), "\n")
	w.write("practices.csv", strings.Join(lines[:3], "\n"))
	w.wantNoChanges()
}

// Two services that share nothing but the configuration.
func TestAccNetworkAliases_eachPracticeWithItsOwnKey(t *testing.T) {
	t.Parallel()
	service := func(group string) *heromock.Server {
		return heromock.Listen(t, func(o *heromock.Options) {
			o.APIKey = "canary-key-of-" + group
			o.PracticeGroups = []string{group}
		})
	}
	practices := map[string]*heromock.Server{"riverside": service("1001"), "hilltop": service("1002")}
	w := exampleWorkspace(t, nil, "network-aliases")
	var override strings.Builder
	for name, mock := range practices {
		fmt.Fprintf(&override, "provider \"hero\" {\n  alias    = %q\n  endpoint = %q\n}\n", name, mock.URL())
		w.env["TF_VAR_"+name+"_api_key"] = mock.APIKey()
	}
	w.write("mock_override.tf", override.String())
	w.mustRun("apply", "-auto-approve")
	for name, mock := range practices {
		onlyWebhook(t, mock, mock.PracticeGroups()[0])
		if mock.Count(http.MethodPatch, "/v1/me") != 1 {
			t.Errorf("the name of %s was not set once", name)
		}
	}
	if strings.Contains(w.read("terraform.tfstate"), "canary-key") {
		t.Error("the state has an API key")
	}
	w.wantNoChanges()
}

func TestAccNetworkOpenTofu_aProviderInstanceForEachPractice(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t, func(o *heromock.Options) { o.PracticeGroups = []string{"1001", "1002"} })
	w := exampleWorkspace(t, mock, "network-opentofu")
	delete(w.env, "HERO_API_KEY")
	delete(w.env, "HERO_PRACTICE_GROUP_ID")
	w.env["TF_VAR_api_keys"] = fmt.Sprintf(`{"1001":%q,"1002":%[1]q}`, mock.APIKey())
	if !cliHas(t, "OpenTofu", 9) {
		// The folder is for OpenTofu only: Terraform must see nothing in it
		// rather than half of it.
		w.mustFail([]string{"plan"}, "No configuration files")
		return
	}
	out := w.mustRun("apply", "-auto-approve")
	if out.contains("for_each matches") {
		t.Errorf("the provider has the same for_each as a resource, so no practice could be retired:\n%s", out.out)
	}
	for _, group := range mock.PracticeGroups() {
		if got := len(mock.Webhooks(group)); got != 2 || countFor(mock, group, http.MethodPatch) != 1 {
			t.Errorf("practice group %s has %d webhooks and got %d changes of its settings, want 2 and 1", group, got, countFor(mock, group, http.MethodPatch))
		}
	}
	w.edit("practices.csv", "1002,yes", "1002,no")
	w.mustRun("apply", "-auto-approve")
	if got := len(mock.Webhooks("1002")); got != 0 {
		t.Errorf("the retired practice has %d webhooks", got)
	}
	w.edit("practices.csv", "1002,no,Hilltop Practice\n", "")
	w.wantNoChanges()
}
