output "practice_group_id" {
  description = "The practice group that is managed."
  value       = hero_practice_group_settings.this.practice_group_id
}

output "name" {
  description = "Name of the practice, as Hero has it."
  value       = hero_practice_group_settings.this.name
}

output "webhook_ids" {
  description = "Hero's ids of the webhooks, by event type."
  value       = { for type, webhook in hero_webhook.event : type => webhook.id }
}
