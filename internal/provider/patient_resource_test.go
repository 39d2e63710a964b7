// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// fullPatient has a value for each attribute, as people write it and not as Hero
// stores it. The birthday is in summer.
func fullPatient() person {
	return ada().with(
		"sex", "Female", "title", "Dr", "landline", "0113 496 0000", "email", "Ada.Lovelace@Example.COM",
		"address_line_1", "12 St James's Square", "address_line_2", "Second floor", "address_line_3", "Rear",
		"town", "Leeds", "county", "West Yorkshire", "postcode", "ls1 4ap", "country", "United Kingdom",
		"ehr_partner_id", "ehr-1", "data_source", "hero", "caller", "front desk",
	)
}

// administrative attributes are not about the person.
var administrative = map[string]bool{"data_source": true}

func TestAccPatient_lifeCycle(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)

	checks := patientValues(fullPatient())
	for name := range fullPatient() {
		if !administrative[name] {
			checks = append(checks, statecheck.ExpectSensitiveValue(patientAddress, tfjsonpath.New(name)))
		}
	}
	for _, name := range []string{"id", "uid"} {
		checks = append(checks, patientValue(name, knownvalue.NotNull()))
	}
	checks = append(checks,
		patientValue("status", knownvalue.StringExact("unarchived")),
		patientValue("restricted", knownvalue.Bool(false)),
		patientValue("practice_group_id", knownvalue.StringExact("1001")))

	sent := fullPatient().with("nhs_number", "9990000018", "postcode", "LS1 4AP")
	respelled := fullPatient().with("nhs_number", "9990000018", "dob", "1990-06-14T23:00:00.000Z", "mobile", "+447700900123",
		"landline", "+44 113 496 0000", "email", "ada.lovelace@example.com", "postcode", "LS1 4AP")
	updated := fullPatient().with("first_name", "Augusta", "last_name", "King", "sex", "Other", "title", "Lady",
		"mobile", "07700 900124", "landline", "0113 496 0001", "email", "augusta@example.com",
		"address_line_1", "1 High Street", "address_line_2", "Flat 2", "address_line_3", "Front",
		"town", "York", "county", "North Yorkshire", "postcode", "YO1 7HH", "country", "England",
		"ehr_partner_id", "ehr-2", "data_source", "emis", "caller", "telephone")
	cleared := updated
	clearable := []string{
		"title", "landline", "email", "address_line_1", "address_line_2", "address_line_3",
		"town", "county", "postcode", "country", "ehr_partner_id", "caller",
	}
	for _, name := range clearable {
		cleared = cleared.with(name, "")
	}

	acceptance(t, resource.TestCase{
		CheckDestroy: func(*terraform.State) error {
			wantWrites(t, mock)
			onlyPatient(t, mock, "1001")
			return nil
		},
		Steps: []resource.TestStep{
			{
				Config:            patientConfig(mock, fullPatient()),
				ConfigPlanChecks:  action(patientAddress, plancheck.ResourceActionCreate),
				ConfigStateChecks: checks,
			},
			{
				PreConfig: func() {
					wantRegistration(t, mock, sent.sent())
					mock.ResetJournal()
				},
				Config:           patientConfig(mock, respelled),
				ConfigPlanChecks: emptyPlan(),
			},
			{
				Config:            patientConfig(mock, updated),
				ConfigPlanChecks:  action(patientAddress, plancheck.ResourceActionUpdate),
				ConfigStateChecks: patientValues(updated),
			},
			{
				PreConfig: func() {
					wantRegistration(t, mock, updated.with("nhs_number", "9990000018").sent())
					mock.ResetJournal()
				},
				Config:            patientConfig(mock, cleared),
				ConfigPlanChecks:  action(patientAddress, plancheck.ResourceActionUpdate),
				ConfigStateChecks: patientValues(cleared),
				Check: checkFunc(func() {
					wantRegistration(t, mock, cleared.with("nhs_number", "9990000018").sent())
					mock.ResetJournal()
				}),
			},
		},
	})
}

