terraform {
  required_providers {
    hero = {
      source = "registry.terraform.io/herohealth/hero"
    }
  }
}

resource "hero_practice_group_settings" "this" {
  practice_group_id = var.practice_group_id
  name              = "Surgery ${var.practice_group_id}" # not what the mock has, so that it is written

  address = {
    line_1   = "1 High Street"
    town     = "Leeds"
    postcode = "LS1 4AP"
  }
}

resource "hero_webhook" "event" {
  for_each = local.events

  practice_group_id      = var.practice_group_id
  event_type             = each.key
  url                    = "https://receiver.example.com/hero/${var.practice_group_id}"
  signing_key_wo         = "of-a-benchmark"
  signing_key_wo_version = "1"
}
