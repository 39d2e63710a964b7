// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/herohealth/terraform-provider-hero/internal/heromock"
)

// The CLI decides which calls it makes for one instance, so this test runs it, to see
// that a single instance never counts as two.
func TestAccDeclaredTwice_singleOnesAreNotWarnedOf(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	w := newWorkspace(t, mock)
	w.write("main.tf", `
variable "generation" { default = 1 }
variable "mobile" { default = "07700 900123" }
locals { practices = toset(["1001", "1002", "1003"]) }
resource "terraform_data" "generation" { input = var.generation }
resource "hero_practice_group_settings" "each" {
  for_each          = local.practices
  practice_group_id = each.key
  lifecycle { replace_triggered_by = [terraform_data.generation] }
}
resource "hero_admin_prescriber" "two" {
  count    = 2
  admin_id = tostring(501 + count.index)
  lifecycle { replace_triggered_by = [terraform_data.generation] }
}
resource "hero_patient" "each" {
  for_each          = local.practices
  practice_group_id = each.key
  nhs_number        = "999 000 0018"
  dob               = "1990-06-15"
  first_name        = "Ada"
  last_name         = "Lovelace"
  mobile            = var.mobile
  adopt_existing    = true
  lifecycle {
    create_before_destroy = true
    replace_triggered_by  = [terraform_data.generation]
  }
}
resource "hero_patient" "two" {
  count          = 2
  nhs_number     = ["999 000 0026", "999 000 0034"][count.index]
  dob            = "1985-12-09"
  first_name     = "Grace"
  last_name      = "Hopper"
  mobile         = var.mobile
  adopt_existing = true
  lifecycle { replace_triggered_by = [terraform_data.generation] }
}
resource "hero_pds_patient" "this" {
  nhs_number = "999 000 1014"
  dob        = "1992-01-01"
}
`)
	w.write("certain.tf", `
resource "hero_patient" "certain" {
  nhs_number = "999 000 0042"
  dob        = "1970-01-01"
  first_name = "Alan"
  last_name  = "Turing"
  mobile     = "07700 900789"
}
`)
	const one = `hero_patient.two[0]`
	for _, command := range [][]string{
		{"plan"},
		{"apply", "-auto-approve"},
		{"plan"},
		{"plan", "-refresh=false"},
		{"plan", "-refresh-only"},
		{"plan", "-target=" + one},
		{"apply", "-auto-approve", "-var=mobile=07700 900124"},
		{"plan", "-var=mobile=07700 900124", "-replace=" + one, `-replace=hero_patient.each["1001"]`, "-replace=hero_pds_patient.this"},
		{"apply", "-auto-approve", "-var=mobile=07700 900124", "-replace=" + one, `-replace=hero_patient.each["1001"]`, "-replace=hero_pds_patient.this"},
		{"apply", "-auto-approve", "-var=generation=2"}, // replaces all, one patient with the new one created first
		{"taint", one},
		{"plan", "-var=generation=2"},
		{"apply", "-auto-approve", "-var=generation=2"},
		{"plan", "-destroy"},
		{"destroy", "-auto-approve"},
	} {
		if out := w.mustRun(command...); out.contains(" twice") {
			t.Fatalf("%q counts one instance as two:\n%s", command, out.out)
		}
		if command[0] != "apply" {
			continue
		}
		// The CLI shows the warnings of a replacement's second plan only next to an error.
		if out := w.mustFail([]string{"plan", "-replace=hero_patient.certain"}, "Patient exists already"); out.contains(" twice") {
			t.Fatalf("a refused replacement counts as two instances:\n%s", out.out)
		}
	}
}

