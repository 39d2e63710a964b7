// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/hero"
)

// TestSmoke_realService runs against the real service, because only that decides what
// the documentation leaves open. It writes: it sends the settings' own name back, and
// registers one test patient, which Hero cannot delete. It is skipped unless
// HERO_ACC_ENVIRONMENT or HERO_ACC_ENDPOINT is set, and never runs on production.
func TestSmoke_realService(t *testing.T) {
	t.Parallel()
	environment, endpoint := os.Getenv("HERO_ACC_ENVIRONMENT"), os.Getenv("HERO_ACC_ENDPOINT")
	if environment == "" && endpoint == "" {
		t.Skip("set HERO_ACC_ENVIRONMENT=staging, HERO_ACC_API_KEY and HERO_ACC_PRACTICE_GROUP_ID to run against the real service")
	}
	service, err := smokeService(environment, endpoint)
	if err != nil {
		t.Fatal(err)
	}
	// The address is in the configuration, so that HERO_ENDPOINT cannot replace it.
	block := fmt.Sprintf(`
provider "hero" {
  endpoint            = %q
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

const stagingURL = "https://api.staging.htech.app"

// smokeService returns the base URL that the smoke test may write to: staging, or a
// server on this machine. It lists the hosts that it allows, so that it also refuses
// names and IP addresses of production that nobody thought of.
func smokeService(environment, endpoint string) (string, error) {
	if environment != "" && environment != "staging" {
		return "", fmt.Errorf("HERO_ACC_ENVIRONMENT is %q; the test writes, so it only runs on staging", environment)
	}
	if endpoint == "" {
		return stagingURL, nil
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.User != nil {
		return "", errors.New("HERO_ACC_ENDPOINT is not a URL without user name and password")
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if "https://"+host != stagingURL && !hero.IsLoopback(host) {
		return "", fmt.Errorf("HERO_ACC_ENDPOINT names the host %q; the test writes, so it only runs on staging (%s) or on this machine", host, stagingURL)
	}
	return endpoint, nil
}

func TestSmokeService_refusesProductionByNameAndAddress(t *testing.T) {
	t.Parallel()
	good := []struct{ environment, endpoint, want string }{
		{"staging", "", stagingURL},
		{"", stagingURL, stagingURL},
		{"staging", "https://API.staging.htech.app.:443/", "https://API.staging.htech.app.:443/"},
		{"", "http://127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"", "http://localhost:8080", "http://localhost:8080"},
		{"", "http://[::1]:8080", "http://[::1]:8080"},
	}
	for _, c := range good {
		if got, err := smokeService(c.environment, c.endpoint); got != c.want || err != nil {
			t.Errorf("environment %q, endpoint %q: %q, %v; want %q", c.environment, c.endpoint, got, err, c.want)
		}
	}
	bad := []struct{ environment, endpoint string }{
		{"production", ""},
		{"Production", ""},
		{"mock", ""},
		{"production", stagingURL},
		{"", "https://api.herohealth.net"},
		{"staging", "https://api.herohealth.net"},
		{"staging", "https://API.HeroHealth.NET"},
		{"staging", "https://api.herohealth.net:443/"},
		{"staging", "https://api.herohealth.net./"},
		{"staging", "https://api.herohealth.net.:8443/path"},
		{"staging", "https://api.staging.htech.app@api.herohealth.net"},
		{"staging", "https://localhost:443@api.herohealth.net"},
		{"staging", "https://api.herohealth.net@api.staging.htech.app"},
		{"staging", "https://api.herohealth.net/?host=api.staging.htech.app"},
		{"staging", "https://api.herohealth.net#api.staging.htech.app"},
		{"staging", "https://api.staging.htech.app.herohealth.net"},
		{"staging", "https://api．herohealth．net"},
		{"staging", "https://herohealth.net"},
		{"staging", "https://developer.herohealth.net"},
		{"staging", "https://app.htech.app"},
		{"staging", "https://203.0.113.7"},
		{"staging", "api.herohealth.net"},
		{"staging", "https://"},
		{"staging", "%"},
	}
	for _, c := range bad {
		if got, err := smokeService(c.environment, c.endpoint); got != "" || err == nil {
			t.Errorf("environment %q, endpoint %q: %q, %v; want a refusal", c.environment, c.endpoint, got, err)
		}
	}
}
