# A module for one practice, with tests that need neither Hero nor an account.
# The caller configures the provider and imports the settings that the practice
# already has: an import block is possible in a root module only.

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
  practice_group_id = var.practice_group_id
  name              = var.name
}

resource "hero_webhook" "event" {
  for_each = var.receiver_url == null ? [] : var.event_types

  practice_group_id = var.practice_group_id
  event_type        = each.key
  url               = var.receiver_url

  signing_key_wo         = var.signing_key
  signing_key_wo_version = var.signing_key_version

  lifecycle {
    create_before_destroy = true
  }
}
