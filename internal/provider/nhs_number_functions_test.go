// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
)

// callFunction calls a function of the provider as Terraform does.
func callFunction(t testing.TB, server tfprotov6.ProviderServer, name, text string, result tftypes.Type) (tftypes.Value, *tfprotov6.FunctionError) {
	t.Helper()
	argument, err := tfprotov6.NewDynamicValue(tftypes.String, tftypes.NewValue(tftypes.String, text))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := server.CallFunction(context.Background(), &tfprotov6.CallFunctionRequest{Name: name, Arguments: []*tfprotov6.DynamicValue{&argument}})
	if err != nil {
		t.Fatal(err)
	}
	if resp.Error != nil {
		return tftypes.Value{}, resp.Error
	}
	value, err := resp.Result.Unmarshal(result)
	if err != nil {
		t.Fatal(err)
	}
	return value, nil
}

// normalNHSNumber returns the result of nhs_number, and checks that nhs_number_valid
// agrees.
func normalNHSNumber(t testing.TB, server tfprotov6.ProviderServer, text string) (number string, failure *tfprotov6.FunctionError) {
	t.Helper()
	value, failure := callFunction(t, server, "nhs_number", text, tftypes.String)
	if failure == nil {
		if err := value.As(&number); err != nil {
			t.Fatal(err)
		}
	}
	value, err := callFunction(t, server, "nhs_number_valid", text, tftypes.Bool)
	if err != nil {
		t.Fatalf("nhs_number_valid: %s", err.Text)
	}
	if want := tftypes.NewValue(tftypes.Bool, failure == nil); !value.Equal(want) {
		t.Errorf("nhs_number_valid returns %s, want %s", value, want)
	}
	return number, failure
}

func TestNHSNumberFunctions(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want, counted string }{
		"digits":            {"9434765919", "9434765919", ""},
		"with spaces":       {" 943 476 5919\n", "9434765919", ""},
		"with hyphens":      {"943-476-5919", "9434765919", ""},
		"leading zero":      {"000 000 0019", "0000000019", ""},
		"placeholder":       {"999 999 9999", "", ""},
		"empty":             {"", "", "has 0"},
		"a digit missing":   {"943 476 591", "", "has 9"},
		"a digit too many":  {"943 476 59190", "", "has 11"},
		"a letter":          {"943 476 591O", "", ""},
		"wrong check digit": {"943 476 5918", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, failure := normalNHSNumber(t, protocolServer(nil), c.text)
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if failed := failure != nil; failed != (c.want == "") {
				t.Errorf("failure %v", failure)
			}
			if failure != nil && (failure.FunctionArgument == nil || *failure.FunctionArgument != 0 || !strings.HasSuffix(failure.Text, c.counted)) {
				t.Errorf("failure %+v, want %q of the first argument", failure, c.counted)
			}
		})
	}
}

// nhsNumberFailure matches everything that an error may say: a reason, and nothing of
// the text but the number of its digits.
var nhsNumberFailure = regexp.MustCompile(`^(an NHS number has 10 digits, and this has \d+` +
	`|an NHS number has only digits, apart from spaces and hyphens between them` +
	`|the last digit of an NHS number checks the others, and here it does not match` +
	`|ten equal digits are a placeholder and nobody's NHS number, so strangers who have it would be treated as one person)$`)

func FuzzNHSNumberFunctions(f *testing.F) {
	for _, seed := range []string{"943 476 5919", "401-023-2137", "9434765918", "", "94347\u00a065919", "943476591x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			t.Skip("Terraform has no such string")
		}
		server := protocolServer(nil)
		got, failure := normalNHSNumber(t, server, text)
		if failure != nil {
			if !nhsNumberFailure.MatchString(failure.Text) {
				t.Errorf("the error is not one of the reasons: %s", failure.Text)
			}
			return
		}
		if len(got) != 10 || strings.Trim(got, "0123456789") != "" {
			t.Errorf("%q is not ten digits", got)
		}
		if again, failure := normalNHSNumber(t, server, got); failure != nil || again != got {
			t.Errorf("the normal form %q has another normal form, %q", got, again)
		}
	})
}

func TestAccFunctions_inConfiguration(t *testing.T) {
	t.Parallel()
	acceptance(t, resource.TestCase{Steps: []resource.TestStep{{
		Config: `
resource "terraform_data" "later" {
  input = "401-023-2137"
}
output "normal" {
  value = provider::hero::nhs_number("943 476 5919")
}
output "known_later" {
  value = provider::hero::nhs_number(terraform_data.later.output)
}
output "valid" {
  value = [for n in ["943 476 5919", "943 476 5918", "none", ""] : provider::hero::nhs_number_valid(n)]
}`,
		ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("normal", exactly("9434765919")),
			statecheck.ExpectKnownOutputValue("known_later", exactly("4010232137")),
			statecheck.ExpectKnownOutputValue("valid", knownvalue.TupleExact([]knownvalue.Check{
				knownvalue.Bool(true), knownvalue.Bool(false), knownvalue.Bool(false), knownvalue.Bool(false),
			})),
		},
	}}})
}

// The CLI runs without any settings for the provider.
func TestAccFunctions_needNoSettings(t *testing.T) {
	t.Parallel()
	w := newWorkspace(t, nil)
	w.write("main.tf", `
variable "number" {
  type      = string
  sensitive = true
  default   = "943 476 5919"
}
locals {
  number = provider::hero::nhs_number(var.number)
}
output "number" {
  value     = local.number
  sensitive = true
}
output "marked" {
  value = issensitive(local.number)
}
`)
	apply := w.mustRun("apply", "-auto-approve")
	if !apply.contains("marked = true") || strings.Contains(apply.out, "9434765919") {
		t.Errorf("the result is not sensitive like the argument:\n%s", apply.out)
	}
	if got := w.mustRun("output", "-raw", "number").out; got != "9434765919" {
		t.Errorf("got %q", got)
	}

	w.env["TF_VAR_number"] = "943 476 5918"
	failure := w.mustFail([]string{"plan"}, "Invalid function argument", `Invalid value for "text" parameter: `)
	if strings.Contains(failure.out, "5918") {
		t.Errorf("the error shows the number:\n%s", failure.out)
	}
}

func TestAccFunctions_refuseNull(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"nhs_number", "nhs_number_valid"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t, nil)
			w.write("main.tf", "output \"x\" {\n  value = provider::hero::"+name+"(null)\n}\n")
			w.mustFail([]string{"plan"}, `Invalid value for "text" parameter: argument must not be null.`)
		})
	}
}
