// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const equalExists = "warning: Hero has an equal webhook already"

// planNew plans a new webhook or, with the private state of an old one, the new webhook
// of a replacement.
func (p *resourceProtocol) planNew(private []byte, config any) []*tfprotov6.Diagnostic {
	p.t.Helper()
	return p.plan(instance{state: p.value(nil), private: private}, config).Diagnostics
}

func TestWebhook_planNamesAnEqualOne(t *testing.T) {
	t.Parallel()
	const url = "https://Receiver.example.com:443/hero" // another spelling
	team := members{"X-Team": "a"}
	tests := map[string]struct {
		live, config members
		equal        bool
	}{
		"bare":             {nil, members{"event_type": confirmed, "url": url}, true},
		"headers":          {members{"headers": map[string]any{"x-team": "a"}}, members{"event_type": confirmed, "url": url, "headers": team}, true},
		"another value":    {members{"headers": map[string]any{"x-team": "b"}}, members{"event_type": confirmed, "url": url, "headers": team}, false},
		"another event":    {nil, members{"event_type": cancelled, "url": url}, false},
		"another URL":      {nil, members{"event_type": confirmed, "url": url + "/2"}, false},
		"another practice": {nil, members{"event_type": confirmed, "url": url, "practice_group_id": "1002"}, false},
		"unknown URL":      {nil, members{"event_type": confirmed, "url": unknown}, false},
		"unknown header":   {members{"headers": map[string]any{"x-team": "a"}}, members{"event_type": confirmed, "url": url, "headers": members{"X-Team": unknown}}, false},
		"unknown practice": {nil, members{"event_type": confirmed, "url": url, "practice_group_id": unknown}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			id := seedWebhook(mock, "1001", test.live)
			p := newResourceProtocol(t, mock, webhookType)
			diagnostics := p.plan(p.none(), test.config).Diagnostics
			if !test.equal {
				wantDiagnostics(t, diagnostics)
				return
			}
			wantDiagnostics(t, diagnostics, equalExists).
				Containing("terraform import <address> 1001/" + id)
		})
	}
}

func TestWebhook_planNamesAllEqualOnes(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	one, other := seedWebhook(mock, "1001", nil), seedWebhook(mock, "1001", nil)
	p := newResourceProtocol(t, mock, webhookType)
	wantDiagnostics(t, p.planNew(nil, members{"event_type": confirmed, "url": receiver}), equalExists).
		Containing("terraform import <address> 1001/"+one, "terraform import <address> 1001/"+other)
}

// With refuse_equal, an equal webhook in Hero is an error of the first plan, unless
// Terraform has that webhook. A change of refuse_equal itself changes nothing in Hero.
func TestWebhook_equalOneIsRefusedOnDemand(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	theirs := seedWebhook(mock, "1001", nil)
	config := members{"event_type": confirmed, "url": receiver, "refuse_equal": true}
	p := newResourceProtocol(t, mock, webhookType)
	planned := p.plan(p.none(), config)
	wantDiagnostics(t, planned.Diagnostics, "error refuse_equal: Hero has an equal webhook already: "+theirs).
		Containing("terraform import <address> 1001/"+theirs, "refuse_equal")
	wantDiagnostics(t, p.planNew(nil, members{"event_type": confirmed, "url": receiver, "refuse_equal": false}), equalExists)
	wantDiagnostics(t, p.planNew(nil, members{"event_type": confirmed, "url": receiver, "refuse_equal": unknown}), equalExists)

	imported, diagnostics := p.importID(theirs)
	wantDiagnostics(t, diagnostics)
	made, diagnostics := p.run(imported, config)
	wantDiagnostics(t, diagnostics)
	if got := p.members(made); got["id"] != theirs || got["refuse_equal"] != true {
		t.Errorf("the state has id %v and refuse_equal %v", got["id"], got["refuse_equal"])
	}
	wantDiagnostics(t, p.planNew(nil, config)) // Terraform has it, so this is a rotation, or a second one on purpose
	made, diagnostics = p.run(made, members{"event_type": confirmed, "url": receiver})
	wantDiagnostics(t, diagnostics)
	if got := p.members(made); got["id"] != theirs || got["refuse_equal"] != nil {
		t.Errorf("the state has id %v and refuse_equal %v", got["id"], got["refuse_equal"])
	}
	wantWrites(t, mock)
}

