data "hero_patient_billing_info" "this" {
  patient_id = "123"
}

output "insurer" {
  value     = try(data.hero_patient_billing_info.this.insurance.insurer, null)
  sensitive = true
}
