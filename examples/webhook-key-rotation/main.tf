terraform {
  required_version = ">= 1.11"

  required_providers {
    hero = {
      source  = "herohealth/hero"
      version = "~> 0.1"
    }
  }
}

provider "hero" {
  environment       = "staging"
  practice_group_id = "1001"
}

variable "signing_key" {
  description = "Key that Hero signs the events with."
  type        = string
  ephemeral   = true # in neither plan nor state
}

resource "hero_webhook" "confirmed" {
  event_type = "appointment.confirmed"
  url        = "https://receiver.example.com/hero"

  signing_key_wo         = var.signing_key
  signing_key_wo_version = "2026-01" # change it together with the key

  lifecycle {
    create_before_destroy = true
  }
}
