package provider_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

// TestSmoke_realService holds the mock against the real service, which is the
// only judge of what the documentation leaves open. It writes: the settings'
// own name back, and one test patient, which Hero cannot delete again. It is
// off unless HERO_ACC_ENVIRONMENT asks for it, and never runs on production.
func TestSmoke_realService(t *testing.T) {
	t.Parallel()
	environment := os.Getenv("HERO_ACC_ENVIRONMENT")
	service := fmt.Sprintf("environment = %q", environment)
	switch endpoint := os.Getenv("HERO_ACC_ENDPOINT"); {
	case endpoint != "":
		service = fmt.Sprintf("endpoint = %q", endpoint)
	case environment == "":
		t.Skip("set HERO_ACC_ENVIRONMENT=staging, HERO_ACC_API_KEY and HERO_ACC_PRACTICE_GROUP_ID to run against the real service")
	case environment != "staging":
		t.Fatalf("HERO_ACC_ENVIRONMENT is %q; the test writes, so it only runs on staging", environment)
	}
	block := fmt.Sprintf(`
provider "hero" {
  %s
  api_key             = %q
  practice_group_id   = %q
  requests_per_second = 5
}
`, service, os.Getenv("HERO_ACC_API_KEY"), os.Getenv("HERO_ACC_PRACTICE_GROUP_ID"))
	config := block + `
data "hero_practice_group" "this" {}

data "hero_practice_group_capabilities" "this" {}

resource "hero_practice_group_settings" "this" {
  name = data.hero_practice_group.this.name
}

# From the range of NHS numbers that is set aside for tests.
resource "hero_patient" "this" {
  adopt_existing = true
  nhs_number     = "999 010 1248"
  dob            = "1990-06-15"
  first_name     = "Terraform"
  last_name      = "Testpatient"
  mobile         = "07700 900123"
  postcode       = "ls1 4ap"
}

data "hero_patients" "this" {
  nhs_number = "9990101248"
  depends_on = [hero_patient.this]
}

data "hero_patient_billing_info" "this" {
  patient_id = hero_patient.this.id
}
`
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{
		{
			Config: config,
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("hero_patient.this", tfjsonpath.New("id"), knownvalue.NotNull()),
				statecheck.ExpectKnownValue("data.hero_patients.this", tfjsonpath.New("patients"), knownvalue.ListSizeExact(1)),
			},
		},
		{
			ResourceName: "hero_patient.this", ImportState: true, ImportStateVerify: true,
			ImportStateVerifyIgnore: []string{"adopt_existing", "mobile", "postcode", "nhs_number"},
		},
	}})
}
