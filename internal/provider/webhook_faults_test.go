package provider_test

import (
	"strings"
	"testing"
	"time"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// webhookFaults are the ways for a write to go wrong. Those that strike once
// the provider gets over by itself; the others outlast its retries.
var webhookFaults = map[string]heromock.Fault{
	"dropped before":        {DropBefore: true, Count: 1},
	"dropped after":         {DropAfter: true, Count: 1},
	"always dropped before": {DropBefore: true},
	"always dropped after":  {DropAfter: true},
	"429":                   {Status: 429, RetryAfter: "1", Count: 1},
	"always 429":            {Status: 429, RetryAfter: "0"},
	"always 500":            {Status: 500},
	"500 after":             {Status: 500, FailAfter: true, Count: 1},
	"HTML after":            {Status: 200, FailAfter: true, Count: 1, Body: "<html></html>", ContentType: "text/html"},
	"cut body":              {CutBody: true, Count: 1},
	"stalled":               {Stall: 20 * time.Second, Count: 1},
}

const impatient = "provider \"hero\" {\n  max_retries     = 1\n  request_timeout = \"2s\"\n}\n"

func TestAccWebhook_faultsLeaveNoneTooManyAndNoneTooFew(t *testing.T) {
	t.Parallel()
	for name, fault := range webhookFaults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			w := newWorkspace(t, mock)
			applyTwice := func(method, route, config string, gotOver bool) {
				t.Helper()
				fault.Method, fault.Route = method, route
				mock.Inject(fault)
				w.write("main.tf", impatient+config)
				if first := w.run("apply", "-auto-approve"); gotOver && first.code != 0 {
					t.Errorf("a fault of a %s that strikes once is not got over:\n%s", method, first.out)
				}
				mock.ClearFaults()
				w.mustRun("apply", "-auto-approve")
			}
			applyTwice("POST", routeWebhooks, webhookBlock("this", attribute("url", receiver)), fault.Count == 1)
			made := onlyWebhook(t, mock, "1001")["id"]
			if ids := w.stateIDs(); len(ids) != 1 || ids[0] != made {
				t.Errorf("Hero has webhook %v, the state %q", made, ids)
			}
			// A page in place of an answer proves nothing about a delete; it is an error.
			applyTwice("DELETE", "/v1/webhooks/{id}", "", fault.Count == 1 && fault.ContentType == "")
			if left, ids := mock.Webhooks("1001"), w.stateIDs(); len(left) != 0 || len(ids) != 0 {
				t.Errorf("Hero has %d webhooks, the state %q", len(left), ids)
			}
		})
	}
}

// When the look after a lost answer fails too, only a person can tell.
func TestAccWebhook_unclearCreateSaysWhatToDo(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.Inject(heromock.Fault{Method: "POST", DropAfter: true})
	mock.Inject(heromock.Fault{Method: "GET", Status: 500, Skip: 1})
	w := newWorkspace(t, mock)
	w.write("main.tf", impatient+webhookBlock("this", attribute("url", receiver)))
	w.mustFail([]string{"apply", "-auto-approve"},
		"Unable to create webhook", "A webhook may exist that Terraform does not know", "terraform import <address> 1001/<id>")
	if n := mock.Count("POST", routeWebhooks); n != 1 {
		t.Errorf("%d POSTs, want 1", n)
	}
}

// Hero documents that it answers with the key in clear.
func TestAccWebhook_signingKeyIsNowhere(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t, func(o *heromock.Options) { o.Plain = true })
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
			t.Errorf("output %d holds a signing key", i)
		}
	}
	for _, i := range []int{0, 2, 4, 5} {
		if strings.Contains(outputs[i], headerValue) {
			t.Errorf("output %d, which people read, holds a header's value", i)
		}
	}
}