// A rotation gets no warning about the webhook that it replaces, and a resource gets none
// about the webhook of another resource.
func TestWebhook_planDoesNotBlameWhatTerraformHas(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	keyed := func(version string) members {
		return members{"event_type": confirmed, "url": receiver, "signing_key_wo": signingKey, "signing_key_wo_version": version}
	}
	made := newResourceProtocol(t, mock, webhookType).mustCreate(keyed("1"))
	for name, before := range map[string]func(*resourceProtocol){
		"read":    func(p *resourceProtocol) { _, _ = p.read(made) },
		"planned": func(p *resourceProtocol) { _ = p.plan(made, keyed("2")) }, // with -refresh=false
		"removed": func(p *resourceProtocol) { _ = p.plan(made, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newResourceProtocol(t, mock, webhookType)
			before(p)
			wantDiagnostics(t, p.planNew(made.private, keyed("2")))
		})
	}
	t.Run("import", func(t *testing.T) {
		t.Parallel()
		p := newResourceProtocol(t, mock, webhookType)
		_, diagnostics := p.importID(p.text(made, "id"))
		wantDiagnostics(t, diagnostics)
		wantDiagnostics(t, p.planNew(nil, keyed("1")))
	})
	t.Run("made by this process", func(t *testing.T) {
		t.Parallel()
		mock := heromock.Start(t)
		p := newResourceProtocol(t, mock, webhookType)
		p.mustCreate(keyed("1"))
		wantDiagnostics(t, p.planNew(nil, keyed("1")))
	})
	// The plan within an apply says nothing, because the plan before it would have.
	t.Run("second plan", func(t *testing.T) {
		t.Parallel()
		p := newResourceProtocol(t, mock, webhookType)
		p.inApply = true
		wantDiagnostics(t, p.plan(p.none(), keyed("2")).Diagnostics)
	})
}

// Without refuse_equal, an equal webhook does not stop an apply. It only leads to a
// warning.
func TestWebhook_equalOneStopsNoApply(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	theirs := seedWebhook(mock, "1001", nil)
	p := newResourceProtocol(t, mock, webhookType)
	made, diagnostics := p.run(p.none(), members{"event_type": confirmed, "url": receiver})
	wantDiagnostics(t, diagnostics, "warning: A new webhook is equal to one in Hero").Containing(theirs)
	if id := p.text(made, "id"); id == theirs || len(mock.Webhooks("1001")) != 2 {
		t.Errorf("the state has %s, Hero %d webhooks", id, len(mock.Webhooks("1001")))
	}
}

// If somebody creates an equal webhook after the plan, the apply in another process finds
// it.
func TestWebhook_applyNamesOrRefusesWhatHasComeSince(t *testing.T) {
	t.Parallel()
	for _, traits := range [][]string{nil, {"headers-masked"}} {
		for _, refuse := range []bool{true, false} {
			mock := heromock.Start(t, func(o *heromock.Options) { o.Traits = traits })
			config := members{"event_type": confirmed, "url": receiver, "headers": members{"X-Team": "a"}, "refuse_equal": refuse}
			p := newResourceProtocol(t, mock, webhookType)
			planned := p.plan(p.none(), config)
			wantDiagnostics(t, planned.Diagnostics)
			theirs := seedWebhook(mock, "1001", members{"headers": map[string]any{"x-team": "a"}})
			mock.ResetJournal()
			p = p.newProcess()
			made, diagnostics := p.apply(p.none(), planned, config)
			if refuse {
				wantDiagnostics(t, diagnostics, "error refuse_equal: Hero has an equal webhook already: "+theirs).Containing("terraform import <address> 1001/" + theirs)
				wantWrites(t, mock)
				continue
			}
			id := p.text(made, "id")
			if traits == nil {
				wantDiagnostics(t, diagnostics, "warning: A new webhook is equal to one in Hero").Containing(theirs)
			} else {
				wantDiagnostics(t, diagnostics, "warning: A new webhook is equal to one in Hero", "warning: Headers are masked in Hero's answers")
			}
			if id == "" || len(mock.Webhooks("1001")) != 2 {
				t.Errorf("the state has %q, Hero %v", id, mock.Webhooks("1001"))
			}
		}
	}
}

// If the server treats a create of an equal webhook as an update, a rotation keeps the old
// webhook.
func TestWebhook_rotationOnAServerThatUpserts(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t, func(o *heromock.Options) { o.Traits = []string{"webhooks-upsert"} })
	keyed := func(version string) members {
		return members{"event_type": confirmed, "url": receiver, "signing_key_wo": signingKey + version, "signing_key_wo_version": version}
	}
	p := newResourceProtocol(t, mock, webhookType)
	old := p.mustCreate(keyed("1"))
	id := p.text(old, "id")
	p = p.newProcess()
	none, diagnostics := p.apply(p.none(), p.plan(instance{state: p.value(nil), private: old.private}, keyed("2")), keyed("2"))
	wantDiagnostics(t, diagnostics, "error: Hero made no new webhook").Containing(id, "1001", "create_before_destroy").Without(signingKey)
	if p.members(none) != nil || onlyWebhook(t, mock, "1001")["id"] != id || mock.Count(http.MethodDelete, "") != 0 {
		t.Error("the old webhook did not stay in place")
	}
}

