// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// Everything that the provider can say to a user is in testdata/diagnostics.golden,
// as the protocol returns it. If you change or add a text, read it there as a user
// would: at night, and in a hurry.
//
// A new text needs a line in one of the tables of cases, in the files diagnostics_of_*_test.go.
// Then write the file again:
//
//	go test ./internal/provider -run TestDiagnostics -update

// diagnosticCase makes the provider return diagnostics.
type diagnosticCase struct {
	name string
	run  func(*diagnosticTest) []*tfprotov6.Diagnostic
	env  map[string]string // of the process
}

// diagnosticTest is a case's own mock server, with helpers.
type diagnosticTest struct {
	t    *testing.T
	mock *heromock.Server
}

func diagnosticCases() []diagnosticCase {
	return slices.Concat(providerCases(), requestCases(), valueCases(), patientCases(), pdsPatientCases(),
		webhookCases(), settingsCases(), prescriberCases(), importCases(), lookupCases(), queryCases(), customRequestCases())
}

func (s *diagnosticTest) resource(name string) *resourceProtocol {
	return newResourceProtocol(s.t, s.mock, name)
}

// with is like resource, but with other settings in the provider block.
func (s *diagnosticTest) with(settings members, name string) *resourceProtocol {
	return newProtocol(s.t, s.mock, settings).resource(name)
}

// Most cases are one call of one of these functions.

func validating(resource string, config any) func(*diagnosticTest) []*tfprotov6.Diagnostic {
	return func(s *diagnosticTest) []*tfprotov6.Diagnostic { return s.resource(resource).validate(config) }
}

func planning(resource string, config any) func(*diagnosticTest) []*tfprotov6.Diagnostic {
	return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
		p := s.resource(resource)
		return p.plan(p.none(), config).Diagnostics
	}
}

// creating plans, and then applies with faults.
func creating(resource string, config any, faults ...heromock.Fault) func(*diagnosticTest) []*tfprotov6.Diagnostic {
	return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
		p := s.resource(resource)
		planned := p.plan(p.none(), config)
		for _, f := range faults {
			s.mock.Inject(f)
		}
		_, diagnostics := p.apply(p.none(), planned, config)
		return diagnostics
	}
}

// refreshing creates an object, and then reads it with a fault.
func refreshing(resource string, config any, f heromock.Fault) func(*diagnosticTest) []*tfprotov6.Diagnostic {
	return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
		p := s.resource(resource)
		made := p.mustCreate(config)
		s.mock.Inject(f)
		_, diagnostics := p.newProcess().read(made)
		return diagnostics
	}
}

// later creates an object, and after a while reads it with faults.
func later(resource string, config any, faults ...heromock.Fault) func(*diagnosticTest) []*tfprotov6.Diagnostic {
	return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
		p := s.resource(resource)
		made := p.mustCreate(config)
		time.Sleep(time.Minute)
		for _, f := range faults {
			s.mock.Inject(f)
		}
		_, diagnostics := p.newProcess().read(made)
		return diagnostics
	}
}

// changing creates an object, and then plans a change of it.
func changing(resource string, before, after any) func(*diagnosticTest) []*tfprotov6.Diagnostic {
	return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
		p := s.resource(resource)
		return p.plan(p.mustCreate(before), after).Diagnostics
	}
}

func destroying(resource string, config any) func(*diagnosticTest) []*tfprotov6.Diagnostic {
	return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
		p := s.resource(resource)
		return p.plan(p.mustCreate(config), nil).Diagnostics
	}
}

func importing(resource, id string) func(*diagnosticTest) []*tfprotov6.Diagnostic {
	return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
		_, diagnostics := s.resource(resource).importID(id)
		return diagnostics
	}
}

// looking reads a data source with faults.
func looking(name string, config members, faults ...heromock.Fault) func(*diagnosticTest) []*tfprotov6.Diagnostic {
	return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
		for _, f := range faults {
			s.mock.Inject(f)
		}
		_, diagnostics := newDataReader(s.t, s.mock).read(name, config)
		return diagnostics
	}
}

