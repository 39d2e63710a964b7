// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// What helps with a patient whom the state has already is never an import. Only
// a CLI shows what it tells a provider of a plan that makes an object anew.
func TestAccLifecycle_replacingAPatientInTheStateIsAdvisedOn(t *testing.T) {
	t.Parallel()
	for name, who := range map[string]person{"with an NHS number": ada(), "without": grace()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			w := newWorkspace(t, mock)
			w.write("main.tf", who.patient("this"))
			w.mustRun("apply", "-auto-approve")
			mock.ResetJournal()
			matched := who["nhs_number"] != ""

			wish := w.mustFail([]string{"apply", "-auto-approve", "-replace=hero_patient.this"},
				"Patient exists already", "It is patient 10001, whom this resource has in the Terraform state already", "plan without -replace")
			wantAdvice(t, wish, matched)

			w.mustRun("taint", "hero_patient.this")
			tainted := w.mustFail([]string{"apply", "-auto-approve"}, "Patient exists already", "The Terraform state has it already (10001)", "terraform untaint <address>")
			wantAdvice(t, tainted, matched)
			w.mustFail([]string{"plan", "-refresh=false"}, "terraform untaint <address>", "a moved block")
			w.mustRun("untaint", "hero_patient.this")
			w.wantNoChanges()

			w.write("main.tf", who.patient("that"))
			w.mustFail([]string{"apply", "-auto-approve"}, "Patient exists already", "add a moved block")
			w.write("moved.tf", "moved {\n  from = hero_patient.this\n  to = hero_patient.that\n}\n")
			w.mustRun("apply", "-auto-approve")
			w.wantNoChanges()
			wantWrites(t, mock)

			if matched {
				w.write("main.tf", who.with("adopt_existing", "true").patient("that"))
				w.mustRun("apply", "-auto-approve", "-replace=hero_patient.that")
				wantWrites(t, mock, postRegister)
			}
			onlyPatient(t, mock, "1001")

			if matched {
				other := mock.AddPatient("1001", ada().with("nhs_number", "9990000026").record())
				w.write("main.tf", ada().with("nhs_number", "9990000026").patient("that"))
				w.mustFail([]string{"apply", "-auto-approve"}, "Patient exists already", "terraform state rm <address>", "forgets patient 10001", "terraform import <address> 1001/"+other)
				w.mustRun("state", "rm", "hero_patient.that")
				w.mustRun("import", "hero_patient.that", "1001/"+other)
				w.wantNoChanges()
			}
		})
	}
}

func wantAdvice(t testing.TB, r result, matched bool) {
	t.Helper()
	if r.says("import it") || r.says("terraform import") {
		t.Errorf("an import is advised:\n%s", r.out)
	}
	if r.says("adopt_existing") != matched {
		t.Errorf("adopt_existing is advised: %t\n%s", !matched, r.out)
	}
}
