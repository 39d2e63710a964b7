terraform {
  required_version = ">= 1.11"
  required_providers {
    hero = {
      source  = "herohealth/hero"
      version = "~> 0.1"
    }
  }
}

variable "hero_key" {
  description = "API key of the practice group's own partner connection."
  type        = string
  ephemeral   = true # a variable that is only sensitive is in clear in a saved plan
}

provider "hero" {
  environment       = "staging" # production | staging | mock
  api_key           = var.hero_key
  practice_group_id = "1001"

  # Nothing else can be touched, whatever a resource asks for.
  allowed_practice_group_ids = ["1001", "1002"]
}
