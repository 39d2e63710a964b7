// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

// A create is not sent again. Those that hit a delete once the provider gets
// over by itself; those that hit always outlast its retries.
func TestWebhook_faultsLeaveNoneTooManyAndNoneTooFew(t *testing.T) {
	t.Parallel()
	for often, count := range map[string]int{"once": 1, "always": 0} {
		t.Run(often, func(t *testing.T) {
			t.Parallel()
			eachFault(t, func(t *testing.T, _ string, f heromock.Fault) {
				t.Helper()
				mock := heromock.Start(t, func(o *heromock.Options) { o.Traits = []string{"key-in-lists"} })
				p := newProtocol(t, mock, members{"max_retries": 1}).resource(webhookType)
				applyTwice := func(method, route string, prior instance, config any, gotOver bool) instance {
					t.Helper()
					f.Method, f.Route, f.Count = method, route, count
					mock.Inject(f)
					made, diagnostics := p.run(prior, config)
					if gotOver && hasError(diagnostics) {
						t.Errorf("the provider does not get over one fault of a %s: %q", method, diagtest.Texts(diagnostics))
					}
					mock.ClearFaults()
					mock.Settle()
					made, diagnostics = p.run(made, config)
					if hasError(diagnostics) {
						t.Fatalf("the second apply failed: %q", diagtest.Texts(diagnostics))
					}
					return made
				}
				config := members{"event_type": confirmed, "url": receiver, "signing_key_wo": signingKey, "signing_key_wo_version": "1"}
				// A refusal is Hero's last word. After any other end, what Hero has made is known by its key.
				gotOver := takesEffect(f) || ignoredByWrites(f) || (count == 1 && f.Status == http.StatusTooManyRequests)
				made := applyTwice(http.MethodPost, routeWebhooks, p.none(), config, gotOver)
				if got, want := p.members(made)["id"], onlyWebhook(t, mock, "1001")["id"]; got != want {
					t.Errorf("Hero has webhook %v, the state %v", want, got)
				}
				// A page in place of an answer proves nothing about a delete; it is an error.
				left := applyTwice(http.MethodDelete, "/v1/webhooks/{id}", made, nil, count == 1 && (retryable(f) || ignoredByWrites(f)))
				if n := len(mock.Webhooks("1001")); n != 0 || p.members(left) != nil {
					t.Errorf("Hero has %d webhooks, the state %v", n, p.members(left)["id"])
				}
			})
		})
	}
}

// When the look after a lost answer fails too, only a person can tell.
func TestWebhook_unclearCreateSaysWhatToDo(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t)
		mock.Inject(heromock.Fault{Method: "POST", DropAfter: true})
		mock.Inject(heromock.Fault{Method: "GET", Status: 500, Skip: 2}) // after the plan's and the create's own look
		p := newProtocol(t, mock, members{"max_retries": 1}).resource(webhookType)
		_, diagnostics := p.create(members{"event_type": confirmed, "url": receiver})
		wantDiagnostics(t, diagnostics, "error: Unable to create webhook", "warning: A webhook may exist that Terraform does not know").At(1).
			Containing("terraform import <address> 1001/<id>")
		if n := mock.Count("POST", routeWebhooks); n != 1 {
			t.Errorf("%d POSTs, want 1", n)
		}
	})
}
