// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider"
	"github.com/herohealth/terraform-provider-hero/internal/server"
)

// echoRun is one thing that a user does. run returns what the provider says about it.
type echoRun struct {
	name string
	run  func(p *echoProtocol) string
}

// echoConfigs returns configurations that set each sensitive attribute of each object.
func echoConfigs() map[string][]any {
	patient := echoPatient()
	search := members{
		"nhs_number": patient["nhs_number"], "dob": patient["dob"], "first_name": patient["first_name"], "last_name": patient["last_name"], "ehr_partner_id": patient["ehr_partner_id"],
	}
	object := func(text string) tftypes.Value {
		return tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"text": tftypes.String}},
			map[string]tftypes.Value{"text": tftypes.NewValue(tftypes.String, text)})
	}
	query := members{"q": listOf("vkzjqw xq")}
	return map[string][]any{
		"resource " + patientType: {patient, patient.with("town", "Zvwqjx")},
		"resource " + settingsType: {
			members{"name": "Riverside"},
			members{"additional_settings": object("Jxqvzk"), "prescription_partner_credentials": members{"email": "qzxj.vw@example.com", "password_wo": echoPassword, "password_wo_version": "1"}},
		},
		"resource " + prescriberType: {members{"admin_id": "502", "external_prescriber_id": "SRX-1"}, members{"admin_id": "502", "external_prescriber_id": "SRX-2"}},
		"resource " + webhookType: {
			members{"event_type": confirmed, "url": receiver},
			members{"event_type": confirmed, "url": receiver + "/2", "headers": members{"X-Token": "wqkzxvj77"}, "signing_key_wo": "sgqzvwkxj&1", "signing_key_wo_version": "1"},
		},
		"resource " + pdsType: {
			members{"forename": patient["first_name"], "surname": patient["last_name"], "dob": patient["dob"], "postcode": patient["postcode"], "ehr_partner_id": patient["ehr_partner_id"]},
			members{"nhs_number": patient["nhs_number"], "dob": patient["dob"]},
		},
		"data " + patientData:      {members{"nhs_number": patient["nhs_number"], "dob": patient["dob"]}},
		"data " + patientsData:     {search},
		"list " + patientType:      {search},
		"data " + requestName:      {members{"path": "/v1/practitioners/20/appointments", "query": query}, members{"path": "/v1/me/patients", "query": query}, members{"path": "/v1/forms/f1/responses", "query": query}, members{"path": "/v1/me", "query": query}},
		"ephemeral " + requestName: {members{"path": "/v1/me", "query": query}},
		"action " + requestName:    {members{"method": "POST", "path": "/v1/me/zqwkvj", "query": query, "body": object("Qzvxkjw & co")}},
	}
}

func echoAttributes(config any) members {
	if who, ok := config.(person); ok {
		attributes := members{}
		for name, value := range who {
			attributes[name] = value
		}
		return attributes
	}
	return nested(config)
}

// The test below sends every sensitive attribute that can be configured.
func TestEcho_sendsEachSensitiveAttribute(t *testing.T) {
	t.Parallel()
	configs := echoConfigs()
	for _, kind := range objectKinds(t) {
		for name, schema := range kind.schemas {
			walk(schema.Block.Attributes, "", false, func(at string, a *tfprotov6.SchemaAttribute, hidden bool) {
				if !hidden || a.NestedType != nil || (!a.Optional && !a.Required) {
					return
				}
				for _, config := range configs[kind.block+" "+name] {
					within := config
					found := true
					for step := range strings.SplitSeq(at, ".") {
						var value any
						value, found = echoAttributes(within)[step]
						within = value
					}
					if found {
						return
					}
				}
				t.Errorf("%s %s: no configuration has %s", kind.block, name, at)
			})
		}
	}
}

