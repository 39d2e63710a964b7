// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// Terraform plans each change again in its apply, and shows that plan's warnings below the
// result. A warning there that values will be overwritten would come too late.
func TestSecondPlan_repeatsNoWarning(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config  members
		warning string
	}{
		settingsType:   {members{"name": "Riverside Surgery"}, "warning: Existing settings of practice group 1001 will be overwritten"},
		prescriberType: {members{"admin_id": "501", "external_prescriber_id": "SRX-2"}, "warning: Existing prescriber settings of admin 501 will be overwritten"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			mock.UpdateAdmin("1001", "501", members{"external_prescriber_id": "SRX-1"})
			p := newResourceProtocol(t, mock, name)
			wantDiagnostics(t, p.plan(p.none(), c.config).Diagnostics, c.warning)
			p = p.newProcess()
			p.inApply = true
			wantDiagnostics(t, p.plan(p.none(), c.config).Diagnostics)
		})
	}
	t.Run("an error is one", func(t *testing.T) {
		t.Parallel()
		p := newResourceProtocol(t, heromock.Start(t), patientType)
		p.inApply = true
		if planned := p.plan(p.none(), ada().without("dob")); !hasError(planned.Diagnostics) {
			t.Error("a patient without a date of birth is planned")
		}
	})
}

// Each command shows its warning once, in its plan.
func TestAccSecondPlan_saysEachThingOnce(t *testing.T) {
	t.Parallel()
	if cliHas(t, "OpenTofu", 0) {
		t.Skip("OpenTofu does not tell a provider that a plan is part of an apply")
	}
	mock := heromock.Listen(t)
	w := newWorkspace(t, mock)
	w.write("main.tf", "resource \"hero_practice_group_settings\" \"this\" {\n  name = \"Riverside Surgery\"\n}\n")
	for _, c := range [][2]string{
		{"apply", "Warning: Existing settings of practice group 1001 will be overwritten"},
		{"destroy", "Warning: Practice group settings stay in Hero"},
	} {
		out := w.mustRun(c[0], "-auto-approve")
		if n := strings.Count(out.out, c[1]); n != 1 {
			t.Errorf("%s prints %d times, want once: %q:\n%s", c[0], n, c[1], out.out)
		}
	}
}
