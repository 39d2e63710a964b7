// SPDX-License-Identifier: MPL-2.0

package diagtest_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/herohealth/terraform-provider-hero/internal/provider/diagtest"
)

// recorder is a testing.TB that counts failures and goes on.
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
		got   diag.Diagnostics
		want  []string
		check func(diagtest.Diagnostics) diagtest.Diagnostics // nil: no further check
		fails bool
	}{
		"each":          {diags, []string{town, unused}, nil, false},
		"any text":      {diags, []string{"error *: Invalid town", "warning*"}, nil, false},
		"overlapping":   {diags[1:], []string{"warning: Unused * Unused setting"}, nil, true},
		"another order": {diags, []string{unused, town}, nil, true},
		"one too few":   {diags, []string{town}, nil, true},
		"none wanted":   {diags, nil, nil, true},
		"none":          {nil, nil, nil, false},

		"containing":         {diags[:1], []string{town}, func(d diagtest.Diagnostics) diagtest.Diagnostics { return d.Containing("Leeds", "two") }, false},
		"containing, in one": {diags, []string{town, unused}, func(d diagtest.Diagnostics) diagtest.Diagnostics { return d.Containing("Leeds") }, true},
		"containing, at":     {diags, []string{town, unused}, func(d diagtest.Diagnostics) diagtest.Diagnostics { return d.At(0).Containing("Leeds") }, false},
		"without":            {diags, []string{town, unused}, func(d diagtest.Diagnostics) diagtest.Diagnostics { return d.Without("York") }, false},
		"without, detail":    {diags, []string{town, unused}, func(d diagtest.Diagnostics) diagtest.Diagnostics { return d.Without("Leeds") }, true},
		"without, summary":   {diags, []string{town, unused}, func(d diagtest.Diagnostics) diagtest.Diagnostics { return d.Without("Unused") }, true},
		"patient":            {diags[:1], []string{town}, withoutTown("Leeds"), true},
		"patient, a letter":  {diags[:1], []string{town}, withoutTown("L"), false},
	} {
		r := &recorder{TB: t}
		found := diagtest.WantFramework(r, c.got, c.want...)
		if c.check != nil {
			c.check(found)
		}
		if failed := r.failures > 0; failed != c.fails {
			t.Errorf("%s: failed %t, want %t", name, failed, c.fails)
		}
	}
}

func withoutTown(town string) func(diagtest.Diagnostics) diagtest.Diagnostics {
	return func(d diagtest.Diagnostics) diagtest.Diagnostics {
		return d.WithoutPatient(map[string]string{"town": town})
	}
}
