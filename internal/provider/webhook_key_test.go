// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const (
	keyStays   = "warning: The signing key stays with the webhook"
	unsigned   = "warning: The new webhook will be unsigned"
	notCarried = "warning: The new webhook will have only what is configured"
)

// A key that is removed from the configuration stays with the webhook until a new webhook
// replaces it, however much later.
func TestWebhook_forgottenKeyIsWarnedOf(t *testing.T) {
	t.Parallel()
	bare := members{"event_type": confirmed, "url": receiver}
	keyed := members{"event_type": confirmed, "url": receiver, "signing_key_wo": signingKey, "signing_key_wo_version": "1"}
	moved := members{"event_type": confirmed, "url": receiver + "/2"}
	movedKeyed := members{"event_type": confirmed, "url": receiver + "/2", "signing_key_wo": signingKey, "signing_key_wo_version": "1"}
	for name, begin := range map[string]func(*heromock.Server, *resourceProtocol) instance{
		"made with a key": func(_ *heromock.Server, p *resourceProtocol) instance { return p.mustCreate(keyed) },
		"imported, key recorded": func(mock *heromock.Server, p *resourceProtocol) instance {
			imported, _ := p.importID(seedWebhook(mock, "1001", nil))
			recorded, diagnostics := p.run(imported, keyed)
			wantDiagnostics(t, diagnostics)
			return recorded
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newResourceProtocol(t, mock, webhookType)
			made := begin(mock, p)
			id := p.text(made, "id")
			if name == "made with a key" {
				p.newProcess().wantNothingPlanned(made, keyed)
			}
			mock.ResetJournal()

			// First, the configuration loses the key.
			p = p.newProcess()
			planned := p.plan(made, bare)
			wantDiagnostics(t, planned.Diagnostics, keyStays).
				Containing(id, "terraform apply -replace=<address>").Without(signingKey)
			removed, diagnostics := p.apply(made, planned, bare)
			wantDiagnostics(t, diagnostics)
			wantWrites(t, mock)
			removed, diagnostics = p.read(removed)
			wantDiagnostics(t, diagnostics)
			p.newProcess().wantNothingPlanned(removed, bare)

			// Much later, a new webhook: Terraform plans the change, and then the new webhook.
			p = p.newProcess()
			if replaces := p.plan(removed, moved).replaces; len(replaces) != 1 || replaces[0] != "url" {
				t.Errorf("another URL: replaced because of %q, want url", replaces)
			}
			wantDiagnostics(t, p.planNew(removed.private, moved), unsigned).
				Containing("X-Herohealth-Signature", "signing_key_wo", "signing_key_wo_version").Without(signingKey)
			// With -replace, only this second plan can warn.
			wantDiagnostics(t, p.planNew(removed.private, bare), unsigned)
			wantDiagnostics(t, p.planNew(removed.private, movedKeyed))
		})
	}
}

// The key is removed and the webhook is replaced in one plan, so the new webhook is unsigned at once.
func TestWebhook_keyRemovedWithTheURLChanged(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, webhookType)
	made := p.mustCreate(members{"event_type": confirmed, "url": receiver, "signing_key_wo": signingKey, "signing_key_wo_version": "1"})
	moved := members{"event_type": confirmed, "url": receiver + "/2"}
	wantDiagnostics(t, p.plan(made, moved).Diagnostics)
	wantDiagnostics(t, p.planNew(made.private, moved), unsigned)
}

// Nobody knows whether an imported webhook has a key. A webhook that never had one needs
// no warning.
func TestWebhook_keysOfImportedAndUnsignedWebhooks(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	bare, moved := members{"event_type": confirmed, "url": receiver}, members{"event_type": confirmed, "url": receiver + "/2"}
	p := newResourceProtocol(t, mock, webhookType)
	imported, diagnostics := p.importID(seedWebhook(mock, "1001", nil))
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(imported, bare)
	wantDiagnostics(t, p.plan(imported, moved).Diagnostics, notCarried).Containing("signing_key_wo")
	wantDiagnostics(t, p.planNew(imported.private, moved))
	made := newResourceProtocol(t, heromock.Start(t), webhookType).mustCreate(bare)
	wantDiagnostics(t, p.plan(made, moved).Diagnostics)
	wantDiagnostics(t, p.planNew(made.private, moved))
}

// Hero documents that its response contains the key in clear text.
func TestAccWriteOnly_signingKeyIsNowhere(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t, func(o *heromock.Options) { o.Plain = true })
	w := newWorkspace(t, mock)
	w.env["TF_LOG"], w.env["TF_LOG_PATH"] = "TRACE", "trace.log"
	w.env["TF_VAR_key"], w.env["TF_VAR_token"] = signingKey, headerValue
	w.write("main.tf", `
variable "key" { ephemeral = true }
variable "token" { sensitive = true }
data "hero_webhooks" "all" { depends_on = [hero_webhook.this] }
`+webhookBlock("this", attribute("url", receiver), "headers = { X-Token = var.token }",
		"signing_key_wo = var.key", `signing_key_wo_version = "1"`))
	outputs := []string{
		w.mustRun("plan", "-out=plan.bin").out, w.mustRun("show", "-json", "plan.bin").out,
		w.mustRun("apply", "plan.bin").out, w.mustRun("show", "-json").out,
	}
	w.env["TF_VAR_key"] = rotatedKey
	w.write("main.tf", strings.Replace(w.read("main.tf"), `"1"`, `"2"`, 1))
	outputs = append(outputs, w.mustRun("apply", "-auto-approve").out, w.mustRun("plan").out, w.read("terraform.tfstate"), w.read("trace.log"))
	if onlyWebhook(t, mock, "1001")["signing_key"] != rotatedKey {
		t.Error("the new key did not reach Hero")
	}
	for i, text := range outputs {
		if strings.Contains(text, signingKey) || strings.Contains(text, rotatedKey) {
			t.Errorf("output %d contains a signing key", i)
		}
	}
	for _, i := range []int{0, 2, 4, 5} {
		if strings.Contains(outputs[i], headerValue) {
			t.Errorf("output %d, which people read, contains a header's value", i)
		}
	}
}
