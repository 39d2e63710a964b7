# Traced by NHS number and date of birth.
resource "hero_pds_patient" "by_number" {
  nhs_number = var.nhs_number # 999 000 1014 or 9990001014
  dob        = var.dob        # 1992-01-01
}

# Traced by name, date of birth and postcode; the trace finds the NHS number.
resource "hero_pds_patient" "by_name" {
  forename = "Iris"
  surname  = "Traced"
  dob      = "1992-01-01"
  postcode = "LS1 4AP"
}

output "traced_nhs_number" {
  description = "The NHS number that the trace has found."
  value       = hero_pds_patient.by_name.demographics.nhs_number
  sensitive   = true
}

# A patient who was a hero_patient before keeps the record: nothing is sent.
moved {
  from = hero_patient.robin
  to   = hero_pds_patient.by_number
}

variable "nhs_number" {
  description = "NHS number of the person to trace."
  type        = string
  sensitive   = true
}

variable "dob" {
  description = "Date of birth of the person to trace."
  type        = string
  sensitive   = true
}
