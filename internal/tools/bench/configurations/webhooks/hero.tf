terraform {
  required_providers {
    hero = {
      source = "registry.terraform.io/herohealth/hero"
    }
  }
}

variable "size" {
  type = number
}

resource "hero_webhook" "all" {
  for_each = { for i in range(var.size) : tostring(i) => "https://receiver.example.com/hero/${i}" }

  event_type             = "appointment.confirmed"
  url                    = each.value
  signing_key_wo         = "of-a-benchmark"
  signing_key_wo_version = "1"
}
