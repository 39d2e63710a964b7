package provider_test

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// A patient without an NHS number is one that Hero cannot match.

func TestAccPatient_withoutNHSNumberCannotBeChanged(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	var id string
	refused := func(changed person) resource.TestStep {
		return resource.TestStep{
			Config:      patientConfig(mock, changed),
			ExpectError: regexp.MustCompile(`Patient without an NHS number cannot be changed(.|\n)*make\s+the\s+change\s+in\s+Hero`),
		}
	}
	change := refused(grace().with("mobile", "07700 900457"))
	change.PreConfig = func() {
		wantRegistration(t, mock, grace().record())
		if n := mock.Count(http.MethodGet, routePatients); n != 1 {
			t.Errorf("%d look-ups by names were made before registering, want 1", n)
		}
		id, _ = onlyPatient(t, mock, "1001")["id"].(string)
		mock.ResetJournal()
	}

	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{
			Config:            patientConfig(mock, grace()),
			ConfigStateChecks: []statecheck.StateCheck{patientValue("nhs_number", knownvalue.Null())},
		},
		change,
		refused(grace().with("nhs_number", "9990000026")),
		{
			PreConfig: func() {
				wantWrites(t, mock)
				// What is changed in Hero is taken over by a refresh.
				mock.UpdatePatient("1001", id, map[string]any{"mobile": "+447700900457"})
			},
			Config:           patientConfig(mock, grace().with("mobile", "07700 900457")),
			ConfigPlanChecks: emptyPlan(),
		},
		{
			PreConfig:        func() { mock.UpdatePatient("1001", id, map[string]any{"nhs_number": "9990000026"}) },
			Config:           patientConfig(mock, grace().with("mobile", "07700 900458")),
			ConfigPlanChecks: action(patientAddress, plancheck.ResourceActionUpdate),
			Check: checked(func() {
				wantRegistration(t, mock, grace().with("mobile", "07700 900458", "nhs_number", "9990000026").record())
				wantMembers(t, onlyPatient(t, mock, "1001"), map[string]any{"id": id, "mobile": "07700 900458"})
			}),
		},
	}})
}

func TestAccPatient_withoutNHSNumberIsNotDoubled(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	id := mock.AddPatient("1001", grace().with("first_name", "GRACE", "dob", "1985-12-09T00:00:00Z").record())
	mock.AddPatient("1001", grace().with("dob", "1985-12-10").record())

	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{
			Config:      patientConfig(mock, grace().with("adopt_existing", "true")),
			ExpectError: regexp.MustCompile(`Patient exists already(.|\n)*make a second\s+record(.|\n)*terraform import <address> 1001/` + id),
		},
		{
			PreConfig: func() { wantWrites(t, mock) },
			Config:    patientConfig(mock, grace()) + importBlock(id),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(patientAddress, plancheck.ResourceActionUpdate),
			}},
			ExpectError: regexp.MustCompile(`Patient without an NHS number cannot be changed`),
		},
		{
			Config: patientConfig(mock, grace().with("first_name", "GRACE")) + importBlock(id),
		},
	}})
	wantWrites(t, mock)
}

func TestPatient_withoutNHSNumberNamesWhatCannotChange(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	state := p.created(grace())
	mock.ResetJournal()

	for name, changed := range map[string]person{
		"mobile":     grace().with("mobile", "07700 900457"),
		"dob":        grace().with("dob", "1985-12-10"),
		"nhs_number": grace().with("nhs_number", "9990000026"),
		"landline":   grace().with("landline", "0113 496 0000"),
		"email":      grace().with("email", unknownValue),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			planned := p.plan(state, changed)
			wantDiagnostics(t, planned.Diagnostics, changed.without("email"), []string{
				"error " + name + ": Patient without an NHS number cannot be changed", "a change of " + name + " would make a second record",
				"  - make the change in Hero", "  - add the NHS number", "  - leave the changed attributes unset",
			})
		})
	}
	respelled := p.plan(state, grace().with("mobile", "+447700900456", "dob", "1985-12-09T00:00:00Z"))
	wantDiagnostics(t, respelled.Diagnostics, nil)
	wantDiagnostics(t, p.plan(state, grace().with("adopt_existing", "true")).Diagnostics, nil)
	if n := len(mock.Journal()); n != 0 {
		t.Errorf("%d requests were made, want none", n)
	}
}

// The number may be removed from the record between plan and apply, or the
// plan may have been made by an earlier version.
func TestPatient_withoutNHSNumberIsRefusedAtApplyToo(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	state := p.created(grace())
	planned := p.plan(state, grace())
	moved := p.members(state)
	moved["mobile"] = "07700 900457"
	planned.state = p.value(moved)
	mock.ResetJournal()

	_, diagnostics := p.apply(state, planned, grace().with("mobile", "07700 900457"))
	wantDiagnostics(t, diagnostics, grace(), []string{"error mobile: Patient without an NHS number cannot be changed"})
	wantWrites(t, mock)
}
