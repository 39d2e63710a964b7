# The quickstart: the settings of one practice, one test patient, and what Hero
# knows about that patient's billing. `make demo` runs it against a mock server.

terraform {
  # Secrets can stay out of the state from 1.11 on, in Terraform and in OpenTofu.
  required_version = ">= 1.11"

  required_providers {
    hero = {
      source  = "herohealth/hero"
      version = "~> 0.1"
    }
  }
}

# The service and the key come from the environment (HERO_ENVIRONMENT or
# HERO_ENDPOINT, HERO_API_KEY), so that no key is ever written to a file.
provider "hero" {
  practice_group_id = var.practice_group_id
}

# The practice already has settings. An import reads them and writes nothing.
import {
  to = hero_practice_group_settings.this
  id = var.practice_group_id
}

# Only the settings written here are managed. If you leave one out, Hero keeps its
# value.
resource "hero_practice_group_settings" "this" {
  name = var.practice_name

  address = {
    line_1   = "2 Riverside"
    town     = "Leeds"
    postcode = "LS1 4AP"
  }
}

# Before it registers a patient, the provider looks. It never overwrites a patient
# who already exists, unless adopt_existing says so.
resource "hero_patient" "example" {
  nhs_number = var.patient.nhs_number
  dob        = var.patient.dob
  first_name = var.patient.first_name
  last_name  = var.patient.last_name
  mobile     = var.patient.mobile
  email      = var.patient.email
  postcode   = var.patient.postcode
}

data "hero_patient_billing_info" "example" {
  patient_id = hero_patient.example.id
}

data "hero_patient_payment_methods" "example" {
  patient_id = hero_patient.example.id
}
