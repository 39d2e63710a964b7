# By Hero's id …
data "hero_patient" "by_id" {
  id = "123"
}

# … or by NHS number and date of birth, which must match exactly one record.
data "hero_patient" "by_nhs_number" {
  nhs_number = var.nhs_number # 999 010 1264 or 9990101264
  dob        = var.dob        # 1970-02-03
}

# Hero's id is not patient data, so it can be shown.
output "patient_id" {
  description = "Hero's id of the patient."
  value       = data.hero_patient.by_nhs_number.id
}

variable "nhs_number" {
  description = "NHS number of the patient."
  type        = string
  sensitive   = true
}

variable "dob" {
  description = "Date of birth of the patient."
  type        = string
  sensitive   = true
}
