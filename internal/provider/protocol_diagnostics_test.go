// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// finding is a diagnostic in short: "warning address.town: summary", and its detail.
type finding struct{ head, detail string }

func findings(diags []*tfprotov6.Diagnostic) []finding {
	var list []finding
	for _, d := range diags {
		head := strings.ToLower(d.Severity.String())
		if at := attributeName(d.Attribute); at != "" {
			head += " " + at
		}
		list = append(list, finding{head + ": " + d.Summary, d.Detail})
	}
	return list
}

func attributeName(at *tftypes.AttributePath) string {
	var names []string
	for _, step := range at.Steps() {
		if name, ok := step.(tftypes.AttributeName); ok {
			names = append(names, string(name))
		}
	}
	return strings.Join(names, ".")
}

// wantFindings checks the heads of diagnostics, in order.
func wantFindings(t testing.TB, got []*tfprotov6.Diagnostic, heads ...string) []finding {
	t.Helper()
	list := findings(got)
	var gotHeads []string
	for _, f := range list {
		gotHeads = append(gotHeads, f.head)
	}
	if diff := cmp.Diff(heads, gotHeads); diff != "" {
		t.Fatalf("diagnostics (-want +got):\n%s\n%q", diff, list)
	}
	return list
}

// wantWords checks that a detail has some words in it and not others.
func (f finding) wantWords(t testing.TB, wanted, unwanted []string) {
	t.Helper()
	for _, word := range wanted {
		if !strings.Contains(f.detail, word) {
			t.Errorf("%q does not say %q", f.detail, word)
		}
	}
	for _, word := range unwanted {
		if strings.Contains(f.detail, word) {
			t.Errorf("%q says %q", f.detail, word)
		}
	}
}

// wantInOrder checks that a detail has some words in it, one after the other.
func (f finding) wantInOrder(t testing.TB, words ...string) {
	t.Helper()
	rest := f.detail
	for _, word := range words {
		_, after, found := strings.Cut(rest, word)
		if !found {
			t.Errorf("%q does not say %q, or not in the order of %q", f.detail, word, words)
			return
		}
		rest = after
	}
}

// wantDiagnostics checks diagnostics, in any order, each by the beginning of its
// text and by words further on, and that no value of the person is in them.
func wantDiagnostics(t testing.TB, got []*tfprotov6.Diagnostic, private person, want ...[]string) {
	t.Helper()
	left := texts(got)
	for _, words := range want {
		found := slices.IndexFunc(left, func(text string) bool {
			return strings.HasPrefix(text, words[0]) && !slices.ContainsFunc(words[1:], func(w string) bool { return !strings.Contains(text, w) })
		})
		if found < 0 {
			t.Errorf("no diagnostic with %q; left are %q", words, left)
			continue
		}
		left = slices.Delete(left, found, found+1)
	}
	if len(left) > 0 {
		t.Errorf("further diagnostics: %q", left)
	}
	wantPrivate(t, got, private)
}

// wantPrivate fails when a diagnostic has a value of the person in it.
func wantPrivate(t testing.TB, diagnostics []*tfprotov6.Diagnostic, a person) {
	t.Helper()
	for _, text := range texts(diagnostics) {
		for name, value := range a {
			if len(value) > 1 && strings.Contains(text, value) {
				t.Errorf("the value of %s stands in a diagnostic: %q", name, text)
			}
		}
	}
}

// texts are diagnostics as "error nhs_number: summary: detail".
func texts(diagnostics []*tfprotov6.Diagnostic) (list []string) {
	for _, f := range findings(diagnostics) {
		list = append(list, f.head+": "+f.detail)
	}
	return list
}

func heads(diags []*tfprotov6.Diagnostic) (list []string) {
	for _, f := range findings(diags) {
		list = append(list, f.head)
	}
	return list
}

func detailsOf(diags []*tfprotov6.Diagnostic) string {
	var b strings.Builder
	for _, f := range findings(diags) {
		b.WriteString(f.detail + "\n")
	}
	return b.String()
}
