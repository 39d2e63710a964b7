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
  environment                = "staging" # no default, because production holds real patients
  practice_group_id          = "1001"    # yours
  allowed_practice_group_ids = ["1001"]  # nothing else can be touched
  # The key comes from HERO_API_KEY.
}

# The practice exists already. An import reads it and writes nothing.
import {
  to = hero_practice_group_settings.riverside
  id = "1001"
}

resource "hero_practice_group_settings" "riverside" {
  name = "Riverside Surgery"

  address = {
    line_1 = "2 Riverside"
  }
}
