package main

import (
	"fmt"
	"strings"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

// workload is what a configuration has: patients, or practices with settings
// and webhooks.
type workload struct {
	kind    string
	n       int
	objects int
}

const (
	patients  = "patients"
	practices = "practices"

	webhooksEach = 8
)

func workloads(s settings) (all []workload) {
	for _, n := range s.patients {
		all = append(all, workload{patients, n, n})
	}
	for _, n := range s.practices {
		all = append(all, workload{practices, n, n * (1 + webhooksEach)})
	}
	return all
}

func (w workload) title() string {
	if w.kind == practices {
		return fmt.Sprintf("%d practices (%d objects)", w.n, w.objects)
	}
	return fmt.Sprintf("%d patients", w.n)
}

// groups are the practice groups that the mock has.
func (w workload) groups() string {
	ids := []string{"1001"}
	for i := 1; w.kind == practices && i < w.n; i++ {
		ids = append(ids, fmt.Sprint(1001+i))
	}
	return strings.Join(ids, ",")
}

// files are the configuration, with the provider or with the floor in its place.
func (w workload) files(floor bool) map[string]string {
	if w.kind == patients {
		main := required + patientsMain
		if floor {
			main = floorPatientsMain
		}
		return map[string]string{"main.tf": main, "patients.csv": csvOfPatients(w.n)}
	}
	main, module := required+"\nprovider \"hero\" {}\n"+practicesMain, required+practiceModule
	if floor {
		main, module = practicesMain, floorPracticeModule
	}
	return map[string]string{"main.tf": strings.Replace(main, "COUNT", fmt.Sprint(w.n), 1), "practice/main.tf": module}
}

const required = `
terraform {
  required_providers {
    hero = {
      source = "herohealth/hero"
    }
  }
}
`

const patientsMain = `
resource "hero_patient" "all" {
  for_each = { for p in csvdecode(file("${path.module}/patients.csv")) : p.nhs_number => p }

  nhs_number     = each.value.nhs_number
  dob            = each.value.dob
  first_name     = each.value.first_name
  last_name      = each.value.last_name
  mobile         = each.value.mobile
  postcode       = each.value.postcode
  adopt_existing = true
}
`

const floorPatientsMain = `
resource "terraform_data" "all" {
  for_each = { for p in csvdecode(file("${path.module}/patients.csv")) : p.nhs_number => p }
  input    = each.value
}
`

// A module for each practice, as examples/network has it.
const practicesMain = `
module "practice" {
  source   = "./practice"
  for_each = { for i in range(COUNT) : tostring(1001 + i) => i }

  practice_group_id = each.key
}
`

const practiceVariables = `
variable "practice_group_id" {
  type = string
}

locals {
  events = toset([
    "appointment.confirmed", "appointment.cancelled", "appointment.rescheduled", "prescription.issued",
    "patient.medical-record-updated", "patient.added-to-sequence", "write-to-record.succeeded", "write-to-record.failed",
  ])
}
`

const practiceModule = practiceVariables + `
resource "hero_practice_group_settings" "this" {
  practice_group_id = var.practice_group_id
  name              = "Practice ${var.practice_group_id}"

  address = {
    line_1   = "1 High Street"
    town     = "Leeds"
    postcode = "LS1 4AP"
  }
}

resource "hero_webhook" "event" {
  for_each = local.events

  practice_group_id      = var.practice_group_id
  event_type             = each.key
  url                    = "https://receiver.example.com/hero/${var.practice_group_id}"
  signing_key_wo         = "of-a-benchmark"
  signing_key_wo_version = "1"
}
`

const floorPracticeModule = practiceVariables + `
resource "terraform_data" "this" {
  input = {
    practice_group_id = var.practice_group_id
    name              = "Practice ${var.practice_group_id}"
    address           = { line_1 = "1 High Street", town = "Leeds", postcode = "LS1 4AP" }
  }
}

resource "terraform_data" "event" {
  for_each = local.events

  input = {
    practice_group_id = var.practice_group_id
    event_type        = each.key
    url               = "https://receiver.example.com/hero/${var.practice_group_id}"
    version           = "1"
  }
}
`

// csvOfPatients are made-up people with NHS numbers that are issued to nobody.
func csvOfPatients(n int) string {
	var b strings.Builder
	b.WriteString("nhs_number,dob,first_name,last_name,mobile,postcode\n")
	made := 0
	for serial := 0; made < n; serial++ {
		number := fmt.Sprintf("999%07d", serial)
		if _, err := canonical.ParseNHSNumber(number); err != nil {
			continue
		}
		fmt.Fprintf(&b, "%s,19%02d-%02d-15,Person,Number %d,07700 90%04d,ls1 4ap\n", number, 40+made%60, 1+made%12, made, made%10000)
		made++
	}
	return b.String()
}