// configuring validates and configures a provider block that has only the given
// settings.
func configuring(config members) func(*diagnosticTest) []*tfprotov6.Diagnostic {
	return func(s *diagnosticTest) []*tfprotov6.Diagnostic {
		all, _ := protocolSchemas(s.t)
		server := protocolServer(nil)
		value := terraformValue(s.t, all.Provider.ValueType(), config)
		encoded, err := tfprotov6.NewDynamicValue(all.Provider.ValueType(), value)
		if err != nil {
			s.t.Fatal(err)
		}
		validated, err := server.ValidateProviderConfig(s.t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: &encoded})
		if err != nil {
			s.t.Fatal(err)
		}
		if hasError(validated.Diagnostics) {
			return validated.Diagnostics
		}
		configured, err := server.ConfigureProvider(s.t.Context(), &tfprotov6.ConfigureProviderRequest{Config: &encoded})
		if err != nil {
			s.t.Fatal(err)
		}
		return append(validated.Diagnostics, configured.Diagnostics...)
	}
}

// Not parallel, because some cases set environment variables.
func TestDiagnostics_areAllWrittenDown(t *testing.T) {
	all := diagnosticCases()
	for name := range heroEnvironment() {
		t.Setenv(name, "")
	}
	diagnostics := make([][]*tfprotov6.Diagnostic, len(all))
	run := func(t *testing.T, i int) {
		t.Helper()
		record := func(t *testing.T) {
			t.Helper()
			if diagnostics[i] = all[i].run(&diagnosticTest{t, heromock.Start(t)}); len(diagnostics[i]) == 0 {
				t.Error("there is no diagnostic")
			}
		}
		if name := all[i].name; name == untrustedCertificate || name == unknownHost {
			record(t) // a bubble cannot wait for the network
		} else {
			virtual(t, record)
		}
	}
	for i, p := range all {
		if p.env == nil {
			continue
		}
		t.Run(p.name, func(t *testing.T) {
			for name, value := range p.env {
				t.Setenv(name, value)
			}
			run(t, i)
		})
	}
	t.Run("each", func(t *testing.T) {
		for i, p := range all {
			if p.env != nil {
				continue
			}
			t.Run(p.name, func(t *testing.T) {
				t.Parallel()
				run(t, i)
			})
		}
	})
	var golden strings.Builder
	names := map[string]bool{}
	for i, p := range all {
		if names[p.name] {
			t.Errorf("two cases are called %q", p.name)
		}
		names[p.name] = true
		fmt.Fprintf(&golden, "=== %s\n\n%s", p.name, formatDiagnostics(diagnostics[i]))
	}
	wantGolden(t, "diagnostics.golden", golden.String())
}

// heroEnvironment returns the environment variables that could change the diagnostics.
func heroEnvironment() map[string]bool {
	names := map[string]bool{}
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "HERO_") {
			names[name] = true
		}
	}
	return names
}

// formatDiagnostics writes diagnostics as they are in the golden file.
func formatDiagnostics(diagnostics []*tfprotov6.Diagnostic) string {
	var b strings.Builder
	for _, d := range diagnostics {
		head := strings.ToLower(d.Severity.String())
		if d.Attribute != nil && len(d.Attribute.Steps()) > 0 {
			head += " at " + attributePath(d.Attribute)
		}
		fmt.Fprintf(&b, "%s: %s\n\n", head, d.Summary)
		for line := range strings.SplitSeq(strings.TrimSpace(d.Detail), "\n") {
			b.WriteString(strings.TrimRight("    "+line, " ") + "\n")
		}
		b.WriteString("\n")
	}
	return maskVolatile(b.String())
}

func attributePath(at *tftypes.AttributePath) string {
	var names []string
	for _, step := range at.Steps() {
		if _, ok := step.(tftypes.ElementKeyValue); ok {
			break // the protocol cannot name an element of a set, so Terraform gets the path of the set
		}
		names = append(names, fmt.Sprint(step))
	}
	text := strings.Join(names, ".")
	return regexp.MustCompile(`(AttributeName|ElementKeyString|ElementKeyInt)\("?([^")]*)"?\)`).ReplaceAllString(text, "$2")
}

// maskVolatile replaces text that differs from run to run.
func maskVolatile(text string) string {
	for _, c := range []struct{ what, instead string }{
		{`127\.0\.0\.1:\d+`, "127.0.0.1:<port>"},
		{`(?i)(request id:?) req-\d+`, "$1 <id>"},
	} {
		text = regexp.MustCompile(c.what).ReplaceAllString(text, c.instead)
	}
	return text
}
