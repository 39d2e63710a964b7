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

# A blank cell of a CSV file is the text "". Null is what leaves a value alone.
locals {
  patients = {
    for row in csvdecode(file("${path.module}/patients.csv")) :
    row.key => { for column, x in row : column => x != "" ? x : null }
  }
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
  value = { for key, patient in hero_patient.test : key => patient.id }
}
