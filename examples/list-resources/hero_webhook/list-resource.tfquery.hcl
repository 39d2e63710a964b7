# The webhooks of the provider's practice group.
list "hero_webhook" "all" {
  provider = hero
}

# Those of one event type, in each practice of the network.
list "hero_webhook" "confirmed" {
  for_each = toset(["1001", "1002"])
  provider = hero

  config {
    practice_group_id = each.key
    event_type        = "appointment.confirmed"
  }
}
