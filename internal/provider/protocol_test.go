// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"math/big"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider"
	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
	"github.com/herohealth/terraform-provider-hero/internal/server"
)

// protocol is one process of the provider, configured for a mock. Tests talk to it as
// Terraform does. It shows what the CLI does not: the attribute of an error, the text
// of a warning, which step a request belongs to. And it responds in milliseconds. The
// TestAcc… show that Terraform accepts the responses.
type protocol struct {
	t          testing.TB
	mock       *heromock.Server
	server     tfprotov6.ProviderServer
	schemas    *tfprotov6.GetProviderSchemaResponse
	identities map[string]*tfprotov6.ResourceIdentitySchema
	config     members
}

// newProtocol starts a process without retries, for practice group 1001. settings add
// to the provider block or replace its values.
func newProtocol(t testing.TB, mock *heromock.Server, settings members) *protocol {
	t.Helper()
	config := members{"endpoint": mock.URL(), "api_key": mock.APIKey(), "practice_group_id": "1001", "max_retries": 0}
	maps.Copy(config, settings)
	return startProtocol(t, mock, config)
}

func startProtocol(t testing.TB, mock *heromock.Server, config members) *protocol {
	t.Helper()
	p := &protocol{t: t, mock: mock, server: protocolServer(mock), config: config}
	p.schemas, p.identities = protocolSchemas(t)
	p.configure()
	return p
}

// protocolServer returns a process of the provider. Its requests reach the mock in
// memory, or go over the network if mock is nil.
func protocolServer(mock *heromock.Server) tfprotov6.ProviderServer {
	return server.New(provider.NewAdjusted(func(config *hero.Config) {
		if mock != nil {
			config.Transport = mock.Transport()
		}
	})())
}

// virtual runs a test in a bubble, where waiting takes no time, so that tests use the
// same time-outs and windows as users. Everything that a test waits for, above all the
// mock, must be created in the bubble.
func virtual(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		// A bubble begins in the year 2000, when some patients are not born yet.
		time.Sleep(time.Until(time.Date(2026, time.July, 1, 12, 0, 0, 0, time.UTC)))
		test(t)
	})
}

func (p *protocol) configure() {
	p.t.Helper()
	configured, err := p.server.ConfigureProvider(p.t.Context(), &tfprotov6.ConfigureProviderRequest{
		Config: p.encode(p.schemas.Provider.ValueType(), p.config),
	})
	p.must(err)
	wantDiagnostics(p.t, configured.Diagnostics)
}

// protocolSchemas returns the schemas. They are the same for each process, so this asks once, as Terraform does.
func protocolSchemas(t testing.TB) (*tfprotov6.GetProviderSchemaResponse, map[string]*tfprotov6.ResourceIdentitySchema) {
	t.Helper()
	askForSchemas.Do(func() {
		server := protocolServer(nil)
		schemas.all, schemas.err = server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
		if schemas.err != nil {
			return
		}
		schemas.identities, schemas.err = server.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	})
	if schemas.err != nil {
		t.Fatalf("the provider server failed: %v", schemas.err)
	}
	return schemas.all, schemas.identities.IdentitySchemas
}

var (
	askForSchemas sync.Once
	schemas       struct {
		all        *tfprotov6.GetProviderSchemaResponse
		identities *tfprotov6.GetResourceIdentitySchemasResponse
		err        error
	}
)

// newProcess starts another process of the same provider, with an empty cache, as between
// a plan and its apply, and between two runs.
func (p *protocol) newProcess() *protocol {
	p.t.Helper()
	return startProtocol(p.t, p.mock, p.config)
}

func (p *protocol) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatalf("the provider server failed: %v", err)
	}
}

func (p *protocol) encode(typ tftypes.Type, v any) *tfprotov6.DynamicValue {
	p.t.Helper()
	encoded, err := tfprotov6.NewDynamicValue(typ, terraformValue(p.t, typ, v))
	p.must(err)
	return &encoded
}

func (p *protocol) decode(typ tftypes.Type, v *tfprotov6.DynamicValue) tftypes.Value {
	p.t.Helper()
	if v == nil {
		return tftypes.NewValue(typ, nil)
	}
	decoded, err := v.Unmarshal(typ)
	p.must(err)
	return decoded
}

// unknown stands in a configuration for a value that is known only after apply.
const unknown = tftypes.UnknownValue

// terraformValue converts a plain Go value to a Terraform type. Attributes that an
// object does not name are null. A nil is a null object.
func terraformValue(t testing.TB, typ tftypes.Type, v any) tftypes.Value {
	t.Helper()
	switch given := v.(type) {
	case tftypes.Value:
		return given
	case person:
		return terraformValue(t, typ, given.config())
	case members:
		if object, ok := typ.(tftypes.Object); ok {
			return terraformObject(t, object, given)
		}
		if dictionary, ok := typ.(tftypes.Map); ok {
			values := map[string]tftypes.Value{}
			for name, member := range given {
				values[name] = terraformValue(t, dictionary.ElementType, member)
			}
			return tftypes.NewValue(typ, values)
		}
	}
	return tftypes.NewValue(typ, v)
}

func terraformObject(t testing.TB, object tftypes.Object, given members) tftypes.Value {
	t.Helper()
	values := map[string]tftypes.Value{}
	for name, member := range object.AttributeTypes {
		values[name] = terraformValue(t, member, given[name])
	}
	for name := range given {
		if _, ok := values[name]; !ok {
			t.Fatalf("the schema has no attribute %s", name)
		}
	}
	return tftypes.NewValue(object, values)
}

// plain converts a Terraform value to what decoding JSON would give. An unknown value
// stays a Terraform value.
func plain(t testing.TB, v tftypes.Value) any {
	t.Helper()
	var err error
	defer func() {
		if err != nil {
			t.Fatal(err)
		}
	}()
	switch typ := v.Type(); {
	case !v.IsKnown():
		return v
	case v.IsNull():
		return nil
	case typ.Is(tftypes.String):
		var s string
		err = v.As(&s)
		return s
	case typ.Is(tftypes.Bool):
		var b bool
		err = v.As(&b)
		return b
	case typ.Is(tftypes.Number):
		var n big.Float
		err = v.As(&n)
		f, _ := n.Float64()
		return f
	case typ.Is(tftypes.Object{}), typ.Is(tftypes.Map{}):
		var values map[string]tftypes.Value
		err = v.As(&values)
		object := members{}
		for name, value := range values {
			object[name] = plain(t, value)
		}
		return object
	default:
		var values []tftypes.Value
		err = v.As(&values)
		list := []any{}
		for _, value := range values {
			list = append(list, plain(t, value))
		}
		return list
	}
}

// inParallel runs a task for each number below count, with the given number of workers,
// as Terraform does with independent objects.
func inParallel(workers, count int, task func(i int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range workers {
		wg.Go(func() {
			for i := range next {
				task(i)
			}
		})
	}
	for i := range count {
		next <- i
	}
	close(next)
	wg.Wait()
}

var wantDiagnostics = diagtest.Want

// wantNoPatientValue checks that no diagnostic contains a value of the patient, whatever
// the diagnostics are.
func wantNoPatientValue(t testing.TB, diagnostics []*tfprotov6.Diagnostic, patient person) {
	t.Helper()
	diagtest.Of(t, diagnostics).WithoutPatient(patient)
}

func hasError(diagnostics []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(diagnostics, func(d *tfprotov6.Diagnostic) bool { return d.Severity == tfprotov6.DiagnosticSeverityError })
}
