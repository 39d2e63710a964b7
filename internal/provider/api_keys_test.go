// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

// startKeyedMock returns a mock in which practice groups 1001 and 1002 have keys of
// their own and 1003 has the common one.
func startKeyedMock(t testing.TB) *heromock.Server {
	t.Helper()
	return heromock.Start(t, func(o *heromock.Options) {
		o.APIKey = "canary-common"
		o.APIKeys = map[string]string{"1001": "canary-1001", "1002": "canary-1002"}
	})
}

// newKeyedProtocol returns a process with these keys, no default practice group and
// no common key.
func newKeyedProtocol(t testing.TB, mock *heromock.Server, keys, settings members) *protocol {
	t.Helper()
	config := members{"api_keys": keys, "api_key": nil, "practice_group_id": nil}
	maps.Copy(config, settings)
	return newProtocol(t, mock, config)
}

// wantNoKey fails if a diagnostic contains a key.
func wantNoKey(t testing.TB, diagnostics []*tfprotov6.Diagnostic) {
	t.Helper()
	for _, text := range diagtest.Texts(diagnostics) {
		if strings.Contains(text, "canary") {
			t.Errorf("a diagnostic contains a key: %q", text)
		}
	}
}

func TestAPIKeys_eachPracticeGroupIsAskedWithItsOwn(t *testing.T) {
	t.Parallel()
	mock := startKeyedMock(t)
	p := newKeyedProtocol(t, mock, members{"1001": "canary-1001", "1002": " canary-1002\n"}, members{"api_key": "canary-common"})
	for group, keyOf := range map[string]string{"1001": "1001", "1002": "1002", "1003": heromock.KeyCommon} {
		mock.ResetJournal()
		p.resource(webhookType).mustCreate(members{"practice_group_id": group, "event_type": confirmed, "url": receiver})
		p.resource(settingsType).mustCreate(members{"practice_group_id": group, "name": "Riverside Surgery"})
		_, read := (&dataReader{p}).read("hero_practice_group", members{"practice_group_id": group})
		_, opened := p.open("hero_access_token", members{"practice_group_id": group})
		wantDiagnostics(t, append(read, opened...))
		queried := &listProtocol{protocol: p}
		queried.mustRun(webhookType, query{config: members{"practice_group_id": group}})
		for _, r := range mock.Journal() {
			if r.PracticeGroup != group || r.KeyOf != keyOf || r.Status >= http.StatusBadRequest {
				t.Errorf("%s %s for %s with the key of %q: %d", r.Method, r.Route, r.PracticeGroup, r.KeyOf, r.Status)
			}
		}
		if n := len(mock.Journal()); n < 5 {
			t.Errorf("only %d requests for practice group %s, so this test proves nothing", n, group)
		}
	}
}

func TestAPIKeys_withoutOneNothingIsSent(t *testing.T) {
	t.Parallel()
	mock := startKeyedMock(t)
	p := newKeyedProtocol(t, mock, members{"1001": "canary-1001"}, nil)
	config := members{"practice_group_id": "1002"}
	const head = "error practice_group_id: No API key for the practice group"
	_, read := (&dataReader{p}).read("hero_practice_group", config)
	_, opened := p.open("hero_access_token", config)
	_, imported := p.resource(settingsType).importID("1002")
	planned := p.resource(settingsType).plan(p.resource(settingsType).none(), config).Diagnostics
	for _, diagnostics := range [][]*tfprotov6.Diagnostic{read, opened, imported, planned} {
		wantDiagnostics(t, diagnostics, head).Containing(`"1002"`, "api_keys").Without("1001", "canary")
	}
	if n := len(mock.Journal()); n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

func TestAPIKeys_aRefusalSaysWhichKeyItWas(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		keys     members
		settings members
		says     string
	}{
		"own":    {members{"1001": "canary-wrong"}, nil, "this practice group's own key"},
		"common": {members{"1002": "canary-1002"}, members{"api_key": "canary-wrong"}, "the common key"},
		"only":   {nil, members{"api_key": "canary-wrong", "api_keys": nil}, "It comes from api_key or HERO_API_KEY."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newKeyedProtocol(t, startKeyedMock(t), c.keys, c.settings)
			_, diagnostics := (&dataReader{p}).read("hero_practice_group", members{"practice_group_id": "1001"})
			wantDiagnostics(t, diagnostics, "error: Unable to read practice group 1001").Containing("401 Unauthorized", c.says, "for practice group 1001")
			wantNoKey(t, diagnostics)
		})
	}
}

