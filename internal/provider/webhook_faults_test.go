// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// If the search after a lost response fails too, only a person can find out whether there is a webhook.
func TestWebhook_unclearCreateSaysWhatToDo(t *testing.T) {
	t.Parallel()
	eachFault(t, func(t *testing.T, f heromock.Fault) {
		t.Helper()
		mock := heromock.Start(t)
		f.Method = "POST"
		mock.Inject(f)
		mock.Inject(heromock.Fault{Method: "GET", Status: 500, Skip: 2}) // after the look of the plan and that of the create
		p := newProtocol(t, mock, members{"max_retries": 1}).resource(webhookType)
		_, diagnostics := p.create(members{"event_type": confirmed, "url": receiver})
		said := wantDiagnostics(t, diagnostics, "error: Unable to create webhook", mayExist)
		said.At(1).Containing("terraform import <address> 1001/<id>")
		if f.Status != 0 {
			said.At(0).Containing("Looking for its result failed as well")
		}
		if n := mock.Count("POST", routeWebhooks); n != 1 {
			t.Errorf("%d POSTs, want 1", n)
		}
	}, "drop-after", "json-500-after")
}
