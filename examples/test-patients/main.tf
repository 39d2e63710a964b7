terraform {
  required_version = ">= 1.11"

  required_providers {
    hero = {
      source  = "herohealth/hero"
      version = "~> 0.1"
    }
  }
}

provider "hero" {
  environment                = "staging"
  practice_group_id          = "1001"
  allowed_practice_group_ids = ["1001"]
}

# As spreadsheets write it: there may be a byte order mark before the first
# column, and spaces around a value. A blank cell becomes null, which leaves
# Hero's value alone. A row of blank cells is skipped.
locals {
  table = [
    for row in csvdecode(trimprefix(file("${path.module}/patients.csv"), "\ufeff")) :
    { for column, cell in row : lower(trimspace(column)) => trimspace(cell) != "" ? trimspace(cell) : null }
    if trimspace(join("", values(row))) != ""
  ]
  patients = { for patient in local.table : patient.key => patient }
}

resource "hero_patient" "test" {
  for_each = local.patients

  nhs_number = each.value.nhs_number
  dob        = each.value.dob
  first_name = each.value.first_name
  last_name  = each.value.last_name
  sex        = each.value.sex
  mobile     = each.value.mobile
  email      = each.value.email
  postcode   = each.value.postcode
}

# Ids and counts tell nothing about a person.
output "patient_ids" {
  description = "Hero's ids of the patients, by key."
  value       = { for key, patient in hero_patient.test : key => patient.id }
}
