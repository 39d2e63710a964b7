// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"testing"
	"unicode"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

// hostileResponses returns responses with status 200 that Hero's API never gives.
func hostileResponses() map[string]heromock.Fault {
	answers := map[string]heromock.Fault{}
	for _, name := range []string{"huge-json", "deep-json", "not-utf-8"} {
		answers[name] = faults()[name]
	}
	for name, body := range map[string]string{
		"a text": `"OK"`, "a number": `17`, "null": `null`, "true": `true`, "two values": `{} {}`,
	} {
		answers[name] = heromock.Fault{Body: body}
	}
	return answers
}

// readFunc reads one kind of object, and returns the diagnostics and whether there was a
// result.
type readFunc func(p *protocol) (diagnostics []*tfprotov6.Diagnostic, got bool)

// readFuncs returns all reads of the provider except those of resources.
func readFuncs(t testing.TB, p *protocol) map[string]readFunc {
	t.Helper()
	all := map[string]readFunc{}
	for name := range p.schemas.DataSourceSchemas {
		all["data "+name] = func(p *protocol) ([]*tfprotov6.Diagnostic, bool) {
			state, diagnostics := (&dataReader{p}).read(name, lookUpConfig(name))
			return diagnostics, state != nil
		}
	}
	for name := range p.schemas.EphemeralResourceSchemas {
		all["ephemeral "+name] = func(p *protocol) ([]*tfprotov6.Diagnostic, bool) {
			got, diagnostics := p.open(name, lookUpConfig(name))
			return diagnostics, got != nil
		}
	}
	for name := range p.schemas.ListResourceSchemas {
		all["list "+name] = func(p *protocol) ([]*tfprotov6.Diagnostic, bool) {
			lister := &listProtocol{protocol: p}
			found := lister.run(name, query{includeResource: true, config: listConfig(name)})
			return lister.diagnosed, len(found) > 0
		}
	}
	return all
}

// lookUpConfig is a configuration of a data source or an ephemeral resource that finds what seedLookUps made.
func lookUpConfig(name string) members {
	switch name {
	case "hero_patient":
		return members{"id": "10001"}
	case "hero_patients":
		return members{"last_name": "Lovelace", "first_name": "Ada"}
	case "hero_patient_billing_info", "hero_patient_payment_methods":
		return members{"patient_id": "10001"}
	case "hero_admin":
		return members{"email": "ada.archer@practice.example"}
	case "hero_appointment_type":
		return members{"name": "GP appointment"}
	case "hero_form":
		return members{"title": "Reply"}
	case "hero_location":
		return members{"name": "Main surgery"}
	case "hero_practitioner":
		return members{"id": "301"}
	case "hero_request":
		return members{"path": "/v1/short_links", "pages": true}
	}
	return members{}
}

// listConfig is one of a list resource.
func listConfig(name string) members {
	if name == patientType {
		return members{"last_name": "Lovelace"}
	}
	return members{}
}

func seedLookUps(mock *heromock.Server) {
	mock.AddPatient("1001", ada().record())
	mock.SetBillingInfo("1001", "10001", members{"patient_id": "10001"})
	seedWebhook(mock, "1001", nil)
}

func TestHostileResponses_answersOfLookUpsAreErrors(t *testing.T) {
	t.Parallel()
	all := readFuncs(t, newProtocol(t, heromock.Start(t), nil))
	for name, read := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			seedLookUps(mock)
			p := newProtocol(t, mock, nil)
			if diagnostics, got := read(p); hasError(diagnostics) || !got {
				t.Fatalf("an ordinary response is refused: %q", diagtest.Texts(diagnostics))
			}
			for answer, f := range hostileResponses() {
				mock.ClearFaults()
				mock.Inject(f)
				diagnostics, got := read(newProtocol(t, mock, nil))
				// As documented, the configuration may be any JSON.
				anything := name == "data hero_practice_group_configuration" && answer != "huge-json" && json.Valid([]byte(f.Body))
				if !anything && (got || !hasError(diagnostics)) {
					t.Errorf("%s is accepted: %q", answer, diagtest.Texts(diagnostics))
				}
				wantPrintable(t, diagnostics)
				wantNoPatientValue(t, diagnostics, ada())
			}
		})
	}
}

