// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

var wantDiagnostics = diagtest.Want

// wantPrivate checks diagnostics of which it is not known what they are: none has
// a value of the patient in it.
func wantPrivate(t testing.TB, diagnostics []*tfprotov6.Diagnostic, patient person) {
	t.Helper()
	diagtest.Of(t, diagnostics).WithoutPatient(patient)
}

func hasError(diagnostics []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(diagnostics, func(d *tfprotov6.Diagnostic) bool { return d.Severity == tfprotov6.DiagnosticSeverityError })
}
