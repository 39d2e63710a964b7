// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The wording of diagnostics is for testdata/diagnostics.golden. Any other test
// checks what is a promise to programs and to people in a hurry: severity,
// attribute and summary, and which values a detail has and has not.

// WantDiagnostics checks diagnostics in their order, each given as "error dob:
// Missing required argument", where a * stands for any text. It is exported for
// package provider_test.
func WantDiagnostics(t testing.TB, got []*tfprotov6.Diagnostic, want ...string) Diagnostics {
	t.Helper()
	var summaries []string
	for _, d := range got {
		summaries = append(summaries, DiagnosticSummary(d))
	}
	if !slices.EqualFunc(want, summaries, matchesSummary) {
		t.Fatalf("diagnostics (-want +got):\n%s\n%s", cmp.Diff(want, summaries), strings.Join(DiagnosticTexts(got), "\n"))
	}
	return Diagnostics{t, got}
}

func matchesSummary(want, got string) bool {
	before, after, anything := strings.Cut(want, "*")
	return want == got || anything && strings.HasPrefix(got, before) && strings.HasSuffix(got[len(before):], after)
}

// wantDiagnostics is WantDiagnostics for the diagnostics of the framework.
func wantDiagnostics(t testing.TB, got diag.Diagnostics, want ...string) Diagnostics {
	t.Helper()
	return WantDiagnostics(t, protocolDiagnostics(got), want...)
}

// Diagnostics are looked at for what is in their details.
type Diagnostics struct {
	t   testing.TB
	all []*tfprotov6.Diagnostic
}

// DiagnosticsOf is for diagnostics of which a test does not know the summaries.
func DiagnosticsOf(t testing.TB, got []*tfprotov6.Diagnostic) Diagnostics { return Diagnostics{t, got} }

// At is the diagnostic of an index alone.
func (d Diagnostics) At(i int) Diagnostics { return Diagnostics{d.t, d.all[i : i+1]} }

// Containing checks that each detail has each of the values in it.
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

// Without checks that no summary and no detail has one of the values in it.
func (d Diagnostics) Without(values ...string) Diagnostics {
	d.t.Helper()
	for _, text := range DiagnosticTexts(d.all) {
		for _, value := range values {
			if strings.Contains(text, value) {
				d.t.Errorf("the diagnostic has %q in it: %q", value, text)
			}
		}
	}
	return d
}

// WithoutPatient checks that no diagnostic has a value of the patient's
// attributes in it.
func (d Diagnostics) WithoutPatient(attributes map[string]string) Diagnostics {
	d.t.Helper()
	for _, value := range attributes {
		if len(value) > 1 { // a single letter is in every text
			d.Without(value)
		}
	}
	return d
}

// DiagnosticSummary is a diagnostic without its detail, such as "error dob: Missing
// required argument".
func DiagnosticSummary(d *tfprotov6.Diagnostic) string {
	summary := strings.ToLower(d.Severity.String())
	if at := AttributeName(d.Attribute); at != "" {
		summary += " " + at
	}
	return summary + ": " + d.Summary
}

// DiagnosticTexts are diagnostics in full.
func DiagnosticTexts(diagnostics []*tfprotov6.Diagnostic) (texts []string) {
	for _, d := range diagnostics {
		texts = append(texts, DiagnosticSummary(d)+": "+d.Detail)
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

// protocolDiagnostics are diagnostics of the framework as the protocol has them.
func protocolDiagnostics(diags diag.Diagnostics) (all []*tfprotov6.Diagnostic) {
	for _, d := range diags {
		converted := &tfprotov6.Diagnostic{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: d.Summary(), Detail: d.Detail()}
		if d.Severity() == diag.SeverityError {
			converted.Severity = tfprotov6.DiagnosticSeverityError
		}
		if withPath, ok := d.(diag.DiagnosticWithPath); ok {
			converted.Attribute = tftypes.NewAttributePath()
			for _, name := range strings.Split(withPath.Path().String(), ".") {
				converted.Attribute = converted.Attribute.WithAttributeName(name)
			}
		}
		all = append(all, converted)
	}
	return all
}
