package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

func webhookImport(label, id string) string {
	return fmt.Sprintf("import {\n  to = hero_webhook.%s\n  id = %q\n}\n", label, id)
}

// A live webhook must survive its import, whatever Hero does not tell of it.
func TestAccWebhook_importNeverMakesANewOne(t *testing.T) {
	t.Parallel()
	const (
		description = `description = "Waiting list"`
		headers     = `headers = { X-Team = "a" }`
	)
	all := map[string]any{"description": "Waiting list", "signing_key": signingKey, "headers": map[string]any{"X-Team": "a"}}
	tests := map[string]struct {
		live     map[string]any
		lines    string
		recorded bool
	}{
		"bare":                 {nil, "", false},
		"nothing_configured":   {all, "", false},
		"headers_reported":     {all, headers, false},
		"headers_not_reported": {nil, headers, true},
		"description":          {all, description, true},
		"key":                  {all, withKey(signingKey, "1"), true},
		"everything":           {all, description + "\n" + headers + "\n" + withKey(signingKey, "1"), true},
	}
	mock := heromock.Start(t)
	w := newWorkspace(t, mock)
	for name, test := range tests {
		id := seedWebhook(mock, "1001", test.live)
		w.write(name+".tf", webhookImport(name, id)+webhookBlock(name, attribute("url", "https://RECEIVER.example.com:443/hero"), test.lines))
	}
	out := w.mustRun("apply", "-auto-approve")
	if !out.says("Plan: 7 to import, 0 to add, 4 to change, 0 to destroy") || !out.says("Recorded without being sent to Hero") {
		t.Errorf("not 7 imports and 4 notes in the state, with a warning:\n%s", out.out)
	}
	for name, test := range tests {
		if out.says("hero_webhook."+name+" will be updated in-place") != test.recorded {
			t.Errorf("%s is recorded: %t, want %t", name, !test.recorded, test.recorded)
		}
	}
	w.wantNoChanges()
	wantWrites(t, mock)
}

func TestAccWebhook_recordedValuesCountAfterAnImport(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	id := seedWebhook(mock, "1001", map[string]any{"headers": map[string]any{"X-Team": headerValue}})
	w := newWorkspace(t, mock)
	config := func(description, version string) string {
		return webhookBlock("this", attribute("url", receiver), attribute("description", description), withKey(signingKey, version))
	}
	w.write("import.tf", webhookImport("this", id))
	w.write("main.tf", config("a", "1"))
	w.mustRun("apply", "-auto-approve")

	w.write("main.tf", config("b", "1"))
	if out := w.mustRun("plan"); !out.says("1 to add, 0 to change, 1 to destroy") {
		t.Errorf("another description is no new webhook:\n%s", out.out)
	}
	w.write("main.tf", config("a", "2"))
	out := w.mustRun("apply", "-auto-approve")
	if !out.says("1 added, 0 changed, 1 destroyed") {
		t.Errorf("another version of the key is no new webhook:\n%s", out.out)
	}
	if !out.says("values that the configuration does not give: headers.") {
		t.Errorf("the plan does not warn that the headers are not carried over:\n%s", out.out)
	}
	webhook := onlyWebhook(t, mock, "1001")
	if webhook["signing_key"] != signingKey || webhook["description"] != "a" || webhook["headers"] != nil {
		t.Errorf("the new webhook has more or less than what is configured; its members: %d", len(webhook))
	}
}

func TestAccWebhook_importByCommand(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	own, other := seedWebhook(mock, "1001", nil), seedWebhook(mock, "1002", nil)
	w := newWorkspace(t, mock)
	w.write("main.tf", webhookBlock("plain", attribute("url", receiver))+webhookBlock("named", attribute("url", receiver))+
		webhookBlock("other", attribute("url", receiver), attribute("practice_group_id", "1002")))
	w.mustRun("import", "hero_webhook.plain", own)
	w.mustRun("import", "hero_webhook.named", "1001/"+own)
	w.mustRun("import", "hero_webhook.other", "1002/"+other)
	w.wantNoChanges()
	wantWrites(t, mock)
}

func TestAccWebhook_importRefusesWhatIsNoID(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	w := newWorkspace(t, mock)
	w.write("main.tf", webhookBlock("this", attribute("url", receiver)))
	for _, id := range []string{"1001/", "1001/wh 1"} {
		w.mustFail([]string{"import", webhookAddress, id}, "Invalid import id", "Nothing was sent to Hero")
	}
	if n := len(mock.Journal()); n != 0 {
		t.Errorf("%d requests were made", n)
	}
	w.mustFail([]string{"import", webhookAddress, "wh_999"}, "Cannot import non-existent remote object")
}

func TestAccWebhook_generatedConfigurationPlansClean(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	id := seedWebhook(mock, "1001", map[string]any{"description": "Waiting list", "signing_key": signingKey, "headers": map[string]any{"X-Team": headerValue}})
	w := newWorkspace(t, mock)
	// Terraform 1.16 looks for hashicorp/hero unless the block names the
	// provider, and refuses the name once the resource is configured.
	w.write("import.tf", strings.Replace(webhookImport("this", id), "{", "{\n  provider = hero", 1))
	w.mustRun("plan", "-generate-config-out=generated.tf")
	w.write("import.tf", webhookImport("this", id))
	if generated := w.read("generated.tf"); strings.Contains(generated, headerValue) || strings.Contains(generated, signingKey) {
		t.Errorf("the generated configuration holds a secret:\n%s", generated)
	}
	if out := w.mustRun("apply", "-auto-approve"); !out.says("1 imported, 0 added, 0 changed, 0 destroyed") {
		t.Errorf("the generated configuration does not plan clean:\n%s", out.out)
	}
	w.wantNoChanges()
	wantWrites(t, mock)
}

func TestAccWebhook_importByIdentity(t *testing.T) {
	t.Parallel()
	mock := heromock.Start(t)
	acceptance(t, resource.TestCase{
		TerraformVersionChecks: []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		Steps: []resource.TestStep{
			{
				Config: webhookConfig(mock, attribute("practice_group_id", "1002")),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectIdentityValueMatchesState(webhookAddress, tfjsonpath.New("id")),
					statecheck.ExpectIdentityValueMatchesState(webhookAddress, tfjsonpath.New("practice_group_id")),
				},
			},
			{
				ResourceName:    webhookAddress,
				ImportState:     true,
				ImportStateKind: resource.ImportBlockWithResourceIdentity,
			},
		},
	})
}
