data "hero_practice_group_configuration" "this" {}

# The members are not documented and may change, so read them with try.
output "online_booking" {
  value = try(data.hero_practice_group_configuration.this.configuration.online_booking.enabled, false)
}
