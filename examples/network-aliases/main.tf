# Practices that have a key of their own: a provider block with an alias for
# each. A key of one network does not work in another.

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
  alias                      = "riverside"
  api_key                    = var.riverside_api_key
  practice_group_id          = "1001"
  allowed_practice_group_ids = ["1001"] # the alias is for this practice alone
}

provider "hero" {
  alias                      = "hilltop"
  api_key                    = var.hilltop_api_key
  practice_group_id          = "1002"
  allowed_practice_group_ids = ["1002"]
}

# The practices already have settings. Import them, so that the plan shows what
# would change.
import {
  to = hero_practice_group_settings.riverside
  id = "1001"
}

import {
  to = hero_practice_group_settings.hilltop
  id = "1002"
}

# The practice comes with the alias, so nothing here has to name it.
resource "hero_practice_group_settings" "riverside" {
  provider = hero.riverside
  name     = "Riverside Surgery"
}

resource "hero_practice_group_settings" "hilltop" {
  provider = hero.hilltop
  name     = "Hilltop Practice"
}

resource "hero_webhook" "riverside_confirmed" {
  provider   = hero.riverside
  event_type = "appointment.confirmed"
  url        = "https://receiver.example.com/hero/riverside"

  lifecycle {
    create_before_destroy = true
  }
}

resource "hero_webhook" "hilltop_confirmed" {
  provider   = hero.hilltop
  event_type = "appointment.confirmed"
  url        = "https://receiver.example.com/hero/hilltop"

  lifecycle {
    create_before_destroy = true
  }
}
