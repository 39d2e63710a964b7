// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"encoding/base64"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/echoprovider"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// echoAddress is where echo puts the values of an ephemeral resource, so that a test can check them.
const echoAddress = "echo.this"

// echo returns a configuration of one ephemeral resource called "this", whose values
// the echo provider puts into the state.
func echo(mock *heromock.Server, ephemeralType string, lines ...string) string {
	return providerBlock(mock, "max_retries = 0", `allowed_practice_group_ids = ["1001", "1002"]`) +
		"ephemeral \"" + ephemeralType + "\" \"this\" {\n  " + strings.Join(lines, "\n  ") + "\n}\n" +
		"provider \"echo\" {\n  data = ephemeral." + ephemeralType + ".this\n}\n" +
		"resource \"echo\" \"this\" {}\n"
}

// echoes runs steps with the echo provider beside ours.
func echoes(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	acceptance(t, resource.TestCase{
		ProtoV6ProviderFactories: map[string]func() (tfprotov6.ProviderServer, error){"echo": echoprovider.NewProviderServer()},
		Steps:                    steps,
	})
}

func echoed(name string, want knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(echoAddress, tfjsonpath.New("data").AtMapKey(name), want)
}

// wantOpened checks that an ephemeral resource was opened more than once, because a
// plan and an apply each open it, and that each opening made the given request.
func wantOpened(t testing.TB, mock *heromock.Server, method, route, group string) {
	t.Helper()
	journal := mock.Journal()
	if len(journal) < 2 {
		t.Errorf("%d requests, want at least one from the plan and one from the apply", len(journal))
	}
	for _, r := range journal {
		if r.Method != method || r.Route != route || r.PracticeGroup != group {
			t.Errorf("%s %s for practice group %s, want only %s %s for %s", r.Method, r.Route, r.PracticeGroup, method, route, group)
		}
	}
}

func TestEphemeral_hasWhatTheDataSourceHas(t *testing.T) {
	t.Parallel()
	all := allSchemas(t)
	for _, name := range []string{"hero_patient_billing_info", "hero_patient_payment_methods", "hero_request"} {
		if diff := cmp.Diff(all.DataSourceSchemas[name].Block.Attributes, all.EphemeralResourceSchemas[name].Block.Attributes); diff != "" {
			t.Errorf("%s (-data source +ephemeral resource):\n%s", name, diff)
		}
	}
}

func TestEphemeral_guardRefusesBeforeAnyRequest(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]members{
		"hero_access_token":            {"practice_group_id": "1003"},
		"hero_patient_billing_info":    {"practice_group_id": "1003", "patient_id": "123"},
		"hero_patient_payment_methods": {"practice_group_id": "1003", "patient_id": "123"},
		"hero_request":                 {"practice_group_id": "1003", "path": "/v1/short_links"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			p := newProtocol(t, mock, members{"allowed_practice_group_ids": textsOf("1001", "1002")})
			_, diagnostics := p.open(name, config)
			wantDiagnostics(t, diagnostics, "error practice_group_id: Practice group not allowed").
				Containing(`"1003"`, "allowed_practice_group_ids")
			if n := len(mock.Journal()); n != 0 {
				t.Errorf("%d requests were made", n)
			}
		})
	}
}