func TestAccDeclaredTwice_twoAreNamedOnce(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	id := mock.AddPatient("1001", person{"dob": "1970-01-01", "first_name": "Alan", "last_name": "Turing", "mobile": "07700 900789"}.record())
	w := newWorkspace(t, mock)
	w.write("main.tf", `
resource "hero_practice_group_settings" "forgotten" {
  for_each = toset(["1001", "1002"])
}
resource "hero_admin_prescriber" "same" {
  count    = 2
  admin_id = "501"
}
resource "hero_patient" "numbered" {
  count      = 2
  nhs_number = ["999 000 0018", "9990000018"][count.index]
  dob        = "1990-06-15"
  first_name = "Ada"
  last_name  = "Lovelace"
  mobile     = "07700 900123"
}
resource "hero_patient" "named" {
  count      = 2
  dob        = "1985-12-09"
  first_name = "Grace"
  last_name  = ["Hopper", "HOPPER"][count.index]
  mobile     = "07700 900456"
}
import {
  to = hero_patient.imported[0]
  id = "`+id+`"
}
import {
  to = hero_patient.imported[1]
  id = "`+id+`"
}
resource "hero_patient" "imported" {
  count      = 2
  dob        = "1970-01-01"
  first_name = "Alan"
  last_name  = "Turing"
}
`)
	planned := w.mustRun("plan")
	for _, warning := range []string{
		"Warning: Practice group settings declared twice", "for practice group 1001 too",
		"Warning: Admin prescriber declared twice", "admin 501 of practice group 1001",
		"Warning: Patient declared twice", "Warning: Patient without an NHS number declared twice",
		"Warning: Patient managed twice", "patient " + id + " of practice group 1001",
	} {
		if n := strings.Count(planned.text(), warning); n != 1 {
			t.Errorf("the plan has %d times, want once: %q", n, warning)
		}
	}
	if t.Failed() {
		t.Log(planned.out)
	}

	// Of two resources for a patient who can be looked up, one creates them and the other is refused.
	applied := w.mustFail([]string{"apply", "-auto-approve"}, "Patient exists already", "Practice group settings declared twice")
	if n := strings.Count(applied.text(), "Error: Patient exists already"); n != 2 {
		t.Errorf("the apply refuses %d patients, want 2:\n%s", n, applied.out)
	}
	wantWrites(t, mock, postRegister, postRegister)
	if n := len(mock.Patients("1001")); n != 3 {
		t.Errorf("Hero holds %d patients, want 3", n)
	}
}

// A test file plans and applies one module again and again, in turn, in parallel
// and with several states. Some CLIs use one configured provider for all of it.
func TestAccDeclaredTwice_terraformTest(t *testing.T) {
	t.Parallel()
	mock := heromock.Listen(t)
	w := newWorkspace(t, mock)
	w.write("main.tf", `
variable "mobile" { default = "07700 900123" }
variable "practice" { default = "1001" }
resource "hero_practice_group_settings" "this" { practice_group_id = var.practice }
resource "hero_admin_prescriber" "this" {
  practice_group_id = "1001"
  admin_id          = "501"
}
resource "hero_patient" "numbered" {
  practice_group_id = var.practice
  nhs_number        = "999 000 0018"
  dob               = "1990-06-15"
  first_name        = "Ada"
  last_name         = "Lovelace"
  mobile            = var.mobile
}
resource "hero_patient" "named" {
  practice_group_id = var.practice
  dob               = "1985-12-09"
  first_name        = "Grace"
  last_name         = "Hopper"
  mobile            = "07700 900456"
}
resource "hero_pds_patient" "this" {
  practice_group_id = var.practice
  nhs_number        = "999 000 1014"
  dob               = "1992-01-01"
}
output "id" { value = hero_patient.numbered.id }
`)
	w.write("runs.tftest.hcl", `
provider "hero" {}
run "plan_first" {
  command = plan
}
run "plan_again" {
  command = plan
}
run "make" {}
run "plan_what_is_there" {
  command = plan
}
run "change" {
  variables {
    mobile = "07700 900124"
  }
}
run "change_nothing" {
  variables {
    mobile = "07700 900124"
  }
  plan_options {
    refresh = false
  }
}
run "look_only" {
  command = plan
  plan_options {
    mode = refresh-only
  }
}
run "replace" {
  command = plan
  plan_options {
    replace = [hero_practice_group_settings.this]
  }
}
run "another_practice" {
  variables {
    practice = "1002"
  }
}
`)
	const beside = `
test { parallel = true }
run "first" {
  state_key = "a"
  command   = plan
}
run "second" {
  state_key = "b"
  command   = plan
}
run "third" {
  state_key = "c"
}
run "fourth" {
  state_key = "c"
  command   = plan
}
`
	runs := 9
	if cliHas(t, "Terraform", 12) {
		w.write("beside.tftest.hcl", "provider \"hero\" { practice_group_id = \"1003\" }\nvariables { practice = \"1003\" }\n"+beside)
		runs += 4
	}
	out := w.mustRun("test", "-verbose")
	if !out.contains("Success! "+strconv.Itoa(runs)+" passed, 0 failed.") || out.contains(" twice") {
		t.Errorf("want %d runs that pass without a warning about two instances:\n%s", runs, out.out)
	}
	for _, group := range mock.PracticeGroups() {
		if group != "1003" && len(mock.Patients(group)) != 3 {
			t.Errorf("practice group %s holds %d patients, want 3", group, len(mock.Patients(group)))
		}
	}
}
