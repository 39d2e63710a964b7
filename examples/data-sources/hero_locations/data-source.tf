data "hero_locations" "bookable" {
  has_availability = true
}

output "locations" {
  description = "Names of the locations, by id."
  value       = { for l in data.hero_locations.bookable.locations : l.id => l.name }
}
