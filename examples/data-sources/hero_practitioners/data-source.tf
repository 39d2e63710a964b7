data "hero_practitioners" "nurses" {
  appointment_type_ids = ["apt_nurse"]
}

output "practitioner_ids" {
  description = "Ids of the practitioners."
  value       = data.hero_practitioners.nurses.practitioners[*].id
}

# Only the id is typed; other members are read as Hero gives them.
output "practitioner_names" {
  description = "Names of the practitioners, or their ids where Hero reports no name."
  value       = [for p in data.hero_practitioners.nurses.attributes : try("${p.first_name} ${p.last_name}", p.id)]
}
