// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func TestPatient_missingArgumentsAreNamed(t *testing.T) {
	t.Parallel()
	missing := func(names ...string) (want []string) {
		for _, name := range names {
			want = append(want, "error "+name+": Missing required argument")
		}
		return want
	}
	for name, test := range map[string]struct {
		given person
		want  []string
	}{
		"nothing given":         {person{}, missing("dob", "first_name", "last_name", "mobile")},
		"date of birth":         {ada().without("dob"), missing("dob")},
		"first name":            {ada().without("first_name"), missing("first_name")},
		"last name":             {ada().without("last_name"), missing("last_name")},
		"mobile and e-mail":     {ada().without("mobile"), missing("mobile")},
		"e-mail empty":          {ada().without("mobile").with("email", ""), missing("mobile")},
		"e-mail not known yet":  {ada().without("mobile").with("email", unknownValue), nil},
		"NHS number may be":     {ada().without("nhs_number"), nil},
		"values not known yet":  {ada().with("dob", unknownValue, "first_name", unknownValue, "last_name", unknownValue), nil},
		"mobile not known yet":  {ada().with("mobile", unknownValue), nil},
		"practice not known":    {ada().with("practice_group_id", unknownValue), nil},
		"NHS number not known":  {ada().with("nhs_number", unknownValue), nil},
		"other group, complete": {ada().with("practice_group_id", "1002"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newResourceProtocol(t, mock, patientType)
			wantDiagnostics(t, p.plan(p.none(), test.given).Diagnostics, test.want...)
			if n := len(mock.Journal()); n != 0 && test.want != nil {
				t.Errorf("%d requests were made, want none", n)
			}
		})
	}
}

func TestPatient_declaredTwice(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	const twice = "warning nhs_number: Patient declared twice"
	p := newResourceProtocol(t, mock, patientType).newPlanProcess()
	first := p.plan(p.none(), ada())
	wantDiagnostics(t, first.Diagnostics)
	wantDiagnostics(t, p.plan(p.none(), respelledAda()).Diagnostics, twice).Containing("practice group 1001").WithoutPatient(ada())
	wantWrites(t, mock)

	p = p.newPlanProcess()
	first = p.plan(p.none(), ada())
	elsewhere := p.plan(p.none(), respelledAda().with("practice_group_id", "1002"))
	wantDiagnostics(t, slices.Concat(first.Diagnostics, elsewhere.Diagnostics))
	made, diagnostics := p.apply(p.none(), first, ada())
	wantDiagnostics(t, diagnostics)
	_, diagnostics = p.apply(p.none(), elsewhere, respelledAda().with("practice_group_id", "1002"))
	wantDiagnostics(t, diagnostics)
	wantWrites(t, mock, postRegister, postRegister)
	mock.ResetJournal()

	p = p.newPlanProcess()
	p.wantNothingPlanned(made, ada())
	wantDiagnostics(t, p.plan(p.none(), respelledAda().with("adopt_existing", "true")).Diagnostics, twice).WithoutPatient(ada())
	wantWrites(t, mock)
}

// Values that are unknown in the plan are compared when they are known. adopt_existing
// allows the second resource to overwrite the first, so there is only a warning.
func TestPatient_declaredTwiceWithValuesKnownLate(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	one := ada().with("adopt_existing", "true")
	other := one.with("last_name", "King")
	p := newResourceProtocol(t, mock, patientType).newPlanProcess()
	plans := map[string]plannedChange{}
	for _, who := range []person{one, other} {
		planned := p.plan(p.none(), who.with("nhs_number", unknownValue))
		wantDiagnostics(t, planned.Diagnostics)
		plans[who["last_name"]] = planned
	}
	p = p.newPlanProcess()
	_, diagnostics := p.applySavedPlan(p.none(), plans["Lovelace"], one)
	wantDiagnostics(t, diagnostics)
	again := p.plan(p.none(), other)
	wantDiagnostics(t, again.Diagnostics, "warning nhs_number: Patient declared twice").WithoutPatient(ada())
	_, diagnostics = p.apply(p.none(), again, other)
	wantDiagnostics(t, diagnostics)
	wantWrites(t, mock, postRegister, postRegister)
}

func TestPatient_anotherPersonIsARecordOfTheirOwn(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	other := ada().with("nhs_number", "999 000 0026")
	made, diagnostics := p.run(p.mustCreate(ada()), other)
	wantDiagnostics(t, diagnostics)
	if n := len(mock.Patients("1001")); n != 2 {
		t.Errorf("practice group holds %d patients, want the old one and the new one", n)
	}
	p.newProcess().wantNothingPlanned(made, other)
}

func TestPatient_warnsThatTheOldRecordStays(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	state := p.mustCreate(ada())
	p = newResourceProtocol(t, mock, patientType) // the next run
	for name, other := range map[string]person{"nhs_number": ada().with("nhs_number", "9990000026"), "dob": ada().with("dob", "1990-06-16")} {
		planned := p.plan(state, other)
		wantDiagnostics(t, planned.Diagnostics, "warning: The old patient record stays in Hero").
			Containing("Patient " + p.text(state, "id")).WithoutPatient(other)
		if !slices.Equal(planned.replaces, []string{name}) {
			t.Errorf("a change of %s: replaced because of %q", name, planned.replaces)
		}
	}
	respelled := p.plan(state, respelledAda())
	wantDiagnostics(t, respelled.Diagnostics)
	if len(respelled.replaces) != 0 || !p.state(respelled.state).Equal(p.state(state.state)) {
		t.Error("another spelling plans a change")
	}
	notKnown := p.plan(state, ada().with("nhs_number", unknownValue))
	wantDiagnostics(t, notKnown.Diagnostics)
	if len(notKnown.replaces) != 0 {
		t.Errorf("an unknown number: replaced because of %q", notKnown.replaces)
	}
}