func TestEphemeral_errorsSayWhatToDo(t *testing.T) {
	t.Parallel()
	unauthorised := []string{"401 Unauthorized", "Check the API key and the practice group", "HERO_API_KEY", "HERO_PRACTICE_GROUP_ID", "for practice group 1001"}
	noSuch := []string{"404 Not Found", "practice group 1001"}
	const token, billing, methods = "error: Unable to get an access token", "error: Unable to read billing info of patient 999", "error: Unable to read payment methods of patient 999"
	for _, c := range []struct {
		name, object string
		fault        heromock.Fault
		head         string
		names        []string // what the detail names
	}{
		{"token, unauthorised", "hero_access_token", heromock.Fault{Status: 401}, token, unauthorised},
		{"token, rate limit", "hero_access_token", heromock.Fault{Status: 429}, token, []string{"429 Too Many Requests"}},
		{"token, none in the answer", "hero_access_token", heromock.Fault{Body: `{"token": "canary"}`}, token, []string{"access_token"}},
		{"billing info, unauthorised", "hero_patient_billing_info", heromock.Fault{Status: 401}, billing, unauthorised},
		{"billing info, no such patient", "hero_patient_billing_info", heromock.Fault{}, billing, noSuch},
		{"payment methods, unauthorised", "hero_patient_payment_methods", heromock.Fault{Status: 401}, methods, unauthorised},
		{"payment methods, no such patient", "hero_patient_payment_methods", heromock.Fault{}, methods, noSuch},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			mock := heromock.Start(t)
			if c.fault != (heromock.Fault{}) {
				mock.Inject(c.fault)
			}
			config := members{}
			if c.object != "hero_access_token" {
				config["patient_id"] = "999"
			}
			_, diagnostics := newProtocol(t, mock, nil).open(c.object, config)
			wantDiagnostics(t, diagnostics, c.head).Containing(c.names...)
		})
	}
}

// privateData matches what a provider stores in the state file besides attributes.
var privateData = regexp.MustCompile(`"private": "([^"]*)"`)

// TestAccEphemeral_leavesNothingBehind uses the objects as intended, and reads the
// files that Terraform writes.
func TestAccEphemeral_leavesNothingBehind(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	mock.AddPatient("1001", map[string]any{"id": "123"})
	mock.SetBillingInfo("1001", "123", map[string]any{
		"billing_note": "canary-note", "insurance": map[string]any{"insurer": "canary-insurer", "membership_number": "canary-number"},
	})
	mock.SetPaymentMethods("1001", "123", []any{map[string]any{"id": "canary-method", "last4": "4242", "x_new": "canary-member"}})
	w := newWorkspace(t, mock)
	w.write("main.tf", `
ephemeral "hero_access_token" "this" {}

ephemeral "hero_patient_billing_info" "this" {
  patient_id = "123"
}

ephemeral "hero_patient_payment_methods" "this" {
  patient_id = "123"
}

resource "hero_webhook" "this" {
  event_type = "appointment.confirmed"
  url        = "https://receiver.example.com/hero"
  signing_key_wo = join(" ", [
    ephemeral.hero_access_token.this.access_token,
    ephemeral.hero_patient_billing_info.this.insurance.insurer,
    ephemeral.hero_patient_payment_methods.this.attributes[0].x_new,
  ])
  signing_key_wo_version = "1"
}
`)
	seen := map[string]string{"plan": w.mustRun("plan", "-out=plan").out}
	seen["plan in JSON"] = w.mustRun("show", "-json", "plan").out
	seen["apply"] = w.mustRun("apply", "plan").out
	seen["state file"] = w.read("terraform.tfstate")
	for _, private := range privateData.FindAllStringSubmatch(seen["state file"], -1) {
		decoded, err := base64.StdEncoding.DecodeString(private[1])
		if err != nil {
			t.Fatal(err)
		}
		seen["state file"] += string(decoded)
	}
	w.wantNoChanges()

	arrived, _ := onlyWebhook(t, mock, "1001")["signing_key"].(string)
	token, patient, _ := strings.Cut(arrived, " ")
	if !jwt.MatchString(token) || patient != "canary-insurer canary-member" {
		t.Fatalf("%q arrived at the destination", arrived)
	}
	for what, text := range seen {
		if !strings.Contains(text, "hero_webhook") {
			t.Errorf("the %s is not of this configuration", what)
		}
		header, _, _ := strings.Cut(token, ".") // the same in every token
		for _, secret := range []string{header, "canary"} {
			if strings.Contains(text, secret) {
				t.Errorf("the %s has a text with %q", what, secret)
			}
		}
	}
}
