// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const (
	webhookType = "hero_webhook"
	cancelled   = "appointment.cancelled"
)

// seedWebhooks creates webhooks of two event types, and one in another practice group. It
// returns what a query of practice group 1001 must find.
func seedWebhooks(mock *heromock.Server) []listed {
	first := seedWebhook(mock, "1001", members{"headers": map[string]any{"X-Team": headerValue}, "description": "Waiting list", "signing_key": signingKey})
	second := seedWebhook(mock, "1001", members{"event_type": cancelled, "url": "https://user:secret@other.example:8443/hook?token=secret"})
	third := seedWebhook(mock, "1001", members{"url": "https://third.example/"})
	seedWebhook(mock, "1002", nil)
	return []listed{
		{"appointment.confirmed to receiver.example.com (practice group 1001)", members{"practice_group_id": "1001", "id": first}, nil},
		{"appointment.cancelled to other.example (practice group 1001)", members{"practice_group_id": "1001", "id": second}, nil},
		{"appointment.confirmed to third.example (practice group 1001)", members{"practice_group_id": "1001", "id": third}, nil},
	}
}

func TestWebhookList_findsTheWebhooksOfAPractice(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	all := seedWebhooks(mock)
	p := newListProtocol(t, mock, nil)
	found := p.mustRun(webhookType, query{})
	wantListed(t, found, all...)
	if found[0].resource != nil {
		t.Error("the result has the resource, which the query did not ask for")
	}
	wantListed(t, p.mustRun(webhookType, query{config: members{"event_type": cancelled}}), all[1])
	wantListed(t, p.mustRun(webhookType, query{config: members{"event_type": "prescription.issued"}}))
	if got := mock.Count(http.MethodGet, routeWebhooks); got != 1 {
		t.Errorf("the list was read %d times, want once", got)
	}
	elsewhere := p.mustRun(webhookType, query{config: members{"practice_group_id": "1002"}})
	if len(elsewhere) != 1 || elsewhere[0].identity["practice_group_id"] != "1002" {
		t.Errorf("practice group 1002: %v", elsewhere)
	}
	wantWrites(t, mock)
}

func TestWebhookList_givesWhatAnImportGives(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	all := seedWebhooks(mock)
	found := newListProtocol(t, mock, nil).mustRun(webhookType, query{includeResource: true})
	wantListed(t, found, all...)
	for _, one := range found {
		id, _ := one.identity["id"].(string)
		wantImported(t, mock, webhookType, id, one.resource)
	}
}

func TestWebhookList_keepsTheLimit(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	all := seedWebhooks(mock)
	p := newListProtocol(t, mock, nil)
	wantListed(t, p.run(webhookType, query{limit: 2}), all[:2]...)
	wantDiagnostics(t, p.diagnosed, "warning: Query stopped at its limit").Containing("2 objects", "limit")
	wantListed(t, p.mustRun(webhookType, query{limit: 4}), all...)
	wantListed(t, p.mustRun(webhookType, query{stopAfter: 1}), all[0])
}

func TestWebhookList_reportsFailures(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	seedWebhooks(mock)
	p := newListProtocol(t, mock, nil)
	mock.Inject(heromock.Fault{Method: http.MethodGet, Route: routeWebhooks, Status: http.StatusUnauthorized, Count: 1})
	if found := p.run(webhookType, query{}); len(found) != 0 {
		t.Errorf("the query failed, but returned %v", found)
	}
	wantDiagnostics(t, p.diagnosed, "error: Unable to list webhooks").Containing("HERO_API_KEY", "1001").Without(mock.APIKey())
	// Nobody can import an entry without an id.
	mock.Inject(heromock.Fault{Method: http.MethodGet, Route: routeWebhooks, Count: 1, Body: `{"data":[{"event_type":"appointment.confirmed","url":"https://receiver.example.com/"}],"count":1}`})
	if found := p.run(webhookType, query{}); len(found) != 0 {
		t.Errorf("the query returned an entry without an id: %v", found)
	}
	wantDiagnostics(t, p.diagnosed, "error: Unable to list an object without an id")
}

func TestWebhookList_validates(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newListProtocol(t, mock, members{"practice_group_id": nil})
	wantDiagnostics(t, p.validate(webhookType, members{"event_type": "appointment.moved"}), "warning event_type: Unknown event type")
	wantDiagnostics(t, p.validate(webhookType, members{"practice_group_id": ""}), "error practice_group_id: Empty value")
	p.run(webhookType, query{})
	wantDiagnostics(t, p.diagnosed, "error practice_group_id: Practice group missing")
	if n := len(mock.Journal()); n != 0 {
		t.Errorf("%d requests were sent, want none", n)
	}
}
