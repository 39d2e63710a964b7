data "hero_practitioner" "by_id" {
  id = "301"
}

# Hero does not document a practitioner's name, so an id is safer.
data "hero_practitioner" "by_name" {
  name = "Eli Evans"
}

# What is not documented is sensitive, because nobody can say what will be in it.
output "kinds_of_practitioner" {
  description = "What kind of practitioner each of the two is."
  sensitive   = true
  value       = [for p in [data.hero_practitioner.by_id, data.hero_practitioner.by_name] : p.attributes.practitioner_type]
}