func TestAccLifecycle_replacedByTheUsersWish(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	config := func(generation string) string {
		return patientConfig(mock, ada().with("adopt_existing", "true"), "lifecycle { replace_triggered_by = [terraform_data.generation] }") +
			"resource \"terraform_data\" \"generation\" {\n  input = \"" + generation + "\"\n}\n"
	}
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{Config: config("1")},
		{
			Config:           config("2"),
			ConfigPlanChecks: action(patientAddress, plancheck.ResourceActionDestroyBeforeCreate),
		},
	}})
	wantWrites(t, mock, postRegister, postRegister)
	onlyPatient(t, mock, "1001")
}

// A plan with an unknown number updates and does not replace: a replacement would take
// the patient out of the state, and registering them again would be refused. If the
// number turns out to be another person's, the apply fails, and the next plan replaces.
func TestAccUnknown_numberOfAPatientInTheState(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	config := func(generation, number string) string {
		return patientConfig(mock, ada().with("nhs_number", "terraform_data.input.output.nhs", "practice_group_id", "terraform_data.input.output.group")) +
			"resource \"terraform_data\" \"input\" {\n  input = { nhs = \"" + number + "\", group = \"1001\", generation = \"" + generation + "\" }\n}\n"
	}
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{Config: config("1", "9990000018")},
		{
			Config:           config("2", "9990000018"),
			ConfigPlanChecks: action(patientAddress, plancheck.ResourceActionUpdate),
		},
		{
			Config:      config("3", "9990101248"),
			ExpectError: regexp.MustCompile(`inconsistent\s+final\s+plan`),
		},
		{
			PreConfig: func() {
				wantWrites(t, mock, postRegister)
				onlyPatient(t, mock, "1001")
			},
			Config:           config("3", "9990101248"),
			ConfigPlanChecks: action(patientAddress, plancheck.ResourceActionDestroyBeforeCreate),
		},
	}})
	wantWrites(t, mock, postRegister, postRegister)
}

func TestPatient_destroyWarnsAndSendsNothing(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	state := p.mustCreate(ada())
	mock.ResetJournal()

	const stays = "warning: Patient record stays in Hero"
	planned := p.plan(state, nil)
	wantDiagnostics(t, planned.Diagnostics, stays).WithoutPatient(ada())
	_, diagnostics := p.apply(state, planned, nil)
	wantDiagnostics(t, diagnostics)
	if n := len(mock.Journal()); n != 0 {
		t.Errorf("%d requests were made, want none", n)
	}
	onlyPatient(t, mock, "1001")
}

func TestPatient_guardRefusesOtherPracticeGroups(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newProtocol(t, mock, members{"allowed_practice_group_ids": textsOf("1001", "1002")}).resource(patientType)
	wantDiagnostics(t, p.plan(p.none(), ada().with("practice_group_id", "1003")).Diagnostics, "error practice_group_id: Practice group not allowed").
		Containing(`"1003"`).WithoutPatient(ada())
	if n := len(mock.Journal()); n != 0 {
		t.Errorf("%d requests were made, want none", n)
	}
}

// For a patient who is already in the state, the advice must never be an import. This
// runs the CLI, because only it shows how it plans a replacement.
func TestAccLifecycle_replacingAPatientInTheStateIsAdvisedOn(t *testing.T) {
	t.Parallel()
	for name, who := range map[string]person{"with an NHS number": ada(), "without": grace()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Listen(t)
			w := newWorkspace(t, mock)
			w.write("main.tf", who.patient("this"))
			w.mustRun("apply", "-auto-approve")
			mock.ResetJournal()
			matched := who["nhs_number"] != ""

			wish := w.mustFail([]string{"apply", "-auto-approve", "-replace=hero_patient.this"},
				"Patient exists already", "patient 10001", "without -replace")
			wantAdvice(t, wish, matched)

			w.mustRun("taint", "hero_patient.this")
			tainted := w.mustFail([]string{"apply", "-auto-approve"}, "Patient exists already", "(10001)", "terraform untaint <address>")
			wantAdvice(t, tainted, matched)
			w.mustFail([]string{"plan", "-refresh=false"}, "terraform untaint <address>")
			w.mustRun("untaint", "hero_patient.this")
			w.wantNoChanges()

			w.write("main.tf", who.patient("that"))
			w.mustFail([]string{"apply", "-auto-approve"}, "Patient exists already")
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
				w.mustFail([]string{"apply", "-auto-approve"}, "Patient exists already", "terraform state rm <address>", "patient 10001", "terraform import <address> 1001/"+other)
				w.mustRun("state", "rm", "hero_patient.that")
				w.mustRun("import", "hero_patient.that", "1001/"+other)
				w.wantNoChanges()
			}
		})
	}
}

func wantAdvice(t testing.TB, r result, matched bool) {
	t.Helper()
	if r.contains("import it") || r.contains("terraform import") {
		t.Errorf("the output advises an import:\n%s", r.out)
	}
	if r.contains("adopt_existing") != matched {
		t.Errorf("the output advises adopt_existing: %t\n%s", !matched, r.out)
	}
}
