# What each practice has. The provider finds its key by practice_group_id.

terraform {
  required_version = ">= 1.11"

  required_providers {
    hero = {
      source  = "herohealth/hero"
      version = "~> 0.1"
    }
  }
}

resource "hero_practice_group_settings" "this" {
  practice_group_id = var.practice.practice_group_id
  name              = var.practice.name
}

resource "hero_webhook" "event" {
  for_each = toset(["appointment.confirmed", "appointment.cancelled"])

  practice_group_id = var.practice.practice_group_id
  event_type        = each.key
  url               = "https://receiver.example.com/hero/${var.practice.practice_group_id}"

  lifecycle {
    create_before_destroy = true
  }
}
