data "hero_patients" "family" {
  last_name = "Testpatient"
}

# Every patient found, by Hero's id. Entries without one are known to the
# connected record system only.
data "hero_patient_billing_info" "family" {
  for_each = toset([for p in data.hero_patients.family.patients : p.id if p.id != null])

  patient_id = each.value
}

output "number_of_patients" {
  description = "How many patients were found."
  value       = length(data.hero_patients.family.patients)
}
