// SPDX-License-Identifier: MPL-2.0

// Package diagtest checks diagnostics in tests. Their wording is pinned in one place,
// testdata/diagnostics.golden of package provider. Any other test checks severity, attribute and
// summary, and which values a detail contains or omits.
package diagtest

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Diagnostics can be checked further, for what their details contain.
type Diagnostics struct {
	t   testing.TB
	all []*tfprotov6.Diagnostic
}

// Want fails unless the diagnostics are the wanted ones, in order. A wanted one looks like "error
// dob: Missing required argument", where * stands for any text.
func Want(t testing.TB, got []*tfprotov6.Diagnostic, want ...string) Diagnostics {
	t.Helper()
	var summaries []string
	for _, d := range got {
		summaries = append(summaries, Summary(d))
	}
	if !slices.EqualFunc(want, summaries, matches) {
		t.Fatalf("diagnostics (-want +got):\n%s\n%s", cmp.Diff(want, summaries), strings.Join(Texts(got), "\n"))
	}
	return Of(t, got)
}

func matches(want, summary string) bool {
	before, after, anything := strings.Cut(want, "*")
	return want == summary || anything && strings.HasPrefix(summary, before) && strings.HasSuffix(summary[len(before):], after)
}

// WantFramework is Want for diagnostics that have not been through the protocol.
func WantFramework(t testing.TB, got diag.Diagnostics, want ...string) Diagnostics {
	t.Helper()
	return Want(t, overProtocol(got), want...)
}

// Of is for diagnostics whose summaries a test cannot know.
func Of(t testing.TB, got []*tfprotov6.Diagnostic) Diagnostics {
	t.Helper()
	return Diagnostics{t, got}
}

// At is one of the diagnostics.
func (d Diagnostics) At(i int) Diagnostics { return Diagnostics{d.t, d.all[i : i+1]} }

// Containing checks that each detail contains each value.
func (d Diagnostics) Containing(values ...string) Diagnostics {
	d.t.Helper()
	for _, one := range d.all {
		for _, value := range values {
			if !strings.Contains(one.Detail, value) {
				d.t.Errorf("the detail lacks %q: %q", value, one.Detail)
			}
		}
	}
	return d
}

// Without checks that no summary and no detail contains one of the values.
func (d Diagnostics) Without(values ...string) Diagnostics {
	d.t.Helper()
	for _, text := range Texts(d.all) {
		for _, value := range values {
			if strings.Contains(text, value) {
				d.t.Errorf("the diagnostic contains %q: %q", value, text)
			}
		}
	}
	return d
}

// WithoutPatient checks that no diagnostic contains a value of the attributes.
func (d Diagnostics) WithoutPatient(attributes map[string]string) Diagnostics {
	d.t.Helper()
	for _, value := range attributes {
		if len(value) > 1 { // a single letter is in any text
			d.Without(value)
		}
	}
	return d
}

// Summary is a diagnostic without its detail, as Want takes it.
func Summary(d *tfprotov6.Diagnostic) string {
	summary := strings.ToLower(d.Severity.String())
	if at := AttributeName(d.Attribute); at != "" {
		summary += " " + at
	}
	return summary + ": " + d.Summary
}

// Texts are diagnostics with their details, for the message of a failed test.
func Texts(diagnostics []*tfprotov6.Diagnostic) (texts []string) {
	for _, d := range diagnostics {
		texts = append(texts, Summary(d)+": "+d.Detail)
	}
	return texts
}

// AttributeName is a path without the keys of elements, such as "address.town".
func AttributeName(at *tftypes.AttributePath) string {
	var names []string
	for _, step := range at.Steps() {
		if name, ok := step.(tftypes.AttributeName); ok {
			names = append(names, string(name))
		}
	}
	return strings.Join(names, ".")
}

// overProtocol converts diagnostics as the framework's server does.
func overProtocol(diags diag.Diagnostics) (all []*tfprotov6.Diagnostic) {
	for _, d := range diags {
		converted := &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: d.Summary(), Detail: d.Detail()}
		if d.Severity() == diag.SeverityError {
			converted.Severity = tfprotov6.DiagnosticSeverityError
		}
		if withPath, ok := d.(diag.DiagnosticWithPath); ok {
			converted.Attribute = tftypes.NewAttributePath()
			for name := range strings.SplitSeq(withPath.Path().String(), ".") {
				converted.Attribute = converted.Attribute.WithAttributeName(name)
			}
		}
		all = append(all, converted)
	}
	return all
}