// echoRuns returns every operation that sends something sensitive. It creates the objects that they need before the server echoes.
func echoRuns(t *testing.T, mock *heromock.Server) []echoRun {
	t.Helper()
	var runs []echoRun
	for object, configs := range echoConfigs() {
		kind, name, _ := strings.Cut(object, " ")
		for i, config := range configs {
			run := echoRun{name: fmt.Sprintf("%s %d", object, i)}
			given := echoAttributes(config)
			switch kind {
			case "data":
				run.run = func(p *echoProtocol) string {
					state, diagnostics := (&dataReader{p.protocol}).read(name, given)
					p.kept += fmt.Sprint(state)
					return formatDiagnostics(diagnostics)
				}
			case "ephemeral":
				run.run = func(p *echoProtocol) string {
					_, diagnostics := p.open(name, given)
					return formatDiagnostics(diagnostics)
				}
			case "list":
				run.run = func(p *echoProtocol) string {
					lister := &listProtocol{protocol: p.protocol}
					found := lister.run(name, query{includeResource: true, config: given})
					p.kept += fmt.Sprint(found)
					return formatDiagnostics(lister.diagnosed)
				}
			case "action":
				run.run = func(p *echoProtocol) string {
					progress, diagnostics := p.invokeRequest(given)
					return fmt.Sprint(progress) + formatDiagnostics(diagnostics)
				}
			default:
				continue
			}
			runs = append(runs, run)
		}
		switch {
		case name == pdsType: // the mock's PDS does not know these people, so there is nothing to change
			for _, config := range configs {
				runs = append(runs, resourceEchoRuns(t, mock, name, config, nil)...)
			}
		case kind == "resource":
			runs = append(runs, resourceEchoRuns(t, mock, name, configs[0], configs[1])...)
		}
	}
	runs = append(runs, echoRun{"configuration", func(p *echoProtocol) string {
		state, diagnostics := (&dataReader{p.protocol}).read("hero_practice_group_configuration", members{})
		p.kept += fmt.Sprint(state)
		return formatDiagnostics(diagnostics)
	}})
	for name, read := range readFuncs(t, newProtocol(t, mock, nil)) {
		runs = append(runs, echoRun{name, func(p *echoProtocol) string {
			diagnostics, _ := read(p.protocol)
			return formatDiagnostics(diagnostics)
		}})
	}
	return runs
}

// resourceEchoRuns plans, creates, reads, changes and destroys an object.
func resourceEchoRuns(t *testing.T, mock *heromock.Server, name string, config, changed any) []echoRun {
	t.Helper()
	p := newProtocol(t, mock, nil).resource(name)
	planned := p.plan(p.none(), config)
	if hasError(planned.Diagnostics) {
		t.Fatal(formatDiagnostics(planned.Diagnostics))
	}
	runs := []echoRun{
		{name + " plan", func(q *echoProtocol) string {
			other := q.resource(name)
			return formatDiagnostics(other.plan(other.none(), config).Diagnostics)
		}},
		{name + " create", func(q *echoProtocol) string {
			other := q.resource(name)
			return q.end(other.apply(other.none(), planned, config))
		}},
	}
	if changed == nil {
		return runs
	}
	made, _ := p.apply(p.none(), planned, config)
	change, end := p.plan(made, changed), p.plan(made, nil)
	return append(runs,
		echoRun{name + " read", func(q *echoProtocol) string {
			return q.end(q.resource(name).read(made))
		}},
		echoRun{name + " change", func(q *echoProtocol) string {
			other := q.resource(name)
			if len(change.replaces) > 0 { // a replacement is a create
				again := other.none()
				return q.end(other.apply(again, plannedChange{state: change.state, private: change.private}, changed))
			}
			return q.end(other.apply(made, change, changed))
		}},
		echoRun{name + " destroy", func(q *echoProtocol) string {
			return q.end(q.resource(name).apply(made, end, nil))
		}})
}

// echoSecrets returns texts of which no four consecutive characters may appear.
func echoSecrets() []string {
	secrets := []string{echoKey, echoPassword, "wqkzxvj77", "sgqzvwkxj&1", "Qzvxkjw & co", "vkzjqw xq", "zqwkvj", "qzxj.vw", "Zvwqjx", "Jxqvzk", "zqxvjk"}
	for name, value := range echoPatient() {
		if name != "title" && name != "sex" {
			secrets = append(secrets, strings.TrimSuffix(value, "@example.com"))
		}
	}
	return secrets
}

// keptNowhere are the secrets that may not be in a state either.
var keptNowhere = []string{echoKey, echoPassword, "sgqzvwkxj&1"}

