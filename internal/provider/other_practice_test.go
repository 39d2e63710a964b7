// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
	"github.com/herohealth/terraform-provider-hero/internal/server"
)

// practiceNaming writes a practice group's id into each object of a response, while named is set.
type practiceNaming struct {
	next  http.RoundTripper
	named atomic.Pointer[string]
	// answered counts the responses with that id.
	answered atomic.Int32
}

func (n *practiceNaming) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := n.next.RoundTrip(r)
	named := n.named.Load()
	if err != nil || named == nil {
		return response, err
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	var content any
	if response.StatusCode == http.StatusOK && json.Unmarshal(body, &content) == nil && nameIn(content, *named) {
		n.answered.Add(1)
		body, _ = json.Marshal(content)
	}
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return response, nil
}

// nameIn writes the id into each object of content, and reports whether there was one.
func nameIn(content any, practice string) (written bool) {
	switch v := content.(type) {
	case map[string]any:
		if data, ok := v["data"]; ok {
			return nameIn(data, practice)
		}
		v["practice_group_id"] = practice
		return true
	case []any:
		for _, entry := range v {
			written = nameIn(entry, practice) || written
		}
	}
	return written
}

func (n *practiceNaming) protocol(t testing.TB, mock *heromock.Server) *protocol {
	t.Helper()
	p := &protocol{t: t, mock: mock, config: members{"endpoint": mock.URL(), "api_key": mock.APIKey(), "practice_group_id": "1001", "max_retries": 0}}
	p.server = server.New(provider.NewAdjusted(func(config *hero.Config) { config.Transport = n })())
	p.schemas, p.identities = protocolSchemas(t)
	p.configure()
	return p
}

// check runs an operation against responses that name the requested practice group, which must give no warning, and then against
// responses that name another one.
func (n *practiceNaming) check(t *testing.T, operation func() []*tfprotov6.Diagnostic) {
	t.Helper()
	for _, practice := range []string{"1001", "1002"} {
		n.named.Store(&practice)
		n.answered.Store(0)
		diagnostics := operation()
		n.named.Store(nil)
		if hasError(diagnostics) {
			t.Fatalf("%q", diagtest.Texts(diagnostics))
		}
		warned := 0
		for _, d := range diagnostics {
			if d.Summary == "Answer of another practice group" && strings.Contains(d.Detail, " for practice group 1001 ") {
				warned++
			}
		}
		if want := practice == "1002" && n.answered.Load() > 0; (warned > 0) != want {
			t.Errorf("%d responses name practice group %s, but there are %d warnings: %q", n.answered.Load(), practice, warned, diagtest.Texts(diagnostics))
		}
	}
}

// Every read and every write warns if a response names another practice group.
func TestOtherPractice_isWarnedOfForEachLookUp(t *testing.T) {
	t.Parallel()
	for name, read := range readFuncs(t, newProtocol(t, heromock.Start(t), nil)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			mock.AddPatient("1001", ada().record())
			mock.SetBillingInfo("1001", "10001", members{"patient_id": "10001"})
			mock.SetPaymentMethods("1001", "10001", []any{map[string]any{"id": "pm_1", "type": "card"}})
			seedWebhook(mock, "1001", nil)
			naming := &practiceNaming{next: mock.Transport()}
			naming.check(t, func() []*tfprotov6.Diagnostic {
				diagnostics, _ := read(naming.protocol(t, mock))
				return diagnostics
			})
			if naming.answered.Load() == 0 {
				t.Error("no response named a practice group")
			}
		})
	}
}

func TestOtherPractice_isWarnedOfForEachResource(t *testing.T) {
	t.Parallel()
	for _, s := range subjects() {
		for _, operation := range operations {
			if operation == "update" && s.changed == nil {
				continue
			}
			t.Run(s.name+" "+operation, func(t *testing.T) {
				t.Parallel()
				virtual(t, func(t *testing.T) {
					naming := &practiceNaming{}
					naming.check(t, func() []*tfprotov6.Diagnostic {
						mock := heromock.Start(t)
						naming.next = mock.Transport()
						named := naming.named.Swap(nil)
						_, prior, config := s.begin(t, mock, nil, operation)
						p := naming.protocol(t, mock).resource(s.resource)
						naming.named.Store(named)
						if operation == "read" {
							_, diagnostics := p.read(prior)
							return diagnostics
						}
						planned := p.plan(prior, config)
						_, diagnostics := p.apply(prior, planned, config)
						return append(planned.Diagnostics, diagnostics...)
					})
				})
			})
		}
	}
}
