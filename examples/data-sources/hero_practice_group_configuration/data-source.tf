data "hero_practice_group_configuration" "this" {}

# The members are not documented and may change, so read them with try.
output "online_booking" {
  description = "Whether patients can book online."
  value       = try(data.hero_practice_group_configuration.this.configuration.online_booking.enabled, false)
}
