// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/querycheck"
	"github.com/hashicorp/terraform-plugin-testing/querycheck/queryfilter"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// One list block of each kind, for the real CLI. Each list resource also has tests at
// the protocol, which need no CLI.
const oneOfEachList = `
list "hero_webhook" "all" {
  provider         = hero
  include_resource = true
}

list "hero_patient" "test" {
  provider         = hero
  include_resource = true
  limit            = 3
  config {
    last_name = "Testpatient"
  }
}

list "hero_admin_prescriber" "prescribers" {
  provider = hero
  config {
    prescribers_only = true
  }
}

list "hero_practice_group_settings" "some" {
  provider = hero
  config {
    practice_group_ids = ["1001", "1003"]
  }
}
`

func TestAccList_answersTheCLI(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	seedWebhooks(mock)
	seedFamily(mock, 5)
	seedPrescribers(mock)
	identity := func(group, id string) map[string]knownvalue.Check {
		return map[string]knownvalue.Check{"practice_group_id": knownvalue.StringExact(group), "id": knownvalue.StringExact(id)}
	}
	acceptance(t, resource.TestCase{
		TerraformVersionChecks: []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_14_0)},
		Steps: []resource.TestStep{{
			Query:  true,
			Config: providerBlock(mock) + oneOfEachList,
			QueryResultChecks: []querycheck.QueryResultCheck{
				querycheck.ExpectLength("hero_webhook.all", 3),
				querycheck.ExpectLength("hero_patient.test", 3),
				querycheck.ExpectLength("hero_admin_prescriber.prescribers", 2),
				querycheck.ExpectLength("hero_practice_group_settings.some", 2),
				querycheck.ExpectIdentity("hero_admin_prescriber.prescribers", identity("1001", "502")),
				querycheck.ExpectIdentity("hero_practice_group_settings.some", map[string]knownvalue.Check{"practice_group_id": knownvalue.StringExact("1003")}),
				querycheck.ExpectResourceDisplayName("hero_patient.test", queryfilter.ByResourceIdentity(identity("1001", "10002")),
					knownvalue.StringExact("Patient 10002 (practice group 1001)")),
				querycheck.ExpectResourceKnownValues("hero_patient.test", queryfilter.ByResourceIdentity(identity("1001", "10002")), []querycheck.KnownValueCheck{
					{Path: tfjsonpath.New("first_name"), KnownValue: knownvalue.StringExact("Zebedee1")},
					{Path: tfjsonpath.New("dob"), KnownValue: knownvalue.StringExact("1987-07-29")},
				}),
			},
		}},
	})
}

// Without its error a failed list would look like an empty practice, and without the
// warning a limited list would look like a small practice.
func TestAccList_tellsFailuresAndLimits(t *testing.T) {
	t.Parallel()
	if !cliHas(t, "Terraform", 14) {
		t.Skip("terraform query came with Terraform 1.14, and OpenTofu has none")
	}
	mock := heromock.Listen(t)
	seedFamily(mock, 5)
	w := newWorkspace(t, mock)
	w.write("provider.tf", "provider \"hero\" {\n  max_retries = 0\n}\n")
	w.write("patients.tfquery.hcl", "list \"hero_patient\" \"test\" {\n  provider = hero\n  limit = 3\n  config {\n    last_name = \"Testpatient\"\n  }\n}\n")
	if r := w.mustRun("query"); !r.contains("Query stopped at its limit") || !r.contains("Patient 10003 (practice group 1001)") {
		t.Errorf("there is no warning about the limit, or too few objects:\n%s", r.out)
	}
	mock.Inject(heromock.Fault{Route: routePatients, Skip: 1, Status: http.StatusBadGateway})
	w.mustFail([]string{"query"}, "Unable to search for patients", "502 Bad Gateway")
	w.write("patients.tfquery.hcl", "list \"hero_patient\" \"test\" {\n  provider = hero\n  config {}\n}\n")
	w.mustFail([]string{"query"}, "Missing Attribute Configuration")
}