func TestPatient_unsetAttributesAreNotManaged(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	made := p.mustCreate(ada())
	wantMembersOf(t, p.members(made), members{"title": nil, "landline": nil, "data_source": "hero"})
	wantRegistration(t, mock, ada().with("nhs_number", "9990000018").sent())
	mock.ResetJournal()
	mock.UpdatePatient("1001", p.text(made, "id"), members{"title": "Lady", "town": "London", "email": "ada@example.com"})

	p = p.newProcess()
	made, diagnostics := p.read(made)
	wantDiagnostics(t, diagnostics)
	p.wantNothingPlanned(made, ada())
	changed := ada().with("mobile", "07700 900199", "county", "Greater London")
	made, diagnostics = p.run(made, changed)
	wantDiagnostics(t, diagnostics)
	wantMembersOf(t, p.members(made), members{"title": "Lady", "town": "London"})
	wantRegistration(t, mock, changed.with("nhs_number", "9990000018").sent())
	wantMembers(t, onlyPatient(t, mock, "1001"), members{"title": "Lady", "town": "London", "email": "ada@example.com"})
	p.newProcess().wantNothingPlanned(made, changed)
}

func TestPatient_demandedMembersComeFromTheStateWhenUnset(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	id := mock.AddPatient("1001", ada().record())
	p := newResourceProtocol(t, mock, patientType)
	imported, diagnostics := p.importID(id)
	wantDiagnostics(t, diagnostics)
	_, diagnostics = p.run(imported, person{"town": "Leeds"})
	wantDiagnostics(t, diagnostics)
	wantRegistration(t, mock, ada().with("nhs_number", "9990000018", "mobile", "+447700900123", "town", "Leeds").sent())
}

func TestPatient_emailAloneRegisters(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	byEmail := ada().without("mobile").with("email", "Ada@Example.com")
	p := newResourceProtocol(t, mock, patientType)
	made, diagnostics := p.run(p.none(), byEmail)
	wantDiagnostics(t, diagnostics)
	wantRegistration(t, mock, byEmail.with("nhs_number", "9990000018").sent())
	p.newProcess().wantNothingPlanned(made, byEmail)
}

func TestAccLifecycle_ignoredChangesAreLeftAlone(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	const ignore = "lifecycle { ignore_changes = [mobile, email] }"

	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{Config: patientConfig(mock, ada(), ignore)},
		{
			PreConfig: func() {
				id, _ := onlyPatient(t, mock, "1001")["id"].(string)
				mock.UpdatePatient("1001", id, map[string]any{"mobile": "+447700900188", "email": "new@example.com"})
				mock.ResetJournal()
			},
			Config:           patientConfig(mock, ada().with("email", "ada@example.com"), ignore),
			ConfigPlanChecks: emptyPlan(),
		},
		{
			Config:           patientConfig(mock, ada().with("email", "ada@example.com", "town", "Leeds"), ignore),
			ConfigPlanChecks: action(patientAddress, plancheck.ResourceActionUpdate),
			Check: checkFunc(func() {
				wantMembers(t, onlyPatient(t, mock, "1001"), map[string]any{"mobile": "+447700900188", "email": "new@example.com", "town": "Leeds"})
			}),
		},
	}})
}

func TestPatient_actsForTheNamedPracticeGroup(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	p := newResourceProtocol(t, mock, patientType)
	made, diagnostics := p.run(p.none(), ada().with("practice_group_id", "1002"))
	wantDiagnostics(t, diagnostics)
	if got := p.text(made, "practice_group_id"); got != "1002" {
		t.Errorf("the state has practice group %q", got)
	}
	onlyPatient(t, mock, "1002")
	for _, r := range mock.Journal() {
		if r.PracticeGroup != "1002" {
			t.Errorf("%s %s was sent for practice group %s", r.Method, r.Route, r.PracticeGroup)
		}
	}
	planned := p.plan(made, ada())
	wantDiagnostics(t, planned.Diagnostics, "warning: Patient record stays in Hero").WithoutPatient(ada())
	if !slices.Equal(planned.replaces, []string{"practice_group_id"}) {
		t.Errorf("a change of the practice group: replaced because of %q", planned.replaces)
	}
	_, diagnostics = p.run(made, ada())
	wantDiagnostics(t, diagnostics)
	onlyPatient(t, mock, "1002")
	onlyPatient(t, mock, "1001")
}