func TestHostileResponses_answersKeepTheState(t *testing.T) {
	t.Parallel()
	for _, s := range subjects() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p, made, _ := s.begin(t, mock, nil, "read")
			for answer, f := range hostileResponses() {
				mock.ClearFaults()
				f.Method = http.MethodGet
				mock.Inject(f)
				kept, diagnostics := p.newProcess().read(made)
				if !hasError(diagnostics) || !p.sameState(kept, made) {
					t.Errorf("%s: state kept %t, diagnostics %q", answer, p.sameState(kept, made), diagtest.Texts(diagnostics))
				}
				wantPrintable(t, diagnostics)
				wantNoPatientValue(t, diagnostics, s.private)
			}
		})
	}
}

// Not parallel, because it measures the allocations of the whole process.
func TestHostileResponses_hugeAnswerTakesBoundedMemory(t *testing.T) { //nolint:paralleltest // see above
	mock := heromock.Start(t)
	p, made, _ := subjects()[0].begin(t, mock, nil, "read")
	f := faults()["huge-json"]
	f.Method = http.MethodGet
	mock.Inject(f)
	const reads = 4
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range reads {
		if _, diagnostics := p.read(made); !hasError(diagnostics) {
			t.Fatal("a huge response is accepted")
		}
	}
	runtime.ReadMemStats(&after)
	// This includes the mock's own allocations.
	const most = 100 << 20
	if used := (after.TotalAlloc - before.TotalAlloc) / reads; used > most {
		t.Errorf("a read of a huge response allocates %d MiB, want at most %d", used>>20, most>>20)
	}
}

// FuzzImportID imports any id: the provider either refuses it with an error or splits it
// into a practice group and an object. Neither sends a request.
func FuzzImportID(f *testing.F) {
	for _, id := range []string{"", "1", "1001/1", "1001/", "/1", "//", "1001/1/2", "1001/wh_1", " 1", "1001/\x1b[2J", "\xff", "1001/\u202e1", "..", "1001/%2e%2e", "999 012 3454"} {
		for kind := range 5 {
			f.Add(id, kind)
		}
	}
	names := []string{patientType, pdsType, settingsType, prescriberType, webhookType}
	f.Fuzz(func(t *testing.T, id string, kind int) {
		if id == "" {
			return // Terraform imports by identity then
		}
		mock := heromock.Start(t)
		p := newProtocol(t, mock, nil).resource(names[(kind%5+5)%5])
		resp, err := p.server.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: p.name, ID: id})
		p.must(err)
		wantPrintable(t, resp.Diagnostics)
		if len(mock.Journal()) > 0 {
			t.Errorf("%q is sent to Hero", id)
		}
		if hasError(resp.Diagnostics) {
			return
		}
		imported := resp.ImportedResources[0]
		state := p.members(instance{imported.State, imported.Private, imported.Identity})
		got, _ := state["practice_group_id"].(string)
		if got == "" || got != "1001" && len(got) > len(id) {
			t.Errorf("%q gives the practice group %q", id, got)
		}
	})
}

// controlCharacters are characters that a terminal would act on: they clear the screen,
// set the title, ring the bell, begin a sequence with one byte, and reverse the direction.
const controlCharacters = "\x1b[2J\x1b]0;x\x07\u009b2J\u202ebad\r"

// wantPrintable fails if a diagnostic contains characters that a terminal would act on
// instead of showing them.
func wantPrintable(t testing.TB, diagnostics []*tfprotov6.Diagnostic) {
	t.Helper()
	for _, text := range diagtest.Texts(diagnostics) {
		wantPrintableText(t, text)
	}
}

func wantPrintableText(t testing.TB, text string) {
	t.Helper()
	for _, r := range text {
		if r != '\n' && !unicode.IsPrint(r) {
			t.Errorf("%q would reach the terminal in %q", r, text)
			return
		}
	}
}

// controlCharacterFaults returns responses with control characters wherever Hero has text.
func controlCharacterFaults() map[string]heromock.Fault {
	quoted, _ := json.Marshal(controlCharacters) // a string always has a JSON form
	object := fmt.Sprintf(`{"id":%[1]s,"patient_id":%[1]s,"event_type":%[1]s,"url":%[1]s,"name":%[1]s,"hero_id":%[1]s,"message":%[1]s,"login_url":%[1]s}`, quoted)
	return map[string]heromock.Fault{
		"an object":       {Body: object},
		"a list":          {Body: fmt.Sprintf(`{"data":[%s],"count":1}`, object)},
		"a message":       {Status: 400, Body: fmt.Sprintf(`{"error":true,"message":%s}`, quoted)},
		"an issue":        {Status: 400, Body: fmt.Sprintf(`{"message":[{"code":%[1]s,"expected":%[1]s,"path":[%[1]s,"first_name"]}]}`, quoted)},
		"a refused key":   {Status: 401, Body: fmt.Sprintf(`{"message":%s}`, quoted)},
		"no such object":  {Status: 404, Body: fmt.Sprintf(`{"message":%s}`, quoted)},
		"a page":          {Status: 502, Body: "<h1>" + controlCharacters + "</h1>", ContentType: "text/html"},
		"a page, success": {Body: "<h1>" + controlCharacters + "</h1>", ContentType: "text/html"},
		"a content type":  {Status: 502, Body: "x", ContentType: "text/x; charset=\u009b2J"},
	}
}

