package provider_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

const (
	pdsAddress  = "hero_pds_patient.this"
	pdsRoute    = "/v1/patients/register_pds"
	postPDS     = "POST " + pdsRoute
	irisNumber  = "9990001014"
	summerChild = "9990001057"
)

// tracedPeople are Iris, and somebody with a birthday in summer.
func tracedPeople() []heromock.PDSPerson {
	return []heromock.PDSPerson{
		{NHSNumber: irisNumber, DOB: "1992-01-01", Forename: "Iris", Surname: "Traced", Postcode: "LS1 4AP", Demographics: members{
			"sex": "Female", "title": "Ms", "address_line_1": "1 High Street", "town": "Leeds", "mobile": "07700 900101", "email": "Iris@Patient.example",
		}},
		{NHSNumber: summerChild, DOB: "1990-06-15", Forename: "Sunny", Surname: "Summer", Postcode: "YO1 7HH"},
	}
}

// irisByNumber and irisByName ask for Iris.
func irisByNumber() person { return person{"nhs_number": "999 000 1014", "dob": "1992-01-01"} }

func irisByName() person {
	return person{"forename": "Iris", "surname": "Traced", "dob": "1992-01-01", "postcode": "ls14ap"}
}

// pds writes the resource hero_pds_patient.<label>.
func (a person) pds(label string) string {
	return strings.Replace(a.patient(label), `resource "hero_patient"`, `resource "hero_pds_patient"`, 1)
}

func pdsConfig(s *heromock.Server, a person) string {
	return providerBlock(s, "max_retries = 0") + a.pds("this")
}

func pdsValue(name string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(pdsAddress, tfjsonpath.New(name), want)
}

func demographic(name, want string) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(pdsAddress, tfjsonpath.New("demographics").AtMapKey(name), knownvalue.StringExact(want))
}

// wantTrace checks the only write since the journal was last reset.
func wantTrace(t *testing.T, s *heromock.Server, want members) {
	t.Helper()
	wantWrites(t, s, postPDS)
	if writes := s.Writes(); len(writes) == 1 {
		if diff := cmp.Diff(want, writes[0].Body); diff != "" {
			t.Errorf("the body sent (-want +got):\n%s", diff)
		}
	}
}

func TestAccPDSPatient_tracedByNHSNumber(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.SetPDS(tracedPeople()...)
	var checks []statecheck.StateCheck
	for _, name := range []string{"nhs_number", "dob", "forename", "surname", "postcode", "ehr_partner_id", "demographics"} {
		checks = append(checks, statecheck.ExpectSensitiveValue(pdsAddress, tfjsonpath.New(name)))
	}
	checks = append(checks,
		pdsValue("id", knownvalue.NotNull()), pdsValue("uid", knownvalue.NotNull()),
		pdsValue("practice_group_id", knownvalue.StringExact("1001")),
		pdsValue("nhs_number", knownvalue.StringExact("999 000 1014")), pdsValue("dob", knownvalue.StringExact("1992-01-01")),
		pdsValue("forename", knownvalue.Null()), pdsValue("surname", knownvalue.Null()), pdsValue("postcode", knownvalue.Null()),
		pdsValue("ehr_partner", knownvalue.StringExact("emis")), pdsValue("ehr_partner_id", knownvalue.StringExact("ehr-7")),
		pdsValue("status", knownvalue.StringExact("unarchived")), pdsValue("restricted", knownvalue.Bool(false)),
		demographic("nhs_number", irisNumber), demographic("dob", "1992-01-01"), demographic("title", "Ms"), demographic("first_name", "Iris"),
		demographic("last_name", "Traced"), demographic("sex", "Female"), demographic("mobile", "+447700900101"), demographic("email", "iris@patient.example"),
		demographic("address_line_1", "1 High Street"), demographic("town", "Leeds"), demographic("postcode", "LS1 4AP"),
		statecheck.ExpectKnownValue(pdsAddress, tfjsonpath.New("demographics").AtMapKey("county"), knownvalue.Null()))
	iris := irisByNumber().with("ehr_partner", "emis", "ehr_partner_id", "ehr-7")
	summer := person{"nhs_number": summerChild, "dob": "1990-06-15"}

	acceptance(t, resource.TestCase{
		CheckDestroy: func(*terraform.State) error {
			if n := len(mock.Patients("1001")); n != 2 {
				t.Errorf("Hero holds %d records after the destroy, want 2", n)
			}
			return nil
		},
		Steps: []resource.TestStep{
			{
				Config:            pdsConfig(mock, iris),
				ConfigPlanChecks:  action(pdsAddress, plancheck.ResourceActionCreate),
				ConfigStateChecks: checks,
			},
			{
				PreConfig: func() {
					wantTrace(t, mock, members{"nhs_number": irisNumber, "dob": "1992-01-01", "ehr_partner": "emis", "ehr_partner_id": "ehr-7"})
					mock.ResetJournal()
				},
				Config:           pdsConfig(mock, iris.with("nhs_number", irisNumber, "dob", "1992-01-01T00:00:00Z")),
				ConfigPlanChecks: emptyPlan(),
			},
			{
				// A date-time goes out as its date, and comes back as one.
				Config:            pdsConfig(mock, summer.with("dob", "1990-06-14T23:00:00Z")),
				ConfigPlanChecks:  action(pdsAddress, plancheck.ResourceActionDestroyBeforeCreate),
				ConfigStateChecks: []statecheck.StateCheck{demographic("dob", "1990-06-15"), demographic("first_name", "Sunny"), pdsValue("ehr_partner", knownvalue.Null())},
				Check:             checked(func() { wantTrace(t, mock, members{"nhs_number": summerChild, "dob": "1990-06-15"}) }),
			},
		},
	})
}

