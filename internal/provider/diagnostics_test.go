// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// Everything that the provider can say to a user stands in
// testdata/diagnostics.golden, as it comes out of the protocol. Whoever changes a
// text, or adds one, reads it there as a user would: at night, and in a hurry.
//
// A new text needs a line in one of the tables of provocations, in the files
// diagnostics_of_*_test.go. Then write the file anew:
//
//	go test ./internal/provider -run TestDiagnostics -update

// provocation makes the provider say something.
type provocation struct {
	name    string
	provoke func(*scene) []*tfprotov6.Diagnostic
	env     map[string]string // of the process
}

// scene is a mock of its own, and what a provocation needs to get at it.
type scene struct {
	t    *testing.T
	mock *heromock.Server
}

func provocations() []provocation {
	return slices.Concat(provokedProvider(), provokedRequests(), provokedValues(), provokedPatients(), provokedTracedPatients(),
		provokedWebhooks(), provokedSettings(), provokedPrescribers(), provokedImports(), provokedLookups(), provokedQueries(), provokedOwnRequests())
}

func (s *scene) resource(name string) *resourceProtocol {
	return newResourceProtocol(s.t, s.mock, name)
}

// with is resource for a provider block of other settings.
func (s *scene) with(settings members, name string) *resourceProtocol {
	return newProtocol(s.t, s.mock, settings).resource(name)
}

// These are the whole of most provocations.

func validating(resource string, config any) func(*scene) []*tfprotov6.Diagnostic {
	return func(s *scene) []*tfprotov6.Diagnostic { return s.resource(resource).validate(config) }
}

func planning(resource string, config any) func(*scene) []*tfprotov6.Diagnostic {
	return func(s *scene) []*tfprotov6.Diagnostic {
		p := s.resource(resource)
		return p.plan(p.none(), config).Diagnostics
	}
}

// creating plans, and then applies under a fault.
func creating(resource string, config any, faults ...heromock.Fault) func(*scene) []*tfprotov6.Diagnostic {
	return func(s *scene) []*tfprotov6.Diagnostic {
		p := s.resource(resource)
		planned := p.plan(p.none(), config)
		for _, f := range faults {
			s.mock.Inject(f)
		}
		_, said := p.apply(p.none(), planned, config)
		return said
	}
}

// refreshing reads what was made under a fault.
func refreshing(resource string, config any, f heromock.Fault) func(*scene) []*tfprotov6.Diagnostic {
	return func(s *scene) []*tfprotov6.Diagnostic {
		p := s.resource(resource)
		made := p.created(config)
		s.mock.Inject(f)
		_, said := p.again().read(made)
		return said
	}
}

// changing plans a change of what was made.
func changing(resource string, before, after any) func(*scene) []*tfprotov6.Diagnostic {
	return func(s *scene) []*tfprotov6.Diagnostic {
		p := s.resource(resource)
		return p.plan(p.created(before), after).Diagnostics
	}
}

func destroying(resource string, config any) func(*scene) []*tfprotov6.Diagnostic {
	return func(s *scene) []*tfprotov6.Diagnostic {
		p := s.resource(resource)
		return p.plan(p.created(config), nil).Diagnostics
	}
}

func importing(resource, id string) func(*scene) []*tfprotov6.Diagnostic {
	return func(s *scene) []*tfprotov6.Diagnostic {
		_, said := s.resource(resource).importID(id)
		return said
	}
}

// looking reads a data source under faults.
func looking(name string, config members, faults ...heromock.Fault) func(*scene) []*tfprotov6.Diagnostic {
	return func(s *scene) []*tfprotov6.Diagnostic {
		for _, f := range faults {
			s.mock.Inject(f)
		}
		_, said := newDataReader(s.t, s.mock).read(name, config)
		return said
	}
}

// configuring validates and configures a provider block, with nothing but what is
// given.
func configuring(config members) func(*scene) []*tfprotov6.Diagnostic {
	return func(s *scene) []*tfprotov6.Diagnostic {
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

// Not parallel: some provocations are variables of the environment.
func TestDiagnostics_areAllWrittenDown(t *testing.T) {
	all := provocations()
	for name := range heroEnvironment() {
		t.Setenv(name, "")
	}
	said := make([][]*tfprotov6.Diagnostic, len(all))
	provoke := func(t *testing.T, i int) {
		t.Helper()
		if said[i] = all[i].provoke(&scene{t, heromock.Start(t)}); len(said[i]) == 0 {
			t.Error("nothing is said")
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
			provoke(t, i)
		})
	}
	t.Run("each", func(t *testing.T) {
		for i, p := range all {
			if p.env != nil {
				continue
			}
			t.Run(p.name, func(t *testing.T) {
				t.Parallel()
				provoke(t, i)
			})
		}
	})
	var golden strings.Builder
	names := map[string]bool{}
	for i, p := range all {
		if names[p.name] {
			t.Errorf("two provocations are called %q", p.name)
		}
		names[p.name] = true
		fmt.Fprintf(&golden, "=== %s\n\n%s", p.name, written(said[i]))
	}
	wantGolden(t, "diagnostics.golden", golden.String())
}

// heroEnvironment are the variables by which the process of the tests could
// change what is said.
func heroEnvironment() map[string]bool {
	names := map[string]bool{}
	for _, entry := range os.Environ() {
		if name, _, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "HERO_") {
			names[name] = true
		}
	}
	return names
}

// writtenForm is diagnostics as the golden file has them.
func written(said []*tfprotov6.Diagnostic) string {
	var b strings.Builder
	for _, d := range said {
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
	return steady(b.String())
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

// steady takes out what is another each time.
func steady(text string) string {
	for _, c := range []struct{ what, instead string }{
		{`127\.0\.0\.1:\d+`, "127.0.0.1:<port>"},
		{`(?i)(request id:?) mock-\d+`, "$1 <id>"},
	} {
		text = regexp.MustCompile(c.what).ReplaceAllString(text, c.instead)
	}
	return text
}
