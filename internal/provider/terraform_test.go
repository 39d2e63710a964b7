// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strings"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// The example module's own tests run with the CLI's test command, once against
// the mock server and once with the CLI's mock of the provider.
func TestAccTerraformTest_moduleAgainstTheMockServer(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	w := exampleWorkspace(t, mock, "module-with-tests")
	if out := w.mustRun("test", "-filter=tests/mock_server.tftest.hcl"); !out.says("Success! 2 passed, 0 failed.") {
		t.Errorf("not two runs that pass:\n%s", out.out)
	}
	for request, want := range map[string]int{"PATCH /v1/me": 1, postWebhook: 2, deleteWebhook: 2} { // the test command cleans up after itself
		method, route, _ := strings.Cut(request, " ")
		if got := mock.Count(method, route); got != want {
			t.Errorf("%s was sent %d times, want %d", request, got, want)
		}
	}
	if left := len(mock.Webhooks("1001")); left != 0 {
		t.Errorf("%d webhooks are left behind", left)
	}
}

func TestAccTerraformTest_moduleWithAMockedProvider(t *testing.T) {
	t.Parallel()
	w := exampleWorkspace(t, nil, "module-with-tests")
	command := []string{"test", "-filter=tests/without_a_server.tftest.hcl"}
	if out := w.mustRun(command...); !out.says("Success! 3 passed, 0 failed.") {
		t.Errorf("not three runs that pass:\n%s", out.out)
	}
	// The tests notice a module that loses its practice group.
	w.edit("main.tf", "practice_group_id = var.practice_group_id\n  event_type", "event_type")
	w.mustFail(command, "The webhook is not the practice's.", "2 passed, 1 failed")
}