func TestAccPDSPatient_tracedByName(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.SetPDS(tracedPeople()...)
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{
			Config: pdsConfig(mock, irisByName()),
			ConfigStateChecks: []statecheck.StateCheck{
				pdsValue("forename", knownvalue.StringExact("Iris")), pdsValue("postcode", knownvalue.StringExact("ls14ap")),
				pdsValue("nhs_number", knownvalue.StringExact(irisNumber)), demographic("nhs_number", irisNumber),
			},
			Check: checked(func() {
				wantTrace(t, mock, members{"forename": "Iris", "surname": "Traced", "dob": "1992-01-01", "postcode": "ls14ap"})
				mock.ResetJournal()
			}),
		},
		{
			// What the trace found is the same person.
			Config:           pdsConfig(mock, irisByNumber()),
			ConfigPlanChecks: emptyPlan(),
		},
		{
			Config:           pdsConfig(mock, irisByName().with("surname", "TRACED", "postcode", "LS1 4AP")),
			ConfigPlanChecks: action(pdsAddress, plancheck.ResourceActionUpdate),
			Check:            checked(func() { wantWrites(t, mock) }),
		},
		{
			Config: pdsConfig(mock, person{"forename": "Sunny", "surname": "Summer", "dob": "1990-06-15", "postcode": "YO1 7HH"}),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
				plancheck.ExpectResourceAction(pdsAddress, plancheck.ResourceActionDestroyBeforeCreate),
				plancheck.ExpectUnknownValue(pdsAddress, tfjsonpath.New("nhs_number")),
			}},
			ConfigStateChecks: []statecheck.StateCheck{pdsValue("nhs_number", knownvalue.StringExact(summerChild))},
		},
	}})
}

// A person whom the practice group knows comes back as they are.
func TestAccPDSPatient_knownPersonIsNotDoubled(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.SetPDS(tracedPeople()...)
	id := mock.AddPatient("1002", members{"nhs_number": irisNumber, "dob": "1992-01-01", "first_name": "Irene", "town": "York"})
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: providerBlock(mock) + `
resource "terraform_data" "number" { input = "999 000 1014" }
` + person{"nhs_number": "terraform_data.number.output", "dob": "1992-01-01", "practice_group_id": "1002"}.pds("this") +
			irisByName().with("practice_group_id", "1002").pds("other"),
		ConfigStateChecks: []statecheck.StateCheck{
			pdsValue("id", knownvalue.StringExact(id)), demographic("first_name", "Irene"), demographic("town", "York"),
			statecheck.ExpectKnownValue("hero_pds_patient.other", tfjsonpath.New("id"), knownvalue.StringExact(id)),
		},
		Check: checked(func() {
			wantMembers(t, onlyPatient(t, mock, "1002"), members{"id": id, "first_name": "Irene", "town": "York"})
			if n := len(mock.Patients("1001")); n != 0 {
				t.Errorf("practice group 1001 has got %d records", n)
			}
		}),
	}}})
}

func TestAccPDSPatient_identityCheckIsToldAndRepeatable(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t) // with Ivor, who has to prove who he is
	ivor := person{"nhs_number": "9990001022", "dob": "1985-07-20"}
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{
			Config:      pdsConfig(mock, ivor),
			ExpectError: regexp.MustCompile(`(?s)Identity\s+check\s+needed.*"Identity\s+verification\s+is\s+required".*https://login\.hero\.example/verify`),
		},
		{
			PreConfig: func() {
				mock.SetPDS(heromock.PDSPerson{NHSNumber: "9990001022", DOB: "1985-07-20", Forename: "Ivor", Surname: "Identity"})
			},
			Config:           pdsConfig(mock, ivor),
			ConfigPlanChecks: action(pdsAddress, plancheck.ResourceActionCreate),
			Check:            checked(func() { onlyPatient(t, mock, "1001") }),
		},
	}})
}

// The answer is lost after the request took effect: the repetition finds the
// record instead of making another one.
func TestAccPDSPatient_lostAnswerMakesOneRecord(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	mock.Inject(heromock.Fault{Route: pdsRoute, DropAfter: true, Count: 1})
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: providerBlock(mock) + irisByName().pds("this"),
		Check: checked(func() {
			onlyPatient(t, mock, "1001")
			wantWrites(t, mock, postPDS, postPDS)
		}),
	}}})
}

func TestAccPDSPatient_goneIsRegisteredAgain(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{Config: pdsConfig(mock, irisByNumber())},
		{
			PreConfig: func() {
				mock.RemovePatient("1001", fmt.Sprint(onlyPatient(t, mock, "1001")["id"]))
				mock.ResetJournal()
			},
			Config:           pdsConfig(mock, irisByNumber()),
			ConfigPlanChecks: action(pdsAddress, plancheck.ResourceActionCreate),
			Check:            checked(func() { wantWrites(t, mock, postPDS) }),
		},
	}})
}
