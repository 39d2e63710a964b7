data "hero_practitioners" "nurses" {
  appointment_type_ids = ["apt_nurse"]
}

output "practitioner_ids" {
  description = "Ids of the practitioners."
  value       = data.hero_practitioners.nurses.practitioners[*].id
}

# Members without an attribute of their own are in attributes, which is sensitive.
output "practitioner_names" {
  description = "Names of the practitioners, or their ids where Hero reports no name."
  sensitive   = true
  value       = [for p in data.hero_practitioners.nurses.attributes : try("${p.first_name} ${p.last_name}", p.id)]
}