func TestHostileResponses_noControlCharacterOfHerosIsShown(t *testing.T) {
	t.Parallel()
	for answer, f := range controlCharacterFaults() {
		t.Run(answer, func(t *testing.T) {
			t.Parallel()
			virtual(t, func(t *testing.T) {
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
							_, diagnostics := p.run(prior, config)
							wantPrintable(t, diagnostics)
						}
					}
				}
				mock := heromock.Start(t)
				mock.Inject(f)
				for _, read := range readFuncs(t, newProtocol(t, mock, nil)) {
					diagnostics, _ := read(newProtocol(t, mock, nil))
					wantPrintable(t, diagnostics)
				}
			})
		})
	}
}

// The CLI prints the name of a listed object unchanged, so it must have no control characters.
func TestHostileResponses_namesOfListedObjectsAreFit(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.UpdatePracticeGroup("1001", members{"name": "Riverside" + controlCharacters})
	mock.AddWebhook("1001", map[string]any{"event_type": confirmed + controlCharacters, "url": "https://receiver\u009b2J\u202e.example/hero"})
	p := newListProtocol(t, mock, nil)
	for name, shown := range map[string]string{settingsType: "Riverside[2J", webhookType: confirmed + "[2J"} {
		found := p.mustRun(name, query{})
		if len(found) != 1 {
			t.Fatalf("%s: %d objects are listed", name, len(found))
		}
		wantPrintableText(t, found[0].name)
		if len(found[0].name) < len(shown) || found[0].name[:len(shown)] != shown {
			t.Errorf("%s: the name is %q", name, found[0].name)
		}
	}
}

// An id with control characters counts as no id: the provider neither keeps such an
// object nor names it in a command that people copy.
func TestHostileResponses_idsThatCannotBeShownAreNone(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		quoted, _ := json.Marshal("1" + controlCharacters)
		for _, s := range subjects() {
			if s.resource == settingsType || s.resource == prescriberType {
				continue // their ids are configured
			}
			mock := heromock.Start(t)
			mock.Inject(heromock.Fault{Method: http.MethodPost, Body: fmt.Sprintf(`{"id":%[1]s,"patient_id":%[1]s}`, quoted)})
			p := newProtocol(t, mock, nil).resource(s.resource)
			made, diagnostics := p.run(p.none(), s.config)
			if !hasError(diagnostics) || p.members(made) != nil {
				t.Errorf("%s: the id is accepted: %q", s.name, diagtest.Texts(diagnostics))
			}
		}
	})
}

// A response that is not JSON may contain anything in any form, so none of it is shown.
func TestHostileResponses_ofAnotherFormAreNotQuoted(t *testing.T) {
	t.Parallel()
	const canary = "canary-token-7Qm2"
	for name, ask := range map[string]func(p *protocol) []*tfprotov6.Diagnostic{
		"token": func(p *protocol) []*tfprotov6.Diagnostic {
			_, diagnostics := p.open("hero_access_token", nil)
			return diagnostics
		},
		"practice group": func(p *protocol) []*tfprotov6.Diagnostic {
			_, diagnostics := (&dataReader{p}).read("hero_practice_group", nil)
			return diagnostics
		},
		"webhooks": func(p *protocol) []*tfprotov6.Diagnostic {
			_, diagnostics := (&dataReader{p}).read("hero_webhooks", nil)
			return diagnostics
		},
	} {
		for _, status := range []int{http.StatusOK, http.StatusBadGateway} {
			t.Run(name+" "+http.StatusText(status), func(t *testing.T) {
				t.Parallel()
				mock := heromock.Start(t)
				mock.Inject(heromock.Fault{Status: status, Body: canary, ContentType: "text/plain"})
				wantDiagnostics(t, ask(newProtocol(t, mock, nil)), "error: Unable to *").Containing("text/plain", "Request id: req-").Without(canary)
			})
		}
	}
}
