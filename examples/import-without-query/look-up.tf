# Plan this, and do not apply it: an apply would keep in the state what it reads.
# Each id is shown as an import block takes it, with the practice group in front.
locals {
  practices = toset(["1001", "1002", "1003"])
}

data "hero_webhooks" "all" {
  for_each          = local.practices
  practice_group_id = each.key
}

data "hero_admins" "all" {
  for_each          = local.practices
  practice_group_id = each.key
}

# Hero has no list of all patients, only a search.
data "hero_patients" "test" {
  for_each          = local.practices
  practice_group_id = each.key
  last_name         = "Testpatient"
}

output "webhooks" {
  value = merge([
    for group, found in data.hero_webhooks.all :
    { for webhook in found.webhooks : "${group}/${webhook.id}" => "${webhook.event_type} to ${webhook.url}" }
  ]...)
}

output "prescribers" {
  value = flatten([
    for group, found in data.hero_admins.all :
    [for admin in found.admins : "${group}/${admin.id}" if admin.external_prescriber_id != null || admin.prescriber_details != null]
  ])
}

output "patients" {
  value = flatten([
    for group, found in data.hero_patients.test :
    [for patient in found.patients : "${group}/${patient.id}" if patient.id != null]
  ])
}
