# What a test asks Hero itself: how one patient is billed.
terraform {
  required_version = ">= 1.11"

  required_providers {
    hero = {
      source  = "herohealth/hero"
      version = "~> 0.1"
    }
  }
}

variable "patient_id" {
  description = "Hero's id of the patient."
  type        = string
}

data "hero_patient_billing_info" "this" {
  patient_id = var.patient_id
}

data "hero_patient_payment_methods" "this" {
  patient_id = var.patient_id
}

output "insurer" {
  description = "The patient's insurer."
  value       = data.hero_patient_billing_info.this.insurance.insurer
  sensitive   = true
}

output "card" {
  description = "Last four digits of the patient's first card."
  value       = data.hero_patient_payment_methods.this.payment_methods[0].last4
  sensitive   = true
}
