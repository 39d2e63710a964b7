data "hero_locations" "bookable" {
  has_availability = true
}

output "locations" {
  value = { for l in data.hero_locations.bookable.locations : l.id => l.name }
}
