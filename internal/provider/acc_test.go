// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"fmt"
	"maps"
	"os"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
	"github.com/herohealth/terraform-provider-hero/internal/provider"
	"github.com/herohealth/terraform-provider-hero/internal/server"
)

// TestMain keeps a developer's own account out of the tests. It leaves variables that are meant for tests.
func TestMain(m *testing.M) {
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, "HERO_") && !strings.HasPrefix(name, "HERO_ACC_") && !strings.HasPrefix(name, "HERO_SIMULATION") {
			if err := os.Unsetenv(name); err != nil {
				panic(err)
			}
		}
	}
	debug.SetGCPercent(400) // tests allocate many short-lived objects
	code := m.Run()
	sharedDirs.remove()
	os.Exit(code)
}

// acceptance runs a case with the real CLI against a mock of its own. The plan
// after each step must be empty.
func acceptance(t *testing.T, c resource.TestCase) {
	t.Helper()
	factories := map[string]func() (tfprotov6.ProviderServer, error){
		"hero": func() (tfprotov6.ProviderServer, error) { return server.New(provider.New("test")()), nil },
	}
	maps.Copy(factories, c.ProtoV6ProviderFactories)
	c.ProtoV6ProviderFactories = factories
	resource.Test(t, c) // skips unless TF_ACC is set; each test calls t.Parallel itself
}

// providerBlock configures the provider for a mock; settings are further
// lines of the block.
func providerBlock(s *heromock.Server, settings ...string) string {
	return fmt.Sprintf(`
provider "hero" {
  endpoint          = %q
  api_key           = %q
  practice_group_id = "1001"
  %s
}
`, s.URL(), s.APIKey(), strings.Join(settings, "\n  "))
}

// emptyPlan fails a step whose plan would change something.
func emptyPlan() resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
}

// action fails a step that plans something else for the resource.
func action(address string, want plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, want)}}
}

// wantWrites checks the writes that the mock has received since its journal was
// last reset, in the form "POST /v1/patients/register".
func wantWrites(t testing.TB, s *heromock.Server, want ...string) {
	t.Helper()
	var got []string
	for _, r := range s.Writes() {
		got = append(got, r.Method+" "+r.Route)
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("writes to Hero:\n  got  %q\n  want %q", got, want)
	}
}
