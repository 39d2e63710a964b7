# What each practice of the network has.

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

  address = {
    line_1   = var.practice.line_1
    town     = var.practice.town
    postcode = var.practice.postcode
  }
}

resource "hero_webhook" "event" {
  for_each = var.event_types

  practice_group_id = var.practice.practice_group_id
  event_type        = each.key
  url               = var.receiver_url

  # In neither plan nor state. To rotate it, change the version in the
  # practice's line.
  signing_key_wo         = var.signing_key
  signing_key_wo_version = var.practice.signing_key_version

  lifecycle {
    create_before_destroy = true # no event is lost while the key is rotated
  }
}
