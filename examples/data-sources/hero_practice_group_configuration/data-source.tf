data "hero_practice_group_configuration" "this" {}

# The members are not documented: they may change, so read them with try, and are
# sensitive. A switch gives nothing away, so it may be shown, or decide a count.
output "online_booking" {
  description = "Whether patients can book online."
  value       = nonsensitive(try(data.hero_practice_group_configuration.this.configuration.online_booking.enabled, false))
}
