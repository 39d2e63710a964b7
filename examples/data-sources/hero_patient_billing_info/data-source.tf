data "hero_patient_billing_info" "this" {
  patient_id = "123"
}

output "insurer" {
  description = "The patient's insurer, null without insurance."
  value       = try(data.hero_patient_billing_info.this.insurance.insurer, null)
  sensitive   = true
}