// Hero's message may quote any key.
func TestAPIKeys_noneIsQuoted(t *testing.T) {
	t.Parallel()
	mock := startKeyedMock(t)
	mock.Inject(heromock.Fault{Status: http.StatusUnauthorized, Body: `{"message":"canary-1001 is not Canary-Common, nor canary-1002"}`})
	p := newKeyedProtocol(t, mock, members{"1001": "canary-1001", "1002": "canary-1002"}, members{"api_key": "canary-common"})
	_, diagnostics := (&dataReader{p}).read("hero_practice_group", members{"practice_group_id": "1001"})
	wantDiagnostics(t, diagnostics, "error: Unable to read practice group 1001").Containing("message is not shown").Without("anary")
}

// If Hero refuses a key, the plan of a new object warns that it could not look the
// object up, so that practice groups with good keys can still be applied.
func TestAPIKeys_aRefusedOneDoesNotStopThePlan(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]members{
		settingsType: {"name": "Riverside Surgery"},
		webhookType:  {"event_type": confirmed, "url": receiver},
		patientType:  ada().config(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := startKeyedMock(t)
			p := newKeyedProtocol(t, mock, members{"1001": "canary-wrong", "1002": "canary-1002"}, nil).resource(name)
			config["practice_group_id"] = "1002"
			p.mustCreate(config)
			config["practice_group_id"] = "1001"
			planned := p.plan(p.none(), config)
			wantDiagnostics(t, planned.Diagnostics, "warning: Hero refuses the key of practice group 1001").
				Containing("401 Unauthorized", "this practice group's own key").Without("state was left", "canary")
			writes := len(mock.Writes())
			_, diagnostics := p.apply(p.none(), planned, config)
			wantDiagnostics(t, diagnostics, "error: Unable to *").Containing("this practice group's own key")
			wantNoKey(t, diagnostics)
			for _, r := range mock.Writes()[writes:] {
				if r.Status != http.StatusUnauthorized {
					t.Errorf("%s %s got %d", r.Method, r.Route, r.Status)
				}
			}
		})
	}
}

// refuse_equal is decided in the plan, so a plan that cannot look for an equal webhook fails.
func TestAPIKeys_aRefusedOneStopsThePlanThatIsToRefuse(t *testing.T) {
	t.Parallel()
	p := newKeyedProtocol(t, startKeyedMock(t), members{"1001": "canary-wrong"}, nil).resource(webhookType)
	planned := p.plan(p.none(), members{"practice_group_id": "1001", "event_type": confirmed, "url": receiver, "refuse_equal": true})
	wantDiagnostics(t, planned.Diagnostics, "error: Unable to look for an equal webhook")
}

// If Hero refuses the only key, nothing can be applied, so the plan fails at once.
func TestAPIKeys_aRefusedCommonOneStopsThePlan(t *testing.T) {
	t.Parallel()
	p := newKeyedProtocol(t, startKeyedMock(t), members{"1002": "canary-1002"}, members{"api_key": "canary-wrong"}).resource(settingsType)
	planned := p.plan(p.none(), members{"practice_group_id": "1003", "name": "Riverside Surgery"})
	wantDiagnostics(t, planned.Diagnostics, "error: Unable to read practice group settings")
}

// It is an error if an object in the state cannot be read, and the object stays in the state.
func TestAPIKeys_aRefusedOneKeepsTheState(t *testing.T) {
	t.Parallel()
	mock := startKeyedMock(t)
	p := newKeyedProtocol(t, mock, members{"1001": "canary-1001", "1002": "canary-1002"}, nil).resource(settingsType)
	made := p.mustCreate(members{"practice_group_id": "1001", "name": "Riverside Surgery"})
	mock.SetAPIKey("1001", "canary-rotated")
	_, diagnostics := p.newProcess().read(made)
	wantDiagnostics(t, diagnostics, "error: Unable to read practice group settings").Containing("own key", "for practice group 1001")
}

// Hero's limits are per key.
func TestAPIKeys_aPauseOfOneDoesNotHoldAnother(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := startKeyedMock(t)
		p := newKeyedProtocol(t, mock, members{"1001": "canary-1001", "1002": "canary-1002"}, members{"max_retries": 1})
		mock.Inject(heromock.Fault{Status: http.StatusTooManyRequests, RetryAfter: "1", Count: 1})
		read := func(group string) time.Duration {
			began := time.Now()
			_, diagnostics := (&dataReader{p}).read("hero_practice_group", members{"practice_group_id": group})
			wantDiagnostics(t, diagnostics)
			return time.Since(began)
		}
		held := make(chan time.Duration)
		go func() { held <- read("1001") }()
		synctest.Wait() // the refusal arrives
		if took := read("1002"); took != 0 {
			t.Errorf("a pause of one second for another key has held the request for %s", took)
		}
		if took := <-held; took != time.Second {
			t.Errorf("the refused request was repeated after %s, which is not the pause", took)
		}
	})
}
