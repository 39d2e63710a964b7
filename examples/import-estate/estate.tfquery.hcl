locals {
  practices = toset(["1001", "1002", "1003"])
}

# One object for each of the provider's allowed_practice_group_ids.
list "hero_practice_group_settings" "practice" {
  provider = hero
  limit    = 1000
}

list "hero_webhook" "webhook" {
  for_each = local.practices
  provider = hero
  limit    = 1000

  config {
    practice_group_id = each.key
  }
}

list "hero_admin_prescriber" "prescriber" {
  for_each = local.practices
  provider = hero
  limit    = 1000

  config {
    practice_group_id = each.key
    prescribers_only  = true
  }
}

# Hero has no list of all patients, only a search.
list "hero_patient" "patient" {
  for_each = local.practices
  provider = hero
  limit    = 1000

  config {
    practice_group_id = each.key
    last_name         = "Testpatient"
  }
}
