# Of another practice group in the same network.
data "hero_appointment_types" "branch" {
  practice_group_id = "1002"
  location_ids      = ["202"]
}

output "paid_appointments" {
  description = "Prices of the paid appointment types, by name."
  value       = { for a in data.hero_appointment_types.branch.appointment_types : a.name => a.price if a.sector == "paid" }
}
