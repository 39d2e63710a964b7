data "hero_webhooks" "confirmed" {
  event_type = "appointment.confirmed" # all webhooks when left out
}

output "receivers" {
  description = "Where the events are sent."
  value       = data.hero_webhooks.confirmed.webhooks[*].url
}
