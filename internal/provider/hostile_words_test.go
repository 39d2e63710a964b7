// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"unicode"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// evil is what a terminal would act on: it clears the screen, sets the title,
// rings, begins a sequence in one byte, and turns the reading direction.
const evil = "\x1b[2J\x1b]0;x\x07\u009b2J\u202ebad\r"

// wantFitForTerminal fails for a diagnostic with something in it that a terminal
// would not show but act on.
func wantFitForTerminal(t testing.TB, diagnostics []*tfprotov6.Diagnostic) {
	t.Helper()
	for _, text := range texts(diagnostics) {
		wantFitText(t, text)
	}
}

func wantFitText(t testing.TB, text string) {
	t.Helper()
	for _, r := range text {
		if r != '\n' && !unicode.IsPrint(r) {
			t.Errorf("%q would reach the terminal in %q", r, text)
			return
		}
	}
}

// evilAnswers are answers with evil words wherever Hero has words.
func evilAnswers() map[string]heromock.Fault {
	quoted, _ := json.Marshal(evil) // a text always has a JSON form
	object := fmt.Sprintf(`{"id":%[1]s,"patient_id":%[1]s,"event_type":%[1]s,"url":%[1]s,"name":%[1]s,"hero_id":%[1]s,"message":%[1]s,"login_url":%[1]s}`, quoted)
	return map[string]heromock.Fault{
		"an object":       {Body: object},
		"a list":          {Body: fmt.Sprintf(`{"data":[%s],"count":1}`, object)},
		"a message":       {Status: 400, Body: fmt.Sprintf(`{"error":true,"message":%s}`, quoted)},
		"an issue":        {Status: 400, Body: fmt.Sprintf(`{"message":[{"code":%[1]s,"expected":%[1]s,"path":[%[1]s,"first_name"]}]}`, quoted)},
		"a refused key":   {Status: 401, Body: fmt.Sprintf(`{"message":%s}`, quoted)},
		"no such object":  {Status: 404, Body: fmt.Sprintf(`{"message":%s}`, quoted)},
		"a page":          {Status: 502, Body: "<h1>" + evil + "</h1>", ContentType: "text/html"},
		"a page, success": {Body: "<h1>" + evil + "</h1>", ContentType: "text/html"},
		"a content type":  {Status: 502, Body: "x", ContentType: "text/x; charset=\u009b2J"},
	}
}

func TestHostile_noControlCharacterOfHerosIsShown(t *testing.T) {
	t.Parallel()
	for answer, f := range evilAnswers() {
		t.Run(answer, func(t *testing.T) {
			t.Parallel()
			for _, s := range subjects() {
				for _, operation := range operations {
					if operation == "update" && s.changed == nil {
						continue
					}
					for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodDelete} {
						mock := heromock.Start(t)
						p, prior, config := s.begin(t, mock, members{"max_retries": 0}, operation)
						f.Method = method
						mock.Inject(f)
						_, said := p.run(prior, config)
						wantFitForTerminal(t, said)
					}
				}
			}
			mock := heromock.Start(t)
			mock.Inject(f)
			for _, read := range readings(t, newProtocol(t, mock, nil)) {
				said, _ := read(newProtocol(t, mock, nil))
				wantFitForTerminal(t, said)
			}
		})
	}
}

// What a query shows for an object is printed as it is.
func TestHostile_namesOfListedObjectsAreFit(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.UpdatePracticeGroup("1001", members{"name": "Riverside" + evil})
	mock.AddWebhook("1001", map[string]any{"event_type": confirmed + evil, "url": "https://receiver\u009b2J\u202e.example/hero"})
	p := newListProtocol(t, mock, nil)
	for name, shown := range map[string]string{settingsType: "Riverside[2J", webhookType: confirmed + "[2J"} {
		found := p.mustRun(name, query{})
		if len(found) != 1 {
			t.Fatalf("%s: %d objects are listed", name, len(found))
		}
		wantFitText(t, found[0].name)
		if len(found[0].name) < len(shown) || found[0].name[:len(shown)] != shown {
			t.Errorf("%s: the name is %q", name, found[0].name)
		}
	}
}

// An id that no terminal may get is none: such an object is neither kept nor
// named in a command for people to copy.
func TestHostile_idsThatCannotBeShownAreNone(t *testing.T) {
	t.Parallel()
	quoted, _ := json.Marshal("1" + evil)
	for _, s := range subjects() {
		if s.resource == settingsType || s.resource == prescriberType {
			continue // their ids are configured
		}
		mock := heromock.Start(t)
		mock.Inject(heromock.Fault{Method: http.MethodPost, Body: fmt.Sprintf(`{"id":%[1]s,"patient_id":%[1]s}`, quoted)})
		p := newProtocol(t, mock, nil).resource(s.resource)
		made, said := p.run(p.none(), s.config)
		if !hasError(said) || p.members(made) != nil {
			t.Errorf("%s: the id is taken: %q", s.name, texts(said))
		}
	}
}
