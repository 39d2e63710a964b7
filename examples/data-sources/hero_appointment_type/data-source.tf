data "hero_appointment_type" "nurse" {
  name = "Nurse appointment"
}

output "nurse_appointment_minutes" {
  value = data.hero_appointment_type.nurse.duration
}