// echoedPart returns four characters of a secret that a text contains in any of the encodings, or "".
func echoedPart(text, without string, secrets []string) string {
	if text == without {
		return ""
	}
	squeeze := func(s string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(" -+&<>'./\n\"", r) {
				return -1
			}
			return r
		}, strings.ToLower(s))
	}
	squeezed, lower, known := squeeze(text), strings.ToLower(text), squeeze(without)
	for _, secret := range secrets {
		plainSecret := squeeze(secret)
		for i := range len(plainSecret) - 3 {
			part := plainSecret[i : i+4]
			if strings.Contains(squeezed, part) && !strings.Contains(known, part) {
				return part
			}
		}
		for i := range len(secret) - 3 {
			if part := hex.EncodeToString([]byte(secret[i : i+4])); strings.Contains(lower, part) {
				return part
			}
		}
		for i := range len(secret) - 5 { // six characters contain a whole block of base64, whatever comes before them
			if part := strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(secret[i:i+6])), "="); strings.Contains(text, part) {
				return part
			}
		}
	}
	return ""
}

// If a server responds with the request itself, in any form, the provider shows none of it.
func TestEcho_ofARequestIsNeverShown(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t, func(o *heromock.Options) { o.APIKey = echoKey })
		echo := &echoServer{next: mock.Transport()}
		secrets := echoSecrets()
		for number, r := range echoRuns(t, mock) {
			shown := func(status, encoding int) (text, kept string) {
				echo.silent.Store(encoding < 0)
				echo.encoding.Store(int64(max(0, encoding)))
				p := newEchoProtocol(t, mock, echo)
				echo.status.Store(int64(status))
				defer echo.status.Store(0)
				return r.run(p) + p.logged.String(), p.kept
			}
			for _, status := range echoStatuses() {
				neutral, _ := shown(status, -1)
				encodings := []int{status + number}
				if slices.Contains(echoedWhole, status) {
					encodings = []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
				}
				for _, encoding := range encodings {
					text, kept := shown(status, encoding)
					if part := echoedPart(text, neutral, secrets); part != "" {
						t.Errorf("%s, status %d, encoding %d: %q is in:\n%s", r.name, status, encoding%len(echoEncodings), part, text)
						break
					}
					if part := echoedPart(kept, "", keptNowhere); part != "" {
						t.Errorf("%s, status %d, encoding %d: %q is in the state", r.name, status, encoding%len(echoEncodings), part)
						break
					}
				}
			}
		}
		if echo.answered.Load() < 10_000 {
			t.Errorf("only %d requests were echoed", echo.answered.Load())
		}
	})
}

// echoedWhole are the statuses that are tested with each encoding. The others are tested with one, a different one for each run.
var echoedWhole = []int{200, 400, 404}

// echoStatuses returns all statuses of a failure, and unusual ones of a success.
func echoStatuses() []int {
	statuses := []int{200, 201, 202, 203, 204, 206, 226, 299}
	for status := 400; status < 600; status++ {
		statuses = append(statuses, status)
	}
	return statuses
}

// echoProtocol is a process that uses the echoing server, with its log.
type echoProtocol struct {
	*protocol
	mu     sync.Mutex
	logged strings.Builder
	kept   string // the states
}

// end records a state, and returns the text of the diagnostics.
func (p *echoProtocol) end(after instance, diagnostics []*tfprotov6.Diagnostic) string {
	if after.state != nil {
		p.kept += string(after.state.MsgPack)
	}
	return formatDiagnostics(diagnostics)
}

func newEchoProtocol(t *testing.T, mock *heromock.Server, echo *echoServer) *echoProtocol {
	t.Helper()
	p := &echoProtocol{}
	started := server.New(provider.NewAdjusted(func(config *hero.Config) {
		config.Transport = echo
		config.Observe = func(_ context.Context, a hero.Attempt) {
			p.mu.Lock()
			defer p.mu.Unlock()
			a.Duration = 0
			fmt.Fprintf(&p.logged, "%+v\n", a)
		}
	})())
	config := members{"endpoint": mock.URL(), "api_key": mock.APIKey(), "practice_group_id": "1001", "max_retries": 0}
	p.protocol = &protocol{t: t, mock: mock, server: started, config: config}
	p.schemas, p.identities = protocolSchemas(t)
	p.configure()
	return p
}
