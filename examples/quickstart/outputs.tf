output "practice_name" {
  description = "Name of the practice, as Hero has it."
  value       = hero_practice_group_settings.this.name
}

output "practice_sector" {
  description = "Sector of the practice. Hero sets it; it can only be read."
  value       = hero_practice_group_settings.this.sector
}

output "patient_id" {
  description = "Hero's id of the patient, which is not personal data."
  value       = hero_patient.example.id
}

output "patient_email" {
  description = "Shown by `terraform output patient_email`, and hidden everywhere else."
  value       = hero_patient.example.email
  sensitive   = true # Terraform insists: all personal data of a patient is sensitive
}

output "billing_confidential" {
  description = "Whether the patient's billing is confidential."
  value       = data.hero_patient_billing_info.example.confidential
  sensitive   = true
}

output "payment_method_count" {
  description = "How many payment methods the patient has."
  # Everything derived from sensitive values is sensitive too. A bare number
  # tells nothing about the person, so it may be shown.
  value = nonsensitive(length(data.hero_patient_payment_methods.example.payment_methods))
}
