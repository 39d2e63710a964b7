// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider"
	"github.com/herohealth/terraform-provider-hero/internal/server"
)

// echoRun is one thing that a user does, and what the provider says of it.
type echoRun struct {
	name string
	run  func(p *protocol) string
}

// echoRuns are everything that sends something sensitive. What they need is made by the server before it echoes.
func echoRuns(t *testing.T, mock *heromock.Server) []echoRun {
	t.Helper()
	object := func(text string) tftypes.Value {
		return tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"text": tftypes.String}},
			map[string]tftypes.Value{"text": tftypes.NewValue(tftypes.String, text)})
	}
	patient := echoPatient()
	runs := []echoRun{
		{"action", func(p *protocol) string {
			progress, diagnostics := p.invokeRequest(members{"method": "POST", "path": "/v1/me/zqwkvj", "query": members{"q": listOf("vkzjqw xq")}, "body": object("Qzvxkjw & co")})
			return fmt.Sprint(progress) + formatDiagnostics(diagnostics)
		}},
	}
	for _, path := range []string{"/v1/practitioners/20/appointments", "/v1/me/patients", "/v1/forms/f1/responses", "/v1/me"} {
		runs = append(runs, echoRun{"request " + path, func(p *protocol) string {
			_, diagnostics := (&dataReader{p}).read(requestName, members{"path": path, "query": members{"q": listOf("vkzjqw xq")}})
			return formatDiagnostics(diagnostics)
		}})
	}
	for _, name := range []string{patientData, patientsData} {
		runs = append(runs, echoRun{name, func(p *protocol) string {
			given := members{"nhs_number": patient["nhs_number"], "dob": patient["dob"]}
			_, diagnostics := (&dataReader{p}).read(name, given)
			return formatDiagnostics(diagnostics)
		}})
	}
	for name, read := range readFuncs(t, newProtocol(t, mock, nil)) {
		runs = append(runs, echoRun{name, func(p *protocol) string {
			diagnostics, _ := read(p)
			return formatDiagnostics(diagnostics)
		}})
	}
	for name, configs := range map[string][2]any{
		patientType:  {patient, patient.with("town", "Zvwqjx")},
		settingsType: {members{"name": "Riverside"}, members{"prescription_partner_credentials": members{"email": "qzxj.vw@example.com", "password_wo": echoPassword, "password_wo_version": "1"}}},
		webhookType: {
			members{"event_type": confirmed, "url": receiver},
			members{"event_type": confirmed, "url": receiver + "/2", "headers": members{"X-Token": "wqkzxvj77"}, "signing_key_wo": "sgqzvwkxj&1", "signing_key_wo_version": "1"},
		},
		pdsType: {members{"forename": patient["first_name"], "surname": patient["last_name"], "dob": patient["dob"], "postcode": patient["postcode"]}, nil},
	} {
		runs = append(runs, resourceEchoRuns(t, mock, name, configs[0], configs[1])...)
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
		{name + " plan", func(q *protocol) string {
			other := q.resource(name)
			return formatDiagnostics(other.plan(other.none(), config).Diagnostics)
		}},
		{name + " create", func(q *protocol) string {
			other := q.resource(name)
			_, diagnostics := other.apply(other.none(), planned, config)
			return formatDiagnostics(diagnostics)
		}},
	}
	if changed == nil {
		return runs
	}
	made, _ := p.apply(p.none(), planned, config)
	change, end := p.plan(made, changed), p.plan(made, nil)
	return append(runs,
		echoRun{name + " read", func(q *protocol) string {
			_, diagnostics := q.resource(name).read(made)
			return formatDiagnostics(diagnostics)
		}},
		echoRun{name + " change", func(q *protocol) string {
			other := q.resource(name)
			if len(change.replaces) > 0 { // created again by another create
				again := other.none()
				_, diagnostics := other.apply(again, plannedChange{state: change.state, private: change.private}, changed)
				return formatDiagnostics(diagnostics)
			}
			_, diagnostics := other.apply(made, change, changed)
			return formatDiagnostics(diagnostics)
		}},
		echoRun{name + " destroy", func(q *protocol) string {
			_, diagnostics := q.resource(name).apply(made, end, nil)
			return formatDiagnostics(diagnostics)
		}})
}

// echoSecrets are the texts of which no four characters may be seen.
func echoSecrets() []string {
	secrets := []string{echoKey, echoPassword, "wqkzxvj77", "sgqzvwkxj&1", "Qzvxkjw & co", "vkzjqw xq", "zqwkvj", "qzxj.vw", "Zvwqjx", "zqxvjk"}
	for name, value := range echoPatient() {
		if name != "title" && name != "sex" {
			secrets = append(secrets, strings.TrimSuffix(value, "@example.com"))
		}
	}
	return secrets
}

// echoedPart is four characters of a secret in a text, in any of the encodings.
func echoedPart(text, without string) string {
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
	for _, secret := range echoSecrets() {
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
		for i := range len(secret) - 5 { // six characters are one block of base64 whatever stands before them
			if part := strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(secret[i:i+6])), "="); strings.Contains(text, part) {
				return part
			}
		}
	}
	return ""
}

// A server that answers with the request itself, in whatever form, makes the provider say none of it.
func TestEcho_ofARequestIsNeverShown(t *testing.T) {
	t.Parallel()
	virtual(t, func(t *testing.T) {
		mock := heromock.Start(t, func(o *heromock.Options) { o.APIKey = echoKey })
		echo := &echoServer{next: mock.Transport()}
		for number, r := range echoRuns(t, mock) {
			shown := func(status, encoding int) string {
				echo.silent.Store(encoding < 0)
				echo.encoding.Store(int64(max(0, encoding)))
				p := newEchoProtocol(t, mock, echo)
				echo.status.Store(int64(status))
				defer echo.status.Store(0)
				return r.run(p.protocol) + p.logged.String()
			}
			for _, status := range echoStatuses() {
				neutral := shown(status, -1)
				encodings := []int{status + number}
				if status == 200 || status == 400 || status == 404 {
					encodings = []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
				}
				for _, encoding := range encodings {
					if text := shown(status, encoding); echoedPart(text, neutral) != "" {
						t.Errorf("%s, status %d, encoding %d: %q is in:\n%s", r.name, status, encoding%len(echoEncodings), echoedPart(text, neutral), text)
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

// echoStatuses are all statuses of a failure, and odd ones of a success.
func echoStatuses() []int {
	statuses := []int{200, 201, 202, 203, 204, 206, 226, 299}
	for status := 400; status < 600; status++ {
		statuses = append(statuses, status)
	}
	return statuses
}

// echoProtocol is a process that reaches the echoing server, with what it logs.
type echoProtocol struct {
	*protocol
	mu     sync.Mutex
	logged strings.Builder
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
