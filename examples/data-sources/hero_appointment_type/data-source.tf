data "hero_appointment_type" "nurse" {
  name = "Nurse appointment"
}

output "nurse_appointment_minutes" {
  description = "How long a nurse appointment takes, in minutes."
  value       = data.hero_appointment_type.nurse.duration
}
