// SPDX-License-Identifier: MPL-2.0

package diagtest_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

// recorder is a test that goes on after a failure and counts it.
type recorder struct {
	testing.TB
	failures int
}

func (r *recorder) Helper()               {}
func (r *recorder) Errorf(string, ...any) { r.failures++ }
func (r *recorder) Fatalf(string, ...any) { r.failures++ }

func TestWant(t *testing.T) {
	t.Parallel()
	diags := diag.Diagnostics{
		diag.NewAttributeErrorDiagnostic(path.Root("address").AtName("town"), "Invalid town", "Leeds has two names."),
		diag.NewWarningDiagnostic("Unused setting", "It is not sent."),
	}
	const town, unused = "error address.town: Invalid town", "warning: Unused setting"
	for name, c := range map[string]struct {
		check func(t testing.TB)
		fails bool
	}{
		"each":                 {func(t testing.TB) { diagtest.WantFramework(t, diags, town, unused) }, false},
		"any text":             {func(t testing.TB) { diagtest.WantFramework(t, diags, "error *: Invalid town", "warning*") }, false},
		"any text, overlapped": {func(t testing.TB) { diagtest.WantFramework(t, diags[1:], "warning: Unused * Unused setting") }, true},
		"another order":        {func(t testing.TB) { diagtest.WantFramework(t, diags, unused, town) }, true},
		"one too few":          {func(t testing.TB) { diagtest.WantFramework(t, diags, town) }, true},
		"none wanted":          {func(t testing.TB) { diagtest.WantFramework(t, diags) }, true},
		"none":                 {func(t testing.TB) { diagtest.WantFramework(t, nil) }, false},
		"containing":           {func(t testing.TB) { diagtest.WantFramework(t, diags[:1], town).Containing("Leeds", "two") }, false},
		"containing, in one":   {func(t testing.TB) { diagtest.WantFramework(t, diags, town, unused).Containing("Leeds") }, true},
		"containing, there":    {func(t testing.TB) { diagtest.WantFramework(t, diags, town, unused).At(0).Containing("Leeds") }, false},
		"without":              {func(t testing.TB) { diagtest.WantFramework(t, diags, town, unused).Without("York") }, false},
		"without, in a detail": {func(t testing.TB) { diagtest.WantFramework(t, diags, town, unused).Without("Leeds") }, true},
		"without, in summary":  {func(t testing.TB) { diagtest.WantFramework(t, diags, town, unused).Without("Unused") }, true},
		"patient": {func(t testing.TB) {
			diagtest.WantFramework(t, diags[:1], town).WithoutPatient(map[string]string{"town": "Leeds"})
		}, true},
		"patient, a letter": {func(t testing.TB) {
			diagtest.WantFramework(t, diags[:1], town).WithoutPatient(map[string]string{"town": "L"})
		}, false},
	} {
		r := &recorder{TB: t}
		c.check(r)
		if failed := r.failures > 0; failed != c.fails {
			t.Errorf("%s: failed %t, want %t", name, failed, c.fails)
		}
	}
}