// After a lost state, the plan names each webhook, although the CLI folds similar
// warnings. Importing them as it says creates no duplicate.
func TestAccWebhook_lostStateIsNamed(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	w := newWorkspace(t, mock)
	config := webhookBlock("this", "count = 3", `url = "`+receiver+`/${count.index}"`)
	w.write("main.tf", config)
	if out := w.mustRun("apply", "-auto-approve"); out.contains("equal webhook") {
		t.Errorf("a warning says that new webhooks are equal to others:\n%s", out.out)
	}
	w.remove("terraform.tfstate")
	if out := w.mustRun("plan"); strings.Count(out.out, "Warning: Hero has an equal webhook already") != 1 || !out.contains("2 more similar warnings") {
		t.Errorf("want one warning for the three webhooks:\n%s", out.out)
	}
	out := w.mustRun("plan", "-json")
	var imports strings.Builder
	for _, webhook := range mock.Webhooks("1001") {
		id, _ := webhook["id"].(string)
		url, _ := webhook["url"].(string)
		if !out.contains(" 1001/" + id) { // the rest is escaped in JSON
			t.Errorf("the plan does not name %s:\n%s", id, out.out)
		}
		fmt.Fprintf(&imports, "import {\n  to = hero_webhook.this[%s]\n  id = \"1001/%s\"\n}\n", url[len(url)-1:], id)
	}
	w.write("imports.tf", imports.String())
	if out := w.mustRun("apply", "-auto-approve"); !out.contains("3 imported, 0 added, 0 changed, 0 destroyed") || out.contains("equal webhook") {
		t.Errorf("want 3 imports and no other change:\n%s", out.out)
	}
	wantWrites(t, mock, postWebhook, postWebhook, postWebhook)
}

// Nothing stops a rotation, whether a change or -replace causes it. The apply cannot know
// which webhooks are the old ones, so one warning says that there is nothing to do.
func TestAccWebhook_rotationIsNotBlamed(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	w := newWorkspace(t, mock)
	config := func(version string) string {
		return webhookBlock("this", "count = 3", `url = "`+receiver+`/${count.index}"`, withKey(signingKey, version), "lifecycle {\n create_before_destroy = true\n}")
	}
	w.write("main.tf", config("1"))
	w.mustRun("apply", "-auto-approve")
	second := cliHas(t, "OpenTofu", 0) // it does not tell the provider whether the plan is within an apply
	rotate := func(command ...string) {
		t.Helper()
		out := w.mustRun(command...)
		warnings := strings.Count(out.out, "Warning: A new webhook is equal to one in Hero")
		switch apply := command[0] == "apply"; {
		case out.contains("import it before applying") && !second:
			t.Errorf("%q warns about the old webhook of a rotation:\n%s", command, out.out)
		case apply && second:
			if strings.Count(out.out, "Warning: Hero has an equal webhook already") != 1 || !out.contains("there is nothing to do: this is the old webhook") {
				t.Errorf("%q does not explain the old webhooks in one warning:\n%s", command, out.out)
			}
		case apply && (warnings != 1 || !out.contains("there is nothing to do: the equal webhook is the old one")):
			t.Errorf("%q has %d warnings, want one that explains the old webhooks:\n%s", command, warnings, out.out)
		case !apply && warnings > 0:
			t.Errorf("%q is not an apply, but has a warning of an apply:\n%s", command, out.out)
		}
	}
	w.write("main.tf", config("2"))
	rotate("plan", "-refresh=false")
	rotate("plan", "-out=plan.bin")
	rotate("apply", "plan.bin")
	w.write("main.tf", config("3"))
	rotate("apply", "-auto-approve")
	rotate("apply", "-auto-approve", "-replace=hero_webhook.this[0]", "-replace=hero_webhook.this[1]")
	if n := len(mock.Webhooks("1001")); n != 3 {
		t.Errorf("Hero has %d webhooks, want 3", n)
	}
	w.wantNoChanges()
	if n := mock.Count(http.MethodPost, routeWebhooks); n != 11 {
		t.Errorf("%d webhooks were created, want 11: three, twice three for the new keys, and two with -replace", n)
	}
}

// refuse_equal stops the apply of a rotation before anything is sent, because the apply
// cannot know which webhook is the old one. The way out is the one that the error names.
func TestAccWebhook_rotationThatRefusesEqualOnes(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	w := newWorkspace(t, mock)
	config := func(version, more string) string {
		return webhookBlock("this", attribute("url", receiver), withKey(signingKey, version), more, "lifecycle {\n create_before_destroy = true\n}")
	}
	w.write("main.tf", config("1", "refuse_equal = true"))
	w.mustRun("apply", "-auto-approve")
	w.write("main.tf", config("2", "refuse_equal = true"))
	mock.ResetJournal()
	if out := w.run("apply", "-auto-approve"); out.code == 0 || !out.contains("Hero has an equal webhook already") || !out.contains("refuse_equal") {
		t.Errorf("the rotation is not refused as described:\n%s", out.out)
	}
	wantWrites(t, mock)
	w.write("main.tf", config("2", ""))
	w.mustRun("apply", "-auto-approve")
	onlyWebhook(t, mock, "1001")
	w.wantNoChanges()
}
