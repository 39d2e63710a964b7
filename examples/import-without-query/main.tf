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
  environment                = "staging"
  allowed_practice_group_ids = ["1001", "1002", "1003"]
}
