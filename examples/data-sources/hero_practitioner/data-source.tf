data "hero_practitioner" "by_id" {
  id = "301"
}

# Hero does not document a practitioner's name, so an id is safer.
data "hero_practitioner" "by_name" {
  name = "Eli Evans"
}

output "kinds_of_practitioner" {
  description = "What kind of practitioner each of the two is."
  value       = [for p in [data.hero_practitioner.by_id, data.hero_practitioner.by_name] : p.attributes.practitioner_type]
}
