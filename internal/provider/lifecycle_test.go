// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// importedWorkspace returns a workspace with one object of every kind in its state,
// under the label "old". lines are added to each resource.
func importedWorkspace(t testing.TB, lines ...string) (*heromock.Server, *workspace) {
	t.Helper()
	mock := heromock.Listen(t)
	seedImportables(mock)
	w := newWorkspace(t, mock)
	var config strings.Builder
	for _, i := range importables() {
		config.WriteString(i.resource("old", lines...))
		fmt.Fprintf(&config, "import {\n  to = %s.old\n  id = %q\n}\n", i.kind, i.importID(""))
	}
	w.write("main.tf", config.String())
	w.mustRun("apply", "-auto-approve")
	return mock, w
}

// wantForgotten fails unless the state is empty, nothing was written to Hero
// and no message speaks of destroying.
func wantForgotten(t testing.TB, mock *heromock.Server, w *workspace, out result) {
	t.Helper()
	if listed := w.mustRun("state", "list").text(); strings.Contains(listed, "hero_") {
		t.Errorf("the state still has %s", listed)
	}
	for _, phrase := range []string{"stay in Hero", "stays in Hero", "will be destroyed"} {
		if out.contains(phrase) {
			t.Errorf("the output says %q, although nothing is destroyed:\n%s", phrase, out.out)
		}
	}
	onlyWebhook(t, mock, "1001")
	wantWrites(t, mock)
}

// Objects move to other addresses and then leave the state, all without a write.
func TestAccLifecycle_movedAndRemovedBlocksWriteNothing(t *testing.T) {
	t.Parallel()
	mock, w := importedWorkspace(t)
	var moved, removed strings.Builder
	for _, i := range importables() {
		moved.WriteString(i.resource("new", `for_each = toset(["a"])`))
		fmt.Fprintf(&moved, "moved {\n  from = %[1]s.old\n  to   = %[1]s.new[\"a\"]\n}\n", i.kind)
		fmt.Fprintf(&removed, "removed {\n  from = %s.new\n  lifecycle {\n    destroy = false\n  }\n}\n", i.kind)
	}
	w.write("main.tf", moved.String())
	out := w.mustRun("apply", "-auto-approve")
	if !out.contains("has moved to hero_webhook.new[\"a\"]") || !out.contains("0 added, 0 changed, 0 destroyed") {
		t.Errorf("the moved blocks did more than move:\n%s", out.out)
	}
	w.write("main.tf", removed.String())
	out = w.mustRun("apply", "-auto-approve")
	if !out.contains("0 destroyed") {
		t.Errorf("the removed blocks did more than forget:\n%s", out.out)
	}
	wantForgotten(t, mock, w, out)
}

// In newer CLIs a resource can say that it must not be destroyed. They then do not ask
// the provider, so its warnings about destroying must not appear. A webhook stays,
// although it could be deleted.
func TestAccLifecycle_destroyFalseForgets(t *testing.T) {
	t.Parallel()
	if !cliHas(t, "Terraform", 16) && !cliHas(t, "OpenTofu", 12) {
		t.Skip("destroy in a lifecycle block needs Terraform 1.16 or OpenTofu 1.12")
	}
	mock, w := importedWorkspace(t, "lifecycle {\n    destroy = false\n  }")
	wantForgotten(t, mock, w, w.run("destroy", "-auto-approve"))
}
