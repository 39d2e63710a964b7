data "hero_admins" "all" {}

# Ids by e-mail address, for instance for hero_admin_prescriber.
output "admin_ids" {
  description = "Ids of the admins, by e-mail address."
  value       = { for admin in data.hero_admins.all.admins : lower(admin.email) => admin.id }
}

output "admins_without_prescriber_id" {
  description = "Names of the admins who have no prescriber id."
  value       = [for admin in data.hero_admins.all.admins : "${admin.first_name} ${admin.last_name}" if admin.external_prescriber_id == null]
}
