// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"strings"

	"github.com/herohealth/terraform-provider-hero/internal/canonical"
)

func required(provider string) string {
	return fmt.Sprintf(`
terraform {
  required_providers {
    %[1]s = {
      source = "herohealth/%[1]s"
    }
  }
}
`, provider)
}

const heroPatients = `
resource "hero_patient" "all" {
  for_each = { for i, p in csvdecode(file("${path.module}/patients.csv")) : i => p }

  nhs_number     = each.value.nhs_number
  dob            = each.value.dob
  first_name     = each.value.first_name
  last_name      = each.value.last_name
  mobile         = each.value.mobile
  postcode       = each.value.postcode
  adopt_existing = true
}
`

const petPatients = `
resource "floor_pet" "all" {
  for_each = { for i, p in csvdecode(file("${path.module}/patients.csv")) : i => p }
  keepers  = each.value
}
`

const dataPatients = `
resource "terraform_data" "all" {
  for_each = { for i, p in csvdecode(file("${path.module}/patients.csv")) : i => p }
  input    = each.value
}
`

const heroWebhooks = `
resource "hero_webhook" "all" {
  for_each = { for i in range(COUNT) : tostring(i) => "https://receiver.example.com/hero/${i}" }

  event_type             = "appointment.confirmed"
  url                    = each.value
  signing_key_wo         = "of-a-benchmark"
  signing_key_wo_version = "1"
}
`

const petWebhooks = `
resource "floor_pet" "all" {
  for_each = { for i in range(COUNT) : tostring(i) => "https://receiver.example.com/hero/${i}" }
  keepers  = { event_type = "appointment.confirmed", url = each.value, version = "1" }
}
`

const dataWebhooks = `
resource "terraform_data" "all" {
  for_each = { for i in range(COUNT) : tostring(i) => "https://receiver.example.com/hero/${i}" }
  input    = { event_type = "appointment.confirmed", url = each.value, version = "1" }
}
`

// modules has a module for each practice, as examples/network does.
const modules = `
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

const heroPractice = `
resource "hero_practice_group_settings" "this" {
  practice_group_id = var.practice_group_id
  name              = "Surgery ${var.practice_group_id}" # not what the mock has, so that it is written

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

const petPractice = `
resource "floor_pet" "this" {
  keepers = { practice_group_id = var.practice_group_id, name = "Surgery ${var.practice_group_id}", line_1 = "1 High Street", town = "Leeds", postcode = "LS1 4AP" }
}

resource "floor_pet" "event" {
  for_each = local.events
  keepers  = { practice_group_id = var.practice_group_id, event_type = each.key, url = "https://receiver.example.com/hero/${var.practice_group_id}", version = "1" }
}
`

const dataPractice = `
resource "terraform_data" "this" {
  input = { practice_group_id = var.practice_group_id, name = "Surgery ${var.practice_group_id}", line_1 = "1 High Street", town = "Leeds", postcode = "LS1 4AP" }
}

resource "terraform_data" "event" {
  for_each = local.events
  input    = { practice_group_id = var.practice_group_id, event_type = each.key, url = "https://receiver.example.com/hero/${var.practice_group_id}", version = "1" }
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
